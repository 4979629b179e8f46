"""The files of an upload: one file, a folder, or what is in an archive.

Nothing is written, links are not followed, and only regular files are opened.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from grader.archives import MAX_BYTES, SPECIAL, Files, is_archive, read_archive
from grader.refusal import RefusedError

_NOT_PYTHON = {
    ".m": "a MATLAB file",
    ".r": "an R file",
    ".jl": "a Julia file",
    ".java": "a Java file",
    ".c": "a C file",
    ".cpp": "a C++ file",
    ".docx": "a Word document",
    ".pdf": "a PDF file",
    ".pyc": "compiled Python (.pyc)",
    ".pkl": "a pickle",
    ".pickle": "a pickle",
    ".html": "a web page",
    ".md": "a text in Markdown",
    ".tex": "a text in LaTeX",
    ".csv": "a table",
    ".npz": "a file of NumPy arrays",
    ".npy": "a NumPy array",
}


def uploaded(path: Path) -> Files:
    """The files of an upload as they are on the disk."""
    if not path.is_symlink() and path.is_dir():
        return _folder(path)
    return Files({path.name: _read(path)})


def _folder(root: Path) -> Files:
    """The Python files below a folder; where there are none, its only file of another kind."""
    files = Files()
    for path in _walk(root, files):
        files.add(path.relative_to(root).as_posix(), partial(_read, path))
    if not files.contents and len(files.others) == 1:
        return Files({files.others[0]: _read(root / files.others[0])}, files.notes)
    return files


def _walk(root: Path, files: Files) -> Iterator[Path]:
    """The ordinary files below a folder, in order of their names."""
    folders = [root]
    while folders:
        for entry in sorted(os.scandir(folders.pop()), key=lambda entry: entry.name):
            files.count()
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
            else:
                files.leave_out(entry.name, SPECIAL)


def _read(path: Path, limit: int = MAX_BYTES + 1) -> bytes:
    """At most `limit` bytes of a regular file.

    Raises:
        RefusedError: it is a link, a pipe or a device.
    """
    if path.is_symlink():
        raise RefusedError("it is a link to another file; hand in the file itself")
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusedError("it is no ordinary file")
        return stream.read(limit)


def digest(files: Files) -> str:
    """SHA-256 of one file, or of the names and contents of several."""
    if len(files.contents) == 1:
        return hashlib.sha256(next(iter(files.contents.values()))).hexdigest()
    parts = ((name.encode("utf-8", "surrogateescape"), data) for name, data in sorted(files.contents.items()))
    return hashlib.sha256(
        b"".join(hashlib.sha256(part).digest() for pair in parts for part in pair)
    ).hexdigest()


def _inside(files: Files) -> Files:
    """The files, or what is in the archive that is the only one; what is in that is not opened again."""
    if files.contents or len(files.others) != 1 or not files.nested:
        return files
    ((name, data),) = files.nested.items()
    return read_archive(data, PurePosixPath(name).name) if is_archive(data) else files


def opened(files: Files) -> Files:
    """The files, or what is in them where the only one is an archive."""
    if len(files.contents) != 1:
        return files
    ((name, data),) = files.contents.items()
    if len(data) > MAX_BYTES:
        raise RefusedError(f"it is larger than {MAX_BYTES // 1_000_000} MB: hand in the program only")
    if is_archive(data):
        return _inside(read_archive(data, name))
    if other := _NOT_PYTHON.get(PurePosixPath(name).suffix.lower()):
        raise RefusedError(f"this is {other}, not a Python program; hand in the .py or .ipynb file itself")
    return files

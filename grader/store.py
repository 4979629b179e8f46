"""The directory of a run: one result for each submission, from which everything else follows.

Each file is written beside its place, flushed to the disk and renamed, so that whatever stops a run
leaves whole files only.  A submission's feedback is written before its result: a result that is there is
complete.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import stat
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import StoreError
from grader.result import Result

if TYPE_CHECKING:
    from pydantic import TypeAdapter

PAGES = ("html", "md", "json")
"""The forms of a student's feedback."""

_ASIDE = ".grader-"
_SYSTEM = {"__macosx", "__pycache__", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}
"""What systems and Python put beside the files of people."""
_SLUG_LENGTH = 80
_READ = 1 << 24
"""Of each uploaded file so much is looked at to tell whether it changed; more is never graded."""
_FILES = 2000


@dataclass(frozen=True)
class Submission:
    """What one student handed in: a file or folder, and the name its results are stored under."""

    path: Path
    slug: str

    @property
    def student(self) -> str:
        """The name of the file or folder; bytes that are no text are replaced."""
        return os.fsencode(self.path.name).decode("utf-8", "replace")


def submissions(folder: Path, *, apart_from: Iterable[Path] = ()) -> tuple[Submission, ...]:
    """The entries of a folder in the order of their names, without hidden ones and those of a system.

    Raises `StoreError` where the folder is none or holds no submission.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder} is no folder; name the folder that holds the submissions")
    left_out = {path.resolve() for path in apart_from}
    paths = [path for path in folder.iterdir() if _is_upload(path) and path.resolve() not in left_out]
    if not paths:
        raise StoreError(f"{folder} holds no submissions: it needs one file or folder for each student")
    names = slugs(path.name for path in paths)
    return tuple(Submission(path, names[path.name]) for path in sorted(paths, key=_order))


def _is_upload(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.lower() not in _SYSTEM


def left_out(folder: Path) -> tuple[str, ...]:
    """The names of what is in a folder and no submission: hidden files and those of a system."""
    return tuple(path.name for path in sorted(folder.iterdir(), key=_order) if not _is_upload(path))


def _order(path: Path) -> tuple[str, str]:
    return path.name.casefold(), path.name


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A file name for each student that every system can have, also where only case tells them apart.

    >>> slugs(["anna.py", "a b.py", "Eve", "eve"])
    {'anna.py': 'anna.py', 'a b.py': 'a_b.py-5d4acf84', 'Eve': 'Eve-b9bae658', 'eve': 'eve-85262adf'}
    """
    plain = {name: _plain(name) for name in names}
    seen = Counter(slug.casefold() for slug in plain.values())
    unique = {name: slug == name and seen[slug.casefold()] == 1 for name, slug in plain.items()}
    return {name: slug if unique[name] else f"{slug}-{_hash(name)}" for name, slug in plain.items()}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w.-]+", "_", letters, flags=re.ASCII).strip(".")[:_SLUG_LENGTH] or "student"


def _hash(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:8]


# Has it changed? --------------------------------------------------------------------------------


def upload_digest(path: Path) -> str:
    """A digest of an upload: of what its files hold, their names and kinds; links are not followed."""
    digest = hashlib.sha256()
    for entry in _entries(path):
        kind = entry.lstat()
        name = os.fsencode(entry.relative_to(path))
        digest.update(f"{stat.S_IFMT(kind.st_mode)} {kind.st_size} {len(name)} ".encode() + name)
        if stat.S_ISREG(kind.st_mode):
            with entry.open("rb") as file:
                digest.update(file.read(_READ))
    return digest.hexdigest()


def _entries(path: Path) -> Iterator[Path]:
    """The upload itself and, of a folder, what is inside, in a fixed order and not without end."""
    yield path
    if path.is_symlink() or not path.is_dir():
        return
    found = 0
    for folder, folders, files in os.walk(path):
        folders.sort()
        for name in sorted(files + folders):
            yield Path(folder, name)
            found += 1
            if found == _FILES:
                return


# The directory ----------------------------------------------------------------------------------


class Store:
    """The directory of a run, while this process holds it.

    Attributes:
        secret: the 32 bytes from which the hidden inputs of the run are drawn.
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self.folder = folder
        self.secret = secret

    def result(self, submission: Submission) -> Result | None:
        """The result of a submission, or None where there is none that can be read."""
        try:
            return as_result(json.loads(self._result_path(submission).read_bytes()))
        except (OSError, ValueError):
            return None

    def holds(self, submission: Submission) -> bool:
        """Whether the submission was graded as it is now, and its feedback is there."""
        result = self.result(submission)
        pages = (self._page_path(submission, form).exists() for form in PAGES)
        return result is not None and result.source_digest == upload_digest(submission.path) and all(pages)

    def keep(self, submission: Submission, result: Result, pages: Mapping[str, str]) -> None:
        """Write the feedback, then the result, and do not return before the disk has them."""
        for form, text in pages.items():
            _put(self._page_path(submission, form), _encoded(text))
        _flush_directory(self.folder / "feedback")
        _write(self._result_path(submission), _encoded(as_json(result.to_json())))

    def write(self, name: str, text: str) -> None:
        """A file about the whole class."""
        _write(self.folder / name, _encoded(text))

    def _result_path(self, submission: Submission) -> Path:
        return self.folder / "results" / f"{submission.slug}.json"

    def _page_path(self, submission: Submission, form: str) -> Path:
        return self.folder / "feedback" / f"{submission.slug}.{form}"


@contextmanager
def opened(
    folder: Path, run: Mapping[str, Any], *, resume: bool = False, secret: bytes | None = None
) -> Iterator[Store]:
    """The directory of a run for as long as it is used, made where it does not exist.

    `run` says what the run is (its assignment's digest, the versions) and is stored as ``run.json``;
    `secret` is drawn if not given.  Raises `StoreError` where another run has the directory open, where it
    holds something else, another assignment's run or one that was not to be resumed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        _check_is_ours(folder, run, resume)
        for part in (folder, folder / "results", folder / "feedback"):
            part.mkdir(exist_ok=True)
            _remove_leftovers(part)
        store = Store(folder, _secret(folder / "secret", secret))
        store.write("run.json", as_json(run))
        yield store


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The directory itself is locked, so that the lock ends with the process, however that ends."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(f"another run is writing to {folder}; wait for it or choose another -o") from None


def _check_is_ours(folder: Path, run: Mapping[str, Any], resume: bool) -> None:
    try:
        found = json.loads((folder / "run.json").read_bytes())
    except (OSError, ValueError):
        strange = sorted(path.name for path in folder.iterdir() if path.name not in _FIRST_FILES)
        strange = [name for name in strange if not name.startswith(_ASIDE)]
        if strange:
            raise StoreError(
                f"{folder} holds {strange[0]!r} and no run of grader; choose an empty directory for -o"
            ) from None
        return
    if not resume:
        raise StoreError(f"{folder} holds a run; go on with it by --resume or choose another -o")
    different = [key for key in run if found.get(key) != run[key]]
    if different:
        raise StoreError(
            f"{folder} holds a run of another {_KEYS.get(different[0], different[0])}, and marks of two "
            "kinds are not to be mixed; choose another -o"
        )


_FIRST_FILES = {"secret", "results", "feedback"}
"""What a run that was stopped at its very beginning leaves."""
_KEYS = {"assignment": "assignment, or of this one before it was changed", "versions": "version of grader"}


def _secret(path: Path, wanted: bytes | None) -> bytes:
    """The run's secret, drawn once."""
    if path.exists():
        found = path.read_bytes()
        if wanted not in (None, found):
            raise StoreError(f"{path} was made from another seed; leave out --seed or choose another -o")
        return found
    secret = wanted or secrets.token_bytes(32)
    _write(path, secret, mode=0o600)
    return secret


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob(f"{_ASIDE}*"):
        path.unlink()


def _write(path: Path, content: bytes, mode: int | None = None) -> None:
    """The content at the path, whole and on the disk."""
    _put(path, content, mode)
    _flush_directory(path.parent)


def _put(path: Path, content: bytes, mode: int | None = None) -> None:
    """The same, but only with its directory's entry is the file sure to be found."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_ASIDE)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode or 0o666 & ~_umask())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _flush_directory(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def as_json(value: Any) -> str:
    """A JSON document that ends with a line end."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _encoded(text: str) -> bytes:
    """UTF-8, with half a surrogate pair, which is no character, as JSON writes it."""
    return text.encode("utf-8", "backslashreplace")


def as_result(value: Any) -> Result:
    """The result that JSON tells of.  Raises `ValueError` where it tells of none."""
    return _results().validate_python(value)


@cache
def _results() -> TypeAdapter[Result]:
    from pydantic import TypeAdapter

    return TypeAdapter(Result)

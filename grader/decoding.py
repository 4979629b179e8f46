"""From the bytes of a file to its text: which encoding, or which kind of file it is instead of a program."""

from __future__ import annotations

import re

from grader.refusal import RefusedError

SIGNATURES = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "an empty zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"%PDF": "a PDF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"{\\rtf": "an RTF document",
    b"\x93NUMPY": "a NumPy array",
    b"\x89HDF": "an HDF5 file",
    b"\x7fELF": "a compiled program",
    b"MZ\x90": "a Windows program",
    b"SQLite format 3": "a database",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
    b"MATLAB 5.0": "a MATLAB data file",
}
"""How files that are no programs begin, whatever they are called."""

_ENDS = "\0\x1a"
"""What old editors and damaged disks leave at the end."""
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_BYTECODE = re.compile(rb"..\r\n[\x00-\x03]\x00\x00\x00", re.DOTALL)
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# Python's own list has codecs that are no encodings of text (zlib, rot13, …) or take quadratic time.
_TEXT_CODECS = re.compile(
    r"utf-?8(-sig)?|(us-)?ascii|latin-?1|iso-?8859-?\d+|(cp|windows-?)\d+|koi8-[rut]|mac-?[a-z]+"
    r"|gbk|gb2312|gb18030|big5|shift-?jis|euc-?(jp|kr|cn)"
)


def kind(data: bytes) -> str:
    """What the first bytes say the file is, ``a PDF file``; empty where they say nothing."""
    if _PICKLE.match(data):
        return "a pickle"
    if _BYTECODE.match(data):
        return "compiled Python (.pyc)"
    return next((words for start, words in SIGNATURES.items() if data.startswith(start)), "")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    r"""The text of a program with ``\n`` at the end of lines, and what had to be assumed to read it.

    Raises:
        RefusedError: the bytes are no text.

    >>> decode(b"\xef\xbb\xbfx = 1\r\n")
    ('x = 1\n', ())
    """
    if other := kind(data):
        raise RefusedError(f"this is {other}, not a Python program; hand in the .py or .ipynb file itself")
    text, notes = _text(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (whole := text.rstrip(_ENDS + "\n")) != text.rstrip("\n"):
        text = f"{whole}\n"
        notes += ("What some systems put at the end of a file (Ctrl-Z, NUL) was left out.",)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise RefusedError("a NUL character: the file is damaged or is no text", line)
    if not text.strip():
        raise RefusedError("the file is empty")
    return text, notes


def _text(data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), ("The file is saved as UTF-16; Python itself wants UTF-8.",)
    data = data.removeprefix(b"\xef\xbb\xbf")
    name = _declared(data)
    try:
        return data.decode(name), ()
    except (UnicodeDecodeError, LookupError):
        return _undeclared(data, name)


def _declared(data: bytes) -> str:
    """The encoding that a comment in the first two lines names (PEP 263); UTF-8 without one."""
    for line in data.split(b"\n", 2)[:2]:
        if found := _COOKIE.match(line):
            name = found[1].decode("ascii", "replace").lower().replace("_", "-")
            return name if _TEXT_CODECS.fullmatch(name) else "utf-8"
    return "utf-8"


def _undeclared(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("utf-8"), (f"The file says that it is in {name}, which it is not; read as UTF-8.",)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return data.decode("latin-1"), (f"Line {line} is not UTF-8; the file was read as Latin-1.",)

"""The Python files in an archive, read in memory with bounds; nothing is ever extracted.

The standard library's zip reader is used for two methods of compression.  tar is read here: `tarfile` follows
what the headers say into regular expressions that backtrack and seeks that do not end.
"""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from grader.refusal import RefusedError, shown

MAX_BYTES = 20_000_000
"""Of an upload, of what an archive unpacks to, and of all files read from it together."""
MAX_MEMBERS = 2000
MAX_NAME = 300
MAX_NOTES = 5
SUFFIXES = (".py", ".ipynb")
TEXTS = (".tex", ".md", ".txt")
"""What a derivation may be written in."""

_IGNORED = frozenset({"__MACOSX", "__pycache__", "site-packages", "node_modules", "venv", "env"})
_NESTED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
SPECIAL = "it is a link or a device"
_TOO_BIG = f"it unpacks to more than {MAX_BYTES // 1_000_000} MB: hand in the program only"
_TOO_MANY = f"it holds more than {MAX_MEMBERS:,} files: hand in the program only"


@dataclass
class Files:
    """Python files by name, ``folder/solution.py``, within the bounds."""

    contents: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Names of what is no Python."""
    texts: dict[str, bytes] = field(default_factory=dict)
    """Those of them in which a derivation may stand."""
    nested: dict[str, bytes] = field(default_factory=dict)
    """Those of them that are archives themselves, as far as the bounds allow."""
    _folded: dict[str, str] = field(default_factory=dict)
    _members: int = 0
    _bytes: int = 0

    def count(self) -> None:
        """One more member, of any kind.

        Raises:
            RefusedError: there are too many.
        """
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise RefusedError(_TOO_MANY)

    def leave_out(self, name: str, why: str) -> None:
        """Say so, of the first few."""
        if len(self.notes) < MAX_NOTES:
            self.notes.append(f"{shown(name)} was left out: {why}.")
        elif len(self.notes) == MAX_NOTES:
            self.notes.append("More was left out.")

    def add(self, name: str, read: Callable[[int], bytes]) -> None:
        """Take a regular file if it is Python's; `read` gets the greatest number of bytes to return.

        Raises:
            RefusedError: more bytes than are allowed, or two files whose names differ in case only.
        """
        name = unicodedata.normalize("NFC", name.replace("\\", "/"))
        if problem := _unsafe(name):
            self.leave_out(name, problem)
        elif any(part in _IGNORED or part.startswith(".") for part in name.split("/") if part != "."):
            return
        elif not name.lower().endswith(SUFFIXES):
            self.others.append(name)
            if name.lower().endswith(TEXTS):
                self._take_text(name, read)
            elif name.lower().endswith(_NESTED):
                self._take_nested(name, read)
        else:
            self._take("/".join(part for part in name.split("/") if part not in ("", ".")), read)

    def _take_nested(self, name: str, read: Callable[[int], bytes]) -> None:
        """Keep an archive, which is opened only where it is alone; data may be large and are not refused."""
        self.leave_out(name, "it is an archive inside the upload")
        room = MAX_BYTES - self._bytes
        data = read(room + 1)
        if len(data) <= room:
            self.nested[name] = data
            self._bytes += len(data)

    def _take_text(self, name: str, read: Callable[[int], bytes]) -> None:
        self.texts[name] = read(MAX_BYTES + 1 - self._bytes)
        self._bytes += len(self.texts[name])
        if self._bytes > MAX_BYTES:
            raise RefusedError(_TOO_BIG)

    def _take(self, name: str, read: Callable[[int], bytes]) -> None:
        data = read(MAX_BYTES + 1 - self._bytes)
        self._bytes += len(data)
        if self._bytes > MAX_BYTES:
            raise RefusedError(_TOO_BIG)
        twin = self._folded.setdefault(name.casefold(), name)
        if self.contents.setdefault(twin, data) != data:
            raise RefusedError(
                f"it holds two different files called {shown(name)}: it is not clear which one counts"
            )


def _unsafe(name: str) -> str:
    if len(name) > MAX_NAME:
        return "its name is too long"
    if any(unicodedata.category(char).startswith("C") for char in name):
        return "its name holds control characters"
    if name.startswith("/") or name[1:2] == ":":
        return "its name is an absolute path"
    return "its name points outside the upload" if ".." in name.split("/") else ""


def is_archive(data: bytes) -> bool:
    """Whether the bytes are an archive of a kind that `read_archive` opens.

    >>> is_archive(b"import numpy")
    False
    """
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", *_DECOMPRESSORS)) or data[257:262] == b"ustar"


def read_archive(data: bytes, name: str) -> Files:
    """The Python files of a zip or a tar (plain, gz, bz2, xz), or the one file that was compressed.

    Raises:
        RefusedError: it cannot be read within the bounds.
    """
    if data.startswith(b"PK"):
        return _read_zip(data)
    data = _decompressed(data)
    if data[257:262] == b"ustar":
        return _read_tar(data)
    inner = name.rpartition(".")[0]
    files = Files()
    files.add(inner if inner.lower().endswith(SUFFIXES) else f"{inner}.py", beginning(data))
    return files


def beginning(content: bytes) -> Callable[[int], bytes]:
    """What gives as many bytes of some content as are allowed."""
    return lambda limit: content[:limit]


class _Machine(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def _decompressed(data: bytes) -> bytes:
    """The bytes that a compressed file holds, never more than allowed."""
    start = next((each for each in _DECOMPRESSORS if data.startswith(each)), None)
    if start is None:
        return data
    out = b""
    try:
        for _ in range(100):  # compressed files may follow one another
            if not data.startswith(start):
                break
            machine = _DECOMPRESSORS[start]()
            out += machine.decompress(data, MAX_BYTES + 1 - len(out))
            if len(out) > MAX_BYTES:
                raise RefusedError(_TOO_BIG)
            if not machine.eof:
                raise EOFError
            data = machine.unused_data
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, MemoryError):
        raise RefusedError("the archive is damaged or incomplete") from None
    return out


_DECOMPRESSORS: dict[bytes, Callable[[], _Machine]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(wbits=31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=100_000_000),
}


def _read_zip(data: bytes) -> Files:
    # zipfile makes an object of about 1 kB for each entry of the directory before one can count them.
    if data.count(b"PK\x01\x02") > 2 * MAX_MEMBERS:
        raise RefusedError(_TOO_MANY)
    files = Files()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                files.count()
                _add_zipped(files, archive, member)
    except RefusedError:
        raise
    except Exception:  # zipfile raises whatever the bytes provoke: struct.error, UnicodeDecodeError, …
        raise RefusedError("the archive is damaged or incomplete") from None
    if "[Content_Types].xml" in files.others:
        raise RefusedError(
            "this is an Office document, not a Python program; hand in the .py or .ipynb file itself"
        )
    return files


def _add_zipped(files: Files, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    def read(limit: int) -> bytes:
        with archive.open(member) as stream:
            return stream.read(limit)

    mode = member.external_attr >> 16
    if member.is_dir():
        return
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        files.leave_out(member.filename, SPECIAL)
    elif member.flag_bits & 0x1:
        files.leave_out(member.filename, "it is locked with a password")
    elif member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # Only the two can be unpacked a piece at a time.
        files.leave_out(member.filename, "make an ordinary zip (method Deflate)")
    else:
        files.add(member.filename, read)


def _read_tar(data: bytes) -> Files:
    files = Files()
    for header, name, content in _tar_members(data):
        files.count()
        type_flag = header[156:157]
        if type_flag in (b"0", b"\0", b"7"):
            files.add(name, beginning(content))
        elif type_flag != b"5":
            files.leave_out(name, SPECIAL)
    return files


def _tar_members(data: bytes) -> Iterator[tuple[bytes, str, bytes]]:
    """Header, name and content of each member; a name from a GNU or pax header is the next member's."""
    position, override = 0, ""
    while position + 512 <= len(data) and any(header := data[position : position + 512]):
        size = _tar_number(header[124:136])
        content = data[position + 512 : position + 512 + size]
        if len(content) < size:
            raise RefusedError("the archive is damaged or incomplete")
        position += 512 + -(-size // 512) * 512
        match header[156:157]:
            case b"L":
                override = content.rstrip(b"\0").decode("utf-8", "replace")
            case b"x":
                override = _pax_path(content) or override
            case b"g" | b"K" | b"X":
                pass
            case _:
                prefix = _tar_text(header[345:500]) if header[257:263] == b"ustar\0" else ""
                name = override or "/".join(filter(None, [prefix, _tar_text(header[:100])]))
                yield header, name, content
                override = ""


def _tar_text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")


def _tar_number(raw: bytes) -> int:
    """Octal digits, or base 256 where the first bit is set."""
    try:
        number = int.from_bytes(raw[1:]) if raw[0] == 0x80 else int(raw.strip(b" \0") or b"0", 8)
    except ValueError:
        number = -1
    if number < 0:
        raise RefusedError("the archive is damaged or incomplete")
    return number


def _pax_path(content: bytes) -> str:
    """The ``path`` among the records ``length key=value`` of an extended header."""
    while content:
        digits, space, _ = content[:20].partition(b" ")
        if not space or not digits.isdigit() or not 0 < int(digits) <= len(content):
            return ""
        key, _, value = content[len(digits) + 1 : int(digits)].rstrip(b"\n").partition(b"=")
        if key == b"path":
            return value.decode("utf-8", "replace")
        content = content[int(digits) :]
    return ""

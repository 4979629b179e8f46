"""Writing files so that a reader never sees half of one, and a failure leaves none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from symbp.errors import OutputError


def write_all(directory: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write every file, or none: each goes to a temporary file first, then all are renamed.

    Returns the paths written.  Raises `OutputError` where the directory cannot be written to or the disk is
    full; then, as after Ctrl-C, the temporary files are gone and older files are untouched.
    """
    temporary: dict[Path, Path] = {}
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            temporary[directory / name] = _write_aside(directory, content)
        for target, aside in temporary.items():
            os.replace(aside, target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"cannot write to {directory}: {reason}; choose another directory") from None
    finally:
        for aside in temporary.values():
            aside.unlink(missing_ok=True)
    return tuple(temporary)


def _write_aside(directory: Path, content: bytes) -> Path:
    """The content in a new temporary file of the directory, with the permissions of an ordinary file."""
    handle, name = tempfile.mkstemp(dir=directory, prefix=".symbp-")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        aside.chmod(0o666 & ~_umask())
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

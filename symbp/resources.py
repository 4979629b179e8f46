"""The files symbp reads at run time: the templates of the documents."""

from __future__ import annotations

from pathlib import Path

from symbp.errors import SymbpError, choices

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """The directory of the templates.

    A wheel carries them inside the package.  A checkout keeps them beside it,
    which is where an editable installation finds them.
    """
    inside, beside = _PACKAGE / "templates", _PACKAGE.parent / "templates"
    for directory in (inside, beside):
        if directory.is_dir():
            return directory
    raise SymbpError(
        f"the templates of symbp are missing: looked for {inside} (installed) and {beside} (checkout); "
        "install symbp again"
    )


def read_text(name: str) -> str:
    """The text of the template `name`, a path relative to `templates_dir()`."""
    directory = templates_dir()
    try:
        return (directory / name).read_text(encoding="utf-8")
    except OSError as error:
        known = sorted(str(p.relative_to(directory)) for p in directory.rglob("*") if p.is_file())
        raise SymbpError(f"cannot read the template {name!r}: {choices(known, name)}") from error

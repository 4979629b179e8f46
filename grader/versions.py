"""The versions on which a result depends."""

from __future__ import annotations

from functools import cache


@cache
def versions() -> dict[str, str]:
    """The version of each package that computes something."""
    from importlib.metadata import version

    from symbp import __version__

    others = {name: version(name) for name in ("numpy", "sympy", "python-flint")}
    return {"symbp": __version__, **others}

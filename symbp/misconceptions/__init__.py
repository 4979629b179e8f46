"""The misconceptions that are recognised by name, and derivations that contain them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "MISCONCEPTIONS": "symbp.misconceptions.table",
    "Misconception": "symbp.misconceptions.record",
    "Mutant": "symbp.misconceptions.record",
    "mutants": "symbp.misconceptions.mutations",
}

__all__ = ["MISCONCEPTIONS", "Misconception", "Mutant", "mutants"]


def __getattr__(name: str) -> Any:
    """Import on first use: the notation needs this package's nodes, and the mutations need the notation."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

"""Numbers that are settings, such as a learning rate: each is checked before it is used.

All raise `ConfigError` with the name, the value and what was expected.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from numbers import Real
from typing import Any

from symbp.errors import ConfigError

LARGEST_SEED = 2**32 - 1


def is_number(value: object) -> bool:
    return isinstance(value, Real)


def between(name: str, value: Any, low: float, high: float, expected: str) -> float:
    """A number with low < value < high."""
    if not (is_number(value) and low < value < high):
        raise ConfigError(f"{name} = {value!r}: expected {expected}")
    return float(value)


def positive(name: str, value: Any) -> float:
    """A finite number above 0."""
    return between(name, value, 0, inf, "a number above 0")


def from_zero(name: str, value: Any) -> float:
    """A finite number, 0 included."""
    return 0.0 if is_number(value) and value == 0 else between(name, value, 0, inf, "a number from 0 on")


def whole(name: str, value: Any, least: int = 0, most: float = inf) -> int:
    """A whole number, as 3 or 3.0."""
    if not (is_number(value) and least <= value <= most and value % 1 == 0):
        limits = f"from {least} on" if most == inf else f"from {least} to {most}"
        raise ConfigError(f"{name} = {value!r}: expected a whole number {limits}")
    return int(value)


def seed_number(seed: Any) -> int:
    """What NumPy's generators take."""
    return whole("seed", seed, 0, LARGEST_SEED)


def some(name: str, values: Iterable[Any]) -> list[Any]:
    """A list that is not empty."""
    found = list(values) if isinstance(values, Iterable) and not isinstance(values, str) else []
    if not found:
        raise ConfigError(f"{name} = {values!r}: expected a list of at least one")
    return found

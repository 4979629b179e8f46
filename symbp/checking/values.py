"""The value of an expression at a few points: what tells candidates apart before anything is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Basic

from symbp.checking import mistaken  # noqa: F401  # mistakes are evaluated too
from symbp.checking.judge import World
from symbp.errors import SymbpError
from symbp.verify.ball import precision
from symbp.verify.compare import FAILURES, Side, apart

FEW = (0, 1)
"""The points at which values are compared: three samples, then one, all sizes different."""

Value = dict[tuple[tuple[str, int], ...], Any]
Values = tuple[Value, ...]


@dataclass(frozen=True, eq=False)
class Probe:
    """Values of expressions in one world, at the sizes that a line fixes."""

    world: World
    sides: tuple[Basic, ...]

    def value(self, node: Basic, index: int) -> Value | None:
        """Every entry at one point, for every index; None where there is none."""
        checker = self.world.checker(*self.sides)
        try:
            env = checker.environment(index, checker.bits)
            with precision(checker.bits):
                pairs = checker.pairs(env, Side(node), Side(node))
        except (*FAILURES, SymbpError, TypeError, AttributeError):
            return None
        return {place: x for place, x, _ in pairs}


def agree(one: Value | None, other: Value | None) -> bool:
    """Whether two values are the same to all digits."""
    if one is None or other is None or one.keys() != other.keys():
        return False
    return all(
        finite(x) and finite(y) and not apart(x, y) for x, y in zip(one.values(), other.values(), strict=True)
    )


def finite(x: Any) -> bool:
    return not isinstance(x, list) and bool(x.is_finite())

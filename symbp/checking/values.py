"""The value of an expression at a few points: what tells candidates apart before anything is proved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Symbol

from symbp.checking import mistaken  # noqa: F401  # mistakes are evaluated too
from symbp.checking.judge import World
from symbp.errors import SymbpError
from symbp.nodes import Entry
from symbp.verify.ball import precision
from symbp.verify.compare import FAILURES, Checker, Place, Side, apart, entry_pairs
from symbp.verify.environment import Environment
from symbp.verify.indices import two_dimensions

FEW = (0, 1)
"""The points at which values are compared: three samples, then one, all sizes different."""

Value = dict[Place, Any]
Values = tuple[Value, ...]


@dataclass(frozen=True, eq=False)
class Probe:
    """Values of expressions in one world, at the sizes that a line fixes."""

    world: World
    sides: tuple[Basic, ...]

    def elsewhere(self, world: World) -> Probe:
        """The same in another world, at the same points."""
        world.checker(*self.sides).drawn.update(self.world.checker(*self.sides).drawn)
        return Probe(world, self.sides)

    def value(self, node: Basic, index: int) -> Value | None:
        """Every entry at one point, for every index; None where there is none."""
        if node.has(Entry) and two_dimensions(self.sides[0], node):
            return None
        checker = self.world.checker(*self.sides)
        try:
            env = checker.environment(index, checker.bits)
            with precision(checker.bits):
                return dict(self.entries(node, checker, env))
        except (*FAILURES, SymbpError, TypeError, AttributeError):
            return None

    def entries(self, node: Basic, checker: Checker, env: Environment) -> Iterator[tuple[Place, Any]]:
        """The values for every index of the line, whether the node has it or not."""
        for place in checker.index_places(env, *self.sides, node):
            with ExitStack() as stack:
                for name, number in place:
                    stack.enter_context(env.binding(Symbol(name), number))
                x = checker.value(env, Side(node))
            yield from ((place + at, value) for at, value, _ in entry_pairs(x, x))


def agree(one: Value | None, other: Value | None) -> bool:
    """Whether two values are the same to all digits."""
    if one is None or other is None or one.keys() != other.keys():
        return False
    return all(
        finite(x) and finite(y) and not apart(x, y) for x, y in zip(one.values(), other.values(), strict=True)
    )


def finite(x: Any) -> bool:
    return not isinstance(x, list) and bool(x.is_finite())

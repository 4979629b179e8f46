"""Numbers at which a wrong line is wrong: small integers, so that a person can follow by hand.

Inputs and parameters are chosen, everything else follows from them.  First those are tried at which
activations are round: all weights of the first layer 0, and the others cancelling.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import cycle
from typing import Any

from flint import arb, fmpq
from sympy import Basic, MatrixSymbol, Symbol

from symbp.checking.judge import World
from symbp.checking.record import Example
from symbp.names import LOSS
from symbp.verify.ball import Balls, precision
from symbp.verify.compare import FAILURES, Checker, Pair, Side, apart, shown_apart
from symbp.verify.environment import Environment
from symbp.verify.points import Point, Rows

BITS = 160
DRAWS = 16
"""How many sets of numbers are tried."""

SMALL = (1, -1, 2, 0, 3, -2)
LARGEST_SHOWN = 12
"""How many entries a matrix may have to be written down."""


def example(world: World, left: Basic, right: Basic) -> Example | None:
    """The roundest numbers found at which two sides differ."""
    try:
        checker = world.checker(left, right)
        found = [
            shown for numbers in choices(world, checker) if (shown := tried(checker, numbers, left, right))
        ]
    except FAILURES:
        return None
    return min(found, key=roundness, default=None)


def roundness(shown: Example) -> tuple[int, int]:
    """How long the numbers are that are written down."""
    numbers = sum(len(value) for _, value in shown.numbers)
    return len(shown.left) + len(shown.right) + numbers // 4, numbers


def choices(world: World, checker: Checker) -> Iterator[Point]:
    """Sets of small integers, for one sample, then for two."""
    for draw in range(DRAWS):
        if world.clock.left < 0:
            return
        yield chosen(world, checker, draw)


def chosen(world: World, checker: Checker, draw: int) -> Point:
    net, source = world.net, random.Random(draw)
    samples = 1 + draw % 2
    sizes = {"N": samples, **small_sizes(world), **checker.fixed}
    point = Point(net, sizes, "", index=draw)
    given = {name: integers(source, *point.shape(name)) for name in leaves(world) if name != "t"}
    if net.target_coding == "real":
        given["t"] = integers(source, *point.shape("t"))
    if draw < DRAWS // 2:
        given |= cancelling(world, point)
    if "lam" in given:
        given["lam"] = [[fmpq(2)]]
    return Point(net, sizes, "", index=draw, given=given)


def small_sizes(world: World) -> dict[str, int]:
    """The network's own units where they are few, else two or three."""
    few = cycle((2, 3))
    sizes = world.net.names.sizes
    return {symbol.name: units if units <= 3 else next(few) for symbol, units in sizes.items()}


def leaves(world: World) -> list[str]:
    """What the numbers of a point are chosen for."""
    return [symbol.name for symbol in world.net.names.arguments]


def integers(source: random.Random, rows: int, columns: int) -> Rows:
    return [[fmpq(source.choice(SMALL)) for _ in range(columns)] for _ in range(rows)]


def cancelling(world: World, point: Point) -> dict[str, Rows]:
    """Weights at which every pre-activation is 0 for an activation that is the same everywhere at 0."""
    found = {}
    for p in world.net.names.parameters:
        rows, columns = point.shape(p.name)
        first, bias = p.name == "W1", p.name[0] == "b"
        found[p.name] = [
            [entry_of(i, j, rows, columns, world, zero=first or bias) for j in range(columns)]
            for i in range(rows)
        ]
    return found


def entry_of(i: int, j: int, rows: int, columns: int, world: World, zero: bool) -> fmpq:
    """1, −1, 1, −1 … along the inputs of a unit; 0 for the last of an odd number."""
    place, count = (i, rows) if world.net.in_by_out else (j, columns)
    return fmpq(0 if zero or (count % 2 and place == count - 1) else (-1) ** place)


def tried(checker: Checker, point: Point, left: Basic, right: Basic) -> Example | None:
    """What the sides come to at a point, if they differ."""
    try:
        with precision(BITS):
            env = Environment(checker.definitions, Balls(), point)
            bind_free(env, checker, (left, right))
            pairs = checker.pairs(env, Side(left), Side(right))
            differing = [pair for pair in pairs if apart(pair[1], pair[2])]
            if not differing:
                return None
            return written(min(differing, key=lambda pair: length(pair)), env, (left, right))
    except FAILURES:
        return None


def bind_free(env: Environment, checker: Checker, sides: Sequence[Basic]) -> None:
    """Small numbers for variables such as z."""
    compiler = checker.definitions.compiler
    for number, name in enumerate(
        sorted({s.name for side in sides for s in compiler.free_of(side) if not s.is_integer})
    ):
        env.bound[name] = arb(SMALL[(env.point.index + number) % len(SMALL)])


def length(pair: Pair) -> int:
    return sum(len(shown(value)) for value in pair[1:] if not isinstance(value, list))


def written(pair: Pair, env: Environment, sides: Sequence[Basic]) -> Example:
    """One entry at which the sides differ, with the numbers that lead there."""
    place, x, y = pair
    at = ", ".join(f"{name} {number}" for name, number in place)
    left, right = (
        (shown(x), shown(y)) if not isinstance(x, list) and not isinstance(y, list) else shown_apart(x, y)
    )
    if left == right:
        left, right = shown_apart(x, y)
    return Example(at, left, right, tuple(numbers(env, sides)))


def numbers(env: Environment, sides: Sequence[Basic]) -> Iterator[tuple[str, str]]:
    """The chosen numbers that matter, and the named quantities of the line that follow from them."""
    compiler = env.definitions.compiler
    named = {n.name for side in sides for n in side.atoms(MatrixSymbol, Symbol)} - {LOSS.name}
    reached = named | {name for side in sides for name in compiler.names_of(side)}
    for name, quantity in env.net.names.table.items():
        if quantity.kind in ("delta", "gradient") and name not in named:
            continue
        if name in env.point.sizes or not (reached & env.definitions.affected[name]):
            continue
        if quantity.kind in ("input", "parameter", "strength") or name in named:
            yield name, table(env.value(name))
    for name in sorted({s.name for side in sides for s in compiler.free_of(side) if not s.is_integer}):
        yield name, shown(env.bound[name])


def table(value: Any) -> str:
    """A matrix in one line: (1 2; 3 4)."""
    if not isinstance(value, list):
        return shown(value)
    rows = [" ".join(shown(x) for x in row) for row in value]
    text = "; ".join(rows)
    return text if len(value) == len(value[0]) == 1 else f"({text})"


def shown(ball: arb) -> str:
    """A number as a person would write it: 3, −1/4, 0.731."""
    if fraction := simple(ball):
        return fraction
    return str(ball.str(4, radius=False)).replace("-", "−")


def simple(ball: arb) -> str:
    """A fraction of small numbers that a ball holds."""
    for under in (1, 2, 3, 4, 6, 8, 9, 12, 16, 18, 24, 32, 64, 128, 256):
        scaled = ball * under
        whole = scaled.unique_fmpz()
        if whole is None and scaled.is_exact() and scaled.is_integer():
            whole = scaled.mid().unique_fmpz()
        if whole is not None and abs(int(whole)) < 1000 and scaled.rad() < arb(2) ** -60:
            if not (scaled - int(whole)).overlaps(arb(0)):
                continue
            number = Fraction(int(whole), under)
            return str(number).replace("-", "−")
    return ""

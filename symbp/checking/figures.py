"""Numbers in a text: data that it states, and values that it rounds.

A decimal such as 0.881 stands for every number that rounds to it, whichever sign of equality is before
it.  Quantities have numbers once the text has said what X, t and the weights are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flint import arb, fmpq
from sympy import Basic, Rational
from sympy.matrices import MatrixBase
from sympy.matrices.expressions import MatrixSymbol

from symbp.checking.judge import World
from symbp.checking.known import derived
from symbp.checking.record import Place
from symbp.network import Network
from symbp.penalties import lam
from symbp.reading import surface as s
from symbp.reading.record import Line, Side
from symbp.verify.ball import Balls, precision
from symbp.verify.compare import FAILURES, explained
from symbp.verify.environment import Environment
from symbp.verify.points import Point, Rows
from symbp.verify.values import rounds_to
from symbp.verify.verdict import Verdict, Witness

Texts = tuple[tuple[str, ...], ...]
BITS = 256
DECIMAL = re.compile(r"[-−]?\d*\.\d+")


@dataclass(frozen=True)
class Literal:
    """A number or a matrix of numbers as it was written; "" for an entry that is not a decimal."""

    texts: Texts
    value: Basic


def literal(side: Side) -> Literal | None:
    """What a side is if it is nothing but numbers that are to be compared as such."""
    if not side.readings:
        return None
    value = side.readings[0].value
    if isinstance(value, MatrixBase):
        if not all(entry.is_Rational for entry in value):
            return None
        return Literal(tuple(map(tuple, entries(side.surface, value.shape))), value)
    text = decimal(side.surface)
    return Literal(((text,),), value) if text and isinstance(value, Rational) else None


def entries(surface: s.Surface, shape: tuple[int, int]) -> list[list[str]]:
    """The decimals of a matrix, "" for other entries."""
    while isinstance(surface, s.Bracket):
        surface = surface.inner
    if isinstance(surface, s.Table) and len(surface.rows) == shape[0]:
        return [[decimal(cell) for cell in row] for row in surface.rows]
    return [[""] * shape[1] for _ in range(shape[0])]


def decimal(surface: s.Surface) -> str:
    """A decimal number as text; "" for anything else."""
    if isinstance(surface, s.Number):
        return surface.text if "." in surface.text else ""
    if isinstance(surface, s.Bracket):
        return decimal(surface.inner)
    if isinstance(surface, s.Listed | s.Chain) and len(surface.items) == 1:
        item = surface.items[0]
        return decimal(item[1] if isinstance(item, tuple) else item)
    if isinstance(surface, s.Sum | s.Product) and len(surface.items) == 1:
        sign, inner = surface.items[0]
        text = decimal(inner)
        return f"-{text}" if text and sign == "-" else text
    if isinstance(surface, s.Code) and DECIMAL.fullmatch(surface.text.strip()):
        return surface.text.strip()
    return ""


@dataclass
class Data:
    """The numbers that a text has given so far."""

    net: Network
    tables: dict[str, Rows] = field(default_factory=dict)
    mistaken: dict[str, tuple[Rows, Place]] = field(default_factory=dict)

    def learn(self, line: Line) -> None:
        """X = …, W1 = …, λ = …: kept for the lines that follow."""
        values = [side.readings[0].value for side in line.sides if side.readings]
        if len(values) < 2:
            return
        left, right = values[0], values[-1]
        if isinstance(left, MatrixSymbol) and isinstance(right, MatrixBase):
            self.tables[left.name] = [[fraction(x) for x in row] for row in right.tolist()]
        elif left == lam and isinstance(right, Rational):
            self.tables["lam"] = [[fraction(right)]]

    def remember(self, node: Basic, wanted: Literal, place: Place) -> None:
        """Wrong numbers for a quantity, from which the writer may go on."""
        if isinstance(node, MatrixSymbol) and isinstance(wanted.value, MatrixBase):
            self.mistaken[node.name] = ([[fraction(x) for x in row] for row in wanted.value.tolist()], place)

    def origin(self, world: World, node: Basic, wanted: Literal) -> Place | None:
        """The wrong numbers from which these follow; as those are rounded, the last digit may differ."""
        if not self.mistaken:
            return None
        replayed = replace(world, equations={e.name: e.rhs for e in derived(self.net).equations.values()})
        try:
            with precision(BITS):
                env = self.environment(replayed)
                if isinstance(env, str):
                    return None
                for name, (table, _) in self.mistaken.items():
                    env.values[name] = [[arb(x) for x in row] for row in table]
                value = replayed.definitions.compiler(node)(env)
        except FAILURES:
            return None
        return list(self.mistaken.values())[-1][1] if near(value, wanted) else None

    def environment(self, world: World) -> Environment | str:
        """The network at these numbers; or which of them are missing."""
        needed = [symbol.name for symbol in self.net.names.arguments]
        missing = [name for name in needed if name not in self.tables]
        if missing:
            return f"no numbers are given for {', '.join(missing)}"
        sizes = self.sizes()
        for name in needed:
            rows, columns = Point(self.net, sizes, "").shape(name)
            table = self.tables[name]
            if (len(table), len(table[0])) != (rows, columns):
                return f"{name} is given as {len(table)}×{len(table[0])}, and is {rows}×{columns}"
        point = Point(self.net, sizes, "", given=self.tables)
        return Environment(world.definitions, Balls(), point)

    def sizes(self) -> Mapping[str, int]:
        X = self.tables["X"]
        samples = len(X) if self.net.samples == "rows" else len(X[0])
        return {"N": samples, **{symbol.name: units for symbol, units in self.net.names.sizes.items()}}

    def compare(self, world: World, node: Basic, wanted: Literal) -> Verdict:
        """Whether an expression has these values, each to the digits that were written."""
        try:
            with precision(BITS):
                env = self.place_of(world, node)
                if isinstance(env, str):
                    return Verdict("undecided", reason=env)
                value = world.definitions.compiler(node)(env)
                return compared(value, wanted, tuple(env.point.sizes.items()))
        except FAILURES as error:
            return Verdict("undecided", reason=explained(error))

    def place_of(self, world: World, node: Basic) -> Environment | str:
        """Where an expression is evaluated: anywhere, if it mentions no quantity."""
        if world.definitions.compiler.names_of(node) & set(self.net.names.table):
            return self.environment(world)
        if world.definitions.compiler.free_of(node):
            return "no number is given for a variable"
        checker = world.checker(node)
        return checker.environment(0, checker.bits)


def fraction(number: Any) -> fmpq:
    return fmpq(int(number.p), int(number.q))


def compared(value: Any, wanted: Literal, sizes: tuple[tuple[str, int], ...]) -> Verdict:
    """Entry by entry: a decimal as a rounding, another number exactly."""
    found = value if isinstance(value, list) else [[value]]
    texts = wanted.texts
    if (len(found), len(found[0])) != (len(texts), len(texts[0])):
        left, right = (f"a {len(t)}×{len(t[0])} matrix" for t in (found, texts))
        return Verdict("different", witness=Witness((), left, right, sizes))
    for place, ball, text, number in entry_pairs(found, wanted):
        if not (rounds_to(text, ball) if text else ball.overlaps(arb(fraction(number)))):
            at = () if len(found) == len(found[0]) == 1 else (("row", place[0]), ("column", place[1]))
            shown = text or str(number)
            return Verdict("different", witness=Witness(at, ball.str(8, radius=False), shown, sizes))
    digits = min((len(text.rpartition(".")[2]) for row in texts for text in row if text), default=BITS // 4)
    return Verdict("equal", "verified", digits, 1)


def near(value: Any, wanted: Literal) -> bool:
    """Whether values are those written, give or take one and a half units of the last digit."""
    found = value if isinstance(value, list) else [[value]]
    if [len(row) for row in found] != [len(row) for row in wanted.texts]:
        return False
    for _, ball, text, number in entry_pairs(found, wanted):
        digits = len(text.rpartition(".")[2]) if text else 0
        if not abs(ball - arb(fraction(number))) < arb(fmpq(3, 2 * 10**digits)):
            return False
    return any(text for row in wanted.texts for text in row)


def entry_pairs(found: Any, wanted: Literal) -> Iterator[tuple[tuple[int, int], Any, str, Any]]:
    numbers: Sequence[Sequence[Any]] = (
        wanted.value.tolist() if isinstance(wanted.value, MatrixBase) else [[wanted.value]]
    )
    for i, (row, texts, exact) in enumerate(zip(found, wanted.texts, numbers, strict=True), 1):
        for j, (ball, text, number) in enumerate(zip(row, texts, exact, strict=True), 1):
            yield (i, j), ball, text, number

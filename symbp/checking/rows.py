"""The lines of a text with their truth: chains followed over the rows on which they go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sympy.matrices.expressions import MatrixSymbol

from symbp.checking.figures import Data, Literal, literal
from symbp.checking.judge import World
from symbp.checking.record import Place
from symbp.checking.signs import EQUAL, claim
from symbp.checking.truth import Judged, Link, links, worst
from symbp.reading.problem import ReadingError
from symbp.reading.record import Line, LineKind, Side
from symbp.reading.values import Options, Reading, ShapeError
from symbp.verify.verdict import Verdict


@dataclass(frozen=True)
class Row:
    """One line of a text: its chain so far, and what its equality signs say.

    `head` is the first side of the chain and `before` the last side above this line, where it goes on
    with a chain; `source` is the line above it.
    """

    line: Line
    head: Options = ()
    before: Options = ()
    source: Place | None = None
    links: tuple[Link, ...] = ()
    verdict: Verdict | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def place(self) -> Place:
        return Place(self.line.line, self.line.part)

    @property
    def kind(self) -> LineKind:
        """A statement that gives a parameter a new value is an assignment, whatever its sign."""
        return "definition" if updates(self.line) else self.line.kind

    @property
    def further(self) -> tuple[tuple[str, Side], ...]:
        """The sides that are compared with those before them, each with its sign."""
        pairs = tuple(zip(self.line.relations, self.line.sides, strict=True))
        return pairs if self.line.continues else pairs[1:]

    @property
    def onward(self) -> Options:
        """The head of the chain for a line that goes on with it: another one after ≤ and its like."""
        fresh = (side.readings for sign, side in reversed(self.further) if sign not in EQUAL)
        return next(fresh, ()) or self.head

    @property
    def wrong(self) -> bool:
        """Whether the line is false, or cannot be because of its shapes."""
        return self.ill_shaped or (self.verdict is not None and self.verdict.status == "different")

    @property
    def ill_shaped(self) -> bool:
        """Whether a side cannot be computed, since the shapes of its factors do not fit."""
        misfits = (is_misfit(side.error) for side in self.line.sides)
        return self.kind == "statement" and any(misfits)

    @property
    def fault(self) -> Link | None:
        """The first equality sign that does not hold."""
        return next((link for link in self.links if link.judged.status == "different"), None)

    @property
    def kept(self) -> bool:
        """Whether it is false only because the line above is."""
        return self.fault is not None and self.fault.kept


def is_misfit(error: ReadingError | None) -> bool:
    """Whether a side cannot be computed; NumPy text says so in words."""
    return isinstance(error, ShapeError) or (error is not None and " needs equal " in error.reason)


def judged_rows(lines: Iterable[Line], world: World) -> Iterator[Row]:
    """Every line with its verdict."""
    last: Row | None = None
    data = Data(world.net)
    for line in lines:
        world.clock.resume(line.seconds)
        row = placed(line, last)
        if readable(row):
            row = judged(row, world, data)
        data.learn(line)
        yield replace(row, seconds=world.clock.seconds)
        if line.kind != "prose":
            last = row


def placed(line: Line, last: Row | None) -> Row:
    """A line after the one above it: with that one's chain, if it goes on with it."""
    source = last.place if last else None
    if line.continues and last is not None and last.head:
        return Row(line, last.onward, end_of(last), source)
    first = line.sides[0].readings if line.sides else ()
    return Row(line, first, first, source)


def end_of(row: Row) -> Options:
    """The last side of a line that can be read."""
    return next((side.readings for side in reversed(row.line.sides) if side.readings), row.before)


def readable(row: Row) -> bool:
    """Whether there is an equality to judge."""
    return bool(row.kind == "statement" and row.head and row.further and not row.line.error)


def updates(line: Line) -> bool:
    """Whether a line gives a parameter a new value: W = W − α ∂L/∂W."""
    sides = [side.readings[0].value for side in line.sides if side.readings]
    if line.continues or len(sides) < 2 or not isinstance(sides[0], MatrixSymbol):
        return False
    return sides[0].name[0] in "Wb" and sides[1] != sides[0] and bool(sides[1].has(sides[0]))


def judged(row: Row, world: World, data: Data) -> Row:
    """A line with what its signs say."""
    further = row.further
    literals = [literal(side) for _, side in further]

    def equal(left: Options, number: int) -> Judged:
        (sign, side), wanted = further[number], literals[number]
        if wanted is None or sign not in EQUAL:
            return claim(world, left, side.readings, sign)
        return judged_numbers(row.place, left[0], side.readings[0], wanted, world, data)

    sides = [(side.readings, sign in EQUAL) for sign, side in further]
    found = tuple(links(row.head, row.before, sides, equal))
    return replace(row, links=found, verdict=worst([link.judged.verdict for link in found]))


def judged_numbers(
    place: Place, left: Reading, right: Reading, wanted: Literal, world: World, data: Data
) -> Judged:
    """What numbers say, and the wrong ones from which they follow."""
    verdict, source = data.compare(world, left.value, wanted), None
    if verdict.status == "different":
        source = data.origin(world, left.value, wanted)
        data.remember(left.value, wanted, source or place)
    return Judged(verdict, left, right, numbers=True, source=source)

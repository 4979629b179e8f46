"""Is a line true?  Each side of a chain against its head, and against the side before it.

Where a side can be read in several ways, the most usual readings under which the equality holds are
taken; the line is wrong only if it is so in every reading.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from sympy import Basic

from symbp.checking.judge import World
from symbp.checking.record import Place
from symbp.names import LOSS
from symbp.nodes import Rate, SampleLoss
from symbp.penalties import N
from symbp.reading.values import Options, Reading, consistent, fitted, is_matrix, shape_of, shown
from symbp.verify.indices import index_uses
from symbp.verify.verdict import Verdict

MOST_READINGS = 24
"""How many pairs of readings of two sides are tried."""

MOST_SAID = 2
"""How many of those that were not taken are told."""


@dataclass(frozen=True)
class Judged:
    """An equality of two sides, as they were read.

    `numbers` says that the right one is nothing else; `source` is the line with wrong numbers from which they
    follow.
    """

    verdict: Verdict
    left: Reading
    right: Reading
    numbers: bool = False
    source: Place | None = None

    @property
    def status(self) -> str:
        return self.verdict.status

    @property
    def how(self) -> tuple[str, ...]:
        """What was decided in reading the two sides."""
        return tuple(dict.fromkeys((*self.left.how, *self.right.how)))

    def without(self, said: Container[str]) -> Judged:
        """The same without remarks that are said elsewhere."""
        left, right = (
            replace(r, how=tuple(h for h in r.how if h not in said)) for r in (self.left, self.right)
        )
        return replace(self, left=left, right=right)

    def beside(self, others: Iterable[Judged]) -> Judged:
        """With a remark on the other ways to group the right side that were tried, which are wrong."""
        rivals = {o.right.value: o for o in others if o.status == "different" and self.rivals(o)}
        right = self.right
        for value in islice(rivals, MOST_SAID):
            right = right.noted(f"the other way is wrong{' too' * (not self.verdict)}: {shown(value)}")
        return replace(self, right=right)

    def rivals(self, other: Judged) -> bool:
        """Whether another reading differs only in how the right side was grouped."""
        one, two = self.right, other.right
        alike = self.left == other.left and one.choices == two.choices and shape_of(one) == shape_of(two)
        return alike and one.value != two.value


def pairs(left: Options, right: Options) -> list[tuple[Reading, Reading]]:
    """Readings of two sides that do not contradict each other, the most usual first."""
    found = [pair for pair in product(left, right) if consistent(pair)]
    found.sort(key=lambda pair: pair[0].cost + pair[1].cost)
    return [(spread(one, other), spread(other, one)) for one, other in islice(found, MOST_READINGS)]


def spread(side: Reading, other: Reading) -> Reading:
    """A mere number beside a matrix is the matrix of that number: ∂L/∂W = 0."""
    if side.value.is_number and is_matrix(other.value):
        return replace(side, value=fitted(side.value, other.value.shape))
    return side


def equality(world: World, left: Options, right: Options) -> Judged:
    """The most usual readings for which two sides are equal; where none are, the most usual of all.

    Where time ran out on one reading, nothing is said because of the others.
    """
    judged: list[Judged] = []
    for one, other in (*pairs(left, right), *pairs_of_one_sample(left, right)):
        found = Judged(world.compare(one.value, other.value), one, other)
        if found.verdict:
            return found.beside(judged)
        judged.append(found)
    if not judged:
        return Judged(Verdict("undecided", reason="no common reading of the two sides"), left[0], right[0])
    usual = min(judged, key=lambda found: unlike(found.left.value, found.right.value))
    if world.clock.left < 0:
        return next((found for found in judged if found.status == "undecided"), usual)
    return usual.beside(judged)


def pairs_of_one_sample(left: Options, right: Options) -> Iterator[tuple[Reading, Reading]]:
    """∂L/∂w beside something of sample n: there L is the loss of that sample."""
    for one, other in pairs(left, right):
        samples = {index for index, size in index_uses(other.value) if size == N and index.free_symbols}
        rates = {rate for rate in one.value.atoms(Rate) if rate.numerator == LOSS}
        if len(samples) == 1 and rates and not samples & one.value.free_symbols:
            (n,) = samples
            table = {rate: Rate(SampleLoss(n), rate.denominator) for rate in rates}
            yield replace(one, value=one.value.xreplace(table)).noted(f"L is the loss of sample {n}"), other


def unlike(left: Basic, right: Basic) -> int:
    """How far two readings are from one kind: matrices of a shape, or numbers with the same indices."""
    matrices = [bool(getattr(side, "is_Matrix", False)) for side in (left, right)]
    if all(matrices):
        return int(left.shape != right.shape)
    if any(matrices):
        return 2
    indices = [{s for s in side.free_symbols if s.is_integer and s.name in INDICES} for side in (left, right)]
    return 0 if indices[0] >= indices[1] else 2


INDICES = "ijkmnpqrs"


@dataclass(frozen=True)
class Link:
    """One equality sign of a chain: what it says by itself, and whether the mistake was made before.

    `judged` compares the side with the head of the chain.  `kept` is true where it is wrong only because
    the side before it is wrong, to which it is equal.
    """

    judged: Judged
    kept: bool = False


Equality = Callable[[Options, int], Judged]
"""Compares the readings of a side with those of the side of a given number."""


def links(
    head: Options, before: Options, sides: Sequence[tuple[Options, bool]], equal: Equality
) -> Iterator[Link]:
    """The signs between a head, the side last written before, and further sides.

    `head` is the first side of the whole chain, `before` the last one before these.  With each side stands
    whether its sign is one of equality; one that is not, such as ≤, makes its side the head of what follows.
    """
    for number, (side, equated) in enumerate(sides):
        head = head if equated else before
        judged = equal(head, number)
        if judged.verdict or before is head:
            yield Link(judged)
        else:
            yield compared_with_before(judged, equal(before, number))
        before = side
        head = head if equated else side


def compared_with_before(with_head: Judged, with_before: Judged) -> Link:
    """A side that is not known to be equal to the head."""
    if with_head.status == "undecided":
        return Link(with_before if with_before.verdict else with_head)
    return Link(with_head, kept=bool(with_before.verdict))


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on a line of several equalities: one that fails, or the weakest of those that hold."""
    order = ("different", "undecided", "verified", "proved")
    return min(verdicts, key=lambda verdict: order.index(verdict.proof or verdict.status))

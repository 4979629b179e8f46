"""Whether an assignment can tell mistakes apart: every mutant is made, looked up and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from grader.diagnosis import Diagnoser
from grader.findings import Diagnosis, Finding, Slip
from grader.points import Points, TestPoint
from grader.reference import certified, derivation_of, matrices
from grader.search import slip_of
from grader.separation import ENOUGH, Separation, fault
from grader.tables import Case
from symbp.misconceptions import MISCONCEPTIONS

if TYPE_CHECKING:
    from grader.assignment import Assignment

Array = NDArray[Any]

RATE, CONSTANT, STEP = 0.375, 0.8125, 0.0625
"""Factors that have no name: of an update that came too early, of a multiple, of a step."""


@dataclass(frozen=True)
class Row:
    """Mistakes that are one formula here, and whether they are recognised.

    `distance` is the largest difference of an entry from the nearest other answer, relative to the quantity's
    size; `nearest` is that answer, None for the right one.  `named` says whether the diagnosis of these
    numbers names one of them first.
    """

    slips: tuple[Slip, ...]
    nearest: Slip | None
    distance: float
    named: bool

    @property
    def caught(self) -> bool:
        return self.distance >= ENOUGH


@dataclass(frozen=True)
class Alike:
    """Two misconceptions that give the same numbers, and why."""

    one: Slip
    other: Slip
    reason: str


@dataclass(frozen=True)
class SelfTest:
    """What an assignment can tell apart at its main point.

    `rows` are the mutants, `results` the transformed results, `coinciding` the mutants that exist only at
    the point where all sizes are equal.  `unseen` are mutants that do not show in what comes back,
    `impossible` those for which the main point's shapes do not fit.  `absent` are the ids that do not
    exist for this network; `program` those that show when a program is tried, not in its numbers.
    """

    title: str
    samples: int
    units: tuple[int, ...]
    quantities: tuple[str, ...]
    reference: bool
    rows: tuple[Row, ...]
    results: tuple[Row, ...]
    coinciding: tuple[Row, ...]
    alike: tuple[Alike, ...]
    unseen: tuple[Slip, ...]
    impossible: tuple[Slip, ...]
    absent: tuple[str, ...]
    program: tuple[str, ...]

    @property
    def smallest(self) -> float:
        """The distance of the two answers that are nearest to each other."""
        return min((row.distance for row in self.rows), default=np.inf)

    @property
    def ok(self) -> bool:
        """Whether the reference passes and everything is caught and named."""
        return self.reference and all(row.caught and row.named for row in self.every)

    @property
    def every(self) -> tuple[Row, ...]:
        return (*self.rows, *self.results, *self.coinciding)

    @property
    def applicable(self) -> dict[str, bool]:
        """The misconceptions that exist here, and whether all their forms are caught and named."""
        found: dict[str, bool] = {}
        for row in self.every:
            for slip in row.slips:
                found[slip.id] = found.get(slip.id, True) and row.caught and row.named
        return {id: found[id] for id in MISCONCEPTIONS if id in found}


def selftest(assignment: Assignment, seed: bytes = b"selftest") -> SelfTest:
    """Try every mistake of an assignment's network at a main point."""
    spec, net = assignment.submission, matrices(assignment.network)
    order = list(derivation_of(net).equations)
    names = tuple(sorted(assignment.quantities, key=order.index))
    points = Points(net, free=spec.sizes == "free", batch=spec.batch)
    return Trial(assignment.title, points, points.main(seed, fault), names).run()


@dataclass(frozen=True)
class Trial:
    """One self-test: the main point, and the quantities that come back."""

    title: str
    points: Points
    point: TestPoint
    names: tuple[str, ...]

    def run(self) -> SelfTest:
        diagnoser = Diagnoser(self.point.net, self.point, pairs=False, names=self.names)
        separation = Separation(diagnoser)
        rows = tuple(rows_of(separation))
        results = tuple(result_rows(diagnoser))
        excluded = tuple(impossible(diagnoser))
        coinciding = tuple(self.coinciding(excluded))
        found = {slip.id for row in (*rows, *results, *coinciding) for slip in row.slips}
        kinds = {id: one.kind for id, one in MISCONCEPTIONS.items()}
        return SelfTest(
            title=self.title,
            samples=self.point.samples,
            units=self.point.net.units,
            quantities=self.names,
            reference=reference_passes(diagnoser),
            rows=rows,
            results=results,
            coinciding=coinciding,
            alike=tuple(self.alike(rows)),
            unseen=tuple(unseen(diagnoser)),
            impossible=excluded,
            absent=tuple(id for id, kind in kinds.items() if kind != "program" and id not in found),
            program=tuple(id for id, kind in kinds.items() if kind == "program"),
        )

    def alike(self, rows: tuple[Row, ...]) -> Iterator[Alike]:
        """The misconceptions that share a formula, each with the first of its class."""
        elsewhere = [Elsewhere(point, self.names) for point in self.other_points()]
        for row in rows:
            first, *others = row.slips
            for other in {slip.id: slip for slip in others if slip.id != first.id}.values():
                apart = next((one for one in elsewhere if one.apart(first, other)), None)
                reason = "the same formula for this network" if apart is None else f"apart only {apart.words}"
                yield Alike(first, other, reason)

    def coinciding(self, excluded: tuple[Slip, ...]) -> Iterator[Row]:
        """The mutants that need equal sizes, at the point that has them."""
        point = self.points.draw("equal sizes", b"elsewhere")
        separation = Separation(Diagnoser(point.net, point, pairs=False, names=self.names))
        return (row for row in rows_of(separation) if set(row.slips) <= set(excluded))

    def other_points(self) -> Iterator[TestPoint]:
        """Points of other numbers, then of other sizes."""
        yield self.points.draw("main", b"elsewhere")
        yield self.points.draw("other", b"elsewhere")


class Elsewhere:
    """The mutants at another point."""

    def __init__(self, point: TestPoint, names: tuple[str, ...]) -> None:
        self.table = Diagnoser(point.net, point, pairs=False, names=names).singles
        self.words = f"at N = {point.samples}, units = {list(point.net.units)}"
        self.places = {
            slip_of(case.mutants[0]): place for place, case in enumerate(self.table.cases) if place
        }

    def apart(self, one: Slip, other: Slip) -> bool:
        return self.table.signatures[self.places[one]] != self.table.signatures[self.places[other]]


# Rows ---------------------------------------------------------------------------------------


def rows_of(separation: Separation) -> Iterator[Row]:
    """The classes of mutants, how near each is to another answer, and whether it is named."""
    diagnoser = separation.diagnoser
    firsts = [None, *(first_slip(diagnoser, places) for places in diagnoser.classes)]
    nearest = separation.nearest[1:]
    for places, (other, distance) in zip(diagnoser.classes, nearest, strict=True):
        cases = [diagnoser.singles.cases[place] for place in places]
        slips = tuple(slip_of(case.mutants[0]) for case in cases)
        values = {name: diagnoser.singles.value(name, places[0]) for name in diagnoser.names}
        yield Row(slips, firsts[other], distance, names_first(diagnoser.diagnose(values), slips))


def first_slip(diagnoser: Diagnoser, places: list[int]) -> Slip:
    return slip_of(diagnoser.singles.cases[places[0]].mutants[0])


def names_first(diagnosis: Diagnosis, slips: tuple[Slip, ...]) -> bool:
    """Whether the first explanation is one of these slips alone."""
    return bool(diagnosis.whole) and any(agrees(diagnosis.whole[0], slip) for slip in slips)


def agrees(finding: Finding, slip: Slip) -> bool:
    """Whether an explanation is this slip, whatever its factor was found to be."""
    return len(finding.slips) == 1 and replace(finding.slips[0], factor=None) == replace(slip, factor=None)


def result_rows(diagnoser: Diagnoser) -> Iterator[Row]:
    """The transformed results and the mutants with an unknown factor, and how far they are from right."""
    for slip, values in (*results(diagnoser), *unknowns(diagnoser)):
        right = {name: diagnoser.singles.right(name) for name in values}
        distances = (distance(values[name], right[name]) for name in values)
        first = diagnoser.diagnose(values).whole[:1]
        named = bool(first) and slip.id in {one.id for one in (*first[0].slips, *first[0].others)}
        yield Row((slip,), None, max(distances), named)


def distance(one: Array, other: Array) -> float:
    """The largest difference of an entry, relative to the larger of the two matrices."""
    if one.shape != other.shape:
        return np.inf
    return float(np.abs(one - other).max() / max(np.abs(one).max(), np.abs(other).max()))


def results(diagnoser: Diagnoser) -> Iterator[tuple[Slip, Mapping[str, Array]]]:
    """M41, M31, M21 and M32 of the gradients that come back."""
    names = [name for name in diagnoser.names if name in diagnoser.gradients]
    right = {name: diagnoser.singles.right(name) for name in diagnoser.names}
    if not names:
        return
    yield Slip("M41", names[0]), {**right, **{q: CONSTANT * right[q] for q in names}}
    weights = {q: diagnoser.point.arrays[q[1:]] for q in names}
    yield Slip("M31", names[0]), {**right, **{q: weights[q] - STEP * right[q] for q in names}}
    if any(min(right[q].shape) > 1 for q in names):
        yield Slip("M21", names[0]), {**right, **{q: right[q].T for q in names}}
    if len(names) > 1:
        turned = dict(zip(names, (right[q] for q in (*names[1:], names[0])), strict=True))
        yield Slip("M32", names[0]), {**right, **turned}


def unknowns(diagnoser: Diagnoser) -> Iterator[tuple[Slip, Mapping[str, Array]]]:
    """The mutants with an unknown factor that show in what comes back."""
    for case in diagnoser.unknowns.cases:
        values = values_with(diagnoser, case)
        if any(distance(x, diagnoser.singles.right(q)) > ENOUGH for q, x in values.items()):
            yield slip_of(case.mutants[0], RATE), values


def values_with(diagnoser: Diagnoser, case: Case) -> dict[str, Array]:
    (mutant,) = case.mutants
    found = diagnoser.numbers.evaluate(diagnoser.names, case.equations, {str(mutant.unknown): RATE})
    return {name: np.asarray(value) for name, value in found.items()}


# The rest ---------------------------------------------------------------------------------------


def unseen(diagnoser: Diagnoser) -> Iterator[Slip]:
    """Mutants whose numbers are the right ones in all that comes back."""
    table = diagnoser.singles
    for case, signature in zip(table.cases[1:], table.signatures[1:], strict=True):
        if signature == table.signatures[0]:
            yield slip_of(case.mutants[0])


def impossible(diagnoser: Diagnoser) -> Iterator[Slip]:
    """Mutants for which no numbers exist: a program that made them would stop."""
    table = diagnoser.singles
    for place, case in enumerate(table.cases):
        if place and not table.exists(place):
            yield slip_of(case.mutants[0])


def reference_passes(diagnoser: Diagnoser) -> bool:
    """Whether the right values agree with the certified ones, and no mistake is found in them."""
    right = {name: diagnoser.singles.right(name) for name in diagnoser.names}
    exact = certified(diagnoser.point, diagnoser.names)
    agree = all(distance(np.asarray(middle(exact[q])), x) < 1e-12 for q, x in right.items())
    return agree and diagnoser.diagnose(right) == Diagnosis()


def middle(value: Any) -> Any:
    """Balls as doubles."""
    return [[float(x.mid()) for x in row] for row in value] if isinstance(value, list) else float(value.mid())

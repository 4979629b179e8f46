"""From judged lines to the report: what a line is worth, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from sympy import Basic

from symbp.checking.carried import Mistake, origin
from symbp.checking.diagnose import Clinic
from symbp.checking.follows import BIG, Steps
from symbp.checking.judge import DIGITS, World
from symbp.checking.record import SHAPES, CheckedLine, Example, Follows, Place, Status
from symbp.checking.rows import Row, is_misfit
from symbp.checking.shapes import Shapes
from symbp.checking.truth import pairs
from symbp.checking.witness import example
from symbp.derivation import Derivation
from symbp.reading.problem import ReadingError
from symbp.verify.verdict import Verdict


@dataclass
class Course:
    """What is known of a text up to a line."""

    derivation: Derivation
    world: World
    shapes: Shapes
    mistakes: list[Mistake] = field(default_factory=list)
    blamed: Place | None = None

    last: Row | None = None
    stated: dict[Basic, tuple[Place, Basic]] = field(default_factory=dict)

    @cached_property
    def steps(self) -> Steps:
        return Steps(self.derivation)

    @cached_property
    def clinic(self) -> Clinic:
        return Clinic(self.derivation, self.world)


def explained(rows: Iterable[Row], derivation: Derivation, world: World) -> Iterator[CheckedLine]:
    """Every line as it is reported."""
    course = Course(derivation, world, shapes=Shapes(derivation.net))
    for row in rows:
        world.clock.resume(row.seconds)
        line = replace(reported(row, course), shapes=course.shapes.claimed(row.line.shape_claims))
        if line.status in ("proved", "verified") and not line.carried:
            line = replace(line, follows=followed(row, course))
        if row.links:
            course.last = row
        yield replace(line, seconds=world.clock.seconds)


def reported(row: Row, course: Course) -> CheckedLine:
    """One line; a wrong one is remembered for those that follow."""
    if not row.line.continues:
        course.blamed = None
    if row.kind != "statement":
        return without_claim(row)
    if not row.wrong:
        return sound(row)
    if row.fault and (source := inherited(row, course)):
        return given(row, source)
    return wrong(row, course)


def followed(row: Row, course: Course) -> Follows | None:
    """The steps by which a line comes from what stands before it."""
    if any(link.judged.numbers for link in row.links):
        return Follows(course.last.place if course.last else None, "numbers put in")
    source, start = origin_of(row, course)
    values = [start, *(link.judged.right.value for link in row.links)]
    rules = [course.steps.rule(*pair) for pair in pairwise(values)]
    head = row.links[0].judged.left.value
    course.stated[head] = (row.place, values[-1])
    return Follows(source, ", then ".join(dict.fromkeys(rules)), BIG in rules)


def origin_of(row: Row, course: Course) -> tuple[Place | None, Basic]:
    """What a line goes on from: the line above, an earlier line about its left side, or that side itself."""
    judged = row.links[0].judged
    if row.line.continues and course.last and course.last.links:
        if course.last.wrong:
            return None, judged.left.value
        return row.source, course.last.links[-1].judged.right.value
    if judged.left.value in course.stated:
        return course.stated[judged.left.value]
    last = course.last
    return last.place if last and not last.wrong else None, judged.left.value


def inherited(row: Row, course: Course) -> Place | None:
    """The wrong line from which a false line follows."""
    assert row.fault is not None
    if row.fault.judged.numbers:
        return row.fault.judged.source
    if row.kept and course.blamed is not None:
        return course.blamed
    sides = [side.readings for side in row.line.sides if side.readings]
    found = [(one.value, other.value) for one, other in pairs(row.head, sides[-1])][:4]
    return origin(course.derivation, course.mistakes, found, course.world)


def basis(row: Row, status: Status, reason: str = "") -> CheckedLine:
    """A line with what is known of every line."""
    line = row.line
    how = dict.fromkeys(how for link in row.links for how in link.judged.how)
    return CheckedLine(
        line.line,
        line.part,
        line.text,
        status,
        reason=reason,
        reading=tuple(how),
        sides=taken(row),
        relations=line.relations,
        head=row.links[0].judged.left.value if row.links and line.continues else None,
    )


def taken(row: Row) -> tuple[Basic | None, ...]:
    """The sides of a line in the readings that were taken."""
    usual = [side.readings[0].value if side.readings else None for side in row.line.sides]
    if row.links:
        judged = [link.judged.right.value for link in row.links]
        first = [] if row.line.continues else [row.links[0].judged.left.value]
        return (*first, *judged)
    return tuple(usual)


def without_claim(row: Row) -> CheckedLine:
    status: Status = "prose" if row.kind == "prose" else "assumed"
    return basis(row, status, str(row.line.error) if row.line.error else "")


def sound(row: Row) -> CheckedLine:
    """A line that is true or undecided."""
    if row.verdict is None:
        reason = str(row.line.error) if row.line.error else "nothing to compare it with"
        return basis(row, "undecided", reason)
    if row.verdict.status == "undecided":
        return basis(row, "undecided", row.verdict.reason)
    status: Status = "proved" if row.verdict.proof == "proved" else "verified"
    return replace(basis(row, status), digits=row.verdict.digits if status == "verified" else 0)


def given(row: Row, source: Place) -> CheckedLine:
    """A line that is false and follows from a wrong one."""
    follows = Follows(source, "given that line")
    return replace(basis(row, "verified"), carried=source, digits=DIGITS, follows=follows)


def wrong(row: Row, course: Course) -> CheckedLine:
    """A line that is false by itself."""
    course.blamed = row.place
    if row.fault is None:
        return misfit(row, course)
    judged = row.fault.judged
    if judged.numbers:
        return replace(basis(row, "wrong"), witness=of_numbers(judged.verdict))
    left, right = judged.left.value, judged.right.value
    course.mistakes.append(Mistake(row.place, left, right))
    witness = example(course.world, left, right)
    reason = "" if judged.verdict.witness else judged.verdict.reason
    diagnosis = course.clinic.diagnosis(left, right)
    return replace(basis(row, "wrong", reason), witness=witness, diagnosis=diagnosis)


def of_numbers(verdict: Verdict) -> Example | None:
    """The first number that is not what was written."""
    found = verdict.witness
    if found is None:
        return None
    at = ", ".join(f"{name} {number}" for name, number in found.at)
    return Example(at, found.left, found.right)


def misfit(row: Row, course: Course) -> CheckedLine:
    """A line with a side whose shapes do not fit."""
    line, found = basis(row, "wrong", str(row.line.error)), None
    side = next(side for side in row.line.sides if is_misfit(side.error))
    if row.head and row.line.context is not None:
        found = course.clinic.misfit(row.head[0].value, side, row.line.context)
    return replace(line, diagnosis=found, witness=shapes_of(side.error))


def shapes_of(error: ReadingError | None) -> Example | None:
    """The two shapes that do not fit, as a witness."""
    if error is None:
        return None
    left, _, right = error.reason.rpartition(": ")[2].partition(", ")
    return Example(SHAPES, left, right)

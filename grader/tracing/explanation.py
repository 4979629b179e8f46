"""What a program computes, line by line, and the first line that departs from the derivation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from grader.calling import read, slots
from grader.compare import SINGLE, distance
from grader.points import Points, TestPoint
from grader.reference import matrices, reference_at
from grader.tracing.departure import departure
from grader.tracing.known import Known
from grader.tracing.lines import TOO_DEEP, Written, written
from grader.tracing.program import Program
from grader.tracing.recorded import Run
from grader.tracing.words import meaning

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.reference import Reference
    from grader.sandbox.records import Reply
    from grader.sandbox.session import Session
    from grader.submission import Source
    from symbp.network import Network

SEED = b"What does this code compute?"
"""The points are no secret: an explanation shows formulas, not numbers."""

Status = Literal["right", "multiple", "part", "mistake", "follows", "own", "not followed"]


@dataclass(frozen=True)
class Line:
    """One assignment: its formula, and what it is.

    `plain` is NumPy text in the names of the derivation, `name` is what the program calls it.  `status` is
    ``right`` (a quantity of the derivation), ``multiple`` (N times one, say), ``part`` (what stands in an
    equation), ``mistake`` (a quantity with a known mistake, `mistake`), ``follows`` (right but for an earlier
    mistake), ``own`` (nothing that the derivation has) or ``not followed``, for the reason in `note`.
    """

    line: int
    place: str
    name: str
    plain: str
    latex: str
    status: Status
    quantity: str = ""
    meaning: str = ""
    meaning_latex: str = ""
    note: str = ""
    mistake: str = ""


@dataclass(frozen=True)
class Departure:
    """The first line that departs from the derivation, and in what."""

    line: int
    place: str
    name: str
    message: str
    mistake: str = ""


@dataclass(frozen=True)
class Explained:
    """A program explained; `problem` says why it was not, or not to its end."""

    title: str
    lines: tuple[Line, ...] = ()
    departure: Departure | None = None
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def followed(self) -> bool:
        """Whether every line has a formula."""
        return bool(self.lines) and all(line.status != "not followed" for line in self.lines)


def explain(assignment: Assignment, source: Source, session: Session) -> Explained:
    """Run a program with everything recorded, and write down what it computes."""
    try:
        return run(assignment, source, session)
    except RecursionError:
        return Explained(assignment.submission.called or "", problem=TOO_DEEP)


def run(assignment: Assignment, source: Source, session: Session) -> Explained:
    """Run it at two points; where other sizes make it fail, at its own."""
    spec = assignment.submission
    title = spec.called or spec.class_name or ""
    net = matrices(assignment.network)
    failed: Reply | None = None
    for free in (True, False) if spec.sizes == "free" else (False,):
        references, known = points(net, free, spec.batch)
        replies = [session.call(slots(assignment, r.point, r.values), numbers="recorded") for r in references]
        failed = failed or replies[0]
        if replies[0].outcome in ("returned", "returns"):
            return explained(assignment, source, references, known, replies)
    assert failed is not None
    if failed.trace is None:
        return Explained(title, problem=problem(failed, source))
    references, known = points(net, spec.sizes == "free", spec.batch)
    return explained(assignment, source, references[:1], Known(references[:1]), [failed])


def explained(
    assignment: Assignment,
    source: Source,
    references: Sequence[Reference],
    known: Known,
    replies: Sequence[Reply],
) -> Explained:
    spec = assignment.submission
    if any(reply.trace is None or reply.outcome != replies[0].outcome for reply in replies):
        references, replies = references[:1], replies[:1]
        known = Known(references)
    runs = [Run(reply.trace) for reply in replies if reply.trace is not None]
    program = Program(source.text, runs, known)
    lines = written(program)
    wrong = wrong_answers(assignment, references[0], replies[0])
    first = departure(program, lines, wrong)
    return Explained(
        title=spec.called or spec.class_name or "",
        lines=tuple(dict.fromkeys(line(each, first, source, known) for each in in_order(lines))),
        departure=None
        if first is None
        else Departure(
            first.written.assignment.line,
            source.place(first.written.assignment.line),
            first.written.assignment.name,
            first.message,
            first.mistake,
        ),
        problem=problem(replies[0], source),
    )


def in_order(lines: Sequence[Written]) -> list[Written]:
    return sorted(lines, key=lambda each: (each.assignment.line, each.when))


@lru_cache(maxsize=8)
def points(net: Network, free: bool, batch: bool) -> tuple[tuple[Reference, ...], Known]:
    """Two points of different sizes, where sizes are free, and what the derivation knows there."""
    where = Points(net, free=free, batch=batch)
    chosen: list[TestPoint] = [where.main(SEED), where.draw("other", SEED)]
    references = tuple(map(reference_at, chosen))
    return references, Known(references)


def problem(reply: Reply, source: Source) -> str:
    """What went wrong in the run, in words."""
    if reply.outcome in ("returned", "returns"):
        whole = reply.trace is None or reply.trace.complete
        return "" if whole else "It computes so much that only the beginning was recorded."
    where = f"{source.place(reply.line)}: " if reply.line else ""
    return f"{where}{reply.error or reply.outcome}"


def wrong_answers(assignment: Assignment, reference: Reference, reply: Reply) -> Mapping[str, Any]:
    """What came back that is not what it should be, by quantity."""
    found = {}
    for name, answer in read(assignment, reference.point, reply).items():
        array: Any = answer if isinstance(answer, np.ndarray) else getattr(answer, "array", None)
        want = reference.values[name]
        fits = array is not None and array.shape == want.shape
        if not fits or distance(array, want, reference.scale(name)) > SINGLE:
            found[name] = array
    return found


def line(each: Written, first: Any, source: Source, known: Known) -> Line:
    """One assignment for the reader."""
    said = meaning(each, first, known)
    formula = each.formula
    return Line(
        line=each.assignment.line,
        place=source.place(each.assignment.line),
        name=each.assignment.name,
        plain=formula.plain if formula else "",
        latex=formula.latex if formula else "",
        status=said.status if formula else "not followed",
        quantity=said.quantity,
        meaning=said.plain,
        meaning_latex=said.latex,
        note=said.note if formula else f"{each.reason}",
        mistake=said.mistake,
    )

"""What a program computes, line by line, and the first line that departs from the derivation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from grader.calling import Misfit, read, slots
from grader.diagnosis import Diagnoser
from grader.points import Points
from grader.reference import Reference, matrices, reference_at
from grader.tracing.departure import First, Search
from grader.tracing.explained import Departure, Explained, Line
from grader.tracing.known import Known
from grader.tracing.lines import TOO_DEEP, Written, written
from grader.tracing.program import Program
from grader.tracing.recorded import Run
from grader.tracing.words import meaning
from grader.trial import ENDINGS

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.calling import Answer
    from grader.sandbox.records import Reply
    from grader.sandbox.session import Session
    from grader.submission import Source
    from symbp.network import Network

SEED = b"What does this code compute?"
"""The points are no secret: an explanation shows formulas, no numbers."""

FINISHED = ("returned", "returns")

NOT_MADE = "what comes back is another value, which no line of the program computes"


@dataclass(frozen=True, eq=False)
class Ground:
    """The points at which programs are explained, and what is known there."""

    references: tuple[Reference, ...]

    @cached_property
    def known(self) -> Known:
        return Known(self.references)

    @cached_property
    def diagnoser(self) -> Diagnoser:
        point = self.references[0].point
        return Diagnoser(matrices(point.net), point, pairs=False)

    @cached_property
    def first(self) -> Ground:
        """The first point only."""
        return Ground(self.references[:1])


@lru_cache(maxsize=8)
def ground(net: Network, free: bool, batch: bool) -> Ground:
    """Two points, of different sizes where sizes are free."""
    points = Points(net, free=free, batch=batch)
    return Ground(tuple(map(reference_at, (points.main(SEED), points.draw("other", SEED)))))


def explain(assignment: Assignment, source: Source, session: Session) -> Explained:
    """Run a program with everything recorded, and write down what it computes."""
    try:
        where, replies = recorded(assignment, session)
        return explained(assignment, source, where, replies)
    except RecursionError:
        return Explained(title(assignment), problem=TOO_DEEP)


def title(assignment: Assignment) -> str:
    return assignment.submission.called or assignment.submission.class_name or ""


def recorded(assignment: Assignment, session: Session) -> tuple[Ground, Sequence[Reply]]:
    """The recordings at two points; where other sizes make a program fail, at its own."""
    spec, net = assignment.submission, matrices(assignment.network)
    tried = []
    for free in (True, False) if spec.sizes == "free" else (False,):
        where = ground(net, free, spec.batch)
        replies = [session.call(slots(assignment, r.point, r.values), "recorded") for r in where.references]
        if all(reply.outcome in FINISHED for reply in replies):
            return where, replies
        tried.append((where.first, replies[:1]))
    return next((each for each in tried if each[1][0].outcome in FINISHED), tried[0])


def explained(assignment: Assignment, source: Source, where: Ground, replies: Sequence[Reply]) -> Explained:
    """The explanation of a program from its recordings."""
    runs = [Run(reply.trace) for reply in replies if reply.trace is not None]
    if len(runs) < len(where.references):
        return Explained(title(assignment), problem=problem(replies[0], source))
    program = Program(source.text, runs, where.known)
    lines = written(program)
    search = Search(program, lines, where.references[0], where.diagnoser)
    answers = read(assignment, where.references[0].point, replies[0])
    first = search.first(answers)
    ordered = sorted(lines, key=lambda each: (each.assignment.line, each.when))
    return Explained(
        title(assignment),
        tuple(dict.fromkeys(line(each, first, source, where.known) for each in ordered)),
        None if first is None else departure(first, source),
        problem(replies[0], source) or ("" if first else unmade(search.wrong(answers))),
    )


def unmade(wrong: Mapping[str, Answer]) -> str:
    """What is wrong although no line made it: nothing came back, say, or an argument."""
    reasons = (answer.reason if isinstance(answer, Misfit) else NOT_MADE for answer in wrong.values())
    return "; ".join(f"{name}: {reason}" for name, reason in zip(wrong, reasons, strict=True))


def problem(reply: Reply, source: Source) -> str:
    """What went wrong in the run, in words."""
    if reply.outcome == "returned":
        whole = reply.trace is None or reply.trace.complete
        return "" if whole else "It computes so much that only the beginning was recorded."
    why = reply.error if reply.line or reply.outcome not in ENDINGS else ENDINGS[reply.outcome]
    return f"{source.place(reply.line)}: {why}" if reply.line else why or reply.outcome


def departure(first: First, source: Source) -> Departure:
    assignment = first.written.assignment
    place = source.place(assignment.line)
    return Departure(assignment.line, place, assignment.name, first.message, first.mistake)


def line(each: Written, first: First | None, source: Source, known: Known) -> Line:
    """One assignment for the reader."""
    assignment, formula = each.assignment, each.formula
    place = source.place(assignment.line)
    if formula is None:
        return Line(assignment.line, place, assignment.name, "", "", "not followed", note=each.reason)
    said = meaning(each, first, known)
    return Line(
        line=assignment.line,
        place=place,
        name=assignment.name,
        plain=formula.plain,
        latex=formula.latex,
        status=said.status,
        quantity=said.quantity,
        meaning=said.plain,
        meaning_latex=said.latex,
        note=said.note,
    )

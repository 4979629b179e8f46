"""Each assignment of a program with its formula and its value, on each way to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.sandbox.instruments import AFTER, ROOT, VALUE
from grader.tracing import formula as form
from grader.tracing import functions  # noqa: F401  # fills the table of calls
from grader.tracing.assignments import Assignment, assignments
from grader.tracing.calls import returning
from grader.tracing.formula import Formula
from grader.tracing.known import Match
from grader.tracing.program import Program
from grader.tracing.recorded import View
from grader.tracing.sums import Result, augmented, carried_on
from grader.tracing.ways import ways
from grader.tracing.writer import Stack, UnwrittenError, Writer, stacked

NEVER = 1 << 30


@dataclass(frozen=True, eq=False)
class Written:
    """One assignment on one way: its formula, or the reason why there is none, and what its value is.

    `when` orders assignments as they were first made.
    """

    assignment: Assignment
    view: View
    formula: Formula | None
    reason: str
    stack: Stack | None
    match: Match | None
    when: int


def written(program: Program) -> list[Written]:
    """Every assignment that was made, in the order of the run."""
    found = [
        one(program, assignment, view)
        for assignment in assignments(program)
        for view in ways(program, anchors(program, assignment))
    ]
    return sorted(found, key=lambda each: each.when)


def anchors(program: Program, assignment: Assignment) -> list[tuple[int, int]]:
    """The nodes whose values show that an assignment was made, and that it is one of numbers."""
    if assignment.kind == "changed":
        return [(program.place(assignment.statement), ROOT)]
    value = [(program.place(assignment.value), VALUE)] * (assignment.item is None)
    target = assignment.target
    return [*value, *([(program.place(target), AFTER)] if target is not None else [])]


def one(program: Program, assignment: Assignment, view: View) -> Written:
    """An assignment on one way."""
    formula, reason, stack = None, "", result(program, assignment, view)
    try:
        formula, final = right_side(Writer(program, view), assignment)
        stack = final or stack
    except UnwrittenError as error:
        reason = str(error)
    except RecursionError:
        reason = "it is nested too deeply"
    known = program.known
    match = None
    if stack is not None:
        values, single = stack.values, stack.single
        match = known.meaning(values, single) or known.mistake(values, single)
    times = [program.runs[0].first.get(place, NEVER) for place, _ in anchors(program, assignment)]
    return Written(assignment, view, formula, reason, stack, match, min(times))


def result(program: Program, assignment: Assignment, view: View) -> Stack | None:
    """What was assigned, over the loops."""
    places = reversed(anchors(program, assignment))
    return next((found for place, what in places if (found := stacked(view, place, what))), None)


def right_side(writer: Writer, assignment: Assignment) -> Result:
    """The formula of what is assigned."""
    if assignment.kind == "changed":
        return changed(writer, assignment), None
    if assignment.item is not None:
        return item(writer, assignment), None
    if isinstance(assignment.statement, ast.AugAssign):
        return augmented(writer, assignment.statement)
    return carried_on(writer, assignment) or (writer.write(assignment.value), None)


def changed(writer: Writer, assignment: Assignment) -> Formula:
    """An array that a call changed."""
    found = writer.part(assignment.statement, ROOT)
    if found is None:
        source = writer.program.source(assignment.value)
        raise UnwrittenError(f"{source}: what this changes cannot be followed")
    return found


def item(writer: Writer, assignment: Assignment) -> Formula:
    """One of several values that a call or a list comes to."""
    target, number = assignment.target, assignment.item or 0
    assert target is not None
    known = writer.quantity(target, AFTER)
    if known is not None:
        return known
    for value, seen in opened(writer, assignment.value):
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) > number:
            return seen.write(value.elts[number])
    known = writer.part(target, AFTER)
    return known or form.entry(writer.write(assignment.value), [form.number(number)])


def opened(writer: Writer, value: ast.expr) -> Iterator[tuple[ast.expr, Writer]]:
    """An expression, then what the program's own functions returned for it, one in the other."""
    yield value, writer
    while isinstance(value, ast.Call) and (found := returning(writer, value)):
        value, writer = found
        yield value, writer

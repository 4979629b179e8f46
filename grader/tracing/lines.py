"""Each assignment of a program with its formula and its value, on each way to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from grader.sandbox.instruments import AFTER, ROOT, VALUE, root
from grader.tracing import formula as form
from grader.tracing import functions  # noqa: F401  # fills the table of calls
from grader.tracing.assignments import Assignment, assignments
from grader.tracing.calls import returning
from grader.tracing.expressions import listed
from grader.tracing.formula import Formula, UnwrittenError
from grader.tracing.known import Match
from grader.tracing.program import Program
from grader.tracing.recorded import View
from grader.tracing.stacks import Stack, shown, stacked
from grader.tracing.sums import Result, augmented, carried_on
from grader.tracing.ways import ways
from grader.tracing.writer import Writer

NEVER = 1 << 30
MOST_ASSIGNMENTS = 600
TOO_DEEP = "it is nested too deeply"


@dataclass(frozen=True, eq=False)
class Written:
    """One assignment on one way: its formula, or the reason why there is none, and what its value is.

    `when` orders assignments as they were first made.  `filled` is the name of an array that is being filled,
    where `stack` and `match` are of the whole of it.
    """

    assignment: Assignment
    view: View
    formula: Formula | None
    reason: str
    stack: Stack | None
    match: Match | None
    when: int
    filled: str = ""


def written(program: Program) -> list[Written]:
    """Every assignment that was made, in the order of the run."""
    found = [
        one(program, assignment, view)
        for assignment in islice(assignments(program), MOST_ASSIGNMENTS)
        for view in ways(program, anchors(program, assignment))
    ]
    return sorted(filter(holds_numbers, found), key=lambda each: each.when)


def holds_numbers(each: Written) -> bool:
    """Whether numbers are assigned at all, and no list of objects."""
    value = each.assignment.value
    return each.formula is not None or each.stack is not None or not isinstance(value, ast.ListComp)


def anchors(program: Program, assignment: Assignment) -> list[tuple[int, int]]:
    """The nodes whose values show that an assignment was made, and that it is one of numbers."""
    if assignment.kind == "changed":
        return [(program.place(assignment.statement), ROOT)]
    value = [(program.place(assignment.value), VALUE)] * (assignment.item is None)
    target = assignment.target
    found = [*value, *([(program.place(target), AFTER)] if target is not None else [])]
    if any(run.found.get(4 * place + what) for run in program.runs for place, what in found):
        return found
    if isinstance(target, ast.Subscript):
        return [(program.place(assignment.statement), ROOT)]
    return [(program.place(each), VALUE) for each in within(assignment.value)]


def within(value: ast.expr) -> Iterator[ast.expr]:
    """The parts of a comprehension that are evaluated where it stands; nothing of any other expression."""
    if isinstance(value, ast.ListComp):
        yield from (each for each in ast.walk(value.generators[0].iter) if isinstance(each, ast.expr))


def one(program: Program, assignment: Assignment, view: View) -> Written:
    """An assignment on one way."""
    formula, reason, stack, filled = None, "", result(program, assignment, view), ""
    try:
        formula, final = right_side(Writer(program, view), assignment)
        stack = final or stack
    except UnwrittenError as error:
        reason = str(error)
    except RecursionError:
        reason = TOO_DEEP
    known = program.known
    match = None if stack is None else known.meaning(stack.values, stack.single)
    if match is None and isinstance(assignment.target, ast.Subscript):
        whole = stacked(view.mapped(program.frame), program.place(assignment.statement), ROOT)
        match = None if whole is None else known.meaning(whole.values, whole.single)
        if match is not None:
            stack, filled = whole, program.source(root(assignment.target))
    times = [program.runs[0].first.get(place, NEVER) for place, _ in anchors(program, assignment)]
    return Written(assignment, view, formula, reason, stack, match, min(times), filled)


def result(program: Program, assignment: Assignment, view: View) -> Stack | None:
    """What was assigned, over the loops."""
    target = assignment.target
    if assignment.kind == "changed":
        places = [(program.place(assignment.statement), ROOT)]
    else:
        places = [(program.place(target), AFTER)] if target is not None else []
        places += [(program.place(assignment.value), VALUE)] * (assignment.item is None)
    return next((found for place, what in places if (found := stacked(view, place, what))), None)


def right_side(writer: Writer, assignment: Assignment) -> Result:
    """The formula of what is assigned."""
    if assignment.kind == "changed":
        return changed(writer, assignment), None
    if assignment.item is not None:
        return item(writer, assignment), None
    if isinstance(assignment.target, ast.Subscript) and (put := chosen_entries(writer, assignment)):
        return put, None
    if isinstance(assignment.statement, ast.AugAssign):
        return augmented(writer, assignment.statement)
    return carried_on(writer, assignment) or (writer.write(assignment.value), None)


def chosen_entries(writer: Writer, assignment: Assignment) -> Formula | None:
    """An array some entries of which are changed, chosen by a condition or by their places.

    None where it is a single entry, a row or a block.
    """
    target = assignment.target
    assert isinstance(target, ast.Subscript)
    parts = [each for each in listed(target.slice) if not isinstance(each, ast.Slice)]
    if not any(chooses(writer, each) for each in parts):
        return None
    stack, known = writer.stack(assignment.statement, ROOT), writer.program.known
    match = stack and known.among(known.parts, stack.values, stack.single, scaling=False)
    if match and stack:
        return shown(match, stack)
    before, value = writer.tried(target.value), writer.tried(assignment.value)
    if before is None or value is None or len(parts) != 1 or isinstance(assignment.statement, ast.AugAssign):
        return writer.part(assignment.statement, ROOT)
    return form.cases(writer.write(parts[0]), value, before)


def chooses(writer: Writer, index: ast.expr) -> bool:
    """Whether an index chooses several entries."""
    calls = any(isinstance(each, ast.Call) for each in ast.walk(index))
    values = [writer.at(index, spot) for spot in writer.spots]
    return calls or any(value is not None and value.size > 1 for value in values)


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

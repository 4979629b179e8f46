"""What is added up in loops: ``v += e`` and ``v = v + e``, where each iteration goes on from the last."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.instruments import AFTER, BEFORE, VALUE
from grader.tracing import formula as form
from grader.tracing.assignments import Assignment
from grader.tracing.expressions import OPERATIONS, is_number, unrecorded
from grader.tracing.formula import Formula
from grader.tracing.recorded import View
from grader.tracing.stacks import Stack, over_loops, shown
from grader.tracing.writer import Writer

Ids = NDArray[Any]
Result = tuple[Formula, Stack | None]
"""A formula, and for a sum over loops its value at their end."""


@dataclass(frozen=True)
class Step:
    """One step of adding: where the old and the new value of the sum were recorded, and what is added."""

    target: ast.expr
    before: tuple[int, int]
    after: tuple[int, int]
    term: ast.expr
    subtracted: bool


def augmented(writer: Writer, statement: ast.AugAssign) -> Result:
    """``v += e`` and its like."""
    target, value, place = statement.target, statement.value, writer.program.place(statement.target)
    if isinstance(statement.op, ast.Add | ast.Sub):
        subtracted = isinstance(statement.op, ast.Sub)
        found = summed(writer, Step(target, (place, BEFORE), (place, AFTER), value, subtracted))
        if found is not None:
            return found
    before, term = old_value(writer, target), writer.write(value)
    if isinstance(statement.op, ast.Mult):
        return product(writer, place, value, before, term), None
    if isinstance(statement.op, ast.Div) and is_number(writer, value):
        return form.divided(before, term), None
    if type(statement.op) not in OPERATIONS:
        raise unrecorded(writer, statement)
    return OPERATIONS[type(statement.op)][1](before, term), None


def product(writer: Writer, place: int, value: ast.expr, before: Formula, term: Formula) -> Formula:
    if is_number(writer, value):
        return form.scaled(term, before)
    old = [writer.view.at(spot, place, BEFORE) for spot in writer.spots]
    scalar = all(each is not None and each.size == 1 for each in old)
    return form.scaled(before, term) if scalar else form.elementwise(before, term)


def old_value(writer: Writer, target: ast.expr) -> Formula:
    """What a target was before."""
    known = writer.quantity(target, BEFORE)
    if known is not None:
        return known
    if isinstance(target, ast.Subscript):
        return writer.write(target)
    return writer.own(target.attr if isinstance(target, ast.Attribute) else writer.program.source(target))


def carried_on(writer: Writer, assignment: Assignment) -> Result | None:
    """``v = v + e`` in a loop; None where it is nothing of that kind."""
    value, target = assignment.value, assignment.target
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add | ast.Sub) or target is None:
        return None
    source, place = writer.program.source, writer.program.place
    subtracted = isinstance(value.op, ast.Sub)
    sides = [(value.left, value.right)] + [(value.right, value.left)] * (not subtracted)
    for own, term in sides:
        if source(own) == source(target):
            return summed(writer, Step(target, (place(own), VALUE), (place(value), VALUE), term, subtracted))
    return None


def summed(writer: Writer, step: Step) -> Result | None:
    """The sum over the loops in which each iteration begins with what the one before it left."""
    view = writer.view
    if not (view.there(*step.before) and view.there(*step.after)):
        return None
    old, new = view.numbers(*step.before), view.numbers(*step.after)
    over: list[int] = []
    for axis in reversed(range(len(view.loops))):
        if all(goes_on(o, n, axis) for o, n in zip(old, new, strict=True)):
            over = [axis, *over]
            old = tuple(ids.take([0], axis) for ids in old)
            new = tuple(ids.take([-1], axis) for ids in new)
    start, end = reduced(view, old, over), reduced(view, new, over)
    if not over or start is None or end is None:
        return None
    term = writer.write(step.term)
    body = form.negated(term) if step.subtracted else term
    total = form.total(body, [view.loops[axis].index for axis in over])
    return (form.plus(first, total) if (first := begun(writer, step, start)) else total), end


def begun(writer: Writer, step: Step, start: Stack) -> Formula | None:
    """What a sum begins with; None for zero."""
    if not any(np.any(np.nan_to_num(value)) for value in start.values):
        return None
    match = writer.program.known.part(start.values, start.single)
    return shown(match, start) if match else old_value(writer, step.target)


def goes_on(old: Ids, new: Ids, axis: int) -> bool:
    """Whether along an axis each iteration begins with what the one before it left."""
    length = old.shape[axis]
    later, earlier = old.take(range(1, length), axis), new.take(range(length - 1), axis)
    there = (later >= 0) & (earlier >= 0)
    return bool(np.any(there)) and bool(np.all((later == earlier) | ~there))


def reduced(view: View, ids: Sequence[Ids], over: Sequence[int]) -> Stack | None:
    """Values in the loops that are left."""
    loops = tuple(loop for axis, loop in enumerate(view.loops) if axis not in over)
    return over_loops(view.runs, [each.squeeze(tuple(over)) for each in ids], loops)

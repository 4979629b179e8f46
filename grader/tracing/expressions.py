"""How each kind of expression is written, calls apart."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.tracing import formula as form
from grader.tracing.formula import Formula, UnwrittenError
from grader.tracing.program import literal
from grader.tracing.recorded import View
from grader.tracing.writer import WRITERS, Writer

Write = Callable[[Writer, Any], Formula]


def writes(*kinds: str) -> Callable[[Write], Write]:
    """Enter a function in the table for these kinds of nodes."""

    def enter(write: Write) -> Write:
        WRITERS.update(dict.fromkeys(kinds, write))
        return write

    return enter


# Names and places -------------------------------------------------------------------------


@writes("Constant")
def constant(writer: Writer, node: ast.Constant) -> Formula:
    if isinstance(node.value, bool | int | float):
        return form.number(float(node.value))
    raise UnwrittenError(f"{node.value!r} is no real number")


@writes("Name")
def name(writer: Writer, node: ast.Name) -> Formula:
    """The quantity that it is, what was passed for it, or its own name."""
    known = writer.quantity(node)
    if known is not None:
        return known
    number, passed = writer.given.get(node.id, (None, None))
    ids = writer.view.numbers(writer.program.place(node))[0].ravel()
    return passed if passed is not None and ids.size and int(ids[0]) == number else writer.own(node.id)


@writes("Attribute")
def attribute(writer: Writer, node: ast.Attribute) -> Formula:
    known = writer.quantity(node)
    if known is not None:
        return known
    if node.attr == "T":
        inner = writer.write(node.value)
        flat = all(np.ndim(writer.at(node.value, spot)) < 2 for spot in writer.spots)
        return inner if flat else form.transposed(inner)
    return writer.write(node.value) if node.attr in ("real", "A", "A1") else writer.own(node.attr)


@writes("Subscript")
def subscript(writer: Writer, node: ast.Subscript) -> Formula:
    """Entries of an array; what a list or dictionary holds has the name by which it is fetched."""
    known = writer.quantity(node)
    if known is not None:
        return known
    base, indices = node.value, listed(node.slice)
    if isinstance(base, ast.Attribute) and base.attr in ("r_", "c_"):
        return form.stacked([writer.write(part) for part in indices], down=base.attr == "r_")
    if not writer.view.there(writer.program.place(base)) and begins_with_name(base):
        return writer.own(writer.program.source(node))
    whole = writer.tried(base)
    if whole is None:
        whole = writer.elsewhere(node)
        if whole is None:
            raise unrecorded(writer, node)
        return whole
    if all(map(is_everything, indices)):
        return whole
    return form.entry(whole, [position(writer, each) for each in indices if not is_new_axis(each)])


def listed(index: ast.expr) -> list[ast.expr]:
    return index.elts if isinstance(index, ast.Tuple) else [index]


def begins_with_name(node: ast.expr) -> bool:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def is_everything(node: ast.expr) -> bool:
    """Whether an index leaves all entries where they are: ``:``, ``...``, ``None``."""
    whole = isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None
    return whole or literal(node) is Ellipsis or is_new_axis(node)


def is_new_axis(node: ast.expr) -> bool:
    none = isinstance(node, ast.Constant) and node.value is None
    return none or (isinstance(node, ast.Attribute) and node.attr == "newaxis")


def position(writer: Writer, node: ast.expr) -> Formula | None:
    """An index as it is written; None for all."""
    if is_everything(node):
        return None
    found = None if isinstance(node, ast.Slice) else writer.tried(node)
    return found or form.named(writer.program.source(node))


# Operations ---------------------------------------------------------------------------------


def is_number(writer: Writer, node: ast.expr) -> bool:
    return all(np.size(writer.at(node, spot)) == 1 for spot in writer.spots)


OPERATIONS: dict[type, tuple[Callable[[Any, Any], Any], Callable[[Formula, Formula], Formula]]] = {
    ast.Add: (np.add, form.plus),
    ast.Sub: (np.subtract, form.minus),
    ast.MatMult: (np.matmul, form.matmul),
    ast.Div: (np.true_divide, form.over),
    ast.Pow: (np.power, form.power),
    ast.Mod: (np.mod, lambda a, b: form.operator("mod", a, b)),
    ast.FloorDiv: (np.floor_divide, lambda a, b: form.operator("div", a, b)),
}


@writes("BinOp")
def operation(writer: Writer, node: ast.BinOp) -> Formula:
    left, right = node.left, node.right
    if isinstance(node.op, ast.Mult):
        return multiplied(writer, node, left, right)
    compute, write = OPERATIONS.get(type(node.op), (None, None))
    if compute is not None and write is not None and writer.holds(node, compute, left, right):
        return combined(writer, node.op, left, right)
    if isinstance(node.op, ast.Add) and writer.holds(node, one_after_the_other, left, right):
        return form.stacked([writer.write(left), writer.write(right)], down=False)
    raise unrecorded(writer, node)


def one_after_the_other(a: Any, b: Any) -> Any:
    """The sum of two lists."""
    return np.concatenate([np.atleast_1d(a), np.atleast_1d(b)])


def unrecorded(writer: Writer, node: ast.AST) -> UnwrittenError:
    """Why there is no formula for an operation."""
    parts = [each for each in ast.walk(node) if isinstance(each, ast.expr)]
    values = [
        value for each in parts for spot in writer.spots if (value := writer.at(each, spot)) is not None
    ]
    undefined = any(value.size and np.all(np.isnan(value)) for value in values)
    reason = "complex numbers are not followed" if undefined else "it is not the operation that it looks like"
    return UnwrittenError(f"{writer.program.source(node)}: {reason}")


def combined(writer: Writer, op: ast.operator, left: ast.expr, right: ast.expr) -> Formula:
    """An operation that is known to be the usual one."""
    one, other = writer.write(left), writer.write(right)
    if isinstance(op, ast.Pow):
        return form.power(one, other, scalar=is_number(writer, left))
    if isinstance(op, ast.Div) and is_number(writer, right) and not is_number(writer, left):
        return form.divided(one, other)
    return OPERATIONS[type(op)][1](one, other)


def multiplied(writer: Writer, node: ast.expr, left: ast.expr, right: ast.expr) -> Formula:
    """``*``, which is a matrix product where the factors are of np.matrix, and repeats lists."""
    if writer.holds(node, np.multiply, left, right):
        one, other = writer.write(left), writer.write(right)
        scalar = is_number(writer, left) or is_number(writer, right)
        return form.scaled(one, other) if scalar else form.elementwise(one, other)
    if writer.holds(node, np.matmul, left, right):
        return form.matmul(writer.write(left), writer.write(right))
    values = [writer.at(node, spot) for spot in writer.spots]
    if values and all(value is not None and not np.any(value) for value in values):
        return form.constant(0, writer.sizes(node))
    raise unrecorded(writer, node)


@writes("UnaryOp")
def signed(writer: Writer, node: ast.UnaryOp) -> Formula:
    value = literal(node)
    if isinstance(value, int | float):
        return form.number(float(value))
    inner = writer.write(node.operand)
    if isinstance(node.op, ast.USub):
        return form.negated(inner)
    return inner if isinstance(node.op, ast.UAdd) else form.minus(form.ONE, inner)


RELATIONS: dict[type, str] = {
    ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


@writes("Compare")
def comparison(writer: Writer, node: ast.Compare) -> Formula:
    if len(node.ops) == 1 and type(node.ops[0]) in RELATIONS:
        left, right = writer.write(node.left), writer.write(node.comparators[0])
        return form.indicator(left, RELATIONS[type(node.ops[0])], right)
    raise UnwrittenError(f"{writer.program.source(node)}: no formula for this comparison")


@writes("IfExp")
def choice(writer: Writer, node: ast.IfExp) -> Formula:
    """The branch that was taken; both where either was."""
    one, other = taken(writer, node, node.body), taken(writer, node, node.orelse)
    if one.empty or other.empty:
        branch, view = (node.orelse, other) if one.empty else (node.body, one)
        return writer.seen(view).write(branch)
    first, second = writer.seen(one).write(node.body), writer.seen(other).write(node.orelse)
    return form.cases(writer.write(node.test), first, second)


def taken(writer: Writer, node: ast.IfExp, branch: ast.expr) -> View:
    """The view as far as a branch was taken; a constant leaves no trace, but the other branch does."""
    view, place = writer.view, writer.program.place
    if not isinstance(branch, ast.Constant):
        return view.where(place(branch))
    other = node.orelse if branch is node.body else node.body
    return view if isinstance(other, ast.Constant) else view.without(view.where(place(other)))


# Collections ------------------------------------------------------------------------------------


@writes("List", "Tuple")
def several(writer: Writer, node: ast.List | ast.Tuple) -> Formula:
    return form.listed([writer.write(each) for each in node.elts])


@writes("ListComp", "GeneratorExp")
def comprehension(writer: Writer, node: ast.ListComp) -> Formula:
    """What it yields, for each index."""
    layers = writer.taken_apart(node.generators)
    if layers:
        return form.listed([yielded(each, node.elt) for each in layers])
    inner = writer.iterated(node.generators)
    result = yielded(inner, node.elt)
    for loop in reversed(inner.view.loops[len(writer.view.loops) :]):
        result = form.family(result, loop.index)
    return result


def yielded(inner: Writer, element: ast.expr) -> Formula:
    """An element of a comprehension, as far as its conditions let it be evaluated."""
    place = inner.program.place(element)
    traced = any(bool(np.any(ids >= 0)) for ids in inner.view.numbers(place))
    return inner.seen(inner.view.where(place) if traced else inner.view).write(element)


@writes("NamedExpr", "Starred")
def passed_on(writer: Writer, node: ast.NamedExpr | ast.Starred) -> Formula:
    return writer.write(node.value)

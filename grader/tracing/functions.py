"""How calls of NumPy's functions are written, and of others that are called like them.

A name is only a guess at what a function does: what is written must give the recorded value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from grader.tracing import formula as form
from grader.tracing.calls import ELEMENTARY, Call, handles
from grader.tracing.einsum import einsum
from grader.tracing.expressions import is_number, multiplied, yielded
from grader.tracing.formula import Formula
from grader.tracing.program import literal
from grader.tracing.scalar import FUNCTIONS
from grader.tracing.stacks import shown
from grader.tracing.writer import Writer

Binary = tuple[Callable[[Any, Any], Any], Callable[[Formula, Formula], Formula]]
OTHER_NAMES = {"fabs": "abs", "absolute": "abs"}


# One argument ---------------------------------------------------------------------------------


@handles(*ELEMENTARY, *OTHER_NAMES)
def elementary(writer: Writer, what: Call) -> Formula | None:
    name = OTHER_NAMES.get(what.name, what.name)
    if writer.holds(what.node, ELEMENTARY[name], what.arguments[0]):
        return form.operator(name, writer.write(what.arguments[0]))
    return None


@handles("expit", "softmax")
def special(writer: Writer, what: Call) -> Formula | None:
    for function in FUNCTIONS:
        if writer.holds(what.node, function.compute, what.arguments[0]):
            return function.formula(writer.write(what.arguments[0]))
    return None


UNARY: dict[str, tuple[Callable[[Any], Any], Callable[[Formula], Formula]]] = {
    "negative": (np.negative, form.negated),
    "reciprocal": (np.reciprocal, lambda x: form.over(form.ONE, x)),
    "square": (np.square, lambda x: form.power(x, form.number(2))),
    "transpose": (np.transpose, form.transposed),
    "swapaxes": (np.transpose, form.transposed),
    "logical_not": (np.logical_not, lambda x: form.minus(form.ONE, x)),
    "invert": (np.logical_not, lambda x: form.minus(form.ONE, x)),
}


@handles(*UNARY)
def unary(writer: Writer, what: Call) -> Formula | None:
    compute, write = UNARY[what.name]
    found = writer.holds(what.node, compute, what.arguments[0])
    return write(writer.write(what.arguments[0])) if found else None


# The same numbers -------------------------------------------------------------------------------


@handles(
    "array", "asarray", "asanyarray", "matrix", "asmatrix", "mat", "ascontiguousarray", "asfortranarray",
    "copy", "deepcopy", "astype", "float", "float32", "float64", "float16", "int", "item", "tolist", "list",
    "tuple", "ravel", "flatten", "reshape", "squeeze", "atleast_1d", "atleast_2d", "expand_dims", "real",
    "broadcast_to", "view", "asfarray", "round", "nan_to_num",
)  # fmt: skip
def rearranged(writer: Writer, what: Call) -> Formula | None:
    """The same numbers, maybe in another arrangement."""
    inner = what.arguments[0]
    if not writer.view.there(writer.program.place(what.node)):
        return writer.write(inner)
    same = writer.holds(what.node, lambda x: x, inner)
    if same and all(np.shape(writer.at(what.node, s)) == np.shape(writer.at(inner, s)) for s in writer.spots):
        return writer.write(inner)
    known = writer.quantity(what.node)
    if known is not None:
        return known
    if same or writer.holds(what.node, of_vector, inner):
        return writer.write(inner)
    if writer.holds(what.node, np.ravel, inner):
        return form.operator("vec", form.transposed(writer.write(inner)))
    if writer.holds(what.node, lambda x: np.ravel(x, order="F"), inner):
        return form.operator("vec", writer.write(inner))
    entries = all(np.size(writer.at(what.node, s)) == np.size(writer.at(inner, s)) for s in writer.spots)
    return form.operator("reshape", writer.write(inner)) if entries else None


def of_vector(x: Any) -> Any:
    """The entries of what has one row or one column."""
    if x.ndim == 2 and 1 in x.shape:
        return np.ravel(x)
    raise ValueError("a matrix")


# Two arguments ----------------------------------------------------------------------------------

BINARY: dict[str, Binary] = {
    "matmul": (np.matmul, form.matmul),
    "add": (np.add, form.plus),
    "subtract": (np.subtract, form.minus),
    "outer": (np.outer, lambda a, b: form.operator("outer", a, b)),
    "inner": (np.inner, lambda a, b: form.matmul(a, form.transposed(b))),
    "vdot": (np.vdot, lambda a, b: form.operator("sum", form.elementwise(a, b))),
    "logaddexp": (np.logaddexp, lambda a, b: form.operator("logaddexp", a, b)),
    "fmax": (np.fmax, lambda a, b: form.operator("max", a, b)),
    "maximum": (np.maximum, lambda a, b: form.operator("max", a, b)),
    "minimum": (np.minimum, lambda a, b: form.operator("min", a, b)),
    "equal": (np.equal, lambda a, b: form.indicator(a, "==", b)),
    "greater": (np.greater, lambda a, b: form.indicator(a, ">", b)),
    "heaviside": (np.heaviside, lambda a, b: form.indicator(a, ">", form.ZERO)),
}


@handles(*BINARY)
def binary(writer: Writer, what: Call) -> Formula | None:
    if len(what.arguments) < 2:
        return None
    one, other = what.arguments[:2]
    compute, write = BINARY[what.name]
    if writer.holds(what.node, compute, one, other):
        return write(writer.write(one), writer.write(other))
    # ``np.equal.outer`` and the like.
    if writer.holds(what.node, lambda a, b: compute(a[:, None], b[None, :]), one, other):
        return write(writer.write(one), form.transposed(writer.write(other)))
    return None


@handles("multiply")
def multiply(writer: Writer, what: Call) -> Formula | None:
    return multiplied(writer, what.node, *what.arguments[:2])


@handles("dot")
def dot(writer: Writer, what: Call) -> Formula | None:
    one, other = what.arguments[:2]
    if not writer.holds(what.node, np.dot, one, other):
        return None
    scalar = is_number(writer, one) or is_number(writer, other)
    return (form.scaled if scalar else form.matmul)(writer.write(one), writer.write(other))


@handles("divide", "true_divide")
def divide(writer: Writer, what: Call) -> Formula | None:
    one, other = what.arguments[:2]
    if not writer.holds(what.node, np.true_divide, one, other):
        return None
    scalar = is_number(writer, other) and not is_number(writer, one)
    return (form.divided if scalar else form.over)(writer.write(one), writer.write(other))


@handles("power", "pow", "float_power")
def power(writer: Writer, what: Call) -> Formula | None:
    one, other = what.arguments[:2]
    if writer.holds(what.node, np.power, one, other):
        return form.power(writer.write(one), writer.write(other), is_number(writer, one))
    return None


@handles("tensordot")
def tensordot(writer: Writer, what: Call) -> Formula | None:
    """One of the products of two matrices, whichever gives what was recorded."""
    one, other = what.arguments[:2]
    for left, right in ((1, 0), (0, 0), (0, 1), (1, 1)):
        if writer.holds(what.node, lambda a, b, x=left, y=right: turned(a, x) @ turned(b, y), one, other):
            first, second = writer.write(one), writer.write(other)
            return form.matmul(
                form.transposed(first) if left else first, form.transposed(second) if right else second
            )
    return None


def turned(x: Any, transposed: int) -> Any:
    return x.T if transposed else x


# Sums ---------------------------------------------------------------------------------------------

REDUCTIONS: dict[str, tuple[str, Callable[..., Any]]] = {
    "sum": ("sum", np.sum), "fsum": ("sum", np.sum), "mean": ("mean", np.mean), "average": ("mean", np.mean),
    "max": ("max", np.max), "amax": ("max", np.max), "min": ("min", np.min), "amin": ("min", np.min),
    "prod": ("prod", np.prod), "product": ("prod", np.prod), "std": ("std", np.std),
    "argmax": ("argmax", np.argmax),
}  # fmt: skip


@handles(*REDUCTIONS)
def reduction(writer: Writer, what: Call) -> Formula | None:
    """Over all entries, the columns or the rows, whichever gives what was recorded."""
    inner = what.arguments[0]
    name, compute = REDUCTIONS[what.name]
    if name == "sum" and isinstance(inner, ast.GeneratorExp | ast.ListComp):
        return total(writer, inner)
    if name == "prod" and isinstance(inner, ast.List):
        return folded(writer, what, inner.elts)
    for axis in axes(what):
        if writer.holds(what.node, lambda x, a=axis: along(compute, x, a), inner):
            flat = all(np.ndim(writer.at(inner, spot)) < 2 for spot in writer.spots)
            return form.reduced(name, writer.write(inner), None if flat else axis)
    return None


def axes(what: Call) -> Sequence[int | None]:
    """The axes over which a call may go."""
    wanted = literal(what.argument(1, "axis"))
    if isinstance(wanted, int):
        return (wanted % 2,)
    built_in = isinstance(what.node.func, ast.Name) and what.name in ("sum", "max", "min")
    return (0, None) if built_in else (None, 0, 1)


def along(compute: Callable[..., Any], x: Any, axis: int | None) -> Any:
    return compute(x, axis=axis if axis is None or x.ndim > axis else 0)


def total(writer: Writer, body: ast.GeneratorExp | ast.ListComp) -> Formula:
    """A sum over what a generator yields."""
    layers = writer.taken_apart(body.generators)
    if layers:
        return reduce(form.plus, [yielded(each, body.elt) for each in layers])
    inner = writer.iterated(body.generators)
    loops = inner.view.loops[len(writer.view.loops) :]
    return form.total(yielded(inner, body.elt), [loop.index for loop in loops])


@handles("norm", "trace", "diag")
def whole(writer: Writer, what: Call) -> Formula | None:
    compute = np.linalg.norm if what.name == "norm" else getattr(np, what.name)
    found = writer.holds(what.node, compute, what.arguments[0])
    return form.operator(what.name, writer.write(what.arguments[0])) if found else None


@handles("einsum")
def summation(writer: Writer, what: Call) -> Formula | None:
    spec, parts = literal(what.arguments[0]), what.arguments[1:]
    if not isinstance(spec, str) or not writer.holds(what.node, lambda *x: np.einsum(spec, *x), *parts):
        return None
    sizes = dict(
        zip("".join(spec.split("->")[0].split(",")).replace(" ", ""), lengths(writer, parts), strict=True)
    )
    return einsum(spec.replace(" ", ""), [writer.write(part) for part in parts], sizes)


def lengths(writer: Writer, parts: Sequence[ast.expr]) -> list[Formula]:
    """The sizes of all axes, one array after the other."""
    return [size for part in parts for size in writer.sizes(part)]


@handles("reduce")
def folding(writer: Writer, what: Call) -> Formula | None:
    """An operation between several matrices."""
    parts = what.argument(1, "iterable")
    return folded(writer, what, parts.elts) if isinstance(parts, ast.List | ast.Tuple) else None


def folded(writer: Writer, what: Call, parts: Sequence[ast.expr]) -> Formula | None:
    choices: tuple[Binary, ...] = (
        (np.matmul, form.matmul),
        (np.multiply, form.elementwise),
        (np.add, form.plus),
    )
    for compute, write in choices:
        if len(parts) > 1 and writer.holds(what.node, lambda *x, c=compute: reduce(c, x), *parts):
            return reduce(write, map(writer.write, parts))
    return None


# Putting together, making -------------------------------------------------------------------------


@handles(
    "concatenate", "column_stack", "append", "insert", "stack", "block", "vstack", "hstack", "row_stack",
)  # fmt: skip
def put_together(writer: Writer, what: Call) -> Formula | None:
    known = writer.quantity(what.node) or with_ones(writer, what)
    if known is not None:
        return known
    parts = joined(what)
    if parts is None:
        return rearranged(writer, what) or form.operator(what.name, *map(writer.write, what.arguments[:1]))
    down = what.name in ("vstack", "row_stack") or literal(what.argument(1, "axis")) == 0
    return form.stacked([writer.write(each) for each in parts], down)


def joined(what: Call) -> Sequence[ast.expr] | None:
    """What is put together, where it is listed."""
    first, *others = what.arguments
    if what.name == "insert":
        return [others[1], first] if len(others) > 1 and literal(others[0]) == 0 else None
    if what.name == "append":
        return [first, *others[:1]]
    return first.elts if isinstance(first, ast.List | ast.Tuple) else None


def with_ones(writer: Writer, what: Call) -> Formula | None:
    """A matrix with a column of ones, as the derivation writes it."""
    stack, known = writer.stack(what.node), writer.program.known
    match = stack and known.among(known.parts, stack.values, stack.single, scaling=False)
    return shown(match, stack) if match and stack else None


@handles("zeros", "zeros_like", "defaultdict")
def zeros(writer: Writer, what: Call) -> Formula | None:
    return form.constant(0, writer.sizes(what.node))


@handles("empty", "empty_like")
def empty(writer: Writer, what: Call) -> Formula | None:
    return form.operator("empty", *writer.sizes(what.node))


@handles("ones", "ones_like")
def ones(writer: Writer, what: Call) -> Formula | None:
    return form.constant(1, writer.sizes(what.node))


@handles("full", "full_like")
def full(writer: Writer, what: Call) -> Formula | None:
    value = what.argument(1, "fill_value")
    return None if value is None else writer.write(value)


@handles("eye", "identity")
def identity(writer: Writer, what: Call) -> Formula | None:
    return form.operator("eye", writer.write(what.arguments[0]))


@handles(
    "arange", "range", "linspace", "len", "size", "shape", "roll", "resize", "split", "argsort", "uniform",
    "randn", "rand", "normal",
)  # fmt: skip
def kept(writer: Writer, what: Call) -> Formula | None:
    """What is best called as it is called."""
    known = writer.quantity(what.node)
    return known or form.operator(what.name, *(writer.write(each) for each in what.arguments))


# Cases --------------------------------------------------------------------------------------------


@handles("where")
def where(writer: Writer, what: Call) -> Formula | None:
    if len(what.arguments) < 3 or not writer.holds(what.node, np.where, *what.arguments):
        return None
    condition, one, other = map(writer.write, what.arguments)
    return form.cases(condition, one, other)


@handles("clip")
def clip(writer: Writer, what: Call) -> Formula | None:
    """The argument itself where no bound is reached."""
    inner, *bounds = what.arguments
    if writer.holds(what.node, lambda x: x, inner):
        return writer.write(inner)
    limits = [literal(each) for each in (*bounds, *what.keywords.values())]
    shown_limits = [form.named("None") if each is None else form.number(float(each)) for each in limits]
    return form.operator("clip", writer.write(inner), *shown_limits)


@handles("getattr", "get", "pop")
def looked_up(writer: Writer, what: Call) -> Formula | None:
    return writer.quantity(what.node) or writer.own(writer.program.source(what.node))

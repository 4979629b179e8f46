"""The functions that NumPy text may call: NumPy's own, the activations, and a few of ours."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, Lambda, Rational, S
from sympy.matrices.expressions import MatrixSymbol
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import ACTIVATIONS, FUNCTIONS, z
from symbp.errors import choices
from symbp.names import LOSS
from symbp.nodes import (
    AddOnes,
    Elementwise,
    EntrySum,
    Gradient,
    MaskBias,
    OneHot,
    ScalarFunction,
    Softmax,
    ones,
    power,
    product,
    transpose,
)
from symbp.notation.numpy_text import (
    Pair,
    Site,
    add,
    divide,
    matrix_at,
    matrix_multiply,
    multiply,
    raise_to,
    scalar_at,
    subtract,
    times,
)
from symbp.notation.plain import plain
from symbp.notation.scalar_text import parse_scalar

MODULES = frozenset({"np", "numpy", "jnp", "torch"})


@dataclass(frozen=True)
class Call:
    """A call: the function's name, where its arguments stand, and its keywords."""

    site: Site
    name: str
    arguments: tuple[Site, ...]
    keywords: dict[str, ast.expr]

    def expect(self, least: int, most: int | None = None, *keywords: str) -> None:
        """Refuse a wrong number of arguments, or a keyword that the function does not have."""
        most = least if most is None else most
        if not least <= len(self.arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self.site.refuse(f"{self.name} takes {wanted} argument(s), got {len(self.arguments)}")
        for keyword in self.keywords:
            if keyword not in keywords:
                known = choices(keywords, keyword) if keywords else "it takes none"
                raise self.site.refuse(f"{self.name} has no keyword {keyword!r}; {known}")

    def option(self, keyword: str, position: int, default: Any, allowed: tuple[Any, ...]) -> Any:
        """A constant given by keyword or position, such as ``axis=0``."""
        node = self.keywords.get(keyword)
        if node is None and position < len(self.arguments):
            node = self.arguments[position].node
        if node is None:
            return default
        if not isinstance(node, ast.Constant) or node.value not in allowed:
            wanted = " or ".join(map(repr, allowed))
            raise self.site.at(node).refuse(f"{keyword} = {ast.unparse(node)}: expected {wanted}")
        return node.value


def value_of_call(site: Site) -> Any:
    """What a call writes down; the table is searched by the function's name."""
    node = site.node
    if isinstance(node.func, ast.Call):
        return custom(site)
    call = opened(site)
    if call.name in CALLS:
        return CALLS[call.name](call)
    if scalar_name(call.name) is not None:
        return function_value(call)
    known = [*CALLS, *sorted({*ACTIVATIONS, *FUNCTIONS})]
    raise site.refuse(f"unknown function {call.name!r}; {choices(known, call.name)}")


def opened(site: Site) -> Call:
    """A call taken apart: ``np.dot(a, b)``, ``dot(a, b)`` and ``a.dot(b)`` are the same."""
    function, keywords = site.node.func, {k.arg: k.value for k in site.node.keywords}
    arguments = tuple(site.at(arg) for arg in site.node.args)
    if None in keywords or any(isinstance(arg, ast.Starred) for arg in site.node.args):
        raise site.refuse("* and ** in calls are not read")
    if isinstance(function, ast.Name):
        return Call(site, function.id, arguments, keywords)
    if not isinstance(function, ast.Attribute):
        raise site.refuse(f"{site.source!r} is not a call of a named function")
    inner = function.value
    if isinstance(inner, ast.Name) and inner.id in MODULES:
        return Call(site, function.attr, arguments, keywords)
    if function.attr not in METHODS:
        raise site.refuse(f"unknown method .{function.attr}(); {choices(METHODS, function.attr)}")
    return Call(site, function.attr, (site.at(inner), *arguments), keywords)


# Scalar functions -------------------------------------------------------------------------

ALIASES = {"absolute": "abs", "arctan": "atan", "arcsinh": "asinh"}


def scalar_name(name: str) -> tuple[str, int] | None:
    """The scalar function behind a name, and how often it is differentiated: dsigmoid is σ'."""
    name = ALIASES.get(name, name)
    for order in range(3):
        rest = name[order:]
        if name[:order] == "d" * order and (rest in ACTIVATIONS or rest in FUNCTIONS):
            return rest, order
    return None


def function_value(call: Call) -> Any:
    """A scalar function of every entry of a matrix, or of a number."""
    found = scalar_name(call.name)
    assert found is not None
    name, order = found
    slope = name == "leaky_relu"
    call.expect(1, 2 if slope else 1)
    value = call.arguments[0].value()
    parameters = (slope_of(call),) if slope else ()
    if value.is_Matrix:
        return Elementwise(ScalarFunction(name, *parameters), value, order)
    if order or name not in FUNCTIONS:
        raise call.site.refuse(f"{call.name} of the number {call.arguments[0].source!r}: expected a matrix")
    result = FUNCTIONS[name](value, *parameters)
    if result.is_finite is False:
        raise call.site.refuse(f"{call.site.source!r} is not a finite number")
    return result


def slope_of(call: Call) -> Expr:
    if len(call.arguments) > 1:
        return scalar_at(call.arguments[1])
    return Rational(repr(call.site.net.slope))


def custom(site: Site) -> Any:
    """``custom("z*sigmoid(z)")(Z2)``: a function of one's own, with its expression in z."""
    match site.node:
        case ast.Call(
            func=ast.Call(
                func=ast.Name(id="custom" | "dcustom" | "ddcustom" as name),
                args=[ast.Constant(value=str(text))],
                keywords=[],
            ),
            args=[argument],
            keywords=[],
        ):
            function = ScalarFunction("custom", Lambda(z, parse_scalar(text, {"z": z})))
            return Elementwise(function, matrix_at(site.at(argument)), name.index("custom"))
    raise site.refuse(f'{site.source!r}: expected custom("an expression in z")(matrix)')


def rectified(call: Call) -> Any:
    """``np.maximum(0, Z2)`` is relu."""
    call.expect(2)
    values = [argument.value() for argument in call.arguments]
    matrices = [value for value in values if value.is_Matrix]
    if len(matrices) != 1 or S.Zero not in values:
        raise call.site.refuse("maximum is read as relu: expected 0 and one matrix")
    return Elementwise(ScalarFunction("relu"), matrices[0])


# Sums -------------------------------------------------------------------------------------


def entry_sum(call: Call) -> Any:
    """Σ of all entries; with an axis, 𝟏ᵀM (axis 0) or M𝟏 (axis 1)."""
    call.expect(1, 2, "axis", "keepdims")
    matrix = matrix_at(call.arguments[0])
    axis = call.option("axis", 1, None, (0, 1, None))
    kept = call.option("keepdims", 3, False, (True, False))
    rows, columns = matrix.shape
    if axis is None:
        return EntrySum(matrix)
    if axis == 1 and not kept:
        raise call.site.refuse("a sum along axis 1 needs keepdims=True to stay a column")
    return product(ones(1, rows), matrix) if axis == 0 else product(matrix, ones(columns, 1))


def entry_mean(call: Call) -> Any:
    """The sum over the number of entries that it adds."""
    value = entry_sum(call)
    rows, columns = matrix_at(call.arguments[0]).shape
    count = {None: rows * columns, 0: rows, 1: columns}[call.option("axis", 1, None, (0, 1, None))]
    return product(1 / count, value) if value.is_Matrix else times(1 / count, value)


# Matrices ---------------------------------------------------------------------------------


def operator(sign: str, apply: Callable[[Pair], Any]) -> Callable[[Call], Any]:
    """A function of two arguments that stands for an operator: np.dot for @."""

    def read(call: Call) -> Any:
        call.expect(2)
        left, right = call.arguments
        return apply(Pair(call.site, sign, left, right, left.value(), right.value()))

    return read


def raised_to(exponent: Expr) -> Callable[[Call], Any]:
    def read(call: Call) -> Any:
        call.expect(1)
        value = call.arguments[0].value()
        return power(value, exponent) if value.is_Matrix else value**exponent

    return read


def transposed(call: Call) -> Any:
    call.expect(1)
    return transpose(matrix_at(call.arguments[0]))


def all_ones(call: Call) -> OneMatrix:
    """``ones((N, 1))``."""
    call.expect(1)
    shape = call.arguments[0].node
    if not isinstance(shape, ast.Tuple) or len(shape.elts) != 2:
        raise call.site.refuse("ones takes a shape of two sizes, such as ones((N, 1))")
    return ones(*(size_at(call.site.at(size)) for size in shape.elts))


def size_at(site: Site) -> Expr:
    """The value of a place that must hold a number of rows or columns."""
    size = scalar_at(site)
    if not (size.is_integer and size.is_positive):
        raise site.refuse(f"{site.source!r}: expected a positive whole number")
    return size


def ones_like(call: Call) -> OneMatrix:
    call.expect(1)
    return ones(*matrix_at(call.arguments[0]).shape)


def length(call: Call) -> Expr:
    call.expect(1)
    return matrix_at(call.arguments[0]).shape[0]


def sample_axis(call: Call) -> int:
    """The axis of one sample's numbers, unless the text says another."""
    return int(call.option("axis", 9, 1 if call.site.net.samples == "rows" else 0, (0, 1)))


def softmax(call: Call) -> Softmax:
    call.expect(1, 1, "axis")
    return Softmax(matrix_at(call.arguments[0]), sample_axis(call))


def one_hot(call: Call) -> OneHot:
    call.expect(1, 2, "first", "axis")
    net, others = call.site.net, call.arguments[1:]
    classes = scalar_at(others[0]) if others else net.names.dims[-1]
    default = 1 if net.target_coding.endswith("1") else 0
    first = call.option("first", 9, default, (0, 1))
    return OneHot(matrix_at(call.arguments[0]), classes, first, sample_axis(call))


def mask_bias(call: Call) -> MaskBias:
    call.expect(1, 1, "axis")
    axis = call.option("axis", 9, 0 if call.site.net.in_by_out else 1, (0, 1))
    return MaskBias(matrix_at(call.arguments[0]), axis)


def stacked(axis: int) -> Callable[[Call], AddOnes]:
    """``hstack([ones((N, 1)), X])``: a column (row) of ones before a matrix."""

    def read(call: Call) -> AddOnes:
        call.expect(1)
        listed = call.arguments[0].node
        if not isinstance(listed, ast.List | ast.Tuple) or len(listed.elts) != 2:
            raise call.site.refuse(f"{call.name} takes a list of two matrices, the first of ones")
        first, matrix = (matrix_at(call.site.at(item)) for item in listed.elts)
        rows, columns = matrix.shape
        expected = ones(rows, 1) if axis == 1 else ones(1, columns)
        if first != expected:
            raise call.site.refuse(
                f"{call.name}: expected {plain(expected)} before the matrix, got {plain(first)}"
            )
        return AddOnes(matrix, axis)

    return read


def gradient(call: Call) -> Gradient:
    """``grad(loss, W1)``: ∂L/∂W1 as a quantity."""
    call.expect(2)
    scalar, wrt = (argument.value() for argument in call.arguments)
    if scalar != LOSS or not isinstance(wrt, MatrixSymbol):
        raise call.site.refuse("grad takes loss and the name of a matrix, such as grad(loss, W1)")
    return Gradient(scalar, wrt)


CALLS: dict[str, Callable[[Call], Any]] = {
    "dot": operator("@", matrix_multiply),
    "matmul": operator("@", matrix_multiply),
    "multiply": operator("*", multiply),
    "divide": operator("/", divide),
    "add": operator("+", add),
    "subtract": operator("-", subtract),
    "power": operator("**", raise_to),
    "square": raised_to(Integer(2)),
    "sqrt": raised_to(Rational(1, 2)),
    "transpose": transposed,
    "maximum": rectified,
    "sum": entry_sum,
    "mean": entry_mean,
    "ones": all_ones,
    "ones_like": ones_like,
    "len": length,
    "hstack": stacked(1),
    "vstack": stacked(0),
    "softmax": softmax,
    "onehot": one_hot,
    "mask_bias": mask_bias,
    "grad": gradient,
}
"""What each function makes; scalar functions are in `symbp.activations`."""

METHODS = frozenset({"dot", "sum", "mean", "transpose"})

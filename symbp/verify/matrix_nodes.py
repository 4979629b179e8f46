"""How matrices are evaluated: products, sums, entry by entry, and what the network defines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import add, mul
from typing import TYPE_CHECKING, Any, cast

from sympy import Rational
from sympy.matrices import ImmutableDenseMatrix
from sympy.matrices.expressions import (
    HadamardProduct,
    Identity,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Trace,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    Gradient,
    MaskBias,
    OneHot,
    ScalarFunction,
    Softmax,
)
from symbp.verify.evaluate import NODES, Compiler, Handler, Run, Table, dimensions, evaluates, turned, whole
from symbp.verify.numbers import Number, TooLargeError, UndefinedError, UnsupportedError
from symbp.verify.points import LARGEST_TABLE
from symbp.verify.scalar_nodes import exponent_of

if TYPE_CHECKING:
    from symbp.verify.environment import Environment


@evaluates(MatrixSymbol)
def named(node: MatrixSymbol, build: Compiler) -> Run:
    name = build.names.canonical(node.name)
    return lambda env: env.value(name)


@evaluates(Gradient)
def gradient(node: Gradient, build: Compiler) -> Run:
    name = build.names.canonical(node.wrt.name)
    return lambda env: env.gradient(node.scalar.name, name)


@evaluates(ImmutableDenseMatrix)
def written_out(node: ImmutableDenseMatrix, build: Compiler) -> Run:
    rows = [[build(node[i, j]) for j in range(node.cols)] for i in range(node.rows)]
    return lambda env: [[x(env) for x in row] for row in rows]


def filled(value: Callable[[int, int], int]) -> Handler:
    """A matrix of numbers given by their place."""

    def compile(node: Any, build: Compiler) -> Run:
        def run(env: Environment) -> Table:
            rows, columns = (whole(size, env) for size in node.shape)
            if rows * columns > LARGEST_TABLE:
                raise TooLargeError(f"a matrix of {rows}×{columns} entries")
            return [[env.numbers.number(value(i, j)) for j in range(columns)] for i in in_time(env, rows)]

        return run

    return compile


NODES[OneMatrix] = filled(lambda i, j: 1)
NODES[ZeroMatrix] = filled(lambda i, j: 0)
NODES[Identity] = filled(lambda i, j: int(i == j))


def in_time(env: Environment, rows: int) -> Iterator[int]:
    """The rows of a table, the time asked for before each."""
    for row in range(rows):
        env.clock.check()
        yield row


def entry_by_entry(operation: Callable[[Number, Number], Number]) -> Handler:
    """An operation of matrices of one shape."""

    def combine(left: Table, right: Table) -> Table:
        if (len(left), len(left[0])) != (len(right), len(right[0])):
            raise UnsupportedError(f"shapes {dimensions(left)} and {dimensions(right)} do not fit")
        return [list(map(operation, *rows)) for rows in zip(left, right, strict=True)]

    def compile(node: Any, build: Compiler) -> Run:
        parts = [build(arg) for arg in node.args]
        return lambda env: reduce(combine, (part(env) for part in parts))

    return compile


NODES[MatAdd] = entry_by_entry(add)
NODES[HadamardProduct] = entry_by_entry(mul)


@evaluates(MatMul)
def matrix_product(node: MatMul, build: Compiler) -> Run:
    factors = [(build(arg), bool(arg.is_Matrix)) for arg in node.args]

    def run(env: Environment) -> Table:
        scalars = [factor(env) for factor, is_matrix in factors if not is_matrix]
        tables = [factor(env) for factor, is_matrix in factors if is_matrix]
        whole = reduce(lambda left, right: times(left, right, env), tables)
        return scaled(reduce(mul, scalars), whole) if scalars else whole

    return run


def times(left: Table, right: Table, env: Environment) -> Table:
    """The matrix product."""
    if len(left[0]) != len(right):
        raise UnsupportedError(f"shapes {dimensions(left)} and {dimensions(right)} do not fit")
    columns = list(zip(*right, strict=True))
    product = []
    for row in left:
        env.clock.check()
        product.append([reduce(add, map(mul, row, column)) for column in columns])
    return product


def scaled(factor: Number, table: Table) -> Table:
    return [[factor * x for x in row] for row in table]


@evaluates(Transpose)
def transpose(node: Transpose, build: Compiler) -> Run:
    matrix = build(node.arg)
    return lambda env: [list(column) for column in zip(*matrix(env), strict=True)]


@evaluates(Trace)
def trace(node: Trace, build: Compiler) -> Run:
    matrix = build(node.arg)
    return lambda env: reduce(add, (row[place] for place, row in enumerate(matrix(env))))


@evaluates(HadamardPower)
def power(node: HadamardPower, build: Compiler) -> Run:
    if not isinstance(node.exp, Rational):
        raise UnsupportedError("an element-wise power with a variable exponent")
    base, exponent = build(node.base), exponent_of(node.exp)

    def run(env: Environment) -> Table:
        table = base(env)
        return [[env.numbers.power(x, exponent) for x in table[row]] for row in in_time(env, len(table))]

    return run


@evaluates(Elementwise)
def elementwise(node: Elementwise, build: Compiler) -> Run:
    if node.order > 1:
        raise UnsupportedError("a second derivative of an activation")
    matrix, apply = build(node.arg), scalar_function(node.function, build)

    def slope(env: Environment, x: Number) -> Number:
        return env.numbers.slope(apply(env, env.numbers.seed(x)))

    each = slope if node.order else apply

    def run(env: Environment) -> Table:
        table = matrix(env)
        return [[each(env, x) for x in table[row]] for row in in_time(env, len(table))]

    return run


def scalar_function(node: ScalarFunction, build: Compiler) -> Callable[[Environment, Number], Number]:
    """A named function, or the `Lambda` of a custom one, of a number."""
    if node.name == "identity":
        return lambda env, x: x
    if node.name != "custom":
        name, parameters = node.name, [build(p) for p in node.parameters]
        return lambda env, x: env.numbers.call(name, x, *(p(env) for p in parameters))
    (variable,), body = node.parameters[0].variables, build(node.parameters[0].expr)

    def apply(env: Environment, x: Number) -> Number:
        with env.binding(variable, x):
            return body(env)

    return apply


@evaluates(Softmax)
def softmax(node: Softmax, build: Compiler) -> Run:
    return along(node.axis, build(node.arg), lambda env, row: env.numbers.softmax(row))


def along(axis: int, matrix: Run, of_row: Callable[[Environment, list[Number]], list[Number]]) -> Run:
    """A function of each row (axis 1) or each column (axis 0)."""
    if axis == 1:
        return lambda env: [of_row(env, row) for row in matrix(env)]
    return lambda env: turned([of_row(env, list(column)) for column in zip(*matrix(env), strict=True)])


@evaluates(OneHot)
def one_hot(node: OneHot, build: Compiler) -> Run:
    def of_row(env: Environment, row: list[Number]) -> list[Number]:
        (label,) = row
        classes = range(node.first, node.first + whole(node.classes, env))
        if label not in classes:
            raise UndefinedError(f"a label {label} outside {classes.start} … {classes.stop - 1}")
        return [env.numbers.number(int(label == c)) for c in classes]

    def run(env: Environment) -> Table:
        """Labels are numbers; where numbers are indeterminates, so are the targets they stand for."""
        if env.numbers.symbolic:
            return cast(Table, env.value("T"))
        return cast(Table, along(node.axis, lambda env: env.point.leaf(node.labels.name), of_row)(env))

    return run


@evaluates(AddOnes)
def add_ones(node: AddOnes, build: Compiler) -> Run:
    return along(node.axis, build(node.arg), lambda env, row: [env.numbers.number(1), *row])


@evaluates(DropOnes)
def drop_ones(node: DropOnes, build: Compiler) -> Run:
    return along(node.axis, build(node.arg), lambda env, row: row[1:])


@evaluates(MaskBias)
def mask_bias(node: MaskBias, build: Compiler) -> Run:
    return along(node.axis, build(node.arg), lambda env, row: [env.numbers.number(0), *row[1:]])

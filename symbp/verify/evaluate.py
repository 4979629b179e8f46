"""One evaluator of SymPy objects over any kind of number.

An expression is compiled once, node by node through the table `NODES`, to a function of an
`Environment`; matrices are lists of rows.  What mentions no index is computed once per
environment.  SymPy itself does no arithmetic here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from itertools import count
from operator import add, mul
from typing import TYPE_CHECKING, Any

from flint import fmpq
from sympy import (
    Add,
    Basic,
    Derivative,
    Eq,
    Float,
    Function,
    Gt,
    Integer,
    KroneckerDelta,
    Lambda,
    Lt,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    true,
)
from sympy.core.numbers import Exp1, Pi
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
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import FUNCTIONS
from symbp.network import Network
from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    Entry,
    EntrySum,
    Gradient,
    MaskBias,
    OneHot,
    Rate,
    SampleLoss,
    ScalarFunction,
    Softmax,
)
from symbp.verify.numbers import Clock, Number, TooLarge, Undefined, Unsupported
from symbp.verify.points import LARGEST_TABLE, size_of

if TYPE_CHECKING:
    from symbp.verify.environment import Environment

Table = list[list[Number]]
Run = Callable[["Environment"], Any]

LARGEST_SCALE = 10_000
"""The largest binary exponent of a decimal number that is read."""

FUNCTION_NAMES = {cls: name for name, cls in FUNCTIONS.items()}


class Compiler:
    """Compiles nodes, each once, in the names of one network."""

    def __init__(self, net: Network, sample_loss: Lambda, clock: Clock) -> None:
        self.names, self.sample_loss, self.clock = net.names, sample_loss, clock
        self.known = {"N", *(symbol.name for symbol in net.names.dims), *net.names.table}
        self.done: dict[Basic, Run] = {}
        self.free: dict[Basic, frozenset[Symbol]] = {}
        self.named: dict[Basic, frozenset[str]] = {}
        self.keys = count()

    def __call__(self, node: Basic) -> Run:
        if node not in self.done:
            self.clock.check()
            self.done[node] = self.remembered(node, handler(node)(node, self))
        return self.done[node]

    def remembered(self, node: Basic, run: Run) -> Run:
        """The same function, computed once per environment where no index or variable matters."""
        if self.free_of(node):
            return run
        key, names = next(self.keys), self.names_of(node)

        def again(env: Environment) -> Any:
            env = env.owner(names)
            memo = env.memo
            if key not in memo:
                env.clock.check()
                memo[key] = run(env)
            return memo[key]

        return again

    def free_of(self, node: Basic) -> frozenset[Symbol]:
        """The indices and variables of a node that stand for different values in turn."""
        if node not in self.free:
            self.free[node] = self.find_free(node)
        return self.free[node]

    def find_free(self, node: Basic) -> frozenset[Symbol]:
        if isinstance(node, Symbol):
            return frozenset() if node.name in self.known else frozenset((node,))
        if isinstance(node, MatrixSymbol):
            return frozenset()
        inside = frozenset[Symbol]().union(*map(self.free_of, node.args))
        if isinstance(node, Lambda):
            return inside - set(node.variables)
        return inside - set(node.bound_symbols) if isinstance(node, Sum) else inside

    def names_of(self, node: Basic) -> frozenset[str]:
        """The named quantities that a node depends on."""
        if node not in self.named:
            self.named[node] = self.find_names(node)
        return self.named[node]

    def find_names(self, node: Basic) -> frozenset[str]:
        if isinstance(node, MatrixSymbol | Symbol):
            return frozenset((node.name,))
        inside = frozenset[str]().union(*map(self.names_of, node.args))
        return inside | self.names_of(self.sample_loss) if isinstance(node, SampleLoss) else inside


Handler = Callable[[Any, Compiler], Run]
NODES: dict[type[Basic], Handler] = {}


def handler(node: Basic) -> Handler:
    """The entry of the table for a node's type or the nearest of its bases."""
    for kind in type(node).__mro__:
        if kind in NODES:
            return NODES[kind]
    raise Unsupported(f"no evaluation of {type(node).__name__}")


def evaluates(*kinds: type[Basic]) -> Callable[[Handler], Handler]:
    """Enter a function in the table."""

    def enter(function: Handler) -> Handler:
        NODES.update(dict.fromkeys(kinds, function))
        return function

    return enter


# Numbers and scalars ---------------------------------------------------------------------


def rational(node: Rational | Float) -> fmpq:
    """A literal as an exact number; a float is the decimal number as which it is written."""
    if isinstance(node, Float) and abs(node._mpf_[2]) > LARGEST_SCALE:
        raise TooLarge("a number with a very large or small exponent")
    exact = Rational(str(node)) if isinstance(node, Float) else node
    return fmpq(int(exact.p), int(exact.q))


@evaluates(Rational, Float)
def literal(node: Any, build: Compiler) -> Run:
    value = rational(node)
    return lambda env: env.numbers.number(value)


@evaluates(Pi, Exp1)
def constant(node: Any, build: Compiler) -> Run:
    name = "pi" if isinstance(node, Pi) else "e"
    return lambda env: env.numbers.constant(name)


@evaluates(Symbol)
def symbol(node: Symbol, build: Compiler) -> Run:
    if node.name in build.known:
        return lambda env: env.scalar(node.name)
    return lambda env: env.variable(node)


@evaluates(Add)
def scalar_sum(node: Add, build: Compiler) -> Run:
    terms = [build(arg) for arg in node.args]
    return lambda env: reduce(add, (term(env) for term in terms))


@evaluates(Mul)
def scalar_product(node: Mul, build: Compiler) -> Run:
    factors = [build(arg) for arg in node.args]
    return lambda env: reduce(mul, (factor(env) for factor in factors))


@evaluates(Pow)
def scalar_power(node: Pow, build: Compiler) -> Run:
    base = build(node.base)
    if isinstance(node.exp, Rational):
        exponent = exponent_of(node.exp)
        return lambda env: env.numbers.power(base(env), exponent)
    if isinstance(node.base, Exp1):
        power = build(node.exp)
        return lambda env: env.numbers.call("exp", power(env))
    power = build(node.exp)
    return lambda env: env.numbers.general_power(base(env), power(env))


def exponent_of(node: Rational) -> int | fmpq:
    return int(node) if isinstance(node, Integer) else rational(node)


@evaluates(Function)
def function(node: Function, build: Compiler) -> Run:
    if type(node) not in FUNCTION_NAMES:
        raise Unsupported(f"no evaluation of the function {type(node).__name__}")
    name, (argument, *parameters) = FUNCTION_NAMES[type(node)], map(build, node.args)
    return lambda env: env.numbers.call(name, argument(env), *(p(env) for p in parameters))


@evaluates(Sum)
def indexed_sum(node: Sum, build: Compiler) -> Run:
    body = build(node.function)

    def over(limits: tuple[Any, ...], env: Environment) -> Iterator[Number]:
        if not limits:
            env.clock.check()
            yield body(env)
            return
        index, first, last = limits[-1]
        for value in range(whole(first, env), whole(last, env) + 1):
            with env.binding(index, value):
                yield from over(limits[:-1], env)

    if any(len(limit) != 3 for limit in node.limits):
        raise Unsupported("a sum without limits")
    return lambda env: reduce(add, over(node.limits, env), env.numbers.number(0))


@evaluates(KroneckerDelta)
def kronecker(node: KroneckerDelta, build: Compiler) -> Run:
    left, right = node.args[:2]
    return lambda env: env.numbers.number(int(whole(left, env) == whole(right, env)))


@evaluates(Derivative)
def derivative(node: Derivative, build: Compiler) -> Run:
    if len(node.variables) != 1 or not isinstance(node.variables[0], Symbol):
        raise Unsupported("only a first derivative by one variable is evaluated")
    body, (variable,) = build(node.expr), node.variables

    def run(env: Environment) -> Number:
        with env.binding(variable, env.numbers.seed(env.variable(variable))):
            return env.numbers.slope(body(env))

    return run


@evaluates(Max, Min)
def extreme(node: Any, build: Compiler) -> Run:
    """The largest or smallest, by comparing two at a time."""
    parts, relation = [build(arg) for arg in node.args], ">" if isinstance(node, Max) else "<"

    def better(env: Environment, x: Number, y: Number) -> Number:
        return x if env.numbers.holds(relation, x, y) == 1 else y

    return lambda env: reduce(lambda x, y: better(env, x, y), (part(env) for part in parts))


@evaluates(Piecewise)
def piecewise(node: Piecewise, build: Compiler) -> Run:
    """Σ of value · (1 where its condition is the first that holds, else 0)."""
    pairs = [(build(value), condition(test, build)) for value, test in node.args]

    def run(env: Environment) -> Number:
        result, rest = env.numbers.number(0), env.numbers.number(1)
        for value, test in pairs:
            weight = test(env)
            if weight is not False:
                result, rest = result + rest * weight * value(env), rest * (1 - weight)
            if weight is True:
                return result
        if env.numbers.symbolic and env.numbers.is_zero(rest):
            return result
        raise Undefined("none of the conditions holds")

    return run


def condition(node: Basic, build: Compiler) -> Run:
    """Whether a condition holds: True, False, or a number that is 1 or 0."""
    if node is true:
        return lambda env: True
    if not isinstance(node, Eq | Gt | Lt):
        raise Unsupported(f"no evaluation of a condition with {type(node).__name__}")
    left, right = build(node.lhs), build(node.rhs)
    return lambda env: env.numbers.holds(node.rel_op, left(env), right(env))


def whole(node: Basic, env: Environment) -> int:
    """An index or a limit, such as j + 1 or N, as an integer."""
    return size_of(node, env.bound)


# Entries and what the network defines ------------------------------------------------------


@evaluates(Entry)
def entry(node: Entry, build: Compiler) -> Run:
    matrix = build(node.matrix)
    return lambda env: pick(matrix(env), whole(node.row, env), whole(node.column, env))


@evaluates(MatrixElement)
def element(node: MatrixElement, build: Compiler) -> Run:
    matrix = build(node.parent)
    return lambda env: pick(matrix(env), whole(node.i, env) + 1, whole(node.j, env) + 1)


def pick(table: Table, row: int, column: int) -> Number:
    if not (1 <= row <= len(table) and 1 <= column <= len(table[0])):
        raise Unsupported(f"entry ({row}, {column}) is outside a matrix of {dimensions(table)}")
    return table[row - 1][column - 1]


@evaluates(EntrySum)
def entry_sum(node: EntrySum, build: Compiler) -> Run:
    matrix = build(node.matrix)
    return lambda env: reduce(add, (x for row in matrix(env) for x in row))


@evaluates(SampleLoss)
def sample_loss(node: SampleLoss, build: Compiler) -> Run:
    (index,), body = build.sample_loss.variables, build(build.sample_loss.expr)

    def run(env: Environment) -> Number:
        with env.binding(index, whole(node.sample, env)):
            return body(env)

    return run


@evaluates(Rate)
def rate(node: Rate, build: Compiler) -> Run:
    below, top = node.denominator, build(node.numerator)
    if not isinstance(below.matrix, MatrixSymbol):
        raise Unsupported("a derivative by an entry of an expression without a name")

    def run(env: Environment) -> Number:
        place = (whole(below.row, env) - 1, whole(below.column, env) - 1)
        return env.numbers.slope(top(env.perturbed(below.matrix.name, *place)))

    return run


@evaluates(Gradient)
def gradient(node: Gradient, build: Compiler) -> Run:
    return lambda env: env.gradient(node.scalar.name, node.wrt.name)


# Matrices ---------------------------------------------------------------------------------


@evaluates(MatrixSymbol)
def named(node: MatrixSymbol, build: Compiler) -> Run:
    name = build.names.canonical(node.name)
    return lambda env: env.value(name)


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
                raise TooLarge(f"a matrix of {rows}×{columns} entries")
            return [[env.numbers.number(value(i, j)) for j in range(columns)] for i in range(rows)]

        return run

    return compile


NODES[OneMatrix] = filled(lambda i, j: 1)
NODES[ZeroMatrix] = filled(lambda i, j: 0)
NODES[Identity] = filled(lambda i, j: int(i == j))


def dimensions(table: Table) -> str:
    return f"{len(table)}×{len(table[0])}"


def entry_by_entry(operation: Callable[[Number, Number], Number]) -> Handler:
    """An operation of matrices of one shape."""

    def combine(left: Table, right: Table) -> Table:
        if (len(left), len(left[0])) != (len(right), len(right[0])):
            raise Unsupported(f"shapes {dimensions(left)} and {dimensions(right)} do not fit")
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
        raise Unsupported(f"shapes {dimensions(left)} and {dimensions(right)} do not fit")
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
        raise Unsupported("an element-wise power with a variable exponent")
    base, exponent = build(node.base), exponent_of(node.exp)
    return lambda env: [[env.numbers.power(x, exponent) for x in row] for row in base(env)]


@evaluates(Elementwise)
def elementwise(node: Elementwise, build: Compiler) -> Run:
    if node.order > 1:
        raise Unsupported("a second derivative of an activation")
    matrix, apply = build(node.arg), scalar_function(node.function, build)

    def slope(env: Environment, x: Number) -> Number:
        return env.numbers.slope(apply(env, env.numbers.seed(x)))

    each = slope if node.order else apply
    return lambda env: [[each(env, x) for x in row] for row in matrix(env)]


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


def turned(table: Table) -> Table:
    return [list(column) for column in zip(*table, strict=True)]


@evaluates(OneHot)
def one_hot(node: OneHot, build: Compiler) -> Run:
    def of_row(env: Environment, row: list[Number]) -> list[Number]:
        (label,) = row
        classes = range(node.first, node.first + whole(node.classes, env))
        if label not in classes:
            raise Undefined(f"a label {label} outside {classes.start} … {classes.stop - 1}")
        return [env.numbers.number(int(label == c)) for c in classes]

    return along(node.axis, lambda env: env.point.leaf(node.labels.name), of_row)


@evaluates(AddOnes)
def add_ones(node: AddOnes, build: Compiler) -> Run:
    return along(node.axis, build(node.arg), lambda env, row: [env.numbers.number(1), *row])


@evaluates(DropOnes)
def drop_ones(node: DropOnes, build: Compiler) -> Run:
    return along(node.axis, build(node.arg), lambda env, row: row[1:])


@evaluates(MaskBias)
def mask_bias(node: MaskBias, build: Compiler) -> Run:
    return along(node.axis, build(node.arg), lambda env, row: [env.numbers.number(0), *row[1:]])

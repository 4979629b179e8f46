"""How scalars are evaluated: arithmetic, functions, sums, cases, derivatives, entries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import add, mul
from typing import TYPE_CHECKING, Any

from flint import fmpq
from sympy import (
    Add,
    Basic,
    Derivative,
    Float,
    Function,
    Integer,
    KroneckerDelta,
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
from sympy.core.relational import Relational
from sympy.matrices.expressions import MatrixSymbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symbp.activations import FUNCTIONS
from symbp.nodes import Entry, EntrySum, Rate, SampleLoss
from symbp.verify.evaluate import Compiler, Run, Table, dimensions, evaluates, whole
from symbp.verify.numbers import Number, TooLargeError, UndefinedError, UnsupportedError

if TYPE_CHECKING:
    from symbp.verify.environment import Environment

FUNCTION_NAMES = {cls: name for name, cls in FUNCTIONS.items()}

LARGEST_SCALE = 10_000
"""The largest binary exponent of a decimal number that is read."""


def rational(node: Rational | Float) -> fmpq:
    """A literal as an exact number; a float is the decimal number as which it is written."""
    if isinstance(node, Float) and abs(node._mpf_[2]) > LARGEST_SCALE:
        raise TooLargeError("a number with a very large or small exponent")
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
    """A literal exponent."""
    return int(node) if isinstance(node, Integer) else rational(node)


@evaluates(Function)
def function(node: Function, build: Compiler) -> Run:
    if type(node) not in FUNCTION_NAMES:
        raise UnsupportedError(f"no evaluation of the function {type(node).__name__}")
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
        raise UnsupportedError("a sum without limits")
    for index, _, _ in node.limits:
        free_name(index, build)
    return lambda env: reduce(add, over(node.limits, env), env.numbers.number(0))


def free_name(variable: Symbol, build: Compiler) -> None:
    """A variable that takes values of its own cannot have the name of a quantity, which keeps its value."""
    if variable.name in build.known:
        raise UnsupportedError(f"{variable.name} is a quantity of the network and no free variable")


@evaluates(KroneckerDelta)
def kronecker(node: KroneckerDelta, build: Compiler) -> Run:
    left, right = node.args[:2]
    return lambda env: env.numbers.number(int(whole(left, env) == whole(right, env)))


@evaluates(Derivative)
def derivative(node: Derivative, build: Compiler) -> Run:
    if len(node.variables) != 1 or not isinstance(node.variables[0], Symbol):
        raise UnsupportedError("only a first derivative by one variable is evaluated")
    free_name(node.variables[0], build)
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
        return y + env.numbers.holds(relation, x, y) * (x - y)

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
            if weight is True or env.numbers.is_zero(rest):
                return result
        raise UndefinedError("none of the conditions holds")

    return run


def condition(node: Basic, build: Compiler) -> Run:
    """Whether a condition holds, as `Numbers.holds` says it."""
    if node is true:
        return lambda env: True
    if not isinstance(node, Relational):
        raise UnsupportedError(f"no evaluation of a condition with {type(node).__name__}")
    left, right = build(node.lhs), build(node.rhs)
    return lambda env: env.numbers.holds(node.rel_op, left(env), right(env))


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
    """An entry, counted from 1."""
    if not (1 <= row <= len(table) and 1 <= column <= len(table[0])):
        raise UnsupportedError(f"entry ({row}, {column}) is outside a matrix of {dimensions(table)}")
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
        raise UnsupportedError("a derivative by an entry of an expression without a name")
    name = build.names.canonical(below.matrix.name)

    def run(env: Environment) -> Number:
        place = (whole(below.row, env) - 1, whole(below.column, env) - 1)
        return env.numbers.slope(top(env.perturbed(name, *place)))

    return run

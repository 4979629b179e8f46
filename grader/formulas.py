"""Formulas compiled for NumPy: a SymPy expression as a function of the values that it mentions.

Each is compiled once, node by node through the table `NODES`; SymPy itself does no arithmetic here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add, matmul, mul
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Add, Basic, DiracDelta, Expr, Function, Integer, Mul, NumberSymbol, Pow, Rational, Symbol
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixSymbol, Transpose, ZeroMatrix
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import ACTIVATIONS, FUNCTIONS, derivative_of, value_of, z
from symbp.misconceptions.nodes import DropLast, LooseOneHot, OneSample, Unchecked
from symbp.nodes import AddOnes, DropOnes, Elementwise, EntrySum, MaskBias, OneHot, ScalarFunction, Softmax
from symbp.numeric.steady import either, steady, steady_slope

Array = NDArray[Any]
Run = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, eq=False, slots=True)
class Form:
    """A compiled right side, and the names whose values it needs."""

    run: Run
    names: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def compiled(right: Basic) -> Form:
    """A right side as a function of what it mentions; sizes are always there."""
    return Form(build(right), tuple(sorted(needed(right))))


def needed(node: Basic) -> set[str]:
    """The names of the values that an expression needs; sizes are always there."""
    if isinstance(node, MatrixSymbol | Symbol):
        return set() if node.is_integer else {str(node.name)}
    parts = () if isinstance(node, OneMatrix | ZeroMatrix | ScalarFunction) else node.args
    return set().union(*map(needed, parts))


@lru_cache(maxsize=1 << 15)
def build(node: Basic) -> Run:
    """The function of the first entry in the table that fits the node's type or one of its bases."""
    for kind in type(node).__mro__:
        if kind in NODES:
            return NODES[kind](node)
    raise TypeError(f"no evaluation of {type(node).__name__}")


Handler = Callable[[Any], Run]
NODES: dict[type[Basic], Handler] = {}


def evaluates(*kinds: type[Basic]) -> Callable[[Handler], Handler]:
    """Enter a function in the table."""

    def enter(function: Handler) -> Handler:
        NODES.update(dict.fromkeys(kinds, function))
        return function

    return enter


@evaluates(Symbol, MatrixSymbol)
def named(node: Any) -> Run:
    name = str(node.name)
    return lambda values: values[name]


@evaluates(Rational, NumberSymbol)
def literal(node: Any) -> Run:
    number = int(node) if isinstance(node, Integer) else float(node)
    return lambda values: number


def folded(operation: Callable[[Any, Any], Any]) -> Handler:
    """An operation on two, for any number of arguments."""

    def compile(node: Basic) -> Run:
        first, *others = map(build, node.args)
        if len(others) == 1:
            (second,) = others
            return lambda values: operation(first(values), second(values))
        return lambda values: reduce(operation, (part(values) for part in others), first(values))

    return compile


NODES.update(dict.fromkeys((Add, MatAdd), folded(add)))
NODES.update(dict.fromkeys((Mul, HadamardProduct), folded(mul)))


@evaluates(MatMul)
def matrix_product(node: MatMul) -> Run:
    scalars = [arg for arg in node.args if not arg.is_Matrix]
    matrices = [build(arg) for arg in node.args if arg.is_Matrix]

    def product(values: Mapping[str, Any]) -> Any:
        return reduce(matmul, (matrix(values) for matrix in matrices))

    if not scalars:
        return product
    factor = build(Mul(*scalars))
    return lambda values: factor(values) * product(values)


@evaluates(Pow, HadamardPower)
def power(node: Any) -> Run:
    base, exponent = map(build, node.args)
    return lambda values: np.power(np.asarray(base(values), float), exponent(values))


@evaluates(Transpose)
def transpose(node: Transpose) -> Run:
    matrix = build(node.arg)
    return lambda values: matrix(values).T


@evaluates(EntrySum)
def entry_sum(node: EntrySum) -> Run:
    matrix = build(node.matrix)
    return lambda values: float(matrix(values).sum())


@evaluates(OneMatrix, ZeroMatrix)
def filled(node: Any) -> Run:
    rows, columns = map(build, node.shape)
    make = np.ones if isinstance(node, OneMatrix) else np.zeros
    return lambda values: make((rows(values), columns(values)))


# Functions of every entry ----------------------------------------------------------------


def sigmoid(x: Any) -> Any:
    """1 / (1 + e^−x) with the exponential of what is not positive, which cannot overflow."""
    small = np.exp(-np.abs(x))
    return np.where(np.asarray(x) > 0, 1, small) / (1 + small)


CALLS: dict[str, Callable[..., Any]] = {
    "sigmoid": sigmoid,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x, slope: np.where(x > 0, x, slope * x),
    "softplus": lambda x: np.logaddexp(0, x),
    "step": lambda x: (np.asarray(x) > 0) * 1.0,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "erf": np.vectorize(math.erf, otypes=[float]),
}
"""Functions that NumPy lacks, or has under another name."""

FUNCTION_NAMES = {kind: name for name, kind in FUNCTIONS.items()}


@evaluates(Function)
def scalar_function(node: Function) -> Run:
    name, parts = FUNCTION_NAMES[type(node)], [build(arg) for arg in node.args]
    call = CALLS[name] if name in CALLS else getattr(np, name)
    return lambda values: call(*(part(values) for part in parts))


@evaluates(either)
def by_sign(node: Any) -> Run:
    x, positive, negative = map(build, node.args)
    return lambda values: np.where(x(values) > 0, positive(values), negative(values))


@evaluates(DiracDelta)
def impulse(node: DiracDelta) -> Run:
    """Left and right of a jump the slope of sign is 0; what is between them is no number."""
    return lambda values: 0


@evaluates(Elementwise)
def elementwise(node: Elementwise) -> Run:
    if node.function.name == "log" and isinstance(node.arg, Softmax):
        return log_softmax(node.arg)
    matrix, each = build(node.arg), build(scalar_form(node.function, node.order))

    def run(values: Mapping[str, Any]) -> Any:
        x = matrix(values)
        return each({z.name: x}) + np.zeros_like(x, float)

    return run


def scalar_form(function: ScalarFunction, order: int) -> Expr:
    """σ(z) or σ'(z), written so that it does not overflow."""
    if function.name == "sigmoid" and order:
        return value_of(function, z) * value_of(function, -z)
    if function.name in ACTIVATIONS:
        return (derivative_of if order else value_of)(function, z)
    return (steady_slope if order else steady)(value_of(function, z))


@evaluates(Softmax)
def softmax(node: Softmax) -> Run:
    logarithm = log_softmax(node)
    return lambda values: np.exp(logarithm(values))


def log_softmax(node: Softmax) -> Run:
    matrix, axis = build(node.arg), node.axis

    def run(values: Mapping[str, Any]) -> Any:
        x = matrix(values)
        x = x - x.max(axis, keepdims=True)
        return x - np.log(np.exp(x).sum(axis, keepdims=True))

    return run


# Classes, biases, samples ------------------------------------------------------------------


def along(numbers: Array, axis: int) -> Array:
    """Numbers in a row (axis 1) or in a column (axis 0)."""
    return numbers[None, :] if axis == 1 else numbers[:, None]


@evaluates(OneHot, LooseOneHot)
def one_hot(node: Any) -> Run:
    labels, classes, first, axis = build(node.labels), build(node.classes), node.first, node.axis
    wrap = isinstance(node, LooseOneHot) and node.wrap

    def run(values: Mapping[str, Any]) -> Any:
        K, place = classes(values), labels(values) - first
        return ((place % K if wrap else place) == along(np.arange(K), axis)) * 1.0

    return run


@evaluates(AddOnes)
def add_ones(node: AddOnes) -> Run:
    matrix, axis = build(node.arg), node.axis

    def run(values: Mapping[str, Any]) -> Any:
        x = matrix(values)
        return np.concatenate((np.ones_like(part(x, axis, slice(1)), float), x), axis)

    return run


def part(x: Array, axis: int, which: slice) -> Array:
    """Some columns (axis 1) or some rows (axis 0)."""
    return x[:, which] if axis == 1 else x[which]


def cut(which: slice) -> Handler:
    """A matrix without some of its columns or rows."""

    def compile(node: Any) -> Run:
        matrix, axis = build(node.arg), node.axis
        return lambda values: part(matrix(values), axis, which)

    return compile


NODES[DropOnes] = cut(slice(1, None))
NODES[DropLast] = cut(slice(None, -1))


@evaluates(MaskBias)
def mask_bias(node: MaskBias) -> Run:
    matrix, axis = build(node.arg), node.axis

    def run(values: Mapping[str, Any]) -> Any:
        x = matrix(values).copy()
        part(x, axis, slice(1))[...] = 0
        return x

    return run


@evaluates(OneSample)
def one_sample(node: OneSample) -> Run:
    matrix, axis = build(node.arg), node.axis
    which = slice(1) if node.which == 0 else slice(-1, None)
    return lambda values: part(matrix(values), axis, which)


@evaluates(Unchecked)
def unchecked(node: Unchecked) -> Run:
    return build(node.arg)

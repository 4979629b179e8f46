"""The derivation's equations in the form that is computed: the same values, safe in floating point.

Nothing is derived here.  σ'(Z) reuses the activation where it has such a form, and the
logarithm of a sigmoid or softmax is written with its argument, since log(1 − f) of a rounded
f = 1 is infinite where the loss is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sympy import Add, Basic, Expr, Integer, Mul, Symbol
from sympy.matrices.expressions import MatAdd, MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import a as value
from symbp.activations import derivative_from_value
from symbp.derivation import Derivation, Equation
from symbp.elementwise import to_matrix
from symbp.forward import scaled
from symbp.nodes import (
    AddOnes,
    Elementwise,
    EntrySum,
    ScalarFunction,
    Softmax,
    product,
    rebuild,
    split_factor,
    total,
    walk,
)

MINUS = Integer(-1)
SIGMOID, SOFTPLUS, LOG = (ScalarFunction(name) for name in ("sigmoid", "softplus", "log"))


def computed(derivation: Derivation, outputs: Iterable[str]) -> tuple[Equation, ...]:
    """The equations that `outputs` need and no others, in computable form and order."""
    forms = list(name_bias_units(computable(e, derivation) for e in derivation.equations.values()))
    wanted, kept = set(outputs), []
    for equation in reversed(forms):
        if equation.name in wanted:
            kept.append(equation)
            wanted |= mentioned(equation.rhs)
    return tuple(reversed(kept))


def mentioned(expression: Basic) -> set[str]:
    """The names that stand in an expression; those in the shapes of its matrices do not count."""
    if isinstance(expression, MatrixSymbol | Symbol):
        return {expression.name}
    parts = () if isinstance(expression, OneMatrix) else expression.args
    return set().union(*map(mentioned, parts))


def computable(equation: Equation, derivation: Derivation) -> Equation:
    """One equation rewritten for floating point."""
    defined = {e.lhs: e.rhs for e in derivation.forward}

    def change(node: Basic) -> Basic | None:
        if isinstance(node, Elementwise) and node.order == 1:
            return from_activation(node, defined)
        if isinstance(node, Elementwise) and node.function == LOG:
            return log_of(node.arg, defined)
        return None

    if isinstance(equation.lhs, MatrixSymbol):
        return Equation(equation.lhs, rebuild(equation.rhs, change))
    terms = [sum_of_entries(term, change) for term in Add.make_args(equation.rhs)]
    return Equation(equation.lhs, terms[0] if len(terms) == 1 else Add(*terms, evaluate=False))


def sum_of_entries(term: Expr, change: Callable[[Basic], Basic | None]) -> Expr:
    """c Σ m rewritten, with −Σ(−p − q) as Σ(p + q)."""
    sums = [factor for factor in Mul.make_args(term) if isinstance(factor, EntrySum)]
    if not sums:
        return term
    factor = Mul(*(other for other in Mul.make_args(term) if other is not sums[0]))
    matrix = rebuild(sums[0].matrix, change)
    parts = matrix.args if isinstance(matrix, MatAdd) else (matrix,)
    if all(c.could_extract_minus_sign() for c in (factor, *(split_factor(part)[0] for part in parts))):
        factor, matrix = -factor, total(*(product(MINUS, part) for part in parts))
    return scaled(factor, EntrySum(matrix))


def from_activation(node: Elementwise, defined: Mapping[Basic, Basic]) -> MatrixExpr | None:
    """σ'(Z) as a(1 − a) where the equations compute a = σ(Z)."""
    named = [lhs for lhs, rhs in defined.items() if rhs == Elementwise(node.function, node.arg)]
    form = derivative_from_value(node.function, value)
    return to_matrix(form, {value: named[0]}, node.shape) if named and form is not None else None


def log_of(matrix: MatrixExpr, defined: Mapping[Basic, Basic]) -> MatrixExpr | None:
    """log P and log(1 − P) without forming P: log softmax(f), −softplus(−Z) and −softplus(Z)."""
    one_minus = isinstance(matrix, MatAdd) and isinstance(matrix.args[0], OneMatrix)
    inner = defined.get(split_factor(matrix.args[-1])[1][0] if one_minus else matrix)
    if isinstance(inner, Softmax):
        return Elementwise(LOG, inner)
    if isinstance(inner, Elementwise) and inner.function == SIGMOID:
        return product(MINUS, Elementwise(SOFTPLUS, inner.arg if one_minus else product(MINUS, inner.arg)))
    return None


def name_bias_units(equations: Iterable[Equation]) -> Iterator[Equation]:
    """Give activations with their bias unit a name, so that each is put together once."""
    named: dict[Basic, MatrixSymbol] = {}
    for equation in equations:
        for node in walk(equation.rhs):
            if isinstance(node, AddOnes) and node not in named:
                named[node] = MatrixSymbol(f"{node.arg.name}_with_ones", *node.shape)
                yield Equation(named[node], node)
        yield Equation(equation.lhs, rebuild(equation.rhs, named.get))

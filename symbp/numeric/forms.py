"""The derivation's equations in the form that is computed: the same values, safe in floating point.

Nothing is derived here.  σ'(Z) reuses the activation where it has such a form, and the
logarithm of a sigmoid or softmax is written with its argument, since log(1 − f) of a rounded
f = 1 is infinite where the loss is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sympy import Add, Basic, Expr, Integer, Mul, Symbol, preorder_traversal
from sympy.matrices.expressions import MatAdd, MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import a as value
from symbp.activations import derivative_from_value
from symbp.derivation import Derivation, Equation
from symbp.elementwise import to_matrix
from symbp.forward import scaled
from symbp.losses import log
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
)

if TYPE_CHECKING:
    from symbp.network import Network

MINUS = Integer(-1)
SIGMOID = ScalarFunction("sigmoid")


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
        slope = isinstance(node, Elementwise) and node.order == 1
        return from_activation(node, defined) if slope else None

    if isinstance(equation.lhs, MatrixSymbol):
        return Equation(equation.lhs, rebuild(equation.rhs, change))
    data, *penalty = Add.make_args(equation.rhs) if equation.rhs.is_Add else (equation.rhs,)
    terms = [safe_loss(data, derivation.net, defined), *penalty]
    return Equation(equation.lhs, Add(*terms, evaluate=False) if penalty else terms[0])


def safe_loss(data: Expr, net: Network, defined: Mapping[Basic, Basic]) -> Expr:
    """c Σ m with m from the scores, and −Σ(−p − q) as Σ(p + q)."""
    (entries,) = (factor for factor in Mul.make_args(data) if isinstance(factor, EntrySum))
    factor = Mul(*(other for other in Mul.make_args(data) if other is not entries))
    matrix = from_scores(entries.matrix, net, defined)
    parts = matrix.args if isinstance(matrix, MatAdd) else (matrix,)
    if all(c.could_extract_minus_sign() for c in (factor, *(split_factor(part)[0] for part in parts))):
        factor, matrix = -factor, total(*(product(MINUS, part) for part in parts))
    return scaled(factor, EntrySum(matrix))


def from_scores(summand: MatrixExpr, net: Network, defined: Mapping[Basic, Basic]) -> MatrixExpr:
    """The loss's summand without a logarithm of a rounded number: from what the sigmoid or softmax is of."""
    output = net.names.P if net.link else net.names.f
    link, stable = defined[output], net.loss_entry.stable
    if stable and isinstance(link, Elementwise) and link.function == SIGMOID:
        return stable(link.arg, net.names.T)
    return rebuild(summand, {log(output): log(link)}.get) if isinstance(link, Softmax) else summand


def from_activation(node: Elementwise, defined: Mapping[Basic, Basic]) -> MatrixExpr | None:
    """σ'(Z) as a(1 − a) where the equations compute a = σ(Z)."""
    named = [lhs for lhs, rhs in defined.items() if rhs == Elementwise(node.function, node.arg)]
    form = derivative_from_value(node.function, value)
    return to_matrix(form, {value: named[0]}, node.shape) if named and form is not None else None


def name_bias_units(equations: Iterable[Equation]) -> Iterator[Equation]:
    """Give activations with their bias unit a name, so that each is put together once."""
    named: dict[Basic, MatrixSymbol] = {}
    for equation in equations:
        for node in preorder_traversal(equation.rhs):
            if isinstance(node, AddOnes) and node not in named:
                named[node] = MatrixSymbol(f"{node.arg.name}_with_ones", *node.shape)
                yield Equation(named[node], node)
        yield Equation(equation.lhs, rebuild(equation.rhs, named.get))

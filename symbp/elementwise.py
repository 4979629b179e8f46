"""Entry by entry: the bridge between matrix expressions without products and scalars.

`f - t`, `a ⊙ (1 - a)` and `t ⊘ f` say the same thing of every entry.  `to_scalar` writes
that thing as one scalar expression, where SymPy's own algebra is cheap and safe, and
`to_matrix` writes a scalar expression for whole matrices again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Add, Expr, Function, Mul, Pow, S, Symbol
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixExpr
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import FUNCTIONS, derivative_of, value_of
from symbp.errors import RuleError
from symbp.nodes import Elementwise, ScalarFunction, hadamard, power, product, split_factor, total

_NAMES = {cls: name for name, cls in FUNCTIONS.items()}


def to_scalar(matrix: MatrixExpr, entries: dict[MatrixExpr, Expr] | None = None) -> Expr:
    """One entry of an element-wise expression; `entries` gives (and collects) each matrix's symbol.

    A matrix product inside is an entry of its own: it is treated as one unknown.
    """
    entries = {} if entries is None else entries
    return _scalar(matrix, entries)


def _scalar(node: Any, entries: dict[MatrixExpr, Expr]) -> Expr:
    if node in entries:
        return entries[node]
    if isinstance(node, OneMatrix):
        return S.One
    if isinstance(node, MatAdd):
        return Add(*(_scalar(arg, entries) for arg in node.args))
    if isinstance(node, HadamardProduct):
        return Mul(*(_scalar(arg, entries) for arg in node.args))
    if isinstance(node, HadamardPower):
        return Pow(_scalar(node.base, entries), node.exp)
    if isinstance(node, Elementwise) and node.order <= 1:
        form = derivative_of if node.order else value_of
        return form(node.function, _scalar(node.arg, entries))
    if isinstance(node, MatMul):
        factor, parts = split_factor(node)
        if factor is not S.One or len(parts) == 1:
            return factor * _scalar(product(*parts), entries)
    # A plain symbol, not a Dummy: SymPy's own cache then knows the algebra of earlier networks.
    entries[node] = Symbol(getattr(node, "name", f"entry{len(entries)}"), real=True)
    return entries[node]


def to_matrix(expression: Expr, matrices: Mapping[Expr, MatrixExpr], shape: tuple[Expr, Expr]) -> MatrixExpr:
    """The matrix expression every entry of which is the given scalar expression.

    `matrices` says which matrix each symbol is an entry of; numbers become multiples of 𝟏.
    Raises `RuleError` for a function that has no element-wise form.
    """
    if expression in matrices:
        return matrices[expression]
    if not expression.free_symbols & set(matrices):
        return product(expression, OneMatrix(*shape))
    if isinstance(expression, Add):
        return total(*(to_matrix(arg, matrices, shape) for arg in _positive_first(expression)))
    if isinstance(expression, Mul):
        return hadamard(*(to_matrix(arg, matrices, shape) for arg in expression.args))
    if isinstance(expression, Pow):
        return power(to_matrix(expression.base, matrices, shape), expression.exp)
    if isinstance(expression, Function) and type(expression) in _NAMES:
        inner, *parameters = expression.args
        function = ScalarFunction(_NAMES[type(expression)], *parameters)
        return Elementwise(function, to_matrix(inner, matrices, shape))
    raise RuleError(f"no element-wise form of {expression.func.__name__}")


def _positive_first(expression: Add) -> list[Expr]:
    """The terms as people write them: `1 - a`, `f - t`."""
    return sorted(
        expression.as_ordered_terms(), key=lambda term: (term.could_extract_minus_sign(), not term.is_number)
    )

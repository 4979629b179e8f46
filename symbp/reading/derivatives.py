"""Derivatives as they are written: ∂L/∂W, dL/dW, ∇_W L, dW2, d/dz, and formal ∂Z/∂W."""

from __future__ import annotations

from typing import Any

from sympy import Derivative, Expr, Symbol
from sympy.matrices.expressions import MatrixSymbol, Transpose

from symbp.names import LOSS
from symbp.nodes import Entry, Gradient, Rate, product, split_factor, transpose
from symbp.reading import surface as s
from symbp.reading.context import Context, readings
from symbp.reading.problem import ReadingError
from symbp.reading.rows import batch_of, row_of, row_sample
from symbp.reading.scripted import applied
from symbp.reading.scripts import key, merged
from symbp.reading.values import Options, combined, is_matrix, times

OPERATORS = frozenset({"partial", "d"})


class FormalError(ReadingError):
    """A derivative of a matrix by a matrix: it has a meaning entry by entry only."""


def differential(node: s.Surface) -> tuple[str, s.Surface | None] | None:
    """∂ or d with what follows it: ∂L, dW, or ∂ alone."""
    if isinstance(node, s.Letter) and node.name in OPERATORS:
        return node.name, None
    if isinstance(node, s.Product) and len(node.items) >= 2:
        (_, first), *others = node.items
        if isinstance(first, s.Letter) and first.name in OPERATORS and all(not sign for sign, _ in others):
            rest = others[0][1] if len(others) == 1 else s.Product(tuple(others), at=others[0][1].at)
            return first.name, rest
    return None


def quotient_of(node: s.Surface) -> tuple[s.Surface | None, s.Surface] | None:
    """The two sides of ∂L/∂W; the upper is missing in d/dz."""
    if not isinstance(node, s.Fraction):
        return None
    over, under = differential(node.over), differential(node.under)
    if over is None or under is None or under[1] is None:
        return None
    return over[1], under[1]


def derivative(over: s.Surface, under: s.Surface, context: Context, at: int) -> Options:
    """∂(over)/∂(under)."""
    return combined([readings(over, context), readings(under, context)], lambda top, by: rate_of(top, by, at))


def rate_of(top: Any, by: Any, at: int) -> Any:
    """A derivative, by the kinds of its two sides."""
    if isinstance(by, Transpose) and top == LOSS:
        return transpose(rate_of(top, by.arg, at))
    if isinstance(by, MatrixSymbol) and top == LOSS:
        return Gradient(LOSS, by)
    if isinstance(by, Entry) and not is_matrix(top):
        return rate_by_entry(top, by, at)
    if is_matrix(by) or is_matrix(top):
        raise FormalError(
            "a derivative of one matrix by another", at + 1, "write it for one entry, with indices"
        )
    if isinstance(by, Symbol):
        return Derivative(top, by)
    raise ReadingError("a derivative by something that is no quantity", at + 1)


def rate_by_entry(top: Expr, by: Entry, at: int) -> Expr:
    if not isinstance(by.matrix, MatrixSymbol):
        raise ReadingError("a derivative by an entry of an expression without a name", at + 1)
    return Rate(top, by)


def gradient_of(node: s.Surface, context: Context) -> Options:
    """dW2, dZ3, da2: the gradient of the loss under its short name."""
    whole = merged(node)
    if whole is not None and (own := f"d {key(*whole)}") in context.defined:
        return applied(context.defined[own], whole[1].after, node, context)
    return combined([readings(node, context)], lambda value: short(value, context, node.at))


def short(value: Any, context: Context, at: int) -> Any:
    names = context.net.names
    if isinstance(value, Transpose):
        return transpose(short(value.arg, context, at))
    if isinstance(value, Entry):
        whole = short(value.matrix, context, at)
        factor, parts = split_factor(whole)
        return times(factor, Entry(product(*parts), value.row, value.column))
    if isinstance(value, MatrixSymbol) and row_sample(value) is not None:
        return row_of(short(batch_of(value, context), context, at), row_sample(value), at)
    if not isinstance(value, MatrixSymbol) or value.name in ("X", "t", "T"):
        raise ReadingError("d before something that has no gradient", at + 1)
    if value in names.parameters:
        maker = names.W if value.name[0] == "W" else names.b
        return maker(int(value.name[1:]), f"d{value.name[0]}")
    for layer in range(2, names.layers + 1):
        if value == names.Z(layer):
            return product(context.convention.delta_scale, names.delta(layer))
    return Gradient(LOSS, value)

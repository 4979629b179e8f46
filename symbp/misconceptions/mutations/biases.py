"""Mistakes with biases: how δ is added up for them, and where they stand in a folded matrix."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.special import ZeroMatrix

from symbp.forward import bias_axis
from symbp.misconceptions.nodes import DropLast
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each, instead
from symbp.nodes import DropOnes, MaskBias, drop_ones, ones, product, rebuild, split_factor, total
from symbp.penalties import N


def summed_wrongly(parts: Parts) -> Iterator[Change]:
    """M24: a mean where the loss sums and the reverse, no sum at all, the other axis."""
    sums = {
        "divided by N": {b: product(1 / N, parts.data(b)) for b in parts.biases},
        "not divided by N": {b: product(N, parts.data(b)) for b in parts.biases if mean(parts)},
        "not summed": {b: instead(delta_of(parts, b), b) for b in parts.biases},
        "summed over the units": {b: instead(over_units(parts, b), b) for b in several(parts)},
    }
    for form, found in sums.items():
        yield from in_gradients(parts, form, found)


def several(parts: Parts) -> list[MatrixSymbol]:
    """The biases of layers with more than one unit."""
    return [b for b in parts.biases if parts.net.units[int(b.name[1:])] > 1]


def mean(parts: Parts) -> bool:
    return parts.net.reduction == "mean"


def in_gradients(parts: Parts, form: str, found: dict[MatrixSymbol, MatrixExpr]) -> Iterator[Change]:
    """Other data terms in one gradient, and in all of them."""
    yield from everywhere_and_each(form, {f"d{p}": parts.with_data(p, x) for p, x in found.items()})


def delta_of(parts: Parts, b: MatrixSymbol) -> MatrixExpr:
    """The δ that a bias is the sum of, with the constant that stands before the sum."""
    return product(split_factor(parts.data(b))[0], parts.names.delta(int(b.name[1:]) + 1))


def over_units(parts: Parts, b: MatrixSymbol) -> MatrixExpr:
    delta = delta_of(parts, b)
    units = delta.shape[1] if parts.rows else delta.shape[0]
    return product(delta, ones(units, 1)) if parts.rows else product(ones(1, units), delta)


def over_everything(parts: Parts, b: MatrixSymbol) -> MatrixExpr:
    rows, columns = delta_of(parts, b).shape
    return product(ones(1, rows), delta_of(parts, b), ones(columns, 1))


def missing(parts: Parts) -> Iterator[Change]:
    """M37: zero, one number for all, or the wrong part of a folded matrix."""
    yield from everywhere_and_each("zero", {f"d{b}": ZeroMatrix(*b.shape) for b in parts.biases})
    scalars = {b: instead(over_everything(parts, b), b) for b in several(parts)}
    yield from in_gradients(parts, "summed over everything", scalars)
    if parts.net.bias == "folded":
        yield from wrong_part(parts)


def wrong_part(parts: Parts) -> Iterator[Change]:
    """The biases of a folded matrix: no gradient, cut off, or the wrong row dropped on the way back."""
    axis = bias_axis(parts.net)
    masked = {W: MaskBias(parts.data(W), axis) for W in parts.weights}
    yield from in_gradients(parts, "zero", masked)
    cut = {f"d{W}": instead(without_biases(parts, W), W) for W in parts.weights}
    yield from everywhere_and_each("biases cut off", cut)
    dropped = {f"delta{n}": last_dropped(parts.delta(n)) for n in parts.hidden}
    yield from everywhere_and_each("the last dropped for the first", dropped)


def without_biases(parts: Parts, W: MatrixSymbol) -> MatrixExpr:
    """The gradient of a folded matrix without its bias row or column."""
    axis, penalty = bias_axis(parts.net), parts.penalty(W)
    data = drop_ones(parts.data(W), axis)
    return data if penalty is None else total(data, drop_ones(penalty, axis))


def last_dropped(expression: MatrixExpr) -> MatrixExpr:
    def change(node: Basic) -> Basic | None:
        return DropLast(node.arg, node.axis) if isinstance(node, DropOnes) else None

    return rebuild(expression, change)

"""Mistakes with what goes back through the weights: other weights, another layer's δ, the raw error."""

from __future__ import annotations

from collections.abc import Iterator

from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

from symbp.misconceptions.nodes import rate
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each, exchanged, instead
from symbp.nodes import Elementwise, minus, product, transpose


def updated_too_early(parts: Parts) -> Iterator[Change]:
    """M23: the weights after a step of unknown rate."""
    stepped = {
        f"delta{n}": exchanged(parts.delta(n), {W: minus(W, product(rate, dW))})
        for n, W, dW in weights_and_gradients(parts)
    }
    yield from everywhere_and_each("", stepped)


def weights_and_gradients(parts: Parts) -> Iterator[tuple[int, MatrixSymbol, MatrixSymbol]]:
    """The weights through which the error comes back to each hidden layer, and their gradient."""
    for n in parts.hidden:
        yield n, parts.names.W(n), parts.names.table[f"dW{n}"].symbol


def gradient_for_weight(parts: Parts) -> Iterator[Change]:
    """M36: the gradient of the loss, or of its penalty alone."""
    found = list(weights_and_gradients(parts))
    yield from everywhere_and_each(
        "", {f"delta{n}": exchanged(parts.delta(n), {W: dW}) for n, W, dW in found}
    )
    for n, W, _ in found if parts.penalised else ():
        scaled = exchanged(parts.delta(n), {W: product(parts.strength, W)})
        yield f"that of the penalty, in delta{n}", {f"delta{n}": scaled}


def wrong_layer(parts: Parts) -> Iterator[Change]:
    """M25: the δ, the weights or the slope of a neighbouring layer."""
    yield from wrong_delta_in_gradients(parts)
    yield from wrong_delta_sent_back(parts)
    yield from wrong_weights(parts)
    yield from wrong_slope(parts)


def wrong_delta_in_gradients(parts: Parts) -> Iterator[Change]:
    for p in parts.parameters:
        n = int(p.name[1:]) + 1
        for m in neighbours(n, 2, parts.last):
            wrong = parts.with_data(p, with_delta(parts, parts.data(p), n, m))
            yield f"delta{m} for delta{n}, in d{p}", {f"d{p}": wrong}


def wrong_delta_sent_back(parts: Parts) -> Iterator[Change]:
    """In a deeper network: past one layer."""
    for n in parts.hidden:
        if n + 2 <= parts.last:
            wrong = with_delta(parts, parts.delta(n), n + 1, n + 2)
            yield f"delta{n + 2} for delta{n + 1}, in delta{n}", {f"delta{n}": wrong}


def with_delta(parts: Parts, expression: MatrixExpr, right: int, wrong: int) -> MatrixExpr:
    delta = parts.names.delta(right)
    return exchanged(expression, {delta: instead(parts.names.delta(wrong), delta)})


def wrong_weights(parts: Parts) -> Iterator[Change]:
    for n in parts.hidden:
        W = parts.names.W(n)
        for m in neighbours(n, 1, parts.last - 1):
            other = parts.names.W(m)
            for form, rival in (("", other), (" and its transpose", transpose(other))):
                places = {W: rival, transpose(W): transpose(rival)}
                found = {place: instead(matrix, place) for place, matrix in places.items()}
                yield f"{other} for {W}{form}, in delta{n}", {f"delta{n}": exchanged(parts.delta(n), found)}


def wrong_slope(parts: Parts) -> Iterator[Change]:
    for n, slope in parts.slopes.items():
        for m in neighbours(n, 2, parts.last):
            other = Elementwise(slope.function, parts.names.Z(m), 1)
            wrong = parts.with_slope(n, instead(other, slope))
            yield f"derivative at Z{m}, in delta{n}", {f"delta{n}": wrong}


def neighbours(n: int, first: int, last: int) -> list[int]:
    return [m for m in (n - 1, n + 1) if first <= m <= last]


def raw_error(parts: Parts) -> Iterator[Change]:
    """M35: back through the weights goes what δ was before it was multiplied by its slope."""
    receivers = [n for n in parts.hidden if n + 1 in parts.slopes]
    yield from everywhere_and_each("", {f"delta{n}": raw_delta(parts, n) for n in receivers})
    if receivers:
        yield "at every layer", {f"delta{n}": raw_all_the_way(parts, n) for n in parts.hidden}


def raw_delta(parts: Parts, layer: int) -> MatrixExpr:
    above = parts.names.delta(layer + 1)
    return exchanged(parts.delta(layer), {above: parts.without_slope(layer + 1)})


def raw_all_the_way(parts: Parts, layer: int) -> MatrixExpr:
    """σ'(Z<l>) ⊙ the error as it came through all weights, no slope between."""
    return exchanged(parts.delta(layer), {parts.names.delta(layer + 1): sent_back(parts, layer + 1)})


def sent_back(parts: Parts, layer: int) -> MatrixExpr:
    """The error at a layer, no slope in it."""
    if layer == parts.last:
        return parts.without_slope(layer)
    above = sent_back(parts, layer + 1)
    return exchanged(parts.without_slope(layer), {parts.names.delta(layer + 1): above})

"""Mistakes with what is multiplied: the wrong factor, the wrong product, the wrong way round, one sample."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Expr, S
from sympy.matrices.expressions import MatMul, MatrixExpr, MatrixSymbol

from symbp.activations import is_identity
from symbp.misconceptions.nodes import Unchecked, rate
from symbp.misconceptions.parts import Change, Parts, each_and_all, exchanged, instead, together
from symbp.nodes import Elementwise, hadamard, minus, ones, product, rebuild, split_factor, transpose
from symbp.penalties import N

ENDS = {"last": -1, "first": 0}


def wrong_input(parts: Parts) -> Iterator[Change]:
    """M18: another batch than the one that the weights were multiplied by."""
    swapped = {
        n: with_input(parts, n, parts.names.Z(n)) for n in range(2, parts.last) if has_activation(parts, n)
    }
    yield from each_and_all("Z for a", {f"dW{n}": change for n, change in swapped.items()})
    for n in range(1, parts.last):
        for other in other_inputs(parts, n):
            yield f"{other} for {parts.names.a(n)}, in dW{n}", with_input(parts, n, other)


def has_activation(parts: Parts, layer: int) -> bool:
    return not is_identity(parts.function(layer))


def with_input(parts: Parts, layer: int, other: MatrixExpr) -> dict[str, Basic]:
    """dW<l> with another batch for a<l>."""
    W, a = parts.names.W(layer), parts.names.a(layer)
    return parts.with_data(W, exchanged(parts.data(W), {a: instead(other, a)}))


def other_inputs(parts: Parts, layer: int) -> list[MatrixSymbol]:
    """The activations and pre-activations of the next layer, and the activations of those before."""
    names = parts.names
    before = [names.a(n) for n in dict.fromkeys((layer - 1, 1)) if 1 <= n < layer]
    return [*before, names.a(layer + 1), names.Z(layer + 1)]


def product_confused(parts: Parts) -> Iterator[Change]:
    """M20: @ for ⊙ at the slope; ⊙ for @ at the weights and in the gradient."""
    for n in parts.slopes:
        yield f"matrix product, in delta{n}", {f"delta{n}": slope_multiplied(parts, n)}
    for n in (n for n in parts.hidden if parts.net.units[n] > 1):
        yield f"element-wise, in delta{n}", {f"delta{n}": element_wise(parts.delta(n))}
    for W in parts.weights:
        yield f"element-wise, in d{W}", parts.with_data(W, element_wise(parts.data(W)))
        yield f"element-wise without transpose, in d{W}", parts.with_data(W, side_by_side(parts, W))


def slope_multiplied(parts: Parts, layer: int) -> MatrixExpr:
    """The error @ σ'(Z): it has a shape only where there are as many samples as units."""
    error, columns = parts.without_slope(layer), parts.slopes[layer].shape[1]
    return product(error, Unchecked(parts.slopes[layer], columns, columns))


def element_wise(expression: MatrixExpr) -> MatrixExpr:
    """The first matrix product in an expression taken entry by entry."""

    def change(node: Basic) -> Basic | None:
        scalar, matrices = split_factor(node) if isinstance(node, MatMul) else (S.One, ())
        if len(matrices) < 2:
            return None
        return product(scalar, hadamard(*(Unchecked(m, *node.shape) for m in matrices)))

    return rebuild(expression, change)


def side_by_side(parts: Parts, W: MatrixSymbol) -> MatrixExpr:
    """a ⊙ δ for aᵀ δ."""
    layer = int(W.name[1:])
    factors = (parts.input(layer), parts.names.delta(layer + 1))
    return hadamard(*(Unchecked(m, *W.shape) for m in factors))


def transposed(parts: Parts) -> Iterator[Change]:
    """M21: Wᵀ for W and the reverse, factors in the other order, the whole result on its side."""
    weights = {n: with_weights_turned(parts, f"delta{n}", parts.names.W(n)) for n in parts.hidden}
    yield from each_and_all("W for its transpose", {f"delta{n}": change for n, change in weights.items()})
    for n in parts.hidden:
        yield f"factors swapped, in delta{n}", {f"delta{n}": factors_swapped(parts.delta(n))}
    sides = {f"d{W}": parts.with_data(W, on_its_side(parts.data(W))) for W in parts.weights}
    yield from each_and_all("result transposed", sides)
    for W in parts.weights:
        yield f"no transpose, in d{W}", parts.with_data(W, untransposed(parts, W))
    yield from targets_across(parts)
    for n in parts.layers:
        yield f"W for its transpose, in Z{n}", with_weights_turned(parts, f"Z{n}", parts.names.W(n - 1))


def targets_across(parts: Parts) -> Iterator[Change]:
    """One output: targets that lie across the outputs give N × N differences, then summed or averaged."""
    if parts.net.units[-1] != 1:
        return
    f, t, target = parts.output, parts.names.T, f"delta{parts.last}"
    for form, scale in (("summed", S.One), ("averaged", 1 / N)):
        pairs = {
            "targets": minus(product(scale * N, f), over_samples(parts, scale, t)),
            "outputs": minus(over_samples(parts, scale, f), product(scale * N, t)),
        }
        for over, error in pairs.items():
            wrong = exchanged(parts.delta(parts.last), {parts.error: error})
            yield f"f − t for all pairs, {form} over the {over}", {target: wrong}


def over_samples(parts: Parts, factor: Expr, batch: MatrixExpr) -> MatrixExpr:
    """The sum over the samples, in every row."""
    square = ones(N, N)
    return product(factor, square, batch) if parts.rows else product(factor, batch, square)


def with_weights_turned(parts: Parts, target: str, W: MatrixSymbol) -> dict[str, Basic]:
    """An equation with W for Wᵀ, or the reverse."""
    Wt = transpose(W)
    return {target: exchanged(parts[target], {Wt: instead(W, Wt), W: instead(Wt, W)})}


def loosely(like: MatrixExpr, left: MatrixExpr, right: MatrixExpr) -> MatrixExpr:
    """left @ right where a matrix of another shape belongs."""
    rows, columns = like.shape
    return product(Unchecked(left, rows, columns), Unchecked(right, columns, columns))


def factors_swapped(expression: MatrixExpr) -> MatrixExpr:
    """The first matrix product in an expression with its factors in the other order."""

    def change(node: Basic) -> Basic | None:
        scalar, matrices = split_factor(node) if isinstance(node, MatMul) else (S.One, ())
        if len(matrices) < 2:
            return None
        return product(scalar, loosely(node, *reversed(matrices)))

    return rebuild(expression, change)


def on_its_side(expression: MatrixExpr) -> MatrixExpr:
    return instead(transpose(expression), expression)


def untransposed(parts: Parts, W: MatrixSymbol) -> MatrixExpr:
    """a δ for aᵀ δ."""
    scalar, matrices = split_factor(parts.data(W))
    left, right = (transpose(m) if m.is_Transpose else m for m in matrices)
    return product(scalar, loosely(W, left, right))


def one_sample(parts: Parts) -> Iterator[Change]:
    """M22: a loop that overwrites in place of adding, with the 1/N of the mean and without."""
    for end, which in ENDS.items():
        single = {p: parts.one_sample(parts.data(p), which) for p in parts.parameters}
        for form, scale in (("", S.One), (", not divided by N", N)):
            if form and parts.net.reduction == "sum":
                continue
            changed = {f"d{p}": parts.with_data(p, product(scale, s)) for p, s in single.items()}
            yield from each_and_all(f"the {end} sample{form}", changed)


def updated_too_early(parts: Parts) -> Iterator[Change]:
    """M23: the weights after a step of unknown rate."""
    stepped = {
        n: exchanged(parts.delta(n), {W: minus(W, product(rate, gradient))})
        for n, W, gradient in weights_and_gradients(parts)
    }
    yield from each_and_all("", {f"delta{n}": {f"delta{n}": right} for n, right in stepped.items()})


def weights_and_gradients(parts: Parts) -> Iterator[tuple[int, MatrixSymbol, MatrixSymbol]]:
    """The weights through which the error comes back to each hidden layer, and their gradient."""
    for n in parts.hidden:
        yield n, parts.names.W(n), parts.names.table[f"dW{n}"].symbol


def gradient_for_weight(parts: Parts) -> Iterator[Change]:
    """M36: the gradient of the loss, or of its penalty alone."""
    wrong = {n: exchanged(parts.delta(n), {W: dW}) for n, W, dW in weights_and_gradients(parts)}
    yield from each_and_all("", {f"delta{n}": {f"delta{n}": right} for n, right in wrong.items()})
    for n, W, _ in weights_and_gradients(parts) if parts.penalised else ():
        scaled = exchanged(parts.delta(n), {W: product(parts.strength, W)})
        yield f"that of the penalty, in delta{n}", {f"delta{n}": scaled}


def wrong_layer(parts: Parts) -> Iterator[Change]:
    """M25: the δ, the weights or the slope of a neighbouring layer."""
    yield from wrong_delta(parts)
    for n in parts.hidden:
        W = parts.names.W(n)
        for m in neighbours(n, 1, parts.last - 1):
            for form, other in (("", parts.names.W(m)), (" and its transpose", transpose(parts.names.W(m)))):
                found = {
                    place: instead(part, place)
                    for place, part in ((W, other), (transpose(W), transpose(other)))
                }
                yield f"W{m} for {W}{form}, in delta{n}", {f"delta{n}": exchanged(parts.delta(n), found)}
    for n, slope in parts.slopes.items():
        for m in neighbours(n, 2, parts.last):
            other = Elementwise(slope.function, parts.names.Z(m), 1)
            wrong = parts.with_slope(n, instead(other, slope))
            yield f"derivative at {parts.names.Z(m)}, in delta{n}", {f"delta{n}": wrong}


def wrong_delta(parts: Parts) -> Iterator[Change]:
    for p in parts.parameters:
        n = int(p.name[1:]) + 1
        for m in neighbours(n, 2, parts.last):
            yield (
                f"delta{m} for delta{n}, in d{p}",
                parts.with_data(p, with_delta(parts, parts.data(p), n, m)),
            )
    for n in parts.hidden:
        if n + 2 <= parts.last:
            wrong = with_delta(parts, parts.delta(n), n + 1, n + 2)
            yield f"delta{n + 2} for delta{n + 1}, in delta{n}", {f"delta{n}": wrong}


def with_delta(parts: Parts, expression: MatrixExpr, right: int, wrong: int) -> MatrixExpr:
    delta = parts.names.delta(right)
    return exchanged(expression, {delta: instead(parts.names.delta(wrong), delta)})


def neighbours(n: int, first: int, last: int) -> list[int]:
    return [m for m in (n - 1, n + 1) if first <= m <= last]


def raw_error(parts: Parts) -> Iterator[Change]:
    """M35: back through the weights goes what δ was before it was multiplied by its slope."""
    receivers = [n for n in parts.hidden if n + 1 in parts.slopes]
    yield from each_and_all("", {f"delta{n}": {f"delta{n}": raw_delta(parts, n)} for n in receivers})
    if receivers:
        everywhere = {str(n): {f"delta{n}": raw_all_the_way(parts, n)} for n in parts.hidden}
        yield "at every layer", together(everywhere)


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

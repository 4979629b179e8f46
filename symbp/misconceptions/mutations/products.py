"""Mistakes with what is multiplied: the wrong factor, the wrong product, the wrong way round, one sample."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Expr, S
from sympy.matrices.expressions import MatMul, MatrixExpr, MatrixSymbol

from symbp.activations import is_identity
from symbp.misconceptions.nodes import Unchecked
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each, exchanged, instead, one_by_one
from symbp.nodes import hadamard, minus, ones, product, rebuild, split_factor, transpose
from symbp.penalties import N

ENDS = {"last": -1, "first": 0}


def wrong_input(parts: Parts) -> Iterator[Change]:
    """M18: another batch than the one that the weights were multiplied by."""
    swapped = {
        n: with_input(parts, n, parts.names.Z(n)) for n in range(2, parts.last) if has_activation(parts, n)
    }
    yield from everywhere_and_each("Z for a", {f"dW{n}": right for n, right in swapped.items()})
    for n in range(1, parts.last):
        for other in other_inputs(parts, n):
            yield f"{other} for {parts.names.a(n)}, in dW{n}", {f"dW{n}": with_input(parts, n, other)}


def has_activation(parts: Parts, layer: int) -> bool:
    return not is_identity(parts.function(layer))


def with_input(parts: Parts, layer: int, other: MatrixExpr) -> MatrixExpr:
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
        for form, data in (("", element_wise(parts.data(W))), (" without transpose", side_by_side(parts, W))):
            yield f"element-wise{form}, in d{W}", {f"d{W}": parts.with_data(W, data)}


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
    weights = {f"delta{n}": with_weights_turned(parts, f"delta{n}", n) for n in parts.hidden}
    yield from everywhere_and_each("W for its transpose", weights)
    for n in parts.hidden:
        yield f"factors swapped, in delta{n}", {f"delta{n}": factors_swapped(parts.delta(n))}
    sides = {f"d{W}": parts.with_data(W, on_its_side(parts.data(W))) for W in parts.weights}
    yield from everywhere_and_each("result transposed", sides)
    for W in parts.weights:
        yield f"no transpose, in d{W}", {f"d{W}": parts.with_data(W, untransposed(parts, W))}
    yield from targets_across(parts)
    for n in parts.layers:
        yield f"W for its transpose, in Z{n}", {f"Z{n}": with_weights_turned(parts, f"Z{n}", n - 1)}


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


def with_weights_turned(parts: Parts, target: str, layer: int) -> MatrixExpr:
    """An equation's right side with W for Wᵀ, or the reverse."""
    W = parts.names.W(layer)
    Wt = transpose(W)
    return exchanged(parts[target], {Wt: instead(W, Wt), W: instead(Wt, W)})


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
            rights = {p: parts.with_data(p, product(scale, data)) for p, data in single.items()}
            words = f"the {end} sample{form}"
            yield f"{words}, everywhere", {f"d{p}": right for p, right in rights.items()}
            changes = {place: {f"d{p}": rights[p] for p in group} for place, group in parts.groups.items()}
            yield from one_by_one(words, changes)

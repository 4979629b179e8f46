"""Mistakes with constants: the sign, the ½ of a square, the 1/N of a mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Basic, Expr, Rational, S
from sympy.matrices.expressions import MatrixSymbol

from symbp.misconceptions.parts import Change, Parts, one_by_one
from symbp.nodes import product
from symbp.penalties import N


def sign(parts: Parts) -> Iterator[Change]:
    """M07: in the error, in everything, in one gradient, in one δ."""
    yield "t − f for f − t", scaled_delta(parts, parts.last, S.NegativeOne)
    yield from gradients("", parts, S.NegativeOne)
    for n in parts.hidden:
        yield f"in delta{n}", scaled_delta(parts, n, S.NegativeOne)


def half_or_double(parts: Parts) -> Iterator[Change]:
    """M08."""
    for factor, form in ((S(2), "twice"), (Rational(1, 2), "half")):
        yield f"{form}, in the error", scaled_delta(parts, parts.last, factor)
        yield from gradients(form, parts, factor)


def mean_left_out(parts: Parts) -> Iterator[Change]:
    """M09: in the data term; with the penalty, where that is divided by N too; in one gradient."""
    if parts.net.reduction == "mean":
        yield "everywhere", scaled_mean(parts, N)
        yield from with_penalty("penalty included", parts, N)
        yield from of_weights(parts, N)


def mean_twice(parts: Parts) -> Iterator[Change]:
    """M10: 1/N² for 1/N, or a mean where the loss is a sum."""
    yield "in the error", scaled_delta(parts, parts.last, 1 / N)
    yield "everywhere", data_terms(parts, parts.parameters, 1 / N)
    if parts.penalised:
        yield "everywhere, penalty included", wholes(parts, parts.parameters, 1 / N)
    yield from of_weights(parts, 1 / N)


def mean_in_some(parts: Parts) -> Iterator[Change]:
    """M11: 1/N on the data term of one parameter, of one layer, of the weights or of the biases only."""
    kinds = {"the weights": parts.weights, "the biases": parts.biases} if parts.biases else {}
    mean = parts.net.reduction == "mean"
    for place, group in {**parts.groups, **kinds}.items():
        if len(group) < len(parts.parameters):
            changed = [p for p in parts.parameters if (p in group) != mean]
            yield f"1/N in {place} only", data_terms(parts, changed, N if mean else 1 / N)


def other_divisor(parts: Parts) -> Iterator[Change]:
    """M12: divided by a number of units or of entries where N belongs, or nothing."""
    mean = parts.net.reduction == "mean"
    for name, divisor in divisors(parts).items():
        form, factor = f"divided by {name}", (N if mean else S.One) / divisor
        yield form, scaled_mean(parts, factor) if mean else data_terms(parts, parts.parameters, factor)
        if mean:
            yield from with_penalty(f"{form}, penalty included", parts, factor)
        of_layer = [W for W in parts.weights if divisor in W.shape]
        yield from one_by_one(form, {f"d{W}": data_terms(parts, [W], factor) for W in of_layer})


def divisors(parts: Parts) -> dict[str, Expr]:
    """The sizes of the layers, and the numbers of entries of the output and of the input."""
    entries = {f"N·{name}": N * parts.sizes[name] for name in ("K", "D") if name in parts.sizes}
    return {**parts.sizes, **entries}


# Where a factor stands ---------------------------------------------------------------------


def scaled_delta(parts: Parts, layer: int, factor: Expr) -> dict[str, Basic]:
    return {f"delta{layer}": product(factor, parts.delta(layer))}


def wholes(parts: Parts, group: Iterable[MatrixSymbol], factor: Expr) -> dict[str, Basic]:
    """The gradients of these, their penalty included, times a number."""
    return {f"d{p}": parts.scaled(p, factor) for p in group}


def data_terms(parts: Parts, group: Iterable[MatrixSymbol], factor: Expr) -> dict[str, Basic]:
    """The data terms of these times a number."""
    return {f"d{p}": parts.scaled_data(p, factor) for p in group}


def gradients(form: str, parts: Parts, factor: Expr) -> Iterator[Change]:
    """All gradients times a number, one, one layer's, and the data term of one."""
    yield f"{form}, everywhere" if form else "everywhere", wholes(parts, parts.parameters, factor)
    yield from one_by_one(form, {place: wholes(parts, g, factor) for place, g in parts.groups.items()})
    data = {f"d{p}": data_terms(parts, [p], factor) for p in parts.penalised}
    yield from one_by_one(f"{form} the data term" if form else "data term", data)


def scaled_mean(parts: Parts, factor: Expr) -> dict[str, Basic]:
    """The data term times a number, where its 1/N stands: in the last δ, or in each gradient."""
    if parts.net.delta == "dL/dZ":
        return scaled_delta(parts, parts.last, factor)
    return data_terms(parts, parts.parameters, factor)


def of_weights(parts: Parts, factor: Expr) -> Iterator[Change]:
    """The data term of one weight matrix or of one layer times a number; M24 has those of the biases."""
    groups = {place: group for place, group in parts.groups.items() if group[0] in parts.weights}
    changes = {place: data_terms(parts, group, factor) for place, group in groups.items()}
    yield from one_by_one("data term", changes)


def with_penalty(form: str, parts: Parts, factor: Expr) -> Iterator[Change]:
    """All gradients or one times a number, where the penalty is divided by N as the data term is."""
    if parts.penalised and parts.strength.has(N):
        yield f"{form}, everywhere", wholes(parts, parts.parameters, factor)
        yield from one_by_one(form, {f"d{p}": wholes(parts, [p], factor) for p in parts.penalised})

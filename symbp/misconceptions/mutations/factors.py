"""Mistakes with constants: the sign, the ½ of a square, the 1/N of a mean."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Expr, Rational, S
from sympy.matrices.expressions import MatrixSymbol

from symbp.misconceptions.parts import Change, Parts, each_and_all, together
from symbp.nodes import product
from symbp.penalties import N


def sign(parts: Parts) -> Iterator[Change]:
    """M07: in the error, in everything, in one gradient, in one δ."""
    minus = S.NegativeOne
    yield "t − f for f − t", {f"delta{parts.last}": product(minus, parts.delta(parts.last))}
    yield "everywhere", scaled_wholes(parts, parts.parameters, minus)
    for place, group in parts.groups.items():
        yield f"in {place}", scaled_wholes(parts, group, minus)
    yield from one_by_one("data term", {f"d{p}": parts.scaled_data(p, minus) for p in parts.penalised})
    for n in parts.hidden:
        yield f"in delta{n}", {f"delta{n}": product(minus, parts.delta(n))}


def scaled_wholes(parts: Parts, group: tuple[MatrixSymbol, ...], factor: Expr) -> dict[str, Basic]:
    """The gradients of these, their penalty included, times a number."""
    return together({p.name: parts.scaled(p, factor) for p in group})


def scaled_terms(parts: Parts, group: tuple[MatrixSymbol, ...], factor: Expr) -> dict[str, Basic]:
    """The data terms of these times a number."""
    return together({p.name: parts.scaled_data(p, factor) for p in group})


def one_by_one(form: str, changes: dict[str, dict[str, Basic]]) -> Iterator[Change]:
    """A mistake in one place only."""
    for place, change in changes.items():
        yield f"{form}, in {place}", change


def half_or_double(parts: Parts) -> Iterator[Change]:
    """M08."""
    for factor, form in ((S(2), "twice"), (Rational(1, 2), "half")):
        yield f"{form}, in the error", {f"delta{parts.last}": product(factor, parts.delta(parts.last))}
        yield from each_and_all(form, {f"d{p}": parts.scaled(p, factor) for p in parts.parameters})
        data = {f"d{p}": parts.scaled_data(p, factor) for p in parts.penalised}
        yield from one_by_one(f"{form} the data term", data)


def mean_left_out(parts: Parts) -> Iterator[Change]:
    """M09: in the data term; with the penalty, where that is divided by N too; in one gradient."""
    if parts.net.reduction == "mean":
        yield "everywhere", scaled_mean(parts, N)
        yield from penalty_too(parts, "penalty included", N)
        yield from of_weights(parts, N)


def scaled_mean(parts: Parts, factor: Expr) -> dict[str, Basic]:
    """The data term times a number, where its 1/N stands: in the last δ, or in each gradient."""
    if parts.net.delta == "dL/dZ":
        return {f"delta{parts.last}": product(factor, parts.delta(parts.last))}
    return scaled_terms(parts, parts.parameters, factor)


def of_weights(parts: Parts, factor: Expr) -> Iterator[Change]:
    """The data term of one weight matrix or of one layer times a number; M24 has those of the biases."""
    for place, group in parts.groups.items():
        if group[0] in parts.weights:
            yield f"data term, in {place}", scaled_terms(parts, group, factor)


def penalty_too(parts: Parts, form: str, factor: Expr) -> Iterator[Change]:
    """All gradients and single ones times a number, their penalty included, where that holds N too."""
    if parts.penalised and parts.strength.has(N):
        yield from each_and_all(form, {f"d{p}": parts.scaled(p, factor) for p in parts.penalised})


def mean_twice(parts: Parts) -> Iterator[Change]:
    """M10: 1/N² for 1/N, or a mean where the loss is a sum."""
    yield "everywhere", scaled_terms(parts, parts.parameters, 1 / N)
    if parts.penalised:
        yield "everywhere, penalty included", scaled_wholes(parts, parts.parameters, 1 / N)
    yield from of_weights(parts, 1 / N)


def mean_in_some(parts: Parts) -> Iterator[Change]:
    """M11: 1/N on the data term of one parameter, of the weights or of the biases only."""
    kinds = {"the weights": parts.weights, "the biases": parts.biases} if parts.biases else {}
    mean = parts.net.reduction == "mean"
    for place, group in {**parts.groups, **kinds}.items():
        if len(group) < len(parts.parameters):
            changed = tuple(p for p in parts.parameters if (p in group) != mean)
            yield f"1/N in {place} only", scaled_terms(parts, changed, N if mean else 1 / N)


def other_divisor(parts: Parts) -> Iterator[Change]:
    """M12: divided by a number of units or of entries where N belongs, or nothing."""
    mean = parts.net.reduction == "mean"
    for form, divisor in divisors(parts).items():
        factor = (N if mean else S.One) / divisor
        words = f"divided by {form}"
        yield words, scaled_mean(parts, factor) if mean else scaled_terms(parts, parts.parameters, factor)
        yield from penalty_too(parts, f"{words}, penalty included", factor)
        of_layer = [W for W in parts.weights if divisor in W.shape]
        yield from one_by_one(words, {f"d{W}": parts.scaled_data(W, factor) for W in of_layer})


def divisors(parts: Parts) -> dict[str, Expr]:
    """The sizes of the layers, and the numbers of entries of the output and of the input."""
    entries = {name: N * parts.sizes[name] for name in ("K", "D") if name in parts.sizes}
    return {**parts.sizes, **{f"N·{name}": size for name, size in entries.items()}}

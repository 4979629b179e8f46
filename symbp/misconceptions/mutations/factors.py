"""Mistakes with constants: the sign, the ½ of a square, the 1/N of a mean."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Rational, S
from sympy.matrices.expressions import MatrixSymbol

from symbp.misconceptions.parts import Change, Parts, each_and_all, together
from symbp.nodes import product
from symbp.penalties import N


def sign(parts: Parts) -> Iterator[Change]:
    """M07: in the error, in everything, in one gradient, in one δ."""
    minus = S.NegativeOne
    yield "t − f for f − t", {f"delta{parts.last}": product(minus, parts.delta(parts.last))}
    yield from each_and_all("", {f"d{p}": parts.scaled(p, minus) for p in parts.parameters})
    yield from one_by_one("data term", {f"d{p}": parts.scaled_data(p, minus) for p in parts.penalised})
    for n in parts.hidden:
        yield f"in delta{n}", {f"delta{n}": product(minus, parts.delta(n))}


def one_by_one(form: str, changes: dict[str, dict[str, Expr]]) -> Iterator[Change]:
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
        yield from one_by_one("data term", {f"d{W}": parts.scaled_data(W, N) for W in parts.weights})


def scaled_mean(parts: Parts, factor: Expr) -> dict[str, Expr]:
    """The data term times a number, where its 1/N stands: in the last δ, or in each gradient."""
    if parts.net.delta == "dL/dZ":
        return {f"delta{parts.last}": product(factor, parts.delta(parts.last))}
    return scaled_gradients(parts, factor)


def scaled_gradients(parts: Parts, factor: Expr) -> dict[str, Expr]:
    """The data term of every gradient times a number."""
    return together({p.name: parts.scaled_data(p, factor) for p in parts.parameters})


def penalty_too(parts: Parts, form: str, factor: Expr) -> Iterator[Change]:
    """All gradients and single ones times a number, their penalty included, where that holds N too."""
    if parts.penalised and parts.strength.has(N):
        yield from each_and_all(form, {f"d{p}": parts.scaled(p, factor) for p in parts.penalised})


def mean_twice(parts: Parts) -> Iterator[Change]:
    """M10: 1/N² for 1/N, or a mean where the loss is a sum."""
    yield "everywhere", scaled_gradients(parts, 1 / N)
    if parts.penalised:
        yield (
            "everywhere, penalty included",
            together({p.name: parts.scaled(p, 1 / N) for p in parts.parameters}),
        )
    yield from one_by_one("data term", {f"d{W}": parts.scaled_data(W, 1 / N) for W in parts.weights})


def mean_in_some(parts: Parts) -> Iterator[Change]:
    """M11: 1/N on the data term of one parameter, of the weights or of the biases only."""
    groups = {f"d{p}": (p,) for p in parts.parameters}
    if parts.biases:
        groups |= {"weights": parts.weights, "biases": parts.biases}
    if len(parts.parameters) > 1:
        for name, group in groups.items():
            yield f"1/N in {name} only", divided_only(parts, group)


def divided_only(parts: Parts, group: tuple[MatrixSymbol, ...]) -> dict[str, Expr]:
    """The data terms of these divided by N, the others not."""
    mean = parts.net.reduction == "mean"
    changed = [p for p in parts.parameters if (p in group) != mean]
    return together({p.name: parts.scaled_data(p, N if mean else 1 / N) for p in changed})


def other_divisor(parts: Parts) -> Iterator[Change]:
    """M12: divided by a number of units or of entries where N belongs, or nothing."""
    mean = parts.net.reduction == "mean"
    for form, divisor in divisors(parts).items():
        factor = (N if mean else S.One) / divisor
        words = f"divided by {form}"
        yield words, scaled_mean(parts, factor) if mean else scaled_gradients(parts, factor)
        yield from penalty_too(parts, f"{words}, penalty included", factor)
        of_layer = [W for W in parts.weights if divisor in W.shape]
        yield from one_by_one(words, {f"d{W}": parts.scaled_data(W, factor) for W in of_layer})


def divisors(parts: Parts) -> dict[str, Expr]:
    """The sizes of the layers, and the numbers of entries of the output and of the input."""
    entries = {name: N * parts.sizes[name] for name in ("K", "D") if name in parts.sizes}
    return {**parts.sizes, **{f"N·{name}": size for name, size in entries.items()}}

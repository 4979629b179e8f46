"""Mistakes with the penalty: left out, with a wrong factor, not differentiated, where none belongs."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Basic, Expr, Rational, S
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

from symbp.forward import bias_axis
from symbp.misconceptions.parts import Change, Parts, each_and_all
from symbp.nodes import EntrySum, MaskBias, ones, power, product
from symbp.notation import plain
from symbp.penalties import N, lam


def in_gradients(form: str, changes: dict[MatrixSymbol, dict[str, Basic]]) -> Iterator[Change]:
    """A mistake in one gradient, and in all of them."""
    yield from each_and_all(form, {f"d{p}": change for p, change in changes.items()})


def left_out(parts: Parts) -> Iterator[Change]:
    """M13: in all gradients or in one; of the biases, where they are penalised."""
    yield from in_gradients("", {p: {f"d{p}": parts.data(p)} for p in parts.penalised})
    if parts.net.penalise_bias and parts.penalised:
        if parts.net.bias == "folded":
            masked = {W: product(parts.strength, MaskBias(W, bias_axis(parts.net))) for W in parts.weights}
            yield from in_gradients("of the biases", with_penalties(parts, masked))
        for form, group in (("of the weights", parts.weights), ("of the biases", parts.biases)):
            yield form, {f"d{p}": parts.data(p) for p in group}


def with_penalties(
    parts: Parts, found: dict[MatrixSymbol, MatrixExpr]
) -> dict[MatrixSymbol, dict[str, Basic]]:
    return {p: parts.with_penalty(p, penalty) for p, penalty in found.items()}


def factor(parts: Parts) -> Iterator[Change]:
    """M14: another factor than that of the derivative."""
    right = parts.strength
    near = (lam, lam / N, lam / (2 * N), 2 * lam / N, Rational(1, 2) * lam, 2 * lam, lam / N**2, N * right)
    for wrong in dict.fromkeys(near):
        if parts.penalised and wrong != right:
            found = {p: product(wrong, parts.covered(p)) for p in parts.penalised}
            yield from in_gradients(f"{plain(wrong)} for {plain(right)}", with_penalties(parts, found))
    if parts.penalised:
        without = {p: product(right / lam, parts.covered(p)) for p in parts.penalised}
        yield from in_gradients("without lam", with_penalties(parts, without))


def not_differentiated(parts: Parts) -> Iterator[Change]:
    """M15: the square in place of its derivative, entry by entry or as a sum."""
    squares = {p: power(parts.covered(p), 2) for p in parts.penalised}
    everything = Add(*(EntrySum(square) for square in squares.values()), evaluate=False)
    own = parts.net.penalty_factor
    forms: dict[str, dict[MatrixSymbol, MatrixExpr]] = {
        "the square": {p: product(own, square) for p, square in squares.items()},
        "the square, factor differentiated": {p: product(2 * own, square) for p, square in squares.items()},
        "its sum": {p: spread(own * EntrySum(square), p) for p, square in squares.items()},
        "the whole penalty": {p: spread(own * everything, p) for p in squares},
        "the sum of the weights": {p: spread(2 * own * EntrySum(parts.covered(p)), p) for p in squares},
    }
    for form, found in forms.items():
        yield from in_gradients(form, with_penalties(parts, found))


def spread(number: Expr, like: MatrixExpr) -> MatrixExpr:
    """One number in every entry."""
    return product(number, ones(*like.shape))


def sign(parts: Parts) -> Iterator[Change]:
    """M16."""
    found = {p: product(S.NegativeOne, parts.penalty(p)) for p in parts.penalised}
    yield from in_gradients("", with_penalties(parts, found))


def bias_penalised(parts: Parts) -> Iterator[Change]:
    """M17: a bias of its own, or the bias column of a weight matrix."""
    if parts.penalised and not parts.net.penalise_bias:
        covered = parts.weights if parts.net.bias == "folded" else parts.biases
        found = {p: product(parts.strength, p) for p in covered}
        yield from in_gradients("", with_penalties(parts, found))


def constant_added(parts: Parts) -> Iterator[Change]:
    """M38: λ added to every entry in place of λ·W, or to biases."""
    if parts.penalised:
        free = tuple(b for b in parts.biases if b not in parts.penalised)
        for number in dict.fromkeys((parts.strength, lam, parts.net.penalty_factor)):
            for group in (parts.penalised, free):
                found = {p: spread(number, p) for p in group}
                yield from in_gradients(f"{plain(number)} in every entry", with_penalties(parts, found))

"""Mistakes with the penalty: left out, with a wrong factor, not differentiated, where none belongs."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Expr, Rational, S
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

from symbp.forward import bias_axis
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each
from symbp.nodes import EntrySum, MaskBias, ones, power, product
from symbp.notation import plain
from symbp.penalties import N, lam


def left_out(parts: Parts) -> Iterator[Change]:
    """M13: in all gradients or in one; of the biases, where they are penalised."""
    yield from everywhere_and_each("", {f"d{p}": parts.data(p) for p in parts.penalised})
    if parts.penalised and parts.net.penalise_bias:
        yield from biases_left_out(parts)


def biases_left_out(parts: Parts) -> Iterator[Change]:
    """Biases are penalised, but the gradient leaves them out; or the weights."""
    if parts.net.bias == "folded":
        masked = {W: MaskBias(W, bias_axis(parts.net)) for W in parts.weights}
        found = {W: product(parts.strength, matrix) for W, matrix in masked.items()}
        yield from penalties(parts, "of the biases", found)
    else:
        yield "of the weights", {f"d{W}": parts.data(W) for W in parts.weights}
        yield "of the biases", {f"d{b}": parts.data(b) for b in parts.biases}


def penalties(parts: Parts, form: str, found: dict[MatrixSymbol, MatrixExpr]) -> Iterator[Change]:
    """Other penalty terms in all of these gradients, and in one at a time."""
    rights = {f"d{p}": parts.with_penalty(p, penalty) for p, penalty in found.items()}
    yield from everywhere_and_each(form, rights)


def factor(parts: Parts) -> Iterator[Change]:
    """M14: another factor than that of the derivative."""
    right = parts.strength
    near = (lam, lam / N, lam / (2 * N), 2 * lam / N, Rational(1, 2) * lam, 2 * lam, lam / N**2, N * right)
    for wrong in dict.fromkeys(near):
        if parts.penalised and wrong != right:
            found = {p: product(wrong, parts.covered(p)) for p in parts.penalised}
            yield from penalties(parts, f"{plain(wrong)} for {plain(right)}", found)
    if parts.penalised:
        without = {p: product(right / lam, parts.covered(p)) for p in parts.penalised}
        yield from penalties(parts, "without lam", without)


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
        yield from penalties(parts, form, found)


def spread(number: Expr, like: MatrixExpr) -> MatrixExpr:
    """One number in every entry."""
    return product(number, ones(*like.shape))


def sign(parts: Parts) -> Iterator[Change]:
    """M16."""
    found = {p: product(S.NegativeOne, parts.penalty(p)) for p in parts.penalised}
    yield from penalties(parts, "", found)


def bias_penalised(parts: Parts) -> Iterator[Change]:
    """M17: a bias of its own, or the bias column of a weight matrix."""
    if parts.penalised and not parts.net.penalise_bias:
        covered = parts.weights if parts.net.bias == "folded" else parts.biases
        found = {p: product(parts.strength, p) for p in covered}
        yield from penalties(parts, "", found)


def constant_added(parts: Parts) -> Iterator[Change]:
    """M38: λ added to every entry in place of λ·W, or to biases."""
    if parts.penalised:
        free = tuple(b for b in parts.biases if b not in parts.penalised)
        for number in dict.fromkeys((parts.strength, lam, parts.net.penalty_factor)):
            for group in (parts.penalised, free):
                found = {p: spread(number, p) for p in group}
                yield from penalties(parts, f"{plain(number)} in every entry", found)

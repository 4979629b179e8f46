"""Mistakes in the loss itself, where a submission returns it: its constants and its penalty."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sympy import Add, Basic, Expr, Rational, S

from symbp.forward import loss_equation, loss_term, scaled
from symbp.misconceptions.mutations.factors import divisors
from symbp.misconceptions.mutations.others import alternatives, changed
from symbp.misconceptions.parts import Change, Parts
from symbp.names import LOSS
from symbp.nodes import EntrySum, power
from symbp.notation import plain
from symbp.penalties import N, lam


def loss(parts: Parts, data: Expr = S.One, penalty: Expr = S.One) -> dict[str, Basic]:
    """The loss with its two terms multiplied by numbers; 0 leaves a term out."""
    terms = [scaled(parts.net.loss_factor * data, EntrySum(loss_term(parts.net)))] if data else []
    if parts.penalised and penalty:
        squares = (EntrySum(power(parts.covered(p), 2)) for p in parts.penalised)
        terms.append(scaled(parts.net.penalty_factor * penalty, Add(*squares, evaluate=False)))
    return {LOSS.name: terms[0] if len(terms) == 1 else Add(*terms, evaluate=False)}


def sign(parts: Parts) -> Iterator[Change]:
    """M07."""
    yield "in the loss", loss(parts, S.NegativeOne, S.NegativeOne)
    yield "data term, in the loss", loss(parts, S.NegativeOne)


def half_or_double(parts: Parts) -> Iterator[Change]:
    """M08."""
    for factor, form in ((S(2), "twice"), (Rational(1, 2), "half")):
        yield f"{form} the data term, in the loss", loss(parts, factor)


def mean_left_out(parts: Parts) -> Iterator[Change]:
    """M09."""
    if parts.net.reduction == "mean":
        yield "data term, in the loss", loss(parts, N)
        yield "in the loss", loss(parts, N, N if parts.strength.has(N) else S.One)


def mean_twice(parts: Parts) -> Iterator[Change]:
    """M10."""
    yield "data term, in the loss", loss(parts, 1 / N)


def other_divisor(parts: Parts) -> Iterator[Change]:
    """M12."""
    mean = N if parts.net.reduction == "mean" else S.One
    for form, divisor in divisors(parts).items():
        yield f"divided by {form}, in the loss", loss(parts, mean / divisor)


def penalty_left_out(parts: Parts) -> Iterator[Change]:
    """M13."""
    yield "in the loss", loss(parts, penalty=S.Zero)


def penalty_factor(parts: Parts) -> Iterator[Change]:
    """M14."""
    right = parts.net.penalty_factor
    for wrong in (lam, lam / N, lam / (2 * N), Rational(1, 2) * lam) if parts.penalised else ():
        yield f"{plain(wrong)} for {plain(right)}, in the loss", loss(parts, penalty=wrong / right)


def penalty_sign(parts: Parts) -> Iterator[Change]:
    """M16."""
    yield "in the loss", loss(parts, penalty=S.NegativeOne)


def another_loss(parts: Parts) -> Iterator[Change]:
    """M40."""
    for form, fields in alternatives(parts.net):
        if "loss" in fields or "penalise_bias" in fields:
            other = changed(parts.net, fields)
            if other is not None and other.link in (None, parts.net.link):
                yield f"{form}, in the loss", {LOSS.name: loss_equation(other).rhs}


IN_THE_LOSS: dict[str, Callable[[Parts], Iterator[Change]]] = {
    "M07": sign,
    "M08": half_or_double,
    "M09": mean_left_out,
    "M10": mean_twice,
    "M12": other_divisor,
    "M13": penalty_left_out,
    "M14": penalty_factor,
    "M16": penalty_sign,
    "M40": another_loss,
}

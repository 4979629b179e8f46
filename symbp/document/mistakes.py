"""The common mistakes that a network allows, made from its own equations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Rational

from symbp.derivation import Derivation
from symbp.document.lines import Inline, Ref, matrix_products
from symbp.misconceptions.mutations.slopes import STEEP_ANYWHERE
from symbp.misconceptions.parts import Parts, exchanged
from symbp.nodes import Elementwise, hadamard, product, split_factor, total, transpose
from symbp.notation import Style, layout
from symbp.notation.tree import Op, Row
from symbp.penalties import N


@dataclass(frozen=True)
class Mistake:
    """What a mistake is called and what is said about it.

    Where it spoils one equation, `target` is the equation's name and `wrong` its wrong right side.
    """

    title: str
    text: Inline
    target: str = ""
    wrong: Basic | None = None


Found = Iterator[Mistake]


def mistakes(d: Derivation, style: Style) -> tuple[Mistake, ...]:
    """Those of the list that this network allows."""
    return tuple(found for find in FINDERS for found in find(d, style))


def spoilt(d: Derivation, style: Style, target: str, wrong: Basic, title: str, *why: Any) -> Mistake:
    """A mistake in one equation: the wrong equation, where the right one stands, and why it is wrong."""
    quantity = d.net.names.table[target].symbol
    equation = Row((layout(quantity, style), Op("="), layout(wrong, style)))
    text = (equation, " in place of ", Ref(f"eq-{target}", "the right formula"), ". ", *why)
    return Mistake(title, text, target, wrong)


def slope_left_out(d: Derivation, style: Style) -> Found:
    """M01, M03."""
    parts = Parts(d)
    for layer in parts.slopes:
        why = "The shapes agree, so nothing warns you."
        title = "The derivative of the activation left out."
        yield spoilt(d, style, f"delta{layer}", parts.without_slope(layer), title, why)
        return


def slope_that_cancels(d: Derivation, style: Style) -> Found:
    """M02."""
    last, function = d.net.names.layers, d.net.functions[-1]
    if d.net.loss == "binary_cross_entropy" and function.name == "sigmoid":
        factor, matrices = split_factor(d[f"delta{last}"])
        wrong = product(factor, hadamard(*matrices, Elementwise(function, d.net.names.Z(last), 1)))
        why = "This is the error under the squared error; under the cross-entropy the derivative cancels."
        yield spoilt(d, style, f"delta{last}", wrong, "A derivative where it has cancelled.", why)


def slope_of_the_activation(d: Derivation, style: Style) -> Found:
    """M04; the slope of a rectifier is the same at its value."""
    parts = Parts(d)
    for layer in parts.hidden:
        target, Z, a = f"delta{layer}", d.net.names.Z(layer), d.net.names.a(layer)
        if layer in parts.slopes and parts.function(layer).name not in STEEP_ANYWHERE:
            why = "The derivative is taken at the pre-activation, not at the activation."
            title = "The derivative taken at the wrong place."
            yield spoilt(d, style, target, exchanged(d[target], {Z: a}), title, why)
            return


def raw_error_sent_back(d: Derivation, style: Style) -> Found:
    """M35."""
    parts, last = Parts(d), d.net.names.layers
    if last > 2 and last in parts.slopes:
        delta, target = d.net.names.delta(last), f"delta{last - 1}"
        wrong = exchanged(d[target], {delta: parts.without_slope(last)})
        why = ("What goes back through the weights is ", layout(delta, style), ", its derivative included.")
        yield spoilt(d, style, target, wrong, "The raw difference sent back.", *why)


def matrix_product_for_elementwise(d: Derivation, style: Style) -> Found:
    """M20."""
    parts = Parts(d)
    for layer in parts.hidden:
        if (slope := parts.slope(layer)) is not None:
            text = (
                "In ",
                Ref(f"eq-delta{layer}", "the error of the hidden layer"),
                " the factor ",
                layout(slope, style),
                " multiplies entry by entry. As a matrix product it would even have a shape that fits "
                "where there are as many "
                "samples as units, and be wrong all the same.",
            )
            yield Mistake("A matrix product for an element-wise one.", text)
            return


def factors_swapped(d: Derivation, style: Style) -> Found:
    """M21."""
    target = f"dW{d.net.names.layers - 1}"
    for node in matrix_products(d[target]):
        factor, (left, right) = split_factor(node)
        why = (
            "That is the transpose of the gradient; the shape of the weights tells which way round is right."
        )
        wrong = product(factor, transpose(right), transpose(left))
        yield spoilt(d, style, target, wrong, "The factors the wrong way round.", why)


def mean_forgotten(d: Derivation, style: Style) -> Found:
    """M09."""
    target = f"delta{d.net.names.layers}"
    factor, matrices = split_factor(d[target])
    if factor.has(N):
        why = "The loss is a mean over the samples, and so is its gradient."
        yield spoilt(d, style, target, product(factor * N, *matrices), "The mean forgotten.", why)


def penalty_slips(d: Derivation, style: Style) -> Found:
    """M13, M14."""
    if d.net.penalty == "none":
        return
    target = f"dW{d.net.names.layers - 1}"
    data, penalty = d[target].args
    why = "It stands in the loss, so it stands in the gradient of everything it covers."
    yield spoilt(d, style, target, data, "The penalty left out of a gradient.", why)
    halved = total(data, product(Rational(1, 2), penalty))
    why = "The derivative of a square is twice its base."
    yield spoilt(d, style, target, halved, "The factor of the penalty not differentiated.", why)


def updated_too_early(d: Derivation, style: Style) -> Found:
    """M23."""
    last = d.net.names.layers
    if last > 2:
        text = (
            "If ",
            layout(d.net.names.W(last - 1), style),
            " takes its step before ",
            layout(d.net.names.delta(last - 1), style),
            " is computed, the new weights stand in ",
            Ref(f"eq-delta{last - 1}", "the error of the hidden layer"),
            ". First all gradients, then all updates.",
        )
        yield Mistake("A weight updated too early.", text)


def one_sample_only(d: Derivation, style: Style) -> Found:
    """M22."""
    text = (
        "A loop over the samples that overwrites the gradient, in place of adding to it, keeps only the last."
    )
    yield Mistake("One sample for all.", text)


FINDERS: tuple[Callable[[Derivation, Style], Found], ...] = (
    slope_left_out,
    slope_that_cancels,
    slope_of_the_activation,
    raw_error_sent_back,
    matrix_product_for_elementwise,
    factors_swapped,
    mean_forgotten,
    penalty_slips,
    updated_too_early,
    one_sample_only,
)

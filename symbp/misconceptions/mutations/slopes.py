"""Mistakes with the derivative of an activation: left out, superfluous, at the wrong place, another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sympy import Expr, Rational
from sympy.matrices.expressions import MatrixExpr

from symbp.activations import ACTIVATIONS, a, derivative_from_value, is_identity
from symbp.elementwise import to_matrix
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each
from symbp.nodes import Elementwise, ScalarFunction, hadamard, minus, ones

COMMON = ("sigmoid", "tanh", "relu")
"""The activations that people take one for another."""

MISREMEMBERED: dict[str, tuple[Expr, ...]] = {
    "sigmoid": (a, 1 - a, a**2),
    "tanh": (a**2, 1 - a, 1 + a**2, a),
    "relu": (a,),
    "leaky_relu": (a,),
    "softplus": (a, 1 - a),
}
"""What is taken for σ', in terms of a = σ(z)."""

STEEP_ANYWHERE = ("relu", "leaky_relu")
"""Activations whose slope is the same at z and at σ(z)."""


def output_slope_missing(parts: Parts) -> Iterator[Change]:
    """M01: f − t where the derivative of the output activation belongs."""
    if parts.last in parts.slopes:
        target = f"delta{parts.last}"
        yield "no derivative", {target: parts.without_slope(parts.last)}
        yield "output minus target", {target: parts.plain_delta}


def output_slope_superfluous(parts: Parts) -> Iterator[Change]:
    """M02: the derivative of the output activation where it cancels."""
    last, target = parts.last, f"delta{parts.last}"
    if last not in parts.slopes and not is_identity(parts.function(last)):
        slope = Elementwise(parts.function(last), parts.names.Z(last), 1)
        yield "the activation's derivative", {target: hadamard(parts.delta(last), slope)}
    if parts.net.link == "sigmoid":
        slope = Elementwise(ScalarFunction("sigmoid"), parts.names.f, 1)
        yield "the sigmoid's derivative", {target: hadamard(parts.delta(last), slope)}


def hidden_slope_missing(parts: Parts) -> Iterator[Change]:
    """M03."""
    yield from in_deltas(parts, "", {n: parts.without_slope(n) for n in parts.hidden if n in parts.slopes})


def in_deltas(parts: Parts, form: str, rights: dict[int, MatrixExpr]) -> Iterator[Change]:
    """A mistake in every δ, and in one at a time."""
    yield from everywhere_and_each(form, {f"delta{n}": right for n, right in rights.items()})


def in_slopes(parts: Parts, form: str, slopes: dict[int, MatrixExpr]) -> Iterator[Change]:
    """Other matrices in place of σ'(Z)."""
    yield from in_deltas(parts, form, {n: parts.with_slope(n, slope) for n, slope in slopes.items()})


def slope_at_the_wrong_place(parts: Parts) -> Iterator[Change]:
    """M04: σ' at the activation or at the error, or its form in terms of the activation at Z."""
    at_value = {
        n: Elementwise(slope.function, parts.names.a(n), 1)
        for n, slope in parts.slopes.items()
        if slope.function.name not in STEEP_ANYWHERE
    }
    yield from in_slopes(parts, "σ'(a) for σ'(Z)", at_value)
    at_error = {n: Elementwise(parts.function(n), parts.without_slope(n), 1) for n in parts.slopes}
    yield from in_slopes(parts, "σ' of the error for σ'(Z)", at_error)
    yield from in_slopes(parts, "the form in a, fed with Z", slopes_by_value(parts, parts.names.Z))


def slopes_by_value(parts: Parts, argument: Callable[[int], MatrixExpr]) -> dict[int, MatrixExpr]:
    """σ' in its form in terms of the activation, a ⊙ (1 − a), at what `argument` gives for a layer."""
    forms = {n: derivative_from_value(slope.function, a) for n, slope in parts.slopes.items()}
    return {
        n: to_matrix(form, {a: argument(n)}, parts.slopes[n].shape)
        for n, form in forms.items()
        if form is not None
    }


def slope_misremembered(parts: Parts) -> Iterator[Change]:
    """M05: a for a(1 − a), a² for 1 − a², and so on."""
    forms = {name: MISREMEMBERED.get(name, ()) for name in {s.function.name for s in parts.slopes.values()}}
    for form in dict.fromkeys(form for name in sorted(forms) for form in forms[name]):
        wrong = {
            n: to_matrix(form, {a: parts.names.a(n)}, slope.shape)
            for n, slope in parts.slopes.items()
            if form in forms[slope.function.name]
        }
        yield from in_slopes(parts, f"{form} for the derivative", wrong)
    flipped = {n: minus(ones(*s.shape), s) for n, s in parts.slopes.items() if s.function.name == "relu"}
    yield from in_slopes(parts, "1 where Z is negative", flipped)


def slope_of_another(parts: Parts) -> Iterator[Change]:
    """M06: the derivative of another activation, from Z or from the layer's own a."""
    for other in (*COMMON, "leaky_relu"):
        rivals = [n for n in parts.slopes if confusable(parts.function(n).name, other)]
        function = scalar_function(other, parts)
        at_Z = {n: Elementwise(function, parts.names.Z(n), 1) for n in rivals}
        yield from in_slopes(parts, f"{other}'", at_Z)
        if (from_value := ACTIVATIONS[other].from_value) is not None:
            form = from_value(a)
            at_a = {n: to_matrix(form, {a: parts.names.a(n)}, parts.slopes[n].shape) for n in rivals}
            yield from in_slopes(parts, f"{other}' in terms of a", at_a)
    yield from slope_where_there_is_none(parts)


def confusable(own: str, other: str) -> bool:
    """Whether the derivative of `other` is one that people put for that of `own`."""
    return other != own and (other != "leaky_relu" or own == "relu")


def scalar_function(name: str, parts: Parts) -> ScalarFunction:
    return ScalarFunction(name, *([Rational(repr(parts.net.slope))] if name == "leaky_relu" else []))


def slope_where_there_is_none(parts: Parts) -> Iterator[Change]:
    """A derivative in a layer without activation."""
    plain = [n for n in parts.layers if is_identity(parts.function(n))]
    for other in COMMON:
        function = ScalarFunction(other)
        wrong = {n: hadamard(parts.delta(n), Elementwise(function, parts.names.Z(n), 1)) for n in plain}
        yield from in_deltas(parts, f"{other}' where there is no activation", wrong)

"""Scalar functions: the activations, what they are called, and their derivatives.

One table entry per activation.  Scalars are SymPy functions with `fdiff`, so that
right answers compare structurally; `derivative` is the same fact in the form in
which it is printed, and `from_value` the form that reuses the activation a = σ(z).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from sympy import (
    Abs,
    DiracDelta,
    Expr,
    Function,
    Integer,
    Lambda,
    Rational,
    S,
    Symbol,
    asinh,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    sign,
    sin,
    sinh,
    tan,
    tanh,
)

from symbp.nodes import ScalarFunction

z = Symbol("z", real=True)
a = Symbol("a", real=True)


class sigmoid(Function):
    """The logistic function σ(z) = 1/(1 + e^(−z))."""

    nargs = 1
    is_real = True

    def fdiff(self, argindex: int = 1) -> Expr:
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, arg: Expr, **kwargs: Any) -> Expr:
        return 1 / (1 + exp(-arg))

    def _eval_evalf(self, prec: int) -> Expr:
        return (1 / (1 + exp(-self.args[0])))._eval_evalf(prec)


class step(Function):
    """1 where z > 0 and 0 elsewhere, so that relu'(0) = 0."""

    nargs = 1
    is_real = True

    @classmethod
    def eval(cls, arg: Expr) -> Expr | None:
        return Integer(int(bool(arg > 0))) if arg.is_number else None

    def fdiff(self, argindex: int = 1) -> Expr:
        return S.Zero


class relu(Function):
    """max(0, z)."""

    nargs = 1
    is_real = True

    @classmethod
    def eval(cls, arg: Expr) -> Expr | None:
        return (arg if arg > 0 else S.Zero) if arg.is_number else None

    def fdiff(self, argindex: int = 1) -> Expr:
        return step(self.args[0])


class leaky_relu(Function):
    """z where z > 0 and slope·z elsewhere; called with z and the slope."""

    nargs = 2
    is_real = True

    @classmethod
    def eval(cls, arg: Expr, slope: Expr) -> Expr | None:
        return (arg if arg > 0 else slope * arg) if arg.is_number else None

    def fdiff(self, argindex: int = 1) -> Expr:
        arg, slope = self.args
        return slope + (1 - slope) * step(arg)


class softplus(Function):
    """log(1 + e^z)."""

    nargs = 1
    is_real = True

    def fdiff(self, argindex: int = 1) -> Expr:
        return sigmoid(self.args[0])

    def _eval_rewrite_as_exp(self, arg: Expr, **kwargs: Any) -> Expr:
        return log(1 + exp(arg))

    def _eval_evalf(self, prec: int) -> Expr:
        return log(1 + exp(self.args[0]))._eval_evalf(prec)


FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "sigmoid": sigmoid,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "softplus": softplus,
    "step": step,
    "tanh": tanh,
    "exp": exp,
    "log": log,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "sinh": sinh,
    "cosh": cosh,
    "asinh": asinh,
    "atan": atan,
    "erf": erf,
    "abs": Abs,
    "sign": sign,
}
"""Every scalar function that an expression may contain, by the name used in text and in code."""


@dataclass(frozen=True)
class Activation:
    """One activation: its value and derivative as scalar expressions in z (and parameters)."""

    name: str
    value: Callable[..., Expr]
    derivative: Callable[..., Expr]
    from_value: Callable[[Expr], Expr] | None
    reason: str
    range: tuple[Expr, Expr] = (-S.Infinity, S.Infinity)


ACTIVATIONS: dict[str, Activation] = {
    entry.name: entry
    for entry in (
        Activation(
            "sigmoid",
            sigmoid,
            lambda z: sigmoid(z) * (1 - sigmoid(z)),
            lambda a: a * (1 - a),
            "σ'(z) = σ(z)(1 − σ(z))",
            range=(S.Zero, S.One),
        ),
        Activation(
            "tanh",
            tanh,
            lambda z: 1 - tanh(z) ** 2,
            lambda a: 1 - a**2,
            "tanh'(z) = 1 − tanh²(z)",
            range=(S.NegativeOne, S.One),
        ),
        Activation(
            "relu",
            relu,
            step,
            None,
            "relu'(z) is 1 where z > 0 and 0 elsewhere, 0 at the kink",
            range=(S.Zero, S.Infinity),
        ),
        Activation(
            "leaky_relu",
            leaky_relu,
            lambda z, slope: slope + (1 - slope) * step(z),
            None,
            "the slope is 1 where z > 0 and the leak elsewhere",
        ),
        Activation(
            "softplus",
            softplus,
            sigmoid,
            None,
            "the derivative of log(1 + e^z) is σ(z)",
            range=(S.Zero, S.Infinity),
        ),
        Activation("identity", lambda z: z, lambda z: S.One, None, "the derivative of z is 1"),
    )
}


def activation(text: str, slope: str | float = "0.01") -> ScalarFunction:
    """The scalar function that an entry of `activations` names: a table name or an expression in z.

    Raises `NotationError` where the text is neither.
    """
    if text == "leaky_relu":
        return ScalarFunction(text, Rational(str(slope)))
    if text in ACTIVATIONS:
        return ScalarFunction(text)
    from symbp.notation.scalar_text import parse_scalar

    return ScalarFunction("custom", Lambda(z, parse_scalar(text, {"z": z})))


def value_of(function: ScalarFunction, arg: Expr) -> Expr:
    """σ(arg) as a scalar expression."""
    if function.name == "custom":
        return cast(Lambda, function.parameters[0])(arg)
    if function.name in ACTIVATIONS:
        return ACTIVATIONS[function.name].value(arg, *function.parameters)
    return FUNCTIONS[function.name](arg, *function.parameters)


def derivative_of(function: ScalarFunction, arg: Expr) -> Expr:
    """σ'(arg) as a scalar expression: from the table where there is an entry, else SymPy's `diff`."""
    if function.name in ACTIVATIONS:
        return ACTIVATIONS[function.name].derivative(arg, *function.parameters)
    # Left and right of a jump the slope of sign is 0; the impulse between them is no number.
    return value_of(function, z).diff(z).replace(DiracDelta, lambda *_: S.Zero).subs(z, arg)


def derivative_from_value(function: ScalarFunction, value: Expr) -> Expr | None:
    """σ'(z) in terms of the activation a = σ(z), where there is such a form: a(1 − a) for sigmoid."""
    entry = ACTIVATIONS.get(function.name)
    return entry.from_value(value) if entry and entry.from_value else None


def is_identity(function: ScalarFunction) -> bool:
    """Whether the layer has no activation at all."""
    return function.name == "identity"

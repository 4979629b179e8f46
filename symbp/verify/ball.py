"""Certified numbers: balls that contain the true value, and series for derivatives.

A plain number is flint's `arb`; x + ε·dx is an `arb_series` of length two, so derivatives come
from truncated power series and from no table of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from operator import add
from typing import Any

import flint
from flint import arb, arb_series

from symbp.verify.numbers import Number, UndefinedError, UnsupportedError

LARGEST_INTEGER_POWER = 2**62


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with this many bits, and with series of length two, then put back what was."""
    before = flint.ctx.prec, flint.ctx.cap
    flint.ctx.prec, flint.ctx.cap = bits, 2
    try:
        yield
    finally:
        flint.ctx.prec, flint.ctx.cap = before


def value(x: Number) -> arb:
    """The part without ε."""
    return x[0] if isinstance(x, arb_series) else x


def side(x: Number) -> int:
    """The sign of x: −1, 0 or 1.  Raises `UndefinedError` where the ball does not tell."""
    ball = value(x)
    if ball > 0:
        return 1
    if ball < 0:
        return -1
    if ball.is_zero():
        return 0
    raise UndefinedError("at a kink, or too near to tell")


def sigmoid(x: Number) -> Number:
    return 1 / (1 + (-x).exp())


def softplus(x: Number) -> Number:
    return (1 + x.exp()).log()


def sinh(x: Number) -> Number:
    return (x.exp() - (-x).exp()) / 2 if isinstance(x, arb_series) else x.sinh()


def cosh(x: Number) -> Number:
    return (x.exp() + (-x).exp()) / 2 if isinstance(x, arb_series) else x.cosh()


def tanh(x: Number) -> Number:
    return sinh(x) / cosh(x) if isinstance(x, arb_series) else x.tanh()


def asinh(x: Number) -> Number:
    return (x + (x * x + 1).sqrt()).log() if isinstance(x, arb_series) else x.asinh()


SMOOTH: dict[str, Callable[[Number], Number]] = {
    "sigmoid": sigmoid,
    "softplus": softplus,
    "tanh": tanh,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "sinh": sinh,
    "cosh": cosh,
    "asinh": asinh,
    "atan": lambda x: x.atan(),
    "erf": lambda x: x.erf(),
}

ONE_SIDED: dict[str, Callable[..., Number]] = {
    "relu": lambda sign, x: x if sign > 0 else x * 0,
    "leaky_relu": lambda sign, x, slope: x if sign > 0 else x * slope,
    "step": lambda sign, x: arb(int(sign > 0)),
    "sign": lambda sign, x: arb(sign),
    "abs": lambda sign, x: x * sign,
}
"""Functions of the sign of x; at 0 they take the value of the left, as relu'(0) = 0.

An exact 0 is what a layer gets from units that are all dead, so such points are not left out.
"""


SIGNS: dict[str, tuple[int, ...]] = {
    "==": (0,),
    "!=": (-1, 1),
    ">": (1,),
    "<": (-1,),
    ">=": (0, 1),
    "<=": (-1, 0),
}
"""The signs of a difference at which a relation holds."""


class Balls:
    """Numbers as balls that contain them."""

    symbolic = False

    def number(self, value: Any) -> arb:
        return arb(value)

    def leaf(self, name: str, row: int, column: int, value: Any) -> arb:
        return arb(value)

    def size(self, name: str, value: int) -> arb:
        return arb(value)

    def constant(self, name: str) -> arb:
        return arb.pi() if name == "pi" else arb.const_e()

    def is_zero(self, x: Number) -> bool:
        return bool(value(x).is_zero() and self.slope(x).is_zero())

    def call(self, name: str, x: Number, *parameters: Number) -> Number:
        if name in ONE_SIDED:
            return ONE_SIDED[name](side(x), x, *parameters)
        return SMOOTH[name](x)

    def softmax(self, row: list[Number]) -> list[Number]:
        powers = [x.exp() for x in row]
        total = reduce(add, powers)
        return [power / total for power in powers]

    def power(self, base: Number, exponent: Any) -> Number:
        if isinstance(exponent, int) and abs(exponent) < LARGEST_INTEGER_POWER:
            return base**exponent
        return self.general_power(base, arb(exponent))

    def general_power(self, base: Number, exponent: Number) -> Number:
        return base**exponent

    def seed(self, x: Number, slope: Number = 1) -> arb_series:
        if isinstance(x, arb_series):
            raise UnsupportedError("a derivative of a derivative")
        return arb_series([x, slope])

    def slope(self, x: Number) -> arb:
        return x[1] if isinstance(x, arb_series) else arb(0)

    def holds(self, relation: str, left: Number, right: Number) -> bool:
        return side(left - right) in SIGNS[relation]

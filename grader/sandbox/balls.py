"""Numbers that carry a bound of their error: the elements of the arrays of a certified run.

A `Ball` is a thin wrapper round flint's `arb`.  A bare `arb` turns into a float silently and answers False
to both ``x > 0`` and ``x <= 0`` where it cannot tell; a `Ball` raises `UntraceableError`, and that it did is
remembered, so that a submission that catches it is not believed either.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from numbers import Real
from typing import Any, NoReturn

import flint
import numpy as np
from flint import arb

BITS = 333
"""Precision: a hundred decimal digits."""

SHORT, SINGLE = 20, 24
"""A fraction of at most SHORT bits is meant exactly; one of at most SINGLE bits was once a float32."""

ULPS = 4


class UntraceableError(Exception):
    """The run left what balls can follow; the message says where."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        RUN.lost = RUN.lost or reason


class Run:
    """What a certified run has gone through so far."""

    __slots__ = ("lost", "operations", "rounded")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.lost = ""
        self.operations = 0
        self.rounded = False


RUN = Run()
"""The run of this process; there is one at a time."""


@contextmanager
def tracing() -> Iterator[Run]:
    """A new run, at the precision of balls."""
    before = flint.ctx.prec
    flint.ctx.prec = BITS
    RUN.reset()
    try:
        yield RUN
    finally:
        flint.ctx.prec = before


# Numbers from outside -------------------------------------------------------------------------


def entered(value: Any) -> Any:
    """A number of Python's or NumPy's as an `arb`; None for what is no number.

    A float that is no short dyadic fraction stands for a real number near it, so it gets a radius of a few
    units in the last place, and marks the run as rounded.
    """
    if isinstance(value, WHOLE):
        return whole_ball(int(value))
    if isinstance(value, FLOATING):
        ball, rounded = enclosure(float(value), 10 if isinstance(value, np.float16) else 52)
        RUN.rounded |= rounded
        return ball
    if isinstance(value, Fraction):
        return arb(flint.fmpq(value.numerator, value.denominator))
    if isinstance(value, complex | np.complexfloating):
        raise UntraceableError("complex numbers")
    return None


WHOLE, FLOATING = (int, np.integer, np.bool_), (float, np.floating)

whole_ball = lru_cache(maxsize=4096)(arb)
"""The ball of a whole number."""


@lru_cache(maxsize=4096)
def enclosure(value: float, bits: int) -> tuple[Any, bool]:
    """The ball of a float, and whether it has a radius."""
    if not isfinite(value):
        return arb(value), False
    numerator, denominator = value.as_integer_ratio()
    length = 0 if denominator == 1 and abs(value) < 2**53 else numerator.bit_length()
    if length <= min(SHORT, bits // 2):
        return arb(value), False
    bits = min(bits, 23) if length <= SINGLE else bits
    return arb(value, abs(value) * (ULPS * 2.0**-bits)), True


# Operators ----------------------------------------------------------------------------------


def binary(operate: Callable[[Any, Any], Any], cost: int = 0) -> tuple[Any, Any]:
    """An operator between balls and numbers, and its reflection."""

    def forward(self: Ball, other: Any) -> Any:
        y = other.x if type(other) is Ball else entered(other)
        if y is None:
            return NotImplemented
        RUN.operations += cost
        return Ball(operate(self.x, y))

    def reflected(self: Ball, other: Any) -> Any:
        y = entered(other)
        if y is None:
            return NotImplemented
        RUN.operations += cost
        return Ball(operate(y, self.x))

    return forward, reflected


def comparison(test: Callable[[Any, Any], bool], opposite: Callable[[Any, Any], bool], sign: str) -> Any:
    """A comparison that is decided, or raises."""

    def compare(self: Ball, other: Any) -> Any:
        y = other.x if type(other) is Ball else entered(other)
        if y is None:
            return NotImplemented
        if test(self.x, y):
            return True
        if opposite(self.x, y):
            return False
        raise UntraceableError(f"a comparison ({sign}) of numbers that may be equal")

    return compare


def function(evaluate: Callable[[Any], Any]) -> Callable[[Ball], Ball]:
    """A function of one number as a method, which is how NumPy's object loops call it."""

    def method(self: Ball) -> Ball:
        RUN.operations += 1
        return Ball(evaluate(self.x))

    return method


def power(base: Any, exponent: Any) -> Any:
    """A power; of a negative number too where the exponent is a whole number."""
    return base ** exponent.unique_fmpz() if exponent.is_integer() else base**exponent


# Elements -------------------------------------------------------------------------------------


class Ball:
    """A real number between two bounds, as an element of NumPy's object arrays."""

    __slots__ = ("x",)

    def __init__(self, x: Any) -> None:
        self.x = x

    __add__, __radd__ = binary(operator.add)
    __sub__, __rsub__ = binary(operator.sub)
    __mul__, __rmul__ = binary(operator.mul, cost=1)
    __truediv__, __rtruediv__ = binary(operator.truediv, cost=1)
    __pow__, __rpow__ = binary(power, cost=1)

    __lt__ = comparison(operator.lt, operator.ge, "<")
    __le__ = comparison(operator.le, operator.gt, "<=")
    __gt__ = comparison(operator.gt, operator.le, ">")
    __ge__ = comparison(operator.ge, operator.lt, ">=")
    __eq__ = comparison(operator.eq, operator.ne, "==")
    __ne__ = comparison(operator.ne, operator.eq, "!=")

    # What would lose the bounds fails loudly.

    def __float__(self) -> NoReturn:
        raise UntraceableError("float() of a traced number")

    def __complex__(self) -> NoReturn:
        raise UntraceableError("complex() of a traced number")

    def __repr__(self) -> str:
        # No digits to be read back; one of its own, as some keep results by the text of the inputs.
        return f"<number {id(self):x}>"

    def __format__(self, spec: str) -> str:
        return repr(self)

    # What is decided by the bounds is a plain answer.

    def __bool__(self) -> bool:
        return bool(self != 0)

    def __hash__(self) -> int:
        if not (self.x.is_exact() and self.x.is_finite()):
            return id(self)
        man, exp = map(int, self.x.man_exp())
        return hash(Fraction(man) * Fraction(2) ** exp)

    def __floor__(self) -> int:
        return whole(self.x.floor())

    def __ceil__(self) -> int:
        return whole(self.x.ceil())

    def __trunc__(self) -> int:
        return self.__floor__() if self >= 0 else self.__ceil__()

    __int__ = __trunc__

    def __round__(self, digits: int | None = None) -> Any:
        scale = arb(10) ** (digits or 0)
        nearest = nearest_even(self.x * scale)
        return nearest if digits is None else Ball(arb(nearest) / scale)

    def __floordiv__(self, other: Any) -> Any:
        quotient = self / other
        return quotient if quotient is NotImplemented else Ball(arb(quotient.__floor__()))

    def __mod__(self, other: Any) -> Any:
        quotient = self // other
        return quotient if quotient is NotImplemented else self - quotient * other

    # Like one of NumPy's numbers it has the methods of an array without axes.

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from grader.sandbox.arrays import boxed

        return getattr(boxed(self), name)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        from grader.sandbox.arrays import applied

        return applied(ufunc, method, inputs, kwargs)

    def __copy__(self) -> Ball:
        return self

    def __deepcopy__(self, _: object) -> Ball:
        return self

    def __neg__(self) -> Ball:
        return Ball(-self.x)

    def __pos__(self) -> Ball:
        return self

    def __abs__(self) -> Ball:
        return Ball(abs(self.x))

    def conjugate(self) -> Ball:
        return self

    def rint(self) -> Ball:
        return Ball(arb(nearest_even(self.x)))


Real.register(Ball)


def whole(x: Any) -> int:
    """The whole number in a ball, where there is just one."""
    number = x.unique_fmpz()
    if number is None:
        raise UntraceableError("rounding to a whole number cannot be decided")
    return int(number)


def nearest_even(x: Any) -> int:
    """The whole number nearest to x, the even one of two."""
    up = whole((x + arb(0.5)).floor())
    tie = x.is_exact() and (x + arb(0.5)).is_integer()
    return up - 1 if tie and up % 2 else up


def reciprocal(x: Any) -> Any:
    return 1 / x


def expit(x: Any) -> Any:
    return 1 / (1 + (-x).exp())


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": arb.exp,
    "expm1": arb.expm1,
    "exp2": lambda x: arb(2) ** x,
    "log": arb.log,
    "log1p": arb.log1p,
    "log2": lambda x: x.log() / arb.const_log2(),
    "log10": lambda x: x.log() / arb.const_log10(),
    "sqrt": arb.sqrt,
    "cbrt": lambda x: x.root(3) if not x < 0 else -(-x).root(3),
    "sin": arb.sin,
    "cos": arb.cos,
    "tan": arb.tan,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "arcsin": arb.asin,
    "arccos": arb.acos,
    "arctan": arb.atan,
    "arcsinh": arb.asinh,
    "arccosh": arb.acosh,
    "arctanh": arb.atanh,
    "square": lambda x: x * x,
    "reciprocal": reciprocal,
    "expit": expit,
    "erf": arb.erf,
}

for _name, _function in FUNCTIONS.items():
    setattr(Ball, _name, function(_function))

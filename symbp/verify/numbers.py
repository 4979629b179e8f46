"""The numbers over which expressions are evaluated, and why an evaluation may fail.

Everything in this package is evaluated by one evaluator; what differs is the kind of number:
certified balls (`ball`) or rational functions (`exact`), each with or without an infinitesimal
part, which carries a derivative forward.  Numbers of one kind mix freely with each other under
the operators of Python.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

from symbp.errors import UndecidedError

Number = Any
"""An element of some `Numbers`; flint's types have no stubs."""


class UnsupportedError(UndecidedError):
    """An operation that this kind of number does not have."""


class UndefinedError(UndecidedError):
    """An expression that has no value at this point: log of a negative number, a division by zero."""


class TooLargeError(UndecidedError):
    """An expression that would take more memory than is reasonable."""


class OutOfTimeError(UndecidedError):
    """The time limit is reached."""


class Clock:
    """A time limit, asked for between operations."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.start = time.monotonic()

    @property
    def seconds(self) -> float:
        """The time since the start."""
        return time.monotonic() - self.start

    def check(self) -> None:
        """Raise `OutOfTimeError` once the limit is reached."""
        if self.seconds > self.limit:
            raise OutOfTimeError(f"the time limit of {self.limit:g} s is reached")


class Numbers(Protocol):
    """What the evaluator asks of a kind of number."""

    symbolic: bool
    """Whether entries of inputs are indeterminates."""

    def number(self, value: Any) -> Number:
        """An integer or `flint.fmpq` as a number."""

    def leaf(self, name: str, row: int, column: int, value: Any) -> Number:
        """An entry of an input or a parameter, whose value at the point is given."""

    def size(self, name: str, value: int) -> Number:
        """A number of samples or units."""

    def constant(self, name: str) -> Number:
        """``pi`` or ``e``."""

    def is_zero(self, x: Number) -> bool:
        """Whether x is certainly 0."""

    def call(self, name: str, x: Number, *parameters: Number) -> Number:
        """A function of `symbp.activations.FUNCTIONS`."""

    def softmax(self, row: list[Number]) -> list[Number]:
        """e^x over their sum, for every x of a row."""

    def power(self, base: Number, exponent: Any) -> Number:
        """A power with an integer or `flint.fmpq` exponent."""

    def general_power(self, base: Number, exponent: Number) -> Number:
        """A power with any exponent."""

    def seed(self, x: Number, slope: Number = 1) -> Number:
        """x + slope·ε."""

    def slope(self, x: Number) -> Number:
        """The coefficient of ε: a derivative."""

    def holds(self, relation: str, left: Number, right: Number) -> Any:
        """Whether ``==``, ``<`` or ``>`` holds: True, False, or a number that is 1 or 0."""

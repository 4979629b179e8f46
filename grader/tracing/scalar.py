"""Functions that are recognised by their values, whatever a program computes them by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.formulas import sigmoid
from grader.tracing.formula import Formula, operator
from symbp.notation.tree import Sym, Tree

Compute = Callable[[Any], Any]


@dataclass(frozen=True)
class Named:
    """A function with a name: how it is computed, how it is written."""

    name: str
    compute: Compute
    primes: int = 0
    head: Tree | None = None
    mirrored: bool = False
    """Whether f(−z) is recognised too."""

    def formula(self, argument: Formula) -> Formula:
        return operator(self.name, argument, primes=self.primes, head=self.head)


SIGMA = Sym("sigma")


def slope(x: Any) -> Any:
    return sigmoid(x) * sigmoid(-x)


def tanh_slope(x: Any) -> Any:
    return 1 / np.cosh(x) ** 2


def softmax(axis: int) -> Compute:
    def of(x: Any) -> Any:
        powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
        sums = powers.sum(axis=axis, keepdims=True)
        if np.size(x) < 2 or np.allclose(np.log(sums), -np.max(x, axis=axis, keepdims=True)):
            raise ValueError("logarithms of probabilities, of which it is the exponential function")
        return powers / sums

    return of


def signed(x: Any) -> Any:
    """An argument of both signs, without which relu is not to be told from its parts."""
    if np.all(x > 0) or np.all(x <= 0):
        raise ValueError("one sign only")
    return x


FUNCTIONS: tuple[Named, ...] = (
    Named("sigmoid", sigmoid, head=SIGMA, mirrored=True),
    Named("sigmoid", slope, 1, SIGMA),
    Named("tanh", np.tanh),
    Named("tanh", tanh_slope, 1),
    Named("relu", lambda x: np.maximum(signed(x), 0)),
    Named("relu", lambda x: (signed(x) > 0) * 1.0, 1),
    Named("softmax", softmax(-1)),
    Named("softplus", lambda x: np.logaddexp(0, x), mirrored=True),
)
"""Tried in this order."""

"""Whether the arguments of a network's function fit the network; NumPy would broadcast many that do not.

The function tests its arguments in one line of comparisons, which takes 0.4 µs.  Only where that test
fails does `Fit` look closer: it makes arrays of lists and of whole numbers, or says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Integer
from sympy.matrices.expressions import MatrixSymbol

from symbp.data import in_words, labels, real_array
from symbp.errors import DataError
from symbp.penalties import N, lam

if TYPE_CHECKING:
    from symbp.network import Network

Array = NDArray[Any]
Sizes = tuple[Expr, ...]

ONE_EACH = "count_nonzero(t.reshape(-1, 1) == classes) == N"
"""The test that every label is a class: it can equal no more than one."""


@dataclass(frozen=True)
class Fit:
    """What the arguments of a network's function must be: N comes from X, all other sizes from `units`."""

    net: Network

    @cached_property
    def arrays(self) -> tuple[MatrixSymbol, ...]:
        """X, t and the parameters."""
        return (self.net.names.X, self.net.names.t, *self.net.names.parameters)

    def shape(self, symbol: MatrixSymbol) -> Sizes:
        """The shape in symbols; a ``(units,)`` bias has but one size."""
        flat = self.net.bias_shape == "(units,)" and symbol.name.startswith("b")
        return (symbol.shape[int(self.net.bias_is_row)],) if flat else tuple(symbol.shape)

    def sizes(self, symbol: MatrixSymbol, samples: int | None = None) -> Sizes:
        """The shape in numbers; N stays a symbol where it is not known."""
        known = {**self.net.names.sizes, N: N if samples is None else Integer(samples)}
        return tuple(size.xreplace(known) for size in self.shape(symbol))

    @property
    def tests(self) -> list[str]:
        """What must hold, as Python text: arrays, their shapes, one floating type, labels, a plain λ."""
        X, t, *parameters = self.arrays
        labelled = self.net.integer_targets
        floats = [X, *parameters] if labelled else self.arrays
        return [
            f"ndarray is {' is '.join(f'type({a.name})' for a in self.arrays)}",
            f"X.shape == {self.sizes(X)}".replace("N", f"(N := X.size // {self.net.units[0]})"),
            "N",
            f"t.shape in ((N,), {self.sizes(t)})" if labelled else f"t.shape == {self.sizes(t)}",
            *(f"{p.name}.shape == {self.sizes(p)}" for p in parameters),
            f"{' is '.join(f'{a.name}.dtype' for a in floats)} and X.dtype.kind == 'f'",
            *([ONE_EACH] if labelled else []),
            *(["type(lam) is float"] if lam in self.net.names.arguments else []),
        ]

    @cached_property
    def classes(self) -> Array:
        """The integer labels that there are."""
        first = int(self.net.target_coding[-1])
        return np.arange(first, first + self.net.units[-1])

    # Where a test fails ---------------------------------------------------------------

    def __call__(self, X: Any, t: Any, *others: Any) -> tuple[Any, ...]:
        """The arguments as arrays of floats, λ as a float.  Raises `DataError` for those that do not fit."""
        named = zip(self.arrays, (X, t, *others), strict=False)
        X, t, *parameters = (real_array(symbol.name, value) for symbol, value in named)
        samples = self.samples(X)
        for symbol, value in zip(self.arrays[2:], parameters, strict=True):
            self.check(symbol, value, samples)
        return (
            floating(X),
            self.targets(t, samples),
            *map(floating, parameters),
            *map(strength, others[len(parameters) :]),
        )

    def samples(self, X: Array) -> int:
        """N, which X alone decides."""
        found = self.count(X)
        self.check(self.arrays[0], X, found)
        if not found:
            raise DataError(f"X has shape {X.shape}: no samples, N = 0; expected at least one")
        return found

    def count(self, X: Array) -> int:
        """How many samples there are in a matrix; a vector may be one."""
        return int(X.shape[self.net.samples == "columns"]) if X.ndim == 2 else 1

    def targets(self, t: Array, samples: int) -> Array:
        """t as numbers, or as labels, which may lie flat."""
        if not self.net.integer_targets:
            self.check(self.arrays[1], t, samples)
            return floating(t)
        if t.shape != (samples,):
            self.check(self.arrays[1], t, samples)
        return labels(t.reshape(-1), int(self.classes[0]), len(self.classes), in_words)

    def check(self, symbol: MatrixSymbol, value: Array, samples: int) -> None:
        """Refuse an array of another shape."""
        name, expected = symbol.name, self.sizes(symbol, samples)
        if value.shape != expected:
            stated = self.sizes(symbol) if name == "X" else expected
            count = f" with N = {samples} from X" if name == "t" else ""
            raise DataError(
                f"{name} has shape {value.shape}; expected {self.shape(symbol)} = {stated}{count}; "
                f"{self.advice(symbol, value, samples)}"
            )

    def advice(self, symbol: MatrixSymbol, value: Array, samples: int) -> str:
        """What would help."""
        name, expected = symbol.name, self.sizes(symbol, samples)
        if value.T.shape == self.sizes(symbol, self.count(value.T) if name == "X" else samples):
            return f"give {name}.T"
        if value.ndim < 2 and value.size == prod(expected):
            return f"give {name}.reshape{expected}"
        return f"the layers of this network are units = {list(self.net.units)}"


def floating(array: Array) -> Array:
    """The array, with whole numbers as floats: −t of unsigned ones would be wrong."""
    return array if array.dtype.kind == "f" else array.astype(float)


def strength(value: Any) -> float:
    """λ as a Python number: one of NumPy would turn float32 into float64."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise DataError(f"lam = {value!r}: expected a number") from None

"""Mutants with a factor that is not known, such as the rate of an update that came too early.

In the first gradient that the factor enters it enters linearly: two values give the line, the answer gives
the factor.  All other quantities are then computed with it and must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.numbers import Numbers, Value
from grader.tables import Case

Array = NDArray[Any]

LINEAR = 1e-11


class Line:
    """One quantity under many cases as start + factor · slope; NaN where that is not so."""

    def __init__(self, values: Sequence[Sequence[Value]], shape: tuple[int, ...]) -> None:
        self.shape = shape
        rows = np.stack([[entries(value, shape) for value in points] for points in values])
        self.start, self.slope = rows[:, 0], rows[:, 1] - rows[:, 0]
        bent = np.abs(rows[:, 2] - rows[:, 0] - 2 * self.slope).max(1) > LINEAR * np.abs(rows).max((1, 2))
        flat = np.abs(self.slope).max(1) <= LINEAR * np.abs(self.start).max(1)
        self.flat = flat
        self.slope[bent | flat] = np.nan

    def solve(self, array: Array, tolerance: float) -> list[tuple[int, float]]:
        """The cases on whose line the array lies, and for which factor other than 0.

        Zeros say nothing: some factor makes any mistake vanish.
        """
        if array.shape != self.shape or array.size < 2 or not array.any():
            return []
        x, size = array.ravel(), np.abs(array).max()
        with np.errstate(all="ignore"):
            rest = x - self.start
            factors = (rest * self.slope).sum(1) / (self.slope**2).sum(1)
            off = np.abs(rest - factors[:, None] * self.slope).max(1) <= tolerance * size
            moved = np.abs(rest).max(1) > tolerance * size
        return [(case, float(factors[case])) for case in np.flatnonzero(off & moved).tolist()]


def entries(value: Value, shape: tuple[int, ...]) -> Array:
    """The entries in a row; NaN where there is no such matrix."""
    fits = not value.error and np.shape(value.array) == shape
    return np.asarray(value.array, float).ravel() if fits else np.full(int(np.prod(shape)), np.nan)


class Unknowns:
    """Cases with one unknown factor each, and their lines."""

    def __init__(self, numbers: Numbers, cases: Sequence[Case], names: Sequence[str]) -> None:
        self.numbers, self.cases, self.names = numbers, list(cases), tuple(names)
        self.lines = {name: self.line(name, found) for name, found in self.sampled().items()}

    def sampled(self) -> dict[str, list[list[Value]]]:
        """Each quantity of each case, its factor being 0, 1 and 2."""
        trials = [Value(float(factor)) for factor in range(3)]
        found: dict[str, list[list[Value]]] = {name: [] for name in self.names}
        for case in self.cases:
            name = unknown(case)
            values = [self.numbers.values(self.names, case.equations, {name: one}) for one in trials]
            for quantity in self.names:
                found[quantity].append([one[quantity] for one in values])
        return found if self.cases else {}

    def line(self, name: str, values: Sequence[Sequence[Value]]) -> Line:
        return Line(values, np.shape(self.numbers.right[name].array))

    def find(self, values: Mapping[str, Array], tolerance: float) -> Iterator[tuple[Case, float]]:
        """The cases that give all these values, with their factor."""
        seen: set[int] = set()
        for name in (name for name in self.names if name in values and name in self.lines):
            for place, factor in self.lines[name].solve(values[name], tolerance):
                if place not in seen and self.agrees(self.cases[place], factor, values, 10 * tolerance):
                    seen.add(place)
                    yield self.cases[place], factor

    def agrees(self, case: Case, factor: float, values: Mapping[str, Array], tolerance: float) -> bool:
        """Whether the case gives these values with this factor."""
        found = self.numbers.values(values, case.equations, {unknown(case): Value(factor)}, {})
        return all(alike(found[name], array, tolerance) for name, array in values.items())


def unknown(case: Case) -> str:
    """The name of a case's factor."""
    return next(str(mutant.unknown.name) for mutant in case.mutants if mutant.unknown is not None)


def alike(value: Value, array: Array, tolerance: float) -> bool:
    """Whether a value is these numbers."""
    if value.error or np.shape(value.array) != array.shape:
        return False
    return bool(np.abs(value.array - array).max() <= tolerance * np.abs(array).max())

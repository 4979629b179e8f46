"""What many mutants give for one quantity, sorted so that an answer is found among them at once.

Every matrix is projected on one fixed direction; projections are looked up by bisection, and what is found
is confirmed entry by entry.  So a thousand mutants cost no more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import prod, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Basic

from grader.numbers import Numbers, Value
from symbp.misconceptions.record import Mutant

Array = NDArray[Any]
Shape = tuple[int, ...]

SAME = 1e-11
"""Up to which relative difference two mutants count as one formula, computed in another order."""

SMALL = 1e-3
"""Numbers below this part of the usual size are compared as if they had it: a 0 may come out as 1e-17."""


@dataclass(frozen=True, eq=False)
class Case:
    """A derivation with some mistakes, none for the right one."""

    mutants: tuple[Mutant, ...] = ()
    equations: Mapping[str, Basic] = field(default_factory=dict)


class Block:
    """Matrices of one shape, by their projections; equal ones have one number."""

    def __init__(self, arrays: Sequence[Array], first: int) -> None:
        self.shape = arrays[0].shape
        self.direction = direction(prod(self.shape))
        rows = np.stack([array.ravel() for array in arrays])
        prints = rows @ self.direction
        self.order = prints.argsort(kind="stable")
        self.rows, self.prints = rows[self.order], prints[self.order]
        self.least = SMALL * float(np.median(sizes(rows)))
        apart = np.abs(np.diff(self.rows, axis=0)).max(1) > SAME * np.maximum(
            sizes(self.rows[1:]), self.least
        )
        self.numbers = first + np.concatenate(([0], apart.cumsum()))

    def of_given(self) -> Array:
        """The number of each of the matrices, in the order in which they were given."""
        found = np.empty(len(self.order), int)
        found[self.order] = self.numbers
        return found

    def value(self, number: int) -> Array:
        """The matrix with this number."""
        return np.asarray(self.rows[self.numbers.searchsorted(number)].reshape(self.shape))

    def find(self, array: Array, tolerance: float) -> Array:
        """The numbers of the matrices that agree with this one in every entry."""
        x = array.ravel()
        slack = tolerance * max(float(np.abs(x).max()), self.least)
        at, width = float(x @ self.direction), slack * sqrt(x.size)
        first, last = self.prints.searchsorted((at - width, at + width), "left")
        near = slice(int(first), int(last) + 1)
        agree = np.abs(self.rows[near] - x).max(1) <= slack
        return np.unique(self.numbers[near][agree])

    def multiples(self, array: Array, tolerance: float) -> list[float]:
        """The factors that make one of the matrices this one, each once."""
        x = array.ravel()
        with np.errstate(all="ignore"):
            factors = (self.rows @ x) / (self.rows**2).sum(1)
            apart = np.abs(self.rows * factors[:, None] - x).max(1)
        return distinct(factors[apart <= tolerance * np.abs(x).max()].tolist(), tolerance)


@lru_cache(maxsize=256)
def direction(entries: int) -> Array:
    """A fixed direction in which no two mutants agree by accident."""
    drawn = np.random.default_rng(entries).standard_normal(entries)
    return np.asarray(drawn / np.linalg.norm(drawn))


def sizes(rows: Array) -> Array:
    """The largest entry of each row."""
    return np.asarray(np.abs(rows).max(1))


def distinct(numbers: Iterable[float], tolerance: float) -> list[float]:
    """Numbers without those that are nearly another."""
    kept: list[float] = []
    for number in numbers:
        if not any(abs(number - other) <= tolerance * abs(number) for other in kept):
            kept.append(number)
    return kept


class Column:
    """One quantity under many cases: a number for each case, equal where the quantity is.

    Cases under which it does not exist, or is no finite number, have the number −1.
    """

    def __init__(self, values: Sequence[Value]) -> None:
        by_shape: dict[Shape, list[Value]] = {}
        for value in dict.fromkeys(values):
            if not value.error and np.isfinite(value.array).all():
                by_shape.setdefault(np.shape(value.array), []).append(value)
        self.blocks: dict[Shape, Block] = {}
        numbers: dict[Value, int] = {}
        count = 0
        for shape, group in by_shape.items():
            block = self.blocks[shape] = Block([np.asarray(value.array) for value in group], count)
            numbers.update(zip(group, block.of_given().tolist(), strict=True))
            count = int(block.numbers[-1]) + 1
        self.numbers = np.array([numbers.get(value, -1) for value in values])

    def value(self, number: int) -> Array:
        """The matrix with this number."""
        found = (block.value(number) for block in self.blocks.values() if number in block.numbers)
        return next(found)

    def find(self, array: Array, tolerance: float) -> Array:
        """Which cases give these numbers."""
        block = self.blocks.get(array.shape)
        if block is None or not np.isfinite(array).all():
            return np.zeros(len(self.numbers), bool)
        found = block.find(array, tolerance)
        return self.numbers == found[0] if len(found) == 1 else np.isin(self.numbers, found)


class Table:
    """Cases, and their values of each quantity that is asked for."""

    def __init__(self, numbers: Numbers, cases: Sequence[Case], names: Sequence[str]) -> None:
        self.numbers, self.cases, self.names = numbers, list(cases), tuple(names)
        self.columns: dict[str, Column] = {}

    def column(self, name: str) -> Column:
        """A quantity under all cases; those in `names` are computed together."""
        if name not in self.columns:
            names = self.names if name in self.names else (name,)
            found = [self.numbers.values(names, case.equations) for case in self.cases]
            for one in names:
                self.columns[one] = Column([values[one] for values in found])
        return self.columns[name]

    def right(self, name: str) -> Array:
        """A quantity without any mistake."""
        return np.asarray(self.numbers.right[name].array)

    def value(self, name: str, place: int) -> Array:
        """A quantity under one case."""
        column = self.column(name)
        return column.value(int(column.numbers[place]))

    def find(self, values: Mapping[str, Array], tolerance: float) -> list[int]:
        """The cases that give all these values."""
        agree = np.ones(len(self.cases), bool)
        for name, array in values.items():
            agree &= self.column(name).find(array, tolerance)
        return list(np.flatnonzero(agree).tolist())

    @cached_property
    def signatures(self) -> list[tuple[int, ...]]:
        """What tells one case from another: the number of each quantity in `names`."""
        columns = [self.column(name).numbers.tolist() for name in self.names]
        return list(zip(*columns, strict=True))

    def exists(self, case: int) -> bool:
        """Whether all quantities have a value."""
        return min(self.signatures[case]) >= 0

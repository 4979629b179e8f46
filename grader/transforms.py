"""Transformations of a result: each way in which an answer can be read as a changed other one.

A `Reading` undoes one: an answer that is twice the right gradient is half of itself, and that half is
looked up among the right values and the mutants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.findings import Slip
from grader.points import TestPoint
from grader.tables import Table

Array = NDArray[Any]
Values = Mapping[str, Array]


@dataclass(frozen=True)
class Reading:
    """What the values were before a slip changed the result; `others` are other names for it."""

    slip: Slip
    values: Values
    others: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Transforms:
    """The readings of answers at one point; `table` holds the right values first, then the mutants'."""

    point: TestPoint
    table: Table
    gradients: tuple[str, ...]

    def readings(self, values: Values, tolerance: float) -> Iterator[Reading]:
        """Every way to read these values as transformed ones, the simplest first."""
        right = {name: self.table.right(name) for name in values}
        wrong = [name for name, x in values.items() if not agree(x, right[name], tolerance)]
        wrong = [name for name in wrong if name in self.gradients]
        if wrong:
            yield from self.transposed(values, right, wrong)
            yield from self.exchanged(values, wrong, tolerance)
            yield from self.scaled(values, wrong, tolerance)
            yield from self.stepped(values, wrong, tolerance)

    def transposed(self, values: Values, right: Values, wrong: list[str]) -> Iterator[Reading]:
        """M21: those that must be, and then all that may be."""
        turnable = [q for q in wrong if values[q].ndim == 2 and values[q].T.shape == right[q].shape]
        turnable = [q for q in turnable if values[q].size > 1]
        needed = [q for q in turnable if values[q].shape != right[q].shape]
        for group in (needed, turnable) if needed != turnable else (needed,):
            if group:
                turned = {**values, **{q: values[q].T for q in group}}
                yield Reading(Slip("M21", group[0], "result transposed"), turned)

    def exchanged(self, values: Values, wrong: list[str], tolerance: float) -> Iterator[Reading]:
        """M32: gradients in each other's places, told by their values or by their shapes."""
        meant = {q: self.meant(values[q], tolerance) for q in wrong}
        if set(meant.values()) == set(wrong) and all(p != q for q, p in meant.items()):
            words = ", ".join(f"{p} in place of {q}" for q, p in meant.items())
            undone = {p: values[q] for q, p in meant.items() if p is not None}
            yield Reading(Slip("M32", wrong[0], words), {**values, **undone})

    def meant(self, x: Array, tolerance: float) -> str | None:
        """The gradient that has this value, or else the only one of this shape."""
        equal = [p for p in self.gradients if agree(x, self.table.right(p), tolerance)]
        alike = [p for p in self.gradients if x.shape == self.table.right(p).shape]
        return equal[0] if equal else alike[0] if len(alike) == 1 else None

    def scaled(self, values: Values, wrong: list[str], tolerance: float) -> Iterator[Reading]:
        """M41: all gradients times one constant, with or without δ's and loss; a rate, if unnamed."""
        asked = {q: x for q, x in values.items() if q in self.gradients}
        deltas = {q: x for q, x in values.items() if q.startswith("delta")}
        groups = (asked, {**asked, **deltas}, dict(values))
        for factor in self.factors(asked, wrong, tolerance):
            if abs(factor - 1) > tolerance and (
                self.name_of(factor) or sum(x.size for x in asked.values()) > 1
            ):
                for group in {tuple(group): group for group in groups}.values():
                    yield self.multiple(
                        factor, wrong[0], {**values, **{q: x / factor for q, x in group.items()}}
                    )

    def multiple(self, factor: float, place: str, undone: Values) -> Reading:
        """A constant by its name, or by the name of a rate if it has none."""
        name = self.name_of(factor)
        constant = Slip("M41", place, f"times {name or short(factor)}", factor)
        rate = Slip("M31", place, "times the learning rate", factor)
        first, second = (constant, rate) if name else (rate, constant)
        return Reading(first, undone, (second,))

    def stepped(self, values: Values, wrong: list[str], tolerance: float) -> Iterator[Reading]:
        """M31: weights after a step, W − α dW, in place of gradients."""
        steps = {q: self.point.arrays[q[1:]] - x for q, x in values.items() if self.is_like(q, x)}
        if len(steps) < sum(q in self.gradients for q in values) or sum(x.size for x in steps.values()) < 2:
            return
        for factor in self.factors(steps, wrong, tolerance):
            undone = {**values, **{q: x / factor for q, x in steps.items()}}
            yield Reading(Slip("M31", wrong[0], "the updated weights", factor), undone)

    def is_like(self, name: str, x: Array) -> bool:
        """Whether these could be the weights of which `name` is the gradient."""
        return name in self.gradients and self.point.arrays[name[1:]].shape == x.shape

    def factors(self, values: Values, wrong: list[str], tolerance: float) -> list[float]:
        """By which the largest of the wrong gradients is a multiple of the right one or of a mutant's."""
        largest = max((q for q in wrong if q in values), key=lambda q: values[q].size)
        x = values[largest]
        block = self.table.column(largest).blocks.get(x.shape)
        if block is None or not np.isfinite(x).all() or not x.any():
            return []
        if x.size == 1:
            right = float(self.table.right(largest).ravel()[0])
            return [float(x.ravel()[0]) / right] if right else []
        return [factor for factor in block.multiples(x, tolerance) if factor]

    def name_of(self, factor: float) -> str | None:
        """The constant as it is written, where it is one of those that people mislay."""
        return next((name for name, value in self.constants.items() if near(value, factor)), None)

    @cached_property
    def constants(self) -> dict[str, float]:
        return constants(self.point)


def constants(point: TestPoint) -> dict[str, float]:
    """The numbers by which answers are off, the simplest first."""
    dims = zip(point.net.names.dims, point.net.units, strict=True)
    sizes = {"N": point.samples, **{symbol.name: units for symbol, units in reversed(list(dims))}}
    sizes = {name: size for name, size in sizes.items() if size > 1}
    found: dict[str, float] = {"-1": -1, "2": 2, "1/2": 0.5}
    for name, size in sizes.items():
        found |= {name: size, f"1/{name}": 1 / size}
    for (one, a), (other, b) in product({"2": 2, **sizes}.items(), sizes.items()):
        found |= {f"{one}*{other}": a * b, f"{one}/{other}": a / b, f"1/({one}*{other})": 1 / (a * b)}
    return {**found, **{f"-{name}": -value for name, value in found.items() if value > 0}}


def near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * abs(other)


def short(number: float) -> str:
    """A number as one would write it."""
    return f"{number:.6g}"


def agree(one: Array, other: Array, tolerance: float) -> bool:
    """Whether two matrices are the same up to rounding."""
    if one.shape != other.shape or not np.isfinite(one).all():
        return False
    return bool(np.abs(one - other).max() <= tolerance * np.abs(other).max())


def two_factors(x: Array, data: Array, penalty: Array, tolerance: float) -> tuple[float, float] | None:
    """α and β of x = α·data + β·penalty, if there are; without the data term it is no gradient at all."""
    if x.shape != data.shape or x.size < 3 or not np.isfinite(x).all():
        return None
    basis = np.stack((data.ravel(), penalty.ravel()), 1)
    found, _, rank, _ = np.linalg.lstsq(basis, x.ravel(), rcond=None)
    fits = np.abs(basis @ found - x.ravel()).max() <= tolerance * np.abs(x).max()
    there = np.abs(found[0] * data).max() > tolerance * np.abs(data).max()
    return (float(found[0]), float(found[1])) if rank == 2 and fits and there else None

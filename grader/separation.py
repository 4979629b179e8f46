"""How well a point tells mistakes apart: the distance between every two classes of mutants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.diagnosis import Diagnoser

Array = NDArray[Any]

ENOUGH = 1e-6
"""The relative difference from which on two classes count as separated: far beyond any rounding."""


@dataclass(frozen=True)
class Separation:
    """The classes of one point, the right answer first, and how far they are from each other."""

    diagnoser: Diagnoser

    @cached_property
    def places(self) -> list[int]:
        """The right case and the simplest of each class."""
        return [0, *(places[0] for places in self.diagnoser.classes)]

    @cached_property
    def distances(self) -> Array:
        """Between every two classes the largest difference of an entry, relative to the quantity's size."""
        found = np.zeros((len(self.places), len(self.places)))
        for name in self.diagnoser.names:
            for row, distances in enumerate(self.of_quantity(name)):
                found[row] = np.maximum(found[row], distances)
        np.fill_diagonal(found, np.inf)
        return found

    def of_quantity(self, name: str) -> Iterator[Array]:
        """The distances of each class from all others in one quantity; other shapes are infinitely far."""
        column = self.diagnoser.singles.column(name)
        values = [column.value(int(column.numbers[place])) for place in self.places]
        shapes = [value.shape for value in values]
        for value in values:
            same = np.array([shape == value.shape for shape in shapes])
            rows = np.stack([other.ravel() for other, fits in zip(values, same, strict=True) if fits])
            size = np.maximum(np.abs(rows).max(1), np.abs(value).max())
            distances = np.full(len(values), np.inf)
            distances[same] = np.abs(rows - value.ravel()).max(1) / np.where(size == 0, 1, size)
            yield distances

    @property
    def smallest(self) -> float:
        """The distance of the two classes that are nearest to each other."""
        return float(self.distances.min())

    @property
    def nearest(self) -> list[tuple[int, float]]:
        """For each class the class that is nearest to it, and how near."""
        return [(int(row.argmin()), float(row.min())) for row in self.distances]

    @property
    def close(self) -> int:
        """How many pairs of classes are not separated."""
        return int((self.distances < ENOUGH).sum()) // 2

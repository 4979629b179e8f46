"""How well a point tells mistakes apart: the distance between every two classes of mutants."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.diagnosis import Diagnoser
from grader.drawing import Drawing
from grader.points import TestPoint, with_strength
from symbp.network import Network

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
        found = np.max([self.of_quantity(name) for name in self.diagnoser.names], axis=0)
        np.fill_diagonal(found, np.inf)
        return np.asarray(found)

    def of_quantity(self, name: str) -> Array:
        """The distances in one quantity; other shapes are infinitely far."""
        values = [self.diagnoser.singles.value(name, place) for place in self.places]
        found = np.full((len(values), len(values)), np.inf)
        for shape in {value.shape for value in values}:
            same = [place for place, value in enumerate(values) if value.shape == shape]
            rows = np.stack([values[place].ravel() for place in same])
            size = np.maximum(np.abs(rows).max(1), np.finfo(float).tiny)
            for place, row, own in zip(same, rows, size, strict=True):
                found[place, same] = np.abs(rows - row).max(1) / np.maximum(size, own)
        return found

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


def fault(point: TestPoint) -> int:
    """How many pairs of mutants look alike at a point and need not: 0 for a point that can be used."""
    separation = Separation(Diagnoser(point.net, point, pairs=False))
    return separation.close + max(0, most_classes(point.net, point.samples) - len(separation.places))


@lru_cache(maxsize=64)
def most_classes(net: Network, samples: int) -> int:
    """How many classes there are at points of these sizes."""
    drawn = (TestPoint("main", net, samples, Drawing(net, samples, b"%d" % turn).arrays()) for turn in (1, 2))
    points = (with_strength(point, b"") for point in drawn)
    return max(len(Separation(Diagnoser(net, point, pairs=False)).places) for point in points)

"""Dimensions that a text writes under its factors: are they those of the network?

A shape may be wrong where its equation is right, so it is told apart from the equation.  N is what a text
first says it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Expr

from symbp.checking.record import Claimed
from symbp.network import Network
from symbp.notation import plain
from symbp.penalties import N
from symbp.reading.record import ShapeClaim

Shape = tuple[Expr, Expr]


@dataclass
class Shapes:
    """The dimensions of one text: the units of the network, and how many samples the text has."""

    net: Network
    samples: Expr = N

    def claimed(self, claims: Iterable[ShapeClaim]) -> tuple[Claimed, ...]:
        """Every statement about dimensions, and whether it is right."""
        found = []
        for claim in claims:
            if claim.actual is not None:
                actual = self.sizes(claim.actual, claim.claimed)
                stated = self.numbers(claim.claimed)
                found.append(Claimed(claim.text, written(claim.claimed), written(actual), stated == actual))
        return tuple(found)

    def sizes(self, actual: Shape, claimed: Shape) -> Shape:
        """The dimensions of a matrix in numbers, N too where a number was written for it."""
        for size, number in zip(actual, claimed, strict=True):
            if size == N == self.samples and number.is_Integer:
                self.samples = number
        return self.numbers(actual)

    def numbers(self, shape: Shape) -> Shape:
        rows, columns = (size.subs(self.net.names.sizes).subs(N, self.samples) for size in shape)
        return rows, columns


def written(shape: Shape) -> str:
    return "×".join(plain(size) for size in shape)

"""What reading a text gives: its lines, their sides, and what they claim about dimensions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sympy import Expr

from symbp.reading import surface as s
from symbp.reading.context import Context
from symbp.reading.problem import ReadingError
from symbp.reading.values import Reading

LineKind = Literal["statement", "definition", "assumption", "prose"]


@dataclass(frozen=True)
class Side:
    """One side of an equation: as it was written, and its readings, the most usual first."""

    surface: s.Surface
    readings: tuple[Reading, ...] = ()
    error: ReadingError | None = None


@dataclass(frozen=True)
class ShapeClaim:
    """Dimensions that a text states of something: those claimed, and those that it has."""

    text: str
    claimed: tuple[Expr, Expr]
    actual: tuple[Expr, Expr] | None


@dataclass(frozen=True)
class Line:
    """One line of a text.

    `relations` has one entry for each side: the sign before it, "" before a side that begins a chain.
    A line whose first relation is not "" goes on with the chain of the line before.  `case` tells
    apart the lines that one formula for all layers stands for: "l = 2".  `context` is what was known
    where it stands, `seconds` the time that reading it took, with its share of what the text took.
    """

    line: int
    part: int
    text: str
    kind: LineKind
    sides: tuple[Side, ...] = ()
    relations: tuple[str, ...] = ()
    shape_claims: tuple[ShapeClaim, ...] = ()
    error: ReadingError | None = None
    case: str = ""
    how: tuple[str, ...] = ()
    context: Context | None = field(default=None, compare=False, repr=False)
    seconds: float = field(default=0.0, compare=False, repr=False)

    @property
    def continues(self) -> bool:
        """Whether it goes on with the chain of the line before."""
        return bool(self.relations and self.relations[0])

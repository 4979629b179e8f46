"""The worked numbers: each matrix of one forward and one backward pass, symbol → numbers → result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from symbp.derivation import Derivation
from symbp.document.lines import Display, Inline, Line
from symbp.document.numerals import WIDEST_LINE, Numerals, width
from symbp.notation import layout
from symbp.notation.tree import Op, Row, Tree
from symbp.numeric.weights import initial_in_words

ROUNDED = (
    "Every number is computed to 30 digits and then rounded as shown, so that no rounding error adds up "
    "from line to line."
)
LARGE = (
    "The network is large: numbers are computed in double precision, and of large matrices only the corners "
    "are shown."
)


@dataclass(frozen=True)
class Worked:
    """The given numbers, then each quantity of the forward and of the backward pass."""

    opening: Inline
    given: Display
    forward: tuple[Display, ...]
    backward: tuple[Display, ...]


def worked(d: Derivation, numerals: Numerals, seed: int) -> Worked:
    """Every named quantity at the data and at the weights before training."""
    how = ROUNDED if numerals.values.certified else LARGE
    opening = f"The weights before training come from {initial_in_words(d.net, seed)}. {how}"
    return Worked(
        opening,
        Display(tuple(side_by_side(numerals, d.net.names.arguments)), loose=True),
        passes(numerals, [e.name for e in (*d.forward, d.loss)]),
        passes(numerals, [e.name for e in d.backward]),
    )


def passes(numerals: Numerals, names: Sequence[str]) -> tuple[Display, ...]:
    """One display for each quantity; a page may end inside one."""
    return tuple(Display(tuple(numerals.worked(name)), loose=True) for name in names)


def side_by_side(numerals: Numerals, symbols: Sequence[Any]) -> Iterator[Line]:
    """The given matrices as equations, as many beside each other as fit."""
    row: list[Tree] = []
    for symbol in symbols:
        equation = Row((layout(symbol, numerals.style), Op("="), numerals.matrix(symbol)))
        if row and sum(map(width, row)) + width(equation) > WIDEST_LINE:
            yield Line(None, Row(tuple(row)), sign="")
            row = []
        row += [Op("quad"), equation] if row else [equation]
    yield Line(None, Row(tuple(row)), sign="")

"""Numbers as they are shown: so many digits after the point, matrices of them in a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite, isnan
from typing import Any

from symbp.notation.tree import Grid, Num, Op, Row, Script, Sym, Tree

LARGEST = 1e6
"""From here on a number is written with a power of ten."""


def number(value: Any, digits: int = 4) -> Tree:
    """A number rounded to `digits` after the point; an integer is written in full.

    >>> number(-0.984, 2), number(-0.001, 2), number(3)
    (Num(text='-0.98'), Num(text='0.00'), Num(text='3'))
    """
    if isinstance(value, int):
        return Num(str(value))
    value = float(value)
    if not isfinite(value):
        return not_finite(value)
    if abs(value) >= LARGEST:
        return scientific(value, digits)
    return Num(unsigned_zero(f"{value:.{digits}f}"))


def scientific(value: Any, digits: int = 2) -> Tree:
    """A number as a power of ten with a factor: 1.58 × 10^15."""
    factor, exponent = f"{float(value):.{digits}e}".split("e")
    power = Script(Num("10"), sup=Num(str(int(exponent))))
    return Row((Num(unsigned_zero(factor)), Op("times"), power))


def unsigned_zero(text: str) -> str:
    """The text without the minus of a negative number that rounds to zero."""
    return text if text.strip("-0.") else text.lstrip("-")


def not_finite(value: float) -> Tree:
    if isnan(value):
        return Sym("NaN", "upright")
    return Op("infinity") if value > 0 else Row((Op("-"), Op("infinity")))


def grid(array: Iterable[Any], digits: int = 4, largest: int = 12) -> Grid:
    """A matrix of numbers; of more than `largest` rows or columns the middle is left out.

    `array` is anything with rows of numbers; a single row of numbers is a matrix of one row.
    """
    rows = [list(row) if isinstance(row, Iterable) else row for row in array]
    table: list[list[Any]] = rows if not rows or isinstance(rows[0], list) else [rows]
    down, across = shown(len(table), largest), shown(len(table[0]) if table else 0, largest)
    return Grid(tuple(tuple(cell(table, i, j, digits) for j in across) for i in down), numeric=True)


def shown(count: int, largest: int) -> Sequence[int | None]:
    """The places that are shown, with None where some are left out."""
    if count <= largest:
        return range(count)
    return [*range(largest - 2), None, count - 1]


def cell(table: list[list[Any]], i: int | None, j: int | None, digits: int) -> Tree:
    if i is None:
        return Op("vdots" if j is not None else "ddots")
    return Op("dots") if j is None else number(table[i][j], digits)

"""Products: which factors belong together, and which products are matrix products.

Juxtaposition and · are matrix products where the shapes fit, else element-wise; ⊙ is element-wise.
Without brackets every grouping that fits the shapes is a reading, the usual one first: matrix
products bind more strongly than ⊙.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Integer, Pow, S

from symbp.nodes import power, product, transpose
from symbp.notation.numpy_text import shape_text
from symbp.reading.budget import Budget
from symbp.reading.diagonal import Diagonal, scaled
from symbp.reading.problem import ReadingError
from symbp.reading.rows import rows_in
from symbp.reading.values import (
    brief,
    is_matrix,
    misfit,
    no_entry_beside,
    scalar_product,
    times,
    times_entries,
)

MOST_FACTORS, MOST_GROUPINGS = 16, 4

MATRIX, ENTRIES, OVER = "matrix product", "element-wise product", "element-wise quotient"

SIGNS: dict[str, tuple[tuple[str, int], ...]] = {
    "": ((MATRIX, 0), (ENTRIES, 2)),
    "·": ((MATRIX, 0), (ENTRIES, 2)),
    "×": ((MATRIX, 0), (ENTRIES, 2)),
    "@": ((MATRIX, 0),),
    "⊗": ((MATRIX, 0),),
    "*": ((ENTRIES, 0), (MATRIX, 1)),
    "⊙": ((ENTRIES, 0),),
    "⊘": ((OVER, 0),),
    "/": ((OVER, 0),),
}
"""What the sign between two matrices can mean, and how unusual that is."""


@dataclass(frozen=True)
class Factor:
    """One factor: the sign before it, its value, and where it stands."""

    sign: str
    value: Any
    at: int


@dataclass(frozen=True)
class Grouping:
    """A product of neighbouring factors, and how it was understood."""

    value: Any
    cost: int = 0
    joints: tuple[tuple[Any, Any], ...] = ()
    early: bool = False
    loose: bool = False

    @property
    def how(self) -> tuple[str, ...]:
        """In words, what was not written: element-wise products side by side, and which came first."""
        remarks = [entrywise(left, right) for left, right in self.joints]
        return (*remarks, *["⊙ taken before the matrix product"] * self.early)


def entrywise(left: Any, right: Any) -> str:
    """That two factors side by side were multiplied entry by entry, and why, if there was no choice."""
    fits = left.shape[1] == right.shape[0]
    why = "" if fits else f": {shape_text(left)} by {shape_text(right)} is no matrix product"
    return f"{brief(left)} {brief(right)} as an element-wise product{why}"


def multiplied(factors: Sequence[Factor], budget: Budget) -> list[Grouping]:
    """Every way to understand a product.  Raises `ShapeError` where none fits."""
    if len(factors) > MOST_FACTORS:
        raise ReadingError(
            f"a product of {len(factors)} factors; at most {MOST_FACTORS} are read", factors[0].at + 1
        )
    front, matrices = split(factors)
    if not matrices:
        return [Grouping(scalar_product(front) if front else S.One)]
    groupings = grouped(matrices, budget)
    if not groupings:
        raise explained(matrices)
    no_entry_beside(front, matrices[0].at)
    scalar = scalar_product(front) if front else S.One
    return [replace(g, value=times(scalar, g.value)) for g in groupings]


def one_unit_apart(factors: Sequence[Factor], sizes: Mapping[Any, Any], budget: Budget) -> list[Grouping]:
    """Products in a sum over samples in which numbers of one sample stand beside its row: (f_n − t_n) a_n.

    The number is the row of a layer with one unit; it commutes, and the other factor is a column for it.
    """
    lone = [f for f in factors if rows_in(f.value) and {n.xreplace(sizes) for n in f.value.shape} == {S.One}]
    rest = [factor for factor in factors if factor not in lone]
    if not lone or not any(is_matrix(factor.value) for factor in rest):
        return []
    number = lone[0].value if lone[0].value.shape[0] == 1 else transpose(lone[0].value)
    for factor in lone[1:]:
        number = times_entries(number, fitting(factor.value, number.shape), factor.at)
    found = []
    for grouping in multiplied([replace(rest[0], sign=""), *rest[1:]], budget):
        rows, columns = grouping.value.shape
        if columns == 1:
            found.append(replace(grouping, value=product(grouping.value, number)))
        elif rows == 1:
            found.append(replace(grouping, value=product(transpose(number), grouping.value)))
            turned = product(transpose(grouping.value), number)
            found.append(replace(grouping, value=turned, cost=grouping.cost + 1))
    return found


def fitting(value: Any, shape: tuple[Any, Any]) -> Any:
    """A row, or a column laid down as one."""
    return value if value.shape == shape else transpose(value)


def split(factors: Sequence[Factor]) -> tuple[list[Any], list[Factor]]:
    """The numbers of a product, and its matrices with the signs between them."""
    numbers: list[Any] = []
    matrices: list[Factor] = []
    sign = ""
    for factor in factors:
        if is_matrix(factor.value):
            between = factor.sign if factor.sign in ("⊙", "⊘", "@", "/") or not sign else sign
            matrices.append(Factor(between, factor.value, factor.at))
            sign = ""
        elif factor.sign in ("/", "⊘"):
            numbers.append(inverse(factor))
        else:
            numbers.append(factor.value)
            sign = factor.sign or sign
    if matrices and matrices[0].sign in ("/", "⊘"):
        first = matrices[0]
        matrices[0] = Factor("", power(first.value, Integer(-1)), first.at)
    return numbers, matrices


def inverse(factor: Factor) -> Any:
    if factor.value.is_zero:
        raise ReadingError("division by zero", factor.at + 1)
    return Pow(factor.value, -1)


def grouped(matrices: Sequence[Factor], budget: Budget) -> list[Grouping]:
    """All groupings of matrices, by the shorter stretches inside them."""
    count = len(matrices)
    cells: dict[tuple[int, int], list[Grouping]] = {
        (i, i + 1): [Grouping(factor.value)] for i, factor in enumerate(matrices)
    }
    for length in range(2, count + 1):
        for start in range(count - length + 1):
            end = start + length
            budget.spend(
                length * sum(len(cells[start, m]) * len(cells[m, end]) for m in range(start + 1, end))
            )
            found = [
                made
                for middle in range(end - 1, start, -1)  # the left ones first, as in 8/4/2
                for left in cells[start, middle]
                for right in cells[middle, end]
                for made in put_together(left, matrices[middle], right)
            ]
            cells[start, end] = distinct(found)
    return cells[0, count]


def distinct(groupings: list[Grouping]) -> list[Grouping]:
    """The most usual groupings, each value once."""
    found: dict[Any, Grouping] = {}
    for grouping in sorted(groupings, key=lambda g: g.cost):
        found.setdefault(grouping.value, grouping)
    return list(found.values())[:MOST_GROUPINGS]


def put_together(left: Grouping, factor: Factor, right: Grouping) -> Iterator[Grouping]:
    """Two stretches with a sign between them, in each way that fits their shapes."""
    if left.value.has(Diagonal) or right.value.has(Diagonal):
        value = scaled(left.value, right.value)
        if value is not None:
            yield Grouping(value, left.cost + right.cost, (*left.joints, *right.joints))
        return
    for meaning, cost in SIGNS[factor.sign]:
        whole = left.cost + right.cost + cost
        joints, early = (*left.joints, *right.joints), left.early or right.early
        if meaning == MATRIX and left.value.shape[1] == right.value.shape[0]:
            first = left.loose or right.loose
            yield Grouping(product(left.value, right.value), whole + first, joints, early or first)
        elif meaning == ENTRIES and fits(left.value, right.value, strict=factor.sign in ("", "·", "×")):
            said = factor.sign in ("⊙", "*")
            unsaid = () if said else ((left.value, right.value),)
            value = times_entries(left.value, right.value, factor.at)
            yield Grouping(value, whole, (*joints, *unsaid), early, loose=said)
        elif meaning == OVER and fits(left.value, right.value):
            value = times_entries(left.value, power(right.value, Integer(-1)), factor.at)
            yield Grouping(value, whole + right.loose, joints, early, loose=True)


def fits(left: Any, right: Any, strict: bool = False) -> bool:
    """Whether an element-wise operation is possible; a row or column is repeated unless `strict`."""
    pairs = list(zip(left.shape, right.shape, strict=True))
    return all(a == b for a, b in pairs) or (not strict and all(a == b or 1 in (a, b) for a, b in pairs))


def explained(matrices: Sequence[Factor]) -> ReadingError:
    """Which two factors do not fit."""
    whole = matrices[0].value
    for factor in matrices[1:]:
        made = distinct(list(put_together(Grouping(whole), factor, Grouping(factor.value))))
        if not made:
            meaning = SIGNS[factor.sign][0][0]
            sizes = "equal inner sizes" if meaning == MATRIX else "equal shapes"
            kind = "a matrix product" if meaning == MATRIX else "an " + meaning
            return misfit(f"{kind} needs {sizes}", whole, factor.value, factor.at)
        whole = made[0].value
    return ReadingError("no grouping of these factors fits their shapes", matrices[0].at + 1)

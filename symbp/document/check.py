"""The check of the gradients: the formula against finite differences and against 30 digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from symbp.derivation import Derivation
from symbp.document.lines import Inline, Ref, Table
from symbp.document.numerals import Numerals, Rows, scientific
from symbp.entrywise import parameter_count
from symbp.nodes import Entry
from symbp.notation import layout
from symbp.numeric.finite import STEP, finite_differences

CHECKED_ENTRIES = 32
"""Up to this many parameters every entry is checked; beyond, every matrix along one direction."""


@dataclass(frozen=True)
class Check:
    """The table, what is said before and after it, and the largest relative error in it."""

    opening: Inline
    table: Table
    closing: Inline
    worst: float


@dataclass(frozen=True)
class Compared:
    """One row: a name, the formula's value, the finite difference, and the reference if there is one."""

    name: Inline
    formula: float
    difference: float
    reference: Decimal | None

    @property
    def error(self) -> float:
        """The relative error of the formula; the absolute one where the truth is 0."""
        truth = Decimal(self.difference) if self.reference is None else self.reference
        gap = abs(Decimal(self.formula) - truth)
        return float(gap / abs(truth) if truth else gap)

    def cells(self, digits: int) -> tuple[Inline, ...]:
        """The row as it is printed."""
        reference = () if self.reference is None else (self.reference,)
        values = (scientific(x, digits) for x in (self.formula, self.difference, *reference))
        return (self.name, *values, scientific(self.error, 2))


def check(d: Derivation, numerals: Numerals) -> Check:
    """Every entry of a small network, else every gradient along one direction."""
    small, certified = parameter_count(d.net) <= CHECKED_ENTRIES, numerals.values.certified
    rows = list(entry_rows(d, numerals) if small else direction_rows(d, numerals))
    worst = max(row.error for row in rows)
    return Check(opening(small, certified), table(rows, numerals, small), closing(worst, certified), worst)


def table(rows: list[Compared], numerals: Numerals, small: bool) -> Table:
    certified, digits = numerals.values.certified, max(6, min(numerals.digits + 4, 12))
    reference = ("30-digit reference",) if certified else ()
    return Table(
        "Gradients three ways." if certified else "Gradients two ways.",
        ("entry" if small else "gradient", "formula", "finite difference", *reference, "relative error"),
        tuple(row.cells(digits) for row in rows),
        ("left", *("right",) * (3 + len(reference))),
    )


def opening(small: bool, certified: bool) -> Inline:
    """What the columns are."""
    against = "two others that know" if certified else "another that knows"
    last = (
        ", and the reference in 30 digits."
        if certified
        else "; a reference in 30 digits would take too long here."
    )
    direction = " Each matrix is checked along one direction, that of alternating signs."
    return (
        Ref("tab-check"),
        f" compares the gradients as the program computes them with {against} nothing of the derivation: the "
        "central difference quotient of the loss with a step of about ",
        scientific(STEP, 2),
        ", good to about nine digits" + last + ("" if small else direction),
    )


def closing(worst: float, certified: bool) -> Inline:
    """What the table shows."""
    against = "reference" if certified else "finite difference"
    return (
        f"The relative error is that of the formula against the {against}; the largest is ",
        scientific(worst, 2),
        ".",
    )


def entry_rows(d: Derivation, numerals: Numerals) -> Iterator[Compared]:
    """One row for each entry of each gradient."""
    given = numerals.values.given
    gradients = dict(zip(d.gradients, d.function()(*given.values()), strict=True))
    differences = finite_differences(d, given)
    for name in d.gradients:
        exact = numerals.values[name]
        shape = (len(exact), len(exact[0]))
        formula, difference = (np.reshape(found[name], shape) for found in (gradients, differences))
        for i, j in np.ndindex(shape):
            symbol = layout(Entry(d.net.names.table[name].symbol, i + 1, j + 1), numerals.style)
            written = (symbol, " ", Ref(f"eq-{name}-{i + 1}-{j + 1}", " "))
            yield Compared(written, float(formula[i, j]), float(difference[i, j]), exact[i][j])


def direction_rows(d: Derivation, numerals: Numerals) -> Iterator[Compared]:
    """One row for each gradient: its inner product with the matrix of alternating signs."""
    given, loss = dict(numerals.values.given), d.function("loss")
    gradients = d.function()(*given.values())
    for parameter, gradient in zip(d.net.names.parameters, gradients, strict=True):
        name, start = f"d{parameter.name}", given[parameter.name]
        signs = np.where(np.indices(gradient.shape).sum(axis=0) % 2, -1.0, 1.0)
        h = STEP * max(1.0, float(np.abs(start).max())) * signs
        ahead, behind = (float(loss(**{**given, parameter.name: start + step})) for step in (h, -h))
        reference = alternating(numerals.values[name]) if numerals.values.certified else None
        symbol = layout(d.net.names.table[name].symbol, numerals.style)
        slope = (ahead - behind) / float(2 * np.abs(h).max())
        yield Compared(symbol, float((gradient * signs).sum()), slope, reference)


def alternating(rows: Rows) -> Decimal:
    """The sum of the entries with alternating signs."""
    return sum((x * (-1) ** (i + j) for i, row in enumerate(rows) for j, x in enumerate(row)), Decimal(0))

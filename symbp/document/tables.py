"""The tables of a document: the data, the quantities, the signs, what was verified."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from sympy.matrices.expressions import MatrixSymbol

from symbp.data import Dataset
from symbp.derivation import Derivation
from symbp.document.lines import Inline, Table
from symbp.document.numerals import kept
from symbp.names import Quantity
from symbp.network import Network
from symbp.notation import Style, glossary, layout, shape
from symbp.notation.tree import Num, Op, Script, Sym
from symbp.penalties import N
from symbp.verify import Report

MOST_SAMPLES, MOST_COLUMNS = 12, 8
LETTER = re.compile(r"([A-Za-z])_(\d+)")

LEVELS = {
    "forward": "forward pass and loss",
    "matrix": "backward pass in matrices",
    "sample": "backward pass for one weight",
    "entry": "every entry, by direct differentiation",
    "direction": "gradients, against the slope of the loss along a direction",
}


def data_table(data: Dataset) -> Table | None:
    """The samples, of many the first few and the last; none where there are too many columns."""
    targets = np.reshape(data.t, (data.N, -1))
    columns = 1 + len(data.features) + len(data.targets)
    if columns > MOST_COLUMNS:
        return None
    rows: list[tuple[Inline, ...]] = []
    for sample in kept(data.N, MOST_SAMPLES):
        numbers = (*data.X[sample], *targets[sample])
        shown = (str(sample + 1), *(f"{float(x):g}".replace("-", "−") for x in numbers))
        rows.append(shown if sample >= 0 else (Op("vdots"),) * columns)
    header = ("sample", *map(column_name, (*data.features, *data.targets)))
    return Table(f"The data. {data.note}", header, tuple(rows), ("right",) * columns)


def column_name(name: str) -> Inline:
    """A column's name as text; x_1 as a letter with its subscript."""
    match = LETTER.fullmatch(name)
    return Script(Sym(match[1]), sub=Num(match[2])) if match else name


def quantities(d: Derivation, style: Style, samples: int) -> Table:
    """Every quantity with its shape in letters and in numbers, and its meaning."""
    letters = style.change(sizes={})
    numbers = style.change(sizes={**d.net.names.sizes, N: samples})
    rows = tuple(
        (
            layout(q.symbol, style),
            *(
                shape(q.shape, s) if isinstance(q.symbol, MatrixSymbol) else "number"
                for s in (letters, numbers)
            ),
            meaning(d.net, q, style),
        )
        for q in d.net.names.table.values()
    )
    caption = "Every quantity, with its shape in letters and here."
    return Table(caption, ("symbol", "shape", "here", "meaning"), rows, ("left", "left", "left", "wide"))


def meaning(net: Network, quantity: Quantity, style: Style) -> Inline:
    """What a quantity is; a gradient names its parameter as the text writes it."""
    if quantity.kind != "gradient":
        return quantity.meaning
    return ("gradient of the loss with respect to ", layout(net.names.table[quantity.name[1:]].symbol, style))


def signs(d: Derivation, style: Style) -> Table:
    """The special notations of this derivation, each at its first use."""
    uses = (*(e.rhs for e in d.equations.values()), *(s.after for s in d.steps))
    rows = tuple(glossary(*uses, style=style))
    return Table("The signs, each at its first use.", ("written", "meaning"), rows, ("left", "wide"))


def verified(report: Report) -> Table:
    """How many lines of each kind hold, and how that is known."""
    caption = "The lines of the derivation, by what they show."
    header = ("lines", "number", "proved", "verified", "open")
    return Table(caption, header, tuple(verified_rows(report)), ("wide", *("right",) * 4))


def verified_rows(report: Report) -> Iterator[tuple[Inline, ...]]:
    for level, words in LEVELS.items():
        verdicts = [line.verdict for line in report.lines if line.level == level]
        if verdicts:
            proofs = [verdict.proof for verdict in verdicts]
            unknown = sum(not verdict for verdict in verdicts)
            counts = (len(verdicts), proofs.count("proved"), proofs.count("verified"), unknown)
            yield (words, *map(str, counts))

"""The gradients written out entry by entry (L09), from SymPy's own `diff` of the loss in scalars."""

from __future__ import annotations

from typing import Any

from sympy import Add, Expr, Integer, Mul, S, Sum
from sympy.matrices.expressions import MatrixExpr

from symbp.derivation import Derivation
from symbp.document.lines import Display, Line
from symbp.entrywise import EntryLine, Scalars, entries, rename
from symbp.forward import i, j, n, sample_entry
from symbp.names import LOSS
from symbp.nodes import AddOnes, Entry, Rate
from symbp.notation import Style, layout
from symbp.notation.tree import Grid
from symbp.penalties import N

MOST = 24
"""The most entries that a document writes out; the API goes up to `symbp.entrywise.LARGEST`."""

LONGEST = 30
"""The most operations in a written-out line; a longer one is written with the δ's."""


class OverSamples(Scalars):
    """The scalars of a network with the sum over its samples left as Σ: N stays a letter."""

    def __init__(self, d: Derivation) -> None:
        super().__init__(d.net, N)
        self.d = d

    def batch(self, matrix: MatrixExpr, unit: int, sample: Any = 1) -> Entry:
        return sample_entry(self.net, matrix, S(sample), Integer(unit))

    def gradient(self, entry: Entry) -> Expr:
        """Σ over the samples of what one of them gives, and the penalty's part."""
        one = self.for_sample(rename(self.loss.diff(self.symbol(entry)), self.written), n)
        whole = Sum(in_order(one, self), (n, 1, N)) if one.count_ops() <= LONGEST else self.by_deltas(entry)
        penalty = 2 * self.net.penalty_factor * entry if self.penalised(entry) else S.Zero
        return Add(whole, penalty, evaluate=False) if penalty else whole

    def by_deltas(self, entry: Entry) -> Expr:
        """Σ_n δ_nj a_ni, from the derivation's line for every weight."""
        line = next(s for s in self.d.steps_of(f"d{entry.matrix.name}", "sample") if s.rule == "matrix form")
        source, target = (entry.row, entry.column) if self.net.in_by_out else (entry.column, entry.row)
        whole = line.before.xreplace({i: source, j: target})
        return whole.replace(lambda node: isinstance(node, Entry), self.without_bias_unit)

    def without_bias_unit(self, entry: Entry) -> Expr:
        """An entry of a matrix with a bias unit: 1, or the entry of the activation itself."""
        if not isinstance(entry.matrix, AddOnes):
            return entry
        unit = entry.column if entry.matrix.axis == 1 else entry.row
        return S.One if unit == 1 else sample_entry(self.net, entry.matrix.arg, n, unit - 1)


def in_order(expression: Expr, scalars: Scalars) -> Expr:
    """A product with its factors from the loss back to the input, as the chain rule gives them."""
    if not isinstance(expression, Mul):
        return expression
    layers = scalars.names.layers

    def place(factor: Expr) -> tuple[int, int]:
        names = {entry.matrix.name for entry in factor.atoms(Entry)}
        depth = max((depth_of(name, layers) for name in names), default=2 * layers + 1)
        return (-depth, 0 if "t" in names or "T" in names else 1 if isinstance(factor, Entry) else 2)

    return Mul(*sorted(expression.args, key=place), evaluate=False)


def depth_of(name: str, layers: int) -> int:
    """How far from the input a quantity stands: weights between the layers that they join."""
    if name in ("X",):
        return 2
    if name in ("f", "P", "t", "T"):
        return 2 * layers
    return 2 * int(name[1:]) + (name[0] in "Wb")


def lines_over_samples(d: Derivation) -> tuple[EntryLine, ...]:
    """Every ∂L/∂w_ij with its sum over the samples; unrolled they are worth the lines of `entries`."""
    scalars = OverSamples(d)
    return tuple(line for parameter in d.net.names.parameters for line in scalars.lines(parameter))


def entry_displays(d: Derivation, style: Style) -> tuple[Display, ...]:
    """One display for each parameter, one line for each of its entries."""
    found: dict[str, list[Line]] = {}
    for line in lines_over_samples(d):
        label = f"eq-{line.target}-{line.row}-{line.column}"
        lines = found.setdefault(line.target, [])
        lines.append(Line(layout(line.before, style), layout(line.after, style), label=label))
    return tuple(Display(tuple(lines), loose=True) for lines in found.values())


def written_out(d: Derivation, style: Style, samples: int) -> Display | None:
    """The last entry of the last weights with every sample's term on a line of its own.

    None where a sample has more than one term.
    """
    scalars, line = Scalars(d.net, samples), entries(d.net, samples)[-1]
    first, *others = sorted(Add.make_args(line.after), key=sample_of)
    if len(others) + 1 - bool(d.net.penalty != "none") != samples:
        return None
    lines = [Line(layout(line.before, style), layout(in_order(first, scalars), style))]
    return Display((*lines, *(signed_line(term, scalars, style) for term in others)))


def signed_line(term: Expr, scalars: Scalars, style: Style) -> Line:
    """A further term of a sum on a line of its own."""
    negative = term.could_extract_minus_sign()
    tree = layout(in_order(-term if negative else term, scalars), style)
    return Line(None, tree, sign="-" if negative else "+")


def sample_of(term: Expr) -> int:
    """The sample that a term belongs to; the penalty comes last."""
    samples = [int(max(e.row, e.column)) for e in term.atoms(Entry) if e.matrix.name in ("t", "T")]
    return samples[0] if samples else 10**9


def shapes(d: Derivation, style: Style) -> Display:
    """∂L/∂W as the matrix of the derivatives with respect to the entries of W (L09)."""
    lines = []
    for parameter in d.net.names.parameters:
        rows, columns = (int(style.size(size)) for size in parameter.shape)
        grid = tuple(
            tuple(layout(Rate(LOSS, Entry(parameter, i, j)), style) for j in range(1, columns + 1))
            for i in range(1, rows + 1)
        )
        gradient = layout(d.net.names.table[f"d{parameter.name}"].symbol, style)
        lines.append(Line(gradient, Grid(grid)))
    return Display(tuple(lines), loose=True)

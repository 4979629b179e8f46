"""The sections with numbers in them: worked values, the check of the gradients, training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from sympy import Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.data import Dataset
from symbp.derivation import Derivation
from symbp.document.figures import Figure, line_plot, scatter_plot
from symbp.document.lines import Display, Inline, Line, Ref
from symbp.document.numerals import WIDEST_LINE, Numerals, Rows, matrix, scientific, width
from symbp.entrywise import parameter_count
from symbp.nodes import Entry
from symbp.notation import Style, layout
from symbp.notation.tree import Op, Row, Sym, Tree
from symbp.numeric.finite import STEP, finite_differences
from symbp.numeric.train import Training
from symbp.numeric.weights import initial_in_words

CHECKED_ENTRIES = 32
"""Up to this many parameters every entry is checked; beyond, every matrix along one direction."""

ALPHA = Sym("alpha")


@dataclass(frozen=True)
class Table:
    """A table as macros take it: `align` says left, right, center or wide for each column."""

    caption: Inline
    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    align: tuple[str, ...]


# The worked numbers -------------------------------------------------------------------------


@dataclass(frozen=True)
class Worked:
    """The given numbers, then each quantity of the forward and of the backward pass."""

    opening: Inline
    given: Display
    forward: tuple[Display, ...]
    backward: tuple[Display, ...]


def worked(d: Derivation, n: Numerals, seed: int) -> Worked:
    """Every matrix of one forward and backward pass: symbol, formula with numbers, result."""
    forward = [e.name for e in (*d.forward, d.loss)]
    backward = [e.name for e in d.backward]
    return Worked(
        (
            "The weights before training come from ",
            initial_in_words(d.net, seed),
            ". " + rounding_words(n),
        ),
        Display(tuple(side_by_side(n, d.net.names.arguments)), loose=True),
        tuple(Display(tuple(n.worked(name)), loose=True) for name in forward),
        tuple(Display(tuple(n.worked(name)), loose=True) for name in backward),
    )


def side_by_side(n: Numerals, symbols: Sequence[Any]) -> Iterator[Line]:
    """The given matrices as equations, as many beside each other as fit."""
    row: list[Tree] = []
    for symbol in symbols:
        equation = Row((layout(symbol, n.style), Op("="), n.matrix(symbol)))
        if row and width(Row(tuple(row))) + width(equation) > WIDEST_LINE:
            yield Line(None, Row(tuple(row)), sign="")
            row = []
        row += [Op("quad"), equation] if row else [equation]
    yield Line(None, Row(tuple(row)), sign="")


def rounding_words(n: Numerals) -> str:
    """How the printed numbers were made."""
    if n.values.certified:
        return (
            "Every number is computed to 30 digits and then rounded as shown, so that no rounding error adds up from line to line."
        )
    return "The network is large: numbers are computed in double precision, and of large matrices only the corners are shown."


# The check ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """The table that compares the formula with finite differences and with the reference, and what is said."""

    opening: Inline
    table: Table
    closing: Inline
    worst: float


def check(d: Derivation, n: Numerals) -> Check:
    """Formula against finite differences and 30 digits: each entry, or each matrix along a direction."""
    small = parameter_count(d.net) <= CHECKED_ENTRIES
    rows = list(entry_rows(d, n) if small else direction_rows(d, n))
    worst = max((row.error for row in rows if row.error is not None), default=0.0)
    h = scientific(STEP, 2)
    opening: Inline = (
        "The gradients as the program computes them, against two others that know nothing of the derivation: the central difference "
        "quotient of the loss with a step of about ",
        h,
        ", good to about nine digits, and " + ("the reference in 30 digits." if n.values.certified else "no reference, as the network is large."),
        "" if small else " Each matrix is checked along one direction, the matrix of alternating signs.",
    )
    table = Table(
        "Gradients three ways." if n.values.certified else "Gradients two ways.",
        ("entry" if small else "gradient", "formula", "finite difference", *(("30-digit reference",) if n.values.certified else ()), "relative error"),
        tuple(row.cells(n) for row in rows),
        ("left", "right", "right", *(("right",) if n.values.certified else ()), "right"),
    )
    return Check(opening, table, closing(worst, n), worst)


def closing(worst: float, n: Numerals) -> Inline:
    against = "reference" if n.values.certified else "finite difference"
    if not worst:
        return f"The relative error of the formula against the {against} is 0 in every row."
    return (f"The relative error is that of the formula against the {against}; the largest is ", scientific(worst, 2), ".")


@dataclass(frozen=True)
class Compared:
    """One row of the check: a name, three values, and the error of the first against the last."""

    name: Tree
    formula: float
    difference: float
    reference: Decimal | None

    @property
    def error(self) -> float | None:
        truth = self.reference if self.reference is not None else Decimal(self.difference)
        gap = abs(Decimal(self.formula) - truth)
        return float(gap / abs(truth)) if truth else float(gap)

    def cells(self, n: Numerals) -> tuple[Inline, ...]:
        digits = max(6, min(n.digits + 4, 12))
        reference = () if self.reference is None else (scientific(self.reference, digits),)
        values = (scientific(self.formula, digits), scientific(self.difference, digits), *reference)
        return (self.name, *values, scientific(self.error or 0, 2))


def entry_rows(d: Derivation, n: Numerals) -> list[Compared]:
    """One row for each entry of each gradient."""
    given = n.values.given
    gradients = dict(zip(d.gradients, d.function()(*given.values()), strict=True))
    differences, rows = finite_differences(d, given), []
    for parameter in d.net.names.parameters:
        name = f"d{parameter.name}"
        exact = n.values[name]
        shape = (len(exact), len(exact[0]))
        for i, j in np.ndindex(shape):
            symbol = Entry(d.net.names.table[name].symbol, i + 1, j + 1)
            formula, difference = (float(np.reshape(a[name], shape)[i, j]) for a in (gradients, differences))
            rows.append(Compared(layout(symbol, n.style), formula, difference, exact[i][j]))
    return rows


def direction_rows(d: Derivation, n: Numerals) -> list[Compared]:
    """One row for each gradient: its inner product with the matrix of alternating signs."""
    given, loss = dict(n.values.given), d.function("loss")
    rows = []
    for parameter, gradient in zip(d.net.names.parameters, d.function()(*given.values()), strict=True):
        name = f"d{parameter.name}"
        signs = np.where(np.indices(gradient.shape).sum(axis=0) % 2, -1.0, 1.0)
        step = STEP * max(1.0, float(np.abs(given[parameter.name]).max()))
        ahead, behind = (
            float(loss(**{**given, parameter.name: given[parameter.name] + sign * step * signs})) for sign in (1, -1)
        )
        reference = alternating(n.values[name]) if n.values.certified else None
        symbol = layout(d.net.names.table[name].symbol, n.style)
        rows.append(Compared(symbol, float((gradient * signs).sum()), (ahead - behind) / (2 * step), reference))
    return rows


def alternating(rows: Rows) -> Decimal:
    """The sum of the entries with alternating signs."""
    return sum((x * (-1) ** (i + j) for i, row in enumerate(rows) for j, x in enumerate(row)), Decimal(0))


# Training -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trained:
    """What is said and shown about a training run."""

    update: Display
    opening: Inline
    closing: Inline
    weights: Display
    loss: Figure
    predictions: Figure
    captions: Mapping[str, Inline]


STOPPED = {
    "iterations": "It stopped after the number of iterations that was asked for",
    "tolerance_loss": "It stopped when the loss changed by less than the tolerance",
    "tolerance_gradient": "It stopped when every entry of the gradients was below the tolerance",
}


def trained(d: Derivation, data: Dataset, training: Training, style: Style, digits: int) -> Trained:
    """The training run: update rule, settings, loss curve, predictions, weights before and after."""
    losses = training.losses
    iterations = len(losses) - 1
    loss_symbol = layout(d.loss.lhs, style)
    pairs = predicted(d, data, training)
    return Trained(
        update(d, style),
        opening(training, style, iterations),
        (
            "The loss fell from ", number(losses[0], digits), " to ", number(losses[-1], digits),
            ". The parameters before and after:",
        ),
        before_and_after(d, training, style, digits),
        line_plot("loss", list(enumerate(map(float, losses))), "iteration", loss_symbol, loss_words(losses)),
        scatter_plot("predictions", pairs, "actual", "predicted", predictions_words(pairs)),
        {
            "loss": ("The loss ", loss_symbol, f" against the iteration, {iterations} iterations."),
            "predictions": "Predicted against actual values after training; on the dashed line they agree.",
        },
    )


def update(d: Derivation, style: Style) -> Display:
    """W := W − α ∂L/∂W for every layer (L08)."""
    lines = []
    for parameter in d.net.names.parameters:
        gradient = d.net.names.table[f"d{parameter.name}"].symbol
        right = Row((layout(parameter, style), Op("-"), ALPHA, layout(gradient, style)))
        lines.append(Line(layout(parameter, style), right, label=f"eq-update-{parameter.name}", sign=":="))
    return Display(tuple(lines))


def opening(training: Training, style: Style, iterations: int) -> Inline:
    lam = layout(Symbol("lam", positive=True), style)
    strength = () if training.lam is None else (" and ", Row((lam, Op("="), number(training.lam, 6))))
    return (
        "Here ", Row((ALPHA, Op("="), number(training.rate, 6))), *strength,
        ". The lecture states " + ("neither" if training.lam is not None else "no learning rate") + ", so "
        + ("these are defaults" if training.lam is not None else "this is a default") + f" of ours. {STOPPED[training.stopped]}: {iterations} iterations. "
        "The next two figures show the way and where it leads: ", Ref("fig-loss", "the loss"), " and ",
        Ref("fig-predictions", "the predictions"), ".",
    )


def number(value: Any, digits: int) -> Tree:
    """A double as it is printed in a sentence: at most so many digits, no zeros at its end."""
    tree = scientific(float(value), digits)
    if not hasattr(tree, "text") or "." not in tree.text:
        return tree
    return type(tree)(tree.text.rstrip("0").rstrip("."))


def before_and_after(d: Derivation, training: Training, style: Style, digits: int) -> Display:
    lines = []
    for parameter in d.net.names.parameters:
        before, after = (shaped(run[parameter.name], parameter, d) for run in (training.before, training.after))
        right = Row((matrix(before, digits), Op("to"), matrix(after, digits)))
        lines.append(Line(layout(parameter, style), right))
    return Display(tuple(lines), loose=True)


def shaped(value: Any, parameter: MatrixSymbol, d: Derivation) -> Rows:
    """An array in the shape in which its parameter is written."""
    shape = tuple(int(size.subs(d.net.names.sizes)) for size in parameter.shape)
    found: Rows = np.reshape(value, shape)
    return found


def predicted(d: Derivation, data: Dataset, training: Training) -> list[tuple[float, float]]:
    """Pairs of actual and predicted values, sample by sample and output by output."""
    outputs = training.predictions if d.net.samples == "rows" else training.predictions.T
    targets = data.t
    if d.net.integer_targets:
        first = int(d.net.target_coding[-1])
        targets = np.eye(d.net.units[-1])[np.asarray(data.t).reshape(-1).astype(int) - first]
    return [(float(t), float(f)) for t, f in zip(np.ravel(targets), np.ravel(outputs), strict=True)]


def loss_words(losses: Sequence[float]) -> str:
    """The loss curve in words."""
    middle = losses[len(losses) // 2]
    return (
        f"Curve of the loss over {len(losses) - 1} iterations: it starts at {losses[0]:.4g}, is {middle:.4g} half way "
        f"and ends at {losses[-1]:.4g}."
    )


def predictions_words(pairs: Sequence[tuple[float, float]]) -> str:
    """The scatter plot in words: every point where there are few."""
    gap = max(abs(t - f) for t, f in pairs)
    points = "; ".join(f"{t:.3g} predicted as {f:.3g}" for t, f in pairs[:12])
    more = f"; and {len(pairs) - 12} more" if len(pairs) > 12 else ""
    return f"Predicted against actual values, {len(pairs)} points, at most {gap:.3g} apart: {points}{more}."


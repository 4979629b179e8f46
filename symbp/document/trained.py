"""The training section: the update, the loss curve, the predictions, the weights before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.data import Dataset
from symbp.derivation import Derivation
from symbp.document.figures import Figure, Point, line_plot, scatter_plot
from symbp.document.lines import Display, Inline, Line, Ref
from symbp.document.numerals import Rows, matrix, scientific
from symbp.notation import Style, layout
from symbp.notation.tree import Num, Op, Row, Sym, Tree
from symbp.numeric.train import DEFAULT_LAMBDA, Training

ALPHA = Sym("alpha")

STOPPED = {
    "iterations": "It stopped after the number of iterations that was asked for",
    "work": "It stopped after as many iterations as a network of this size does in a few seconds",
    "tolerance_loss": "It stopped when the loss changed by less than the tolerance",
    "tolerance_gradient": "It stopped when every entry of the gradients was below the tolerance",
}


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


def trained(d: Derivation, data: Dataset, training: Training, style: Style, digits: int) -> Trained:
    """The training run as a section."""
    losses = [float(loss) for loss in training.losses]
    symbol = layout(d.loss.lhs, style)
    pairs = predicted(d, data, training)
    start, end = (figure(losses[place], digits) for place in (0, -1))
    return Trained(
        update(d, style),
        opening(data, training, style),
        ("The loss went from ", start, " to ", end, ". The parameters before and after:"),
        before_and_after(d, training, style, digits),
        line_plot("loss", list(enumerate(losses)), "iteration", symbol, loss_words(losses)),
        scatter_plot("predictions", pairs, "actual", "predicted", predictions_words(pairs)),
        {
            "loss": ("The loss ", symbol, f" against the iteration, {len(losses) - 1} iterations."),
            "predictions": "Predicted against actual values after training; on the dashed line they agree.",
        },
    )


def update(d: Derivation, style: Style) -> Display:
    """W := W − α ∂L/∂W for every parameter (L08)."""
    lines = []
    for parameter in d.net.names.parameters:
        gradient = layout(d.net.names.table[f"d{parameter.name}"].symbol, style)
        written = layout(parameter, style)
        lines.append(Line(written, Row((written, Op("-"), ALPHA, gradient)), sign=":="))
    return Display(tuple(lines), loose=True)


def opening(data: Dataset, training: Training, style: Style) -> Inline:
    """The learning rate and λ, which of them are defaults of ours, and why training stopped."""
    lam = layout(Symbol("lam", positive=True), style)
    settings: list[tuple[Tree, float, float]] = [(ALPHA, training.rate, data.rate)]
    if training.lam is not None:
        settings.append((lam, training.lam, DEFAULT_LAMBDA))
    values = [part for letter, value, _ in settings for part in (" and ", equation(letter, value))][1:]
    iterations = len(training.losses) - 1
    return (
        "Here ",
        *values,
        ". ",
        *defaults([letter for letter, value, default in settings if value == default]),
        f"{STOPPED[training.stopped]}: {iterations} iterations. The next two figures show the way and where "
        "it leads, ",
        Ref("fig-loss", "the loss"),
        " and ",
        Ref("fig-predictions", "the predictions"),
        ".",
    )


def defaults(letters: Sequence[Tree]) -> tuple[Inline, ...]:
    """Which settings are ours, since the lecture states none (L19)."""
    if not letters:
        return ()
    if len(letters) == 2:
        return ("The lecture states neither; both are defaults of ours. ",)
    return ("The lecture states no ", letters[0], "; this is a default of ours. ")


def equation(letter: Tree, value: float) -> Tree:
    """A setting as a person would type it."""
    return Row((letter, Op("="), Num(f"{value:.12g}")))


def figure(value: float, digits: int) -> Tree:
    """A number in a sentence: at most so many digits, no zeros at its end."""
    tree = scientific(value, digits)
    return Num(tree.text.rstrip("0").rstrip(".")) if isinstance(tree, Num) and "." in tree.text else tree


def before_and_after(d: Derivation, training: Training, style: Style, digits: int) -> Display:
    """Every parameter before → after."""
    lines = []
    for parameter in d.net.names.parameters:
        before, after = (
            shaped(run[parameter.name], parameter, d) for run in (training.before, training.after)
        )
        right = Row((matrix(before, digits), Op("to"), matrix(after, digits)))
        lines.append(Line(layout(parameter, style), right))
    return Display(tuple(lines), loose=True)


def shaped(value: Any, parameter: MatrixSymbol, d: Derivation) -> Rows:
    """An array in the shape in which its parameter is written."""
    shape = tuple(int(size.subs(d.net.names.sizes)) for size in parameter.shape)
    rows: Rows = np.reshape(value, shape).tolist()
    return rows


def predicted(d: Derivation, data: Dataset, training: Training) -> list[Point]:
    """Pairs of actual and predicted values, sample by sample and output by output."""
    outputs = training.predictions if d.net.samples == "rows" else training.predictions.T
    targets = data.t
    if d.net.integer_targets:
        first = int(d.net.target_coding[-1])
        targets = np.eye(d.net.units[-1])[np.reshape(data.t, -1).astype(int) - first]
    return [(float(t), float(f)) for t, f in zip(np.ravel(targets), np.ravel(outputs), strict=True)]


def loss_words(losses: Sequence[float]) -> str:
    """The loss curve in words."""
    middle = losses[len(losses) // 2]
    return (
        f"Curve of the loss over {len(losses) - 1} iterations: it starts at {losses[0]:.4g}, is {middle:.4g} "
        f"half way and ends at {losses[-1]:.4g}."
    )


def predictions_words(pairs: Sequence[Point]) -> str:
    """The scatter plot in words: every point where there are few."""
    gap = max(abs(t - f) for t, f in pairs)
    points = "; ".join(f"{t:.3g} predicted as {f:.3g}" for t, f in pairs[:12])
    more = f"; and {len(pairs) - 12} more" if len(pairs) > 12 else ""
    return f"Predicted against actual values, {len(pairs)} points, at most {gap:.3g} apart: {points}{more}."

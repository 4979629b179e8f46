"""The plot of a model selection: each candidate's validation loss, with its spread over the folds (L24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbp.document import story
from symbp.document.figures import Circle, Figure, Label, Line, Role, Scale, nice_ticks, tick_text
from symbp.notation import Style

if TYPE_CHECKING:
    from symbp.numeric.select import Row, Selection

NAMES, WIDTH, ROW, BOTTOM, TOP = 6.6, 15.0, 0.45, 1.1, 0.3
"""In centimetres: the column of names, the whole width, and the heights of a row and of the margins."""


def selection_figure(selection: Selection) -> Figure:
    """One line per candidate, in the order of the table: a dot at the mean, a bar of one deviation."""
    rows = selection.rows
    height = BOTTOM + TOP + ROW * len(rows)
    ticks = nice_ticks(0.0, max(row.mean + row.std for row in rows))
    scale = Scale(ticks[0], ticks[-1], NAMES, WIDTH - 0.4, ticks)
    items = axis(scale, height)
    for place, row in enumerate(rows):
        items += marks(row, scale, height - TOP - ROW * (place + 0.5))
    best = selection.chosen
    alt = f"Validation loss of {len(rows)} candidates; the smallest is {best.mean:.3g}: {best.candidate}"
    return Figure("selection", WIDTH, height, tuple(items), alt)


def axis(scale: Scale, height: float) -> list[Line | Circle | Label]:
    """Vertical grid lines with the values below them."""
    items: list[Line | Circle | Label] = [Label((scale.start + scale.end) / 2, 0.25, "validation loss")]
    for value in scale.ticks:
        items.append(Line(((scale(value), BOTTOM), (scale(value), height - TOP)), "grid", 0.4))
        items.append(Label(scale(value), BOTTOM - 0.3, tick_text(value, scale.ticks), size=8))
    return items


def marks(row: Row, scale: Scale, y: float) -> list[Line | Circle | Label]:
    """A candidate's name, its spread and its mean; the chosen one in the second colour."""
    role: Role = "second" if row.chosen else "accent"
    spread = (scale(max(row.mean - row.std, scale.low)), y), (scale(row.mean + row.std), y)
    name = Label(NAMES - 0.2, y, str(row.candidate), "right", "second" if row.chosen else "ink", 8)
    return [name, Line(spread, role, 1.0), Circle(scale(row.mean), y, 0.13 if row.chosen else 0.09, role)]


def selection_svg(selection: Selection) -> str:
    """The plot as an SVG document of its own."""
    figure = selection_figure(selection)
    return story.drawings({"drawings": {figure.name: figure}}, Style())[figure.name]

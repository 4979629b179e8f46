"""Figures as data: lines, circles and labels in centimetres, y pointing up.

A figure is drawn by the macro set of each format (curves in Typst, TikZ, SVG) in the
document's own fonts and colours; nothing here knows a format.  Colours are roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import Any, Literal

Role = Literal["ink", "muted", "grid", "accent", "second", "input", "hidden", "output", "paper"]
Anchor = Literal["left", "centre", "right"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A polyline, with an arrow head at its end where `arrow` is set; `width` in points."""

    points: tuple[Point, ...]
    role: Role = "ink"
    width: float = 0.6
    arrow: bool = False
    dashed: bool = False


@dataclass(frozen=True)
class Circle:
    """A disc filled with a role's colour, with an outline in ink."""

    x: float
    y: float
    radius: float
    role: Role = "paper"


@dataclass(frozen=True)
class Label:
    """Text or mathematics centred vertically on y; `size` in points."""

    x: float
    y: float
    content: Any
    anchor: Anchor = "centre"
    role: Role = "ink"
    size: float = 9


@dataclass(frozen=True)
class Figure:
    """A drawing of `width` by `height` centimetres; `alt` says in words what it shows."""

    name: str
    width: float
    height: float
    items: tuple[Line | Circle | Label, ...]
    alt: str

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(item for item in self.items if isinstance(item, Line))

    @property
    def circles(self) -> tuple[Circle, ...]:
        return tuple(item for item in self.items if isinstance(item, Circle))

    @property
    def labels(self) -> tuple[Label, ...]:
        return tuple(item for item in self.items if isinstance(item, Label))


# Axes -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scale:
    """A linear map from values to centimetres, with the ticks of its axis."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_ticks(low: float, high: float, wanted: int = 5) -> tuple[float, ...]:
    """Round values (1, 2 or 5 times a power of ten apart) that cover low … high.

    >>> nice_ticks(0.03, 0.38)
    (0.0, 0.1, 0.2, 0.3, 0.4)
    """
    low, high = _apart(low, high)
    raw = (high - low) / wanted
    power = 10.0 ** floor(log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    decimals = max(0, -floor(log10(step) + 1e-9))
    return tuple(round(i * step, decimals) + 0.0 for i in range(first, last + 1))


def _apart(low: float, high: float) -> Point:
    if high - low > 1e-12 * max(abs(low), abs(high)):
        return low, high
    margin = abs(low) / 2 or 1.0
    return low - margin, high + margin


def tick_text(value: float, ticks: Sequence[float]) -> str:
    """A tick as it is printed: as many decimals as its axis needs, no trailing zeros on integers."""
    step = ticks[1] - ticks[0]
    top = max(abs(ticks[0]), abs(ticks[-1]))
    if top >= 1e6 or step < 1e-5:
        return f"{value:.3g}"
    return f"{value:.{max(0, -floor(log10(step) + 1e-9))}f}"


WIDTH, HEIGHT = 9.0, 5.4
LEFT, BOTTOM, RIGHT, TOP = 1.2, 1.1, 0.35, 0.75


def _scale(values: Iterable[float], start: float, end: float) -> Scale:
    finite = [v for v in values if isfinite(v)] or [0.0, 1.0]
    ticks = nice_ticks(min(finite), max(finite))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def _axes(x: Scale, y: Scale, x_title: Any, y_title: Any) -> list[Line | Circle | Label]:
    frame: list[Line | Circle | Label] = []
    for value in y.ticks:
        height = y(value)
        frame.append(Line(((x.start, height), (x.end, height)), "grid", 0.4))
        frame.append(Label(x.start - 0.15, height, tick_text(value, y.ticks), "right", size=8))
    for value in x.ticks:
        frame.append(Line(((x(value), y.start), (x(value), y.start - 0.1)), "muted", 0.5))
        frame.append(Label(x(value), y.start - 0.35, tick_text(value, x.ticks), size=8))
    frame.append(Line(((x.start, y.start), (x.end, y.start)), "muted", 0.6))
    frame.append(Label((x.start + x.end) / 2, 0.22, x_title))
    frame.append(
        Label(x.start - 0.15, y.end + 0.5, y_title, "left" if isinstance(y_title, str) else "centre")
    )
    return frame


def line_plot(name: str, points: Sequence[Point], x_title: Any, y_title: Any, alt: str) -> Figure:
    """One curve over labelled axes; points that are not finite are left out."""
    kept = thin([p for p in points if all(map(isfinite, p))], bend=2.0)
    x = _scale((p[0] for p in kept), LEFT, WIDTH - RIGHT)
    y = _scale([*(p[1] for p in kept), 0.0], BOTTOM, HEIGHT - TOP)
    curve = Line(tuple((x(a), y(b)) for a, b in kept), "accent", 1.3)
    items = [*_axes(x, y, x_title, y_title), *([curve] if len(kept) > 1 else [])]
    return Figure(name, WIDTH, HEIGHT, tuple(items), alt)


def scatter_plot(name: str, points: Sequence[Point], x_title: Any, y_title: Any, alt: str) -> Figure:
    """Points (actual, predicted) with the diagonal on which a perfect prediction lies; a square field."""
    side = HEIGHT - BOTTOM - TOP
    values = [v for p in points for v in p]
    x = _scale(values, LEFT, LEFT + side)
    y = _scale(values, BOTTOM, BOTTOM + side)
    diagonal = Line(((x.start, y.start), (x.end, y.end)), "muted", 0.7, dashed=True)
    dots = [Circle(x(a), y(b), 0.09, "accent") for a, b in thin(points)]
    width = LEFT + side + RIGHT
    return Figure(name, width, HEIGHT, (*_axes(x, y, x_title, y_title), diagonal, *dots), alt)


def thin(points: Sequence[Point], most: int = 200, bend: float = 1.0) -> list[Point]:
    """At most `most` of the points, first and last among them; with `bend` above 1 more of the early ones."""
    if len(points) <= most:
        return list(points)
    last = len(points) - 1
    picks = {round(last * (i / (most - 1)) ** bend) for i in range(most)}
    return [points[i] for i in sorted(picks)]

"""What the macros need beyond Jinja's own filters: literals, lengths and points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import atan2, cos, sin
from typing import Any

from markupsafe import Markup

from symbp.document import escape
from symbp.document.highlight import highlighted
from symbp.document.svg_text import svg_text

Points = Iterable[tuple[float, float]]


def quoted(text: Any) -> Markup:
    """A string literal of Typst, on one line."""
    return Markup(escape.typst_string(str(text)))


def verbatim_string(text: str) -> Markup:
    """A string literal of Typst that keeps line ends."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return Markup(f'"{escaped}"')


def code_line(line: str) -> Markup:
    """A line of a program for LaTeX, its spaces kept."""
    return Markup(escape.latex_code(line))


def metadata(text: str) -> Markup:
    """Text for the metadata of a LaTeX document."""
    return Markup(escape.latex_metadata(text))


def cm(value: float) -> Markup:
    """A length to a hundredth of a millimetre, without trailing zeros."""
    return Markup(f"{value:.3f}".rstrip("0").rstrip(".") or "0")


def points(line: Points, pattern: str, joint: str) -> Markup:
    """The points of a line, each through a pattern such as ``({x},{y})``."""
    return Markup(joint.join(pattern.format(x=cm(x), y=cm(y)) for x, y in line))


def flipped(line: Points, height: float) -> list[tuple[float, float]]:
    """The points with y pointing down."""
    return [(x, height - y) for x, y in line]


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 sample, 3 samples."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# SVG ------------------------------------------------------------------------------------


PIXELS = 42.0
"""How many units of an SVG drawing make a centimetre."""


def px(value: float) -> Markup:
    """A length in units of an SVG drawing."""
    return cm(value * PIXELS)


def pixels(line: Points) -> Markup:
    """The points of a line for an SVG attribute."""
    return Markup(" ".join(f"{px(x)},{px(y)}" for x, y in line))


def arrow_head(line: Points) -> list[tuple[float, float]]:
    """The corners of an arrow head at the end of a line, in centimetres."""
    *_, (x, y), (x_end, y_end) = line
    angle = atan2(y_end - y, x_end - x)

    def corner(turn: float, length: float) -> tuple[float, float]:
        return (x_end - length * cos(angle + turn), y_end - length * sin(angle + turn))

    return [(x_end, y_end), corner(0.35, 0.2), corner(0, 0.14), corner(-0.35, 0.2)]


# Markdown -------------------------------------------------------------------------------


def blockquote(text: Any) -> Markup:
    """Every line as part of a quotation."""
    return Markup("\n".join(f"> {line}".rstrip() for line in str(text).strip().split("\n")))


def tex_text(text: str) -> Markup:
    """Text inside ``\\text{…}`` for MathJax, which takes Unicode but not TeX's special characters."""
    return Markup("".join(MATHJAX.get(c, c) for c in escape.clean(text)))


MATHJAX = {c: f"\\{c}" for c in "#$%&_{}"} | {
    "\\": "\\backslash ",
    "^": "\\hat{}",
    "~": "\\sim ",
    "<": "\\lt ",
    ">": "\\gt ",
}


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        arrow_head,
        blockquote,
        cm,
        code_line,
        counted,
        flipped,
        highlighted,
        metadata,
        pixels,
        points,
        px,
        quoted,
        svg_text,
        tex_text,
        verbatim_string,
    )
}

"""Mathematics as SVG text: letters, subscripts and superscripts in the fonts of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from symbp.document import escape
from symbp.notation.marks import GREEK, MARKS
from symbp.notation.tree import Fence, Num, Op, Row, Script, Sym, Words

SUB, SUP = 0.32, -0.42
SMALL = 0.72


def svg_text(content: Any) -> Markup:
    """A label as the inside of a ``<text>`` element: plain text, or a tree of letters and scripts."""
    if isinstance(content, tuple):
        return Markup("".join(map(svg_text, content)))
    return Markup(escape.html(content) if isinstance(content, str) else WRITERS[type(content)](content))


def letter(tree: Sym) -> str:
    text = escape.html(GREEK[tree.name][0] if tree.name in GREEK else tree.name)
    return f'<tspan font-style="italic">{text}</tspan>' if tree.face == "italic" else text


def mark(tree: Op) -> str:
    text = escape.html(MARKS[tree.name].text)
    return f" {text} " if tree.name in ("times", "=", "in", ":") else text


def script(tree: Script) -> str:
    """The base, then its scripts one after the other: SVG has no way to stack them."""
    parts: list[str] = [svg_text(tree.base)]
    for inner, shift in ((tree.sub, SUB), (tree.sup, SUP)):
        if inner is not None:
            parts.append(shifted(svg_text(inner), shift))
    return "".join(parts)


def shifted(inner: str, shift: float) -> str:
    """Smaller text above or below the line, and the line taken up again after it."""
    size = f'font-size="{SMALL}em"'
    there, back = f'dy="{shift / SMALL:.3f}em"', f'dy="{-shift / SMALL:.3f}em"'
    return f"<tspan {size} {there}>{inner}</tspan><tspan {size} {back}>\u200b</tspan>"


WRITERS: dict[type, Callable[[Any], str]] = {
    Sym: letter,
    Num: lambda tree: escape.html(tree.text.replace("-", "−")),
    Words: lambda tree: escape.html(tree.text),
    Op: mark,
    Row: lambda tree: "".join(map(svg_text, tree.items)),
    Fence: lambda tree: f"({svg_text(tree.inner)})",
    Script: script,
}
"""The parts of a label; a figure needs no others."""

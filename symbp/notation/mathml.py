"""MathML Core, which browsers show without any script, with the LaTeX as an annotation."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from symbp.notation.latex import render as render_latex
from symbp.notation.layout import layout
from symbp.notation.marks import BIGS, GREEK, MARKS
from symbp.notation.style import DEFAULT, Style
from symbp.notation.tree import (
    Big,
    Brace,
    Cancel,
    Cases,
    Fence,
    Frac,
    Grid,
    Num,
    Op,
    Row,
    Script,
    Sym,
    Tree,
    Words,
    tall,
)

CSS = """\
math .numeric mtd { text-align: right; text-align: -webkit-right; }
math .cases mtd { text-align: left; text-align: -webkit-left; }
math .cancel { background: linear-gradient(to bottom right, transparent calc(50% - .04em),
  currentColor calc(50% - .04em) calc(50% + .04em), transparent calc(50% + .04em)); }
"""
"""What MathML Core leaves to the page's style sheet: alignment, and striking out."""

FENCES = {"(": ("(", ")"), "[": ("[", "]"), "{": ("{", "}"), "norm": ("‖", "‖"), "abs": ("|", "|")}
ALPHABETS = {
    "bold": (
        ("A", 26, 0x1D400),
        ("a", 26, 0x1D41A),
        ("0", 10, 0x1D7CE),
        ("Α", 25, 0x1D71C),
        ("α", 25, 0x1D736),
    ),
    "italic": (("A", 26, 0x1D434), ("a", 26, 0x1D44E)),
}
"""Where Unicode's mathematical alphabets begin: first letter, how many, its code point."""

NO_BREAK = "\N{NO-BREAK SPACE}"
BLACKBOARD = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ"}
IDENTIFIERS = frozenset({"partial", "nabla", "d", "T", "infinity", "dots", "vdots", "ddots"})
SEPARATORS = frozenset({",", ":"})


def mathml(obj: Any, style: Style = DEFAULT, *, display: bool = True) -> str:
    """A ``<math>`` element of a SymPy object, an equation, a step, or a tree.

    `display` sets it on a line of its own; the page's style sheet needs `CSS`.
    """
    tree = layout(obj, style)
    mode = "block" if display else "inline"
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{mode}"><semantics>'
        f"<mrow>{render(tree)}</mrow>"
        f'<annotation encoding="application/x-tex">{escape(render_latex(tree), quote=False)}</annotation>'
        "</semantics></math>"
    )


def render(tree: Tree) -> str:
    return RENDERERS[type(tree)](tree)


def one(tree: Tree) -> str:
    """Exactly one element, which scripts and fractions need."""
    return f"<mrow>{render(tree)}</mrow>" if isinstance(tree, Row | Fence | Num) else render(tree)


def letter(tree: Sym) -> str:
    name, face = tree.name, tree.face
    text = GREEK[name][0] if name in GREEK else name
    if face == "blackboard":
        text = BLACKBOARD.get(text, text)
    elif face == "bold" or (face == "italic" and len(text) > 1):
        text = "".join(styled(character, face) for character in text)
    upright = ' mathvariant="normal"' if len(text) == 1 and face != "italic" else ""
    return f"<mi{upright}>{escape(text)}</mi>"


def styled(character: str, face: str) -> str:
    """The bold or italic form that Unicode has of a letter or digit."""
    if face == "italic" and character == "h":
        return "ℎ"
    for first, count, code in ALPHABETS[face]:
        if 0 <= (offset := ord(character) - ord(first)) < count:
            return chr(code + offset)
    return character


def number(tree: Num) -> str:
    """A number with a true minus sign."""
    text = escape(tree.text)
    return f'<mo form="prefix">−</mo><mn>{text[1:]}</mn>' if text.startswith("-") else f"<mn>{text}</mn>"


def words(tree: Words) -> str:
    """Text; the space at its ends, which MathML would drop, is kept."""
    text = escape(tree.text)
    inner = text.strip(" ")
    before, _, after = text.partition(inner) if inner else (text, "", "")
    return f"<mtext>{before.replace(' ', NO_BREAK)}{inner}{after.replace(' ', NO_BREAK)}</mtext>"


def mark(tree: Op) -> str:
    text = escape(MARKS[tree.name].text)
    if tree.name in IDENTIFIERS:
        return f'<mi mathvariant="normal">{text}</mi>'
    if tree.name == "quad":
        return '<mspace width="1em"></mspace>'
    space = ' lspace="0" rspace="0"' if tree.name == ":" else ""
    return f"<mo{space}>{text}</mo>"


def script(tree: Script) -> str:
    base = one(tree.base)
    if tree.primes:
        base = f'<mrow>{base}<mo lspace="0" rspace="0">{"′" * tree.primes}</mo></mrow>'
    below = "" if tree.sub is None else f"<mrow>{render(tree.sub)}</mrow>"
    above = "" if tree.sup is None else f"<mrow>{render(tree.sup)}</mrow>"
    if below and above:
        return f"<msubsup>{base}{below}{above}</msubsup>"
    if above:
        return f"<msup>{base}{above}</msup>"
    return f"<msub>{base}{below}</msub>" if below else base


def fence(tree: Fence) -> str:
    opening, closing = FENCES[tree.kind]
    stretchy = "" if tall(tree.inner) else ' stretchy="false"'
    return (
        f'<mrow><mo form="prefix"{stretchy}>{opening}</mo>{render(tree.inner)}'
        f'<mo form="postfix"{stretchy}>{closing}</mo></mrow>'
    )


def table(rows: tuple[tuple[Tree, ...], ...], kind: str = "") -> str:
    cells = "".join("<mtr>" + "".join(f"<mtd>{render(c)}</mtd>" for c in row) + "</mtr>" for row in rows)
    return f'<mtable class="{kind}">{cells}</mtable>' if kind else f"<mtable>{cells}</mtable>"


def grid(tree: Grid) -> str:
    inner = table(tree.rows, "numeric" if tree.numeric else "")
    return f'<mrow><mo form="prefix">[</mo>{inner}<mo form="postfix">]</mo></mrow>'


def cases(tree: Cases) -> str:
    return f'<mrow><mo form="prefix">{{</mo>{table(tree.rows, "cases")}</mrow>'


def big(tree: Big) -> str:
    sign = BIGS[tree.name].text
    operator = f"<mo>{sign}</mo>" if len(sign) == 1 else f'<mo movablelimits="true" form="prefix">{sign}</mo>'
    lower = f"<mrow>{render(tree.lower)}</mrow>" if tree.lower is not None else ""
    upper = f"<mrow>{render(tree.upper)}</mrow>" if tree.upper is not None else ""
    if lower and upper:
        return f"<munderover>{operator}{lower}{upper}</munderover>"
    if lower:
        return f"<munder>{operator}{lower}</munder>"
    return f"<mover>{operator}{upper}</mover>" if upper else operator


def brace(tree: Brace) -> str:
    under = f'<munder>{one(tree.inner)}<mo stretchy="true">⏟</mo></munder>'
    return f"<munder>{under}<mrow>{render(tree.note)}</mrow></munder>"


RENDERERS: dict[type, Callable[[Any], str]] = {
    Sym: letter,
    Num: number,
    Words: words,
    Op: mark,
    Row: lambda tree: "".join(map(render, tree.items)),
    Frac: lambda tree: f"<mfrac>{one(tree.numerator)}{one(tree.denominator)}</mfrac>",
    Script: script,
    Fence: fence,
    Grid: grid,
    Cases: cases,
    Brace: brace,
    Big: big,
    Cancel: lambda tree: f'<mrow class="cancel">{render(tree.inner)}</mrow>',
}

"""LaTeX, for amsmath and amssymb, and for MathJax and KaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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

PREAMBLE = r"\providecommand{\cancel}[1]{{\setbox0\hbox{$#1$}\rlap{\rule[.5ex]{\wd0}{.4pt}}\box0}}"
"""What a document needs before struck-out terms; MathJax and KaTeX bring their own ``\\cancel``."""

KNOWN_OPERATORS = frozenset({"log", "exp", "tanh", "sinh", "cosh", "sin", "cos", "tan", "max", "min"})
FENCES = {
    "(": ("(", ")"),
    "[": ("[", "]"),
    "{": (r"\{", r"\}"),
    "norm": (r"\lVert", r"\rVert"),
    "abs": (r"\lvert", r"\rvert"),
}
FACES = {
    "italic": r"\mathit",
    "bold": r"\mathbf",
    "upright": r"\mathrm",
    "operator": r"\operatorname",
    "blackboard": r"\mathbb",
}
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)


def latex(obj: Any, style: Style = DEFAULT) -> str:
    """LaTeX of a SymPy object, an equation, a step, or a tree, without dollar signs.

    >>> from symbp.penalties import lam
    >>> latex(lam)
    '\\\\lambda'
    """
    return render(layout(obj, style))


def render(tree: Tree) -> str:
    return RENDERERS[type(tree)](tree)


def escape(text: str) -> str:
    """Any text, safe inside ``\\text{}``."""
    return text.translate(ESCAPES)


def letter(tree: Sym) -> str:
    name, face = tree.name, tree.face
    if name in GREEK:
        command = GREEK[name][1]
        return rf"\boldsymbol{{{command}}}" if face == "bold" else command
    if name in KNOWN_OPERATORS and face == "operator":
        return rf"\{name}"
    if face == "italic" and len(name) == 1 and name.isalnum():
        return name
    inner = name if name.isascii() and name.isalnum() else rf"\text{{{escape(name)}}}"
    return rf"{FACES[face]}{{{inner}}}"


def script(tree: Script) -> str:
    base = render(tree.base)
    if not isinstance(tree.base, Sym | Num | Op | Fence | Grid):
        base = f"{{{base}}}"
    sub = f"_{{{render(tree.sub)}}}" if tree.sub is not None else ""
    sup = f"^{{{render(tree.sup)}}}" if tree.sup is not None else ""
    primes = "'" * tree.primes  # after a prime TeX takes the superscript first
    return base + primes + sup + sub if primes else base + sub + sup


def fence(tree: Fence) -> str:
    opening, closing = FENCES[tree.kind]
    inner = render(tree.inner)
    if tall(tree.inner):
        return rf"\left{opening} {inner} \right{closing}"
    return f"{opening}{inner}{closing}" if len(opening) == 1 else f"{opening} {inner} {closing}"


def grid(tree: Grid) -> str:
    rows = r" \\ ".join(" & ".join(map(render, row)) for row in tree.rows)
    if not tree.numeric:
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
    columns = "r" * max(map(len, tree.rows), default=1)
    return rf"\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"


def cases(tree: Cases) -> str:
    rows = r" \\ ".join(f"{render(value)} & {render(when)}" for value, when in tree.rows)
    return rf"\begin{{cases}} {rows} \end{{cases}}"


def big(tree: Big) -> str:
    sub = f"_{{{render(tree.lower)}}}" if tree.lower is not None else ""
    sup = f"^{{{render(tree.upper)}}}" if tree.upper is not None else ""
    return BIGS[tree.name].latex + sub + sup


RENDERERS: dict[type, Callable[[Any], str]] = {
    Sym: letter,
    Num: lambda tree: tree.text,
    Words: lambda tree: rf"\text{{{escape(tree.text)}}}",
    Op: lambda tree: MARKS[tree.name].latex,
    Row: lambda tree: " ".join(map(render, tree.items)),
    Frac: lambda tree: rf"\{'t' * tree.small}frac{{{render(tree.numerator)}}}{{{render(tree.denominator)}}}",
    Script: script,
    Fence: fence,
    Grid: grid,
    Cases: cases,
    Brace: lambda tree: rf"\underbrace{{{render(tree.inner)}}}_{{{render(tree.note)}}}",
    Big: big,
    Cancel: lambda tree: rf"\cancel{{{render(tree.inner)}}}",
}

"""Typst mathematics: the text between the dollar signs, for Typst 0.15."""

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

FACES = {"italic": "italic", "bold": "bold", "upright": "upright", "blackboard": "bb", "operator": "op"}
FENCES = {"(": ("(", ")"), "[": ("[", "]"), "{": ("{", "}"), "norm": ("‖", "‖"), "abs": ("|", "|")}


def typst(obj: Any, style: Style = DEFAULT) -> str:
    """Typst of a SymPy object, an equation, a step, or a tree, without dollar signs.

    >>> from symbp.penalties import lam
    >>> typst(lam)
    'lambda'
    """
    return render(layout(obj, style))


def render(tree: Tree) -> str:
    return RENDERERS[type(tree)](tree)


def quote(text: str) -> str:
    """Any text as a Typst string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def letter(tree: Sym) -> str:
    name, face = tree.name, tree.face
    simple = name in GREEK or (len(name) == 1 and name.isalnum())
    if face == "italic" and simple:
        return name
    return f"{FACES[face]}({name if simple else quote(name)})"


def script(tree: Script) -> str:
    base = render(tree.base)
    scripts = (("b", "_", tree.sub), ("t", "^", tree.sup))
    present = [(key, sign, render(part)) for key, sign, part in scripts if part is not None]
    primes = "'" * tree.primes
    if isinstance(tree.base, Sym | Num | Op | Fence):
        return base + primes + "".join(f"{sign}({part})" for _, sign, part in present)
    corner = [("tr", "", quote("′" * tree.primes))] if primes else []
    return f"attach({', '.join([base, *(f'{key}: {part}' for key, _, part in present + corner)])})"


def fence(tree: Fence) -> str:
    """Brackets; escaped ones keep their size, as everywhere else only tall content needs taller ones."""
    opening, closing = FENCES[tree.kind]
    inner = render(tree.inner)
    return f"lr({opening} {inner} {closing})" if tall(tree.inner) else f"\\{opening}{inner}\\{closing}"


def grid(tree: Grid) -> str:
    rows = "; ".join(", ".join(map(render, row)) for row in tree.rows)
    align = ", align: #right" if tree.numeric else ""
    return f'mat(delim: "["{align}, {rows})'


def cases(tree: Cases) -> str:
    rows = ", ".join(f"{render(value)} & {render(when)}" for value, when in tree.rows)
    return f"cases({rows})"


def big(tree: Big) -> str:
    sub = f"_({render(tree.lower)})" if tree.lower is not None else ""
    sup = f"^({render(tree.upper)})" if tree.upper is not None else ""
    return BIGS[tree.name].typst + sub + sup


RENDERERS: dict[type, Callable[[Any], str]] = {
    Sym: letter,
    Num: lambda tree: tree.text,
    Words: lambda tree: quote(tree.text),
    Op: lambda tree: MARKS[tree.name].typst,
    Row: lambda tree: " ".join(map(render, tree.items)),
    Frac: lambda tree: f"frac({render(tree.numerator)}, {render(tree.denominator)})",
    Script: script,
    Fence: fence,
    Grid: grid,
    Cases: cases,
    Brace: lambda tree: f"underbrace({render(tree.inner)}, {render(tree.note)})",
    Big: big,
    Cancel: lambda tree: f"cancel({render(tree.inner)})",
}

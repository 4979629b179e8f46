"""Mathematics in words, for alternative texts: what a person would say, and one formula only.

The words are a language that can be read back: whatever consists of parts begins and ends with
words of its own, and the short forms (``x squared``, ``w index i j``, ``1 over N``) take single letters
or numbers only.  So two different formulas never share a wording.
"""

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
)

FENCES = {
    "(": ("open paren", "close paren"),
    "[": ("open bracket", "close bracket"),
    "{": ("open brace", "close brace"),
    "norm": ("the norm of", "end norm"),
    "abs": ("the absolute value of", "end absolute value"),
}
OPERATORS = {
    **{name: name for name in ("log", "exp", "tanh", "sin", "cos", "tan", "softmax", "softplus", "step")},
    "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine",
    "ReLU": "relu",
    "LReLU": "leaky relu",
    "sgn": "sign",
    "id": "identity",
    "onehot": "one-hot",
}
POWERS = {"2": "squared", "3": "cubed"}
HALF = Frac(Num("1"), Num("2"))


def words(obj: Any, style: Style = DEFAULT) -> str:
    """The spoken form of a SymPy object, an equation, a step, or a tree.

    >>> from symbp.names import Names
    >>> from symbp.network import Network
    >>> words(Network.preset("lecture10-regression").names.W(1))
    'capital W of layer 1'
    """
    return say(layout(obj, style))


def say(tree: Tree) -> str:
    return SPEAKERS[type(tree)](tree)


def quoted(text: str) -> str:
    """Text in quotation marks, which no wording of ours contains."""
    return "“" + text.replace("”", "””") + "”"


# Letters, numbers, marks ------------------------------------------------------------------


def letter(tree: Sym) -> str:
    name, face = tree.name, tree.face
    if face == "operator" and (name in OPERATORS or (name.isalpha() and len(name) > 1)):
        return OPERATORS.get(name, f"function {name}")
    if face == "italic" and (len(name) == 1 or name in GREEK):
        return spelt(name)
    return f"{face} {spelt(name)}"


def spelt(name: str) -> str:
    """A letter with its case, a Greek letter by its name, anything else quoted."""
    if name in GREEK:
        return f"capital {name.lower()}" if name[0].isupper() else name
    if len(name) != 1:
        return quoted(name)
    return f"capital {name}" if name.isupper() else name


def number(tree: Num) -> str:
    return f"negative {tree.text[1:]}" if tree.text.startswith("-") else tree.text


def is_atom(tree: Tree | None) -> bool:
    """A letter or a number: what the short forms take."""
    return isinstance(tree, Sym | Num)


# Scripts ----------------------------------------------------------------------------------


def script(tree: Script) -> str:
    base = say(tree.base)
    if not isinstance(tree.base, Sym | Num | Op | Fence | Grid):
        base = f"base {base} end base"
    said = [base]
    if tree.sub is not None:
        said.append(below(tree.sub))
    said += ["prime"] * tree.primes
    if tree.sup is not None:
        said.append(above(tree.sup))
    return " ".join(said)


def below(sub: Tree) -> str:
    """A subscript: ``sub i``, ``index i j``, or with its end said."""
    if is_atom(sub):
        return f"sub {say(sub)}"
    if isinstance(sub, Row) and len(sub.items) == 2 and all(map(is_atom, sub.items)):
        return f"index {say(sub)}"
    return f"subscript {say(sub)} end subscript"


def above(sup: Tree) -> str:
    """A superscript: a layer, a transpose, a power, or with its end said."""
    if isinstance(sup, Fence) and sup.kind == "(":
        if is_atom(sup.inner):
            return f"of layer {say(sup.inner)}"
        return f"of the layer {say(sup.inner)} end layer"
    if sup == Op("T"):
        return "transposed"
    if isinstance(sup, Num) and sup.text in POWERS:
        return POWERS[sup.text]
    if is_atom(sup):
        return f"to the power {say(sup)}"
    return f"superscript {say(sup)} end superscript"


# Fractions, fences, tables ----------------------------------------------------------------


def fraction(tree: Frac) -> str:
    over, under = tree.numerator, tree.denominator
    if over == HALF.numerator and under == HALF.denominator:
        return "one half"
    if is_atom(over) and is_atom(under):
        return f"{say(over)} over {say(under)}"
    if over == Op("d") and starts_with(under, over):
        return f"the derivative by {after_first(under)} of"
    if starts_with(over, Op("partial")) and starts_with(under, Op("partial")):
        return f"the derivative of {after_first(over)} with respect to {after_first(under)} end derivative"
    return f"the fraction {say(over)} divided by {say(under)} end fraction"


def starts_with(tree: Tree, first: Tree) -> bool:
    return isinstance(tree, Row) and len(tree.items) > 1 and tree.items[0] == first


def after_first(tree: Tree) -> str:
    assert isinstance(tree, Row)
    return say(Row(tree.items[1:]))


def fence(tree: Fence) -> str:
    opening, closing = FENCES[tree.kind]
    return f"{opening} {say(tree.inner)} {closing}"


def grid(tree: Grid) -> str:
    """A matrix row by row."""
    size = f"{len(tree.rows)} by {max(map(len, tree.rows), default=0)}"
    rows = "; ".join(f"row {i}: " + ", ".join(map(say, row)) for i, row in enumerate(tree.rows, 1))
    kind = "matrix of numbers" if tree.numeric else "matrix"
    return f"the {size} {kind}, {rows}; end matrix"


def cases(tree: Cases) -> str:
    rows = "; ".join(f"case {say(value)}, {say(when)}" for value, when in tree.rows)
    return f"cases: {rows}; end cases"


def big(tree: Big) -> str:
    name, lower, upper = BIGS[tree.name].words, tree.lower, tree.upper
    if starts_at(lower) and upper is not None:
        assert isinstance(lower, Row)
        index, _, *first = lower.items
        return f"the {name} over {say(index)} from {say(Row(tuple(first)))} to {say(upper)} of"
    said = [f"the {name}"]
    if lower is not None:
        said.append(f"with lower limit {say(lower)}")
    if upper is not None:
        said.append(f"with upper limit {say(upper)}")
    return " ".join([*said, "of"])


def starts_at(lower: Tree | None) -> bool:
    """Whether a lower limit reads n = 1."""
    if not isinstance(lower, Row) or len(lower.items) < 3:
        return False
    return is_atom(lower.items[0]) and lower.items[1] == Op("=")


SPEAKERS: dict[type, Callable[[Any], str]] = {
    Sym: letter,
    Num: number,
    Words: lambda tree: quoted(tree.text),
    Op: lambda tree: MARKS[tree.name].words,
    Row: lambda tree: " ".join(map(say, tree.items)),
    Frac: fraction,
    Script: script,
    Fence: fence,
    Grid: grid,
    Cases: cases,
    Brace: lambda tree: f"braced {say(tree.inner)} labelled {say(tree.note)} end braced",
    Big: big,
    Cancel: lambda tree: f"cancelled {say(tree.inner)} end cancelled",
}

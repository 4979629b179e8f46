"""Mathematics as it is laid out: what every renderer prints and nothing it must understand.

`layout` makes a tree from a SymPy object, deciding order, brackets and notation once; LaTeX,
Typst, MathML, spoken words and plain text are then short walks over these few shapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Sym:
    """A letter or name: italic variable, bold matrix, upright operator name or blackboard set."""

    name: str
    face: Literal["italic", "bold", "upright", "operator", "blackboard"] = "italic"


@dataclass(frozen=True)
class Num:
    """A number as it is to be shown, such as ``-0.50`` or ``3``."""

    text: str


@dataclass(frozen=True)
class Words:
    """Ordinary text inside mathematics."""

    text: str


@dataclass(frozen=True)
class Op:
    """A relation, operator or punctuation mark, by name; the renderers hold the table."""

    name: str


@dataclass(frozen=True)
class Row:
    """Things side by side."""

    items: tuple[Tree, ...]


@dataclass(frozen=True)
class Frac:
    """A fraction; `small` is the text-size form."""

    numerator: Tree
    denominator: Tree
    small: bool = False


@dataclass(frozen=True)
class Script:
    """A base with subscript, superscript and primes."""

    base: Tree
    sub: Tree | None = None
    sup: Tree | None = None
    primes: int = 0


@dataclass(frozen=True)
class Fence:
    """Brackets around something; `kind` is ``(``, ``[``, ``{``, ``norm`` or ``abs``."""

    inner: Tree
    kind: Literal["(", "[", "{", "norm", "abs"] = "("


@dataclass(frozen=True)
class Grid:
    """A matrix of trees; `numeric` ones are aligned right."""

    rows: tuple[tuple[Tree, ...], ...]
    numeric: bool = False


@dataclass(frozen=True)
class Cases:
    """Values with their conditions."""

    rows: tuple[tuple[Tree, Tree], ...]


@dataclass(frozen=True)
class Brace:
    """Something with a note under a brace, such as a factor and its dimensions."""

    inner: Tree
    note: Tree


@dataclass(frozen=True)
class Big:
    """A large operator with limits: ``sum``, ``prod``, ``argmin``."""

    name: str
    lower: Tree | None = None
    upper: Tree | None = None


@dataclass(frozen=True)
class Cancel:
    """Something struck out because it cancels."""

    inner: Tree


Tree = Sym | Num | Words | Op | Row | Frac | Script | Fence | Grid | Cases | Brace | Big | Cancel


def tall(tree: Tree) -> bool:
    """Whether brackets around this must grow."""
    if isinstance(tree, Row):
        return any(tall(item) for item in tree.items)
    if isinstance(tree, Fence | Cancel):
        return tall(tree.inner)
    if isinstance(tree, Script):
        return tall(tree.base)
    return isinstance(tree, Frac | Grid | Cases | Big | Brace)

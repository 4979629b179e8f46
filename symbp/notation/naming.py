"""How the names of the quantity table are written: W1 is W^(1), dW1 is ∂L/∂W^(1), lam is λ."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from symbp.notation.marks import GREEK
from symbp.notation.tree import Fence, Frac, Num, Op, Row, Script, Sym, Tree

LAYERED = frozenset({"W", "b", "Z", "a", "delta"})
RENAMED = {"lam": "lambda", "loss": "L"}
LOSS = Sym("L")


class Name(NamedTuple):
    """The parts of a name: its letter, the layer it belongs to, its own subscript, d for a gradient."""

    letter: str
    layer: str = ""
    sub: str = ""
    gradient: bool = False


@cache
def parts(name: str) -> Name:
    """A name of the table taken apart: W2 has a layer, S2 and x_1 a subscript."""
    letter = name.rstrip("0123456789")
    digits = name[len(letter) :]
    if letter.startswith("d") and letter[1:] in ("W", "b"):
        return Name(letter[1:], digits, gradient=True)
    if not letter or letter in LAYERED:
        return Name(letter, digits)
    head, _, tail = name.partition("_") if "_" in name[1:-1] else (letter.rstrip("_"), "_", digits)
    return Name(RENAMED.get(head, head), sub=tail)


@cache
def written(name: str) -> Tree:
    """A quantity or dimension by its name."""
    return assemble(parts(name))


@cache
def entry_of(name: str, indices: Tree | None) -> Tree:
    """An entry of a named matrix: the small letter with its indices, w_ij^(1)."""
    name_parts = parts(name)
    letter = name_parts.letter
    small = letter.lower() if len(letter) == 1 else letter
    return assemble(name_parts._replace(letter=small), indices)


def assemble(name: Name, indices: Tree | None = None) -> Tree:
    sub = join(atom(name.sub) if name.sub else None, indices)
    layer = Fence(atom(name.layer)) if name.layer else None
    letter = atom(name.letter)
    whole = letter if sub is None and layer is None else Script(letter, sub, layer)
    return by_partials(LOSS, whole) if name.gradient else whole


def by_partials(scalar: Tree, wrt: Tree) -> Tree:
    """∂(scalar)/∂(wrt) as a fraction."""
    return Frac(Row((Op("partial"), scalar)), Row((Op("partial"), wrt)))


def join(left: Tree | None, right: Tree | None) -> Tree | None:
    """Two subscripts as one, with a comma between them."""
    return Row((left, Op(","), right)) if left and right else left or right


def atom(text: str) -> Tree:
    """A letter, a Greek letter, a number, or a longer name upright."""
    if text.isdecimal():
        return Num(text)
    return Sym(text, "italic" if len(text) == 1 or text in GREEK else "upright")

"""Formulas as they are read off a program: NumPy text and laid-out mathematics, built together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symbp.notation.dispatch import lay_signed
from symbp.notation.latex import render
from symbp.notation.naming import atom, written
from symbp.notation.pieces import (
    BIG,
    HADAMARD,
    PRODUCT,
    SCRIPT,
    SUM,
    TRANSPOSE,
    Piece,
    added,
    called,
    fraction,
    indexed,
    multiplied,
    raised,
    row,
    within,
)
from symbp.notation.pieces import (
    negated as minus_sign,
)
from symbp.notation.pieces import (
    summed as sigma_notation,
)
from symbp.notation.plain import ADD, ATOM, MUL, POWER, Text, at, plain, write
from symbp.notation.style import DEFAULT
from symbp.notation.tree import Big, Cases, Fence, Grid, Num, Op, Row, Script, Sym, Tree, Words

ONES = Piece(Sym("1", "bold"))


class UnwrittenError(Exception):
    """An expression for which there is no formula; the message says which, and why."""


@dataclass(frozen=True)
class Formula:
    """What is written, twice, without the minus that may stand before it."""

    text: Text
    piece: Piece
    negative: bool = False
    name: bool = False
    """Whether it is nothing but a name or a number."""

    @property
    def plain(self) -> str:
        """NumPy text, as `symbp.notation.plain` writes it."""
        return f"-{at(self.text, MUL)}" if self.negative else self.text.text

    @property
    def latex(self) -> str:
        return render(self.tree)

    @property
    def tree(self) -> Tree:
        return self.signed.tree

    @property
    def signed(self) -> Piece:
        """The mathematics with its sign."""
        return minus_sign(self.piece) if self.negative else self.piece

    def within(self, level: int) -> str:
        """The text, in brackets where it binds more weakly."""
        return at(self.text._replace(negative=self.negative), level)


# What stands at the ends ------------------------------------------------------------------


def named(text: str, reserved: bool = False) -> Formula:
    """A name of the program's own; `reserved` is one that means something else in the derivation."""
    single = len(text) == 1 and text.isalpha() and text.isascii() and not reserved
    tree = atom(text) if single else Words(f"own {text}" if reserved else text)
    return Formula(Text(f"own.{text}" if reserved else text), Piece(tree), name=True)


def quantity(name: str) -> Formula:
    """A quantity of the derivation, or a size."""
    return Formula(Text(name), Piece(written(name)), name=True)


def expression(node: Any) -> Formula:
    """An expression of the derivation."""
    text, (negative, piece) = write(node), lay_signed(node, DEFAULT)
    if text.negative != negative:
        return Formula(Text(plain(node), ADD), minus_sign(piece) if negative else piece)
    return Formula(text._replace(negative=False), piece, negative)


def number(value: float) -> Formula:
    """A number as people write it."""
    size = abs(value)
    text = str(int(size)) if size < 1e15 and size == int(size) else repr(float(size))
    digits, _, exponent = text.partition("e")
    piece = Piece(Num(digits))
    if exponent:
        ten = Piece(Script(Num("10"), sup=Num(str(int(exponent)))), SCRIPT)
        piece = ten if digits == "1" else multiplied([piece, ten])
    return Formula(Text(text), piece, value < 0, name=True)


ZERO, ONE = number(0), number(1)
FIRST = Formula(Text("0"), ONE.piece, name=True)
"""The first place, which is 0 in Python and 1 in mathematics."""


def operator(name: str, *arguments: Formula, primes: int = 0, head: Tree | None = None) -> Formula:
    """A function of whole arguments: ``max(Z2)``; with `primes` its derivative."""
    text = f"{'d' * primes}{name}({', '.join(each.plain for each in arguments)})"
    function = head or Sym(name, "operator")
    return Formula(Text(text), called(function, *(each.tree for each in arguments), primes=primes))


# Sums and products ------------------------------------------------------------------------


def negated(formula: Formula) -> Formula:
    return Formula(formula.text, formula.piece, not formula.negative)


def plus(one: Formula, other: Formula) -> Formula:
    """A sum of two terms, either of which may be negative."""
    text = f"{one.plain} {'-' if other.negative else '+'} {at(other.text, MUL)}"
    return Formula(Text(text, ADD), added([(one.negative, one.piece), (other.negative, other.piece)]))


def minus(one: Formula, other: Formula) -> Formula:
    return plus(one, negated(other))


def scaled(one: Formula, other: Formula) -> Formula:
    """A product in which a factor is a number."""
    if one.plain == "1":
        return other
    text = f"{at(one.text, MUL)} * {at(other.text, POWER)}"
    sides = [one.piece, other.piece]
    loose = other.piece.level == HADAMARD
    piece = Piece(row(within(sides[0], SCRIPT), sides[1].tree), HADAMARD) if loose else multiplied(sides)
    return Formula(Text(text, MUL), piece, one.negative != other.negative)


def matmul(one: Formula, other: Formula) -> Formula:
    """The matrix product; factors of a product on the left need no brackets."""
    text = f"{at(one.text, MUL)} @ {at(other.text, POWER)}"
    left = one.piece.tree if one.piece.level >= PRODUCT else Fence(one.piece.tree)
    piece = multiplied([Piece(left, PRODUCT), Piece(within(other.piece, SCRIPT), PRODUCT)])
    return Formula(Text(text, MUL), piece, one.negative != other.negative)


def elementwise(one: Formula, other: Formula, mark: str = "odot", sign: str = "*") -> Formula:
    """The product of two matrices entry by entry."""
    text = f"{at(one.text, MUL)} {sign} {at(other.text, POWER)}"
    level = SCRIPT if one.piece.level == PRODUCT else HADAMARD
    tree = row(within(one.piece, level), Op(mark), within(other.piece, SCRIPT))
    return Formula(Text(text, MUL), Piece(tree, HADAMARD), one.negative != other.negative)


def over(one: Formula, other: Formula) -> Formula:
    """A quotient, of numbers or entry by entry."""
    text = f"{at(one.text, MUL)} / {at(other.text, POWER)}"
    piece = fraction(one.piece.tree, other.piece.tree)
    return Formula(Text(text, MUL), piece, one.negative != other.negative)


def power(base: Formula, exponent: Formula, scalar: bool = False) -> Formula:
    """A power of each entry."""
    sign = "-" if exponent.negative else ""
    text = f"{base.within(ATOM)}**{sign}{at(exponent.text, ATOM)}"
    tree = exponent.tree if scalar else row(Op("odot"), exponent.tree)
    return Formula(Text(text, POWER), raised(base.signed, tree))


def transposed(formula: Formula) -> Formula:
    """A transpose; that of a transpose is the matrix itself."""
    text, tree = formula.text, formula.piece.tree
    if text.level == ATOM and text.text.endswith(".T") and isinstance(tree, Script) and tree.sup == TRANSPOSE:
        return Formula(Text(text.text[:-2]), Piece(tree.base), formula.negative)
    return Formula(Text(at(text, ATOM) + ".T"), raised(formula.piece, TRANSPOSE), formula.negative)


# Indices ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """An index that runs: its letter, and how far as a formula, where that has a name."""

    letter: str
    size: Formula | None = None

    @property
    def text(self) -> str:
        return f"for {self.letter} in range({self.size.plain if self.size else '…'})"

    @property
    def tree(self) -> Tree:
        return atom(self.letter) if len(self.letter) == 1 and self.letter.isascii() else Words(self.letter)


def entry(base: Formula, indices: Sequence[Formula | None], matrix: bool = False) -> Formula:
    """Entries of something: ``X[n]``, ``W1[:, j]``; None stands for all.

    A row or column that is still a matrix is written so in NumPy: ``X[[n]]``.
    """
    words = [":" if index is None else f"[{index.plain}]" if matrix else index.plain for index in indices]
    while len(words) > 1 and words[-1] == ":":
        words.pop()
    trees: list[Tree] = []
    for index in indices:
        trees += [*[Op(",")] * bool(trees), index.tree if index else Op(":")]
    text = Text(f"{at(base.text, ATOM)}[{', '.join(words)}]")
    return Formula(text, indexed(base.piece, row(*trees)), base.negative)


def letter(index: Index) -> Formula:
    return Formula(Text(index.letter), Piece(index.tree), name=True)


def total(body: Formula, indices: Sequence[Index]) -> Formula:
    """A sum over indices."""
    text = f"sum({body.plain} {' '.join(index.text for index in indices)})"
    piece = body.signed
    for index in reversed(indices):
        if index.size:
            piece = sigma_notation([index.tree, Num("1"), index.size.tree], piece)
        else:
            piece = Piece(row(Big("sum", index.tree), within(piece, BIG)), BIG)
    return Formula(Text(text), piece)


def family(body: Formula, index: Index) -> Formula:
    """All values of something, one for each index."""
    piece = Piece(Script(Fence(body.tree), sub=index.tree), SCRIPT)
    return Formula(Text(f"[{body.plain} {index.text}]"), piece)


# Other shapes -----------------------------------------------------------------------------------


def indicator(left: Formula, relation: str, right: Formula) -> Formula:
    """1 where a relation holds, 0 elsewhere."""
    mark = Op("=" if relation == "==" else relation)
    tree = Fence(row(left.tree, mark, right.tree), "[")
    return Formula(Text(f"{left.within(ADD)} {relation} {right.within(ADD)}", 0), Piece(tree))


def stacked(parts: Sequence[Formula], down: bool) -> Formula:
    """Matrices beside each other, or below each other."""
    trees = tuple(part.tree for part in parts)
    rows = tuple((tree,) for tree in trees) if down else (trees,)
    name = "vstack" if down else "hstack"
    return Formula(Text(f"{name}([{', '.join(part.plain for part in parts)}])"), Piece(Grid(rows)))


def listed(parts: Sequence[Formula]) -> Formula:
    """Several things, one after the other."""
    trees: list[Tree] = []
    for part in parts:
        trees += [*[Op(",")] * bool(trees), part.tree]
    inside = row(*trees) if trees else Row(())
    return Formula(Text(f"[{', '.join(part.plain for part in parts)}]"), Piece(Fence(inside)))


def reduced(name: str, formula: Formula, axis: int | None) -> Formula:
    """Sums, means or maxima of all entries, of each column (axis 0) or of each row (axis 1)."""
    text = Text(f"{name}({formula.plain}{'' if axis is None else f', axis={axis}'})")
    if name == "sum" and axis is not None:
        ones = Piece(raised(ONES, TRANSPOSE).tree) if axis == 0 else ONES
        sides = [ones, formula.signed] if axis == 0 else [formula.signed, ones]
        return Formula(text, multiplied(sides, SCRIPT))
    where = None if axis is None else Words("columns" if axis == 0 else "rows")
    head: Tree = Sym(name, "operator")
    return Formula(text, called(Script(head, sub=where) if where else head, formula.tree))


def cases(condition: Formula, one: Formula, other: Formula) -> Formula:
    """One value where a condition holds, another elsewhere."""
    rows = ((one.tree, condition.tree), (other.tree, Words("otherwise")))
    text = f"where({condition.plain}, {one.plain}, {other.plain})"
    return Formula(Text(text), Piece(Cases(rows), SUM))


def divided(one: Formula, other: Formula) -> Formula:
    """A matrix divided by a number, which is written in front of it where that is longer than a letter."""
    text = f"{at(one.text, MUL)} / {at(other.text, POWER)}"
    if one.piece.level == SUM or one.piece.level == BIG:
        tree: Piece = multiplied([fraction(Num("1"), other.piece.tree), Piece(Fence(one.piece.tree))])
    elif one.piece.level == HADAMARD:
        tree = Piece(row(fraction(Num("1"), other.piece.tree).tree, one.piece.tree), HADAMARD)
    else:
        tree = multiplied([fraction(Num("1"), other.piece.tree), one.piece])
    return Formula(Text(text, MUL), tree, one.negative != other.negative)


def constant(value: int, sizes: Sequence[Formula]) -> Formula:
    """Zeros or ones in an array of these sizes."""
    if not sizes:
        return number(value)
    words = ", ".join(size.plain for size in sizes)
    trees: list[Tree] = []
    for size in sizes:
        trees += [*[Op("times")] * bool(trees), size.tree]
    bold = Piece(Sym(str(value), "bold"))
    shape = f"({words})" if len(sizes) > 1 else words
    return Formula(Text(f"{'ones' if value else 'zeros'}({shape})"), indexed(bold, row(*trees)))

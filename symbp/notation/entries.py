"""One entry of a matrix expression, and sums over all entries: Σ_n (f_n − t_n)².

What acts entry by entry is written with the entries themselves; a matrix product has no
such form, and its entry is written [AB]_ij.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, S, Symbol
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixExpr, MatrixSymbol, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.special import OneMatrix

from symbp.nodes import Elementwise, Entry, EntrySum, Gradient, MaskBias, Shape, split_factor
from symbp.notation.dispatch import Signed, lay, lays
from symbp.notation.naming import by_partials, entry_of, parts
from symbp.notation.pieces import (
    ATOM,
    ONE,
    SCRIPT,
    Piece,
    added,
    called,
    fraction,
    multiplied,
    negated,
    raised,
    summed,
)
from symbp.notation.scalars import arranged, function_tree, indices, signed_factors
from symbp.notation.style import Style
from symbp.notation.tree import Fence, Frac, Grid, Script
from symbp.penalties import N


@dataclass(frozen=True)
class Place:
    """A row and a column, and the style in which their entry is written."""

    row: Expr
    column: Expr
    style: Style

    def turned(self) -> Place:
        return Place(self.column, self.row, self.style)


@lays(Entry)
def entry(node: Entry, style: Style) -> Piece:
    return entry_at(node.matrix, Place(node.row, node.column, style))


@lays(MatrixElement)
def element(node: MatrixElement, style: Style) -> Piece:
    """SymPy's own entry, which counts from 0."""
    return entry_at(node.parent, Place(node.i + 1, node.j + 1, style))


def entry_at(matrix: MatrixExpr, place: Place) -> Piece:
    """One entry of a matrix expression."""
    negative, piece = signed_entry(matrix, place)
    return negated(piece) if negative else piece


def signed_entry(matrix: MatrixExpr, place: Place) -> Signed:
    """One entry without its minus sign, and whether it has one."""
    if isinstance(matrix, MatMul):
        return scaled_entry(matrix, place)
    writer = WRITERS.get(type(matrix), bracketed)
    return False, writer(matrix, place)


def scaled_entry(matrix: MatMul, place: Place) -> Signed:
    """The scalar factor of a product stays outside the entry of the rest."""
    factor, matrices = split_factor(matrix)
    if factor is S.One:
        return False, bracketed(matrix, place)
    negative, scalars = signed_factors(factor)
    rest = matrices[0] if len(matrices) == 1 else MatMul(*matrices)
    front = [arranged(scalars, place.style)] if scalars else []
    if front and isinstance(rest, OneMatrix):
        return negative, front[0]
    return negative, multiplied([*front, entry_at(rest, place)])


def bracketed(matrix: MatrixExpr, place: Place) -> Piece:
    """The entry of something that is computed as a whole: [AB]_ij."""
    inner = lay(matrix, place.style.change(braces=False)).tree
    held = inner if isinstance(inner, Grid) else Fence(inner, "[")
    return Piece(Script(held, sub=indices((place.row, place.column), place.style)))


def named(matrix: MatrixSymbol, place: Place) -> Piece:
    name = place.style.names.get(matrix.name, matrix.name)
    tree = entry_of(name, indices(needed(matrix, place), place.style))
    return Piece(tree, SCRIPT if isinstance(tree, Frac) or (isinstance(tree, Script) and tree.sup) else ATOM)


def needed(matrix: MatrixSymbol, place: Place) -> tuple[Expr, ...]:
    """The indices that say something: a single output, a single sample or a bias has one index less."""
    style = place.style
    weights = parts(matrix.name).letter == "W"
    known = matrix.shape if weights else tuple(style.size(size) for size in matrix.shape)
    return tuple(i for i, size in zip((place.row, place.column), known, strict=True) if size is not S.One)


def partial(node: Gradient, place: Place) -> Piece:
    return Piece(by_partials(lay(node.scalar, place.style).tree, entry_at(node.wrt, place).tree), SCRIPT)


def sum_entry(node: MatAdd, place: Place) -> Piece:
    return added([signed_entry(arg, place) for arg in node.args])


def product_entry(node: HadamardProduct, place: Place) -> Piece:
    """Factors side by side; what is divided by goes under one fraction bar."""
    under = [a for a in node.args if isinstance(a, HadamardPower) and a.exp is S.NegativeOne]
    over = [entry_at(arg, place) for arg in node.args if arg not in under]
    if not under:
        return multiplied(over)
    below = multiplied([entry_at(arg.base, place) for arg in under])
    return fraction(multiplied(over).tree if over else ONE, below.tree)


def power_entry(node: HadamardPower, place: Place) -> Piece:
    base = entry_at(node.base, place)
    if node.exp is S.NegativeOne:
        return fraction(ONE, base.tree)
    return raised(base, lay(node.exp, place.style).tree)


def function_entry(node: Elementwise, place: Place) -> Piece:
    inner = entry_at(node.arg, place).tree
    return called(function_tree(node.function, place.style), inner, primes=node.order)


WRITERS: dict[type, Callable[[Any, Place], Piece]] = {
    MatrixSymbol: named,
    Gradient: partial,
    OneMatrix: lambda node, place: Piece(ONE),
    MatAdd: sum_entry,
    HadamardProduct: product_entry,
    HadamardPower: power_entry,
    Elementwise: function_entry,
    Transpose: lambda node, place: entry_at(node.arg, place.turned()),
}
"""How one entry is written, by the kind of matrix expression."""


# The sum of all entries -------------------------------------------------------------------


@lays(EntrySum)
def sum_of_entries(node: EntrySum, style: Style) -> Piece:
    """Σ over both indices of the entry; an index that can only be 1 needs no Σ."""
    matrix, masked = without_mask(node.matrix)
    letters, sizes = index_letters(matrix.shape), tuple(map(style.size, matrix.shape))
    row, column = (S.One if size is S.One else letter for letter, size in zip(letters, sizes, strict=True))
    piece = entry_at(matrix, Place(row, column, style))
    samples_first = (1, 0) if matrix.shape[1] == N else (0, 1)
    for axis in reversed(samples_first):
        if sizes[axis] is not S.One:
            limits = (letters[axis], Integer(2 if axis == masked else 1), sizes[axis])
            piece = summed([lay(limit, style).tree for limit in limits], piece)
    return piece


def without_mask(matrix: MatrixExpr) -> tuple[MatrixExpr, int | None]:
    """A power of W without its biases is summed over W from the second row (column) on."""
    if isinstance(matrix, HadamardPower) and isinstance(matrix.base, MaskBias):
        return HadamardPower(matrix.base.arg, matrix.exp), matrix.base.axis
    return matrix, None


def index_letters(shape: Shape) -> tuple[Symbol, Symbol]:
    """n for samples and k for the outputs of each; i and j for a matrix without samples."""
    i, j, k, n = (Symbol(letter, integer=True, positive=True) for letter in "ijkn")
    if N not in shape:
        return i, j
    return (n, k) if shape[0] == N else (k, n)

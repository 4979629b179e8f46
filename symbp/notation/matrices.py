"""Matrices as they are written; the order of the factors and terms is never changed."""

from __future__ import annotations

from sympy import Basic, ImmutableDenseMatrix, MatrixBase, S
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixExpr, MatrixSymbol, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix

from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    Gradient,
    MaskBias,
    OneHot,
    Shape,
    Softmax,
    split_factor,
)
from symbp.notation.dispatch import Signed, lay, lay_signed, lays, lays_signed
from symbp.notation.naming import by_partials, written
from symbp.notation.pieces import (
    BIG,
    HADAMARD,
    PRODUCT,
    SCRIPT,
    TRANSPOSE,
    Piece,
    added,
    called,
    flat,
    indexed,
    multiplied,
    raised,
    row,
    scaled,
    within,
)
from symbp.notation.scalars import arranged, function_tree, letter_level, signed_factors
from symbp.notation.style import Style
from symbp.notation.tree import Brace, Fence, Grid, Num, Op, Row, Script, Sym, Tree, Words

ONES = Sym("1", "bold")
TIMES = {"⊙": Op("odot"), ".*": Op(".*")}
OVER = {"⊙": Op("oslash"), ".*": Op("./")}


@lays(MatrixSymbol)
def named(node: MatrixSymbol, style: Style) -> Piece:
    name = node.name
    tree = written(style.names.get(name, name))
    if style.gradient == "∇" and name[0] == "d" and name[1:2] in ("W", "b"):
        return nabla(written("loss"), written(name[1:]))
    return Piece(tree, letter_level(tree))


@lays(Gradient)
def gradient(node: Gradient, style: Style) -> Piece:
    scalar, wrt = lay(node.scalar, style).tree, lay(node.wrt, style).tree
    return nabla(scalar, wrt) if style.gradient == "∇" else Piece(by_partials(scalar, wrt), SCRIPT)


def nabla(scalar: Tree, wrt: Tree) -> Piece:
    return Piece(row(Script(Op("nabla"), sub=wrt), scalar), PRODUCT)


# Sums and products ------------------------------------------------------------------------


@lays(MatAdd)
def sum_of_matrices(node: MatAdd, style: Style) -> Piece:
    return added([term(arg, style) for arg in node.args])


def term(node: Basic, style: Style) -> Signed:
    """A term of a matrix sum; 𝟏 has the shape of its neighbours, which need not be repeated."""
    return (False, Piece(ONES)) if isinstance(node, OneMatrix) else lay_signed(node, style)


@lays_signed(MatMul)
def product_of_matrices(node: MatMul, style: Style) -> Signed:
    factor, matrices = split_factor(node)
    negative, scalars = signed_factors(factor)
    several = len(matrices) > 1
    rest = multiplied([braced(m, style) for m in matrices], SCRIPT) if several else lay(matrices[0], style)
    return negative, scaled(arranged(scalars, style), rest) if scalars else rest


def braced(node: MatrixExpr, style: Style) -> Piece:
    """A factor of a matrix product, over its dimensions where the style wants them (L12)."""
    piece = lay(node, style)
    if not style.braces:
        return piece
    inner = ONES if isinstance(node, OneMatrix) else within(piece, SCRIPT)
    return Piece(Brace(inner, dimensions(node.shape, style)), SCRIPT)


def dimensions(shape: Shape, style: Style) -> Tree:
    """A shape as it is written: N × D."""
    rows, columns = (within(lay(style.size(size), style), PRODUCT) for size in shape)
    return row(rows, Op("times"), columns)


@lays(HadamardProduct)
def elementwise_product(node: HadamardProduct, style: Style) -> Piece:
    first, *others = node.args
    items = list(flat(within(lay(first, style), SCRIPT)))
    for other in others:
        inverse = isinstance(other, HadamardPower) and other.exp is S.NegativeOne
        items.append((OVER if inverse else TIMES)[style.product])
        items += flat(within(lay(other.base if inverse else other, style), SCRIPT))
    return Piece(Row(tuple(items)), HADAMARD)


@lays(HadamardPower)
def elementwise_power(node: HadamardPower, style: Style) -> Piece:
    base, exponent = lay(node.base, style), lay(node.exp, style)
    if style.product == "⊙":
        return raised(base, row(TIMES["⊙"], within(exponent, BIG)))
    return Piece(row(within(base, SCRIPT), Op(".^"), within(exponent, SCRIPT)), HADAMARD)


@lays(Transpose)
def transposed(node: Transpose, style: Style) -> Piece:
    return raised(lay(node.arg, style), TRANSPOSE)


# Special matrices -------------------------------------------------------------------------


@lays(OneMatrix)
def matrix_of_ones(node: OneMatrix, style: Style) -> Piece:
    return Piece(Script(ONES, sub=dimensions(node.shape, style)), SCRIPT)


@lays(ZeroMatrix)
def matrix_of_zeros(node: ZeroMatrix, style: Style) -> Piece:
    return Piece(Script(Sym("0", "bold"), sub=dimensions(node.shape, style)), SCRIPT)


@lays(Identity)
def identity(node: Identity, style: Style) -> Piece:
    return Piece(Script(Sym("I"), sub=lay(style.size(node.rows), style).tree), SCRIPT)


@lays(AddOnes)
def with_ones(node: AddOnes, style: Style) -> Piece:
    inner = lay(node.arg, style).tree
    return Piece(Grid(((ONES, inner),) if node.axis == 1 else ((ONES,), (inner,))))


@lays(DropOnes)
def without_first(node: DropOnes, style: Style) -> Piece:
    """All rows from the second column on, or all columns from the second row on."""
    everything, rest = (Op(":"),), (Num("2"), Op(":"))
    before, after = (everything, rest) if node.axis == 1 else (rest, everything)
    return indexed(lay(node.arg, style), Row((*before, Op(","), *after)))


@lays(MaskBias)
def without_bias(node: MaskBias, style: Style) -> Piece:
    return indexed(lay(node.arg, style), Words("no bias"))


@lays(MatrixBase, ImmutableDenseMatrix)
def explicit(node: MatrixBase, style: Style) -> Piece:
    rows = tuple(tuple(lay(node[i, j], style).tree for j in range(node.cols)) for i in range(node.rows))
    return Piece(Grid(rows, numeric=all(entry.is_number for entry in node)))


# Functions --------------------------------------------------------------------------------


@lays(Elementwise)
def applied(node: Elementwise, style: Style) -> Piece:
    inner = lay(node.arg, style).tree
    if node.function.name == "abs" and not node.order:
        return Piece(Fence(inner, "abs"))
    return called(function_tree(node.function, style), inner, primes=node.order)


@lays(Softmax)
def softmax(node: Softmax, style: Style) -> Piece:
    return called(Sym("softmax", "operator"), lay(node.arg, style).tree)


@lays(OneHot)
def one_hot(node: OneHot, style: Style) -> Piece:
    return called(Sym("onehot", "operator"), lay(node.labels, style).tree)

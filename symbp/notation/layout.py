"""From any object of a derivation to the tree that every renderer prints.

Order, brackets and notation are decided here and in the tables this module gathers
(`scalars`, `matrices`, `entries`), once, so that all formats show the same mathematics.
"""

from __future__ import annotations

from typing import Any, get_args

from sympy import Eq, Ge, Gt, Le, Lt, Ne
from sympy.matrices.expressions import MatMul

from symbp.derivation import Equation, Step
from symbp.nodes import Shape, split_factor
from symbp.notation import entries, matrices, mistaken, scalars  # noqa: F401  # each fills the table
from symbp.notation.dispatch import lay, lays
from symbp.notation.pieces import RELATION, Piece, row
from symbp.notation.style import DEFAULT, Style
from symbp.notation.tree import Op, Tree

TREES = get_args(Tree)

RELATIONS = {Eq: Op("="), Ne: Op("!="), Lt: Op("<"), Gt: Op(">"), Le: Op("<="), Ge: Op(">=")}


def layout(obj: Any, style: Style = DEFAULT) -> Tree:
    """The tree of a SymPy object, an `Equation` or a `Step`; a tree is its own.

    >>> from symbp.names import LOSS
    >>> layout(LOSS)
    Sym(name='L', face='italic')

    Raises `NotationError` for a kind of object that has no written form.
    """
    return obj if isinstance(obj, TREES) else lay(obj, style).tree


def relation(left: Any, sign: Op, right: Any, style: Style) -> Piece:
    """Both sides around a sign; over a matrix product in braces the result gets a brace too (L12)."""
    whole = isinstance(right, MatMul) and len(split_factor(right)[1]) > 1
    before = matrices.braced(left, style) if whole else lay(left, style)
    return Piece(row(before.tree, sign, lay(right, style).tree), RELATION)


@lays(*RELATIONS)
def sympy_relation(node: Any, style: Style) -> Piece:
    return relation(node.lhs, RELATIONS[type(node)], node.rhs, style)


@lays(Equation)
def equation(node: Equation, style: Style) -> Piece:
    return relation(node.lhs, Op("="), node.rhs, style)


@lays(Step)
def step(node: Step, style: Style) -> Piece:
    return relation(node.before, Op("="), node.after, style)


def shape(dimensions: Shape, style: Style = DEFAULT) -> Tree:
    """A shape as it is written: N × D, in numbers where the style knows them."""
    return matrices.dimensions(dimensions, style)

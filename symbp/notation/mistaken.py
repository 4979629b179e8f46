"""How the nodes of misconceptions are written: what a student computed, as it would stand on paper."""

from __future__ import annotations

from symbp.misconceptions.nodes import DropLast, LooseOneHot, OneSample, Unchecked
from symbp.notation.dispatch import lay, lays
from symbp.notation.pieces import Piece, called, indexed
from symbp.notation.style import Style
from symbp.notation.tree import Num, Op, Row, Sym, Tree, Words
from symbp.penalties import N


@lays(Unchecked)
def unchecked(node: Unchecked, style: Style) -> Piece:
    return lay(node.arg, style)


@lays(OneSample)
def one_sample(node: OneSample, style: Style) -> Piece:
    """The first or last row or column, with everything in it."""
    place: Tree = Num("1") if node.which == 0 else lay(style.size(N), style).tree
    pair = (place, Op(":")) if node.axis == 0 else (Op(":"), place)
    return indexed(lay(node.arg, style), Row((pair[0], Op(","), pair[1])))


@lays(DropLast)
def without_last(node: DropLast, style: Style) -> Piece:
    which = "column" if node.axis == 1 else "row"
    return indexed(lay(node.arg, style), Words(f"no last {which}"))


@lays(LooseOneHot)
def loose_one_hot(node: LooseOneHot, style: Style) -> Piece:
    return called(Sym("onehot", "operator"), lay(node.labels, style).tree)

"""Which function lays out which kind of object: one table, filled by `lays`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbp.errors import NotationError
from symbp.notation.pieces import Piece, negated
from symbp.notation.style import Style

Layer = Callable[[Any, Style], Piece]
Signed = tuple[bool, Piece]

TABLE: dict[type, Layer] = {}
SIGNED: dict[type, Callable[[Any, Style], Signed]] = {}


def lays(*kinds: type) -> Callable[[Layer], Layer]:
    """Enter a function in the table for objects of these kinds."""

    def enter(layer: Layer) -> Layer:
        TABLE.update(dict.fromkeys(kinds, layer))
        return layer

    return enter


def lays_signed(*kinds: type) -> Callable[[Callable[[Any, Style], Signed]], Callable[[Any, Style], Signed]]:
    """The same for objects that may carry a minus sign, which a sum turns into a subtraction."""

    def enter(layer: Callable[[Any, Style], Signed]) -> Callable[[Any, Style], Signed]:
        SIGNED.update(dict.fromkeys(kinds, layer))
        return layer

    return enter


def lay(node: Any, style: Style) -> Piece:
    """The tree of any object and its binding strength.

    Raises `NotationError` for a kind of object that has no written form here.
    """
    kind = type(node)
    layer = TABLE.get(kind)
    if layer is not None:
        return layer(node, style)
    if kind in SIGNED:
        negative, piece = SIGNED[kind](node, style)
        return negated(piece) if negative else piece
    return inherited(node, kind)(node, style)


def lay_signed(node: Any, style: Style) -> Signed:
    """The tree of an object without its minus sign, and whether it has one."""
    kind = type(node)
    if kind not in SIGNED and kind not in TABLE:
        inherited(node, kind)
    layer = SIGNED.get(kind)
    return layer(node, style) if layer else (False, lay(node, style))


def inherited(node: Any, kind: type) -> Layer:
    """The entry of the nearest base class, remembered for the class itself."""
    for base in kind.__mro__[1:]:
        if base in SIGNED:
            SIGNED[kind] = SIGNED[base]
            return lay
        if base in TABLE:
            TABLE[kind] = TABLE[base]
            return TABLE[kind]
    raise NotationError(f"no written form for {kind.__name__}: {str(node)[:60]!r}")

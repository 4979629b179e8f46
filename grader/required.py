"""The required result of a derivation: a true line that says what the quantity is, worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sympy import Basic

    from symbp.checking.record import CheckedLine
    from symbp.network import Network

Sides = tuple["Basic | None", ...]

SILENT = ("prose", "assumed")


def telling(lines: Iterable[CheckedLine]) -> Iterator[tuple[CheckedLine, Sides]]:
    """The lines that say something, each once, with their sides: those of a chain begin with its head.

    What is not read counts; what repeats a line, or has the same on both sides, says nothing.
    """
    seen: set[object] = set()
    for line in lines:
        sides = line.sides if line.head is None else (line.head, *line.sides)
        read = bool(sides) and None not in sides
        said = frozenset(sides) if read else line.text
        if line.status not in SILENT and said not in seen and not (read and len(set(sides)) == 1):
            seen.add(said)
            yield line, sides


def states(sides: Sides, quantity: str, net: Network) -> bool:
    """Whether sides that are equal say what a quantity is.

    One of them is the quantity itself, as a letter or a derivative, whole or entry by entry, up to a
    factor and a transpose; another has neither it nor a derivative in it.
    """
    from symbp.names import LOSS
    from symbp.nodes import Gradient

    names = net.names
    meant: set[Basic] = {names.table[quantity].symbol}
    if quantity.startswith("d") and quantity[1:] in names.table:
        meant.add(Gradient(LOSS, names.table[quantity[1:]].symbol))
    found = [side for side in sides if side is not None]
    return any(whole(side) in meant for side in found) and any(worked_out(side, meant) for side in found)


def whole(side: Any) -> Basic:
    """The quantity of which a side is the transpose, a multiple, or an entry with two letters."""
    from sympy import Symbol
    from sympy.matrices.expressions import Transpose

    from symbp.checking.carried import entry_of
    from symbp.names import LOSS
    from symbp.nodes import Rate, split_factor

    if getattr(side, "is_Matrix", False):
        parts = split_factor(side)[1]
        side = parts[0] if len(parts) == 1 else side
        return side.arg if isinstance(side, Transpose) else side
    entry = None if isinstance(side, Rate) and side.numerator != LOSS else entry_of(side)
    if entry is None or len({index for index in entry[1] if isinstance(index, Symbol)}) != 2:
        return side
    return entry[0]


def worked_out(side: Basic, meant: set[Basic]) -> bool:
    """Whether a side has neither the quantity nor any derivative in it."""
    from sympy.matrices.expressions import MatrixSymbol

    from symbp.nodes import Gradient, Rate

    named = {symbol.name for symbol in side.atoms(MatrixSymbol)}
    return not (meant & side.atoms(MatrixSymbol) or side.has(Gradient, Rate) or named & gradients(named))


def gradients(names: Iterable[str]) -> set[str]:
    """Those of some names that are gradients: dW1, db2."""
    return {name for name in names if name.startswith(("dW", "db"))}

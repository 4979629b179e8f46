"""Whether an equation says something that can be true or false, or defines, assumes or sets something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sympy import MatrixBase, Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.names import LOSS
from symbp.reading import surface as s
from symbp.reading.context import Context
from symbp.reading.equations import Equation
from symbp.reading.names import LAYERED
from symbp.reading.record import Line, LineKind, Side
from symbp.reading.scripts import Scripts, key, merged

DEFINES = re.compile(r"\b(let|define|denote|put|write|set|call|where|with|and)\b[^.]{0,40}$", re.IGNORECASE)
ASSUMES = re.compile(r"\b(assume|assuming|suppose|given|because)\b[^.]{0,40}$", re.IGNORECASE)


def kind_of(item: Equation, tree: s.Chain, sides: Sequence[Side], context: Context) -> LineKind:
    """Whether an equation says something that can be true or false."""
    relations = [relation for relation, _ in tree.items]
    if (len(sides) == 1 and not relations[0]) or all(is_dimensions(node) for _, node in tree.items):
        return "prose"
    if new_name(item, tree, sides, context) is not None:
        return "definition"
    if ASSUMES.search(item.before):
        return "assumption"
    if is_assignment(tree, sides):
        return "definition"
    if is_setting(sides) or is_condition(relations, sides):
        return "assumption"
    return "statement"


def is_dimensions(node: s.Surface) -> bool:
    """Whether an expression only counts rows and columns: (2 × 3)(3 × 1)."""
    if isinstance(node, s.Bracket):
        return is_dimensions(node.inner)
    if not isinstance(node, s.Product):
        return False
    signs = {sign for sign, _ in node.items[1:]}
    if signs == {"×"}:
        return all(isinstance(item, s.Number | s.Letter) for _, item in node.items)
    return signs <= {"", "·"} and all(is_dimensions(item) for _, item in node.items)


def new_name(item: Equation, tree: s.Chain, sides: Sequence[Side], context: Context) -> str | None:
    """The name that an equation defines: its left side is a symbol that meant nothing before.

    *Let* defines a bare letter that would stand for quantities of several layers.
    """
    relation, left = tree.items[0]
    if relation or len(sides) < 2:
        return None
    if isinstance(left, s.Letter) and DEFINES.search(item.before):
        roles = context.quantities.roles(left)
        if roles and roles[0] in LAYERED and len(context.net.units) > 2:
            return key(left, Scripts())
    if sides[0].readings:
        return None
    if isinstance(left, s.Code):
        return left.text if left.text.isidentifier() else None
    found = merged(left)
    if found is None or found[1].after or found[1].primes:
        return None
    letter, scripts = found
    known = context.quantities.roles(letter) and not scripts.words
    return None if known and all(map(is_index, scripts.indices)) else key(letter, scripts)


def is_index(node: s.Surface) -> bool:
    """Whether a subscript is an index or the number of a layer, and no part of a name."""
    return not isinstance(node, s.Letter) or node.name in "ijklmnpqrs"


def is_assignment(tree: s.Chain, sides: Sequence[Side]) -> bool:
    """W := W − α ∂L/∂W, and matrices of numbers for what is given."""
    if len(sides) < 2 or not sides[0].readings or not sides[-1].readings:
        return False
    left, right = sides[0].readings[0].value, sides[-1].readings[0].value
    if tree.items[1][0] == ":=" and isinstance(left, MatrixSymbol) and right.has(left):
        return True
    return isinstance(left, MatrixSymbol) and isinstance(right, MatrixBase) and left.name[0] in "XtTWb"


def is_setting(sides: Sequence[Side]) -> bool:
    """N = 3, λ = 0.1: a number for a symbol, or a statement about indices."""
    values = [side.readings[0].value for side in sides if side.readings]
    return len(values) > 1 and isinstance(values[0], Symbol) and values[0] != LOSS and values[1].is_number


def is_condition(relations: Sequence[str], sides: Sequence[Side]) -> bool:
    """i ≠ j, 1 ≤ n ≤ N: an order of indices and numbers."""
    values = [reading.value for side in sides for reading in side.readings[:1]]
    plain = all(isinstance(v, Symbol) or v.is_number for v in values) and LOSS not in values
    return plain and bool(set(relations) & ORDERS) and len(values) == len(sides)


ORDERS = frozenset("<>≤≥≠≪≫")


def with_definition(item: Equation, tree: s.Chain, line: Line, context: Context) -> Context:
    """The context with what an equation defines; a letter that also names a quantity keeps that meaning."""
    name = new_name(item, tree, line.sides, context)
    right = next((side.readings for side in line.sides[1:] if side.readings), ())
    if name is None or not right:
        return context
    noted = tuple(r.noted(f"{name} as defined on line {item.line}") for r in right)
    shapes = {getattr(r.value, "shape", ()) for r in right}
    meant = tuple(r for r in line.sides[0].readings if getattr(r.value, "shape", ()) in shapes)
    return replace(context, defined={**context.defined, name: (*noted, *meant)})

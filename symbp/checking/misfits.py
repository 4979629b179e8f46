"""Sides whose shapes do not fit: the single change of a transpose, an order or a product that helps.

Such a side has no value that could be changed, so the change is made in what was written.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any

from sympy import Basic

from symbp.checking.values import FEW, Probe, agree
from symbp.reading import surface as s
from symbp.reading.context import Context
from symbp.reading.customs import with_delta_choices
from symbp.reading.problem import ReadingError
from symbp.reading.scripts import is_transpose

MOST_TRIED = 800


@dataclass(frozen=True)
class Rewritten:
    """A side with one change, and which misconception that change mends."""

    id: str
    surface: Any
    value: Basic


def mended(left: Basic, side: Any, context: Context, probe: Probe) -> Rewritten | None:
    """The first single change after which a side can be computed and is right."""
    right = [probe.value(left, index) for index in FEW]
    for _, (id, changed) in zip(range(MOST_TRIED), rewritten(side), strict=False):
        if probe.world.clock.left < 0:
            return None
        for value in values_of(changed, context):
            if all(agree(probe.value(value, index), right[index]) for index in FEW):
                return Rewritten(id, changed, value)
    return None


def values_of(side: Any, context: Context) -> list[Basic]:
    try:
        return [reading.value for reading in with_delta_choices(side, context)[:4]]
    except ReadingError:
        return []


def rewritten(side: Any) -> Iterator[tuple[str, Any]]:
    """Every side that is one change of order, transposes or product away."""
    if isinstance(side, s.Code):
        yield from rewritten_code(side)
        return
    nodes = list(s.walk(side))
    for node in nodes:
        if isinstance(node, s.Product):
            for id, changed in rearranged(node):
                yield id, exchanged(side, node, changed)
    for node in nodes:
        for id, changed in replaced(node):
            yield id, exchanged(side, node, changed)


HIGHEST_LAYER = 6


def replaced(node: Any) -> Iterator[tuple[str, Any]]:
    """Another layer's quantity, or another batch."""
    letter = node.base if isinstance(node, s.Script) else node
    if not isinstance(letter, s.Letter):
        return
    if isinstance(node, s.Script):
        id = "M18" if letter.name.lower() in "ahx" else "M25"
        for part in s.walk(node):
            if isinstance(part, s.Number) and part.text.isdigit():
                for number in range(HIGHEST_LAYER):
                    yield id, exchanged(node, part, replace(part, text=str(number)))
        if letter.name.lower() in "az" and node.sup is not None:
            yield "M18", exchanged(node, letter, replace(letter, name="aZ"[letter.name.lower() == "a"]))
    yield "M18", s.Letter("X", at=node.at)
    for number in range(HIGHEST_LAYER):
        layer = s.Bracket(s.Number(str(number)))
        yield "M18", s.Script(s.Letter("a", at=node.at), sup=layer, at=node.at)


def exchanged(tree: Any, old: Any, new: Any) -> Any:
    """A surface tree with one node exchanged."""
    if tree is old:
        return new
    if isinstance(tree, tuple):
        return tuple(exchanged(item, old, new) for item in tree)
    if not isinstance(tree, s.Node):
        return tree
    changed = {f.name: exchanged(getattr(tree, f.name), old, new) for f in fields(tree)}
    return replace(tree, **changed)


def rearranged(node: s.Product) -> Iterator[tuple[str, s.Product]]:
    """Single factors turned, then neighbours: the order, transposes, and the sign between them."""
    items = node.items
    for place, (sign, factor) in enumerate(items):
        for form in turned(factor):
            yield "M21", s.Product((*items[:place], (sign, form), *items[place + 1 :]), at=node.at)
    for place in range(len(items) - 1):
        (first, one), (between, other) = items[place : place + 2]
        for sign, (left, right) in product(("⊙", "", between), ((one, other), (other, one))):
            for a, b in product((left, *turned(left)), (right, *turned(right))):
                pair = ((first, a), (sign, b))
                id = "M21" if sign == between else "M20"
                yield id, s.Product((*items[:place], *pair, *items[place + 2 :]), at=node.at)


def turned(node: Any) -> list[Any]:
    """A factor with its transpose taken away, or with one put on."""
    if isinstance(node, s.Number | s.Fraction | s.Big):
        return []
    if isinstance(node, s.Script) and node.sup is not None:
        if is_transpose(node.sup):
            return [node.base if node.sub is None else replace(node, sup=None)]
        if isinstance(node.sup, s.Product) and is_transpose(node.sup.items[-1][1]):
            kept = node.sup.items[:-1]
            return [replace(node, sup=kept[0][1] if len(kept) == 1 else replace(node.sup, items=kept))]
    if isinstance(node, s.Script) and node.primes:
        return [replace(node, primes=node.primes - 1)]
    return [s.Script(node, sup=s.Letter("T"), at=node.at)]


# NumPy ------------------------------------------------------------------------------------


def rewritten_code(side: s.Code) -> Iterator[tuple[str, s.Code]]:
    """The same for a side in Python: .T, the order around @ and *, and which of the two it is."""
    tree = ast.parse(side.text.strip(), mode="eval")
    count = sum(1 for _ in ast.walk(tree))
    for id, change in (("M21", turn), ("M21", swap), ("M20", other_operator), *RENAMES):
        for number in range(count):
            fresh = copy.deepcopy(tree)
            node = list(ast.walk(fresh))[number]
            if change(node, fresh):
                yield id, s.Code(ast.unparse(fresh), at=side.at)


def turn(node: ast.AST, tree: ast.AST) -> bool:
    """X for X.T, and X.T for a name X."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is node and isinstance(node, ast.Attribute) and node.attr == "T":
                setattr(parent, name, node.value)
                return True
            if value is node and isinstance(node, ast.Name) and isinstance(parent, ast.BinOp):
                setattr(parent, name, ast.Attribute(node, "T", ast.Load()))
                return True
    return False


def swap(node: ast.AST, tree: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        node.left, node.right = node.right, node.left
        return True
    return False


def other_operator(node: ast.AST, tree: ast.AST) -> bool:
    """@ for *, and * for @."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult | ast.Mult):
        node.op = ast.Mult() if isinstance(node.op, ast.MatMult) else ast.MatMult()
        return True
    return False


def renamed(node: ast.AST, number: str) -> bool:
    """a2 for a3: the name of another layer's quantity."""
    if isinstance(node, ast.Name) and node.id[-1:].isdigit():
        node.id = node.id[:-1] + number
        return True
    return False


def other_layer(number: int) -> Callable[[ast.AST, ast.AST], bool]:
    return lambda node, tree: renamed(node, str(number))


RENAMES = tuple(("M25", other_layer(number)) for number in range(HIGHEST_LAYER))

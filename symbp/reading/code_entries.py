"""Python text at the level of entries: ``W2[i, j]``, ``loss[n]``, ``sum(… for n in range(N))``.

Indices count from 0 as in Python, so those that are numbers are one less than in the objects.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import (
    Derivative,
    Eq,
    Expr,
    Ge,
    Gt,
    Integer,
    KroneckerDelta,
    Le,
    Lt,
    Ne,
    Piecewise,
    S,
    Sum,
    Symbol,
    true,
)
from sympy.matrices.expressions import MatrixSymbol

from symbp.names import LOSS
from symbp.nodes import Entry, Gradient, Rate, SampleLoss
from symbp.reading.code import CODE_READERS, CodeSite
from symbp.reading.context import index_symbol

RELATIONS: dict[type[ast.cmpop], Any] = {
    ast.Eq: Eq,
    ast.NotEq: Ne,
    ast.Lt: Lt,
    ast.Gt: Gt,
    ast.LtE: Le,
    ast.GtE: Ge,
}


def subscript(site: CodeSite) -> Any | None:
    """One entry of a matrix, or the loss of one sample."""
    parts = site.node.slice.elts if isinstance(site.node.slice, ast.Tuple) else [site.node.slice]
    if any(isinstance(part, ast.Slice | ast.List) for part in parts):
        return None
    if isinstance(site.node.value, ast.Attribute) and site.node.value.attr == "shape":
        return None
    value = site.at(site.node.value).value()
    indices = [index(site, part) for part in parts]
    if value == LOSS and len(indices) == 1:
        return SampleLoss(indices[0])
    if not getattr(value, "is_Matrix", False) or len(indices) != 2:
        return None
    return Entry(value, *indices)


def index(site: CodeSite, node: ast.expr) -> Expr:
    """An index as the written mathematics counts: from 1."""
    found = site.at(node).value()
    return found + 1 if isinstance(found, Integer) else found


def call(site: CodeSite) -> Any | None:
    """grad of a number, a sum over an index, select, and one-hot rows made from labels."""
    match site.node:
        case ast.Call(func=ast.Name(id="onehot")) if not site.labels:
            return replace(site, labels=True).value()
        case ast.Call(func=ast.Name(id="sum"), args=[ast.GeneratorExp() as inner], keywords=[]):
            return generated(site, inner)
        case ast.Call(func=ast.Name(id="grad"), args=[above, below], keywords=[]):
            return gradient(site, above, below)
        case ast.Call(
            func=ast.Name(id="select"), args=[ast.List(elts=tests), ast.List(elts=values)], keywords=[]
        ):
            return selected(site, tests, values)
    return None


def generated(site: CodeSite, node: ast.GeneratorExp) -> Expr:
    """sum(… for n in range(N)): the index n runs from 1 to N."""
    limits = []
    for loop in node.generators:
        match loop:
            case ast.comprehension(
                target=ast.Name(id=letter),
                iter=ast.Call(func=ast.Name(id="range"), args=[*ends], keywords=[]),
                ifs=[],
            ) if len(ends) in (1, 2):
                first = index(site, ends[0]) if len(ends) == 2 else S.One
                limits.append((index_symbol(letter), first, site.at(ends[-1]).value()))
            case _:
                raise site.refuse("of the loops in a sum only 'for n in range(N)' is read")
    return Sum(site.at(node.elt).value(), *reversed(limits))


def gradient(site: CodeSite, above: ast.expr, below: ast.expr) -> Expr | None:
    """∂L/∂W2 as `numpy_text` reads it; otherwise by one entry, or by a free variable."""
    top, by = site.at(above).value(), site.at(below).value()
    if isinstance(by, Entry) and not getattr(top, "is_Matrix", False):
        return Rate(top, by)
    if isinstance(by, MatrixSymbol) and top == LOSS:
        return Gradient(top, by)
    if isinstance(by, Symbol) and by != LOSS and not getattr(top, "is_Matrix", False):
        return Derivative(top, by)
    return None


def selected(site: CodeSite, tests: Sequence[ast.expr], values: Sequence[ast.expr]) -> Expr:
    """Values by their conditions."""
    if len(tests) != len(values):
        raise site.refuse(f"select takes as many values as conditions, got {len(values)} and {len(tests)}")
    pairs = [
        (site.at(value).value(), condition(site, test)) for value, test in zip(values, tests, strict=True)
    ]
    return Piecewise(*pairs, evaluate=False)


def condition(site: CodeSite, node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=True):
            return true
        case ast.Compare(left=left, ops=[relation], comparators=[right]) if type(relation) in RELATIONS:
            return RELATIONS[type(relation)](site.at(left).value(), site.at(right).value())
    raise site.refuse("a condition is a comparison of two numbers, or True")


def comparison(site: CodeSite) -> Any | None:
    """(j == k): 1 where two indices are equal."""
    match site.node:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return KroneckerDelta(site.at(left).value(), site.at(right).value())
    return None


CODE_READERS.update({ast.Subscript: subscript, ast.Call: call, ast.Compare: comparison})

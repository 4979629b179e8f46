"""Where brackets go: trees with their binding strength, and the few ways to put them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from symbp.notation.tree import Big, Fence, Frac, Num, Op, Row, Script, Sym, Tree

RELATION, SUM, BIG, HADAMARD, PRODUCT, SCRIPT, ATOM = range(7)
"""Binding strength, weakest first.  A large Σ takes everything up to the next + or −."""

MINUS, PLUS, CDOT, TRANSPOSE = Op("-"), Op("+"), Op("cdot"), Op("T")
ONE = Num("1")


class Piece(NamedTuple):
    """A tree and how strongly its outermost operation binds."""

    tree: Tree
    level: int = ATOM


def within(piece: Piece, level: int) -> Tree:
    """The tree, in brackets where it binds more weakly than `level`."""
    return piece.tree if piece.level >= level else Fence(piece.tree)


def flat(tree: Tree) -> tuple[Tree, ...]:
    return tree.items if isinstance(tree, Row) else (tree,)


def row(*trees: Tree) -> Tree:
    """Things side by side, without rows inside rows."""
    items = tuple(item for tree in trees for item in flat(tree))
    return items[0] if len(items) == 1 else Row(items)


def negated(piece: Piece) -> Piece:
    return Piece(row(MINUS, within(piece, BIG)), SUM)


def added(terms: Sequence[tuple[bool, Piece]]) -> Piece:
    """A sum of terms, each with whether it is subtracted."""
    (first_negative, first), *others = terms
    if not others:
        return negated(first) if first_negative else first
    items: list[Tree] = [MINUS] if first_negative else []
    items += flat(within(first, BIG))
    for negative, term in others:
        items.append(MINUS if negative else PLUS)
        items += flat(within(term, BIG))
    return Piece(Row(tuple(items)), SUM)


def multiplied(factors: Sequence[Piece], needed: int = PRODUCT) -> Piece:
    """Factors side by side, a Σ last; before a number stands a dot, for 2 3 is not 23.

    Products inside a product of scalars need no brackets; those of matrices keep theirs (`SCRIPT`).
    """
    *others, last = factors
    if not others:
        return last
    items: list[Tree] = []
    for factor in others:
        items += joined(items, within(factor, needed))
    items += joined(items, within(last, BIG if last.level == BIG else needed))
    return Piece(Row(tuple(items)), BIG if last.level == BIG else PRODUCT)


def joined(before: list[Tree], tree: Tree) -> tuple[Tree, ...]:
    return (CDOT, *flat(tree)) if before and starts_with_digit(tree) else flat(tree)


def starts_with_digit(tree: Tree) -> bool:
    while isinstance(tree, Row | Script):
        tree = tree.items[0] if isinstance(tree, Row) else tree.base
    return isinstance(tree, Num)


def scaled(factor: Piece, rest: Piece) -> Piece:
    """A scalar before a product; an element-wise product after a scalar needs no brackets."""
    if rest.level != HADAMARD:
        return multiplied([factor, rest])
    return Piece(row(within(factor, SCRIPT), rest.tree), HADAMARD)


def fraction(numerator: Tree, denominator: Tree) -> Piece:
    return Piece(Frac(numerator, denominator), SCRIPT)


def raised(base: Piece, exponent: Tree) -> Piece:
    """A power; an index and an exponent stand on one letter."""
    tree = base.tree
    if isinstance(tree, Script) and tree.sup is None and base.level == ATOM:
        return Piece(replace(tree, sup=exponent), SCRIPT)
    return Piece(Script(within(base, ATOM), sup=exponent), SCRIPT)


def indexed(base: Piece, indices: Tree) -> Piece:
    """Something with a subscript: on the letter itself, or on brackets."""
    tree = base.tree
    if isinstance(tree, Script) and tree.sub is None and isinstance(tree.base, Sym):
        return Piece(replace(tree, sub=indices), base.level)
    return Piece(Script(within(base, ATOM), sub=indices))


def called(function: Tree, *arguments: Tree, primes: int = 0) -> Piece:
    """A function with its arguments in brackets: σ'(Z)."""
    if primes:
        function = primed(function, primes)
    inner = list(flat(arguments[0]))
    for argument in arguments[1:]:
        inner += [Op(","), *flat(argument)]
    return Piece(row(function, Fence(row(*inner))), SCRIPT)


def primed(function: Tree, primes: int) -> Tree:
    if isinstance(function, Script):
        return replace(function, primes=primes)
    return Script(function, primes=primes)


def summed(limits: Sequence[Tree], body: Piece) -> Piece:
    """Σ of the body; the limits are the index, where it begins, and where it ends."""
    index, first, last = limits
    big = Big("sum", row(index, Op("="), first), last)
    return Piece(row(big, within(body, BIG)), BIG)

"""Statements about dimensions: under braces, and W ∈ R^{2×3}."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from symbp.notation.plain import plain
from symbp.reading import letters
from symbp.reading import surface as s
from symbp.reading.context import Context, readings
from symbp.reading.problem import ReadingError
from symbp.reading.record import ShapeClaim
from symbp.reading.values import is_matrix


def shape_claims(tree: s.Chain, context: Context) -> Iterator[ShapeClaim]:
    """Every statement about dimensions: under braces, and W ∈ R^{2×3}."""
    for node in s.walk(tree):
        if isinstance(node, s.Brace):
            yield from claim(node.inner, node.note, context)
    for (_, left), (relation, right) in pairwise(tree.items):
        if relation == "∈" and isinstance(right, s.Script) and right.sup is not None:
            yield from claim(left, right.sup, context)


def claim(inner: s.Surface, note: s.Surface, context: Context) -> Iterator[ShapeClaim]:
    try:
        claimed = letters.dimensions(note, context)
    except ReadingError:
        return
    if len(claimed) != 2:
        return
    try:
        value = readings(inner, context)[0].value
    except ReadingError:
        return
    actual = value.shape if is_matrix(value) else None
    yield ShapeClaim(plain(value), (claimed[0], claimed[1]), actual)

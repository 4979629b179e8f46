"""Vectors that are packed in another way than asked for: by rows for by columns, or in another order.

The numbers of such an answer are right, but stand in other places; and a program that also takes its
weights apart in the other way computes the right gradients of other weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from grader.calling import Frame, apart, slot
from grader.layout import Layout, Leaf, leaves
from grader.sandbox.records import Array

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.points import TestPoint
    from grader.sandbox.records import Reply

MOST_PARTS = 4
"""Up to how many quantities of a vector are tried in every order."""


@dataclass(frozen=True)
class Packing:
    """One other way to read the vectors of an answer: in words, the weights it is for, and its gradients."""

    words: str
    point: TestPoint
    values: Mapping[str, NDArray[Any]]


def packings(assignment: Assignment, point: TestPoint, reply: Reply) -> Iterator[Packing]:
    """Every other way in which the vectors that came back may be packed, the simplest first."""
    frame = Frame(assignment.network, point)
    for leaf, value in zip(leaves(assignment.returns), reply.values, strict=False):
        if not isinstance(value, Array) or not value.array.shape == frame.value(leaf) != ():
            continue
        if leaf.form == "own" or assignment.updated.intersection(f"d{q}" for q in leaf.quantities):
            continue
        for words, other in otherwise(leaf):
            values = apart(other, value.array, frame)
            yield Packing(f"it is packed {words}", point, values)
            if other.order != leaf.order:
                taken = repacked(assignment.arguments, frame, other.order)
                yield Packing(f"its vectors are packed {words}", taken, values)


def otherwise(leaf: Leaf) -> Iterator[tuple[str, Leaf]]:
    """The same vector by columns for by rows, and with its parts in another order."""
    turned = replace(leaf, order="C" if leaf.order == "F" else "F")
    yield ("column by column" if turned.order == "F" else "row by row"), turned
    if len(leaf.quantities) <= MOST_PARTS:
        for order in list(permutations(leaf.quantities))[1:]:
            yield f"in the order {', '.join(order)}", replace(leaf, quantities=order)


def repacked(arguments: tuple[Layout, ...], frame: Frame, order: Any) -> TestPoint:
    """The point whose weights a program sees that takes the vectors among its arguments apart in an order."""
    point, arrays = frame.point, dict(frame.point.arrays)
    for leaf in (leaf for layout in arguments for leaf in leaves(layout) if leaf.form != "own"):
        if all(name in point.arrays for name in leaf.quantities):
            arrays |= apart(replace(leaf, order=order), np.asarray(slot(leaf, frame, arrays)), frame)
    return replace(point, arrays=arrays)

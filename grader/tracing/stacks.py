"""Values over loops: what an expression came to in all iterations, as one array, and what that is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.instruments import VALUE
from grader.tracing import formula as form
from grader.tracing.formula import Formula
from grader.tracing.known import Match
from grader.tracing.recorded import Loop, Run, View

Array = NDArray[Any]

LARGEST_STACK = 1_000_000
"""Entries of the largest array that is looked at."""


@dataclass(frozen=True)
class Stack:
    """A node's value for all iterations of the loops in which it changes, one array for each run."""

    values: tuple[Array, ...]
    loops: tuple[Loop, ...]
    single: bool


def stacked(view: View, place: int, what: int = VALUE) -> Stack | None:
    """A node's values over the loops in which they change."""
    if not view.there(place, what):
        return None
    return over_loops(view.runs, view.numbers(place, what), view.loops)


def over_loops(runs: Sequence[Run], ids: Sequence[Array], loops: Sequence[Loop]) -> Stack | None:
    """Values over those loops in which they change; None where their shapes differ."""
    kept = [axis for axis in range(len(loops)) if not all(constant(each, axis) for each in ids)]
    values = []
    for run, each in zip(runs, ids, strict=True):
        dropped = tuple(axis for axis in range(each.ndim) if axis not in kept)
        array = gathered(run, each.max(axis=dropped) if dropped else each)
        if array is None:
            return None
        values.append(array)
    if len({value.ndim for value in values}) > 1:
        return None
    numbers = zip(runs, ids, strict=True)
    single = any(run.single[number] for run, each in numbers for number in np.unique(each) if number >= 0)
    return Stack(tuple(values), tuple(loops[axis] for axis in kept), single)


def constant(ids: Array, axis: int) -> bool:
    """Whether a value does not change along a loop, wherever it is there."""
    most = ids.max(axis=axis, keepdims=True)
    return bool(np.all((ids == most) | (ids < 0)))


def gathered(run: Run, ids: Array) -> Array | None:
    """The values of a grid as one array; None where their shapes differ."""
    there = [run.values[number] for number in np.unique(ids) if number >= 0]
    if len({value.shape for value in there}) != 1 or ids.size * there[0].size > LARGEST_STACK:
        return None
    missing = np.full(there[0].shape, np.nan)
    flat = [run.values[number] if number >= 0 else missing for number in ids.ravel().tolist()]
    return np.array(flat).reshape(ids.shape + there[0].shape)


def shown(match: Match, stack: Stack) -> Formula:
    """What a value is, as a formula: ``a2``, ``W2.T``, ``X[n]``, ``N * delta3``."""
    loops, axes = len(stack.loops), [axis for axis in match.axes if axis is not None]
    own, entry = stack.values[0].shape[loops:], match.entry.formula
    natural = match.entry.values[0].shape
    if any(axis < loops for axis in axes):
        letters = [
            None if axis is not None and axis >= loops else position(stack, axis) for axis in match.axes
        ]
        if match.axes[-1:] == (None,):
            letters.pop()
        matrix = len(own) == 2 and None in letters
        entry = form.entry(entry, letters, matrix)
        natural = tuple(1 if letter else size for letter, size in zip(letters, natural, strict=False))
    elif len(own) == 1 and len(natural) == 2 and natural[1] == 1 and not match.entry.flat:
        entry = form.entry(entry, [None, form.FIRST])
    turned = own != natural and own == natural[::-1]
    if len(own) == 2 and (turned or axes != sorted(axes)):
        entry = form.transposed(entry)
    return entry if match.factor is None else form.scaled(match.factor, entry)


def position(stack: Stack, axis: int | None) -> Formula:
    """The index of a loop; the only place there is where nothing runs."""
    return form.FIRST if axis is None else form.letter(stack.loops[axis].index)

"""Recordings of one program at several points: what each expression came to, wherever it was evaluated.

A *view* is one way through the program, such as the body of a loop in the second call of a helper: for each
run a grid of contexts, one axis for each loop that runs over an index.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.instruments import VALUE
from grader.sandbox.records import Trace
from grader.tracing.formula import Index

Array = NDArray[Any]

NOWHERE = -1

Path = tuple[tuple[int, int, int], ...]
"""A way from the outside to a context: nodes, the calls that led there, and iterations."""


class Run:
    """One recording, with its tables the way they are asked for."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.values = tuple(map(real, trace.values))
        self.single = tuple(array.dtype.kind == "f" and array.dtype.itemsize < 8 for array in trace.values)

    @cached_property
    def found(self) -> Mapping[int, dict[int, int]]:
        """For each node and what was recorded there: the number of the value in each context, the last."""
        table: dict[int, dict[int, int]] = defaultdict(dict)
        for what, context, value in self.trace.events.tolist():
            table[what][context] = value
        return table

    @cached_property
    def first(self) -> Mapping[int, int]:
        """When each node was first evaluated."""
        order: dict[int, int] = {}
        for when, what in enumerate(self.trace.events[:, 0].tolist()):
            order.setdefault(what // 4, when)
        return order

    @cached_property
    def contexts(self) -> list[tuple[int, int, int, int]]:
        return [(parent, node, site, count) for parent, node, site, count in self.trace.contexts.tolist()]

    @cached_property
    def inside(self) -> Mapping[tuple[int, int], list[int]]:
        """The contexts directly in a context that belong to one loop or function, in order."""
        table: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, (parent, node, _, _) in enumerate(self.contexts):
            table[parent, node].append(number)
        return table

    @cached_property
    def called(self) -> Mapping[tuple[int, int], list[int]]:
        """The contexts directly in a context that a call led to, by the node of the call."""
        table: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, (parent, _, site, _) in enumerate(self.contexts):
            if site != NOWHERE:
                table[parent, site].append(number)
        return table

    @cached_property
    def depths(self) -> list[int]:
        """How deep each context lies; the one around it always stands before it."""
        found = [0]
        for parent, *_ in self.contexts[1:]:
            found.append(found[parent] + 1)
        return found

    def path(self, context: int) -> Path:
        """The way to a context."""
        steps = []
        while context > 0:
            parent, node, site, count = self.contexts[context]
            steps.append((node, site, count))
            context = parent
        return tuple(reversed(steps))

    def value(self, place: int, context: int, what: int = VALUE) -> int | None:
        return self.found[4 * place + what].get(context) if 4 * place + what in self.found else None


@dataclass(frozen=True)
class Loop:
    """A loop that runs over an index: its node's place, and the index as it is written."""

    place: int
    index: Index


@dataclass(frozen=True, eq=False)
class View:
    """One way through the program: the contexts of each run in a grid, NOWHERE where it did not come."""

    runs: Sequence[Run]
    grids: tuple[Array, ...]
    loops: tuple[Loop, ...] = ()
    cache: dict[tuple[int, int], tuple[Array, ...]] = field(default_factory=dict)

    def numbers(self, place: int, what: int = VALUE) -> tuple[Array, ...]:
        """For each run the numbers under which a node's values are kept, in the grid."""
        key = (place, what)
        if key not in self.cache:
            self.cache[key] = tuple(
                numbers(run, grid, 4 * place + what) for run, grid in zip(self.runs, self.grids, strict=True)
            )
        return self.cache[key]

    def there(self, place: int, what: int = VALUE) -> bool:
        """Whether a node has a value wherever this way led."""
        found = self.numbers(place, what)
        present = zip(found, self.grids, strict=True)
        return all(bool(np.all((ids >= 0) | (grid < 0))) and bool(np.any(ids >= 0)) for ids, grid in present)

    def spots(self) -> Iterator[tuple[int, int]]:
        """Some of the places in the grid, each as the run and the place: enough to try a formula."""
        for number, grid in enumerate(self.grids):
            there = np.flatnonzero(grid.ravel() >= 0)
            step = max(1, len(there) // MOST_SPOTS)
            yield from ((number, int(place)) for place in there[::step])

    def at(self, spot: tuple[int, int], place: int, what: int = VALUE) -> Array | None:
        """The value of a node at a spot."""
        run, where = spot
        number = int(self.numbers(place, what)[run].ravel()[where])
        return self.runs[run].values[number] if number >= 0 else None

    def single(self, place: int, what: int = VALUE) -> bool:
        """Whether any value of a node is in single precision."""
        return any(any(run.single) for run in self.runs) and any(
            any(run.single[number] for number in np.unique(ids) if number >= 0)
            for run, ids in zip(self.runs, self.numbers(place, what), strict=True)
        )

    # Other views ------------------------------------------------------------------------------

    def mapped(self, change: Callable[[Run, int], int]) -> View:
        """The view in which each context is replaced by another."""
        grids = tuple(
            np.array([change(run, c) if c >= 0 else NOWHERE for c in grid.ravel().tolist()], int).reshape(
                grid.shape
            )
            for run, grid in zip(self.runs, self.grids, strict=True)
        )
        return View(self.runs, grids, self.loops)

    def where(self, place: int, what: int = VALUE) -> View:
        """The view as far as a node was evaluated."""
        ids = self.numbers(place, what)
        grids = tuple(
            np.where(found >= 0, grid, NOWHERE) for found, grid in zip(ids, self.grids, strict=True)
        )
        return View(self.runs, grids, self.loops)

    def without(self, other: View) -> View:
        """The view apart from where another leads."""
        pairs = zip(self.grids, other.grids, strict=True)
        return View(self.runs, tuple(np.where(b >= 0, NOWHERE, a) for a, b in pairs), self.loops)

    @property
    def empty(self) -> bool:
        return any(not np.any(grid >= 0) for grid in self.grids)


MOST_SPOTS = 16


def real(array: Array) -> Array:
    """The array in doubles; complex numbers are none that a formula is held against."""
    return np.full(array.shape, np.nan) if array.dtype.kind == "c" else array.astype(float)


def numbers(run: Run, grid: Array, what: int) -> Array:
    found = run.found.get(what, {})
    flat = [found.get(context, NOWHERE) if context >= 0 else NOWHERE for context in grid.ravel().tolist()]
    return np.array(flat, int).reshape(grid.shape)


def places(tree: ast.Module) -> dict[ast.AST, int]:
    """The place of each node, as the recorder counts them."""
    return {node: place for place, node in enumerate(ast.walk(tree))}

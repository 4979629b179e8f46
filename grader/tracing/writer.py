"""From an expression of a program to its formula: each step is held against the recorded values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.instruments import VALUE
from grader.tracing import formula as form
from grader.tracing.formula import Formula, UnwrittenError
from grader.tracing.known import DOUBLE, SINGLE, near
from grader.tracing.loops import inside
from grader.tracing.program import Program, literal
from grader.tracing.recorded import View
from grader.tracing.scalar import FUNCTIONS
from grader.tracing.stacks import Stack, shown, stacked

Array = NDArray[Any]
Compute = Callable[..., Any]

MOST_INNER = 24
DEEPEST = 12


@dataclass(frozen=True, eq=False)
class Writer:
    """Writes expressions as they are seen in one view.

    `given` are the formulas of parameters, with the node whose value was passed.
    """

    program: Program
    view: View
    given: Mapping[str, tuple[int, Formula]] = field(default_factory=dict)
    depth: int = 0

    # Values ---------------------------------------------------------------------------------

    def stack(self, node: ast.AST, what: int = VALUE) -> Stack | None:
        """A node's values over the loops."""
        return stacked(self.view, self.program.place(node), what)

    def at(self, node: ast.expr, spot: tuple[int, int]) -> Any:
        """A node's value at a spot; None where it has no numbers."""
        if isinstance(node, ast.Starred):
            node = node.value
        if isinstance(node, ast.Constant | ast.UnaryOp | ast.List | ast.Tuple):
            value = literal(node)
            if isinstance(value, bool | int | float):
                return np.array(float(value))
            if isinstance(value, list | tuple) and value:
                return np.array(value, float) if numeric(value) else None
        return self.view.at(spot, self.program.place(node))

    @cached_property
    def spots(self) -> list[tuple[int, int]]:
        return list(self.view.spots())

    def tolerance(self, *nodes: ast.expr) -> float:
        single = any(self.view.single(self.program.place(node)) for node in nodes)
        return SINGLE if single else DOUBLE

    def holds(self, node: ast.expr, compute: Compute, *parts: ast.expr) -> bool:
        """Whether a node's value is what is computed from the values of its parts, at every spot tried."""
        tolerance, tried = self.tolerance(node, *parts), False
        for spot in self.spots:
            value = self.at(node, spot)
            inputs = [self.at(part, spot) for part in parts]
            if value is None or any(each is None for each in inputs):
                return False
            try:
                with np.errstate(all="ignore"):
                    made = np.asarray(compute(*inputs), float)
            except Exception:  # what does not fit is not it
                return False
            if not alike(value, made, tolerance):
                return False
            tried = True
        return tried

    # Expressions ----------------------------------------------------------------------------

    def write(self, node: ast.expr) -> Formula:
        """The formula of an expression; raises `UnwrittenError`."""
        if self.depth > DEEPEST:
            raise UnwrittenError("functions call each other too deeply")
        if monotonic() > self.program.deadline:
            raise UnwrittenError("there was no time left for it")
        kind = type(node).__name__
        writer = WRITERS.get(kind)
        known = self.recognised(node) if kind in ("BinOp", "Call", "UnaryOp", "IfExp") else None
        if known is not None:
            return known
        if writer is None:
            raise UnwrittenError(f"{self.program.source(node)[:40]}: no formula for {kind}")
        return writer(self, node)

    def tried(self, node: ast.expr) -> Formula | None:
        """The formula of an expression that may have none."""
        try:
            return self.write(node)
        except UnwrittenError:
            return None

    def quantity(self, node: ast.AST, what: int = VALUE) -> Formula | None:
        """A quantity of the derivation, or its entries, where a value is one."""
        stack = self.stack(node, what)
        if stack is None:
            return None
        number = self.size(stack) or self.counter(stack)
        if number is not None:
            return number
        match = self.program.known.quantity(stack.values, stack.single)
        return None if match is None else shown(match, stack)

    def part(self, node: ast.AST, what: int = VALUE) -> Formula | None:
        """The same for what stands inside an equation of the derivation."""
        stack = self.stack(node, what)
        if stack is None:
            return None
        known, values, single = self.program.known, stack.values, stack.single
        match = known.part(values, single) or known.meaning(values, single)
        return None if match is None else shown(match, stack)

    def elsewhere(self, node: ast.expr) -> Formula | None:
        """The name under which the program has a value, where it is fetched in some other way."""
        ids = self.view.numbers(self.program.place(node))[0].ravel()
        holders = {self.program.holders.get(int(number)) for number in ids if number >= 0}
        holder = holders.pop() if len(holders) == 1 else None
        is_target = holder is not None and self.program.statement(holder) is self.program.statement(node)
        return None if holder is None or is_target else self.own(holder.id)

    def own(self, name: str) -> Formula:
        """A name of the program's own."""
        return form.named(name, name in self.program.known.reserved)

    def sizes(self, node: ast.AST) -> list[Formula]:
        """The shape of a node's value."""
        place = self.program.place(node)
        first = {run: self.view.at((run, where), place) for run, where in reversed(self.spots)}
        shapes = [value.shape for run in sorted(first) if (value := first[run]) is not None]
        if len({len(shape) for shape in shapes}) != 1:
            return []
        known = [self.program.known.length(sizes) for sizes in zip(*shapes, strict=True)]
        return [name or form.number(size) for name, size in zip(known, shapes[0], strict=True)]

    def size(self, stack: Stack) -> Formula | None:
        """N or the number of units, where a value is one."""
        if stack.loops or any(value.ndim for value in stack.values):
            return None
        name = self.program.known.size([float(value) for value in stack.values])
        return form.quantity(name) if name else None

    def counter(self, stack: Stack) -> Formula | None:
        """The letter of a loop, where a value counts its iterations."""
        if len(stack.loops) != 1 or any(value.ndim != 1 for value in stack.values):
            return None
        starts = {float(value[0]) for value in stack.values}
        counts = all(np.array_equal(value, value[0] + np.arange(len(value))) for value in stack.values)
        if not counts or len(starts) != 1 or any(len(value) < 2 for value in stack.values):
            return None
        (start,), letter = starts, form.letter(stack.loops[0].index)
        return letter if start == 0 else form.plus(letter, form.number(start))

    def recognised(self, node: ast.expr) -> Formula | None:
        """A function by name, however it is computed: ``1 / (1 + exp(-z))``."""
        if not any(isinstance(each, ast.Call | ast.Compare) for each in ast.walk(node)):
            return None
        for inner in islice(self.inner(node), MOST_INNER):
            if self.holds(node, lambda x: x, inner):
                continue
            for function in FUNCTIONS:
                if self.holds(node, function.compute, inner):
                    return function.formula(self.write(inner))
                if function.mirrored and self.holds(node, lambda x, f=function: f.compute(-x), inner):
                    return function.formula(form.negated(self.write(inner)))
        return None

    def inner(self, node: ast.expr) -> Iterator[ast.expr]:
        """The parts of an expression that a function may have been applied to, the largest first."""
        place = self.program.place
        if not self.view.there(place(node)) or not self.spots:
            return
        shape = np.shape(self.at(node, self.spots[0]))
        for each in ast.walk(node):
            if each is node or not isinstance(each, ast.expr) or not self.view.there(place(each)):
                continue
            value = self.at(each, self.spots[0])
            if np.shape(value) == shape and (value.size > 1 or self.stack(each) is not None):
                yield each

    # Views from here ----------------------------------------------------------------------------

    def seen(self, view: View, given: Mapping[str, tuple[int, Formula]] | None = None) -> Writer:
        return replace(self, view=view, given=self.given if given is None else given, depth=self.depth + 1)

    def taken_apart(self, generators: Sequence[ast.comprehension]) -> list[Writer]:
        """A view for each iteration of a comprehension over the layers; none where it is over an index."""
        if len(generators) != 1:
            return []
        view = inside(self.program, self.view, generators[0])
        lengths = [grid.shape[-1] for grid in view.grids]
        if self.program.runs_over_index(lengths):
            return []
        grids = ([grid[..., number] for grid in view.grids] for number in range(lengths[0]))
        return [self.seen(View(view.runs, tuple(each), self.view.loops)) for each in grids]

    def iterated(self, generators: Sequence[ast.comprehension]) -> Writer:
        """The view inside a comprehension."""
        writer = self
        for generator in generators:
            writer = writer.seen(inside(writer.program, writer.view, generator))
        return writer


def numeric(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(numeric, value))
    return isinstance(value, int | float)


def alike(value: Array, made: Array, tolerance: float) -> bool:
    """Whether two values are the same but for axes of length 1."""
    one, other = np.squeeze(value), np.squeeze(made)
    if one.shape != other.shape:
        return False
    return one.size == 0 or near(one, other, tolerance)


WRITERS: dict[str, Callable[[Writer, Any], Formula]] = {}
"""How each kind of expression is written; filled by `expressions` and `calls`."""

"""Between the numbers of a test point and the values of a program: what it is called with, what it gave back.

Sizes come from the point's own network.  Here a quantity has two shapes: the derivation's (a bias is a
matrix) and the program's (a ``(units,)`` bias and integer labels lie flat).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, chain, count, repeat
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from grader.discretion import shape_in_words
from grader.layout import Layout, Leaf, leaves
from grader.sandbox.records import Absent, Array, BallArray, Entry, Reply, Slot, Template, Value
from symbp.penalties import N

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.points import TestPoint
    from symbp.network import Network

Shape = tuple[int, ...]
Numbers = NDArray[Any]

PRECISION = 400
"""Bits of a subtraction of balls; the balls themselves are wider."""


@dataclass(frozen=True)
class BallAnswer:
    """Certified numbers in the derivation's shape: `flint.arb` entries, row by row."""

    shape: Shape
    entries: tuple[Any, ...]
    rounded: bool = False


@dataclass(frozen=True)
class Misfit:
    """A value of another shape or kind than asked for.

    `got` and `expected` are shapes of the program's value, `array` what came.  `readings` are the ways in
    which its numbers may be meant, in the derivation's shape, by what was done to them: ``transposed``,
    ``by rows``, ``by columns``.
    """

    reason: str
    got: Shape | None
    expected: Shape
    array: Numbers | None = None
    readings: Mapping[str, Numbers] = field(default_factory=dict)


Answer = Numbers | BallAnswer | Misfit

# Shapes -----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def derived_shape(net: Network, name: str, samples: int) -> Shape:
    """The shape of a quantity in the derivation; () for the loss and λ."""
    symbol = net.names.table[name].symbol
    known = {**net.names.sizes, N: samples}
    return tuple(int(size.xreplace(known)) for size in getattr(symbol, "shape", ()))


@dataclass(frozen=True)
class Frame:
    """The shapes of one call: the sizes of a point, with the conventions of the assignment."""

    conventions: Network
    point: TestPoint

    def derived(self, name: str) -> Shape:
        """The shape of a quantity in the derivation."""
        return derived_shape(self.point.net, name, self.point.samples)

    def own(self, name: str) -> Shape:
        """The shape of a quantity in a program that follows the conventions."""
        shape = self.derived(name)
        bias = name.removeprefix("d").startswith("b") and self.conventions.bias_shape == "(units,)"
        labels = name == "t" and self.conventions.integer_targets
        return (max(shape),) if bias or labels else shape

    def value(self, leaf: Leaf) -> Shape:
        """The shape of a program's value."""
        size = sum(prod(self.derived(name)) for name in leaf.quantities)
        shapes = {"vector": (size,), "column": (size, 1), "row": (1, size)}
        return self.own(leaf.quantities[0]) if leaf.form == "own" else shapes[leaf.form]

    def entries(self, name: str, value: Any) -> Numbers:
        """A quantity as an array of its shape in the derivation; labels are whole numbers."""
        kind = np.int64 if name == "t" and self.conventions.integer_targets else float
        return np.asarray(value, dtype=kind).reshape(self.derived(name))


# What is called ---------------------------------------------------------------------------


def entry(assignment: Assignment) -> Entry:
    """What to call in every submission, and how its arguments and results are laid out."""
    spec = assignment.submission
    slot, value = count(), count()
    return Entry(
        construct=tuple(template(layout, slot) for layout in assignment.construction),
        attributes={name: template(layout, slot) for name, layout in assignment.attributes.items()},
        arguments=tuple(template(layout, slot) for layout in assignment.arguments),
        returns=template(assignment.returns, value),
        parameters=assignment.parameters,
        function=spec.called,
        class_name=spec.class_name,
        method=spec.method,
    )


def template(layout: Layout, number: Iterator[int]) -> Template:
    """A layout as the sandbox reads it, its leaves numbered in turn."""
    if isinstance(layout, Leaf):
        place = {} if layout.place == "returned" else {"from": layout.place, "name": layout.word}
        return {"leaf": next(number), **place}
    if isinstance(layout, tuple):
        return {"list": [template(part, number) for part in layout]}
    if isinstance(layout, dict):
        return {"dict": {key: template(part, number) for key, part in layout.items()}}
    return {"skip": True}


# What it is called with -------------------------------------------------------------------


def slots(
    assignment: Assignment, point: TestPoint, quantities: Mapping[str, NDArray[Any]]
) -> tuple[Slot, ...]:
    """The values of the arguments at a point.

    `quantities` holds what the arguments name beyond the point's own arrays, in the derivation's shapes.
    """
    frame = Frame(assignment.network, point)
    layouts = (*assignment.construction, *assignment.attributes.values(), *assignment.arguments)
    given: dict[str, Any] = {
        "N": point.samples,
        "rate": assignment.submission.rate,
        **{str(symbol): size for symbol, size in point.net.names.sizes.items()},
    }
    arrays = {**point.arrays, **quantities}
    return tuple(
        given[leaf.quantities[0]] if leaf.quantities[0] in given else slot(leaf, frame, arrays)
        for layout in layouts
        for leaf in leaves(layout)
    )


def slot(leaf: Leaf, frame: Frame, arrays: Mapping[str, NDArray[Any]]) -> Slot:
    """The value of one argument: a number, or an array of its own."""
    parts = [frame.entries(name, arrays[name]) for name in leaf.quantities]
    if len(parts) == 1 and parts[0].shape == frame.value(leaf):
        (array,) = parts
    else:
        array = np.concatenate([part.ravel(order=leaf.order) for part in parts]).reshape(frame.value(leaf))
    return float(array) if array.ndim == 0 else array


# What came back ---------------------------------------------------------------------------


def read(assignment: Assignment, point: TestPoint, reply: Reply) -> dict[str, Answer]:
    """Every quantity that came back, by name, in the derivation's shape; what does not fit is a `Misfit`.

    Where updated weights come back, the gradient is what was subtracted, divided by the rate.  Nothing is
    read unless the submission returned.
    """
    if reply.outcome != "returned":
        return {}
    values = chain(reply.values, repeat(Absent("nothing")))
    frame = Frame(assignment.network, point)
    found: dict[str, Answer] = {}
    for leaf, value in zip(leaves(assignment.returns), values, strict=False):
        found |= answers(leaf, value, frame)
    return dict(subtracted(assignment, frame, found))


def answers(leaf: Leaf, value: Value, frame: Frame) -> dict[str, Answer]:
    """One value, taken apart into its quantities."""
    expected = frame.value(leaf)
    if isinstance(value, Absent):
        return dict.fromkeys(leaf.quantities, Misfit(value.reason, None, expected))
    if isinstance(value, Array) and value.array.dtype.kind not in "iufb":
        reason = "it holds no real numbers"
        return dict.fromkeys(leaf.quantities, Misfit(reason, np.shape(value.array), expected))
    rounded = value.rounded if isinstance(value, BallArray) else None
    array = numbers(value)
    if expected == () and array.size == 1:
        array = array.reshape(())
    if array.shape == expected:
        parts = apart(leaf, array, frame)
        return {name: finished(part, rounded) for name, part in parts.items()}
    return misfits(leaf, array, frame, expected)


def numbers(value: Array | BallArray) -> Numbers:
    """Real numbers as an array of floats, or of balls."""
    if isinstance(value, BallArray):
        array = np.empty(len(value.entries), dtype=object)
        array[:] = value.entries
        return array.reshape(value.shape)
    return value.array.astype(float)


def apart(leaf: Leaf, array: Numbers, frame: Frame) -> dict[str, Numbers]:
    """The quantities in a value of the expected shape, in the derivation's shapes."""
    shapes = [frame.derived(name) for name in leaf.quantities]
    ends = list(accumulate(map(prod, shapes)))
    parts = np.split(array.reshape(-1), ends[:-1])
    return {
        name: part.reshape(shape, order=leaf.order)
        for name, part, shape in zip(leaf.quantities, parts, shapes, strict=True)
    }


def misfits(leaf: Leaf, array: Numbers, frame: Frame, expected: Shape) -> dict[str, Answer]:
    """What to say of a value of another shape, and how its numbers may be meant."""
    readings = {how: apart(leaf, meant, frame) for how, meant in meanings(array, expected)}
    reason = f"it has the shape {shape_in_words(array.shape)}; expected {expected}"
    return {
        name: Misfit(
            reason, array.shape, expected, array, {how: parts[name] for how, parts in readings.items()}
        )
        for name in leaf.quantities
    }


def meanings(array: Numbers, expected: Shape) -> Iterator[tuple[str, Numbers]]:
    """The ways in which numbers may be meant to have the expected shape."""
    if array.ndim == 2 and array.T.shape == expected:
        yield "transposed", array.T
    if array.size == prod(expected):
        yield "by rows", array.reshape(expected)
        yield "by columns", array.ravel(order="F").reshape(expected, order="F")


def finished(array: Numbers, rounded: bool | None) -> Answer:
    """Floats as they are, balls as a record."""
    return array if rounded is None else BallAnswer(array.shape, tuple(array.reshape(-1)), rounded)


# Updated weights --------------------------------------------------------------------------


def subtracted(
    assignment: Assignment, frame: Frame, found: Mapping[str, Answer]
) -> Iterator[tuple[str, Answer]]:
    """The same answers with gradients in the place of updated weights."""
    for name, answer in found.items():
        if f"d{name}" in assignment.updated:
            yield f"d{name}", mapped(step_from(assignment, frame, name), answer)
        else:
            yield name, answer


def step_from(assignment: Assignment, frame: Frame, name: str) -> Callable[[Numbers], Numbers]:
    """What turns updated weights into the gradient they were updated by, of floats or of balls."""
    before, rate = frame.entries(name, frame.point.arrays[name]), assignment.submission.rate

    def gradient(after: Numbers) -> Numbers:
        return certified(before, after, rate) if after.dtype == object else (before - after) / rate

    return gradient


def certified(before: Numbers, after: Numbers, rate: float) -> Numbers:
    """The same of balls; a rate such as 0.1 means one tenth."""
    from flint import arb, fmpq

    from symbp.verify.ball import precision

    exact = np.array([arb(x) for x in before.reshape(-1).tolist()], dtype=object).reshape(before.shape)
    meant = Fraction(rate).limit_denominator(10**9)
    with precision(PRECISION):
        return (exact - after) / arb(fmpq(meant.numerator, meant.denominator))


def mapped(change: Callable[[Numbers], Numbers], answer: Answer) -> Answer:
    """An answer, or the readings of one that does not fit, with a change of its numbers."""
    if isinstance(answer, Misfit):
        return replace(answer, readings={how: change(array) for how, array in answer.readings.items()})
    if isinstance(answer, BallAnswer):
        array = np.array(answer.entries, dtype=object).reshape(answer.shape)
        return replace(answer, entries=tuple(change(array).reshape(-1)))
    return change(answer)

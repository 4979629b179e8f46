"""Equations evaluated in NumPy at a point: the derivation's own, or others in their place.

A value is remembered by its right side and by the values it was computed from, so that a thousand mutants,
which differ in an equation or two, share nearly all work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Basic

from grader.formulas import Form, compiled
from symbp.derivation import Derivation
from symbp.numeric.forms import computable

if TYPE_CHECKING:
    from grader.points import TestPoint


class ShapesError(Exception):
    """Matrices that do not fit: what NumPy refuses to add or to multiply."""


@dataclass(frozen=True, eq=False, slots=True)
class Value:
    """A number or a matrix, or why there is none; equal only to itself, so that it can be a key."""

    array: Any
    error: str = ""


CIRCULAR = Value(None, "it is defined by itself")

Memo = dict[tuple[Any, ...], Value]
NONE: Mapping[str, Any] = MappingProxyType({})


class Numbers:
    """The values of a network's quantities at one point.

    `derivation` is that of the assignment's network or of any other with the same equations: sizes
    are those of the point.
    """

    def __init__(self, derivation: Derivation, point: TestPoint) -> None:
        names = derivation.net.names
        sizes = zip(names.dims, point.net.units, strict=True)
        self.sizes = {"N": point.samples, **{symbol.name: units for symbol, units in sizes}}
        self.leaves = {name: Value(leaf(array)) for name, array in point.arrays.items()}
        self.forms = forms(derivation)
        self.memo: Memo = {}
        self.remaining: dict[tuple[str, ...], dict[str, Value]] = {}

    def evaluate(
        self,
        names: Iterable[str],
        equations: Mapping[str, Basic] = NONE,
        given: Mapping[str, Any] = NONE,
    ) -> dict[str, Any]:
        """The named quantities as matrices, the loss as a number.

        `equations` replace those of the derivation; quantities in `given` have just these values, be it
        a student's own delta3 or a number for the `unknown` of a mutant.  Raises `ShapesError`.
        """
        world = self.world(equations, given)
        found = {name: world.value(name) for name in names}
        for name, value in found.items():
            if value.error:
                raise ShapesError(f"{name}: {value.error}")
        return {name: value.array for name, value in found.items()}

    def values(
        self,
        names: Iterable[str],
        equations: Mapping[str, Basic],
        given: Mapping[str, Value] = NONE,
        memo: Memo | None = None,
    ) -> dict[str, Value]:
        """The same with errors as values, remembered in `memo` or for as long as this object lives."""
        world = self.world(equations, given, self.memo if memo is None else memo)
        return {name: world.value(name) for name in names}

    def world(
        self, equations: Mapping[str, Basic] = NONE, given: Mapping[str, Any] = NONE, memo: Memo | None = None
    ) -> World:
        """What there is under one choice of equations and of given values."""
        known = self.untouched((*equations, *given)).copy()
        for name, array in given.items():
            known[name] = array if isinstance(array, Value) else Value(leaf(array))
        if memo is None:
            memo = {} if given else self.memo
        return World(
            {name: compiled(right) for name, right in equations.items()}, self.forms, known, memo, self.sizes
        )

    def untouched(self, changed: tuple[str, ...]) -> dict[str, Value]:
        """The right values of everything that no change of these quantities reaches."""
        if changed not in self.remaining:
            reached = set().union(*(self.reach.get(name, ()) for name in changed))
            self.remaining[changed] = {n: value for n, value in self.right.items() if n not in reached}
        return self.remaining[changed]

    @cached_property
    def right(self) -> dict[str, Value]:
        """Every quantity by the derivation's own equations."""
        world = World({}, self.forms, dict(self.leaves), self.memo, self.sizes)
        return {**self.leaves, **{name: world.value(name) for name in self.forms}}

    @cached_property
    def reach(self) -> dict[str, set[str]]:
        """The quantities that change with each quantity, itself included."""
        reach = {name: {name} for name in (*self.leaves, *self.forms)}
        for name, form in self.forms.items():
            for found in reach.values():
                if found.intersection(form.names):
                    found.add(name)
        return reach


@dataclass(frozen=True)
class World:
    """What is known under one choice of equations: those that are `changed`, else the right ones."""

    changed: Mapping[str, Form]
    forms: Mapping[str, Form]
    known: dict[str, Value]
    memo: Memo
    sizes: Mapping[str, int]

    def value(self, name: str) -> Value:
        found = self.known.get(name)
        if found is None:
            # Two mistakes together may define quantities by each other.
            self.known[name] = CIRCULAR
            found = self.known[name] = self.result(self.changed.get(name) or self.forms[name])
        return found

    def result(self, form: Form) -> Value:
        """What a right side comes to."""
        parts = [self.value(name) for name in form.names]
        key = (form, *parts)
        if key not in self.memo:
            self.memo[key] = self.run(form, parts)
        return self.memo[key]

    def run(self, form: Form, parts: Sequence[Value]) -> Value:
        failed = next((part for part in parts if part.error), None)
        if failed is not None:
            return failed
        arrays = {name: part.array for name, part in zip(form.names, parts, strict=True)}
        try:
            with np.errstate(all="ignore"):
                return Value(form.run({**self.sizes, **arrays}))
        except (ValueError, IndexError) as error:
            return Value(None, str(error))


def leaf(array: Any) -> Any:
    """A matrix, or the number that lam is."""
    array = np.asarray(array)
    return array if array.ndim == 2 else float(array)


@lru_cache(maxsize=64)
def forms(derivation: Derivation) -> Mapping[str, Form]:
    """The derivation's equations, the loss in the form that does not overflow."""
    loss = computable(derivation.loss, derivation)
    return {e.name: compiled((loss if e.name == loss.name else e).rhs) for e in derivation.equations.values()}

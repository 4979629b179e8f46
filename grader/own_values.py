"""Which of a student's own intermediate values the answers follow from.

A local variable plays the role of delta3 if the answers are what the derivation makes of it; what it is
called does not matter.  The first that is wrong is where the mistake is, and what follows from it is carried
forward.  σ' may be what the derivation says, or what the student's own activation makes of it: a ⊙ (1 − a).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.compare import RIGHT, distance
from grader.costs import KINDS
from grader.diagnosis import mutants_of
from grader.findings import Slip
from grader.formulas import compiled
from grader.numbers import Numbers, Value
from grader.search import slip_of
from grader.tables import Case
from symbp.moves import write_activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from grader.reference import Reference
    from symbp.derivation import Derivation

Array = Any
Arrays = Mapping[str, "NDArray[Any]"]

TOGETHER = 2
"""How many own values at once are put into the derivation; what these follow from is asked in turn."""

MOST_TRIALS = 2000
"""How many choices of own values are tried for one quantity."""


@dataclass(frozen=True)
class Own:
    """What a quantity follows from: the student's own value of `root`, and `slips` in its own equation."""

    root: str
    slips: tuple[Slip, ...] = ()


def follows_from(
    answers: Arrays, variables: Arrays, reference: Reference, derivation: Derivation
) -> dict[str, Own]:
    """For each wrong answer that a student's own value of an earlier quantity explains: how.

    `answers` are wrong quantities in the derivation's shapes, `variables` the student's own arrays.
    """
    chains = Chains(variables, reference, derivation)
    with np.errstate(all="ignore"):
        found = {quantity: chains.explained(quantity, value) for quantity, value in answers.items()}
    return {quantity: own for quantity, own in found.items() if own is not None}


@dataclass(frozen=True)
class Chains:
    """The search for what follows from which of a student's arrays at one point."""

    variables: Arrays
    reference: Reference
    derivation: Derivation

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.derivation, self.reference.point)

    @cached_property
    def styles(self) -> tuple[Mapping[str, Any], ...]:
        """The equations as they are, and with σ' in terms of the activation."""
        net, equations = self.derivation.net, self.derivation.equations
        by_value = {e.name: write_activation(net, e.rhs) for e in self.derivation.backward}
        changed = {name: right for name, right in by_value.items() if right != equations[name].rhs}
        return ({}, changed) if changed else ({},)

    def explained(self, quantity: str, value: Array) -> Own | None:
        """By own values and the right equation, else by own values and one mistake in that equation."""
        given = self.source(quantity, value)
        if given is not None:
            return Own(self.root(given))
        return self.mistaken(quantity, value)

    def mistakes(self, quantity: str) -> list[Case]:
        """The mutants of a gradient's equation: those of its penalty and those of no other equation first."""
        if quantity not in self.derivation.gradients:
            return []
        known, _ = mutants_of(self.derivation)
        return sorted((case for case in known if quantity in case.equations), key=ordinariness)

    def source(self, quantity: str, value: Array) -> Arrays | None:
        """The own values of which the derivation makes this value; few and early ones first."""
        for given in islice(self.choices(quantity, TOGETHER), MOST_TRIALS):
            for style in self.styles:
                made = self.numbers.world(style, given).value(quantity)
                if matches(value, made) and self.has_data(quantity, given, style):
                    return given
        return None

    def mistaken(self, quantity: str, value: Array) -> Own | None:
        """One own value that is right for nothing, and one mistake in the quantity's own equation."""
        own = (given for given in self.choices(quantity, 1) if not any(map(self.is_right, given.values())))
        choices = [(given, self.numbers.world({}, given)) for given in islice(own, MOST_TRIALS)]
        for case in self.mistakes(quantity) if choices else ():
            mistake = {quantity: case.equations[quantity]}
            form = compiled(mistake[quantity])
            for given, world in choices:
                if matches(value, world.result(form)) and self.has_data(quantity, given, mistake):
                    return Own(self.root(given), (slip_of(case.mutants[0]),))
        return None

    def is_right(self, array: Array) -> bool:
        """Whether an array is the right value of some quantity."""
        values = self.reference.values.items()
        shaped = ((name, want) for name, want in values if np.shape(want) == array.shape)
        return any(distance(array, want, self.reference.scale(name)) <= RIGHT for name, want in shaped)

    def choices(self, quantity: str, together: int) -> Iterator[Arrays]:
        """Own values for some of the quantities before this one."""
        earlier = list(earlier_than(quantity, self.derivation))
        for count in range(1, together + 1):
            for names in combinations(earlier, count):
                for arrays in product(*(self.candidates[name] for name in names)):
                    yield dict(zip(names, arrays, strict=True))

    @cached_property
    def candidates(self) -> Mapping[str, list[Array]]:
        """The student's arrays that may be their own value of each quantity."""
        arguments = self.reference.point.arrays.values()
        own = [x for x in self.variables.values() if not any(np.array_equal(x, a) for a in arguments)]
        return {name: self.candidates_of(name, own) for name in self.derivation.equations}

    def candidates_of(self, name: str, arrays: list[Array]) -> list[Array]:
        """Those that have the shape of a quantity, and are neither its right value nor nothing at all.

        The 1/N of a mean may stand in an error or be left for later.
        """
        want, scale, N = self.reference.values[name], self.reference.scale(name), self.reference.point.samples
        shaped = [
            x for x in arrays if x.shape == np.shape(want) and x.any() and distance(x, want, scale) > RIGHT
        ]
        factors = (1.0, 1 / N, N) if name.startswith("delta") else (1.0,)
        owns = [factor * x for x in shaped for factor in factors]
        return [own for own in owns if distance(own, want, scale) > RIGHT]

    def has_data(self, quantity: str, given: Arrays, equations: Mapping[str, Any]) -> bool:
        """Whether anything but the penalty is left of a quantity."""
        data = self.numbers.world(equations, {**given, **self.without_penalty}).value(quantity)
        return not data.error and bool(np.any(data.array))

    @property
    def without_penalty(self) -> Mapping[str, float]:
        return {"lam": 0.0} if "lam" in self.reference.point.arrays else {}

    def root(self, given: Arrays) -> str:
        """The first wrong value of the chain that leads to these."""
        order = list(self.derivation.equations)
        origins = ((name, self.source(name, own)) for name, own in given.items())
        roots = [name if origin is None else self.root(origin) for name, origin in origins]
        return min(roots, key=order.index)


def ordinariness(case: Case) -> tuple[bool, int]:
    """N times an own error is also a wrong factor of the penalty; the penalty is what was meant."""
    return KINDS.get(case.mutants[0].id) != "penalty", len(case.equations)


def matches(value: Array, made: Value) -> bool:
    """Whether an answer is what was made."""
    if made.error or np.shape(made.array) != value.shape:
        return False
    return distance(value, made.array, float(np.abs(made.array).max(initial=0.0)) or 1.0) <= RIGHT


def earlier_than(quantity: str, derivation: Derivation) -> Iterator[str]:
    """The activations and errors that are computed before a quantity, in that order."""
    names = list(derivation.equations)
    before = names[: names.index(quantity)] if quantity in names else []
    yield from (
        name for name in before if (name != "loss" and not name.startswith("d")) or name.startswith("delta")
    )

"""Which mistakes give just these numbers: mutants of the derivation, alone and in pairs, in tables.

`Diagnoser` holds what all submissions share; `grader.search` looks one submission's values up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.findings import Diagnosis, Finding, Slip
from grader.merging import merged_equations
from grader.numbers import Numbers
from grader.points import TestPoint
from grader.reference import derivation_of
from grader.search import Search, slip_of
from grader.tables import Case, Table
from grader.transforms import Transforms
from grader.unknowns import Unknowns
from symbp.derivation import Derivation
from symbp.misconceptions import MISCONCEPTIONS, mutants
from symbp.network import Network

Array = NDArray[Any]

MOST_PAIRS = 30_000
"""The largest number of pairs in a table; the simplest are kept."""

MOST_FINDINGS = 8
"""How many explanations of the same numbers are listed."""


class Diagnoser:
    """Recognises the mistakes of a network at one point.

    `names` are the quantities that tell mistakes apart, all gradients unless said otherwise; others can be
    diagnosed too.  `tolerance` is the relative error of an answer's entries, that of double precision
    unless said otherwise.  Tables of `pairs` are built when they are first needed; without them several
    mistakes are found only where each shows in a quantity of its own.
    """

    def __init__(
        self,
        net: Network,
        point: TestPoint,
        pairs: bool = True,
        names: Iterable[str] | None = None,
        tolerance: float = 1e-9,
    ) -> None:
        self.derivation, self.point, self.tolerance = derivation_of(net), point, tolerance
        self.with_pairs = pairs
        self.gradients = tuple(
            name for name in self.derivation.equations if name in self.derivation.gradients
        )
        self.names = self.gradients if names is None else tuple(names)
        self.numbers = Numbers(self.derivation, point)
        known, unknown = mutants_of(self.derivation)
        self.singles = Table(self.numbers, [Case(), *known], self.names)
        self.unknowns = Unknowns(self.numbers, unknown, self.names)
        self.transforms = Transforms(point, self.singles, self.gradients)

    @np.errstate(all="ignore")
    def diagnose(self, values: Mapping[str, Any], tolerance: float | None = None) -> Diagnosis:
        """Every explanation of these values, right ones among them, in the shapes of the derivation."""
        search = Search(self, tolerance or self.tolerance)
        answers = {q: np.asarray(x, float) for q, x in self.in_order(values)}
        wrong = [q for q, x in answers.items() if not search.is_right(q, x)]
        if not wrong:
            return Diagnosis()
        lost = {q for q in wrong if search.without_data(q, answers[q])}
        each = {q: () if q in lost else search.of_one_quantity(q, answers) for q in wrong}
        whole = () if lost else search.of_all(answers) or search.independent(each)
        return Diagnosis(whole[:MOST_FINDINGS], {q: found[:MOST_FINDINGS] for q, found in each.items()})

    def in_order(self, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """The values in the order of computation."""
        order = list(self.derivation.equations)
        return sorted(values.items(), key=lambda item: order.index(item[0]))

    def carried(self, finding: Finding, quantity: str) -> bool:
        """Whether a quantity is wrong only because of what it is computed from."""
        return all(quantity not in self.places(slip) for slip in finding.slips)

    def places(self, slip: Slip) -> frozenset[str]:
        """The equations in which a mistake is made."""
        return self.equations.get((slip.id, slip.target, slip.variant), frozenset((slip.target,)))

    @cached_property
    def equations(self) -> dict[tuple[str, str, str], frozenset[str]]:
        cases = [*self.singles.cases, *self.unknowns.cases]
        found = (mutant for case in cases for mutant in case.mutants)
        return {(m.id, m.target, m.variant): frozenset(m.equations) for m in found}

    # Tables -------------------------------------------------------------------------------

    @cached_property
    def classes(self) -> list[list[int]]:
        """The mutants that are not right after all, those with equal values together; the simplest first."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for place, signature in enumerate(self.singles.signatures):
            if self.singles.exists(place):
                groups.setdefault(signature, []).append(place)
        right = self.singles.signatures[0]
        return [places for signature, places in groups.items() if signature != right]

    @cached_property
    def synonyms(self) -> dict[Slip, tuple[Slip, ...]]:
        """The other misconceptions that are the same formula as the simplest of a class."""
        found = {}
        for places in self.classes:
            first, *others = (slip_of(self.singles.cases[place].mutants[0]) for place in places)
            found[first] = tuple(other for other in others if other.id != first.id)
        return found

    @cached_property
    def pairs(self) -> Table:
        """Every two mistakes together, as far as one leaves room for the other."""
        simplest = [self.singles.cases[places[0]] for places in self.classes]
        ranked = sorted(combinations(range(len(simplest)), 2), key=sum) if self.with_pairs else []
        cases = (self.both(simplest[i], simplest[j]) for i, j in ranked[:MOST_PAIRS])
        return Table(self.numbers, [case for case in cases if case is not None], self.names)

    @cached_property
    def unknown_pairs(self) -> Unknowns:
        """A mistake with an unknown factor and another one."""
        simplest = [self.singles.cases[places[0]] for places in self.classes] if self.with_pairs else []
        cases = (self.both(one, other) for one in self.unknowns.cases for other in simplest)
        return Unknowns(self.numbers, [case for case in cases if case is not None], self.names)

    @cached_property
    def data_terms(self) -> dict[str, Array]:
        """The gradients without the penalty."""
        return self.numbers.evaluate(self.gradients, given={"lam": 0.0})

    def both(self, one: Case, other: Case) -> Case | None:
        """Two cases as one."""
        merged = merged_equations(self.right_sides, one.equations, other.equations)
        return None if merged is None else Case((*one.mutants, *other.mutants), merged)

    @cached_property
    def right_sides(self) -> dict[str, Any]:
        return {name: equation.rhs for name, equation in self.derivation.equations.items()}


@lru_cache(maxsize=64)
def mutants_of(derivation: Derivation) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The mutants without and with an unknown factor, the simplest first."""
    rank = {id: place for place, id in enumerate(MISCONCEPTIONS)}
    cases = [Case((m,), m.equations) for m in sorted(mutants(derivation), key=lambda m: rank[m.id])]
    known = tuple(case for case in cases if case.mutants[0].unknown is None)
    return known, tuple(case for case in cases if case.mutants[0].unknown is not None)

"""The search for the mistakes that explain some values.

An answer is first looked up as it is, then as what it was before its result was transformed, then for
mistakes with an unknown factor; each first for one mistake, then for two.  Simpler explanations end
the search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from grader.findings import Finding, Slip
from grader.numbers import Memo
from grader.tables import Case
from grader.transforms import Reading, agree, short, two_factors
from grader.unknowns import alike
from symbp.misconceptions.record import Mutant

if TYPE_CHECKING:
    from grader.diagnosis import Diagnoser

Array = NDArray[Any]
Values = Mapping[str, Array]

ANOTHER_NETWORK = "M40"
"""A mistake that may be two others at once: a sum for a mean, and another penalty."""

MOST_SLIPS, WIDEST = 4, 12
"""How many mistakes at once are looked for, and how many beginnings of an explanation are followed."""


class Search:
    """The explanations of one submission's values up to a tolerance."""

    def __init__(self, diagnoser: Diagnoser, tolerance: float) -> None:
        self.of, self.tolerance = diagnoser, tolerance
        self.singles = diagnoser.singles
        self.read: dict[tuple[str, ...], tuple[Reading, ...]] = {}
        self.memo: Memo = {}

    def is_right(self, name: str, x: Array) -> bool:
        return agree(x, self.singles.right(name), self.tolerance)

    def without_data(self, name: str, x: Array) -> bool:
        """Whether a gradient is its penalty alone: that differentiates nothing, so no mistake explains it."""
        if name not in self.of.gradients or x.shape != self.singles.right(name).shape:
            return False
        penalty = (self.singles.right(name) - self.of.data_terms[name]).ravel()
        square = float(penalty @ penalty)
        if "lam" not in self.of.point.arrays or x.size < 2 or not square:
            return False
        return agree(x.ravel(), (x.ravel() @ penalty) / square * penalty, self.tolerance)

    # How many mistakes ------------------------------------------------------------------------

    def of_all(self, values: Values) -> tuple[Finding, ...]:
        """What explains all values together."""
        found = self.one_mistake(values)
        if found and all(finding.ids == (ANOTHER_NETWORK,) for finding in found):
            found += self.two_mistakes(values)
        return (
            found
            or self.strength(values)
            or self.two_mistakes(values)
            or self.factors(values)
            or self.more_mistakes(values)
        )

    def of_one_quantity(self, name: str, values: Values) -> tuple[Finding, ...]:
        """What explains one quantity; first what agrees with the others too."""
        alone = {name: values[name]}
        cases = self.singles.find(alone, self.tolerance)
        agreeing = np.sum([self.singles.column(q).find(x, self.tolerance) for q, x in values.items()], axis=0)
        cases.sort(key=lambda case: -int(agreeing[case]))
        return (
            self.one_mistake(alone, cases)
            or self.strength(alone)
            or self.two_mistakes(alone)
            or self.factors(alone)
        )

    def one_mistake(self, values: Values, cases: Sequence[int] | None = None) -> tuple[Finding, ...]:
        """A mutant, a transformed result, or a mutant with an unknown factor."""
        cases = self.singles.find(values, self.tolerance) if cases is None else cases
        found = list(self.by_class(cases))
        readings = [reading for reading in self.readings(values) if self.all_right(reading.values)]
        if found and readings:
            names = (slip for reading in readings for slip in (reading.slip, *reading.others))
            found[0] = replace(found[0], others=(*found[0].others, *names))
        else:
            found += [Finding((reading.slip,), reading.others) for reading in readings]
        unknown = self.of.unknowns.find(values, self.tolerance)
        return (*found, *(self.finding(case, factor) for case, factor in unknown))

    def two_mistakes(self, values: Values) -> tuple[Finding, ...]:
        """Two mutants, or one and a transformed result, or one and one with an unknown factor."""
        if not self.of.with_pairs:
            return ()
        pairs, unknown = self.of.pairs, self.of.unknown_pairs
        known = [pairs.cases[place] for place in pairs.find(values, self.tolerance)]
        found = [self.finding(case) for case in known if not self.vanish_together(case, values)]
        for reading in self.readings(values):
            simplest = self.by_class(self.singles.find(reading.values, self.tolerance))
            found += [Finding((*one.slips, reading.slip), (*one.others, *reading.others)) for one in simplest]
        found += [
            self.finding(case, factor)
            for case, factor in unknown.find(values, self.tolerance)
            if not self.vanish_together(case, values)
        ]
        return tuple(found)

    def vanish_together(self, case: Case, values: Values) -> bool:
        """Whether zeros would come from several mistakes, none of which gives them alone."""
        zeros = [q for q, x in values.items() if not x.any() and not self.is_right(q, x)]
        return any(not any(self.gives_zeros(mutant, q) for mutant in case.mutants) for q in zeros)

    def gives_zeros(self, mutant: Mutant, name: str) -> bool:
        if mutant.unknown is not None:
            return False
        value = self.of.numbers.values([name], mutant.equations)[name]
        return not value.error and not np.any(value.array)

    def more_mistakes(self, values: Values) -> tuple[Finding, ...]:
        """Three or more: what explains the first quantities is extended until it explains the next, too."""
        followed = [Case()]
        names = [name for name in values if name in self.of.names]
        for count in range(1, len(names) + 1):
            longer = self.extended(followed, names[:count], values)
            # A beginning that fits much of the rest is the likelier one.
            followed = sorted(longer, key=lambda case: -len(self.fitting(case, values)))[:WIDEST]
        made = [case for case in followed if not self.vanish_together(case, values)]
        return tuple(self.finding(case) for case in made if case.mutants)

    def extended(self, cases: Sequence[Case], names: Sequence[str], values: Values) -> list[Case]:
        """The cases that explain the named values, or these with one mistake more."""
        known = {name: values[name] for name in names}

        def explaining(candidates: Iterable[Case | None]) -> list[Case]:
            return [c for c in candidates if c is not None and len(self.fitting(c, known)) == len(known)]

        simplest = [self.singles.cases[places[0]] for places in self.of.classes]
        short = [case for case in cases if len(case.mutants) < MOST_SLIPS]
        pairs = self.of.pairs
        return (
            explaining(cases)
            or explaining(self.of.both(case, one) for case in short for one in simplest)
            or [pairs.cases[place] for place in pairs.find(known, self.tolerance)]
        )

    def fitting(self, case: Case, values: Values) -> list[str]:
        """The quantities that are as the case gives them."""
        found = self.of.numbers.values(values, case.equations, memo=self.memo)
        return [q for q, x in values.items() if alike(found[q], x, self.tolerance)]

    # What is found --------------------------------------------------------------------------

    def finding(self, case: Case, factor: float | None = None) -> Finding:
        """A case, with other names of its mistakes."""
        slips = slips_of(case, factor)
        others = (other for slip in slips for other in self.of.synonyms.get(slip, ()))
        return Finding(slips, tuple(dict.fromkeys(others)))

    def by_class(self, cases: Iterable[int]) -> Iterator[Finding]:
        """Cases as findings, those that are the same formula together."""
        groups: dict[tuple[int, ...], list[Slip]] = {}
        for case in cases:
            if case and self.singles.exists(case):
                groups.setdefault(self.singles.signatures[case], []).extend(
                    slips_of(self.singles.cases[case])
                )
        for first, *others in groups.values():
            yield Finding((first,), tuple(others))

    def readings(self, values: Values) -> tuple[Reading, ...]:
        """The values as transformed ones, found once for each choice of quantities."""
        names = tuple(values)
        if names not in self.read:
            self.read[names] = tuple(self.of.transforms.readings(values, self.tolerance))
        return self.read[names]

    def all_right(self, values: Values) -> bool:
        return all(self.is_right(name, x) for name, x in values.items())

    # α·data + β·penalty ---------------------------------------------------------------------------

    def strength(self, values: Values) -> tuple[Finding, ...]:
        """M14 with a factor that nobody would guess."""
        name, (data, penalty) = self.common_factors(values)
        if not name or abs(data - 1) > 1e-6:
            return ()
        return (Finding((Slip("M14", name, f"penalty times {short(penalty)}", penalty),)),)

    def factors(self, values: Values) -> tuple[Finding, ...]:
        """The same two wrong factors in every gradient."""
        name, (data, penalty) = self.common_factors(values)
        words = f"data term times {short(data)}, penalty times {short(penalty)}"
        return (Finding((Slip("factors", name, words),)),) if name else ()

    def common_factors(self, values: Values) -> tuple[str, tuple[float, float]]:
        """α and β of all wrong quantities, and the first with a penalty; no name if there are none."""
        nothing = "", (1.0, 1.0)
        wrong = {q: x for q, x in values.items() if not self.is_right(q, x)}
        if "lam" not in self.of.point.arrays or not wrong.keys() <= set(self.of.gradients):
            return nothing
        found = ((q, self.factors_of(q, x)) for q, x in wrong.items())
        name, factors = next(((q, pair) for q, pair in found if pair is not None), nothing)
        fits = (agree(x, self.with_factors(q, factors), self.tolerance) for q, x in wrong.items())
        return (name, factors) if name and all(fits) else nothing

    def with_factors(self, name: str, factors: tuple[float, float]) -> Array:
        data = self.of.data_terms[name]
        return factors[0] * data + factors[1] * (self.singles.right(name) - data)

    def factors_of(self, name: str, x: Array) -> tuple[float, float] | None:
        data = self.of.data_terms[name]
        return two_factors(x, data, self.singles.right(name) - data, self.tolerance)

    # Mistakes that have nothing to do with each other ----------------------------------------------

    def independent(self, each: Mapping[str, tuple[Finding, ...]]) -> tuple[Finding, ...]:
        """The explanations of the single quantities, where each concerns that quantity alone."""
        alone = [[one for one in found if self.alone(one, name)] for name, found in each.items()]
        if not all(alone):
            return ()
        return (Finding(tuple(slip for first, *_ in alone for slip in first.slips)),)

    def alone(self, finding: Finding, name: str) -> bool:
        return all(self.of.places(slip) == {name} for slip in finding.slips)


def slip_of(mutant: Mutant, factor: float | None = None) -> Slip:
    return Slip(mutant.id, mutant.target, mutant.variant, factor if mutant.unknown is not None else None)


def slips_of(case: Case, factor: float | None = None) -> tuple[Slip, ...]:
    return tuple(slip_of(mutant, factor) for mutant in case.mutants)

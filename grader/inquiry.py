"""What is wrong with a submission: which formula gives its numbers, and if none does, how it behaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from grader.compare import RIGHT, SINGLE, distance, same
from grader.explain import UNUSED, Explanation, Knowledge, chosen, explain, hard_coded
from grader.findings import Diagnosis, Slip
from grader.judge import ELSEWHERE, Case, Judgement, agrees
from grader.numbers import Numbers, ShapesError
from grader.own_values import Own, follows_from
from grader.packing import Packing, packings
from grader.reference import derivation_of, matrices, reference_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.assignment import Assignment
    from grader.diagnosis import Diagnoser
    from grader.points import TestPoint
    from grader.reference import Reference
    from grader.trial import Experiment, Trial


NEAR = 1e-2
"""An answer that is right within this at points that nobody knows is computed, not kept."""


DIVISORS = ("M08", "M09", "M10", "M11", "M12")
"""Mistakes in a divisor, which a number in the program may stand for at the sizes of one point."""


@dataclass(frozen=True)
class Inquiry:
    """The search for what is wrong, while the submission can still be called.

    `diagnoser` gives the table of mistakes at a point.
    """

    assignment: Assignment
    experiment: Experiment
    diagnoser: Callable[[Reference], Diagnoser]

    def explanations(self, case: Case, judged: Mapping[str, Judgement]) -> Mapping[str, Explanation]:
        """An explanation of everything that is wrong."""
        wrong = {q: j for q, j in judged.items() if j.verdict == "wrong"}
        if not wrong or case.decisive is None:
            return self.where_it_runs(case)
        trial = case.decisive
        values = {q: j.value for q, j in judged.items() if j.value is not None}
        diagnosis = self.diagnoser(trial.reference).diagnose(values) if values else Diagnosis()
        diagnosis, constants = self.tried_elsewhere(case, trial, diagnosis)
        known = Knowledge(diagnosis, self.diagnoser(trial.reference).carried, behaviour=constants)
        if any(doubtful(q, j, diagnosis) for q, j in wrong.items()):
            known = replace(
                known,
                own=self.own_values(trial, wrong),
                behaviour={**self.behaviour(case, trial, wrong), **constants},
            )
        return explain(judged.values(), known, self.assignment.credit.carried_forward)

    def tried_elsewhere(
        self, case: Case, trial: Trial, diagnosis: Diagnosis
    ) -> tuple[Diagnosis, Mapping[str, Slip]]:
        """The diagnosis without wrong divisors that are none at other sizes, and M33 in their place.

        A program that divides by 3 divides by D where D is 3.
        """
        other = case.observed.trials.get("other")
        if other is None or not other.returned or trial is not case.observed.main:
            return diagnosis, {}
        false = {
            finding.slips[0]
            for finding in (*diagnosis.whole, *(f for found in diagnosis.each.values() for f in found))
            if len(finding.slips) == 1 and finding.slips[0].id in DIVISORS
            if not self.holds_at(other, finding.slips[0], trial)
        }
        if not false:
            return diagnosis, {}
        kept = {q: tuple(f for f in found if not false & {*f.slips}) for q, found in diagnosis.each.items()}
        whole = tuple(f for f in diagnosis.whole if not false & {*f.slips})
        words = "a size is a constant in the program"
        return Diagnosis(whole, kept), {q: Slip("M33", q, words) for q, found in kept.items() if not found}

    def holds_at(self, other: Trial, slip: Slip, trial: Trial) -> bool:
        """Whether the formula with a mistake gives some wrong answer at another point as well."""
        cases = self.diagnoser(trial.reference).singles.cases
        key = (slip.id, slip.target, slip.variant)
        mutants = (m for each in cases for m in each.mutants if (m.id, m.target, m.variant) == key)
        mutant = next(mutants, None)
        if mutant is None:
            return True
        numbers = Numbers(derivation_of(matrices(other.reference.point.net)), other.reference.point)
        answers = {q: a for q, a in other.answers.items() if isinstance(a, np.ndarray)}
        try:
            made = numbers.evaluate(answers, mutant.equations)
        except ShapesError:
            return False
        right = other.reference
        return any(
            np.shape(made[q]) == a.shape
            and distance(a, made[q], right.scale(q)) <= ELSEWHERE
            and distance(a, right.values[q], right.scale(q)) > ELSEWHERE
            for q, a in answers.items()
        )

    def where_it_runs(self, case: Case) -> Mapping[str, Explanation]:
        """The mistakes of a program that only runs where all sizes are equal."""
        trial = case.observed.trials.get("equal sizes")
        if trial is None or not trial.returned or case.decisive is None or case.decisive.returned:
            return {}
        values = {q: a for q, a in trial.answers.items() if isinstance(a, np.ndarray)}
        diagnosis = self.diagnoser(trial.reference).diagnose(values)
        found = {q: chosen(q, diagnosis) for q in values}
        return {q: Explanation(finding.slips) for q, finding in found.items() if finding}

    def own_values(self, trial: Trial, wrong: Mapping[str, Judgement]) -> Mapping[str, Own]:
        """Which wrong quantities follow from a student's own earlier value."""
        answers = {q: j.value for q, j in wrong.items() if j.value is not None}
        returned = {q: a for q, a in trial.answers.items() if isinstance(a, np.ndarray)}
        local = self.experiment.call(trial.reference, local=True).reply.local
        derivation = derivation_of(matrices(self.assignment.network))
        return follows_from(answers, {**returned, **local}, trial.reference, derivation)

    def behaviour(self, case: Case, trial: Trial, wrong: Mapping[str, Judgement]) -> Mapping[str, Slip]:
        """Vectors packed in another way; M33: right for the lecture's data only, an argument not used."""
        if packed := self.packed(trial, wrong):
            return packed
        lecture = case.observed.trials.get("lecture")
        found = {
            q: Slip("M33", q, "right for the data of the lecture only")
            for q in wrong
            if right_at(lecture, q) and not near(trial, q)
        }
        rest = [q for q in wrong if q not in found]
        for name in self.assignment.network.names.arguments if rest else ():
            reference = reference_at(changed_in(trial.reference.point, name.name))
            answers = self.experiment.call(reference).answers
            for q in rest:
                needed = not same(trial.reference.values[q], reference.values[q])
                if q not in found and needed and same(trial.answers.get(q), answers.get(q)):
                    found[q] = Slip("M33", q, f"{name.name} {UNUSED}")
        return found

    def packed(self, trial: Trial, wrong: Mapping[str, Judgement]) -> Mapping[str, Slip]:
        """Gradients that would be right if their vector were packed in another way."""
        for packing in packings(self.assignment, trial.reference.point, trial.reply):
            if wrong.keys() & packing.values.keys() and right_for(packing):
                return {q: Slip("packing", q, packing.words) for q in wrong if q in packing.values}
        return {}


def doubtful(quantity: str, judged: Judgement, diagnosis: Diagnosis) -> bool:
    """Whether no formula explains a quantity, or one with a factor that may just as well be hard-coded."""
    known = judged.mistakes and judged.mistakes[0].id != "unfit"
    finding = chosen(quantity, diagnosis)
    return not known and (finding is None or hard_coded(finding))


def right_for(packing: Packing) -> bool:
    """Whether the values in another packing are those of a right program."""
    want = reference_at(packing.point)
    return all(distance(x, want.values[q], want.scale(q)) <= RIGHT for q, x in packing.values.items())


def right_at(trial: Trial | None, quantity: str) -> bool:
    """Whether a quantity is right at a point."""
    return trial is not None and agrees(quantity, trial, SINGLE)


def near(trial: Trial, quantity: str) -> bool:
    """Whether a quantity is nearly right at the point that decides, so that nothing there is hard-coded."""
    return agrees(quantity, trial, NEAR)


def changed_in(point: TestPoint, name: str) -> TestPoint:
    """The same point with quite other numbers for one argument, of another sum even of labels 0 and 1."""
    array = point.arrays[name]
    other = np.roll(array, 1) if array.dtype.kind == "i" else 1.125 - 1.5 * array
    return replace(point, arrays={**point.arrays, name: np.asarray(other)})

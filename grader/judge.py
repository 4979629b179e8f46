"""The verdict on one quantity, with its certificate; what mistake it is comes later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from grader.calling import BallAnswer, Misfit
from grader.compare import (
    RIGHT,
    SINGLE,
    Certified,
    closeness,
    compare_balls,
    distance,
    low_precision,
    same,
    very_low_precision,
)
from grader.evidence import LABOUR, labour
from grader.findings import Slip
from grader.places import place
from grader.result import Certificate
from grader.trial import ENDINGS, FATAL

if TYPE_CHECKING:
    from grader.evidence import Text
    from grader.points import PointName
    from grader.result import Verdict
    from grader.sandbox.records import Outcome
    from grader.trial import Observed, Trial

TRACEABLE = 1e-9
"""Balls wider than this, in units of the scale, decide nothing."""

GUARD = 1e-6
"""A constant such as 1e-8 that was added for safety changes a right answer by no more than this."""

ROUNDING = 1e-13
"""Balls that differ by less than this differ by the rounding of a constant or a cast."""

ASIDE = 1e3
"""By how much the effect of a small constant may be larger or smaller than the constant."""

ELSEWHERE = 1e-9
"""What is right at the main point is right within this at points that nobody chose for their rounding."""

COARSE = 0.1
"""Numerical differentiation is recognised by its labour where it is right within this."""

SPECIAL: Mapping[PointName, str] = {
    "other": "other numbers of samples and units",
    "own sizes": "the sizes of the assignment's network",
    "one sample": "one sample",
    "equal sizes": "as many samples as units",
    "lecture": "the data of the lecture",
}
"""Points at which a formula that is right at the main point must be right as well, in words."""


@dataclass(frozen=True)
class Judgement:
    """One quantity: the verdict, why, and what is known of the mistake without looking for one.

    `value` is the answer in the derivation's shape, or as it came where it does not fit, for the diagnosis.
    """

    quantity: str
    verdict: Verdict
    certificate: Certificate
    value: NDArray[Any] | None = None
    mistakes: tuple[Slip, ...] = ()
    remarks: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Case:
    """One submission, as far as a verdict needs it.

    `certified` holds the main point's values as flat lists of balls.
    """

    observed: Observed
    text: Text
    certified: Mapping[str, list[Any]]
    analytic: bool
    in_place: bool = False
    """Whether the assignment asks that arguments be changed."""
    place: Callable[[int], str] = place
    """Where a line is, in the words of the file's author."""

    @property
    def decisive(self) -> Trial | None:
        """The trial that decides: at the main point, or at the network's own sizes if it works only there."""
        main, own = self.observed.main, self.observed.trials.get("own sizes")
        lecture = self.observed.trials.get("lecture", own)
        if own is None or not fits(own) or (fits(main) and all_right(main)):
            return main
        only_there = all_right(own) and all_right(lecture) and constant(main, self.observed.again)
        return own if not fits(main) or only_there else main

    @property
    def only_own_sizes(self) -> bool:
        return self.decisive is not self.observed.main


def fits(trial: Trial | None) -> bool:
    """Whether numbers of the right shapes came back."""
    return (
        trial is not None
        and trial.returned
        and not any(isinstance(answer, Misfit) for answer in trial.answers.values())
    )


def constant(first: Trial | None, second: Trial | None) -> bool:
    """Whether a call that was repeated gave the same numbers: nothing depends on how often it is made."""
    if first is None or second is None or not (fits(first) and fits(second)):
        return False
    return all(same(answer, second.answers[q]) for q, answer in first.answers.items())


def all_right(trial: Trial | None) -> bool:
    """Whether every quantity that came back is right at a point."""
    return trial is not None and all(agrees(quantity, trial, SINGLE) for quantity in trial.answers)


def judge(quantity: str, case: Case) -> Judgement:
    """The verdict on one quantity."""
    trial = case.decisive
    if trial is None or not trial.returned:
        return not_run(quantity, case)
    answer = trial.answers.get(quantity)
    if answer is None or isinstance(answer, BallAnswer):
        return Judgement(quantity, "error", nothing("it did not come back"))
    if isinstance(answer, Misfit):
        return misfit(quantity, trial, answer)
    return judge_numbers(quantity, case, trial, answer)


def nothing(why: str) -> Certificate:
    return Certificate("none", why)


VERDICTS: Mapping[Outcome, Verdict] = {"incident": "undecided", "returns": "skipped"}
"""The verdict where no numbers came back; an error unless told otherwise."""


def not_run(quantity: str, case: Case) -> Judgement:
    """No numbers at the point that decides."""
    failed: list[Outcome] = [r.outcome for r in case.observed.replies() if r.outcome != "returned"]
    outcome = failed[0] if failed else "incident"
    return Judgement(quantity, VERDICTS.get(outcome, "error"), nothing("there were no numbers to compare"))


def misfit(quantity: str, trial: Trial, answer: Misfit) -> Judgement:
    """Something of another shape or kind: the numbers may be right all the same."""
    want, scale = trial.reference.values[quantity], trial.reference.scale(quantity)
    if answer.array is None:
        slip = Slip("absent", quantity, answer.reason)
        return Judgement(quantity, "wrong", nothing(answer.reason), mistakes=(slip,))
    certificate = Certificate("double", answer.reason, bound=RIGHT)
    for how, array in answer.readings.items():
        if distance(array, want, scale) <= SINGLE:
            slip = Slip("M21" if transposed(how, array) else "shape", quantity, answer.reason)
            return Judgement(quantity, "wrong", certificate, array, (slip,))
    value = next(iter(answer.readings.values()), np.atleast_2d(answer.array))
    return Judgement(quantity, "wrong", certificate, value, (Slip("unfit", quantity, answer.reason),))


def transposed(how: str, array: NDArray[Any]) -> bool:
    """Whether rows and columns were exchanged; a column for a row is just another shape."""
    return how == "transposed" and 1 not in array.shape


def judge_numbers(quantity: str, case: Case, trial: Trial, answer: NDArray[Any]) -> Judgement:
    """Numbers of the right shape."""
    want, scale = trial.reference.values[quantity], trial.reference.scale(quantity)
    error = distance(answer, want, scale)
    balls = None if case.only_own_sizes else certified_answer(quantity, case, scale)
    kind = closeness(error)
    judged = replace(DECISIONS[kind](quantity, case, error, balls, answer, want), value=answer)
    if judged.verdict == "correct":
        judged = elsewhere(judged, case, ELSEWHERE if kind == "right" else SINGLE)
        judged = replace(judged, remarks=judged.remarks + tuple(remarks(judged, case)))
    return judged


def certified_answer(quantity: str, case: Case, scale: float) -> Certified | None:
    """The certified comparison, where the submission could be traced and its balls are narrow enough."""
    trial = case.observed.balls
    if trial is None or not trial.returned:
        return None
    answer = trial.answers.get(quantity)
    if not isinstance(answer, BallAnswer):
        return None
    found = compare_balls(answer.entries, case.certified[quantity], scale)
    narrow = found.error > TRACEABLE or found.digits >= 9 or not found.agree
    return found if narrow and found.error < inf else None


def untraced(case: Case) -> str:
    """Why there is no certified comparison."""
    trial = case.observed.balls
    if trial is None:
        return "certified arithmetic was not reached"
    if trial.reply.outcome == "untraceable":
        return "the program cannot be traced in certified arithmetic"
    return "the program did not run in certified arithmetic"


def by_balls(found: Certified, case: Case) -> Certificate:
    trial = case.observed.balls
    rounded = trial is not None and any(
        isinstance(a, BallAnswer) and a.rounded for a in trial.answers.values()
    )
    why = f"certified arithmetic agrees to {found.digits} digits"
    if rounded and found.digits < 30:
        why += "; a constant of the program that is rounded to double precision limits them"
    return Certificate("balls", why, digits=found.digits)


def by_doubles(error: float, why: str) -> Certificate:
    return Certificate("double", why, digits=max(0, int(-np.log10(max(error, 1e-16)))), bound=RIGHT)


def disproof(found: Certified) -> Certificate:
    return Certificate(
        "disproof",
        "certified arithmetic excludes the right value by more than rounding explains",
        found.digits,
    )


# One decision for each closeness in double precision ------------------------------------------


def right(
    q: str, case: Case, error: float, balls: Certified | None, got: NDArray[Any], want: NDArray[Any]
) -> Judgement:
    """Right in double precision; balls confirm it, or show a difference too small for doubles."""
    if balls is not None and balls.agree:
        return Judgement(q, "correct", by_balls(balls, case))
    if balls is not None and ROUNDING < balls.error <= GUARD:
        return close(q, case, error, balls, got, want)
    why = untraced(case) if balls is None else "in certified arithmetic the program behaves differently"
    return Judgement(q, "correct", by_doubles(error, f"double precision agrees at every point; {why}"))


def close(
    q: str, case: Case, error: float, balls: Certified | None, got: NDArray[Any], want: NDArray[Any]
) -> Judgement:
    """Right to some digits: a difference quotient, low precision, a constant for safety, or bad luck."""
    doubles = by_doubles(error, f"double precision agrees to {error:.0e} of the scale")
    low = low_precision(got, want, case.text)
    if balls is not None and balls.agree:
        remarks = (Slip("M29", q, low),) if low else ()
        return Judgement(q, "correct", by_balls(balls, case), remarks=remarks)
    if numeric(case) or case.text.divides_a_difference:
        return numerically(q, case, disproof(balls) if balls else doubles)
    if balls is None and low:
        return Judgement(q, "correct", doubles, remarks=(Slip("M29", q, low),))
    if balls is None:
        return Judgement(q, "undecided", doubles)
    if guarded(max(error, balls.error), case.text):
        return Judgement(q, "correct", doubles, remarks=(Slip("guard", q),))
    return Judgement(q, "wrong", disproof(balls))


def wrong(
    q: str, case: Case, error: float, balls: Certified | None, got: NDArray[Any], want: NDArray[Any]
) -> Judgement:
    """Wrong by more than single precision explains."""
    certificate = by_doubles(error, f"double precision differs by {error:.1e} of the scale")
    if balls is not None and not balls.agree:
        certificate = disproof(balls)
    if error <= COARSE and numeric(case):
        return numerically(q, case, certificate)
    low = very_low_precision(got, want)
    return Judgement(q, "wrong", certificate, mistakes=(Slip("M29", q, low),) if low else ())


def not_finite(
    q: str, case: Case, error: float, balls: Certified | None, got: NDArray[Any], want: NDArray[Any]
) -> Judgement:
    certificate = Certificate("double", "numbers that are infinite or not numbers came back", bound=RIGHT)
    return Judgement(q, "wrong", certificate, mistakes=(Slip("not finite", q),))


DECISIONS = {"right": right, "close": close, "wrong": wrong, "not finite": not_finite}


def numeric(case: Case) -> bool:
    """Whether the program differentiates numerically: by its labour where it was traced, else by its text."""
    trial, main = case.observed.balls, case.observed.main
    if trial is not None and trial.returned and main is not None:
        point = main.reference.point
        return labour(trial.reply.operations, point.net, point.samples) > LABOUR
    return case.text.divides_a_difference and not case.text.complex_step


def guarded(error: float, text: Text) -> bool:
    """Whether a small constant of the program explains an error, as one that is added to a denominator
    does.
    """
    return any(c / ASIDE <= error <= c * ASIDE for c in text.small_values if c <= GUARD)


def numerically(quantity: str, case: Case, certificate: Certificate) -> Judgement:
    return Judgement(quantity, "wrong", certificate, mistakes=(Slip("M28", quantity),))


# What else is looked at where a quantity is right ----------------------------------------------


def elsewhere(judged: Judgement, case: Case, tolerance: float) -> Judgement:
    """The same quantity at the first point once more, and at the special points."""
    again = case.observed.again
    repeated = again is not None and again.reply.outcome not in FATAL and not case.only_own_sizes
    if again is not None and repeated and not agrees(judged.quantity, again, tolerance):
        slip = Slip("repeat", judged.quantity)
        return replace(
            judged, verdict="wrong", certificate=differs("another answer the second time"), mistakes=(slip,)
        )
    for name, words in SPECIAL.items():
        trial = case.observed.trials.get(name)
        if trial is None or trial is case.decisive or case.only_own_sizes:
            continue
        if trial.reply.outcome in FATAL:
            return stopped(judged, trial.reply.outcome)
        if not agrees(judged.quantity, trial, tolerance):
            slip = Slip("special", judged.quantity, words)
            return replace(
                judged, verdict="wrong", certificate=differs(f"wrong for {words}"), mistakes=(slip,)
            )
    if case.analytic and (way := other_way(case.text)):
        return replace(judged, verdict="wrong", mistakes=(Slip("M28", judged.quantity, way),))
    return judged


def stopped(judged: Judgement, outcome: Outcome) -> Judgement:
    """A program that was right at the main point and was ended at another: slow, or gone by its own hand."""
    slip = Slip("stopped", judged.quantity, ENDINGS[outcome])
    why = f"right at the main point; {ENDINGS[outcome]} at another"
    certificate = replace(judged.certificate, why=why)
    if outcome in ("timeout", "output", "incident"):
        return replace(judged, certificate=certificate, remarks=(*judged.remarks, slip))
    return replace(judged, verdict="wrong", certificate=certificate, mistakes=(slip,))


def differs(why: str) -> Certificate:
    return Certificate("double", why, bound=RIGHT)


def agrees(quantity: str, trial: Trial, tolerance: float) -> bool:
    """Whether a quantity is right at a point."""
    answer = trial.answers.get(quantity) if trial.returned else None
    if answer is None or isinstance(answer, BallAnswer | Misfit):
        return False
    want, scale = trial.reference.values[quantity], trial.reference.scale(quantity)
    return distance(answer, want, scale) <= tolerance


def other_way(text: Text) -> str:
    """How the values were found, where it was not by formulas."""
    if text.complex_step:
        return "complex step"
    return f"automatic differentiation by {text.automatic}" if text.automatic else ""


def remarks(judged: Judgement, case: Case) -> Iterator[Slip]:
    """What is worth saying of a right quantity."""
    quantity, single = judged.quantity, any(slip.id == "M29" for slip in judged.remarks)
    if case.only_own_sizes:
        yield Slip("sizes", quantity)
    if not case.analytic and (way := other_way(case.text)):
        yield Slip("M28", quantity, way)
    trial = None if case.only_own_sizes else case.observed.trials.get("saturated")
    if trial is not None and not stable(quantity, trial, COARSE if single else GUARD):
        yield Slip("M30", quantity)
    if not case.in_place and any(reply.changed for reply in case.observed.replies()):
        yield Slip("M34", quantity)


def stable(quantity: str, trial: Trial, tolerance: float) -> bool:
    """Whether a quantity is finite and not far off where activations are saturated.

    Of large scores single precision holds few digits.
    """
    if trial.reply.outcome in FATAL:
        return True  # which is told otherwise
    answer = trial.answers.get(quantity)
    if answer is None or isinstance(answer, BallAnswer | Misfit):
        return False
    want = trial.reference.values[quantity]
    return distance(answer, want, max(1.0, trial.reference.scale(quantity))) <= tolerance

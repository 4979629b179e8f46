"""The first line that departs from the derivation, and in what.

What comes back tells which mistake it is, as in grading; the values tell the line on which it is made.  Where
no known mistake fits, it is the first line on the way to what is wrong whose value the derivation lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.calling import Misfit
from grader.compare import SINGLE, distance
from grader.findings import Slip
from grader.tracing.flow import Flow
from grader.tracing.known import trivial
from grader.tracing.lines import Written
from grader.tracing.stacks import shown
from grader.tracing.words import lacking
from grader.words import note

if TYPE_CHECKING:
    from grader.calling import Answer
    from grader.diagnosis import Diagnoser
    from grader.reference import Reference
    from grader.tracing.known import Known
    from grader.tracing.program import Program

Values = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, eq=False)
class First:
    """The line, what is said of it, and the mistake, where it is a known one.

    `mistaken` are the quantities in whose equations it is made; `carried` is what every quantity is then.
    """

    written: Written
    message: str
    mistake: str = ""
    mistaken: tuple[str, ...] = ()
    carried: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Search:
    """The search for the first line that departs."""

    program: Program
    lines: Sequence[Written]
    reference: Reference
    diagnoser: Diagnoser

    def wrong(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """What comes back that is not what it should be."""
        return {name: answer for name, answer in answers.items() if not self.is_right(name, answer)}

    def first(self, answers: Mapping[str, Answer]) -> First | None:
        """The first line that departs; None where nothing wrong comes back, or no line made it."""
        wrong = self.wrong(answers)
        fitting = {name: answer for name, answer in wrong.items() if isinstance(answer, np.ndarray)}
        if not wrong:
            return None
        flow = Flow(self.program, self.lines)
        if not fitting:
            return misfit(flow, wrong)
        ends = flow.of_answers(fitting) or flow.ends
        suspects = outside(suspected(flow, ends)) or ends
        slips = self.slips({n: a for n, a in answers.items() if isinstance(a, np.ndarray)}, fitting)
        if slips:
            return self.named(slips, fitting, suspects)
        return unnamed(self.program.known, flow, suspects, fitting)

    def is_right(self, name: str, answer: Answer) -> bool:
        want = self.reference.values[name]
        if not isinstance(answer, np.ndarray) or answer.shape != want.shape:
            return False
        return distance(answer, want, self.reference.scale(name)) <= SINGLE

    def slips(self, answers: Mapping[str, Any], wrong: Mapping[str, Any]) -> tuple[Slip, ...]:
        """The mistakes that explain what came back; where nothing explains all, the first wrong quantity."""
        diagnosis = self.diagnoser.diagnose(answers)
        found = diagnosis.whole or next((diagnosis.each[q] for q in wrong if diagnosis.each.get(q)), ())
        return found[0].slips if found else ()

    def named(
        self, slips: Sequence[Slip], wrong: Mapping[str, Any], suspects: Sequence[Written]
    ) -> First | None:
        """The line on which a known mistake is made."""
        known, mistaken = self.program.known, tuple(dict.fromkeys(slip.target for slip in slips))
        carried = known.carried(slips)
        places = [each for name in mistaken for each in self.lines if holds(each, carried.get(name), known)]
        place = min(places or suspects, key=lambda each: each.when, default=None)
        if place is None:
            return None
        slip = slips[0]
        quantity = slip.target if slip.target in wrong else next(iter(wrong))
        return First(place, note(slip, quantity, known.net).message, slip.id, mistaken, carried)


def suspected(flow: Flow, ends: Sequence[Written]) -> Iterator[Written]:
    """Lines whose value is not the derivation's, on the way to what is wrong by others of that kind."""
    found, queue = set[int](), list(ends)
    while queue:
        each = queue.pop()
        if id(each) not in found:
            found.add(id(each))
            queue += [other for other in flow.before(each) if not is_right(other)]
            if not is_right(each) and (each in ends or not is_harmless(each)):
                yield each


def outside(suspects: Iterable[Written]) -> list[Written]:
    """Where there is a choice, the line that calls a helper and not the one in it."""
    found = list(suspects)
    return [each for each in found if each.assignment.kind != "returned"] or found


def is_right(each: Written) -> bool:
    """Whether a value stands in the derivation, up to a factor."""
    return each.match is not None


def is_harmless(each: Written) -> bool:
    """Whether nothing is to be said of a value: a size, a factor, an array still to be filled."""
    stack = each.stack
    return stack is None or trivial(stack.values) or all(value.size == 1 for value in stack.values)


def holds(each: Written, values: tuple[Any, ...] | None, known: Known) -> bool:
    """Whether an assignment's value is this one, up to a factor."""
    if values is None or each.stack is None:
        return False
    return known.is_value(values, each.stack.values, each.stack.single)


def unnamed(known: Known, flow: Flow, suspects: Sequence[Written], wrong: Mapping[str, Any]) -> First | None:
    """Where no known mistake fits: the first line that the derivation lacks, or what comes back."""
    place = min(suspects, key=lambda each: each.when, default=None)
    if place is None:
        return None
    if place.match is None or place.stack is None:
        names, verb = ", ".join(wrong), "follows" if len(wrong) == 1 else "follow"
        return First(place, f"This stands nowhere in the derivation, and {names} {verb} from it.")
    name = next(
        (n for n, answer in wrong.items() if place in flow.of_answers({n: answer})), next(iter(wrong))
    )
    what = lacking(place.match, known) or shown(place.match, place.stack).plain
    return First(place, f"What comes back as {name} is {what}.")


def misfit(flow: Flow, wrong: Mapping[str, Any]) -> First | None:
    """What comes back in another shape."""
    for name, answer in wrong.items():
        if isinstance(answer, Misfit) and answer.array is not None:
            for each in flow.of_answers({name: answer.array}):
                return First(each, f"What comes back as {name} does not fit: {answer.reason}.", "", (name,))
    return None

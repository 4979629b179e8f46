"""Trying a submission: which calls are made, and what came of each.

The calls of one submission go to one locked process, in one order: the points that decide, then those
that only warn, then the first once more, then certified numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.calling import read, slots
from grader.discretion import discreet

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.calling import Answer
    from grader.points import PointName
    from grader.reference import Reference
    from grader.sandbox.records import Numbers, Reply
    from grader.sandbox.session import Session

FATAL = ("timeout", "memory", "output", "died", "protocol", "incident")
"""Outcomes after which the process is gone."""


@dataclass(frozen=True)
class Trial:
    """One call at one point: the reply, and the numbers by the name of their quantity."""

    reference: Reference
    reply: Reply
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def returned(self) -> bool:
        return self.reply.outcome == "returned"


@dataclass(frozen=True)
class Observed:
    """Everything that was seen of one submission."""

    loaded: Reply
    trials: Mapping[PointName, Trial] = field(default_factory=dict)
    again: Trial | None = None
    balls: Trial | None = None

    @property
    def main(self) -> Trial | None:
        """The trial at the point that decides."""
        return self.trials.get("main")

    def replies(self) -> Iterator[Reply]:
        """Every reply, in the order of the calls."""
        yield self.loaded
        yield from (trial.reply for trial in self.trials.values())
        yield from (trial.reply for trial in (self.again, self.balls) if trial is not None)


class Experiment:
    """The calls of one submission in one session."""

    def __init__(self, assignment: Assignment, session: Session) -> None:
        self.assignment, self.session = assignment, session

    def observe(self, references: Mapping[PointName, Reference]) -> Observed:
        """Load the submission and call it at every point, as long as its process lives."""
        loaded = self.session.load()
        if loaded.outcome != "returned":
            return Observed(loaded)
        trials: dict[PointName, Trial] = {}
        for name, reference in references.items():
            trials[name] = self.call(reference)
            if trials[name].reply.outcome in FATAL:
                return Observed(loaded, trials)
            if name == "main" and trials[name].reply.outcome in ("missing", "signature"):
                return Observed(loaded, trials)
        again = self.call(references["main"])
        if again.reply.outcome in FATAL or not trials["main"].returned:
            return Observed(loaded, trials, again)
        return Observed(loaded, trials, again, self.call(references["main"], "balls"))

    def call(self, reference: Reference, numbers: Numbers = "double", *, local: bool = False) -> Trial:
        """One call at one point."""
        point = reference.point
        values = slots(self.assignment, point, reference.values)
        reply = discreet(self.session.call(values, numbers=numbers, local=local))
        answers: Mapping[str, Any] = {}
        if reply.outcome == "returned":
            answers = read(self.assignment, point, reply)
        return Trial(reference, reply, answers)

"""Trying a submission: which calls are made, and what came of each.

The calls of one submission go to one locked process, in one order: the points that decide, then those
that only warn, then the first once more, then certified numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.calling import read, slots
from grader.discretion import Discretion

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.calling import Answer
    from grader.points import PointName
    from grader.reference import Reference
    from grader.sandbox.records import Numbers, Reply
    from grader.sandbox.session import Session, Ticket

ENDINGS: Mapping[str, str] = {
    "timeout": "it did not finish in the time allowed",
    "memory": "it used more memory than allowed",
    "output": "it wrote more than allowed",
    "died": "it ended its own process",
    "protocol": "it wrote into the channel of its answers",
    "incident": "the sandbox failed; this is not the submission's fault",
}
"""Outcomes after which the process is gone, in words."""

FATAL = tuple(ENDINGS)

UNCALLABLE = ("missing", "signature")
"""Outcomes that every call would have."""


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
        self.discreet = Discretion(session.texts)

    def observe(self, references: Iterable[tuple[PointName, Reference]]) -> Observed:
        """Load the submission and call it at every point, as long as its process lives.

        All calls are asked at once, and the points are made while the submission loads; it gets none of them
        before it has answered that it is loaded, as that answer may hold any words.  The main point comes
        first.
        """
        loading = self.session.start()
        points = list(references)
        if (loaded := loading()).outcome != "returned":
            return Observed(loaded)
        asked = [(name, reference, self.ask(reference)) for name, reference in points]
        (_, main, _), *_ = asked
        again, balls = self.ask(main), self.ask(main, "balls")
        trials: dict[PointName, Trial] = {}
        for name, reference, ticket in asked:
            trial = trials[name] = self.tried(reference, ticket)
            if trial.reply.outcome in FATAL or (name == "main" and trial.reply.outcome in UNCALLABLE):
                return Observed(loaded, trials)
        repeated = self.tried(main, again)
        if repeated.reply.outcome in FATAL or not trials["main"].returned:
            return Observed(loaded, trials, repeated)
        return Observed(loaded, trials, repeated, self.tried(main, balls))

    def call(self, reference: Reference, numbers: Numbers = "double", *, local: bool = False) -> Trial:
        """One call at one point."""
        return self.tried(reference, self.ask(reference, numbers, local=local))

    def ask(self, reference: Reference, numbers: Numbers = "double", *, local: bool = False) -> Ticket:
        """A call that is not waited for."""
        values = slots(self.assignment, reference.point, reference.values)
        return self.session.post(values, numbers, local)

    def tried(self, reference: Reference, ticket: Ticket) -> Trial:
        """What came of a call."""
        reply = self.discreet(ticket())
        answers: Mapping[str, Any] = {}
        if reply.outcome == "returned":
            answers = read(self.assignment, reference.point, reply)
        return Trial(reference, reply, answers)

"""Grading one submission: read it, try it, judge every quantity, say what is wrong, give points.

`Grader` holds what all submissions of a run share: the sandbox, the main point with its certified
values, and the table of mistakes.  Everything that differs between students is drawn from the run's
secret and the student's name.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from grader.calling import entry
from grader.checks import run_checks
from grader.compare import flat
from grader.credit import Cost, cost, kept, points
from grader.derivations import derivation_part, upload_digest
from grader.diagnosis import Diagnoser
from grader.evidence import Text
from grader.explain import Explanation
from grader.inquiry import Inquiry
from grader.judge import Case, Judgement, judge
from grader.points import Points, TestPoint
from grader.reference import Reference, certified, derivation_of, matrices, reference_at
from grader.result import Certificate, CheckOutcome, Note, PartResult, Result
from grader.separation import fault
from grader.submission import Source, Unreadable, read_submission
from grader.trial import ENDINGS, Experiment, Observed
from grader.versions import versions
from grader.words import note

if TYPE_CHECKING:
    from grader.assignment import Assignment, Part
    from grader.points import PointName
    from grader.sandbox.isolation import Wish
    from grader.sandbox.records import Isolation
    from grader.sandbox.session import Session
    from grader.sandbox.worker import Worker
    from grader.tracing.explained import Line

SECRET_BYTES = 32


class Grader:
    """Grades submissions of one assignment; a context manager, as it owns a process.

    `secret` makes the test points: a run with the same secret repeats itself, one with a fresh secret
    (the default) cannot be foreseen.  `trusted` runs submissions where they cannot be locked in.

    Raises `SandboxError` where this system cannot lock submissions in.
    """

    def __init__(
        self,
        assignment: Assignment,
        secret: bytes | None = None,
        *,
        trusted: bool = False,
        isolation: Wish = "strongest",
    ) -> None:
        self.assignment = assignment
        self.secret = secret if secret is not None else fresh_secret()
        self.trusted, self.wanted = trusted, isolation
        self.exits = ExitStack()

    def __enter__(self) -> Self:
        from grader.sandbox.worker import Worker

        imports = self.assignment.submission.imports
        self.worker: Worker = self.exits.enter_context(
            Worker(imports=imports, isolation=self.wanted, trusted=self.trusted)
        )
        return self

    def __exit__(self, *error: object) -> None:
        self.exits.close()

    @property
    def isolation(self) -> Isolation:
        """How far submissions are locked in."""
        return self.worker.isolation

    # What all submissions of a run share --------------------------------------------------

    def seed(self, *purpose: str) -> bytes:
        """Random bytes for a purpose, such as a student's points, which only the secret's holder can know."""
        message = "\0".join((self.assignment.digest, *purpose)).encode("utf-8", "surrogateescape")
        return hmac.digest(self.secret, message, sha256)

    @cached_property
    def main(self) -> Reference:
        """The point that decides, the same for all submissions of a run."""
        return reference_at(self.points.main(self.seed("main"), fault))

    @cached_property
    def certified(self) -> Mapping[str, list[Any]]:
        """The main point's values as flat lists of balls."""
        return {q: flat(v) for q, v in certified(self.main.point, self.quantities).items()}

    @cached_property
    def points(self) -> Points:
        spec = self.assignment.submission
        return Points(matrices(self.assignment.network), free=spec.sizes == "free", batch=spec.batch)

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that come back, in the order of computation."""
        order = list(derivation_of(matrices(self.assignment.network)).equations)
        return tuple(sorted(self.assignment.quantities, key=order.index))

    def diagnoser(self, reference: Reference) -> Diagnoser:
        """The table of mistakes at a point; that of the main point is kept, with its pairs."""
        return self.main_diagnoser if reference is self.main else diagnoser_at(reference.point, pairs=False)

    @cached_property
    def main_diagnoser(self) -> Diagnoser:
        return diagnoser_at(self.main.point, pairs=True)

    def references(self, student: str) -> Iterator[tuple[PointName, Reference]]:
        """The main point, then the student's own points, in the order in which they are tried."""
        yield "main", self.main
        for name, point in self.points.others(self.seed("points", student)).items():
            yield name, reference_at(point)

    # One submission -------------------------------------------------------------------------

    def grade(self, path: Path | str) -> Result:
        """The result of one submission.  Whatever it holds or does, there is one."""
        path, started = Path(path), time.monotonic()
        result = self.with_derivations(self.program_result(path), path)
        return replace(
            result,
            isolation=self.isolation_record,
            seed_id=self.seed("name", path.name).hex()[:12],
            versions=versions(),
            seconds=round(time.monotonic() - started, 4),
        )

    def program_result(self, path: Path) -> Result:
        """What the program earns; nothing where none is asked for."""
        if not self.value_parts:
            return Result(path.name, self.assignment.title, 0.0, 0.0, (), source_digest=upload_digest(path))
        spec = self.assignment.submission
        needed = [name for name in (spec.class_name, spec.called) if name]
        source = read_submission(
            path, pattern=spec.file, needed=needed, everything=spec.execute == "everything"
        )
        if isinstance(source, Unreadable):
            return self.unreadable(path.name, source)
        return self.tried(path.name, source)

    def unreadable(self, student: str, source: Unreadable) -> Result:
        """Nothing that could be tried."""
        why = Certificate("none", "the submission cannot be read")
        parts = tuple(PartResult(p.id, p.quantity, 0.0, p.points, "error", why) for p in self.value_parts)
        return Result(
            student=student,
            title=self.assignment.title,
            score=0.0,
            max_score=sum(part.max_score for part in parts),
            parts=parts,
            checks=(CheckOutcome("reads", "failed", source.reason),),
            source_digest=source.digest,
            group=group_of("unreadable", source.reason),
        )

    @cached_property
    def value_parts(self) -> tuple[Part, ...]:
        """The parts that are marked by calling the submission."""
        return tuple(part for part in self.assignment.parts if part.kind == "value")

    def with_derivations(self, result: Result, path: Path) -> Result:
        """A result with the parts that are written derivations, in the order of the assignment."""
        if len(self.value_parts) == len(self.assignment.parts):
            return result
        found = {part.id: part for part in result.parts}
        parts = tuple(
            found.get(part.id) or derivation_part(part, self.assignment, path)
            for part in self.assignment.parts
        )
        return replace(
            result,
            parts=parts,
            score=round(sum(part.score for part in parts), 2),
            max_score=sum(part.max_score for part in parts),
            group=result.group and group_of(result.group, *(f"{part.score}" for part in parts)),
        )

    def tried(self, student: str, source: Source) -> Result:
        """A submission that could be read."""
        spec = self.assignment.submission
        with self.session(source) as session:
            experiment = Experiment(self.assignment, session)
            observed = experiment.observe(self.references(student))
            case = Case(
                observed, Text(source.text), self.certified, spec.analytic, self.in_place, source.place
            )
            judged = {q: judge(q, case) for q in self.quantities}
            inquiry = Inquiry(self.assignment, experiment, self.diagnoser)
            explained = inquiry.explanations(case, judged)
        incidents = (*session.incidents, *fatal(observed))
        result = self.result(student, source, case, judged, explained, tuple(dict.fromkeys(incidents)))
        return replace(result, explanation=self.lines(source, judged))

    def session(self, source: Source) -> Session:
        """A process of its own for a submission."""
        limits = self.assignment.submission.limits.record
        return self.worker.session(source.text, entry(self.assignment), limits, source.modules)

    def lines(self, source: Source, judged: Mapping[str, Judgement]) -> tuple[Line, ...]:
        """What the program computes, line by line, where it is wrong and students are told in full.

        It is asked of a new process, which has seen no hidden inputs and can put none into its lines.
        """
        if self.assignment.feedback.level != "full" or all(j.verdict == "correct" for j in judged.values()):
            return ()
        from grader.tracing.explanation import explain

        with self.session(source) as session:
            return explain(self.assignment, source, session).lines

    @cached_property
    def in_place(self) -> bool:
        """Whether the assignment asks that arguments be changed."""
        from grader.layout import leaves

        return any(leaf.place == "argument" for leaf in leaves(self.assignment.returns))

    # What is reported ---------------------------------------------------------------------------

    def result(
        self,
        student: str,
        source: Source,
        case: Case,
        judged: Mapping[str, Judgement],
        explained: Mapping[str, Explanation],
        incidents: tuple[str, ...],
    ) -> Result:
        parts = tuple(
            self.part(p, judged[p.quantity], explained.get(p.quantity), scale(p.quantity, case))
            for p in self.value_parts
        )
        remarks = tuple(
            dict.fromkeys(replace(n, message=n.message) for part in parts for n in part.diagnosis if n.remark)
        )
        return Result(
            student=student,
            title=self.assignment.title,
            score=round(sum(part.score for part in parts), 2),
            max_score=sum(part.max_score for part in parts),
            parts=parts,
            checks=(CheckOutcome("reads", "passed"), *run_checks(case, judged)),
            remarks=remarks,
            incidents=incidents,
            group=group_of(*behaviour_key(case, judged)),
            source_digest=source.digest,
            notes=source.notes,
        )

    def part(
        self, part: Part, judged: Judgement, explanation: Explanation | None, scale: float
    ) -> PartResult:
        """One part of the marks; the entries of its right value are of size `scale`."""
        price = cost(judged, self.assignment.credit, scale)
        return PartResult(
            id=part.id,
            quantity=part.quantity,
            score=points(kept(judged, explanation, price), part.points),
            max_score=part.points,
            verdict=judged.verdict,
            certificate=judged.certificate,
            diagnosis=(*self.mistakes(part.quantity, explanation, price), *self.remarks(judged)),
        )

    def mistakes(self, quantity: str, explanation: Explanation | None, price: Cost) -> tuple[Note, ...]:
        if explanation is None:
            return ()
        net = self.assignment.network
        paid = [note(s, quantity, net, 1 - price(s.id), explanation.others) for s in explanation.charged]
        return (*paid, *(note(s, quantity, net, 1.0, explanation.others) for s in explanation.free))

    def remarks(self, judged: Judgement) -> tuple[Note, ...]:
        net = self.assignment.network
        return tuple(replace(note(s, judged.quantity, net), remark=True) for s in judged.remarks)

    @cached_property
    def isolation_record(self) -> dict[str, Any]:
        from dataclasses import asdict

        return asdict(self.isolation)


def grade(assignment: Assignment | Path | str, path: Path | str, *, trusted: bool = False) -> Result:
    """Grade one submission with fresh test points; the assignment may be the path of its file."""
    from grader.assignment import Assignment

    known = assignment if isinstance(assignment, Assignment) else Assignment.load(assignment)
    with Grader(known, trusted=trusted) as grader:
        return grader.grade(path)


def fresh_secret() -> bytes:
    import secrets

    return secrets.token_bytes(SECRET_BYTES)


def diagnoser_at(point: TestPoint, *, pairs: bool) -> Diagnoser:
    return Diagnoser(matrices(point.net), point, pairs=pairs)


def fatal(observed: Observed) -> list[str]:
    """What ended a process, in words."""
    return [ENDINGS[reply.outcome] for reply in observed.replies() if reply.outcome in ENDINGS]


def scale(quantity: str, case: Case) -> float:
    """The size of a quantity's entries where it was judged."""
    return case.decisive.reference.scale(quantity) if case.decisive else 1.0


def behaviour_key(case: Case, judged: Mapping[str, Judgement]) -> list[str]:
    """What two submissions share that behave identically at the main point: equal numbers, to six digits."""
    key = [str(reply.outcome) for reply in case.observed.replies()][:2]
    for quantity, found in judged.items():
        value: NDArray[Any] | None = found.value
        numbers = [] if value is None else [f"{x:.5e}" for x in np.ravel(value).tolist()]
        key += [quantity, found.verdict, *numbers]
    return key


def group_of(*key: str) -> str:
    return sha256("\0".join(key).encode("utf-8", "replace")).hexdigest()[:12]

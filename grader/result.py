"""The result of one submission: data only, the same in JSON, on a page and in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from grader.tracing.explained import Line

Verdict = Literal["correct", "wrong", "undecided", "error", "skipped"]


Status = Literal["passed", "failed", "skipped", "remark"]
"""What a check came to."""


@dataclass(frozen=True)
class Certificate:
    """Why a verdict can be relied on.

    `kind` is ``balls`` (certified agreement to `digits` digits), ``disproof`` (certified difference),
    ``double`` (agreement or difference in double precision within `bound`) or ``none`` (there was
    nothing to compare).  `why` says in a sentence what was done.
    """

    kind: Literal["balls", "disproof", "double", "none"]
    why: str
    digits: int | None = None
    bound: float | None = None


@dataclass(frozen=True)
class Note:
    """A mistake or a remark, in words for the student.

    `id` is a misconception's or one of ours; `title` its name, `step` the step of the worked solution
    where it happens, `credit` the fraction of the part's points that is kept in spite of it (1 for a remark).
    `alternatives` are other explanations.
    """

    id: str
    message: str
    title: str = ""
    hint: str = ""
    step: str = ""
    credit: float = 1.0
    remark: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartResult:
    """One part: its verdict, why, and what it earned."""

    id: str
    quantity: str
    score: float
    max_score: float
    verdict: Verdict
    certificate: Certificate
    diagnosis: tuple[Note, ...] = ()


@dataclass(frozen=True)
class CheckOutcome:
    """One node of the graph of checks, for the record and for `grader check`."""

    name: str
    status: Status
    message: str = ""


@dataclass(frozen=True)
class Result:
    """What one submission earned.

    `student` is the name of the file or folder; `group` is equal for submissions that behaved
    identically at the points that all share; `source_digest` tells whether a file changed since.
    `incidents` say what the program tried or ran into.
    """

    student: str
    title: str
    score: float
    max_score: float
    parts: tuple[PartResult, ...]
    checks: tuple[CheckOutcome, ...] = ()
    remarks: tuple[Note, ...] = ()
    isolation: Mapping[str, Any] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()
    seed_id: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    group: str = ""
    source_digest: str = ""
    notes: tuple[str, ...] = ()
    """What was done to read the submission: magics neutralised, top-level code left out."""
    explanation: tuple[Line, ...] = ()
    """What the program computes, line by line, where something is wrong and students are told in full."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

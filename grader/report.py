"""What is told of results: to a student as much as the assignment reveals, to staff the whole class."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from grader.result import Note, PartResult, Result
from grader.show import number, printable

if TYPE_CHECKING:
    from grader.assignment import Assignment

LEVELS = ("verdict", "name", "hint", "step", "full")
"""How much is revealed; each level adds to the one before."""

_ADDED: dict[str, tuple[str, ...]] = {
    "verdict": (),
    "name": ("id", "title"),
    "hint": ("hint",),
    "step": ("message", "step"),
    "full": ("alternatives",),
}
"""The fields of a note that each level adds; until then they are empty."""

_EXPLAINS = re.compile(r"M\d+|factors")
"""Notes that explain a wrong answer.  Others, such as a shape, say what to put right and are always told."""

# A student's feedback ---------------------------------------------------------------------------


def feedback(result: Result, level: str) -> dict[str, Any]:
    """What a student is told: nothing of hidden inputs, of the reference or of how the grading is secured."""
    return {
        "title": result.title,
        "student": printable(result.student),
        "score": result.score,
        "max_score": result.max_score,
        "parts": [_part(part, level) for part in result.parts],
        "checks": [asdict(check) for check in result.checks],
        "notes": list(result.notes),
        "explanation": [asdict(line) for line in result.explanation] if level == "full" else [],
    }


def _part(part: PartResult, level: str) -> dict[str, Any]:
    notes = (_note(note, level) for note in part.diagnosis)
    plain = {key: getattr(part, key) for key in ("id", "quantity", "score", "max_score", "verdict")}
    return {
        **plain,
        "certificate": asdict(part.certificate),
        "diagnosis": [note for note in notes if note],
    }


def _note(note: Note, level: str) -> dict[str, Any]:
    """The note with what the level reveals, or nothing where it reveals nothing."""
    shown = {key for name in LEVELS[: LEVELS.index(level) + 1] for key in _ADDED[name]}
    if not _EXPLAINS.fullmatch(note.id):
        shown |= {"id", "title", "message"}
    told = asdict(note)
    hidden = {key for keys in _ADDED.values() for key in keys} - shown
    return {**told, **{key: type(told[key])() for key in hidden}} if shown else {}


# The class --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One submission in the class's tables; `slug` names its files."""

    student: str
    slug: str
    score: float
    max_score: float
    parts: tuple[tuple[str, float], ...]
    """The verdict and the score of each part."""
    ids: tuple[str, ...]
    incidents: tuple[str, ...]
    group: str
    seconds: float

    @property
    def percent(self) -> float:
        return 100 * self.score / self.max_score if self.max_score else 0.0

    @property
    def verdicts(self) -> tuple[str, ...]:
        return tuple(verdict for verdict, _ in self.parts)


@dataclass(frozen=True)
class Group:
    """Submissions that gave the same numbers."""

    number: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Summary:
    """A class: one row for each submission, and what can be told of all together.

    `parts` are the parts' ids; `titles` the names of the mistakes that occur; `isolation` counts how far
    submissions were locked in, and `missing` says which layers were not there and why.
    """

    title: str
    parts: tuple[str, ...]
    max_score: float
    rows: tuple[Row, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    isolation: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, assignment: Assignment, results: Iterable[tuple[str, Result]]) -> Summary:
        """The summary of results, of which only one at a time is held."""
        rows, titles, isolation, missing = [], {}, Counter[str](), {}
        for slug, result in results:
            rows.append(_row(slug, result))
            titles.update({note.id: note.title for note in _notes(result)})
            isolation[result.isolation.get("level", "not run")] += 1
            missing.update(result.isolation.get("missing", {}))
        return cls(
            assignment.title,
            tuple(part.id for part in assignment.parts),
            sum(part.points for part in assignment.parts),
            tuple(rows),
            titles,
            isolation,
            missing,
        )

    @property
    def middle(self) -> tuple[float, float]:
        """The mean and the median of the scores."""
        scores = [row.score for row in self.rows]
        return mean(scores), median(scores)

    @property
    def full_marks(self) -> int:
        return sum(row.score >= row.max_score for row in self.rows)

    @property
    def undecided(self) -> int:
        return sum("undecided" in row.verdicts for row in self.rows)

    @property
    def with_incidents(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.incidents)

    @property
    def distribution(self) -> tuple[tuple[str, int], ...]:
        """How many scored so many percent: ten ranges, and all of the points."""
        found = Counter(int(row.percent // 10) for row in self.rows)
        labels = ["0–9", *(f"{tens}0–{tens}9" for tens in range(1, 10)), "100"]
        return tuple((label, found[tens]) for tens, label in enumerate(labels))

    @property
    def mistakes(self) -> tuple[tuple[str, str, int], ...]:
        """How many submissions each mistake or remark occurs in: id, name, count; the commonest first."""
        found = Counter(id for row in self.rows for id in row.ids)
        return tuple((id, self.titles[id], n) for id, n in sorted(found.items(), key=lambda p: (-p[1], p[0])))

    @property
    def verdicts(self) -> tuple[tuple[str, Counter[str]], ...]:
        """How often each verdict was given, part by part."""
        columns = zip(*(row.verdicts for row in self.rows), strict=True)
        return tuple(zip(self.parts, map(Counter, columns), strict=True))

    @property
    def groups(self) -> tuple[Group, ...]:
        """Submissions that gave the same numbers, the largest groups first."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if {"correct", "wrong"} & set(row.verdicts):
                found[row.group].append(row)
        alike = [tuple(rows) for group, rows in found.items() if group and len(rows) > 1]
        ordered = sorted(alike, key=lambda rows: (-len(rows), rows[0].student))
        return tuple(Group(number, rows) for number, rows in enumerate(ordered, 1))

    @property
    def group_of(self) -> dict[str, int]:
        """The number of the group of each submission that is in one."""
        return {row.slug: group.number for group in self.groups for row in group.rows}

    @property
    def slowest(self) -> tuple[Row, ...]:
        return tuple(sorted(self.rows, key=lambda row: -row.seconds)[:10])


def _row(slug: str, result: Result) -> Row:
    return Row(
        printable(result.student),
        slug,
        result.score,
        result.max_score,
        tuple((part.verdict, part.score) for part in result.parts),
        tuple(dict.fromkeys(note.id for note in _notes(result))),
        result.incidents,
        result.group,
        result.seconds,
    )


def _notes(result: Result) -> Iterator[Note]:
    for part in result.parts:
        yield from part.diagnosis
    yield from result.remarks


# A table for a spreadsheet ----------------------------------------------------------------------

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def grades_csv(summary: Summary) -> str:
    """The grades, one row for each submission; no text in it can act as a formula."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    for row in _table(summary):
        writer.writerow([cell(text) for text in row])
    return table.getvalue()


def _table(summary: Summary) -> Iterator[Sequence[str]]:
    parts = [f"{part} {what}" for part in summary.parts for what in ("score", "verdict")]
    yield ["student", "score", "max", *parts, "diagnosis", "incidents", "feedback"]
    for row in summary.rows:
        marks = [text for verdict, score in row.parts for text in (number(score), verdict)]
        page = f"feedback/{row.slug}.html"
        ends = [" ".join(row.ids), str(len(row.incidents)), page]
        yield [row.student, number(row.score), number(row.max_score), *marks, *ends]


def cell(text: str) -> str:
    """A cell of a spreadsheet that shows the text and computes nothing.

    >>> cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text

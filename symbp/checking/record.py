"""What checking a text finds, line by line: frozen data that every view of it reads."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sympy import Basic

Status = Literal["proved", "verified", "wrong", "undecided", "assumed", "prose"]

MARKS: dict[Status, str] = {
    "proved": "✓",
    "verified": "✓",
    "wrong": "✗",
    "undecided": "?",
    "assumed": "·",
    "prose": " ",
}
"""What stands before a line; an error carried forward has a mark of its own."""

CARRIED = "↳"


@dataclass(frozen=True)
class Place:
    """A line of a text: its number, and which of the equations that start on it."""

    line: int
    part: int = 1

    def __str__(self) -> str:
        return f"line {self.line}" if self.part == 1 else f"line {self.line}, equation {self.part}"


@dataclass(frozen=True)
class Follows:
    """How a line comes from the one before, or a right side from its left: by one rule, or by a big step."""

    source: Place | None
    rule: str
    big: bool = False

    def __str__(self) -> str:
        return f"from {self.source}: {self.rule}" if self.source else self.rule


SHAPES = "shapes"
"""The place of an example that is two shapes, which the reason of its line tells too."""


@dataclass(frozen=True)
class Example:
    """Numbers at which a wrong line is wrong: an entry, its value on the left, and on the right.

    `numbers` are the inputs and parameters that were chosen, as text, so that a person can follow.
    """

    at: str
    left: str
    right: str
    numbers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        given = ", ".join(f"{name} = {value}" for name, value in self.numbers)
        where = f"{self.at}: " if self.at else ""
        return f"{where}left {self.left}, right {self.right}" + (f", at {given}" if given else "")


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong with a line.

    `id` is a misconception's, or empty; `title` and `message` say what the mistake is; `written` is the
    side that is wrong and `expected` what it should be, in LaTeX; `edit` is the change in words, and
    `right` what it should be as a SymPy object.
    """

    title: str
    message: str
    id: str = ""
    hint: str = ""
    written: str = ""
    expected: str = ""
    edit: str = ""
    right: Basic | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        name = f"{self.id} {self.title}".strip()
        return f"{name}: {self.message}" if name else self.message


@dataclass(frozen=True)
class Claimed:
    """A shape that was written under a factor, and whether it is right."""

    factor: str
    written: str
    actual: str
    ok: bool = True

    def __str__(self) -> str:
        return f"{self.factor} is {self.actual}" + ("" if self.ok else f", not {self.written}")


@dataclass(frozen=True)
class CheckedLine:
    """One line with what was found about it.

    `status` is what the line is worth by itself, or, where `carried` names an earlier wrong line, given
    that line.  `digits` is how far a *verified* line agrees; `reason` says why a line is
    undecided, or what could not be read; `reading` what was taken where several readings made sense.
    `sides` are the sides as they were read, None for one that could not be, and `relations` the signs before
    them; `head` is the first side of the chain that the line goes on with.
    """

    line: int
    part: int
    text: str
    status: Status
    digits: int = 0
    reason: str = ""
    reading: tuple[str, ...] = ()
    follows: Follows | None = None
    carried: Place | None = None
    witness: Example | None = None
    diagnosis: Diagnosis | None = None
    shapes: tuple[Claimed, ...] = ()
    notes: tuple[str, ...] = ()
    sides: tuple[Basic | None, ...] = field(default=(), compare=False, repr=False)
    relations: tuple[str, ...] = ()
    head: Basic | None = field(default=None, compare=False, repr=False)
    seconds: float = field(default=0.0, compare=False)

    @property
    def place(self) -> Place:
        return Place(self.line, self.part)

    @property
    def mark(self) -> str:
        return CARRIED if self.carried else MARKS[self.status]

    @property
    def wording(self) -> str:
        """The verdict in a few words."""
        if self.carried:
            return f"follows from your {self.carried}, which is wrong"
        if self.status == "verified":
            return f"verified to {self.digits} digits"
        return self.status

    def to_dict(self) -> dict[str, Any]:
        """The line as plain data."""
        data: dict[str, Any] = {"line": self.line, "part": self.part, "text": self.text}
        data |= {"status": self.status, "digits": self.digits or None}
        data |= {"follows": None, "witness": None, "diagnosis": None}
        if self.carried:
            data["carried"] = {"line": self.carried.line, "part": self.carried.part}
        if self.follows:
            source = self.follows.source
            data["follows"] = {"rule": self.follows.rule, "big": self.follows.big}
            data["follows"] |= {"line": source.line, "part": source.part} if source else {}
        if self.witness:
            numbers = {"left": self.witness.left, "right": self.witness.right}
            data["witness"] = {"at": self.witness.at, **numbers, "numbers": dict(self.witness.numbers)}
        if self.diagnosis:
            found = {name: getattr(self.diagnosis, name) for name in DIAGNOSIS}
            data["diagnosis"] = {name: value for name, value in found.items() if value}
        data |= {name: list(map(str, getattr(self, name))) for name in LISTS if getattr(self, name)}
        return data | ({"reason": self.reason} if self.reason else {})


DIAGNOSIS = ("id", "title", "message", "hint", "written", "expected", "edit")
LISTS = ("reading", "shapes", "notes")


@dataclass(frozen=True)
class Report:
    """A text with every line checked.

    `conventions` are what holds for the whole text, such as whether δ holds the 1/N of a mean.
    """

    lines: tuple[CheckedLine, ...]
    conventions: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong and nothing undecided."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 where all is true, 1 where a line is wrong, 3 where none is but some are undecided; 3 too where
        there is no line at all.
        """
        found = {line.status for line in self.lines} - {"prose"}
        return 1 if "wrong" in found else 3 if "undecided" in found or not found else 0

    @property
    def wrong(self) -> tuple[CheckedLine, ...]:
        """The lines that are wrong."""
        return tuple(line for line in self.lines if line.status == "wrong")

    @property
    def counts(self) -> dict[str, int]:
        """How many lines have each status."""
        found = Counter(line.status for line in self.lines)
        return {status: found[status] for status in MARKS}

    @property
    def summary(self) -> str:
        """One sentence, such as ``7 lines: 5 proved, 1 wrong, 1 assumed``."""
        checked = [line for line in self.lines if line.status != "prose"]
        counts = ", ".join(f"{n} {status}" for status, n in self.counts.items() if n and status != "prose")
        lines = "1 line" if len(checked) == 1 else f"{len(checked)} lines"
        return f"{lines}: {counts}" if counts else "no mathematics found"

    def __str__(self) -> str:
        from symbp.checking.text import report_text

        return report_text(self)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        data: dict[str, Any] = {"ok": self.ok, "exit_code": self.exit_code, "counts": self.counts}
        data["conventions"] = list(self.conventions)
        return data | {"lines": [line.to_dict() for line in self.lines]}

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """What Jupyter shows."""
        text = str(self)
        return {
            "text/plain": text,
            "text/html": f"<pre>{escape(text)}</pre>",
            "application/json": self.to_dict(),
        }

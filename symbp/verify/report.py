"""The report on a derivation: every line with its verdict."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from sympy import Basic

from symbp.verify.verdict import Verdict

Level = Literal["forward", "matrix", "sample", "entry", "direction"]


@dataclass(frozen=True)
class Line:
    """One line of a derivation, lhs = rhs, and the verdict on it.

    `target` is the quantity it belongs to; `level` is where it stands; `rule` is what made it.
    """

    target: str
    level: Level
    rule: str
    lhs: Basic
    rhs: Basic
    verdict: Verdict

    def __str__(self) -> str:
        from symbp.notation import plain

        where = f"{self.target}, {self.level}, {self.rule}"
        return f"{plain(self.lhs)} = {plain(self.rhs)}   [{where}] {self.verdict}"

    def to_dict(self) -> dict[str, Any]:
        """The line as plain data; the two sides as text."""
        from symbp.notation import plain

        where = {"target": self.target, "level": self.level, "rule": self.rule}
        return {**where, "lhs": plain(self.lhs), "rhs": plain(self.rhs), **self.verdict.to_dict()}


@dataclass(frozen=True)
class Report:
    """What verification found, line by line, in the order of the derivation."""

    lines: tuple[Line, ...]
    seconds: float = field(default=0.0, compare=False)

    @property
    def ok(self) -> bool:
        """Whether every line holds."""
        return all(line.verdict for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are proved, verified, different and undecided."""
        found = Counter(line.verdict.proof or line.verdict.status for line in self.lines)
        return {kind: found[kind] for kind in ("proved", "verified", "different", "undecided")}

    @property
    def failures(self) -> tuple[Line, ...]:
        """The lines that do not hold, or about which nothing could be said."""
        return tuple(line for line in self.lines if not line.verdict)

    @property
    def summary(self) -> str:
        """One sentence, such as ``41 lines: 41 proved``."""
        found = ", ".join(f"{number} {kind}" for kind, number in self.counts.items() if number)
        return f"{len(self.lines)} lines: {found}"

    def __str__(self) -> str:
        return "\n".join([self.summary, *map(str, self.lines)])

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {"ok": self.ok, "counts": self.counts, "lines": [line.to_dict() for line in self.lines]}

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """What Jupyter shows."""
        return {"text/plain": str(self), "text/html": self._html(), "application/json": self.to_dict()}

    def _html(self) -> str:
        columns = ("target", "level", "rule", "lhs", "rhs", "wording")
        rows = [[str(line.to_dict()[column]) for column in columns] for line in self.lines]
        head = "".join(f'<th scope="col">{column}</th>' for column in columns)
        body = "".join("<tr>" + "".join(f"<td>{escape(x)}</td>" for x in row) + "</tr>" for row in rows)
        return f"<table><caption>{self.summary}</caption><tr>{head}</tr>{body}</table>"

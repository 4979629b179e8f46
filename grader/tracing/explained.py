"""What is reported of a program: data only, the same in JSON, at a terminal and on a page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["right", "multiple", "part", "departs", "follows", "own", "not followed"]


@dataclass(frozen=True)
class Line:
    """One assignment: its formula, and what it is.

    `place` says where it stands, `name` is what the program calls it.  The formula is in the names of the
    derivation: `plain` in NumPy notation, where ``own.delta2`` is a name of the program's own that means
    something else in the derivation, and `latex`.  `meaning` says which value of the derivation it is.
    `status` is ``right`` (a quantity of the derivation), ``multiple`` (N times one, say), ``part`` (what
    stands in an equation), ``departs`` (the first line that departs; `note` says in what), ``follows``
    (right but for the departure), ``own`` (nothing that the derivation has) or ``not followed``, for the
    reason in `note`.
    """

    line: int
    place: str
    name: str
    plain: str
    latex: str
    status: Status
    quantity: str = ""
    meaning: str = ""
    meaning_latex: str = ""
    note: str = ""


@dataclass(frozen=True)
class Departure:
    """The first line that departs from the derivation, in what, and the misconception where it is one."""

    line: int
    place: str
    name: str
    message: str
    mistake: str = ""


@dataclass(frozen=True)
class Explained:
    """A program explained; `problem` says why it was not, or not to its end."""

    title: str
    lines: tuple[Line, ...] = ()
    departure: Departure | None = None
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "followed": self.followed}

    @property
    def followed(self) -> bool:
        """Whether every line has a formula."""
        return bool(self.lines) and all(line.status != "not followed" for line in self.lines)

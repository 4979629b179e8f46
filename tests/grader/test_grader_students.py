"""The student corpus: labels confirmed without us, then every submission marked and compared."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import Assignment
from grader.grading import Grader
from grader.result import PartResult, Result

CORPUS = Path(__file__).parents[1] / "students"
FOLDERS = sorted(p.parent for p in CORPUS.glob("*/*/labels.toml"))
SECRET = b"the same points at every run".ljust(32, b".")
LISTED = 3
"""How many explanations of a part are looked through for a pair."""


@dataclass(frozen=True)
class Marked:
    """One submission: what its label says, and what the grader said."""

    name: str
    label: dict[str, Any]
    result: Result

    @cached_property
    def faulty(self) -> list[PartResult]:
        """The parts in which a mistake is to be named.

        What is right for a value that was charged before is none, nor what did not run at all.
        """
        carried = self.label.get("carried", ())
        wrong = [p for p in self.result.parts if p.verdict != "correct" and p.quantity not in carried]
        return [p for p in wrong if mistakes(p) or p.verdict != "error"]

    @property
    def verdicts(self) -> dict[str, str]:
        return {part.quantity: part.verdict for part in self.result.parts}

    @property
    def single(self) -> bool:
        return len(self.label["diagnosis"]) == 1

    @property
    def pair(self) -> bool:
        return len(self.label["diagnosis"]) > 1

    @property
    def named(self) -> list[str]:
        """The first mistake of each faulty part, each once."""
        return list(dict.fromkeys(mistakes(part)[0] if mistakes(part) else "none" for part in self.faulty))

    @property
    def listed(self) -> list[str]:
        """What stands among the first explanations of each faulty part."""
        return list(dict.fromkeys(id for part in self.faulty for id in explanations(part)[:LISTED]))

    @property
    def diagnosed(self) -> bool:
        """One mistake stands first in every faulty part; of a pair both are listed."""
        return (
            set(self.label["diagnosis"]) <= set(self.listed)
            if self.pair
            else self.named == self.label["diagnosis"]
        )

    def disagreements(self) -> Iterator[str]:
        if self.verdicts != self.label["verdict"]:
            yield f"verdict: expected {self.label['verdict']}, got {self.verdicts}"
        if self.label["diagnosis"] and not self.diagnosed:
            got = {part.quantity: explanations(part) for part in self.faulty}
            yield f"diagnosis: expected {self.label['diagnosis']}, got {got}"
        if self.remarks != set(self.label.get("remarks", ())):
            yield f"remarks: expected {self.label.get('remarks', [])}, got {sorted(self.remarks)}"
        for part in self.result.parts:
            if part.quantity in self.label.get("carried", ()) and part.score < part.max_score:
                yield f"{part.quantity}: expected all points, carried forward; got {explanations(part)}"

    @property
    def remarks(self) -> set[str]:
        return {note.id for note in self.result.remarks}


def mistakes(part: PartResult) -> list[str]:
    return [note.id for note in part.diagnosis if not note.remark]


def explanations(part: PartResult) -> list[str]:
    """The mistakes that were named, then what else may be meant."""
    others = [other.split(":")[0] for note in part.diagnosis for other in note.alternatives]
    return list(dict.fromkeys([*mistakes(part), *others]))


def share(marked: list[Marked]) -> float:
    return sum(m.diagnosed for m in marked) / len(marked)


def labels_of(folder: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads((folder / "labels.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def marked() -> list[Marked]:
    found = []
    for folder in FOLDERS:
        with Grader(Assignment.load(folder / "assignment.toml"), SECRET) as grader:
            for name, label in labels_of(folder).items():
                result = grader.grade(folder / name)
                found.append(Marked(f"{folder.parent.name}/{folder.name}/{name}", label, result))
    return found


@pytest.fixture(scope="module")
def report(marked: list[Marked]) -> str:
    lines = [f"{m.name}\n    {line}" for m in marked for line in m.disagreements()]
    return "\n".join([f"{len(lines)} disagreements", *lines])


def test_labels_are_confirmed_by_complex_steps() -> None:
    """Neither symbp nor grader has a say in what is right."""
    done = subprocess.run(
        [sys.executable, str(CORPUS / "confirm.py")], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_corpus_is_large_and_has_every_misconception_twice() -> None:
    labels = [label for folder in FOLDERS for label in labels_of(folder).values()]
    ids = [id for label in labels for id in {*label["diagnosis"], *label.get("remarks", ())}]
    assert len(labels) >= 180
    assert sum(len(label["diagnosis"]) > 1 for label in labels) >= 12
    assert [id for n in range(1, 42) if ids.count(id := f"M{n:02}") < 2] == []


@pytest.mark.sandbox
def test_every_verdict_and_remark_is_right(marked: list[Marked], report: str) -> None:
    wrong = [m.name for m in marked if m.verdicts != m.label["verdict"]]
    assert wrong == [], report
    assert [m.name for m in marked if m.remarks != set(m.label.get("remarks", ()))] == [], report


@pytest.mark.sandbox
def test_the_mistake_stands_first_in_98_of_100(marked: list[Marked], report: str) -> None:
    assert share([m for m in marked if m.single]) >= 0.98, report


@pytest.mark.sandbox
def test_both_mistakes_of_a_pair_are_listed_in_9_of_10(marked: list[Marked], report: str) -> None:
    assert share([m for m in marked if m.pair]) >= 0.9, report


@pytest.mark.sandbox
def test_what_follows_from_an_error_keeps_its_points(marked: list[Marked], report: str) -> None:
    parts = [
        (m, part) for m in marked for part in m.result.parts if part.quantity in m.label.get("carried", ())
    ]
    assert len(parts) >= 10
    assert [m.name for m, part in parts if part.score < part.max_score] == [], report

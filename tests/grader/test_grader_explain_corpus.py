"""The student corpus explained in the sandbox: how much is followed, and where it departs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import Assignment
from grader.calling import entry
from grader.sandbox.worker import Worker
from grader.submission import Unreadable, read_submission
from grader.tracing.explained import Explained
from grader.tracing.explanation import explain

CORPUS = Path(__file__).parents[1] / "students"
FOLDERS = sorted(path.parent for path in CORPUS.glob("*/*/labels.toml"))

NOT_FOLLOWED = {
    "binary/07_escaravelho.py": "complex numbers",
    "ridge/29_rigatoni.py": "reduce with a function of its own",
}
"""Which files have a line without a formula, and why."""

NOT_RUN = {"a/16_katyusha.py": "no such function", "a/23_samiam.py": "Python 2"}


@dataclass(frozen=True)
class Told:
    """One submission: its label, and what was said of it."""

    name: str
    label: dict[str, Any]
    explained: Explained

    @property
    def right(self) -> bool:
        return set(self.label["verdict"].values()) == {"correct"}

    @property
    def named(self) -> bool:
        departure = self.explained.departure
        return departure is not None and departure.mistake in self.label["diagnosis"]


def of_folder(folder: Path) -> Iterator[Told]:
    assignment = Assignment.load(folder / "assignment.toml")
    spec = assignment.submission
    needed = [name for name in (spec.class_name, spec.called) if name]
    labels = tomllib.loads((folder / "labels.toml").read_text(encoding="utf-8"))
    with Worker(imports=spec.imports) as worker:
        for file, label in labels.items():
            name = f"{folder.name}/{file}"
            source = read_submission(folder / file, pattern=spec.file, needed=needed)
            if isinstance(source, Unreadable):
                yield Told(name, label, Explained("", problem=source.reason))
                continue
            with worker.session(
                source.text, entry(assignment), spec.limits.record, source.modules
            ) as session:
                yield Told(name, label, explain(assignment, source, session))


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return [each for folder in FOLDERS for each in of_folder(folder)]


pytestmark = pytest.mark.sandbox


def test_every_line_has_a_formula_in_9_of_10_files(told: list[Told]) -> None:
    """The target of the issue is 90 %; all but four files of more than 220 are followed."""
    followed = [each for each in told if each.explained.followed]
    assert len(told) >= 220
    assert len(followed) / len(told) >= 0.9
    missed = {each.name for each in told if not each.explained.followed}
    assert missed == NOT_FOLLOWED.keys() | NOT_RUN.keys()


def test_nothing_departs_where_everything_is_right(told: list[Told]) -> None:
    right = [each for each in told if each.right]
    assert len(right) >= 50
    assert [each.name for each in right if each.explained.departure or each.explained.problem] == []


def test_a_mistake_that_shows_in_the_numbers_is_named_at_its_line(told: list[Told]) -> None:
    """Of those with one of the misconceptions that are formulas."""
    single = [each for each in told if len(each.label["diagnosis"]) == 1 and not each.right]
    formulas = [each for each in single if each.label["diagnosis"][0] in FORMULAS]
    assert len(formulas) >= 80
    named = [each for each in formulas if each.named]
    assert len(named) / len(formulas) >= 0.9, [each.name for each in formulas if not each.named]


FORMULAS = {f"M{number:02}" for number in (*range(1, 21), 23, 24, 25, 26, 35, 36, 38, 39, 40)}


def test_every_formula_is_written_twice(told: list[Told]) -> None:
    lines = [line for each in told for line in each.explained.lines if line.status != "not followed"]
    assert len(lines) >= 3000
    assert [line for line in lines if not (line.plain and line.latex)] == []

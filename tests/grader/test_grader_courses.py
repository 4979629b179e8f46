"""The example assignments: the conventions of seven courses, packed vectors and updated weights."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import numpy.random  # submissions find it loaded
import pytest

from grader.assignment import Assignment
from grader.calling import entry, read, slots
from grader.grading import Grader
from grader.points import Points
from grader.reference import Reference, matrices, reference_at
from grader.result import Result
from grader.sandbox.program import Program

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "assignments"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/assignment.toml"))
SUBMISSIONS = sorted(EXAMPLES.glob("*/submissions/*.py"))

COURSES = {"c1", "c2", "c3", "c4", "c5", "c6", "c7"}


@cache
def load(folder: Path) -> tuple[Assignment, Reference]:
    assignment = Assignment.load(folder / "assignment.toml")
    points = Points(matrices(assignment.network), batch=assignment.submission.batch)
    return assignment, reference_at(points.main(b"a seed"))


def expected(folder: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_an_example_is_short_and_says_what_to_expect_of_each_submission(folder: Path) -> None:
    assignment, _ = load(folder)
    assert len((folder / "assignment.toml").read_text(encoding="utf-8").splitlines()) <= 25
    assert set(expected(folder)) == {path.name for path in (folder / "submissions").iterdir()}
    assert sum(name.startswith("wrong_") for name in expected(folder)) >= 3
    for verdicts in expected(folder).values():
        assert set(verdicts) == {part.id for part in assignment.parts}


def test_there_is_an_example_for_each_course() -> None:
    assert {folder.name for folder in FOLDERS} >= COURSES


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_exactly_the_parts_that_are_expected_to_be_correct_are_right(path: Path) -> None:
    assignment, at = load(path.parents[1])
    program = Program(path.read_text(encoding="utf-8"), entry(assignment))
    reply = program.call(slots(assignment, at.point, at.values))
    assert reply.outcome == "returned", reply
    found = read(assignment, at.point, reply)
    right = {
        part.id
        for part in assignment.parts
        if np.allclose(found[part.quantity], at.values[part.quantity], rtol=1e-11, atol=1e-13)
    }
    verdicts = expected(path.parents[1])[path.name]
    assert right == {id for id, verdict in verdicts.items() if verdict == "correct"}


@pytest.mark.sandbox
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_each_submission_gets_its_verdicts_and_its_mistakes_their_names(folder: Path) -> None:
    assignment, _ = load(folder)
    with Grader(assignment, secret=b"a secret of the tests, 32 bytes.") as grader:
        found = {name: verdicts(grader.grade(folder / "submissions" / name)) for name in expected(folder)}
    assert found == expected(folder)


def verdicts(result: Result) -> dict[str, str]:
    """What is expected of each part: the verdict, and the first mistake that is named."""
    mistakes = {part.id: [note.id for note in part.diagnosis if not note.remark] for part in result.parts}
    return {part.id: " ".join([part.verdict, *mistakes[part.id][:1]]) for part in result.parts}

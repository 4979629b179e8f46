"""What a program computes, in the feedback of an assignment that tells everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from tracing_tools import body
from typer.testing import CliRunner

from grader.assignment import Assignment
from grader.commands.app import app
from grader.grading import Grader
from grader.pages import feedback_pages
from grader.report import feedback
from grader.result import Result

pytestmark = pytest.mark.sandbox
LINES = (
    "N = len(X)",
    "a2 = sigmoid(X @ W1)",
    "f = sigmoid(a2 @ W2)",
    "d3 = (f - t) * f * (1 - f) / N",
    "d2 = d3 @ W2.T * a2 * (1 - a2)",
    "return X.T @ d2 + lam / N * W1, a2.T @ d3 + lam / N * W2",
)
WRONG = (*LINES[:4], "d2 = d3 @ W2.T", LINES[5])


def graded(path: Path, level: str, *lines: str) -> Result:
    path.write_text(body(*lines))
    assignment = Assignment(network="lecture10-regression-l2", feedback={"level": level})
    with Grader(assignment, b"secret".ljust(32)) as grader:
        return grader.grade(path)


def test_the_level_full_shows_what_each_line_computes(tmp_path: Path) -> None:
    result = graded(tmp_path / "solution.py", "full", *WRONG)
    said = {line.name: line for line in result.explanation}
    assert said["d2"].note == "The derivative of a hidden activation is missing from delta2."
    assert [line.name for line in result.explanation if line.status == "departs"] == ["d2"]
    pages = feedback_pages(result, "full")
    assert "What your program computes" in pages["html"]
    assert "d3 = (f - t) * f * (1 - f) / N" in pages["html"]
    assert "What your program computes" in pages["md"]


def test_less_is_told_where_less_is_to_be_told(tmp_path: Path) -> None:
    assert graded(tmp_path / "solution.py", "step", *WRONG).explanation == ()
    told = graded(tmp_path / "solution.py", "full", *WRONG)
    assert feedback(told, "step")["explanation"] == []
    assert "What your program computes" not in feedback_pages(told, "step")["html"]


def test_what_is_right_needs_no_explanation(tmp_path: Path) -> None:
    assert graded(tmp_path / "solution.py", "full", *LINES).explanation == ()


def test_check_shows_it_when_asked_for_everything(tmp_path: Path) -> None:
    (tmp_path / "assignment.toml").write_text('[network]\npreset = "lecture10-regression-l2"\n')
    (tmp_path / "solution.py").write_text(body(*WRONG))
    arguments = ["check", str(tmp_path / "assignment.toml"), str(tmp_path / "solution.py")]
    full = CliRunner().invoke(app, [*arguments, "--level", "full"])
    assert "\nWhat the program computes:\n" in full.output
    assert "line 13: d2 = delta3 @ W2.T\n" in full.output
    assert "What the program computes" not in CliRunner().invoke(app, arguments).output

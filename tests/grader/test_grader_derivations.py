"""Parts of the marks that are written derivations."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.assignment import Assignment
from grader.grading import Grader
from grader.result import PartResult

pytestmark = pytest.mark.sandbox

SHEET = """
[network]
preset = "lecture10-regression"
[[part]]
kind = "derivation"
id = "derive dW2"
quantity = "dW2"
points = 4
file = "*.tex"
"""

RIGHT = r"""
\begin{align}
\delta^{(3)} &= (f - t) \odot \sigma'(Z^{(3)}) \\
\frac{\partial L}{\partial W^{(2)}} &= (a^{(2)})^T \delta^{(3)}
\end{align}
"""

PROGRAM = """
import numpy as np
def gradients(X, t, W1, W2):
    s = lambda z: 1 / (1 + np.exp(-z))
    a = s(X @ W1); f = s(a @ W2)
    d3 = (f - t) * f * (1 - f)
    return X.T @ ((d3 @ W2.T) * a * (1 - a)), a.T @ d3
"""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(Assignment.from_toml(SHEET), b"secret") as grader:
        yield grader


def mark(grader: Grader, tmp_path: Path, text: str) -> PartResult:
    path = tmp_path / "derivation.tex"
    path.write_text(text)
    return grader.grade(path).parts[0]


def test_a_right_derivation_gets_all_points(grader: Grader, tmp_path: Path) -> None:
    part = mark(grader, tmp_path, RIGHT)
    assert (part.verdict, part.score) == ("correct", 4)
    assert part.certificate.why == "2 of 2 lines are true, proved or verified"


def test_a_wrong_line_is_named_and_what_follows_from_it_keeps_its_points(
    grader: Grader, tmp_path: Path
) -> None:
    part = mark(grader, tmp_path, RIGHT.replace("(f - t) \\odot \\sigma'(Z^{(3)})", "(f - t)"))
    assert (part.verdict, part.score) == ("wrong", 3)
    assert [note.id for note in part.diagnosis] == ["M01"]
    assert part.diagnosis[0].message.startswith("line 3 is wrong")


def test_without_the_required_result_only_the_steps_count(grader: Grader, tmp_path: Path) -> None:
    part = mark(grader, tmp_path, RIGHT.split("\\frac")[0].rstrip("\\ \n") + "\n\\end{align}\n")
    assert (part.verdict, part.score) == ("wrong", 2)
    assert part.diagnosis[0].message == "No true line says what dW2 is, free of derivatives."


def test_what_is_not_there_or_cannot_be_read_is_said(grader: Grader, tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "notes.md").write_text("nothing")
    part = grader.grade(folder).parts[0]
    assert (part.verdict, part.certificate.why) == ("error", "there is no file *.tex with the derivation")


def test_a_program_and_a_derivation_are_marked_together(tmp_path: Path) -> None:
    sheet = SHEET.replace("[[part]]", '[[part]]\nquantity = "dW1"\n[[part]]', 1)
    archive = tmp_path / "ada.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("solution.py", PROGRAM)
        packed.writestr("derivation.tex", RIGHT)
    with Grader(Assignment.from_toml(sheet), b"secret") as grader:
        result = grader.grade(archive)
    assert [(p.id, p.verdict) for p in result.parts] == [("dW1", "correct"), ("derive dW2", "correct")]
    assert (result.score, result.max_score) == (5, 5)


CHAIN = r"""
\begin{align}
\frac{\partial L}{\partial W^{(2)}}
  &= \frac{\partial L}{\partial Z^{(3)}} \frac{\partial Z^{(3)}}{\partial W^{(2)}} \\
  &= (a^{(2)})^T \delta^{(3)}
\end{align}
"""


@pytest.mark.parametrize(
    "text",
    [
        CHAIN,
        r"$\frac{\partial L}{\partial w_{ij}^{(2)}} = \sum_n a_{ni} \delta_{nj}$",
        r"$dW_2^T = \delta_3^T a_2$",
        r"$2 dW_2 = 2 a_2^T \delta_3$",
    ],
    ids=["end of a chain", "entry by entry", "transposed", "multiple"],
)
def test_the_result_may_be_stated_in_any_form(grader: Grader, tmp_path: Path, text: str) -> None:
    assert mark(grader, tmp_path, text).score == 4


@pytest.mark.parametrize(
    "text",
    [
        r"$\frac{\partial L}{\partial W_2} = dW_2$",
        r"$dW_2 = 2 dW_2 - dW_2$",
        r"$dW_2 = \nabla_{W_2} L$",
        r"$\frac{\partial L}{\partial W_2} = \frac{\partial L}{\partial f} \frac{\partial f}{\partial W_2}$",
    ],
)
def test_a_line_that_works_nothing_out_is_no_result(grader: Grader, tmp_path: Path, text: str) -> None:
    part = mark(grader, tmp_path, text)
    assert part.verdict == "wrong"
    assert part.score <= 2


def test_lines_that_say_nothing_or_the_same_again_earn_nothing(grader: Grader, tmp_path: Path) -> None:
    empty = mark(grader, tmp_path, "$dW_2 = dW_2$\n$f = f$\n$0 = 0$")
    assert empty.score == 0
    padded = mark(grader, tmp_path, "$Z_3 = a_2 W_2$\n" * 9 + "$f = f$\n$dW_2 = a_2 \\delta_3$\n")
    assert padded.certificate.why.startswith("1 of 2 lines")


def test_a_line_that_is_not_read_leaves_the_part_to_a_person(grader: Grader, tmp_path: Path) -> None:
    text = RIGHT.replace("\\begin{align}\n", "\\begin{align}\n\\pd{L}{W} &= 1 \\\\\n")
    part = mark(grader, tmp_path, text)
    assert part.verdict == "undecided"
    assert part.diagnosis[0].message.startswith("line 3 is undecided: ")
    assert part.score < 4


def test_programs_in_a_notebook_are_no_derivation(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": "dW2 = a2.T @ d3\nN = X.shape[0]"},
        {"cell_type": "markdown", "source": ["$\\delta_3 = f - t$\n", "$Z_3 = a_2 W_2$"]},
    ]
    path = tmp_path / "ada.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    with Grader(Assignment.from_toml(SHEET.replace("*.tex", "*.ipynb")), b"secret") as grader:
        (part,) = grader.grade(path).parts
    assert part.certificate.why.startswith("1 of 2 lines")
    assert part.score == 1


def test_submissions_with_other_marks_for_a_derivation_are_no_group(tmp_path: Path) -> None:
    sheet = SHEET.replace("[[part]]", '[[part]]\nquantity = "dW1"\n[[part]]', 1)
    groups = []
    with Grader(Assignment.from_toml(sheet), b"secret") as grader:
        for name, text in (
            ("ada", RIGHT),
            ("bob", RIGHT),
            ("eve", RIGHT.replace("delta^{(3)}\n", "delta^{(2)}\n")),
        ):
            folder = tmp_path / name
            folder.mkdir()
            (folder / "solution.py").write_text(PROGRAM)
            (folder / "derivation.tex").write_text(text)
            groups.append(grader.grade(folder).group)
    assert groups[0] == groups[1] != groups[2]

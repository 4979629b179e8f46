"""`grader explain` at a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tracing_tools import body
from typer.testing import CliRunner

from grader.commands.app import app

pytestmark = pytest.mark.sandbox
RIGHT = (
    "a2 = sigmoid(X @ W1)",
    "f = sigmoid(a2 @ W2)",
    "d3 = (f - t) * f * (1 - f) / len(X)",
    "d2 = d3 @ W2.T * a2 * (1 - a2)",
    "return X.T @ d2 + lam / len(X) * W1, a2.T @ d3 + lam / len(X) * W2",
)
WRONG = (*RIGHT[:3], "d2 = d3 @ W2.T", RIGHT[4])


def run(path: Path, *options: str):
    return CliRunner().invoke(app, ["explain", str(path), *options])


@pytest.fixture
def program(tmp_path: Path):
    def write(*lines: str, name: str = "gradients") -> Path:
        path = tmp_path / "solution.py"
        path.write_text(body(*lines).replace("def gradients", f"def {name}"))
        return path

    return write


def test_a_preset_is_enough(program) -> None:
    result = run(program(*RIGHT), "--network", "lecture10-regression-l2")
    assert result.exit_code == 0
    assert "line 10: f = sigmoid(a2 @ W2)\n    \\sigma (a^{(2)} W^{(2)})\n    is f\n" in result.output
    assert result.output.endswith("\nNothing departs from the derivation.\n")


def test_a_departure_is_an_exit_code(program) -> None:
    result = run(program(*WRONG), "--network", "lecture10-regression-l2")
    assert result.exit_code == 1
    assert result.output.endswith(
        "The first line that departs is line 12, d2: "
        "The derivative of a hidden activation is missing from delta2. (M03)\n"
    )


def test_the_function_may_be_called_otherwise(program) -> None:
    path = program(*RIGHT, name="my_gradients")
    found = run(path, "--network", "lecture10-regression-l2", "--function", "my_gradients", "--json")
    assert found.exit_code == 0
    assert json.loads(found.output)["title"] == "my_gradients"
    missing = run(path, "--network", "lecture10-regression-l2")
    assert missing.exit_code == 1
    assert "there is no function 'gradients'; the file defines sigmoid, my_gradients" in missing.output


def test_an_assignment_says_what_is_called(program, tmp_path: Path) -> None:
    assignment = tmp_path / "assignment.toml"
    assignment.write_text(
        '[network]\npreset = "lecture10-regression-l2"\n[submission]\nfunction = "backward"\n'
        'arguments = ["X", "t", "W1", "W2", "lam"]\n'
    )
    result = run(program(*RIGHT, name="backward"), "--network", str(assignment), "--json")
    assert result.exit_code == 0
    assert [line["quantity"] for line in json.loads(result.output)["lines"]][-2:] == ["dW1", "dW2"]


def test_a_line_that_is_not_followed_is_an_exit_code(program) -> None:
    result = run(
        program("inverse = np.linalg.inv(W1 @ W1.T)", *RIGHT), "--network", "lecture10-regression-l2"
    )
    assert result.exit_code == 3
    assert "cannot be followed: np.linalg.inv(W1 @ W1.T): this call cannot be followed" in result.output


def test_usage_errors_take_one_line(tmp_path: Path) -> None:
    for arguments, message in (
        ((tmp_path / "nothing.py", "--network", "lecture10-regression"), "there is no such file or folder"),
        ((Path(__file__), "--network", "lecture11"), "unknown preset 'lecture11'"),
        ((Path(__file__), "--network", str(tmp_path / "none.toml")), "cannot read"),
    ):
        result = run(arguments[0], *arguments[1:])
        assert result.exit_code == 2
        assert message in result.output
        assert "Traceback" not in result.output


def test_what_would_steer_a_terminal_is_escaped(program) -> None:
    path = program(
        "x\u202e = X @ W1" if "x\u202e".isidentifier() else "x = X @ W1", 'raise ValueError("\\x1b[31m")'
    )
    result = run(path, "--network", "lecture10-regression-l2")
    assert "\x1b[31m" not in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("while True:", "    pass"), "it did not finish in the time allowed"),
        (("return None",), "2 values in a tuple are asked for; it returned None"),
        (("import os", "os._exit(0)"), "it ended its own process"),
        (("return W1, W2",), "dW1: what comes back is another value, which no line of the program computes"),
    ],
)
def test_a_program_without_gradients_is_told_why(program, tmp_path: Path, lines, message: str) -> None:
    sheet = tmp_path / "assignment.toml"
    sheet.write_text(
        "[network]\npreset = 'lecture10-regression-l2'\n[submission.limits]\nseconds = 1.0\n"
        "[[part]]\nquantity = 'dW1'\n[[part]]\nquantity = 'dW2'\n"
    )
    result = run(program(*lines), "--network", str(sheet))
    assert result.exit_code == 1
    assert message in " ".join(result.output.split())

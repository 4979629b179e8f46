"""Grading a submission: verdicts, certificates, named mistakes and points, on programs that really run
locked in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from grader.assignment import Assignment
from grader.grading import Grader
from grader.grading import grade as grade_one
from grader.reference import reference_at
from grader.result import PartResult, Result

pytestmark = pytest.mark.sandbox

SHEET = """
title = "Backpropagation by hand"
[network]
preset = "lecture10-regression-l2"
[submission]
file = "solution.py"
function = "gradients"
arguments = ["X", "t", "W1", "W2", "lam"]
returns = ["dW1", "dW2"]
[[part]]
id = "step 1"
quantity = "dW2"
points = 5
[[part]]
id = "step 2"
quantity = "dW1"
points = 5
"""
"""The assignment of the lecture."""

RIGHT = """
import numpy as np

def sigma(z):
    return 1 / (1 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = sigma(X @ W1)
    f = sigma(a2 @ W2)
    d3 = (f - t) * f * (1 - f) / N
    d2 = (d3 @ W2.T) * a2 * (1 - a2)
    dW2 = a2.T @ d3 + lam / N * W2
    dW1 = X.T @ d2 + lam / N * W1
    return dW1, dW2
"""

Grade = Callable[..., Result]

EXAMPLES = Path(__file__).parents[2] / "examples" / "assignments"


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(Assignment.from_toml(SHEET), b"a fixed secret") as grader:
        yield grader


@pytest.fixture
def grade(grader: Grader, tmp_path: Path) -> Grade:
    """Grades the right program with some of its text exchanged."""

    def graded(*exchanged: tuple[str, str], text: str = RIGHT) -> Result:
        for old, new in exchanged:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "solution.py"
        path.write_text(dedent(text), encoding="utf-8")
        return grader.grade(path)

    return graded


def part(result: Result, quantity: str) -> PartResult:
    return next(p for p in result.parts if p.quantity == quantity)


def verdicts(result: Result) -> dict[str, str]:
    return {p.quantity: p.verdict for p in result.parts}


def ids(result: Result, quantity: str) -> list[str]:
    return [note.id for note in part(result, quantity).diagnosis]


def test_a_right_program_gets_all_points_with_a_certificate_of_many_digits(grade: Grade) -> None:
    result = grade()
    assert (result.score, result.max_score) == (10, 10)
    assert {p.certificate.kind for p in result.parts} == {"balls"}
    assert min(p.certificate.digits or 0 for p in result.parts) >= 40
    assert all(check.status == "passed" for check in result.checks)


def test_a_mistake_is_named_and_costs_once_where_it_is_made(grade: Grade) -> None:
    """The derivative of the output is missing: dW2 pays, dW1 follows correctly from the wrong delta3."""
    result = grade(("(f - t) * f * (1 - f) / N", "(f - t) / N"))
    assert ids(result, "dW2") == ids(result, "dW1") == ["M01"]
    assert part(result, "dW2").score < 5
    assert part(result, "dW1").score == 5
    assert part(result, "dW2").certificate.kind == "disproof"


@pytest.mark.parametrize("zero", [r"0 * (\1)", r"np.full_like(\1, 1e-13)", r"1e-300 * (\1)"])
@pytest.mark.parametrize("quantity", ["db1", "dW1"])
def test_zeros_earn_nothing_though_a_mistake_may_be_named(quantity: str, zero: str, tmp_path: Path) -> None:
    folder, path = EXAMPLES / "c4", tmp_path / "solution.py"
    text = (folder / "submissions" / "correct.py").read_text(encoding="utf-8")
    path.write_text(re.sub(rf"    {quantity} = (.*)", f"    {quantity} = {zero}", text), encoding="utf-8")
    found = part(grade_one(folder / "assignment.toml", path), quantity)
    assert (found.verdict, found.score) == ("wrong", 0)
    assert {note.credit for note in found.diagnosis} == {0}


def test_without_error_carried_forward_each_part_pays(tmp_path: Path) -> None:
    sheet = SHEET + "[credit]\ncarried_forward = false\n"
    path = tmp_path / "solution.py"
    path.write_text(RIGHT.replace("(f - t) * f * (1 - f) / N", "(f - t) / N"))
    with Grader(Assignment.from_toml(sheet), b"secret") as grader:
        result = grader.grade(path)
    assert part(result, "dW1").score == part(result, "dW2").score < 5


def test_what_follows_from_an_own_unrecognised_value_is_carried_forward(grade: Grade) -> None:
    """Nobody makes this mistake, yet dW1 follows from the student's own delta3."""
    result = grade(("(f - t) * f * (1 - f) / N", "np.cos(f * t) * np.sqrt(f) / N"))
    assert ids(result, "dW2") == ["unknown"]
    assert ids(result, "dW1") == ["carried"]
    assert (part(result, "dW2").score, part(result, "dW1").score) == (0, 5)


def test_the_words_name_the_gradient_and_the_step_of_the_worked_solution(grade: Grade) -> None:
    note = part(grade(("lam / N * W1", "0 * W1")), "dW1").diagnosis[0]
    assert note.id == "M13"
    assert "dW1" in note.message
    assert note.step == "Step 2: the hidden layer"
    assert note.hint


# Where finite differences fail ----------------------------------------------------------------


def at(grader: Grader, **changes: object) -> Grader:
    """A grader of the same run whose main point has other numbers."""
    point = grader.main.point
    arrays = {name: np.asarray(change(point.arrays[name])) for name, change in changes.items()}
    other = Grader(grader.assignment, grader.secret)
    other.worker = grader.worker
    other.__dict__["main"] = reference_at(replace(point, arrays={**point.arrays, **arrays}))
    return other


def test_a_missing_penalty_is_wrong_even_where_lambda_is_tiny(grader: Grader, tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    path.write_text(RIGHT.replace("lam / N * W1", "0 * W1"))
    result = at(grader, lam=lambda lam: 2.0**-17).grade(path)
    assert verdicts(result) == {"dW2": "correct", "dW1": "wrong"}
    assert ids(result, "dW1") == ["M13"]


def test_an_error_of_a_thousandth_in_delta2_is_wrong(grade: Grade) -> None:
    result = grade(("* a2 * (1 - a2)", "* a2 * (1 - a2) * 1.001"))
    assert verdicts(result) == {"dW2": "correct", "dW1": "wrong"}
    assert part(result, "dW1").certificate.kind == "disproof"


@pytest.mark.parametrize("factor", [10, 15])
def test_right_answers_for_large_weights_are_accepted(grader: Grader, tmp_path: Path, factor: int) -> None:
    path = tmp_path / "solution.py"
    path.write_text(RIGHT)
    large = at(grader, W1=lambda W: factor * W, W2=lambda W: factor * W)
    assert large.grade(path).score == 10


def test_a_missing_derivative_is_wrong_for_large_weights(grader: Grader, tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    path.write_text(RIGHT.replace("* a2 * (1 - a2)", ""))
    result = at(grader, W1=lambda W: 15 * W, lam=lambda lam: 2.0**-10).grade(path)
    assert verdicts(result)["dW1"] == "wrong"


def test_inputs_that_are_all_one_hide_no_mistake(grader: Grader, tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    path.write_text(RIGHT.replace("X.T @ d2", "(X * X).T @ d2"))
    assert verdicts(grader.grade(path))["dW1"] == "wrong"
    path.write_text(RIGHT)
    assert at(grader, X=np.ones_like).grade(path).score == 10


# Mistakes and remarks --------------------------------------------------------------------------

DIFFERENCES = """
import numpy as np

def sigma(z):
    return 1 / (1 + np.exp(-z))

def loss(X, t, W1, W2, lam):
    N = len(X)
    f = sigma(sigma(X @ W1) @ W2)
    return np.sum((f - t) ** 2) / (2 * N) + lam / (2 * N) * (np.sum(W1 ** 2) + np.sum(W2 ** 2))

def slope(L, W):
    grad = np.zeros(W.shape)
    for i in np.ndindex(*W.shape):
        E = np.zeros(W.shape)
        E[i] = STEP
        grad[i] = (L(W + E) - L(W - E)) / (2 * STEP)
    return grad

def gradients(X, t, W1, W2, lam):
    return slope(lambda W: loss(X, t, W, W2, lam), W1), slope(lambda W: loss(X, t, W1, W, lam), W2)
"""


@pytest.mark.parametrize("step", ["1e-3", "1e-4", "1e-5", "1e-6"])
def test_numerical_differentiation_is_recognised_and_has_its_own_credit(grade: Grade, step: str) -> None:
    result = grade(("STEP", step), text=DIFFERENCES)
    assert set(verdicts(result).values()) == {"wrong"}
    assert ids(result, "dW1") == ids(result, "dW2") == ["M28"]
    assert 0 < result.score < 10


def test_a_complex_step_is_right_and_remarked(grade: Grade) -> None:
    result = grade(
        ("grad[i] = (L(W + E) - L(W - E)) / (2 * STEP)", "grad[i] = np.imag(L(W + 1j * E)) / STEP"),
        ("L(W + 1j * E)) / STEP", "L(W + 1j * E)).item() / STEP"),
        ("np.imag(", "np.asarray("),
        (".item() / STEP", ".imag.item() / STEP"),
        ("STEP", "1e-30"),
        text=DIFFERENCES,
    )
    assert set(verdicts(result).values()) == {"correct"}
    assert ids(result, "dW1") == ["M28"]
    assert result.score == 10


def test_single_precision_is_a_remark(grade: Grade) -> None:
    result = grade(
        (
            "    N = X.shape[0]\n",
            "    N = X.shape[0]\n    X, t, W1, W2 = (A.astype(np.float32) for A in (X, t, W1, W2))\n",
        )
    )
    assert set(verdicts(result).values()) == {"correct"}
    assert ids(result, "dW2") == ["M29"]
    assert result.score == 10


def test_inputs_changed_in_place_are_a_remark(grade: Grade) -> None:
    result = grade(("    return dW1, dW2", "    X *= 0\n    return dW1, dW2"))
    assert result.score == 10
    assert ids(result, "dW1") == ["M34"]
    assert next(c for c in result.checks if c.name == "purity").status == "remark"


def test_a_constant_for_safety_is_a_remark(grade: Grade) -> None:
    result = grade(("* f * (1 - f) / N", "* f * (1 - f) / (N + 1e-9)"))
    assert set(verdicts(result).values()) == {"correct"}
    assert ids(result, "dW2") == ["guard"]


def test_a_float_literal_limits_the_digits_and_never_makes_an_answer_wrong(grade: Grade) -> None:
    result = grade(("lam / N * W1", "(lam * 0.1) / (N * 0.1) * W1"))
    assert result.score == 10
    assert 13 <= (part(result, "dW1").certificate.digits or 0) <= 17


def test_a_transposed_gradient_keeps_most_of_its_points(grade: Grade) -> None:
    result = grade(("return dW1, dW2", "return dW1.T, dW2.ravel()"))
    assert ids(result, "dW1") == ["M21"]
    assert ids(result, "dW2") == ["shape"]
    assert 5 < result.score < 10


@pytest.mark.parametrize(
    "made", ["dW1.tolist(), dW2.tolist()", "np.matrix(dW1), np.asmatrix(dW2)", "[dW1, dW2]"]
)
def test_lists_and_matrices_are_fine(grade: Grade, made: str) -> None:
    assert grade(("return dW1, dW2", f"return {made}")).score == 10


# Programs that do not work ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "check", "message"),
    [
        ("import numpy as np", "import numpy as np\nclass Net(Base): pass", "loads", "Base"),
        ("def gradients", "def gradient", "signature", "there is no function 'gradients'"),
        ("(X, t, W1, W2, lam)", "(X, t, W1, W2)", "signature", "takes 4 arguments"),
        ("return dW1, dW2", "return dW1, dW2, N", "returns", "3"),
        ("a2 = sigma(X @ W1)", "a2 = sigma(X @ W1.T)", "returns", "ValueError in line 9"),
    ],
)
def test_the_first_check_that_fails_says_why_and_the_others_are_skipped(
    grade: Grade, old: str, new: str, check: str, message: str
) -> None:
    result = grade((old, new))
    failed = [c for c in result.checks if c.status == "failed"]
    assert [c.name for c in failed] == [check]
    assert message in failed[0].message
    assert result.score == 0
    assert {p.verdict for p in result.parts} <= {"error", "skipped"}
    later = result.checks[result.checks.index(failed[0]) + 1 :]
    assert all(c.status == "skipped" for c in later)


def test_an_exception_is_told_without_the_numbers_in_its_message(grade: Grade) -> None:
    result = grade(("    N = X.shape[0]\n", "    raise ValueError('leak' + repr(X.tolist()))\n"))
    assert "leak" not in repr(result.to_json())


def test_an_endless_loop_is_an_error_and_not_a_lost_result(tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    path.write_text(RIGHT.replace("    N = X.shape[0]\n", "    while True: pass\n"))
    sheet = SHEET + "[submission.limits]\nseconds = 0.4\n"
    with Grader(Assignment.from_toml(sheet), b"secret") as grader:
        result = grader.grade(path)
    assert verdicts(result) == {"dW2": "error", "dW1": "error"}
    assert "it did not finish in the time allowed" in result.incidents


def test_what_cannot_be_read_is_a_result_with_a_reason(grader: Grader, tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    path.write_bytes(b"def gradients(:\n")
    result = grader.grade(path)
    assert result.checks[0].status == "failed"
    assert "line 1" in result.checks[0].message
    assert result.score == 0


def test_hard_coded_answers_are_recognised(grader: Grader, grade: Grade, tmp_path: Path) -> None:
    result = grade(("    N = X.shape[0]\n", "    N = X.shape[0]\n    X = np.cos(np.ones(X.shape))\n"))
    assert ids(result, "dW1") == ids(result, "dW2") == ["M33"]


def test_the_same_secret_repeats_a_result_and_another_gives_other_points(tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    path.write_text(RIGHT)
    assignment = Assignment.from_toml(SHEET)
    with (
        Grader(assignment, b"one") as one,
        Grader(assignment, b"one") as again,
        Grader(assignment, b"two") as two,
    ):
        first, second = one.grade(path), again.grade(path)
        assert replace(first, seconds=0) == replace(second, seconds=0)
        assert first.group != two.grade(path).group
        assert not np.array_equal(one.main.point.arrays["X"], two.main.point.arrays["X"])


def test_submissions_that_behave_alike_are_in_one_group(grade: Grade) -> None:
    same = grade(("d2 = (d3 @ W2.T) * a2 * (1 - a2)", "d2 = np.einsum('nk,hk->nh', d3, W2) * (a2 - a2 ** 2)"))
    assert same.group == grade().group
    assert same.group != grade(("lam / N * W1", "0 * W1")).group


def test_a_folder_of_several_files_is_one_submission(grader: Grader, tmp_path: Path) -> None:
    """The file that was asked for imports from another, and from a package beside it."""
    folder = tmp_path / "ada"
    (folder / "nn").mkdir(parents=True)
    (folder / "solution.py").write_text(
        "import numpy as np\nfrom utils import sigma\nimport nn.error as error\n"
        + RIGHT[RIGHT.index("def gradients") :].replace("(f - t) * f * (1 - f) / N", "error.output(f, t) / N")
    )
    (folder / "utils.py").write_text("import numpy as np\ndef sigma(z):\n    return 1 / (1 + np.exp(-z))\n")
    (folder / "nn" / "__init__.py").write_text("")
    (folder / "nn" / "error.py").write_text("def output(f, t):\n    return (f - t) * f * (1 - f)\n")
    result = grader.grade(folder)
    assert result.score == 10
    assert {p.certificate.kind for p in result.parts} == {"balls"}


def test_the_function_grade_takes_the_path_of_an_assignment_as_well(tmp_path: Path) -> None:
    file = tmp_path / "assignment.toml"
    file.write_text('[network]\npreset = "lecture10-regression-l2"\n')
    result = grade_one(file, tmp_path / "nothing.py")
    assert result.student == "nothing.py"
    assert result.parts[0].verdict == "error"

"""What single lines are worth: truth, witnesses, diagnoses, steps, errors carried forward."""

import json
from functools import partial

import pytest

from symbp import Network
from symbp import check as hurried
from symbp.checking import Place, Report
from symbp.errors import SymbpError
from symbp.reading import ReadingError

check = partial(hurried, limit=30.0)
"""No verdict here is to depend on what else the machine does."""

REGRESSION = Network.preset("lecture10-regression")
RIDGE = Network.preset("lecture10-regression-l2")


def only(text: str, net: Network = REGRESSION, **options):
    """The one line of a text that is no prose."""
    (line,) = (line for line in check(text, net, **options).lines if line.status != "prose")
    return line


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"$\delta_3 = (f - t) \odot \sigma'(Z_3)$", "proved"),
        (r"$\delta_3 = f - t$", "wrong"),
        (r"Let $e = f - t$.", "assumed"),
        (r"$W_1 := W_1 - \alpha \frac{\partial L}{\partial W_1}$", "assumed"),
        (r"$W_1 = W_1 - \alpha \frac{\partial L}{\partial W_1}$", "assumed"),
        (r"$\delta_3 = q \odot t$", "undecided"),
        (r"$\sigma(2) \approx 0.881$", "verified"),
        (r"$\sigma(2) = 0.882$", "wrong"),
    ],
)
def test_status(text, status):
    assert only(text).status == status


def test_a_chain_is_judged_against_its_head_so_that_a_writer_may_fall_back_on_the_right_line():
    text = r"""\begin{align}
    \delta_2 &= (\delta_3 W_2^T) \odot \sigma'(Z_2) \\
             &= \delta_3 W_2^T \\
             &= (\delta_3 W_2^T) \odot a_2 \odot (1 - a_2)
    \end{align}"""
    assert [line.status for line in check(text, REGRESSION).lines] == ["proved", "wrong", "proved"]


def test_a_chain_that_goes_on_with_a_mistake_carries_it():
    text = r"""\begin{align}
    \delta_3 &= (t - f) \odot \sigma'(Z_3) \\
             &= (t - f) \odot f \odot (1 - f)
    \end{align}"""
    first, second = check(text, REGRESSION).lines
    assert first.status == "wrong"
    assert (second.status, second.carried) == ("verified", Place(2))


def test_a_true_line_that_uses_a_wrong_quantity_is_true():
    lines = check(
        "$\\delta_3 = t - f$\n\n$\\frac{\\partial L}{\\partial W_2} = a_2^T \\delta_3$", REGRESSION
    ).lines
    assert [line.status for line in lines] == ["wrong", "proved"]


@pytest.mark.parametrize(
    ("mistake", "later"),
    [
        (r"\delta_3 = f - t", r"\nabla_{W_1} L = X^T \left( ((f - t) W_2^T) \odot \sigma'(Z_2) \right)"),
        (r"\frac{\partial L}{\partial f} = t - f", r"\delta_3 = (t - f) \odot \sigma'(Z_3)"),
        (r"\sigma'(Z_3) = f \odot (1 + f)", r"\delta_3 = (f - t) \odot f \odot (1 + f)"),
        (
            r"\nabla_{a_2} L = \delta_3 W_2^T \odot a_2",
            r"\delta_2 = \delta_3 W_2^T \odot a_2 \odot \sigma'(Z_2)",
        ),
        (r"a_2 = Z_2", r"\nabla_{W_2} L = Z_2^T \delta_3"),
        (r"L = \sum_n (f_n - t_n)^2", r"\delta_3 = 2 (f - t) \odot \sigma'(Z_3)"),
    ],
)
def test_one_wrong_line_does_not_condemn_those_that_follow_from_it(mistake, later):
    first, second = (line for line in check(f"$${mistake}$$\n\n$${later}$$", REGRESSION).lines)
    assert first.status == "wrong"
    assert second.carried == first.place, str(second)


def test_a_second_mistake_is_blamed_too():
    text = "$$\\delta_3 = f - t$$\n\n$$\\nabla_{W_2} L = -a_2^T (f - t)$$"
    assert [line.status for line in check(text, REGRESSION).lines] == ["wrong", "wrong"]


# Witnesses and diagnoses --------------------------------------------------------------------------


def test_a_witness_is_small_enough_to_check_by_hand():
    witness = only(r"$\frac{\partial L}{\partial W_2} = -a_2^T \delta_3$").witness
    numbers = dict(witness.numbers)
    assert witness.at == "row 1, column 1"
    assert witness.left == witness.right.removeprefix("−") or witness.right == witness.left.removeprefix("−")
    assert numbers["W2"] == "(1; −1; 0)"
    assert numbers["a2"] == "(1/2 1/2 1/2)"


def test_the_witness_of_shapes_that_do_not_fit_names_them():
    line = only(r"$\frac{\partial L}{\partial W_1} = X \delta_2$")
    assert str(line.witness) == "shapes: left X is N×D, right delta2 is N×S2"
    assert "did you mean Xᵀ?" in line.reason


@pytest.mark.parametrize(
    ("text", "id", "edit"),
    [
        (r"\delta_3 = f - t", "M01", "put in the factor dsigmoid(Z3)"),
        (r"\delta_2 = \delta_3 W_2^T", "M03", "put in the factor dsigmoid(Z2)"),
        (r"\delta_2 = \delta_3 W_2^T \odot \sigma'(a_2)", "M04", "write dsigmoid(Z2) for dsigmoid(a2)"),
        (r"\delta_3 = (t - f) \odot \sigma'(Z_3)", "M07", "change the sign of the whole"),
        (r"\nabla_{W_2} L = 2 a_2^T \delta_3", "M08", "multiply the whole by the factor 1/2"),
        (r"\nabla_{W_2} L = X^T \delta_3", "M18", "write a2 for X"),
        (r"\nabla_{W_1} L = \delta_2^T X", "M21", "write X.T @ delta2 for delta2.T @ X"),
        (r"\nabla_{W_2} L = a_2^T \delta_2", "M25", "write delta3 for delta2"),
        (r"\nabla_{W_1} L = X \odot \delta_2", "M20", "write X.T @ delta2"),
        (r"\sigma'(z) = \sigma(z) (1 + \sigma(z))", "M07", "change the sign of sigmoid(z)"),
    ],
)
def test_diagnosis(text, id, edit):
    *_, line = check(f"$Z_2 = X W_1$, $Z_3 = a_2 W_2$, ${text}$", REGRESSION).lines
    assert (line.diagnosis.id, line.diagnosis.edit) == (id, edit)
    assert line.diagnosis.expected


def test_the_penalty_has_mistakes_of_its_own():
    rest = r"$\nabla_{W_2} L = a_2^T \delta_3 "
    assert only(rest + "$", RIDGE).diagnosis.id == "M13"
    assert only(rest + r"+ \lambda W_2$", RIDGE).diagnosis.id == "M14"
    assert only(rest + r"- \frac{\lambda}{N} W_2$", RIDGE).diagnosis.id == "M16"


def test_a_diagnosis_says_what_was_written_and_what_it_should_be_in_latex():
    found = only(r"$\delta_2 = \delta_3 W_2^T$").diagnosis
    assert found.written == r"\delta^{(3)} (W^{(2)})^{\mathrm{T}}"
    assert found.expected == r"(\delta^{(3)} (W^{(2)})^{\mathrm{T}}) \odot \sigma' (Z^{(2)})"


# Steps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (
            r"\delta_3 = (f - t) \odot \sigma'(Z_3) = (f - t) \odot f \odot (1 - f)",
            "chain rule, then σ' by its value",
        ),
        (r"\nabla_{W_2} L = a_2^T \delta_3", "product rule"),
        (
            r"\nabla_{W_1} L = X^T \delta_2 = X^T (\delta_3 W_2^T \odot \sigma'(Z_2))",
            "product rule, then insert δ2",
        ),
        (r"Z_2 = X W_1", "the definition of the network"),
        (r"f \odot (1 - f) = f - f \odot f", "multiply out and collect"),
        (
            r"\nabla_{W_1} L = X^T ((((f - t) \odot f \odot (1 - f)) W_2^T) \odot a_2 \odot (1 - a_2))",
            "a big step",
        ),
    ],
)
def test_the_step_is_named(text, rules):
    line = only(f"${text}$")
    assert line.status == "proved"
    assert line.follows.rule == rules
    assert line.follows.big == ("big" in rules)


# Conventions ----------------------------------------------------------------------------------


def test_whether_delta_holds_the_mean_is_settled_by_the_whole_text():
    late = r"$$\delta_3 = (f - t) \odot \sigma'(Z_3)$$ $$\nabla_{W_2} L = \frac{1}{N} a_2^T \delta_3$$"
    report = check(late, Network.preset("lecture10-regression", reduction="mean"))
    assert report.ok
    assert report.conventions == ("δ without the 1/N of the mean",)
    mixed = r"$$\delta_3 = (f - t) \odot \sigma'(Z_3)$$ $$\nabla_{W_2} L = a_2^T \delta_3$$"
    assert len(check(mixed, Network.preset("lecture10-regression", reduction="mean")).wrong) == 1


def test_a_shape_may_be_wrong_where_the_equation_is_right():
    line = only(r"$\nabla_{W_2} L = \underbrace{a_2^T}_{3 \times 4} \underbrace{\delta_3}_{5 \times 1}$")
    assert line.status == "proved"
    assert [str(shape) for shape in line.shapes] == ["a2.T is 3×4", "delta3 is 4×1, not 5×1"]


def test_numbers_are_compared_as_they_are_rounded():
    assert only(r"$\sigma(0.5) = 0.62$").digits == 2
    assert only(r"$Z_2 = \begin{bmatrix} 0.5 & 1 & 2 \end{bmatrix}$").reason == (
        "no numbers are given for X, t, W1, W2"
    )


DATA = r"""$X = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}$, $t = \begin{bmatrix} 1 \\ 0 \end{bmatrix}$,
$W_1 = \begin{bmatrix} 1 & 0 & -1 \\ 0 & 1 & 2 \end{bmatrix}$,
$W_2 = \begin{bmatrix} 1 \\ -1 \\ 0.5 \end{bmatrix}$.
"""


def test_wrong_numbers_are_carried_forward_too():
    text = (
        DATA
        + r"""
\[ Z_2 = \begin{bmatrix} 1 & 0 & -1 \\ 0 & 1 & 2 \end{bmatrix} \]
\[ a_2 = \begin{bmatrix} 0.731 & 0.500 & 0.269 \\ 0.500 & 0.731 & 0.831 \end{bmatrix} \]
\[ Z_3 = a_2 W_2 = \begin{bmatrix} 0.366 \\ 0.185 \end{bmatrix} \]
\[ f = \begin{bmatrix} 0.590 \\ 0.646 \end{bmatrix} \]"""
    )
    right, wrong, carried, again = check(text, REGRESSION).lines[-4:]
    assert (right.status, wrong.status, again.status) == ("verified", "wrong", "wrong")
    assert str(wrong.witness) == "row 2, column 3: left 0.88079708, right 0.831"
    assert carried.carried == wrong.place


def test_formulas_for_all_layers_are_one_line():
    lines = check(r"$\frac{\partial L}{\partial W^{(l)}} = (a^{(l)})^T \delta^{(l+1)}$", REGRESSION).lines
    assert [(line.status, line.part) for line in lines] == [("proved", 1)]


# The report -----------------------------------------------------------------------------------


def test_exit_codes():
    right, wrong, open_ = r"$Z_2 = X W_1$", r"$Z_2 = X W_2$", r"$Z_2 = q \odot p$"
    assert check(right, REGRESSION).exit_code == 0
    assert check(f"{right} {wrong} {open_}", REGRESSION).exit_code == 1
    assert check(f"{right} {open_}", REGRESSION).exit_code == 3


def test_json_has_the_fields_of_every_line():
    report = check(r"Then $\delta_3 = f - t$, and $Z_2 = X W_1$, $a_2 = \sigma(Z_2)$.", REGRESSION)
    data = json.loads(report.to_json())
    assert data["exit_code"] == 1
    keys = {"line", "text", "part", "status", "digits", "follows", "witness", "diagnosis"}
    assert all(keys <= set(line) for line in data["lines"])
    wrong, right, next_ = (line for line in data["lines"] if line["status"] != "prose")
    assert (wrong["line"], wrong["part"], right["part"]) == (1, 1, 2)
    assert wrong["diagnosis"]["id"] == "M01"
    assert right["follows"] == {"rule": "the definition of the network", "big": False}
    assert next_["follows"] == {"rule": "the definition of the network", "big": False, "line": 1, "part": 2}


def test_a_report_shows_itself():
    report = check(r"$\delta_3 = f - t$", REGRESSION)
    assert str(report).splitlines()[0] == r"✗ 1  \delta_3 = f - t"
    assert str(report).splitlines()[-1] == "1 line: 1 wrong"
    assert set(report._repr_mimebundle_()) == {"text/plain", "text/html", "application/json"}


@pytest.mark.parametrize(
    "text", ["", "\0", "$", "$$$$", "no mathematics", r"\input{/etc/passwd}", "مرحبا 你好", "=" * 500]
)
def test_any_text_has_a_report(text):
    assert isinstance(check(text, REGRESSION), Report)


def test_the_time_for_a_line_is_never_more_than_the_limit():
    hard = "$\\delta_2 = " + " \\odot ".join([r"\sigma'(Z_2)"] * 6 + [r"\tanh(a_2)"] * 2) + "$"
    report = hurried(hard, REGRESSION, limit=0.05)
    assert max(line.seconds for line in report.lines) < 0.5


def test_too_long_a_text_is_refused():
    with pytest.raises(ReadingError, match="characters; at most"):
        check("a" * 10_000_000, REGRESSION)
    assert issubclass(ReadingError, SymbpError)

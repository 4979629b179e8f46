"""The sign between two sides: equalities are checked, proportions for a usual factor, the rest is not."""

from __future__ import annotations

import pytest

from symbp import Network, Report, check

NET = Network.preset("lecture10-regression")


def checked(text: str) -> Report:
    return check(text, NET)


@pytest.mark.parametrize(
    "written",
    [r"L \ge 0", r"f < 1", r"0 \leqslant f \le 1", r"\sigma'(z) \leq \frac14", r"W_1 \ne W_2", r"f \gg 0"],
)
def test_an_inequality_is_undecided_with_its_reason(written: str) -> None:
    (line,) = checked(f"${written}$").lines
    assert line.status == "undecided"
    assert line.reason.endswith("is not checked, only equalities are")


def test_an_equality_beside_an_inequality_is_still_checked() -> None:
    (right,) = checked(r"$\delta_3 = (f - t) \odot \sigma'(Z_3) \ge 0$").lines
    (wrong,) = checked(r"$0 \le \delta_3 = f - t$").lines
    assert (right.status, right.reason) == ("undecided", "≥ is not checked, only equalities are")
    assert wrong.status == "wrong"
    assert wrong.diagnosis is not None
    assert wrong.diagnosis.id == "M01"


def test_behind_an_inequality_a_chain_begins_anew() -> None:
    text = r"\begin{align} L &\ge 0 \\ &= \delta_3 - \delta_3 \end{align}"
    assert [line.status for line in checked(text).lines] == ["undecided", "proved"]


@pytest.mark.parametrize(
    "written", [r"i \ne j", r"1 \le n \le N", r"N \gg 1", r"\lambda \ge 0", r"\alpha > 0"]
)
def test_an_order_of_indices_and_numbers_is_an_assumption(written: str) -> None:
    assert [line.status for line in checked(f"${written}$").lines] == ["assumed"]


@pytest.mark.parametrize(
    ("written", "status"),
    [
        (r"\sigma(1) \approx 0.731", "verified"),
        (r"\sigma(1) \approx 0.732", "wrong"),
        (r"\delta_3 \approx (f - t) \odot \sigma'(Z_3)", "proved"),
        (r"f \approx t", "undecided"),
    ],
)
def test_about_is_a_rounded_number_and_never_refuted_between_expressions(written: str, status: str) -> None:
    assert [line.status for line in checked(f"${written}$").lines] == [status]


@pytest.mark.parametrize(
    ("written", "status", "said"),
    [
        (r"dW_2 \propto a_2^T \delta_3", "proved", ()),
        (r"dW_2 \propto -2 a_2^T \delta_3", "proved", ("∝ is = with the factor -1/2",)),
        (r"dW_2 \propto N a_2^T \delta_3", "proved", ("∝ is = with the factor 1/N",)),
        (r"\delta_3 \propto f - t", "undecided", ()),
        (r"dW_2 \propto X^T \delta_3", "wrong", ()),
    ],
)
def test_a_proportion_holds_with_a_usual_factor_which_is_said(
    written: str, status: str, said: tuple[str, ...]
) -> None:
    (line,) = checked(f"${written}$").lines
    assert (line.status, line.reading) == (status, said)


def test_a_proportion_that_is_not_found_says_what_to_write() -> None:
    (line,) = checked(r"$\delta_3 \propto f - t$").lines
    assert line.reason == "∝: equal up to none of the factors ±1, 2, 1/2, N and 1/N; write the factor, and ="


def test_an_implication_is_followed_by_an_equation_of_its_own() -> None:
    arrow = r"$\delta_3 = (f - t) \odot \sigma'(Z_3) \Rightarrow dW_2 = a_2^T \delta_3$"
    rows = r"\begin{align} dW_2 &= a_2^T \delta_3 \\ \implies dW_1 &= X^T \delta_2 \\ &= X^T f \end{align}"
    assert [(line.text[:5], line.status) for line in checked(arrow).lines] == [
        (r"\delt", "proved"),
        ("dW_2 ", "proved"),
    ]
    assert [line.status for line in checked(rows).lines] == ["proved", "proved", "wrong"]


def test_an_implication_before_an_expression_is_a_careless_equality() -> None:
    (line,) = checked(r"$dW_2 \Rightarrow a_2^T \delta_3$").lines
    assert line.status == "proved"
    (line,) = checked(r"$dW_2 \Rightarrow -a_2^T \delta_3$").lines
    assert line.status == "wrong"


def test_what_is_above_a_sign_is_a_note() -> None:
    for written in (r"\stackrel{(3)}{=}", r"\overset{\text{chain rule}}{=}", r"\underset{L13}="):
        (line,) = checked(rf"$dW_2 {written} a_2^T \delta_3$").lines
        assert line.status == "proved"


def test_an_equality_that_is_demanded_claims_nothing() -> None:
    (line,) = checked(r"$\frac{\partial L}{\partial W_2} \overset{!}{=} 0$").lines
    assert line.status == "undecided"
    assert line.reason == "an equality that is demanded is not checked; say what follows from it"


def test_therefore_and_because_are_words() -> None:
    lines = checked(r"$\therefore dW_2 = a_2^T \delta_3$").lines
    assert [line.status for line in lines if line.status != "prose"] == ["proved"]
    assert [line.status for line in checked(r"$\because \delta_3 = f - t$").lines] == ["assumed"]


@pytest.mark.parametrize(
    ("written", "status"),
    [(r"\delta_3 - \delta_3 = 0", "proved"), ("0 = W_1 - W_1", "proved"), (r"\delta_3 = 0", "wrong")],
)
def test_a_number_beside_a_matrix_is_the_matrix_of_that_number(written: str, status: str) -> None:
    assert [line.status for line in checked(f"${written}$").lines] == [status]


def test_a_gradient_that_is_not_zero_has_an_entry_to_show_it() -> None:
    (line,) = checked(r"$\frac{\partial L}{\partial W_2} = 0$").lines
    assert str(line.witness).startswith("row 1, column 1: left 3/16, right 0, at ")

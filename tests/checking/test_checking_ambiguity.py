"""Where a product can be grouped in several ways all are tried, and it is said which was taken and why."""

from __future__ import annotations

import pytest

from symbp import Network, check
from symbp.checking import CheckedLine

NET = Network.preset("lecture10-regression")

NO_PRODUCT = "as an element-wise product: N×S2 by N×S2 is no matrix product"
MATRIX_FIRST = "(delta3 @ W2.T) * (dsigmoid(Z2) @ W2 @ W2.T)"


def checked(written: str) -> CheckedLine:
    (line,) = check(f"${written}$", NET).lines
    return line


@pytest.mark.parametrize(
    ("written", "factors"),
    [
        (r"\delta_3 W_2^T \sigma'(Z_2)", "(delta3 @ W2ᵀ) (dsigmoid(Z2))"),
        (r"\delta_3 W_2^T \cdot \sigma'(Z_2)", "(delta3 @ W2ᵀ) (dsigmoid(Z2))"),
        (r"\sigma'(Z_2) \delta_3 W_2^T", "(dsigmoid(Z2)) (delta3 @ W2ᵀ)"),
    ],
)
def test_side_by_side_is_element_wise_where_no_matrix_product_fits_and_the_reason_is_said(
    written: str, factors: str
) -> None:
    line = checked(rf"\delta_2 = {written}")
    assert (line.status, line.reading) == ("proved", (f"{factors} {NO_PRODUCT}",))


def test_of_two_groupings_that_fit_the_right_one_is_taken_and_the_other_told() -> None:
    line = checked(r"\delta_2 W_2 W_2^T = \delta_3 W_2^T \odot \sigma'(Z_2) W_2 W_2^T")
    assert line.status == "proved"
    assert line.reading == ("⊙ taken before the matrix product", f"the other way is wrong: {MATRIX_FIRST}")


def test_where_no_grouping_is_right_each_that_was_tried_is_told() -> None:
    line = checked(r"\delta_2 = \delta_3 W_2^T \sigma'(Z_2) W_2 W_2^T")
    assert line.status == "wrong"
    assert line.reading[1:] == (f"the other way is wrong too: {MATRIX_FIRST}",)


def test_brackets_leave_one_way() -> None:
    line = checked(r"\delta_2 W_2 W_2^T = (\delta_3 W_2^T \odot \sigma'(Z_2)) W_2 W_2^T")
    assert (line.status, line.reading) == ("proved", ())


def test_a_letter_that_may_be_a_function_is_tried_as_one() -> None:
    line = checked(r"\delta_3 = (f - t) \odot f(1 + f)")
    assert line.status == "wrong"
    assert "the other way is wrong too: (f - t) * sigmoid(1 + f)" in line.reading

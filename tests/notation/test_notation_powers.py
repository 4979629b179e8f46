"""Exponents that are bounded, and those that have no size, in text for scalar functions."""

from __future__ import annotations

import pytest
from sympy import I, Symbol, log, sqrt

from symbp.errors import NotationError
from symbp.notation.scalar_text import check_power, parse_scalar

NAMES = {"z": Symbol("z", real=True)}


@pytest.mark.parametrize(
    ("text", "exponent"),
    [("z**sqrt(-1)", "I"), ("2**sqrt(-4)", "2*I"), ("z**log(-1)", "I*pi")],
)
def test_an_exponent_that_is_no_real_number_is_refused(text: str, exponent: str) -> None:
    with pytest.raises(NotationError) as error:
        parse_scalar(text, NAMES)
    assert str(error.value) == f"column 1: the exponent {exponent} has no size; expected a real number"


def test_an_exponent_whose_sign_cannot_be_told_is_refused() -> None:
    hidden_zero = sqrt(2) * sqrt(3 + 2 * sqrt(2)) - 2 - sqrt(2)
    for exponent in (I, hidden_zero, log(2) * I):
        with pytest.raises(NotationError, match="has no size; expected a real number"):
            check_power(Symbol("z"), exponent, 1)


def test_powers_with_other_exponents_inside_are_bounded_by_those_with_a_size() -> None:
    z = Symbol("z")
    check_power(z**I, sqrt(2), 1)
    with pytest.raises(NotationError, match="exponent 80; at most 64"):
        check_power(z**40 + 2**I, 2 * sqrt(1), 1)

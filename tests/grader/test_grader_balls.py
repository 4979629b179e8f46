"""Laws of balls: the exact result is always inside, and nothing undecided is answered."""

from __future__ import annotations

import copy
import math
import operator
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox.arrays import Traced, to_balls
from grader.sandbox.balls import BITS, FUNCTIONS, RUN, Ball, UntraceableError, tracing

RATIONALS = st.fractions(-50, 50, max_denominator=999)
EXPRESSIONS = st.recursive(
    RATIONALS,
    lambda parts: st.tuples(st.sampled_from("+-*/"), parts, parts),
    max_leaves=12,
)
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def ball(number: Fraction | float) -> Ball:
    exact = Fraction(number)
    return Ball(arb(flint.fmpq(exact.numerator, exact.denominator)))


def rational(x: Any) -> Fraction:
    man, exp = map(int, x.man_exp())
    return Fraction(man) * Fraction(2) ** exp


def contains(number: Ball, exact: Fraction) -> bool:
    return abs(rational(number.x.mid()) - exact) <= rational(number.x.rad())


def worked_out(expression: Any, leaf: Any) -> Any:
    if not isinstance(expression, tuple):
        return leaf(expression)
    sign, one, other = expression
    return OPERATORS[sign](worked_out(one, leaf), worked_out(other, leaf))


@given(EXPRESSIONS)
def test_a_ball_contains_the_exact_result_of_a_rational_expression(expression: Any) -> None:
    try:
        exact = worked_out(expression, Fraction)
    except ZeroDivisionError:
        return
    with tracing():
        assert contains(worked_out(expression, ball), exact)


@given(EXPRESSIONS)
@settings(max_examples=50)
def test_numpy_on_balls_contains_the_exact_result_too(expression: Any) -> None:
    try:
        exact = worked_out(expression, Fraction)
    except ZeroDivisionError:
        return
    with tracing():
        result = worked_out(expression, lambda number: to_balls([ball(number)] * 2))
        rows = np.dot(np.ones((1, 2)), result)
    assert contains(result[1], exact)
    assert contains(rows[0], 2 * exact)


@given(RATIONALS, RATIONALS)
def test_comparisons_of_exact_numbers_are_those_of_fractions(one: Fraction, other: Fraction) -> None:
    one, other = Fraction(one.numerator, 64), Fraction(other.numerator, 64)
    with tracing():
        for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
            assert compare(ball(one), ball(other)) == compare(one, other)
        assert int(ball(one)) == int(one)
        assert round(ball(one)) == round(one)
        assert math.floor(ball(one)) == math.floor(one)
        assert hash(ball(one)) == hash(one)
        assert contains(ball(one) // 8, Fraction(one // 8))
        assert contains(ball(one) % 8, one % 8)


@given(st.integers(-99, 99), st.integers(-5, 5))
def test_powers_of_whole_numbers_are_exact_in_the_ball(base: int, exponent: int) -> None:
    if base == 0 and exponent < 0:
        return
    with tracing():
        assert contains(ball(base) ** exponent, Fraction(base) ** exponent)
        assert contains(ball(base) ** ball(exponent), Fraction(base) ** exponent)
        assert contains(np.float64(base) ** ball(exponent), Fraction(base) ** exponent)


@given(st.floats(0.05, 0.95))
def test_functions_agree_with_numpy(number: float) -> None:
    with tracing():
        for name in sorted(FUNCTIONS.keys() - {"expit", "erf", "arccosh"}):
            got = float(getattr(ball(number), name)().x.mid())
            assert got == pytest.approx(getattr(np, name)(number), rel=1e-13)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_in_its_ball(number: float) -> None:
    with tracing():
        assert contains(ball(0) + number, Fraction(number))


@given(st.decimals(-100, 100, places=4))
def test_the_number_that_a_literal_means_is_in_its_ball(number: Any) -> None:
    with tracing():
        assert contains(ball(0) + float(number), Fraction(number))


@pytest.mark.parametrize("number", [np.float32(0.1), np.float16(0.1), float(np.float32(0.1))])
def test_a_constant_of_lower_precision_has_a_wider_ball(number: Any) -> None:
    with tracing() as run:
        assert contains(ball(0) + number, Fraction(1, 10))
        assert run.rounded


@pytest.mark.parametrize("convert", [float, complex, bool, int, math.floor, lambda x: [0, 1][x]])
def test_what_would_lose_the_bounds_raises(convert: Any) -> None:
    with tracing() as run:
        near_zero = Ball(arb(0, 1e-90))
        with pytest.raises((UntraceableError, TypeError)):
            convert(near_zero)
        assert run.lost or convert not in (float, complex, bool, int)


@pytest.mark.parametrize(
    "compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
)
def test_a_comparison_that_the_bounds_leave_open_raises(compare: Any) -> None:
    with tracing(), pytest.raises(UntraceableError, match="numbers that may be equal"):
        compare(Ball(arb(1, 1e-90)), 1)


def test_the_larger_of_two_numbers_that_cannot_be_told_apart_encloses_both() -> None:
    with tracing():
        larger = np.maximum(Ball(arb(1, 0.25)), Ball(arb(1.25, 0.25)))
        assert larger.x.contains(arb(1.25))
        assert larger.x.contains(arb(1.5))


def test_a_ball_is_no_number_that_numpy_would_copy_into_doubles() -> None:
    with tracing():
        for change in (
            lambda: np.zeros(2).__setitem__(0, ball(1)),
            lambda: np.array([ball(1)], dtype=float),
            lambda: np.add(np.zeros(1), ball(1), out=np.zeros(1)),
            lambda: np.asarray(to_balls([1.0]), dtype=float),
        ):
            with pytest.raises((UntraceableError, TypeError, ValueError)):
                change()


def test_arrays_of_balls_hold_no_floats() -> None:
    with tracing():
        X = to_balls(np.array([[1.0, -2.0], [0.5, 4.0]]))
        for made in (
            X > 0,
            (X > 0) * 1.0,
            (X > 0).astype(float),
            X.copy(),
            X[0],
            X.T,
            X.sum(axis=0),
            X.mean(0),
        ):
            assert isinstance(made, Traced)
            assert made.dtype != float
            assert all(isinstance(each, bool | Ball) for each in made.ravel().tolist())


def test_plain_numbers_that_slipped_in_become_balls_in_place() -> None:
    with tracing():
        X = to_balls(np.ones((2, 2)))
        np.fill_diagonal(X, 3)
        np.reshape(X, 4)[0] = 5.0
        assert [float(each.x) for each in X.ravel()] == [5.0, 1.0, 1.0, 3.0]


def test_a_run_has_its_own_precision_and_marks() -> None:
    before = flint.ctx.prec
    with tracing() as run:
        assert flint.ctx.prec == BITS
        _ = ball(1) * 0.1
        assert (run.rounded, run.operations) == (True, 1)
    assert flint.ctx.prec == before
    with tracing():
        assert (RUN.rounded, RUN.operations, RUN.lost) == (False, 0, "")


def test_copies_of_a_ball_are_the_ball() -> None:
    number = ball(1)
    assert copy.copy(number) is number
    assert copy.deepcopy([number])[0] is number
    assert str(number) == f"{number:.3f}" == f"<number {id(number):x}>"

"""Printed numbers are true roundings of 30 digits."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbp.document import Solution
from symbp.document.numerals import (
    MOST_COLUMNS,
    MOST_ROWS,
    Numerals,
    Values,
    equalities,
    kept,
    matrix,
    rounded,
    scientific,
    width,
)
from symbp.notation import Style, plain
from symbp.notation.tree import Fence, Grid, Num, Op, Row, Script, Sym
from symbp.verify import reference, rounds_to


def numerals_of(solution: Solution) -> Numerals:
    values = Values.at(solution.derivation, solution.data, solution.training)
    return Numerals(values, Style.of(solution.derivation.net), 4)


def grids(tree: Any) -> list[Grid]:
    if isinstance(tree, Grid):
        return [tree]
    if isinstance(tree, Row):
        return [grid for item in tree.items for grid in grids(item)]
    return grids(tree.inner) if isinstance(tree, Fence) else []


def is_rounding(text: str, ball: Any) -> bool:
    """Whether a text is a rounding of a value; at a tie, which balls cannot see, either neighbour is."""
    half = Decimal("0.5").scaleb(int(Decimal(text).as_tuple().exponent))
    tie = abs(abs(Decimal(ball.str(30, radius=False)) - Decimal(text)) - half) < Decimal("1e-25")
    return tie or rounds_to(text, ball)


def test_every_worked_number_is_a_rounding_of_the_thirty_digit_value(solution: Solution) -> None:
    numerals = numerals_of(solution)
    if not numerals.values.certified:
        return
    exact = reference(solution.derivation, numerals.values.given)
    checked = 0
    for name in solution.derivation.equations:
        for grid in grids(numerals.worked(name)[-1].right)[-1:]:
            down, across = kept(len(exact[name]), MOST_ROWS), kept(len(exact[name][0]), MOST_COLUMNS)
            for i, row in zip(down, grid.rows, strict=True):
                for j, shown in zip(across, row, strict=True):
                    assert isinstance(shown, Op) or is_rounding(shown.text, exact[name][i][j])
                    checked += 1
    assert checked > 10


def test_values_agree_with_the_reference_to_thirty_digits(solution_of: Any) -> None:
    values = numerals_of(solution_of("lecture10-regression")).values
    exact = reference(values.d, values.given, names=["dW1"])
    for row, balls in zip(values["dW1"], exact["dW1"], strict=True):
        for x, ball in zip(row, balls, strict=True):
            assert abs(x - Decimal(ball.str(40, radius=False))) < Decimal(10) ** -32


def test_a_wide_network_is_computed_in_doubles_and_shown_by_its_corners(solution_of: Any) -> None:
    wide = solution_of("wide")
    numerals = numerals_of(wide)
    assert not numerals.values.certified
    (line,) = numerals.worked("dW1")
    (grid,) = grids(line.right)
    assert (len(grid.rows), len(grid.rows[0])) == (MOST_ROWS, MOST_COLUMNS)
    assert "double precision" in wide.md
    assert len(wide.md) < 50_000


def test_each_quantity_is_symbol_then_numbers_then_result(solution_of: Any) -> None:
    md = solution_of("lecture10-regression").md
    delta3 = (
        r"\delta^{(3)} &= (f - t) \odot \sigma' (Z^{(3)}) = [-0.3232 \\ 0.2733 \\ 0.0587] \odot [0.2187 \\ "
        r"0.2200 \\ 0.2248] = [-0.07070 \\ 0.06011 \\ 0.01319]"
    )
    assert delta3 in re.sub(r"\\left\[\\begin\{array\}\{r\} (.*?) \\end\{array\}\\right\]", r"[\1]", md)


# Rounding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0.125", 2, "0.12"),
        ("0.135", 2, "0.14"),
        ("-0.004", 2, "0.00"),
        ("-1.5", 0, "-2"),
        ("12", 3, "12.000"),
    ],
)
def test_halves_go_to_even_and_zero_has_no_sign(value: str, decimals: int, text: str) -> None:
    assert rounded(Decimal(value), decimals) == text


@given(st.decimals(-1000, 1000, places=12), st.integers(0, 8))
def test_a_rounded_number_is_within_half_a_unit(value: Decimal, decimals: int) -> None:
    assert abs(Decimal(rounded(value, decimals)) - value) <= Decimal("0.5").scaleb(-decimals)


@pytest.mark.parametrize(
    ("value", "digits", "tree"),
    [
        (0.25, 3, Num("0.250")),
        (0.0, 3, Num("0")),
        (-1234.5, 6, Num("-1234.50")),
        (6.0554e-6, 2, Row((Num("6.1"), Op("times"), Script(Num("10"), sup=Num("-6"))))),
    ],
)
def test_a_number_has_a_power_of_ten_where_that_is_shorter(value: float, digits: int, tree: Any) -> None:
    assert scientific(value, digits) == tree


def test_small_entries_get_the_decimals_that_tell_them_apart() -> None:
    grid = matrix([[Decimal("0.00123456"), Decimal("-0.000987")]], 4)
    assert grid == Grid(((Num("0.001235"), Num("-0.000987")),), numeric=True)


def test_numbers_that_are_exact_in_fewer_decimals_have_no_zeros_added() -> None:
    assert matrix(np.array([[1.0, 0.875], [0.25, 1.0]]), 4) == Grid(
        ((Num("1.000"), Num("0.875")), (Num("0.250"), Num("1.000"))), numeric=True
    )
    assert matrix([[Decimal(1), Decimal(0)]], 4) == Grid(((Num("1"), Num("0")),), numeric=True)


def test_tiny_and_huge_matrices_have_a_power_of_ten_in_front() -> None:
    for value, power in (("1.5e-9", "-9"), ("2.5e8", "8")):
        tree = matrix([[Decimal(value), Decimal(value) / 2]], 3)
        assert isinstance(tree, Fence)
        assert isinstance(tree.inner, Row)
        assert tree.inner.items[0] == Script(Num("10"), sup=Num(power))


@given(st.integers(1, 40), st.integers(3, 12))
def test_what_is_kept_of_many_rows_is_the_first_and_the_last(count: int, most: int) -> None:
    places = kept(count, most)
    assert len(places) == min(count, most)
    assert places[0] == 0
    assert places[-1] == count - 1


def test_a_line_too_wide_is_broken_at_its_equals_signs_and_then_at_plus_signs() -> None:
    wide = Grid((tuple(Num("-0.123456") for _ in range(4)),), numeric=True)
    lines = equalities(Sym("Z"), [Sym("A"), Row((wide, wide, Op("+"), wide)), Sym("B")])
    assert [line.sign for line in lines] == ["=", "=", "+"]
    assert width(wide) > 40


def test_plain_text_of_the_equations_is_in_the_json(solution_of: Any) -> None:
    solution = solution_of("lecture10-binary")
    assert f'"text": "{plain(solution.derivation.equations["delta3"])}"' in solution.json

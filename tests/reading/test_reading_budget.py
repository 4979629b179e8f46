"""Reading a line takes a bounded number of steps, whatever stands in it, and its time is the line's time."""

from __future__ import annotations

import re

import pytest
from reading_corpus import MEAN, REGRESSION
from sympy import symbols

from symbp import check
from symbp.notation import plain
from symbp.reading import read, read_expression
from symbp.reading.budget import GLANCE, LINE, Budget
from symbp.reading.values import MOST, MOST_PUT_TOGETHER, Reading, combinations

AMBIGUOUS = r"\delta_3 W_2^T \sigma'(Z_2)"
LONG = "f f f f f f f f f f f f f f f"
TERMS = (
    r"X^T \delta_3 W_2^T \odot \sigma'(Z_2)",
    "f(1-f)t(1-f)f",
    LONG,
    r"g(Z_2) g(a_2)",
    r"\sum_n f_n (1-f_n) (f_n-t_n)",
    r"\frac{\partial L}{\partial f} \frac{\partial f}{\partial Z_3} \frac{\partial Z_3}{\partial W_2}",
)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps that are spent."""
    spent: list[int] = []
    spend = Budget.spend

    def counted(self: Budget, steps: int, at: int = 0) -> None:
        if self.left >= 0:
            spent.append(min(steps, self.left + 1))
        spend(self, steps, at)

    monkeypatch.setattr(Budget, "spend", counted)
    return spent


@pytest.mark.parametrize("term", TERMS)
def test_a_line_as_long_as_may_be_is_read_in_a_bounded_number_of_steps(term: str, steps: list[int]) -> None:
    terms = " + ".join([term] * (7_900 // (len(term) + 3)))
    (line,) = read(rf"$\frac{{\partial L}}{{\partial W_2}} = {terms}$", MEAN)
    assert line.error is None or re.search("too many terms|a derivative of one matrix", str(line.error))
    assert sum(steps) <= LINE + 2 * GLANCE + 10


def test_a_sum_of_250_terms_with_two_readings_each_is_read() -> None:
    terms = " + ".join([AMBIGUOUS] * 250)
    (line,) = read(rf"$\delta_2 = {terms}$", REGRESSION)
    (reading,) = line.sides[1].readings
    assert len(reading.value.args) == 250
    assert reading.how == (
        "(delta3 @ W2ᵀ) (dsigmoid(Z2)) as an element-wise product: N×S2 by N×S2 is no matrix product",
    )


def test_a_line_after_one_that_is_too_much_is_read() -> None:
    much = " + ".join([LONG] * 200)
    found = read(rf"$f = {much}$ and $\delta_2 = (\delta_3 W_2^T) \odot \sigma'(Z_2)$", REGRESSION)
    errors = [line.error is None for line in found if line.sides]
    assert errors == [False, True]


@pytest.mark.parametrize("count", [1, 5, 60, 900])
def test_what_is_put_together_does_not_grow_with_the_number_of_ways(count: int) -> None:
    part = tuple(Reading(value, cost=cost) for cost, value in enumerate(symbols("u v w")))
    found = combinations([part] * count)
    assert len(found) <= MOST
    assert len(found) * count <= max(MOST_PUT_TOGETHER, 2 * count)
    assert [sum(r.cost for r in chosen) for chosen in found] == sorted(
        sum(r.cost for r in chosen) for chosen in found
    )
    assert all(r.cost == 0 for r in found[0])


def test_readings_that_contradict_each_other_are_not_put_together() -> None:
    u, v = symbols("u v")
    part = (Reading(u, choices=(("delta", "with"),)), Reading(v, cost=1, choices=(("delta", "without"),)))
    assert [[r.value for r in chosen] for chosen in combinations([part] * 40)] == [[u] * 40, [v] * 40]


def test_the_time_of_reading_belongs_to_the_time_of_the_line() -> None:
    terms = " + ".join([AMBIGUOUS] * 250)
    report = check(rf"$\delta_2 = {terms}$", REGRESSION, limit=0.001)
    (line,) = report.lines
    assert (line.status, line.reason) == ("undecided", "the time limit of 0.001 s is reached")


def test_an_expression_is_bounded_like_a_line() -> None:
    (reading,) = read_expression(" + ".join(["a_2"] * 900), REGRESSION)
    assert plain(reading.value).count("a2") == 900

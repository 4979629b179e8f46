"""Finite differences and the time of a brute-force search (L10)."""

from __future__ import annotations

from typing import Any

import independent
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import networks

import symbp
from symbp.errors import ConfigError
from symbp.network import Network
from symbp.numeric.brute_force import brute_force_time
from symbp.numeric.finite import finite_differences


@settings(max_examples=15)
@given(net=networks(deepest=2), seed=st.integers(0, 2**32))
def test_finite_differences_are_close_to_the_formula(net: Network, seed: int) -> None:
    point: dict[str, Any] = {k: np.array(v) for k, v in independent.random_point(net, 3, seed).items()}
    d = symbp.derive(net)
    numeric = finite_differences(d, point)
    assert list(numeric) == list(d.gradients)
    loss = abs(float(d.function("loss")(**point)))
    for exact, found in zip(d.function()(**point), numeric.values(), strict=True):
        assert found.shape == exact.shape
        np.testing.assert_allclose(found, exact, rtol=1e-6, atol=1e-8 * (1 + loss))


def test_finite_differences_leave_the_weights_alone() -> None:
    net = Network.preset("lecture10-regression")
    point = {k: np.array(v) for k, v in independent.random_point(net, 3, 1).items()}
    before = {name: value.copy() for name, value in point.items()}
    finite_differences(symbp.derive(net), point)
    for name, value in before.items():
        np.testing.assert_array_equal(point[name], value)


@pytest.mark.parametrize(
    ("parameters", "text"),
    [(1, "0.05 s"), (2, "50 s"), (3, "13.89 h"), (4, "578.7 days"), (5, "1584 years"), (9, "1.58e+15 years")],
)
def test_L10_the_time_is_shown_in_a_unit_that_one_can_picture(parameters: int, text: str) -> None:
    assert str(brute_force_time(parameters)) == text


def test_L10_other_trials_and_times() -> None:
    found = symbp.brute_force_time(parameters=2, trials=60, seconds=10)
    assert (found.evaluations, found.seconds, str(found)) == (3600, 600, "10 min")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"parameters": 0}, "parameters = 0: expected a whole number from 1 on"),
        ({"parameters": "9"}, "parameters = '9': expected a whole number from 1 on"),
        ({"parameters": 2.5}, "parameters = 2.5: expected a whole number from 1 on"),
        ({"trials": float("inf")}, "trials = inf: expected a whole number from 1 on"),
        ({"seconds": None}, "seconds = None: expected a number above 0"),
        ({"seconds": float("nan")}, "seconds = nan: expected a number above 0"),
        ({"parameters": 500}, "parameters = 500: the time has more than 300 digits"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        brute_force_time(**settings)
    assert str(refused.value) == message

"""Activations given as text are right where |z| is 1000: nothing in them overflows before they do."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from sympy import cosh, exp, lambdify, log, sinh, tanh

import symbp
from symbp.activations import sigmoid, z
from symbp.network import Network
from symbp.notation.scalar_text import parse_scalar
from symbp.numeric.steady import steady, steady_slope

TEXTS = [
    "(exp(z) - exp(-z))/(exp(z) + exp(-z))",
    "log(cosh(z))",
    "1/cosh(z)",
    "sinh(z)/cosh(z)",
    "log(exp(z) + exp(-z))",
    "log(1 + exp(z) + exp(2*z))",
    "step(z)*z + (1 - step(z))*(exp(z) - 1)",
    "z*(exp(z) - exp(-z))/(exp(z) + exp(-z))",
    "1/(1 + exp(-z))**2",
    "exp(z)/(exp(z) + exp(-z))",
    "exp(2*z + 1)/(1 + exp(2*z))",
    "exp(z)/sqrt(1 + exp(2*z))",
    "1/(1 + exp(-z) + exp(-2*z))",
    "2/(exp(z/3) + exp(-z/3))",
    "z*(exp(2*z) + 2*exp(z))/(exp(2*z) + 2*exp(z) + 2)",
    "z*tanh(log(1 + exp(z)))",
    "abs(sinh(z))/cosh(z)",
    "2**z/(1 + 2**z)",
    "sin(sinh(z)/cosh(z))",
    "(exp(z) - 1)**6/(exp(z) + 1)**6",
    "exp(-abs(z))*z",
    "sqrt(log(cosh(z)) + 1)",
]
POINTS = (-1000.0, -40.0, -3.5, -0.001, 0.001, 0.7, 30.0, 1000.0)
BY_DEFINITION = {
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "step": lambda x: int(x > 0),
}


@pytest.mark.parametrize("text", TEXTS)
def test_values_and_slopes_are_right_to_1e_12_up_to_1000(text: str) -> None:
    """Against SymPy's own derivative at 900 digits; pytest makes a warning of an overflow an error."""
    d = symbp.derive(Network(units=(1, 1), activations=(text,), reduction="sum"))
    value = parse_scalar(text, {"z": z})
    exact = [lambdify(z, form, [BY_DEFINITION, "mpmath"]) for form in (value, value.diff(z))]
    for point in POINTS:
        f, delta = d.function("f", "delta2")(np.array([[point]]), np.array([[0.25]]), np.array([[1.0]]))
        with mp.workdps(900):
            expected, slope = (form(mp.mpf(point)) for form in exact)
            assert abs(f[0, 0] - expected) <= 1e-12 * max(1, abs(expected))
            assert abs(delta[0, 0] - (expected - 0.25) * slope) <= 1e-12 * max(1, abs(expected * slope))


def test_known_functions_are_recognised() -> None:
    assert steady((exp(z) - exp(-z)) / (exp(z) + exp(-z))) == tanh(z)
    assert steady(sinh(z) / cosh(z)) == tanh(z)
    assert steady_slope(log(cosh(z))) == tanh(z)
    assert steady(exp(z) / (exp(z) + exp(-z))) == sigmoid(2 * z)
    assert steady_slope(sinh(z) / cosh(z)) == 1 - tanh(z) ** 2


@pytest.mark.parametrize("text", ["exp(z)", "sinh(z)", "exp(-z**2)", "z**3 - 2*z", "tanh(z)/(1 + z**2)"])
def test_what_grows_like_an_exponential_and_what_needs_nothing_stays_as_it_is(text: str) -> None:
    value = parse_scalar(text, {"z": z})
    assert steady(value) == value
    assert steady_slope(value) == value.diff(z)


def test_an_expression_by_sides_is_read_in_a_listing() -> None:
    text = "step(z)*z + (1 - step(z))*(exp(z) - 1)"
    listing = symbp.derive(Network(units=(1, 1), activations=(text,))).source()
    assert "    f = np.where(Z2 > 0, Z2, np.exp(-np.abs(Z2)) - 1)\n" in listing

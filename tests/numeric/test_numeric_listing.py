"""`Derivation.source`: modules that run as they are and agree with the function."""

from __future__ import annotations

import ast
from typing import Any

import independent
import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import networks
from syrupy.assertion import SnapshotAssertion

import symbp
from symbp.errors import ConfigError
from symbp.network import Network
from symbp.presets import PRESETS

LIBRARIES = ("numpy", "torch", "jax")
REGRESSION = symbp.derive(Network.preset("lecture10-regression"))

SHOWN = {
    **{name: Network.preset(name) for name in PRESETS},
    "columns, separate biases": Network(
        units=(2, 3, 2, 1),
        activations=("relu", "leaky_relu", "tanh"),
        samples="columns",
        bias="separate",
        bias_shape="(units,)",
        delta="N*dL/dZ",
    ),
    "folded biases, labels": Network(
        units=(2, 3, 4),
        activations=("erf(z)", "identity"),
        loss="softmax_cross_entropy",
        targets="integers from 1",
        bias="folded",
        weights="out x in",
        penalty="lambda",
    ),
}


def run(text: str, name: str = "gradients") -> Any:
    module: dict[str, Any] = {}
    exec(compile(text, "listing", "exec"), module)
    return module[name]


def everything(net: Network) -> tuple[str, ...]:
    return ("loss", "f", *symbp.derive(net).gradients)


def arrays(point: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name == "lam" else np.array(value) for name, value in point.items()}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("case", SHOWN)
def test_listings_are_as_reviewed(case: str, library: str, snapshot: SnapshotAssertion) -> None:
    net = SHOWN[case]
    text = symbp.derive(net).source(library, "loss", *symbp.derive(net).gradients)
    ast.parse(text)
    assert max(map(len, text.splitlines())) <= 100
    assert text == snapshot


@settings(max_examples=25)
@given(net=networks(), seed=st.integers(0, 2**32))
def test_the_numpy_listing_runs_and_agrees_with_the_function(net: Network, seed: int) -> None:
    d, names = symbp.derive(net), everything(net)
    point = arrays(independent.random_point(net, 3, seed))
    for ours, listed in zip(
        d.function(*names)(**point), run(d.source("numpy", *names))(**point), strict=True
    ):
        np.testing.assert_allclose(listed, ours, rtol=1e-12, atol=1e-13 * (1 + np.abs(ours).max()))


@settings(max_examples=25)
@given(net=networks())
def test_every_torch_listing_is_python(net: Network) -> None:
    ast.parse(symbp.derive(net).source("torch", *everything(net)))


@pytest.mark.parametrize("case", SHOWN)
def test_the_jax_listing_runs_under_jit_and_agrees_with_the_function(case: str) -> None:
    net, names = SHOWN[case], everything(SHOWN[case])
    d, point = symbp.derive(net), arrays(independent.random_point(net, 3, 5))
    with jax.enable_x64(True):
        listed = jax.jit(run(d.source("jax", *names)))(**point)
        for ours, theirs in zip(d.function(*names)(**point), listed, strict=True):
            assert theirs.dtype == np.float64
            np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-12, atol=1e-13)


def test_a_listing_returns_what_is_asked_for_under_the_name_asked_for() -> None:
    X, t, W1, W2 = np.ones((3, 2)), np.ones((3, 1)), np.ones((2, 3)), np.ones((3, 1))
    hidden = run(REGRESSION.source("numpy", "a2", name="hidden_layer"), "hidden_layer")
    np.testing.assert_array_equal(hidden(X, t, W1, W2), REGRESSION.function("a2")(X, t, W1, W2))
    assert "delta" not in REGRESSION.source("numpy", "a2", name="hidden_layer")


def test_an_unknown_library_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ConfigError) as refused:
        REGRESSION.source("nunpy")
    assert str(refused.value) == "unknown library 'nunpy'; did you mean 'numpy'?"


@pytest.mark.parametrize("name", ["two words", "lambda", "W1", "sigmoid", ""])
def test_a_name_that_python_or_the_listing_needs_is_refused(name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        REGRESSION.source("numpy", name=name)
    assert str(refused.value) == (
        f"name = {name!r}: expected a free Python name for the function, such as 'gradients'"
    )

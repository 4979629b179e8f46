"""What the function of a network refuses: NumPy would broadcast these to wrong gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import networks

import symbp
from symbp.data import arguments, example_for
from symbp.errors import ConfigError, DataError
from symbp.network import Network
from symbp.numeric.weights import initial_weights

SUM = Network.preset("lecture10-regression")
GOOD = {"X": np.ones((3, 2)), "t": np.ones((3, 1)), "W1": np.ones((2, 3)), "W2": np.ones((3, 1))}
SHAPES = "the layers of this network are units = [2, 3, 1]"

MISFITS: list[tuple[dict[str, Any], str]] = [
    ({"W2": np.ones(3)}, "W2 has shape (3,); expected (S2, K) = (3, 1); give W2.reshape(3, 1)"),
    ({"W2": np.ones((1, 3))}, "W2 has shape (1, 3); expected (S2, K) = (3, 1); give W2.T"),
    ({"W1": np.ones((2, 4))}, f"W1 has shape (2, 4); expected (D, S2) = (2, 3); {SHAPES}"),
    (
        {"t": np.ones((1, 1))},
        f"t has shape (1, 1); expected (N, K) = (3, 1) with N = 3 from X; {SHAPES}",
    ),
    (
        {"X": np.ones((1, 2)), "t": np.ones(3)},
        f"t has shape (3,); expected (N, K) = (1, 1) with N = 1 from X; {SHAPES}",
    ),
    (
        {"t": np.ones(3)},
        "t has shape (3,); expected (N, K) = (3, 1) with N = 3 from X; give t.reshape(3, 1)",
    ),
    ({"X": np.ones((3, 5))}, f"X has shape (3, 5); expected (N, D) = (N, 2); {SHAPES}"),
    ({"X": np.ones((2, 3))}, "X has shape (2, 3); expected (N, D) = (N, 2); give X.T"),
    ({"X": np.ones(2)}, "X has shape (2,); expected (N, D) = (N, 2); give X.reshape(1, 2)"),
    ({"X": 1.5}, f"X has shape (); expected (N, D) = (N, 2); {SHAPES}"),
    (
        {"X": np.ones((0, 2)), "t": np.ones((0, 1))},
        "X has shape (0, 2): no samples, N = 0; expected at least one",
    ),
    ({"X": [[1, 2], [3]]}, "X has rows of different lengths; expected a matrix"),
    ({"X": [["1", "2"]] * 3}, "X has elements of type <U1; expected real numbers"),
    ({"t": np.array([[None]] * 3)}, "t has elements of type object; expected real numbers"),
    ({"W1": 1j * np.ones((2, 3))}, "W1 has elements of type complex128; expected real numbers"),
]


@pytest.mark.parametrize(("change", "message"), MISFITS)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_arguments_that_do_not_fit_are_refused(change: dict[str, Any], message: str, reduction: str) -> None:
    f = symbp.derive(Network.preset("lecture10-regression", reduction=reduction)).function()
    with pytest.raises(DataError) as refused:
        f(**{**GOOD, **change})
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("changes", "argument", "message"),
    [
        (
            {"samples": "columns"},
            "t",
            "t has shape (3, 1); expected (K, N) = (1, 3) with N = 3 from X; give t.T",
        ),
        (
            {"bias": "separate", "bias_shape": "(units,)"},
            "b1",
            "b1 has shape (1, 3); expected (S2,) = (3,); the layers of this network are units = [2, 3, 1]",
        ),
        ({"bias": "separate"}, "b1", "b1 has shape (3, 1); expected (1, S2) = (1, 3); give b1.T"),
        ({"bias": "folded"}, "W1", f"W1 has shape (2, 3); expected (D + 1, S2) = (3, 3); {SHAPES}"),
    ],
)
def test_the_shapes_are_those_of_the_network_s_conventions(
    changes: dict[str, Any], argument: str, message: str
) -> None:
    wrong = {"t": (3, 1), "b1": (1, 3) if "bias_shape" in changes else (3, 1), "W1": (2, 3)}
    net = Network.preset("lecture10-regression", **changes)
    X, t, *parameters = arguments(net, example_for(net, samples=3), initial_weights(net))
    names = [p.name for p in net.names.parameters]
    given = {"X": X, "t": t, **dict(zip(names, parameters, strict=True)), argument: np.ones(wrong[argument])}
    with pytest.raises(DataError) as refused:
        symbp.derive(net).function()(**given)
    assert str(refused.value) == message


@pytest.mark.parametrize("samples", ["rows", "columns"])
@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1, 5, 2], "sample 2: label 5; expected a whole number from 1 to 4"),
        ([0, 0, 0], "sample 1: label 0; expected a whole number from 1 to 4"),
        ([1, 2, 2.5], "sample 3: label 2.5; expected a whole number from 1 to 4"),
        ([1, 2, np.nan], "sample 3: label nan; expected a whole number from 1 to 4"),
    ],
)
def test_labels_that_are_no_class_are_refused(samples: str, labels: list[float], message: str) -> None:
    net = Network.preset("lecture10-multiclass", targets="integers from 1", samples=samples)
    X, _, *weights = arguments(net, example_for(net, samples=3), initial_weights(net))
    with pytest.raises(DataError) as refused:
        symbp.derive(net).function("loss")(X, np.array(labels), *weights)
    assert str(refused.value) == message


@settings(max_examples=40)
@given(net=networks(), seed=st.integers(0, 2**32 - 1))
def test_lists_give_what_arrays_give(net: Network, seed: int) -> None:
    lam = None if net.penalty == "none" else 0.5
    given = arguments(net, example_for(net, seed=seed), initial_weights(net, seed), lam)
    f = symbp.derive(net).function("loss", *symbp.derive(net).gradients)
    lists = [value.tolist() if isinstance(value, np.ndarray) else value for value in given]
    for ours, theirs in zip(f(*given), f(*lists), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_unsigned_targets_are_numbers() -> None:
    f = symbp.derive(Network.preset("lecture10-binary")).function("loss")
    labels = np.array([[0], [1], [1]])
    plain = f(**{**GOOD, "t": labels.astype(float)})
    assert f(**{**GOOD, "t": labels.astype(np.uint8)}) == plain


@pytest.mark.parametrize("lam", [None, "a", [1, 2]])
def test_a_strength_that_is_no_number_is_refused(lam: Any) -> None:
    f = symbp.derive(Network.preset("lecture10-regression-l2")).function()
    with pytest.raises(DataError) as refused:
        f(**GOOD, lam=lam)
    assert str(refused.value) == f"lam = {lam!r}: expected a number"


@pytest.mark.parametrize("output", [3, ["loss"], None])
def test_an_output_that_is_no_name_is_refused(output: Any) -> None:
    message = f"output {output!r}: expected the name of a quantity, such as 'loss' or 'dW1'"
    d = symbp.derive(SUM)
    for call in (d.function, lambda name: d.source("numpy", name)):
        with pytest.raises(ConfigError) as refused:
            call(output)
        assert str(refused.value) == message

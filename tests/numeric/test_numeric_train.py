"""Training: the lecture's loop, its start, its criteria, and what happens when it runs away."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import symbp
from symbp.data import Dataset, dataset_for, example_for
from symbp.errors import ConfigError, DataError
from symbp.network import Network
from symbp.numeric.train import affordable, train
from symbp.numeric.weights import initial_in_words, initial_weights
from symbp.presets import PRESETS

SUM = Network.preset("lecture10-regression")
REGRESSION = symbp.derive(SUM)
DATA = dataset_for("lecture10-regression")


def test_L08_one_update_is_minus_alpha_times_the_gradient() -> None:
    start = initial_weights(SUM)
    gradients = REGRESSION.function()(DATA.X, DATA.t, start["W1"], start["W2"])
    trained = train(REGRESSION, DATA, rate=0.25, iterations=1)
    np.testing.assert_array_equal(trained.after["W1"], start["W1"] - 0.25 * gradients[0])
    np.testing.assert_array_equal(trained.after["W2"], start["W2"] - 0.25 * gradients[1])


def test_L19_an_independent_loop_gives_the_same_weights_with_biases_columns_and_a_penalty() -> None:
    net = Network.preset("lecture10-regression-l2", bias="separate", samples="columns")
    trained = train(symbp.derive(net), DATA, rate=0.5, lam=0.1, iterations=300)
    rng = np.random.RandomState(0)
    X, t = DATA.X.T, DATA.t.T
    W1, b1 = rng.randn(3, 2), np.zeros((3, 1))
    W2, b2 = rng.randn(1, 3), np.zeros((1, 1))
    for _ in range(300):
        a2 = 1 / (1 + np.exp(-(W1 @ X + b1)))
        f = 1 / (1 + np.exp(-(W2 @ a2 + b2)))
        delta3 = (f - t) * f * (1 - f) / 3
        delta2 = W2.T @ delta3 * a2 * (1 - a2)
        W1, W2 = W1 - 0.5 * (delta2 @ X.T + 0.1 / 3 * W1), W2 - 0.5 * (delta3 @ a2.T + 0.1 / 3 * W2)
        b1, b2 = b1 - 0.5 * delta2.sum(axis=1)[:, None], b2 - 0.5 * delta3.sum(axis=1)[:, None]
    for name, expected in {"W1": W1, "b1": b1, "W2": W2, "b2": b2}.items():
        np.testing.assert_allclose(trained.after[name], expected, rtol=1e-9)


def test_losses_are_those_after_each_update_and_the_result_is_read_only() -> None:
    trained = train(REGRESSION, DATA, iterations=3)
    assert len(trained.losses) == 4
    last = REGRESSION.function("loss")(DATA.X, DATA.t, **trained.after)
    assert trained.loss == pytest.approx(float(last), rel=1e-14)
    np.testing.assert_array_equal(
        trained.predictions, REGRESSION.function("f")(DATA.X, DATA.t, **trained.after)
    )
    with pytest.raises(ValueError, match="read-only"):
        trained.after["W1"][0, 0] = 0
    with pytest.raises(TypeError):
        trained.after["W1"] = 0


@pytest.mark.parametrize("preset", PRESETS)
def test_L20_every_preset_learns_its_own_data_without_a_step_back(preset: str) -> None:
    data = dataset_for(preset)
    trained = train(symbp.derive(Network.preset(preset)), data, iterations=1500)
    assert np.all(np.diff(trained.losses) < 0)
    assert trained.loss < 0.6 * trained.losses[0]


def test_L18_a_tolerance_stops_at_the_first_update_that_meets_it() -> None:
    trained = train(REGRESSION, DATA, tolerance_loss=1e-6)
    changes = -np.diff(trained.losses)
    assert trained.stopped == "tolerance_loss"
    assert changes[-1] < 1e-6 <= changes[:-1].min()


def test_training_from_given_weights_starts_there() -> None:
    start = {"W1": np.ones((2, 3)), "W2": [[0.5]] * 3}
    trained = train(REGRESSION, DATA, initial=start, iterations=0)
    np.testing.assert_array_equal(trained.before["W2"], np.full((3, 1), 0.5))
    np.testing.assert_array_equal(trained.after["W1"], np.ones((2, 3)))
    assert trained.stopped == "iterations"


@pytest.mark.parametrize(
    ("units", "samples", "updates"),
    [((2, 3, 1), 3, 5000), ((20, 50, 10), 64, 5000), ((784, 256, 10), 20, 600), ((784, 256, 10), 60_000, 10)],
)
def test_a_wide_network_makes_fewer_updates_by_default(
    units: tuple[int, ...], samples: int, updates: int
) -> None:
    """So many that training takes seconds; what was asked for is always done."""
    assert affordable(Network.preset("lecture10-regression", units=units), samples) == updates


def test_updates_that_were_not_asked_for_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symbp.numeric.train.WORK", 1e4)
    assert [train(REGRESSION, DATA, iterations=n).stopped for n in (None, 40)] == ["work", "iterations"]
    assert train(REGRESSION, DATA).iterations == 40


def test_progress_is_reported_about_a_hundred_times() -> None:
    heard: list[int] = []
    train(REGRESSION, DATA, iterations=1000, progress=lambda done, loss: heard.append(done))
    assert heard == list(range(0, 1001, 10))


def test_deeper_networks_draw_their_weights_in_order_and_biases_are_zero() -> None:
    rng = np.random.RandomState(7)
    net = Network(units=(2, 4, 3, 1), activations=("tanh",) * 3, bias="separate")
    start = initial_weights(net, seed=7)
    for name, shape in {"W1": (2, 4), "W2": (4, 3), "W3": (3, 1)}.items():
        np.testing.assert_array_equal(start[name], rng.randn(*shape))
    assert [start[f"b{layer}"].any() for layer in (1, 2, 3)] == [False] * 3


@pytest.mark.parametrize("weights", ["in x out", "out x in"])
def test_a_folded_bias_starts_at_zero_beside_the_same_weights(weights: str) -> None:
    plain, folded = (
        initial_weights(Network(units=(2, 3, 1), activations=("tanh",) * 2, bias=b, weights=weights))
        for b in ("none", "folded")
    )
    inner = folded["W1"][1:] if weights == "in x out" else folded["W1"][:, 1:]
    np.testing.assert_array_equal(inner, plain["W1"])
    assert np.count_nonzero(folded["W1"] == 0) == 3


def test_the_start_can_be_said_in_words() -> None:
    net = Network(units=(2, 3, 1), activations=("tanh",) * 2, bias="separate")
    assert initial_in_words(net) == (
        "NumPy's legacy generator with seed 0: W1 = randn(2, 3), then W2 = randn(3, 1); biases start at 0"
    )


def test_training_that_runs_away_is_reported_with_what_to_change() -> None:
    net = Network(units=(2, 3, 1), activations=("relu", "identity"), reduction="sum")
    with pytest.raises(DataError) as failed:
        train(symbp.derive(net), example_for(net), rate=50)
    assert str(failed.value) == (
        "training diverged: after 4 updates the loss is inf; expected a finite number. "
        "Try a smaller rate than 50, such as 5, or inputs near 1 in size"
    )


BAD = [
    ({"rate": 0}, "rate = 0: expected a number above 0"),
    ({"rate": "1"}, "rate = '1': expected a number above 0"),
    ({"iterations": -1}, "iterations = -1: expected a whole number from 0 on"),
    ({"iterations": float("nan")}, "iterations = nan: expected a whole number from 0 on"),
    ({"iterations": float("inf")}, "iterations = inf: expected a whole number from 0 on"),
    ({"iterations": 2.5}, "iterations = 2.5: expected a whole number from 0 on"),
    ({"seed": -1}, "seed = -1: expected a whole number from 0 to 4294967295"),
    ({"seed": 2**32}, "seed = 4294967296: expected a whole number from 0 to 4294967295"),
    ({"tolerance_loss": -1e-3}, "tolerance_loss = -0.001: expected a number above 0"),
    ({"tolerance_gradient": 0.0}, "tolerance_gradient = 0.0: expected a number above 0"),
    ({"lam": 0.1}, "lam = 0.1: expected none, as penalty = 'none'; state a penalty"),
]


@pytest.mark.parametrize(("setting", "message"), BAD)
def test_a_setting_that_cannot_be_used_is_refused(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        train(REGRESSION, DATA, **setting)
    assert str(refused.value) == message


@pytest.mark.parametrize("lam", ["a", -1, float("nan"), float("inf")])
def test_a_strength_is_a_number_from_zero_on(lam: Any) -> None:
    with pytest.raises(ConfigError) as refused:
        train(symbp.derive(Network.preset("lecture10-regression-l2")), DATA, lam=lam)
    assert str(refused.value) == f"lam = {lam!r}: expected a number from 0 on"


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ({"W1": np.ones((2, 3))}, "initial weights: W2 is missing; expected W2 of shape (3, 1)"),
        (
            {"W1": np.ones((3, 2)), "W2": np.ones((3, 1))},
            "initial weights: W1 has shape (3, 2); expected (2, 3)",
        ),
        ({"W1": "a"}, "initial weights: W1 has elements of type <U1; expected real numbers"),
        ({"W1": [[1, 2], [3]]}, "initial weights: W1 has rows of different lengths; expected a matrix"),
        (
            {"W1": [[1, 2, 3], [4, np.nan, 6]]},
            "initial weights: W1 entry (2, 2): nan; expected a finite number",
        ),
        (
            {"W1": np.ones((2, 3)), "W2": np.ones((3, 1)), "w3": 0},
            "initial weights: unknown name 'w3'; expected one of: W1, W2",
        ),
        ([1.0], "initial weights: [1.0]; expected a dictionary of arrays by name"),
    ],
)
def test_weights_that_do_not_fit_are_refused(start: Any, message: str) -> None:
    with pytest.raises(DataError) as refused:
        train(REGRESSION, DATA, initial=start)
    assert str(refused.value) == message


def test_data_that_does_not_fit_is_refused() -> None:
    wide = Dataset("wide", np.ones((3, 4)), np.ones((3, 1)), ("a", "b", "c", "d"), ("t",), "")
    with pytest.raises(DataError) as refused:
        train(REGRESSION, wide)
    assert str(refused.value) == "X has shape (3, 4); expected (3, 2)"

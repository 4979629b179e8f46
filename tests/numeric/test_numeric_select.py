"""Model selection (L24): deterministic, complete, and the test set is used once, at the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbp.data import dataset_for, selection_data
from symbp.errors import ConfigError, DataError
from symbp.network import Network
from symbp.numeric import select as module
from symbp.numeric.select import EXAMPLE, Trial, divided, select

QUICK: dict[str, Any] = {"units": (2,), "hidden_layers": (0, 1), "iterations": 10, "folds": 3}


def test_L24_every_combination_is_scored_on_every_fold() -> None:
    found = select(**QUICK, lambdas=(0.0, 0.1))
    tried = [(row.candidate.hidden, row.candidate.lam, row.candidate.inputs) for row in found.rows]
    subsets = [("x_1", "x_2", "x_3"), ("x_2", "x_3"), ("x_1", "x_3"), ("x_1", "x_2")]
    assert tried == [(h, lam, s) for h in ((), (2,)) for lam in (0.0, 0.1) for s in subsets]
    assert all(len(row.scores) == 3 for row in found.rows)
    assert found.method == "cross-validation"
    assert found.sizes == (64, 32, 24)


def test_L24_the_test_set_is_scored_once_after_the_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    test, _ = divided(120, 3, 0.2, 0)
    checked: list[np.ndarray] = []
    run = Trial.run

    def watched(self: Trial, candidate: Any, learning: np.ndarray, checking: np.ndarray) -> Any:
        assert not set(learning) & set(test)
        checked.append(checking)
        return run(self, candidate, learning, checking)

    monkeypatch.setattr(module.Trial, "run", watched)
    select(**QUICK)
    assert [bool(set(c) & set(test)) for c in checked] == [False] * (len(checked) - 1) + [True]
    np.testing.assert_array_equal(checked[-1], test)


def test_L24_the_smallest_mean_score_is_chosen_and_a_plot_has_its_series() -> None:
    found = select(**QUICK)
    assert found.chosen.mean == min(row.mean for row in found.rows)
    assert found.chosen.std == pytest.approx(np.std(found.chosen.scores, ddof=1))
    assert found.series[0] == (str(found.rows[0].candidate), found.rows[0].mean, found.rows[0].std)
    assert str(found.rows[-1].candidate) == "hidden 2, λ = 0.1, inputs x_1 x_2"


def test_the_same_seed_gives_the_same_selection() -> None:
    first, again, other = (select(**QUICK, seed=seed) for seed in (1, 1, 2))
    assert first.series == again.series
    assert first.test_score == again.test_score
    assert first.series != other.series


def test_L24_a_single_split_keeps_a_validation_and_a_test_set() -> None:
    found = select(**{**QUICK, "folds": None})
    assert (found.method, found.sizes) == ("split", (72, 24, 24))
    assert {row.std for row in found.rows} == {0.0}


def test_the_score_is_the_data_loss_per_sample_without_the_penalty() -> None:
    data = selection_data(EXAMPLE)
    test, _ = divided(data.N, 3, 0.2, 0)
    found = select(**QUICK, lambdas=(0.5,), inputs=[data.features])
    X, t, after = data.X[test], data.t[test], found.training.after
    a = X
    for layer in range(1, len(found.chosen.candidate.hidden) + 1):
        a = np.tanh(a @ after[f"W{layer}"] + after[f"b{layer}"])
    last = len(found.chosen.candidate.hidden) + 1
    f = 1 / (1 + np.exp(-(a @ after[f"W{last}"] + after[f"b{last}"])))
    assert found.test_score == pytest.approx(np.mean((f - t) ** 2) / 2, rel=1e-12)


def test_progress_counts_the_trainings() -> None:
    heard: list[tuple[int, int]] = []
    select(**QUICK, lambdas=(0.0,), progress=lambda done, of: heard.append((done, of)))
    assert heard == [(3 * k, 24) for k in range(1, 9)]


def test_too_few_samples_are_refused() -> None:
    net = Network.preset("lecture10-regression")
    with pytest.raises(DataError) as refused:
        select(net, dataset_for("lecture10-regression"))
    assert str(refused.value) == (
        "N = 3 samples are too few for a test set and 5 parts of at least 2 samples; "
        "expected about 14: give more data or fewer folds"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"test_fraction": 1.0}, "test_fraction = 1.0: expected a number between 0 and 1"),
        ({"folds": 1}, "folds = 1: expected a whole number from 2 on"),
        ({"folds": 2.5}, "folds = 2.5: expected a whole number from 2 on"),
        ({"units": ()}, "units = (): expected a list of at least one"),
        ({"units": (0,)}, "units = 0: expected a whole number from 1 on"),
        ({"units": 3}, "units = 3: expected a list of at least one"),
        ({"hidden_layers": []}, "hidden_layers = []: expected a list of at least one"),
        ({"hidden_layers": (-1,)}, "hidden_layers = -1: expected a whole number from 0 on"),
        ({"lambdas": ()}, "lambdas = (): expected a list of at least one"),
        ({"lambdas": ("a",)}, "lambdas = 'a': expected a number from 0 on"),
        ({"lambdas": (-1.0,)}, "lambdas = -1.0: expected a number from 0 on"),
        ({"inputs": ["x_1"]}, "inputs = 'x_1': expected a list of at least one"),
        ({"inputs": [()]}, "inputs = (): expected a list of at least one"),
        ({"seed": -1}, "seed = -1: expected a whole number from 0 to 4294967295"),
        ({"inputs": [("x_9",)]}, "unknown input 'x_9'; did you mean 'x_3'?"),
    ],
)
def test_choices_that_cannot_be_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        select(**{**QUICK, **change})
    assert str(refused.value) == message


def test_a_strength_without_a_penalty_is_refused() -> None:
    with pytest.raises(ConfigError) as refused:
        select(Network(units=(3, 2, 1), activations=("tanh", "sigmoid")), lambdas=(0.0, 0.1))
    assert str(refused.value) == "lambdas = [0.0, 0.1]: expected only 0, as penalty = 'none'; state a penalty"


def test_a_candidate_that_diverges_is_named() -> None:
    net = Network(units=(3, 2, 1), activations=("relu", "identity"))
    with pytest.raises(DataError, match=r"^hidden 2, λ = 0, inputs x_1 x_2 x_3: training diverged: "):
        select(net, rate=1e6, hidden_layers=(1,), units=(2,))

"""Data sets: the presets' own, the user's CSV files, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import networks

import symbp
from symbp.data import arguments, check_data, dataset_for, example_for, load_csv, selection_data
from symbp.errors import ConfigError, DataError
from symbp.network import Network
from symbp.numeric.select import EXAMPLE
from symbp.numeric.weights import initial_weights
from symbp.presets import PRESETS

SUM = Network.preset("lecture10-regression")
BINARY = Network.preset("lecture10-binary")
CLASSES = Network(units=(2, 3), activations=("identity",), loss="softmax_cross_entropy")


def written(path: Path, text: str) -> Path:
    file = path / "data.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_regression_presets_carry_the_lecture_s_three_rows() -> None:
    for preset in ("lecture10-regression", "lecture10-regression-l2"):
        data = dataset_for(preset)
        np.testing.assert_array_equal(data.X, [[1, 0.875], [0.25, 1], [0.75, 0.25]])
        np.testing.assert_array_equal(data.t, [[1], [0.4], [0.6]])
        assert data.note == "The three rows of the lecture."


@pytest.mark.parametrize("preset", sorted(set(PRESETS) - {"lecture10-regression", "lecture10-regression-l2"}))
def test_the_other_presets_carry_an_example_of_ours_that_says_so(preset: str) -> None:
    data = dataset_for(preset)
    assert data.N >= 8
    assert data.X.shape == (data.N, 2)
    assert data.note.startswith("An example of ours")
    assert set(np.unique(data.t)) == {0.0, 1.0}
    assert len(data.targets) == data.t.shape[1]


def test_the_selection_set_is_what_its_note_says() -> None:
    data = selection_data(EXAMPLE)
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, size=(120, 3)).round(3)
    t = 0.5 + 0.3 * np.sin(3 * X[:, 0]) + 0.15 * X[:, 0] * X[:, 1] + 0.03 * rng.standard_normal(120)
    np.testing.assert_array_equal(data.X, X)
    np.testing.assert_allclose(data.t[:, 0], t, atol=6e-5)


def test_data_is_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        dataset_for("lecture10-binary").X[0, 0] = 3


@settings(max_examples=25)
@given(net=networks())
def test_every_network_has_an_example_that_fits_it(net: Network) -> None:
    data = example_for(net)
    check_data(net, data.X, data.t)
    assert np.all(np.round(data.X * 8) == data.X * 8)
    values = arguments(net, data, initial_weights(net), None if net.penalty == "none" else 0.5)
    assert np.isfinite(symbp.derive(net).function("loss")(*values))


def test_columns_turn_the_data_for_the_function() -> None:
    net = Network.preset("lecture10-regression", samples="columns")
    X, t, W1, _ = arguments(net, dataset_for("lecture10-regression"), initial_weights(net))
    assert (X.shape, t.shape, W1.shape) == ((2, 3), (1, 3), (3, 2))


def test_a_csv_file_is_inputs_then_targets(tmp_path: Path) -> None:
    data = load_csv(written(tmp_path, "u, v, y\n1,2,0.5\n\n3,4,0.25\n"), SUM)
    assert (data.features, data.targets, data.name) == (("u", "v"), ("y",), "data")
    np.testing.assert_array_equal(data.X, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(data.t, [[0.5], [0.25]])
    assert data.rate == 1 / 2  # the sum form's gradient grows with N


def test_classes_may_be_columns_or_one_column_of_labels(tmp_path: Path) -> None:
    columns = load_csv(written(tmp_path, "u,v,a,b,c\n1,2,0,1,0\n3,4,1,0,0\n"), CLASSES)
    label = load_csv(written(tmp_path, "u,v,class\n1,2,1\n3,4,0\n"), CLASSES)
    np.testing.assert_array_equal(columns.t, label.t)
    integers = Network(**{**CLASSES.model_dump(), "targets": "integers from 1"})
    found = load_csv(written(tmp_path, "u,v,class\n1,2,3\n3,4,1\n"), integers)
    np.testing.assert_array_equal(found.t, [3, 1])
    assert found.t.dtype.kind == "i"


REFUSED = [
    (SUM, "", "no data; expected a header row and at least one row of numbers"),
    (SUM, "u,v,y\n", "no data; expected a header row and at least one row of numbers"),
    (SUM, "u,y\n1,2\n", "2 columns; expected 2 of inputs and 1 of targets for units = [2, 3, 1]"),
    (
        CLASSES,
        "u,v,a,b\n1,2,0,1\n",
        "4 columns; expected 2 of inputs and 3 of targets or 1 column of labels for units = [2, 3]",
    ),
    (SUM, "u,v,y\n1,2\n", ", line 2: 2 cells; expected 3, as in the header"),
    (SUM, "u,v,y\n1,2,3\n1,two,3\n", ", line 3, column 'v': 'two'; expected a number"),
    (SUM, "u,v,y\n\n1,nan,3\n", ", line 3, column 'v': 'nan'; expected a finite number"),
    (SUM, "u,v,y\n1,2,-inf\n", ", line 2, column 'y': '-inf'; expected a finite number"),
    (BINARY, "u,v,y\n1,2,1\n1,2,0.5\n", ", line 3: target 0.5; expected 0 or 1 (targets = '0/1')"),
    (CLASSES, "u,v,a,b,c\n1,2,1,1,0\n", ", line 2: targets 1 1 0; expected one 1 among 3 (one-hot)"),
    (CLASSES, "u,v,a,b,c\n1,2,1,0,7\n", ", line 2: target 1 0 7; expected 0 or 1 (targets = 'one-hot')"),
    (CLASSES, "u,v,k\n1,2,3\n", ", line 2: label 3; expected a whole number from 0 to 2"),
    (CLASSES, "u,v,k\n1,2,0.5\n", ", line 2: label 0.5; expected a whole number from 0 to 2"),
]


@pytest.mark.parametrize(("net", "text", "message"), REFUSED)
def test_a_csv_file_that_does_not_fit_is_refused(
    net: Network, text: str, message: str, tmp_path: Path
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(DataError) as refused:
        load_csv(file, net)
    separator = "" if message.startswith(",") else ": "
    assert str(refused.value) == f"{file}{separator}{message}"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        load_csv(tmp_path / "none.csv", SUM)
    assert str(refused.value) == f"cannot read {tmp_path / 'none.csv'}: No such file or directory"
    (tmp_path / "latin.csv").write_bytes(b"u,v,\xe9\n1,2,3\n")
    with pytest.raises(DataError, match="not UTF-8 text"):
        load_csv(tmp_path / "latin.csv", SUM)


ARRAYS = [
    (np.ones((0, 2)), np.ones((0, 1)), "no samples: N = 0; expected at least one row of X"),
    (np.ones((3, 5)), np.ones((3, 1)), "X has shape (3, 5); expected (3, 2)"),
    (np.ones(2), np.ones((1, 1)), "X has shape (2,); expected (2, 2)"),
    (np.ones((3, 2)), np.ones((2, 1)), "t has shape (2, 1); expected (3, 1)"),
    (np.ones((3, 2)), np.ones(3), "t has shape (3,); expected (3, 1)"),
    (np.array([[1, 2], [3, np.nan]]), np.ones((2, 1)), "sample 2, X column 2: nan; expected a finite number"),
    (np.ones((1, 2)), np.array([[np.inf]]), "sample 1, t column 1: inf; expected a finite number"),
    (np.array([["a", "b"]]), np.ones((1, 1)), "X has elements of type <U1; expected real numbers"),
]


@pytest.mark.parametrize(("X", "t", "message"), ARRAYS)
def test_arrays_that_do_not_fit_are_refused(X: np.ndarray, t: np.ndarray, message: str) -> None:
    with pytest.raises(DataError) as refused:
        check_data(SUM, X, t)
    assert str(refused.value) == message


def test_labels_out_of_range_are_refused() -> None:
    net = Network(**{**CLASSES.model_dump(), "targets": "integers from 1"})
    with pytest.raises(DataError) as refused:
        check_data(net, np.ones((2, 2)), np.array([1, 0]))
    assert str(refused.value) == "sample 2: label 0; expected a whole number from 1 to 3"


def test_an_unknown_preset_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ConfigError) as refused:
        dataset_for("lecture10-binery")
    assert str(refused.value) == "unknown preset 'lecture10-binery'; did you mean 'lecture10-binary'?"

"""The derivation as data: what is derived, in which form, and what happens without a rule."""

from __future__ import annotations

import itertools

import pytest
from sympy import Basic
from sympy.matrices.expressions import MatrixExpr

import symbp
from symbp.derivation import Derivation
from symbp.entrywise import LARGEST, entries
from symbp.errors import ConfigError, RuleError
from symbp.network import Network
from symbp.notation import plain
from symbp.rules import RULES

REGRESSION = Network.preset("lecture10-regression")

NEEDED_BY: dict[str, Network] = {
    "MatMul": REGRESSION,
    "MatAdd": REGRESSION,
    "Add": Network.preset("lecture10-regression-l2"),
    "Mul": REGRESSION,
    "EntrySum": REGRESSION,
    "Transpose": Network.preset("lecture10-regression", weights="out x in"),
    "HadamardProduct": Network.preset("lecture10-binary"),
    "HadamardPower": REGRESSION,
    "Elementwise": REGRESSION,
    "Softmax": Network.preset("lecture10-multiclass"),
    "AddOnes": Network.preset("lecture10-regression", bias="folded"),
    "MaskBias": Network.preset("lecture10-regression-l2", bias="folded"),
}


def written(derivation: Derivation, name: str) -> str:
    return plain(derivation[name])


def test_every_rule_has_a_network_that_needs_it() -> None:
    assert set(NEEDED_BY) == {kind.__name__ for kind in RULES}


@pytest.mark.parametrize("operation", sorted(NEEDED_BY))
def test_without_its_rule_a_network_cannot_be_derived_and_the_error_names_the_operation(
    operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = next(kind for kind in RULES if kind.__name__ == operation)
    monkeypatch.delitem(RULES, kind)
    with pytest.raises(RuleError, match=rf"no derivative rule for the operation {operation};"):
        symbp.derive(NEEDED_BY[operation])


def test_quantities_come_in_the_order_of_computation() -> None:
    d = symbp.derive(REGRESSION)
    assert list(d.equations) == ["Z2", "a2", "Z3", "f", "loss", "delta3", "dW2", "delta2", "dW1"]
    assert list(d.gradients) == ["dW1", "dW2"]
    assert list(d.deltas) == ["delta3", "delta2"]


def test_biases_follow_their_weights_in_parameter_order() -> None:
    d = symbp.derive(Network.preset("lecture10-regression", bias="separate"))
    assert list(d.gradients) == ["dW1", "db1", "dW2", "db2"]


def test_steps_are_sympy_objects_that_chain() -> None:
    d = symbp.derive(Network.preset("lecture10-multiclass"))
    for chain in d.chains():
        for step, following in itertools.pairwise(chain):
            assert step.after == following.before
    for step in d.steps:
        assert isinstance(step.before, Basic)
        assert isinstance(step.after, Basic)
        assert step.rule
        assert step.reason
        if isinstance(step.before, MatrixExpr):
            assert step.before.shape == step.after.shape == step.shape


def test_columns_are_derived_in_their_own_form() -> None:
    net = Network.preset("lecture10-regression", samples="columns", bias="separate")
    d = symbp.derive(net)
    assert written(d, "Z2").startswith("W1 @ X + b1")
    assert written(d, "delta2").startswith("(W2.T @ delta3) * ")
    assert written(d, "dW2") == "delta3 @ a2.T"
    assert written(d, "db2") == "delta3 @ ones((N, 1))"


def test_weights_may_be_stored_out_by_in_with_samples_in_rows() -> None:
    d = symbp.derive(Network.preset("lecture10-regression", weights="out x in"))
    assert written(d, "Z2") == "X @ W1.T"
    assert written(d, "dW1") == "delta2.T @ X"


def test_a_folded_bias_passes_nothing_back_and_is_not_penalised() -> None:
    net = Network.preset("lecture10-regression-l2", bias="folded")
    d = symbp.derive(net)
    assert d.equations["dW1"].rhs.shape == net.names.W(1).shape
    assert "without" not in written(d, "dW1")


def test_delta_may_stand_for_n_times_the_derivative() -> None:
    own = symbp.derive(Network.preset("lecture10-binary-l2", penalty="none"))
    other = symbp.derive(Network.preset("lecture10-binary-l2", penalty="none", delta="N*dL/dZ"))
    assert written(other, "delta3") == "f - t"
    assert written(own, "dW2") == "a2.T @ delta3"
    assert written(other, "dW2") == "1/N * a2.T @ delta3"


def test_integer_labels_become_one_hot_targets() -> None:
    d = symbp.derive(Network.preset("lecture10-multiclass", targets="integers from 1", reduction="sum"))
    assert next(iter(d.equations)) == "T"
    assert written(d, "delta3") == "P - T"


def test_aliases_name_the_same_quantity() -> None:
    d = symbp.derive(REGRESSION)
    assert d["a3"] == d["f"]
    with pytest.raises(ConfigError, match="unknown quantity 'detla3'; did you mean 'delta3'"):
        d["detla3"]


@pytest.mark.parametrize("units", [(1, 1, 1), (3, 2, 2), (2, 2, 2, 1)], ids=str)
@pytest.mark.parametrize("loss", ["squared_error", "softmax_cross_entropy", "binary_cross_entropy"])
def test_every_entry_is_written_out_and_agrees_with_the_matrix_level(
    units: tuple[int, ...], loss: str
) -> None:
    """L09."""
    if loss == "softmax_cross_entropy" and units[-1] == 1:
        units = (*units[:-1], 2)
    last = "identity" if loss == "softmax_cross_entropy" else "sigmoid"
    net = Network(
        units=units,
        activations=("tanh",) * (len(units) - 2) + (last,),
        loss=loss,
        bias="separate",
        penalty="lambda/(2N)",
    )
    lines = entries(net, samples=2)
    shapes = {p.name: p.shape for p in net.names.parameters}
    expected = sum(int((rows * columns).subs(net.names.sizes)) for rows, columns in shapes.values())
    assert len(lines) == expected
    report = symbp.derive(net).verify()
    assert report.ok
    assert [line for line in report.lines if line.level == "entry"]


def test_too_many_entries_are_refused() -> None:
    net = Network(units=(20, 50, 10), activations=("tanh", "identity"))
    with pytest.raises(ConfigError, match=rf"1500 entries over 10 paths are too many .* may be {LARGEST}"):
        entries(net, samples=1)

"""Every statement of the lecture (rows L01 to L25) as something symbp derives, verifies and shows."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from sympy import Rational, Symbol, exp
from sympy.matrices.expressions import HadamardProduct, MatMul

import symbp
from symbp.activations import sigmoid, z
from symbp.data import dataset_for
from symbp.derivation import Derivation
from symbp.network import Network
from symbp.nodes import minus, product
from symbp.notation import plain
from symbp.numeric.brute_force import brute_force_time
from symbp.numeric.select import select
from symbp.numeric.train import initial_weights, train
from symbp.penalties import N, lam

SUM = Network.preset("lecture10-regression")
MEAN = Network.preset("lecture10-regression", reduction="mean")
L2 = Network.preset("lecture10-regression-l2")
BINARY = Network.preset("lecture10-binary")
LOGISTIC = Network.preset("lecture10-logistic")
SOFTMAX = Network.preset("lecture10-multiclass")


@pytest.fixture(scope="module")
def regression() -> Derivation:
    return symbp.derive(SUM)


def written(net: Network, name: str) -> str:
    return plain(symbp.derive(net)[name])


def rules_of(d: Derivation, target: str) -> list[str]:
    return [step.rule for step in d.steps_of(target)]


def test_L01_and_L02_gradients_differ_by_the_factor_N() -> None:
    mean, total = symbp.derive(MEAN), symbp.derive(SUM)
    for name in total.gradients:
        by_definition = mean.equations[name].lhs
        assert symbp.equal(total.equations[name].lhs, total.gradients[name], SUM)
        assert symbp.equal(by_definition, product(1 / N, scaled_to_sum(mean, name)), MEAN)
    point = {"X": np.ones((3, 2)) / 2, "t": np.ones((3, 1)), "W1": np.ones((2, 3)) / 4, "W2": np.ones((3, 1))}
    for a, b in zip(mean.function()(**point), total.function()(**point), strict=True):
        np.testing.assert_allclose(3 * a, b, rtol=1e-15)


def scaled_to_sum(mean: Derivation, name: str) -> MatMul:
    """The sum form's gradient in the mean form's quantities: N times the mean form's."""
    return product(N, mean.gradients[name])


def test_L03_a_cross_entropy_needs_an_output_between_0_and_1() -> None:
    with pytest.raises(symbp.SymbpError, match="strictly between 0 and 1"):
        Network.preset("lecture10-binary", activations=("sigmoid", "identity"))
    assert Network.preset("lecture10-binary").loss == "binary_cross_entropy"


def test_L03_and_L04_differ_by_the_factor_N() -> None:
    mean = Network.preset("lecture10-binary", reduction="mean")
    assert symbp.derive(mean).loss.rhs.args[0] * N == symbp.derive(BINARY).loss.rhs.args[0]


def test_L05_the_logistic_loss_is_the_cross_entropy_of_sigma_of_f() -> None:
    """Stated for a network whose output f goes through σ: P = σ(f), L = L03 at P."""
    d = symbp.derive(LOGISTIC)
    assert written(LOGISTIC, "P") == "sigmoid(f)"
    binary = symbp.derive(Network.preset("lecture10-binary", reduction="mean"))
    on_P = binary.loss.rhs.xreplace({binary.net.names.f: LOGISTIC.names.P})
    verdict = symbp.equal(d.loss.lhs, on_P, LOGISTIC)
    assert verdict.status == "equal"
    cases = {1: -1, 0: -1}
    f = Symbol("f", real=True)
    from sympy import log

    for t, sign in cases.items():
        stated = sign * log(sigmoid(f) if t else 1 - sigmoid(f))
        general = -(t * log(sigmoid(f)) + (1 - t) * log(1 - sigmoid(f)))
        assert stated == general


def test_L06_softmax_has_one_P_per_output_that_sum_to_one() -> None:
    P = symbp.derive(SOFTMAX).function("P")(
        X=np.array([[1.0, 2.0]]), t=np.eye(4)[:1], W1=np.ones((2, 3)), W2=np.arange(12.0).reshape(3, 4)
    )
    assert P.shape == (1, 4)
    assert P.sum() == pytest.approx(1)


def test_L06_an_activation_before_the_softmax_leaves_its_derivative_in_delta() -> None:
    net = Network.preset("lecture10-multiclass", activations=("sigmoid", "tanh"), reduction="sum")
    assert written(net, "delta3") == "(P - t) * dtanh(Z3)"
    assert symbp.derive(net).verify().ok


def test_L07_the_gradient_left_to_the_reader_is_P_minus_T() -> None:
    assert written(Network.preset("lecture10-multiclass", reduction="sum"), "delta3") == "P - t"
    assert written(SOFTMAX, "delta3") == "1/N * (P - t)"


def test_L07_the_one_hot_assumption_is_named_where_it_is_used() -> None:
    d = symbp.derive(SOFTMAX)
    using = [step for step in d.steps if step.assumption]
    assert {step.level for step in using} == {"matrix", "sample"}
    assert {step.rule for step in using} == {"one-hot"}
    assert all(step.assumption == "Σ_k t_nk = 1" for step in using)


def test_L08_one_iteration_of_gradient_descent_is_minus_alpha_times_the_gradient(
    regression: Derivation,
) -> None:
    data = dataset_for("lecture10-regression")
    trained = train(regression, data, rate=0.25, iterations=1)
    before = trained.before
    gradients = regression.function()(X=data.X, t=data.t, **before)
    for (name, W), gradient in zip(before.items(), gradients, strict=True):
        np.testing.assert_array_equal(trained.after[name], W - 0.25 * gradient)


def test_L09_a_gradient_has_the_shape_of_its_weights(regression: Derivation) -> None:
    sizes = SUM.names.sizes
    assert [tuple(g.shape) for g in regression.gradients.values()] == [
        tuple(p.shape) for p in SUM.names.parameters
    ]
    assert [tuple(s.subs(sizes) for s in p.shape) for p in SUM.names.parameters] == [(2, 3), (3, 1)]


def test_L10_trying_all_weights_takes_longer_than_the_universe_is_old() -> None:
    assert brute_force_time(parameters=1).seconds == pytest.approx(0.05)
    assert brute_force_time(parameters=2).seconds == pytest.approx(50)
    assert brute_force_time(parameters=3).hours == pytest.approx(13.89, abs=0.005)
    assert brute_force_time(parameters=9).years == pytest.approx(1.58e15, rel=0.005)


def test_L11_every_equality_of_the_sigmoid_derivative_holds() -> None:
    line = [
        (1 / (1 + exp(-z))).diff(z),
        exp(-z) / (1 + exp(-z)) ** 2,
        sigmoid(z) * (1 - sigmoid(z)),
    ]
    for before, after in itertools.pairwise(line):
        assert symbp.equal(before, after, SUM).status == "equal"
    assert symbp.equal(sigmoid(z), 1 / (1 + exp(-z)), SUM)
    assert not symbp.equal(line[0], sigmoid(z) * (1 + sigmoid(z)), SUM)


def test_L12_step_1_goes_from_the_sum_rule_to_the_matrix_product(regression: Derivation) -> None:
    assert rules_of(regression, "dW2") == [
        "sum over samples",
        "one sample",
        "factors",
        "name",
        "matrix form",
        "product rule",
        "substitution",
    ]
    assert written(SUM, "delta3") == "(f - t) * dsigmoid(Z3)"
    assert written(SUM, "dW2") == "a2.T @ delta3"


def test_L13_step_2_goes_through_the_hidden_layer() -> None:
    assert written(SUM, "delta2") == "(delta3 @ W2.T) * dsigmoid(Z2)"
    assert written(SUM, "dW1") == "X.T @ delta2"


def test_L14_matrix_products_and_element_wise_products_are_different_nodes(regression: Derivation) -> None:
    assert isinstance(regression["delta2"], HadamardProduct)
    assert isinstance(regression["delta2"].args[0], MatMul)
    assert isinstance(regression["dW1"], MatMul)
    assert not regression["dW1"].has(HadamardProduct)


@pytest.mark.parametrize("hidden", range(5))
def test_L15_the_two_steps_repeat_for_any_number_of_hidden_layers(hidden: int) -> None:
    units = (2, *(3 + (layer % 2) for layer in range(hidden)), 1)
    net = Network(units=units, activations=("sigmoid",) * (hidden + 1), reduction="sum")
    d = symbp.derive(net)
    for layer in range(2, hidden + 2):
        after = layer + 1
        assert plain(d[f"delta{layer}"]) == f"(delta{after} @ W{layer}.T) * dsigmoid(Z{layer})"
    assert d.verify().ok


def test_L16_summary_of_regression_is_verified_line_by_line(regression: Derivation) -> None:
    lines = {e.name: plain(e.rhs) for e in (*regression.forward, *regression.backward)}
    assert lines == {
        "Z2": "X @ W1",
        "a2": "sigmoid(Z2)",
        "Z3": "a2 @ W2",
        "f": "sigmoid(Z3)",
        "delta3": "(f - t) * dsigmoid(Z3)",
        "dW2": "a2.T @ delta3",
        "delta2": "(delta3 @ W2.T) * dsigmoid(Z2)",
        "dW1": "X.T @ delta2",
    }
    assert regression.verify().ok


def test_L17_the_derivative_cancels_under_cross_entropy_and_the_lines_show_why() -> None:
    d = symbp.derive(BINARY)
    assert plain(d["delta3"]) == "f - t"
    assert rules_of(d, "delta3") == [
        "definition",
        "chain rule",
        "substitution",
        "activation value",
        "multiply out",
        "collect",
    ]
    regression = symbp.derive(SUM)
    for name in ("dW2", "delta2", "dW1"):
        assert d[name] == regression[name]


def test_L18_training_stops_at_the_first_criterion_that_holds(regression: Derivation) -> None:
    data = dataset_for("lecture10-regression")
    by_count = train(regression, data, iterations=7)
    assert (by_count.iterations, by_count.stopped) == (7, "iterations")
    by_loss = train(regression, data, iterations=5000, tolerance_loss=1e-6)
    assert by_loss.stopped == "tolerance_loss"
    assert by_loss.iterations < 5000
    by_gradient = train(regression, data, iterations=5000, tolerance_gradient=1e-2)
    assert by_gradient.stopped == "tolerance_gradient"


def test_L19_the_start_is_the_lecture_s_generator() -> None:
    rng = np.random.RandomState(0)
    start = initial_weights(SUM, seed=0)
    np.testing.assert_array_equal(start["W1"], rng.randn(2, 3))
    np.testing.assert_array_equal(start["W2"], rng.randn(3, 1))


def test_L19_and_L20_5000_iterations_equal_an_independent_loop(regression: Derivation) -> None:
    X = np.array([[1, 0.875], [0.25, 1], [0.75, 0.25]])
    t = np.array([[1], [0.4], [0.6]])
    rng = np.random.RandomState(0)
    W1, W2 = rng.randn(2, 3), rng.randn(3, 1)
    trained = train(regression, dataset_for("lecture10-regression"), iterations=5000)
    losses = []
    for _ in range(5000):
        a2 = 1 / (1 + np.exp(-(X @ W1)))
        f = 1 / (1 + np.exp(-(a2 @ W2)))
        losses.append(0.5 * np.sum((f - t) ** 2))
        delta3 = (f - t) * f * (1 - f)
        delta2 = (delta3 @ W2.T) * a2 * (1 - a2)
        W1, W2 = W1 - trained.rate * X.T @ delta2, W2 - trained.rate * a2.T @ delta3
    np.testing.assert_allclose(trained.after["W1"], W1, rtol=1e-9)
    np.testing.assert_allclose(trained.after["W2"], W2, rtol=1e-9)
    np.testing.assert_allclose(trained.losses[:5000], losses, rtol=1e-9)
    assert losses[-1] < losses[0] / 10


def test_L21_the_penalty_adds_lambda_over_N_times_the_weights() -> None:
    plainly, penalised = symbp.derive(MEAN), symbp.derive(L2)
    for layer in (1, 2):
        W = L2.names.W(layer)
        difference = minus(penalised.gradients[f"dW{layer}"], plainly.gradients[f"dW{layer}"])
        assert symbp.equal(difference, product(lam / N, W), L2)
    assert written(L2, "dW1") == "X.T @ delta2 + lam/N * W1"


def test_L21_more_units_fit_the_training_data_better_and_need_not_predict_better() -> None:
    data = dataset_for("lecture10-regression")
    few, many = (
        train(
            symbp.derive(Network.preset("lecture10-regression", units=(2, units, 1))), data, iterations=3000
        )
        for units in (1, 12)
    )
    assert many.losses[-1] < few.losses[-1]


def test_L22_the_regularised_cross_entropy_gains_the_same_penalty() -> None:
    assert written(Network.preset("lecture10-binary-l2"), "dW1") == "X.T @ delta2 + lam/N * W1"
    assert written(Network.preset("lecture10-binary-l2"), "delta3") == "1/N * (f - t)"


@pytest.mark.parametrize("bias", ["separate", "folded"])
def test_L23_biases_are_not_penalised(bias: str) -> None:
    net = Network.preset("lecture10-regression-l2", bias=bias)
    d = symbp.derive(net)
    assert d.verify().ok
    point = {name: np.full(shape, 0.5) for name, shape in shapes(net).items()}
    data = {"X": np.full((2, 2), 0.5), "t": np.full((2, 1), 0.5)}
    strong, weak = (d.function()(**data, **point, lam=strength) for strength in (8.0, 0.0))
    by_name = {name: a - b for name, a, b in zip(d.gradients, strong, weak, strict=True)}
    biases = by_name["db1"] if bias == "separate" else by_name["dW1"][0]
    weights = by_name["dW1"] if bias == "separate" else by_name["dW1"][1:]
    assert np.all(biases == 0)
    np.testing.assert_allclose(weights, 8.0 / 2 * 0.5)


def shapes(net: Network) -> dict[str, tuple[int, ...]]:
    sizes = net.names.sizes
    return {p.name: tuple(int(s.subs(sizes)) for s in p.shape) for p in net.names.parameters}


def test_L24_the_test_set_is_used_once_after_the_choice() -> None:
    chosen = select(hidden_layers=(0, 1), units=(2,), lambdas=(0.0, 0.1), iterations=200, folds=3)
    assert len(chosen.rows) >= 4
    assert sum(row.chosen for row in chosen.rows) == 1
    assert math.isfinite(chosen.test_score)
    best = min(chosen.rows, key=lambda row: row.mean)
    assert best.chosen


def test_L25_delta_times_the_input_activation_is_the_gradient_and_alpha_times_it_leaves_the_weight() -> None:
    """Phase 2: each weight's gradient is the δ of its output times its input activation."""
    d = symbp.derive(SUM)
    data = dataset_for("lecture10-regression")
    start = initial_weights(SUM, seed=0)
    delta2, dW1 = d.function("delta2", "dW1")(X=data.X, t=data.t, **start)
    by_hand = sum(np.outer(data.X[n], delta2[n]) for n in range(3))
    np.testing.assert_allclose(dW1, by_hand, rtol=1e-14)
    assert Rational(1, 2) in d.loss.rhs.args

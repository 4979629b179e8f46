"""`Derivation.function`: names, shapes, dtypes, and the right numbers even where exp would overflow."""

from __future__ import annotations

import inspect
from typing import Any

import independent
import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import networks

import symbp
from symbp.errors import ConfigError
from symbp.network import Network
from symbp.penalties import N

SUM = Network.preset("lecture10-regression")
X = np.array([[1, 0.875], [0.25, 1], [0.75, 0.25]])
t = np.array([[1], [0.4], [0.6]])


def weights(seed: int = 0) -> dict[str, Any]:
    rng = np.random.RandomState(seed)
    return {"W1": rng.randn(2, 3), "W2": rng.randn(3, 1)}


def arrays(point: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name == "lam" else np.array(value) for name, value in point.items()}


def test_gradients_come_in_parameter_order_as_a_tuple() -> None:
    net = Network.preset("lecture10-regression-l2", bias="separate")
    f = symbp.derive(net).function()
    assert list(inspect.signature(f).parameters) == ["X", "t", "W1", "b1", "W2", "b2", "lam"]
    point = arrays(independent.random_point(net, 4, 1))
    assert [g.shape for g in f(**point)] == [point[name].shape for name in ("W1", "b1", "W2", "b2")]


def test_one_name_gives_the_bare_quantity_and_several_a_tuple() -> None:
    d = symbp.derive(SUM)
    f = d.function("a3")(X, t, **weights())
    assert f.shape == (3, 1)
    loss, again, delta2 = d.function("loss", "f", "delta2")(X, t, **weights())
    assert float(loss) == pytest.approx(0.5 * float(np.sum((f - t) ** 2)), rel=1e-14)
    np.testing.assert_array_equal(again, f)
    assert delta2.shape == (3, 3)
    (only,) = symbp.derive(Network(units=(2, 1), activations=("tanh",))).function()(X, t, np.ones((2, 1)))
    assert only.shape == (2, 1)


def test_lines_that_an_output_does_not_need_are_not_computed() -> None:
    text = inspect.getsource(symbp.derive(SUM).function("a2"))
    assert "W1" in text
    assert "delta" not in text.replace("W1, W2", "")
    assert "Z3" not in text


def test_an_unknown_quantity_is_refused_with_a_suggestion() -> None:
    with pytest.raises(ConfigError) as refused:
        symbp.derive(SUM).function("delta1")
    assert str(refused.value) == "unknown quantity 'delta1'; did you mean 'delta3'?"


@settings(max_examples=40)
@given(net=networks(), seed=st.integers(0, 2**32))
def test_the_loss_is_the_specification_s_and_every_named_quantity_has_its_shape(
    net: Network, seed: int
) -> None:
    point = independent.random_point(net, 3, seed)
    names = [name for name in net.names.table if net.names.table[name].kind not in ("input", "strength")]
    values = dict(zip(names, symbp.derive(net).function(*names)(**arrays(point)), strict=True))
    expected = independent.loss(net, point)
    assert abs(float(values["loss"]) - float(expected)) <= 1e-12 * (1 + abs(float(expected)))
    for name in set(names) - {"loss"}:
        quantity = net.names.table[name]
        sizes = tuple(int(size.subs({**net.names.sizes, N: 3})) for size in quantity.shape)
        flat = net.bias_shape == "(units,)" and name.lstrip("d").startswith("b")
        assert values[name].shape == ((max(sizes),) if flat else sizes)


@settings(max_examples=25)
@given(net=networks(), seed=st.integers(0, 2**32))
def test_float32_in_gives_float32_out(net: Network, seed: int) -> None:
    point = arrays(independent.random_point(net, 3, seed))
    single = {name: np.asarray(value) for name, value in point.items()}
    single = {k: v if v.dtype.kind == "i" or k == "lam" else v.astype(np.float32) for k, v in single.items()}
    names = ("loss", "f", *symbp.derive(net).gradients)
    results = symbp.derive(net).function(*names)(**single)
    assert {np.asarray(value).dtype for value in results} == {np.dtype(np.float32)}
    exact = symbp.derive(net).function(*names)(**point)
    for rough, fine in zip(results, exact, strict=True):
        np.testing.assert_allclose(rough, fine, rtol=1e-3, atol=1e-4 * (1 + np.abs(fine).max()))


FAR = [
    SUM,
    Network.preset("lecture10-binary"),
    Network.preset("lecture10-logistic"),
    Network.preset("lecture10-multiclass"),
    Network.preset("lecture10-multiclass", samples="columns", targets="integers from 1"),
    Network(units=(2, 3, 2), activations=("softplus", "sigmoid"), loss="binary_cross_entropy"),
    Network(units=(2, 3, 1), activations=("log(1 + exp(z))", "exp(z)/(1 + exp(z))")),
    Network(units=(2, 3, 1), activations=("z/(1 + exp(-z))", "tanh"), bias="separate"),
]
TEXTS = {
    "log(1 + exp(z))": independent.SCALARS["softplus"],
    "exp(z)/(1 + exp(z))": independent.SCALARS["sigmoid"],
    "z/(1 + exp(-z))": independent.SCALARS["z*sigmoid(z)"],
}


@pytest.mark.parametrize("net", FAR, ids=lambda net: f"{net.loss} {net.activations[0]} {net.samples}")
@pytest.mark.parametrize("scale", [1, 30, 1000, -1000])
def test_losses_and_gradients_are_right_where_pre_activations_reach_1000(
    net: Network, scale: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against thousands of digits, as 1 − σ(1000) needs; pytest makes a warning an error."""
    monkeypatch.setattr(independent, "DIGITS", 70 + 3 * abs(scale))
    monkeypatch.setattr(independent, "SCALARS", {**independent.SCALARS, **TEXTS})
    point = independent.random_point(net, 4, 3)
    bounded = net.activations[0] == "sigmoid"
    for name in ("W1", "W2") if bounded else ("W1",):
        point[name] = [[scale * w for w in row] for row in point[name]]
    d = symbp.derive(net)
    Z2, Z3, loss, *gradients = d.function("Z2", "Z3", "loss", *d.gradients)(**arrays(point))
    assert min(np.abs(Z2).max(), np.abs(Z3).max()) >= 0.8 * abs(scale)
    expected = independent.loss(net, point)
    assert abs(loss - expected) <= 1e-12 * max(1, expected)
    for name, gradient in zip(d.gradients, gradients, strict=True):
        direction = np.resize([1, -2, 3, -1, 2], gradient.shape)
        slope = independent.directional_difference(net, point, name[1:], direction.tolist())
        size = max(1, float(np.abs(gradient * direction).sum()))
        assert abs(np.sum(gradient * direction) - slope) <= 1e-12 * size


@pytest.mark.parametrize("z", [-700.0, -40.0, -1.0, 1.0, 39.0, 41.0, 500.0])
def test_the_loss_of_a_confident_right_answer_keeps_its_digits(z: float) -> None:
    """log σ(z) for t = 1 where σ(z) rounds to 1, and log(1 − σ(z)) for t = 0."""
    d = symbp.derive(
        Network(units=(1, 1), activations=("sigmoid",), loss="binary_cross_entropy", reduction="sum")
    )
    loss = d.function("loss")
    for label, sign in ((1.0, -1), (0.0, 1)):
        found = loss(np.array([[z]]), np.array([[label]]), np.array([[1.0]]))
        with mp.workdps(700):
            expected = mp.log(1 + mp.exp(sign * mp.mpf(z)))
        assert abs(found - expected) <= 1e-15 * expected


@pytest.mark.parametrize("z", [-700.0, -30.0, 0.0, 30.0, 41.0, 700.0])
def test_the_slope_of_a_saturated_sigmoid_keeps_its_digits(z: float) -> None:
    """f(1 − f), where 1 − f of a rounded f has lost them."""
    d = symbp.derive(Network(units=(1, 1), activations=("sigmoid",), reduction="sum"))
    found = d.function("dW1")(np.array([[1.0]]), np.array([[-1.0]]), np.array([[z]]))
    with mp.workdps(700):
        f = 1 / (1 + mp.exp(-mp.mpf(z)))
        assert abs(found[0, 0] - (f + 1) * f * (1 - f)) <= 1e-15 * (f + 1) * f * (1 - f)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_no_dtype_overflows(dtype: type) -> None:
    d = symbp.derive(SUM)
    far = np.array([[100.0], [-100.0]], dtype)
    f = d.function("f")(far @ np.ones((1, 2), dtype), far, np.ones((2, 3), dtype), np.ones((3, 1), dtype))
    assert f.dtype == dtype
    np.testing.assert_allclose(f.astype(float), [[1 / (1 + np.exp(-3))], [0.5]], rtol=1e-3)


def test_whole_numbers_are_taken_for_what_they_are() -> None:
    d = symbp.derive(SUM)
    whole = d.function("f")(
        np.eye(2, dtype=int), np.ones((2, 1), int), np.ones((2, 3), int), np.ones((3, 1), int)
    )
    exact = d.function("f")(np.eye(2), np.ones((2, 1)), np.ones((2, 3)), np.ones((3, 1)))
    np.testing.assert_array_equal(whole, exact)


@pytest.mark.parametrize("labels", [(3,), (3, 1)])
def test_integer_labels_may_lie_flat_or_in_a_column(labels: tuple[int, ...]) -> None:
    d = symbp.derive(Network.preset("lecture10-multiclass", targets="integers from 0"))
    W = {"W1": np.ones((2, 3)), "W2": np.ones((3, 4))}
    T = d.function("T")(X, np.array([0, 3, 1]).reshape(labels), **W)
    np.testing.assert_array_equal(T, np.eye(4)[[0, 3, 1]])


def test_the_other_custom_of_delta_changes_delta_and_not_the_gradients() -> None:
    ours, theirs = (
        symbp.derive(Network.preset("lecture10-regression-l2", delta=c)) for c in ("dL/dZ", "N*dL/dZ")
    )
    names = ("delta3", "delta2", "dW1", "dW2")
    first, second = (d.function(*names)(X, t, **weights(), lam=0.5) for d in (ours, theirs))
    np.testing.assert_allclose(second[0], 3 * first[0])
    np.testing.assert_allclose(second[1], 3 * first[1])
    np.testing.assert_allclose(second[2:][0], first[2])
    np.testing.assert_allclose(second[2:][1], first[3])


def test_a_function_says_what_it_takes_and_returns() -> None:
    assert (
        symbp.derive(SUM).function().__doc__
        == """\
Gradients of the loss of a 2-3-1 network, squared error (sum form).

    X   (N, 2)  inputs, one sample per row
    t   (N, 1)  targets
    W1  (2, 3)  weights from layer 1 to the next
    W2  (3, 1)  weights from layer 2 to the next

    Returns dW1 (2, 3), dW2 (3, 1)."""
    )


def test_a_sigmoid_of_a_sigmoid_keeps_both() -> None:
    """The logistic loss takes the sigmoid of an output that may be a sigmoid itself."""
    net = Network(units=(1, 1), activations=("sigmoid",), loss="logistic")
    x, w = np.array([[0.5], [-2.0]]), np.array([[3.0]])
    f = 1 / (1 + np.exp(-x @ w))
    np.testing.assert_allclose(symbp.derive(net).function("P")(x, np.ones((2, 1)), w), 1 / (1 + np.exp(-f)))

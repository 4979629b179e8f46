"""Mutants against the same mistakes written by hand in plain NumPy, in three conventions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from named import NAMED

from grader.numbers import Numbers
from grader.points import Points, TestPoint
from symbp import Network, derive
from symbp.misconceptions import Mutant, mutants

Arrays = dict[str, Any]
ByHand = Callable[[Arrays], Arrays]

RATE = 0.25


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def dsigmoid(z: Any) -> Any:
    return sigmoid(z) * (1 - sigmoid(z))


def slipped(net: Network, id: str, variant: str) -> tuple[TestPoint, Arrays]:
    """The gradients with one mistake, by its mutant."""
    d = derive(net)
    point = Points(net).main(b"by hand")
    (mutant,) = [m for m in mutants(d) if (m.id, m.variant) == (id, variant)]
    return point, evaluated(Numbers(d, point), mutant, list(d.gradients))


def evaluated(numbers: Numbers, mutant: Mutant, names: list[str]) -> Arrays:
    return numbers.evaluate(names, mutant.equations, {"rate": RATE} if mutant.unknown is not None else {})


def assert_same(net: Network, id: str, variant: str, by_hand: ByHand) -> None:
    point, found = slipped(net, id, variant)
    expected = by_hand(dict(point.arrays))
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-12, err_msg=f"{id} {variant} {name}")


# Rows: lecture row L21 -----------------------------------------------------------------------


def regression(
    X: Any,
    t: Any,
    W1: Any,
    W2: Any,
    lam: Any,
    *,
    output: Callable[[Any, Any], Any] = lambda f, Z3: dsigmoid(Z3),
    hidden: Callable[[Any, Any], Any] = lambda a2, Z2: dsigmoid(Z2),
    back: Callable[[Any, Any, Any], Any] = lambda error, delta3, dW2: delta3,
    weights: Callable[[Any, Any], Any] = lambda W2, dW2: W2,
    mean: bool = True,
    penalty: Callable[[Any, float, int], Any] = lambda W, lam, N: lam / N * W,
) -> Arrays:
    """Squared error, mean form, with an L2 penalty, two sigmoid layers; each keyword spoils something."""
    N = len(X)
    Z2 = X @ W1
    a2 = sigmoid(Z2)
    Z3 = a2 @ W2
    f = sigmoid(Z3)
    error = (f - t) / N if mean else f - t
    delta3 = error * output(f, Z3)
    dW2 = a2.T @ delta3 + penalty(W2, lam, N)
    delta2 = (back(error, delta3, dW2) @ weights(W2, dW2).T) * hidden(a2, Z2)
    return {"dW1": X.T @ delta2 + penalty(W1, lam, N), "dW2": dW2}


ROWS: list[tuple[str, str, dict[str, Any]]] = [
    ("M01", "no derivative", {"output": lambda f, Z3: 1}),
    ("M03", "in delta2", {"hidden": lambda a2, Z2: 1}),
    ("M04", "σ'(a) for σ'(Z), in delta2", {"hidden": lambda a2, Z2: dsigmoid(a2)}),
    ("M04", "the form in a, fed with Z, in delta3", {"output": lambda f, Z3: Z3 * (1 - Z3)}),
    ("M05", "1 - a for the derivative, in delta2", {"hidden": lambda a2, Z2: 1 - a2}),
    ("M06", "tanh' in terms of a, in delta3", {"output": lambda f, Z3: 1 - f**2}),
    ("M09", "everywhere", {"mean": False}),
    ("M13", "everywhere", {"penalty": lambda W, lam, N: 0}),
    ("M14", "lam for lam/N, everywhere", {"penalty": lambda W, lam, N: lam * W}),
    ("M15", "its sum, everywhere", {"penalty": lambda W, lam, N: lam / (2 * N) * np.sum(W**2)}),
    ("M16", "everywhere", {"penalty": lambda W, lam, N: -lam / N * W}),
    ("M23", "in delta2", {"weights": lambda W2, dW2: W2 - RATE * dW2}),
    ("M35", "in delta2", {"back": lambda error, delta3, dW2: error}),
    ("M36", "in delta2", {"weights": lambda W2, dW2: dW2}),
    ("M38", "lam in every entry, everywhere", {"penalty": lambda W, lam, N: lam}),
]


@pytest.mark.parametrize(("id", "variant", "slip"), ROWS)
def test_mistakes_in_rows(id: str, variant: str, slip: dict[str, Any]) -> None:
    net = NAMED["regression with a penalty"]
    assert_same(net, id, variant, lambda given: regression(**given, **slip))


def test_targets_across_the_outputs() -> None:
    """`f - t` with f of shape (N, 1) and t of shape (N,) is N × N; summed, it has the old shape again."""

    def by_hand(given: Arrays) -> Arrays:
        right = dict(given)
        X, W1, W2 = (given[name] for name in ("X", "W1", "W2"))
        f = sigmoid(sigmoid(X @ W1) @ W2)
        pairs = f - given["t"].ravel()
        right["t"] = f - pairs.sum(axis=1, keepdims=True)
        return regression(**right)

    net = NAMED["regression with a penalty"]
    assert_same(net, "M21", "f − t for all pairs, summed over the targets", by_hand)


def test_the_last_sample_overwrites_the_others() -> None:
    def by_hand(given: Arrays) -> Arrays:
        X, t, W1, W2, N = given["X"], given["t"], given["W1"], given["W2"], len(given["X"])
        for x, target in zip(X, t, strict=True):
            z2 = x @ W1
            z3 = sigmoid(z2) @ W2
            d3 = (sigmoid(z3) - target) / N * dsigmoid(z3)
            d2 = (W2 @ d3) * dsigmoid(z2)
            dW1, dW2 = np.outer(x, d2), np.outer(sigmoid(z2), d3)
        return {"dW1": dW1 + given["lam"] / N * W1, "dW2": dW2 + given["lam"] / N * W2}

    assert_same(NAMED["regression with a penalty"], "M22", "the last sample, everywhere", by_hand)


# Columns: a course that keeps samples in columns and biases apart ------------------------------


def columns(
    X: Any,
    t: Any,
    W1: Any,
    b1: Any,
    W2: Any,
    b2: Any,
    lam: Any,
    *,
    size: Callable[[Any], int] = lambda X: X.shape[1],
    delta: Callable[[Any, Any], Any] = lambda delta3, A2: delta3,
    slope: Callable[[Any, Any], Any] = lambda A1, Z1: 1 - A1**2,
    bias: Callable[[Any, int], Any] = lambda delta, m: delta.sum(axis=1, keepdims=True),
    decay: float = 0.0,
) -> Arrays:
    """Binary cross-entropy, tanh and sigmoid; W is (out × in) and b is (out × 1)."""
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    A2 = sigmoid(W2 @ A1 + b2)
    delta3 = delta((A2 - t) / size(X), A2)
    delta2 = (W2.T @ delta3) * slope(A1, Z1)
    return {
        "dW1": delta2 @ X.T + lam / m * W1,
        "db1": bias(delta2, m) + decay * lam / m * b1,
        "dW2": delta3 @ A1.T + lam / m * W2,
        "db2": bias(delta3, m) + decay * lam / m * b2,
    }


COLUMNS: list[tuple[str, str, dict[str, Any]]] = [
    ("M02", "the activation's derivative", {"delta": lambda d, A2: d * A2 * (1 - A2)}),
    ("M03", "in delta2", {"slope": lambda A1, Z1: 1}),
    ("M05", "a**2 for the derivative, in delta2", {"slope": lambda A1, Z1: A1**2}),
    ("M06", "relu', in delta2", {"slope": lambda A1, Z1: Z1 > 0}),
    ("M07", "t − f for f − t", {"delta": lambda d, A2: -d}),
    ("M12", "divided by D", {"size": lambda X: X.shape[0]}),
    ("M17", "everywhere", {"decay": 1.0}),
    ("M24", "not divided by N, everywhere", {"bias": lambda d, m: m * d.sum(axis=1, keepdims=True)}),
    ("M24", "divided by N, everywhere", {"bias": lambda d, m: d.mean(axis=1, keepdims=True)}),
    ("M24", "not summed, everywhere", {"bias": lambda d, m: d}),
    ("M37", "zero, everywhere", {"bias": lambda d, m: 0 * d.sum(axis=1, keepdims=True)}),
]


@pytest.mark.parametrize(("id", "variant", "slip"), COLUMNS)
def test_mistakes_in_columns(id: str, variant: str, slip: dict[str, Any]) -> None:
    assert_same(NAMED["columns"], id, variant, lambda given: columns(**given, **slip))


# Folded: biases in the first column of W, no mean -------------------------------------------------


def folded(
    X: Any,
    t: Any,
    W1: Any,
    W2: Any,
    W3: Any,
    lam: Any,
    *,
    drop: Callable[[Any], Any] = lambda error: error[:, 1:],
    through: Callable[[Any, Any], Any] = lambda delta3, error3: delta3,
    keep: Callable[[Any], Any] = lambda W: np.hstack([np.zeros((len(W), 1)), W[:, 1:]]),
) -> Arrays:
    """(f − t)² summed, tanh, relu and no activation; W is (out × in) with the biases in its first column."""
    one = np.ones((len(X), 1))
    a1 = np.hstack([one, X])
    Z2 = a1 @ W1.T
    a2 = np.hstack([one, np.tanh(Z2)])
    Z3 = a2 @ W2.T
    a3 = np.hstack([one, np.maximum(Z3, 0)])
    delta4 = 2 * (a3 @ W3.T - t)
    error3 = drop(delta4 @ W3)
    delta3 = error3 * (Z3 > 0)
    error2 = drop(through(delta3, error3) @ W2)
    delta2 = error2 * (1 - np.tanh(Z2) ** 2)
    data = {"dW1": delta2.T @ a1, "dW2": delta3.T @ a2, "dW3": delta4.T @ a3}
    weights = {"dW1": W1, "dW2": W2, "dW3": W3}
    return {name: data[name] + lam * keep(weights[name]) for name in data}


FOLDED: list[tuple[str, str, dict[str, Any]]] = [
    ("M17", "everywhere", {"keep": lambda W: W}),
    ("M13", "everywhere", {"keep": lambda W: 0}),
    ("M35", "in delta2", {"through": lambda delta3, error3: error3}),
    ("M37", "the last dropped for the first, everywhere", {"drop": lambda error: error[:, :-1]}),
]


@pytest.mark.parametrize(("id", "variant", "slip"), FOLDED)
def test_mistakes_with_folded_biases(id: str, variant: str, slip: dict[str, Any]) -> None:
    assert_same(NAMED["folded"], id, variant, lambda given: folded(**given, **slip))


# Classes -----------------------------------------------------------------------------------------


def classes(given: Arrays, P_of: Callable[[Any], Any], T_of: Callable[[Any, int], Any]) -> Arrays:
    """Softmax and cross-entropy, biases apart, labels from 1."""
    X, W1, b1, W2, b2, lam = (given[name] for name in ("X", "W1", "b1", "W2", "b2", "lam"))
    N, K = len(X), W2.shape[1]
    Z2 = X @ W1 + b1
    a2 = sigmoid(Z2)
    delta3 = (P_of(a2 @ W2 + b2) - T_of(given["t"].astype(int), K)) / N
    delta2 = (delta3 @ W2.T) * dsigmoid(Z2)
    return {
        "dW1": X.T @ delta2 + lam / N * W1,
        "db1": delta2.sum(axis=0, keepdims=True),
        "dW2": a2.T @ delta3 + lam / N * W2,
        "db2": delta3.sum(axis=0, keepdims=True),
    }


def softmax(f: Any, axis: int | None = 1) -> Any:
    return np.exp(f) / np.exp(f).sum(axis=axis, keepdims=True)


def one_hot(t: Any, K: int) -> Any:
    return np.eye(K)[t.ravel() - 1]


CLASSES: list[tuple[str, str, Callable[[Any], Any], Callable[[Any, int], Any]]] = [
    ("M26", "wrong axis", lambda f: softmax(f, axis=0), one_hot),
    ("M26", "over everything", lambda f: softmax(f, axis=None), one_hot),
    ("M26", "not normalised", np.exp, one_hot),
    ("M27", "labels as numbers", softmax, lambda t, K: t),
    ("M27", "counted from 0, out of range is no class", softmax, lambda t, K: (t == np.arange(K)) * 1.0),
    ("M27", "counted from 0, out of range wraps around", softmax, lambda t, K: np.eye(K)[t.ravel() % K]),
]


@pytest.mark.parametrize(("id", "variant", "P_of", "T_of"), CLASSES)
def test_mistakes_with_classes(
    id: str, variant: str, P_of: Callable[[Any], Any], T_of: Callable[[Any, int], Any]
) -> None:
    assert_same(NAMED["classes"], id, variant, lambda given: classes(given, P_of, T_of))

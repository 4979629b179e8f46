"""Equations in NumPy: the derivation's own values, other equations, given values, what does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import networks
from sympy import Integer, Symbol
from sympy.matrices.expressions import MatrixSymbol

from grader.drawing import Drawing
from grader.numbers import Numbers, ShapesError
from grader.points import Points, TestPoint, with_strength
from grader.reference import derivation_of, matrices
from symbp.misconceptions import mutants
from symbp.misconceptions.nodes import DropLast, LooseOneHot, OneSample, Unchecked
from symbp.network import Network
from symbp.nodes import Elementwise, ScalarFunction, Softmax, product, transpose
from symbp.verify import reference

LECTURE = Network.preset("lecture10-regression-l2")


def point_of(net: Network, samples: int = 4) -> TestPoint:
    return with_strength(TestPoint("main", net, samples, Drawing(net, samples, b"test").arrays()), b"test")


def numbers_of(net: Network, samples: int = 4) -> Numbers:
    return Numbers(derivation_of(net), point_of(net, samples))


def as_floats(value: Any) -> Any:
    rows = value if isinstance(value, list) else [[value]]
    found = [[float(x.mid()) for x in row] for row in rows]
    return np.array(found) if isinstance(value, list) else found[0][0]


@settings(max_examples=40)
@given(networks(deepest=2), st.integers(1, 5))
def test_every_quantity_is_the_certified_one(net: Network, samples: int) -> None:
    net = matrices(net)
    point, derivation = point_of(net, samples), derivation_of(net)
    names = list(derivation.equations)
    found = Numbers(derivation, point).evaluate(names)
    for name, value in reference(derivation, point.arrays, 20, names).items():
        exact = as_floats(value)
        assert np.shape(found[name]) == np.shape(exact), name
        assert np.allclose(found[name], exact, rtol=1e-11, atol=1e-13), name


def test_a_replaced_equation_is_followed_through() -> None:
    numbers = numbers_of(LECTURE)
    right = numbers.evaluate(["delta3", "dW2", "delta2"])
    twice = {"delta3": product(Integer(2), derivation_of(LECTURE)["delta3"])}
    wrong = numbers.evaluate(["delta3", "dW2", "delta2"], twice)
    assert np.allclose(wrong["delta3"], 2 * right["delta3"])
    assert np.allclose(wrong["delta2"], 2 * right["delta2"])
    penalty = right["dW2"] - (wrong["dW2"] - right["dW2"])
    W2, lam = numbers.leaves["W2"].array, numbers.leaves["lam"].array
    assert np.allclose(penalty, lam / 4 * W2)


def test_a_given_value_stands_in_place_of_its_equation() -> None:
    numbers = numbers_of(LECTURE)
    own = np.arange(4.0)[:, None]
    found = numbers.evaluate(["delta3", "delta2", "dW2"], given={"delta3": own})
    W2, a2 = numbers.leaves["W2"].array, numbers.evaluate(["a2"])["a2"]
    assert found["delta3"] is own
    assert np.allclose(found["delta2"], own @ W2.T * a2 * (1 - a2))
    assert not np.allclose(numbers.evaluate(["delta3"])["delta3"], own)


def test_an_unknown_factor_is_a_given_number() -> None:
    (early,) = (m for m in mutants(derivation_of(LECTURE)) if m.id == "M23")
    numbers = numbers_of(LECTURE)
    none, some = (numbers.evaluate(["dW1"], early.equations, {"rate": r})["dW1"] for r in (0.0, 0.5))
    assert np.allclose(none, numbers.evaluate(["dW1"])["dW1"])
    assert not np.allclose(some, none)


def test_what_follows_from_given_values_is_not_remembered() -> None:
    numbers = numbers_of(LECTURE)
    numbers.evaluate(list(numbers.forms))
    before = len(numbers.memo)
    numbers.evaluate(["dW1"], given={"delta3": np.ones((4, 1))})
    assert len(numbers.memo) == before


def test_mutants_share_what_they_have_in_common() -> None:
    numbers = numbers_of(LECTURE)
    numbers.evaluate(["dW1", "dW2"], {"delta2": derivation_of(LECTURE)["delta2"]})
    before = len(numbers.memo)
    numbers.evaluate(["dW1", "dW2"], {"dW2": product(Integer(2), derivation_of(LECTURE)["dW2"])})
    assert len(numbers.memo) == before + 1


def test_shapes_that_do_not_fit_raise_one_kind_of_exception() -> None:
    numbers = numbers_of(LECTURE)
    W2 = derivation_of(LECTURE).net.names.W(2)
    delta3 = derivation_of(LECTURE).net.names.delta(3)
    wrong = product(delta3, Unchecked(W2, *transpose(W2).shape))
    with pytest.raises(ShapesError, match="delta2"):
        numbers.evaluate(["delta2"], {"delta2": wrong})
    with pytest.raises(ShapesError, match="dW1"):
        numbers.evaluate(["dW1"], {"delta2": wrong})


@pytest.mark.parametrize("size", [-800.0, 0.0, 800.0])
def test_sigmoid_softplus_and_softmax_do_not_overflow(size: float) -> None:
    numbers = numbers_of(Network.preset("lecture10-multiclass"))
    f = derivation_of(Network.preset("lecture10-multiclass")).net.names.f
    scores = np.array([[size, 0.0, 1.0, 2.0]])
    for node in (Softmax(f), Elementwise(ScalarFunction("log"), Softmax(f))):
        assert np.isfinite(numbers.evaluate(["P"], {"P": node}, {"f": scores})["P"]).all()
    for name in ("sigmoid", "softplus", "tanh"):
        for order in (0, 1):
            node = Elementwise(ScalarFunction(name), f, order)
            assert np.isfinite(numbers.evaluate(["P"], {"P": node}, {"f": scores})["P"]).all()


def test_nodes_of_mistakes() -> None:
    numbers = numbers_of(LECTURE)
    X, labels = MatrixSymbol("X", 3, 2), MatrixSymbol("t", 3, 1)
    x, t = np.arange(6.0).reshape(3, 2), np.array([[0], [1], [3]])
    found = {
        "first": OneSample(X, 0, 0),
        "last": OneSample(X, 1, -1),
        "cut": DropLast(X, 1),
        "labels": LooseOneHot(labels, Symbol("K", integer=True), 1, 1),
        "wrapped": LooseOneHot(labels, Symbol("K", integer=True), 1, 1, True),
    }
    numbers.sizes["K"] = 2
    values = numbers.evaluate(found, found, {"X": x, "t": t})
    assert values["first"].tolist() == [[0.0, 1.0]]
    assert values["last"].tolist() == [[1.0], [3.0], [5.0]]
    assert values["cut"].tolist() == [[0.0], [2.0], [4.0]]
    assert values["labels"].tolist() == [[0, 0], [1, 0], [0, 0]]
    assert values["wrapped"].tolist() == [[0, 1], [1, 0], [1, 0]]


def test_all_mutants_have_numbers_or_do_not_fit() -> None:
    point = Points(LECTURE).main(b"all")
    derivation = derivation_of(LECTURE)
    numbers = Numbers(derivation, point)
    for mutant in mutants(derivation):
        given = {"rate": 0.5} if mutant.unknown is not None else {}
        try:
            found = numbers.evaluate(derivation.gradients, mutant.equations, given)
        except ShapesError:
            continue
        assert set(found) == set(derivation.gradients)

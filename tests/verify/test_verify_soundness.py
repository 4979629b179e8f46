"""Claims that look true at a careless glance: a variable of one sign, a class that never comes up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sympy import (
    Abs,
    Basic,
    Derivative,
    ImmutableMatrix,
    Integer,
    KroneckerDelta,
    Matrix,
    Max,
    Piecewise,
    Pow,
    Symbol,
    symbols,
)
from sympy.matrices.expressions import HadamardProduct, Identity, MatAdd, MatrixSymbol
from sympy.matrices.expressions.special import OneMatrix

import symbp
from symbp.activations import relu
from symbp.errors import ConfigError
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import Elementwise, Entry, EntrySum, ScalarFunction, power, product
from symbp.penalties import N, lam
from symbp.rules import RULES

z, i, n = (
    Symbol("z", real=True),
    Symbol("i", integer=True, positive=True),
    Symbol("n", integer=True, positive=True),
)
RELU = ScalarFunction("relu")
L2, SUM = Network.preset("lecture10-regression-l2"), Network.preset("lecture10-regression")
BINARY = Network.preset("lecture10-binary")
CLASSES = Network.preset("lecture10-multiclass", targets="integers from 1")
ONE_HOT = Network.preset("lecture10-multiclass")
NARROW = Network(units=(2, 1, 1), activations=("relu", "identity"), reduction="sum")
COUNT = EntrySum(OneMatrix(N, 1))
WIDE = Network(units=(784, 256, 10), activations=("relu", "identity"), loss="softmax_cross_entropy")


def entry(net: Network, name: str, row: Any, column: Any) -> Entry:
    return Entry(net.names.table[name].symbol, row, column)


FALSE: dict[str, tuple[Any, Any, Network]] = {
    "the loss does not depend on λ": (Derivative(LOSS, lam), Integer(0), L2),
    "a square has no slope": (Derivative(lam**2, lam), Integer(0), L2),
    "relu is the identity": (relu(z), z, SUM),
    "relu is zero": (relu(z), Integer(0), SUM),
    "cases that agree near 0 only": (Max(z, -2), z, SUM),
    "a kink far out": (Abs(z - 3), 3 - z, SUM),
    "a third case": (Piecewise((z, z > 0), (0, z > -2), (5, True)), relu(z), SUM),
    "the first class never comes up": (entry(CLASSES, "T", 1, 1), Integer(0), CLASSES),
    "the second class never comes up": (entry(CLASSES, "T", 1, 2), Integer(0), CLASSES),
    "δ is P for one entry": (entry(CLASSES, "delta3", 1, 1), entry(CLASSES, "P", 1, 1) / N, CLASSES),
    "a one-hot column is empty": (entry(ONE_HOT, "t", 1, 4), Integer(0), ONE_HOT),
    "a binary target is 1": (entry(BINARY, "t", 1, 1), Integer(1), BINARY),
    "relu' left out": (
        NARROW.names.delta(2),
        product(NARROW.names.delta(3), NARROW.names.W(2).T),
        NARROW,
    ),
    "every unit is alive": (Elementwise(RELU, NARROW.names.Z(2)), NARROW.names.Z(2), NARROW),
    "the slope of relu is 1": (
        Elementwise(RELU, NARROW.names.Z(2), 1),
        OneMatrix(N, NARROW.names.dims[1]),
        NARROW,
    ),
    "samples never share a class": (
        product(ONE_HOT.names.t, ONE_HOT.names.t.T),
        Identity(N),
        ONE_HOT,
    ),
    "samples always share a class": (entry(ONE_HOT, "t", 1, i), entry(ONE_HOT, "t", 2, i), ONE_HOT),
    "N is at most 3": ((N - 1) * (N - 2) * (N - 3) * z, Integer(0), SUM),
    "N is less than 5": (Piecewise((z, N < 5), (0, True)), z, SUM),
    "N is 2": (N * z, 2 * z, SUM),
    "a sum of ones is at most 3": (
        (COUNT - 1) * (COUNT - 2) * (COUNT - 3) * z,
        Integer(0),
        SUM,
    ),
    "a sample is one of the first 3": (
        (n - 1) * (n - 2) * (n - 3) * entry(SUM, "f", n, 1),
        Integer(0),
        SUM,
    ),
    "an index is at most 5": (
        (i - 1) * (i - 2) * (i - 3) * (i - 4) * (i - 5) * entry(WIDE, "W1", i, 1),
        Integer(0),
        WIDE,
    ),
    "a row far down is 0": (entry(WIDE, "W1", i, 1) * KroneckerDelta(i, 200), Integer(0), WIDE),
}


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_claim_is_never_accepted(claim: str) -> None:
    left, right, net = FALSE[claim]
    assert symbp.equal(left, right, net).status != "equal"


@pytest.mark.parametrize(
    "claim", ["relu is the identity", "relu' left out", "a one-hot column is empty", "a kink far out"]
)
def test_and_where_points_can_tell_it_is_refuted(claim: str) -> None:
    left, right, net = FALSE[claim]
    assert symbp.equal(left, right, net).status == "different"


def test_some_samples_written_out_stand_among_others() -> None:
    error = entry(L2, "f", 2, 1) - entry(L2, "t", 2, 1)
    slope = Entry(Elementwise(ScalarFunction("sigmoid"), L2.names.Z(3), 1), 2, 1)
    assert symbp.equal(entry(L2, "delta3", 2, 1), error * slope / N, L2)
    assert symbp.equal(entry(L2, "delta3", 2, 1), error * slope / 2, L2).status == "different"


@pytest.mark.parametrize("letter", "abcdeghijklmopqrsuvwxyz")
def test_a_free_variable_takes_both_signs_whatever_its_name(letter: str) -> None:
    x = Symbol(letter, real=True)
    assert symbp.equal(relu(x), x, SUM).status == "different"
    assert symbp.equal(relu(x), Integer(0), SUM).status == "different"


def test_a_scalar_with_the_name_of_a_matrix_is_not_its_first_entry() -> None:
    verdict = symbp.equal(Symbol("W1"), entry(SUM, "W1", 1, 1), SUM)
    assert verdict.status == "undecided"
    assert "W1" in verdict.reason


@pytest.mark.parametrize("activations", [("relu", "identity"), ("relu", "relu", "identity")])
def test_a_missing_slope_is_noticed_where_one_unit_may_be_alive_for_every_sample(
    activations: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    net = Network(units=(2, *(1 for _ in activations)), activations=activations, reduction="sum")
    monkeypatch.setitem(RULES, Elementwise, replace(RULES[Elementwise], pull=without_slope))
    wrong = symbp.derive(net)
    assert [seed for seed in range(40) if wrong.verify(seed=seed, entry_level=False).ok] == []


def without_slope(node: Any, G: Any, result: Any) -> Iterator[tuple[Any, Any]]:
    yield node.arg, G


def test_where_only_one_side_is_defined_nothing_is_claimed() -> None:
    t = BINARY.names.t
    log = Elementwise(ScalarFunction("log"), t)
    assert symbp.equal(power(t, -1), OneMatrix(*t.shape), BINARY).status != "equal"
    assert symbp.equal(log, product(Integer(0), t), BINARY).status != "equal"


def test_explicit_matrices_stand_at_the_network_s_own_sizes() -> None:
    W = MatrixSymbol("W1", 2, 3)
    assert symbp.equal(ImmutableMatrix(W), W, SUM)
    assert symbp.equal(Matrix(W), W, SUM)


def test_cases_may_be_stated_with_any_relation() -> None:
    assert symbp.equal(Piecewise((z, z >= 0), (-z, True)), Abs(z), SUM)
    assert symbp.equal(Piecewise((-z, z <= 0), (z, True)), Abs(z), SUM)


def shared(depth: int) -> Basic:
    """An expression of 2^depth nodes that share their parts."""
    e: Any = SUM.names.a(2)
    for _ in range(depth):
        e = HadamardProduct(e, MatAdd(e, e))
    return e


def powers(levels: int) -> Basic:
    e: Any = Integer(3)
    for _ in range(levels):
        e = Pow(e, 16, evaluate=False)
    return e


SLOW = {
    "shared parts": lambda: shared(24),
    "towers of powers": lambda: powers(9),
    "a million error functions": lambda: Elementwise(ScalarFunction("erf"), OneMatrix(1000, 1000)),
}


@pytest.mark.parametrize("name", SLOW)
def test_the_limit_holds_for_what_would_take_for_ever(name: str) -> None:
    left, right = SLOW[name](), SLOW[name]()
    start = time.monotonic()
    symbp.equal(left, right, SUM, limit=1.0)
    assert time.monotonic() - start < 8


@pytest.mark.parametrize("given", ["dW1", None, 3.5j])
def test_what_is_no_expression_is_refused(given: Any) -> None:
    x, y = symbols("x y")
    with pytest.raises(ConfigError, match="equal takes"):
        symbp.equal(x, y, given)


def test_text_in_numpy_notation_is_read() -> None:
    assert symbp.equal("a2.T @ delta3", "dW2", SUM).status == "equal"
    assert symbp.equal("delta3.T @ a2", "dW2", SUM).status == "different"

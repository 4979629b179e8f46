"""Reference values: any named quantity at given numbers, certified to any number of digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

import symbp
from symbp.errors import DataError, UndecidedError
from symbp.network import Network
from symbp.verify import reference, rounds_to
from symbp.verify.ball import precision

LECTURE = {
    "X": [["1", "0.875"], ["0.25", "1"], ["0.75", "0.25"]],
    "t": [["1"], ["0.4"], ["0.6"]],
    "W1": [[1, 2, -1], ["0.5", -1, "0.25"]],
    "W2": [[1], [-1], ["0.5"]],
}


def written(ball: arb, digits: int) -> str:
    return str(ball.str(digits, radius=False))


def test_every_quantity_of_the_network_has_its_value_and_shape() -> None:
    net = Network.preset("lecture10-regression")
    found = reference(net, LECTURE)
    assert list(found) == list(net.names.table)
    assert (len(found["dW1"]), len(found["dW1"][0])) == (2, 3)
    assert written(found["Z2"][0][0], 10) == "1.437500000"


def test_values_agree_with_plain_decimals() -> None:
    net = Network(units=(1, 1), activations=("sigmoid",), reduction="sum")
    found = reference(net, {"X": [[1]], "t": [[0]], "W1": [["0.3"]]}, digits=40)
    f = 1 / (1 + (-Decimal("0.3")).exp())
    assert rounds_to(f"{f:.25f}", found["f"][0][0])
    assert rounds_to(f"{f * f * (1 - f):.25f}", found["dW1"][0][0])
    assert rounds_to(f"{f * f / 2:.25f}", found["loss"])


@pytest.mark.parametrize("preset", ["lecture10-binary", "lecture10-logistic"])
@pytest.mark.parametrize("scale", [1000, -1000])
def test_values_are_right_to_100_digits_where_doubles_overflow(preset: str, scale: int) -> None:
    net = Network.preset(preset, reduction="sum")
    data = {"X": [[1, 1]], "t": [[1 if scale < 0 else 0]], "W1": [[0] * 3] * 2, "W2": [[scale], [scale], [0]]}
    found = reference(net, data, digits=100)
    assert written(found["loss"], 20) == "1000.0000000000000000"
    assert all(ball.rel_accuracy_bits() > 332 for ball in (found["loss"], found["delta3"][0][0]))
    tiny = reference(net, {**data, "t": [[1 if scale > 0 else 0]]}, digits=100)
    assert written(tiny["loss"], 5).endswith("e-435")
    assert abs(tiny["delta3"][0][0]) < arb("1e-430")


def test_floats_are_taken_exactly_and_text_as_it_is_written() -> None:
    net = Network(units=(1, 1), activations=("identity",))
    data: dict[str, Any] = {"X": [[1]], "t": [[0]]}
    as_float = reference(net, {**data, "W1": [[0.1]]}, names=["f"])["f"][0][0]
    as_text = reference(net, {**data, "W1": [["0.1"]]}, names=["f"])["f"][0][0]
    assert as_float.fmpq().q == 2**55
    assert not as_float.overlaps(as_text)
    for number in (Fraction(1, 10), Decimal("0.1")):
        assert reference(net, {**data, "W1": [[number]]}, names=["f"])["f"][0][0].overlaps(as_text)


def test_arrays_vectors_and_lists_are_the_same_data() -> None:
    net = Network(units=(2, 2), activations=("tanh",), bias="separate", samples="columns")
    lists = {
        "X": [[1, 2, 3], [4, 5, 6]],
        "t": [[0, 1, 0], [1, 0, 1]],
        "W1": [[1, 2], [3, 4]],
        "b1": [[1], [2]],
    }
    arrays = {name: np.array(value) for name, value in lists.items()}
    vector = {**arrays, "b1": np.array([1.0, 2.0], dtype=np.float32)}
    values = [written(reference(net, data)["loss"], 30) for data in (lists, arrays, vector)]
    assert len(set(values)) == 1


def test_integer_labels_and_relu_at_its_kink_have_values() -> None:
    net = Network(
        units=(1, 2, 2),
        activations=("relu", "identity"),
        loss="softmax_cross_entropy",
        targets="integers from 1",
    )
    data = {"X": [[0], [1]], "t": [1, 2], "W1": [[1, -1]], "W2": [[1, 0], [0, 1]]}
    found = reference(net, data)
    assert [[int(x.unique_fmpz()) for x in row] for row in found["T"]] == [[1, 0], [0, 1]]
    assert [x.is_zero() for x in found["delta2"][0]] == [True, True]


def test_data_that_does_not_fit_is_refused() -> None:
    net = Network.preset("lecture10-regression")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"W2": None}, "W2: None is not a finite number"),
        ({"W2": [[1, 2]]}, "W2: a 1×2 matrix; expected 3×1"),
        ({"t": [[1], [2]]}, "t: a 2×1 matrix; expected 3×1"),
        ({"X": [[1, 2], [3]]}, "X: expected rows of equal length, at least one number"),
        ({"X": [["one", 2]]}, "X: 'one' is not a finite number"),
        ({"X": [[float("nan"), 2]]}, "X: nan is not a finite number"),
    ]
    for change, message in wrong:
        with pytest.raises(DataError) as error:
            reference(net, {**LECTURE, **change})
        assert str(error.value) == message
    with pytest.raises(DataError, match="W2: missing; expected X, t, W1, W2"):
        reference(net, {name: LECTURE[name] for name in ("X", "t", "W1")})
    with pytest.raises(symbp.SymbpError, match="unknown quantity 'Z9'"):
        reference(net, LECTURE, names=["Z9"])


def test_a_quantity_without_a_value_is_undecided() -> None:
    net = Network(units=(1, 1, 1), activations=("sigmoid", "identity"))
    undefined = net.model_copy(update={"activations": ("log(z)", "identity")})
    with pytest.raises(UndecidedError, match="a quantity has no finite value at these numbers"):
        reference(undefined, {"X": [[-1]], "t": [[1]], "W1": [[1]], "W2": [[1]]})


@given(st.fractions(-(10**6), 10**6, max_denominator=10**6), st.integers(0, 12))
def test_a_rounded_decimal_is_accepted_and_its_neighbours_are_not(value: Fraction, decimals: int) -> None:
    with precision(200):
        ball = arb(value.numerator) / value.denominator
    printed = round(value, decimals)
    step = Fraction(1, 10**decimals)
    tie = (value - printed) * 2 in (step, -step)

    def text(x: Fraction) -> str:
        return f"{Decimal(x.numerator) / Decimal(x.denominator):.{decimals}f}"

    assert rounds_to(text(printed), ball) or (tie and not ball.is_exact())
    assert not rounds_to(text(printed + 2 * step), ball)
    assert not rounds_to(text(printed - 2 * step), ball)


def test_a_minus_sign_may_be_typeset_and_ties_go_either_way() -> None:
    assert rounds_to("−0.5", arb(-1) / 2)
    assert rounds_to("0.2", arb(1) / 4)
    assert rounds_to("0.3", arb(1) / 4)
    assert not rounds_to("0.4", arb(1) / 4)
    assert rounds_to("1.58E+15", arb("1.583e15"))

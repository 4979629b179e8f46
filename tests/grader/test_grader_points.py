"""Test points: their sizes, their numbers, and that they tell mistakes apart."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import networks

from grader.diagnosis import Diagnoser
from grader.numbers import Numbers
from grader.points import Points, TestPoint, least
from grader.reference import derivation_of, matrices
from grader.separation import ENOUGH, Separation, fault
from symbp.activations import ACTIVATIONS
from symbp.network import Network
from symbp.presets import PRESETS

COURSES: dict[str, dict[str, Any]] = {
    "columns": {
        "units": (3, 4, 1),
        "activations": ("tanh", "sigmoid"),
        "loss": "binary_cross_entropy",
        "bias": "separate",
        "samples": "columns",
        "penalty": "lambda/(2N)",
    },
    "relu and softmax": {
        "units": (4, 10, 3),
        "activations": ("relu", "identity"),
        "loss": "softmax_cross_entropy",
        "targets": "integers from 0",
        "bias": "separate",
        "bias_shape": "(units,)",
        "penalty": "lambda",
    },
    "folded": {
        "units": (400, 25, 10),
        "activations": ("sigmoid", "sigmoid"),
        "loss": "binary_cross_entropy",
        "targets": "integers from 1",
        "bias": "folded",
        "weights": "out x in",
        "penalty": "lambda/(2N)",
    },
}
NETWORKS = {
    **{name: Network.preset(name) for name in PRESETS},
    **{n: Network(**f) for n, f in COURSES.items()},
}


def values(point: TestPoint, *names: str) -> dict[str, Any]:
    return Numbers(derivation_of(matrices(point.net)), point).evaluate(names)


def every_point(net: Network, **fields: bool) -> dict[str, TestPoint]:
    points = Points(matrices(net), **fields)
    return {"main": points.main(b"secret"), **points.others(b"student")}


@pytest.fixture(params=NETWORKS)
def net(request: pytest.FixtureRequest) -> Network:
    return NETWORKS[request.param]


def test_the_main_point_has_dimensions_that_all_differ(net: Network) -> None:
    point = every_point(net)["main"]
    sizes = [point.samples, *(units for units in point.net.units if units > 1)]
    sizes += [units + 1 for units in point.net.units[:-1] if net.bias == "folded"]
    assert len(set(sizes)) == len(sizes)
    assert point.samples in (4, 8)


def test_a_layer_of_one_unit_keeps_it(net: Network) -> None:
    for point in every_point(net).values():
        ones = [units == 1 for units in point.net.units]
        assert ones == [units == 1 for units in net.units]


def test_fixed_sizes_are_kept(net: Network) -> None:
    assert {point.net.units for point in every_point(net, free=False).values()} == {net.units}


def test_without_batches_there_is_one_sample(net: Network) -> None:
    found = every_point(net, batch=False)
    assert {point.samples for point in found.values()} == {1}
    assert "one sample" not in found


def test_the_other_points_have_other_sizes() -> None:
    found = every_point(Network.preset("lecture10-multiclass"))
    assert list(found) == [
        "main",
        "other",
        "one sample",
        "equal sizes",
        "saturated",
        "own sizes",
        "lecture",
    ]
    assert found["one sample"].samples == 1
    assert len({found["equal sizes"].samples, *found["equal sizes"].net.units}) == 1
    assert found["other"].samples & (found["other"].samples - 1), "no power of two"
    assert found["other"].samples not in found["other"].net.units
    assert found["own sizes"].net.units == (2, 3, 4)


def test_the_lecture_point_has_the_lecture_data() -> None:
    """L01: the three rows of the lecture."""
    point = every_point(Network.preset("lecture10-regression"))["lecture"]
    assert point.arrays["X"].tolist() == [[1, 0.875], [0.25, 1], [0.75, 0.25]]
    assert point.arrays["t"].tolist() == [[1], [0.4], [0.6]]
    assert "lecture" not in every_point(NETWORKS["columns"])


def test_units_are_unsaturated_on_both_sides_of_zero_and_away_from_kinks(net: Network) -> None:
    point = every_point(net)["main"]
    rows = point.net.samples == "rows"
    for layer in range(2, len(net.units) + 1):
        Z = values(point, f"Z{layer}")[f"Z{layer}"]
        units = Z.T if rows else Z
        assert np.abs(Z).max() <= 2.5
        assert np.abs(Z).min() >= 0.04
        assert all((unit > 0).any() and (unit < 0).any() for unit in units)


def test_the_penalty_is_as_large_as_the_data_term(net: Network) -> None:
    if net.penalty == "none":
        return
    point = every_point(net)["main"]
    numbers = Numbers(derivation_of(matrices(net)), point)
    data, whole = (numbers.evaluate(["dW1"], given=g)["dW1"] for g in ({"lam": 0.0}, {}))
    assert 0.1 < np.linalg.norm(whole - data) / np.linalg.norm(data) < 10


def test_numbers_are_short_dyadic_fractions(net: Network) -> None:
    for name, array in every_point(net)["main"].arrays.items():
        for number in np.ravel(array).tolist():
            fraction = Fraction(number)
            assert fraction.denominator <= 2**24, name
            assert fraction.numerator == 0 or abs(fraction.numerator) < 2**16, name


def test_every_class_occurs(net: Network) -> None:
    point = every_point(net)["main"]
    if net.target_coding == "real":
        return
    found = set(np.ravel(point.arrays["t"]).tolist())
    if net.integer_targets:
        first = int(net.target_coding[-1])
        assert found == set(range(first, first + point.net.units[-1]))
        assert point.arrays["t"].dtype.kind == "i"
    else:
        assert found == {0.0, 1.0}


def test_the_saturated_point_saturates(net: Network) -> None:
    point = every_point(net)["saturated"]
    last = f"Z{len(net.units)}"
    largest = np.abs(values(point, last)[last]).max()
    assert largest > (300 if net.loss != "squared_error" else 15)
    assert all(np.isfinite(x).all() for x in values(point, "loss", "dW1").values())


def test_seeds_make_the_points(net: Network) -> None:
    points = Points(net)
    same, again, other = (points.main(seed).arrays for seed in (b"a", b"a", b"b"))
    assert all(np.array_equal(same[name], again[name]) for name in same)
    assert not np.array_equal(same["X"], other["X"])
    assert all(
        not np.array_equal(one.arrays["W1"], two.arrays["W1"])
        for one, two in zip(points.others(b"a").values(), points.others(b"b").values(), strict=True)
    )


@pytest.mark.parametrize("free", [True, False])
@pytest.mark.parametrize("name", ["lecture10-regression-l2", "lecture10-multiclass", "columns"])
def test_the_main_point_separates_every_two_classes(name: str, free: bool) -> None:
    for seed in (b"1", b"2", b"3"):
        point = Points(NETWORKS[name], free=free).main(seed)
        assert fault(point) == 0
        separation = Separation(Diagnoser(point.net, point, pairs=False))
        assert separation.smallest > 100 * ENOUGH


def test_a_point_that_hides_mistakes_has_a_fault() -> None:
    """At X of ones, W1 of equal columns and f near t much looks alike."""
    point = Points(Network.preset("lecture10-regression-l2")).main(b"1")
    X, W1 = (point.arrays[name] for name in ("X", "W1"))
    equal = {"X": np.ones_like(X), "W1": np.repeat(W1[:, :1], W1.shape[1], axis=1), "lam": np.array(0.0)}
    alike = replace(point, arrays={**point.arrays, **equal})
    assert fault(alike) > 0


def test_a_point_with_a_fault_is_drawn_anew() -> None:
    points = Points(Network.preset("lecture10-regression"))
    asked: list[TestPoint] = []

    def first_two_are_bad(point: TestPoint) -> float:
        asked.append(point)
        return float(len(asked) < 3)

    chosen = points.main(b"seed", first_two_are_bad)
    assert len(asked) == 3
    assert chosen is asked[-1]
    faults = {id(point): float(place) for place, point in enumerate(asked, 1)}
    assert least(reversed(asked), lambda point: faults[id(point)]) is asked[0]


@settings(max_examples=25)
@given(networks(deepest=3, widest=6))
def test_every_network_has_points(net: Network) -> None:
    for point in every_point(net).values():
        names = [q for q in derivation_of(matrices(net)).equations if q[0] in "Zd"]
        for name, value in values(point, *names).items():
            assert np.isfinite(value).all(), (point.name, name)


def test_activations_with_kinks_are_known() -> None:
    """Whoever adds an activation with a kink must see it here."""
    assert set(ACTIVATIONS) == {"sigmoid", "tanh", "relu", "leaky_relu", "softplus", "identity"}

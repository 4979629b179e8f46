"""The kinds of numbers: balls enclose, series and the exact ring differentiate, and they agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flint import arb, arb_series, fmpq

from symbp.activations import FUNCTIONS
from symbp.verify.ball import Balls, precision
from symbp.verify.exact import Dual, Element, Exact
from symbp.verify.laws import DERIVATIVES, VALUES
from symbp.verify.numbers import TooLargeError, UndefinedError, UnsupportedError

PARAMETERS = {"leaky_relu": (fmpq(1, 8),)}
BALLS = Balls()


@pytest.fixture(autouse=True)
def _bits() -> Iterator[None]:
    with precision(400):
        yield


def interpreted(ring: Exact, p: Element, values: dict[str, arb]) -> arb:
    """An element of the ring as a ball: every indeterminate as the function that it stands for."""
    found: dict[int, arb] = {}
    for (kind, _), place in ring.places.items():
        if kind == "inverse":
            (u,) = [r.reciprocal for r in ring.relations if r.place == place]
            found[place] = 1 / polynomial(u, found)
        elif kind == "constant":
            found[place] = arb.pi()
        elif kind.startswith("root"):
            found[place] = polynomial(ring.kinds[place][1].p, found).root(int(kind[4:]))
        elif place in ring.kinds:
            found[place] = BALLS.call(kind, polynomial(ring.kinds[place][1].p, found))
        else:
            found[place] = values[kind]
    return polynomial(p.p, found)


def polynomial(p: object, values: dict[int, arb]) -> arb:
    total = arb(0)
    for monomial, coefficient in p.terms():
        term = arb(coefficient)
        for place, power in enumerate(monomial):
            if power:
                term *= values[place] ** int(power)
        total += term
    return total


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("sign", [1, -1])
def test_the_laws_of_the_exact_ring_hold_for_balls_and_their_derivatives_for_series(
    name: str, sign: int
) -> None:
    if name == "log" and sign < 0:
        return
    ring, at = Exact(64), arb(fmpq(5, 7))
    x = sign * ring.leaf("x", 0, 0, None)
    parameters = PARAMETERS.get(name, ())
    dual = ring.call(name, ring.seed(x), *(ring.number(p) for p in parameters))
    series = BALLS.call(name, arb_series([sign * at, 1]), *map(arb, parameters))
    value, slope = (dual.x, dual.dx) if isinstance(dual, Dual) else (dual, ring.number(0))
    assert interpreted(ring, value, {"x": at}).overlaps(
        series[0] if isinstance(series, arb_series) else series
    )
    assert interpreted(ring, slope, {"x": at}).overlaps(BALLS.slope(series))


def test_every_function_of_the_table_has_a_law_and_a_derivative() -> None:
    assert set(VALUES) == set(DERIVATIVES) == set(FUNCTIONS)


def same(ring: Exact, x: Element, y: Element) -> bool:
    return ring.is_zero(x - y)


def test_relations_between_functions_are_known() -> None:
    ring = Exact(64)
    x = ring.leaf("x", 0, 0, None)

    def of(name: str, argument: Element) -> Element:
        return ring.call(name, argument)

    assert same(ring, of("sigmoid", x) + of("sigmoid", -x), ring.number(1))
    assert same(ring, of("exp", -x), (1 - of("sigmoid", x)) / of("sigmoid", x))
    assert same(ring, of("softplus", x) - of("softplus", -x), x)
    assert same(ring, of("log", of("sigmoid", x)), -of("softplus", -x))
    assert same(ring, of("log", 1 + of("exp", x)), of("softplus", x))
    assert same(ring, of("tanh", x) * of("cosh", x), of("sinh", x))
    assert same(ring, of("relu", x) - of("relu", -x), x)
    assert same(ring, of("sign", x) * of("sign", x), ring.number(1))
    assert not same(ring, of("sigmoid", x), of("tanh", x))


def test_a_reciprocal_is_one_over_its_number_whatever_it_is_made_of() -> None:
    ring = Exact(64)
    x, y = (ring.leaf(name, 0, 0, None) for name in "xy")
    for z in (x, 2 * x, x * y, x + y, x / y, 1 / x + 1 / y, (x - y) / (x + y)):
        assert same(ring, z * (1 / z), ring.number(1))
    assert same(ring, x / (x * x - y * y) - y / (x * x - y * y), 1 / (x + y))


def test_a_softmax_sums_to_one_and_moves_as_its_scores_do() -> None:
    ring = Exact(64)
    scores = [ring.leaf("f", 0, k, None) for k in range(3)]
    p = ring.softmax(scores)
    assert same(ring, p[0] + p[1] + p[2], ring.number(1))
    moved = ring.softmax([ring.seed(scores[0]), *scores[1:]])
    assert same(ring, ring.slope(moved[0]), p[0] * (1 - p[0]))
    assert same(ring, ring.slope(moved[2]), -p[2] * p[0])
    powers = [ring.call("exp", score) for score in scores]
    assert same(ring, powers[1] / (powers[0] + powers[1] + powers[2]), p[1])


def test_what_grows_too_large_is_given_up() -> None:
    ring = Exact(64)
    total = ring.number(1)
    for k in range(60):
        total = total + ring.leaf("x", 0, k, None)
    with pytest.raises(TooLargeError, match="too many terms"):
        ring.power(total, 16)
    with pytest.raises(TooLargeError, match="too many indeterminates"):
        [ring.leaf("y", 0, k, None) for k in range(100)]
    with pytest.raises(TooLargeError, match="a high power"):
        ring.power(total, 1000)


@pytest.mark.parametrize("numbers", [BALLS, Exact(64)], ids=["balls", "exact"])
def test_second_derivatives_are_refused(numbers: Balls | Exact) -> None:
    x = numbers.seed(numbers.leaf("x", 0, 0, fmpq(1, 2)))
    with pytest.raises(UnsupportedError, match="a derivative of a derivative"):
        numbers.seed(x)


def test_a_division_by_zero_is_undefined_in_the_ring() -> None:
    ring = Exact(64)
    with pytest.raises(UndefinedError, match="a division by zero"):
        1 / ring.number(0)


def test_at_a_kink_the_convention_holds_and_near_it_nothing_is_said() -> None:
    balls = Balls()
    assert balls.call("step", arb(0)) == 0
    assert balls.slope(balls.call("relu", arb_series([0, 1]))) == 0
    assert balls.slope(balls.call("leaky_relu", arb_series([0, 1]), arb(fmpq(1, 8)))) == arb(fmpq(1, 8))
    with pytest.raises(UndefinedError, match="at a kink, or too near to tell"):
        balls.call("relu", arb(0, 1))

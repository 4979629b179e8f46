"""The numbers at which submissions are tried: chosen so that a mistake shows.

Sizes differ from each other and have no small common products, units are neither saturated nor at a
kink, λ makes the penalty as large as the data term, every class occurs.  Numbers are short dyadic
fractions from a seed, so that certified arithmetic starts exact and an audit repeats them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import count, cycle, pairwise
from math import log2
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.drawing import Drawing
from grader.numbers import Numbers
from grader.reference import derivation_of, matrices
from symbp.network import Network

PointName = Literal["main", "other", "one sample", "equal sizes", "saturated", "own sizes", "lecture"]
Array = NDArray[Any]


@dataclass(frozen=True)
class TestPoint:
    """A network of some sizes, and a number for every entry of X, t, the parameters and lam.

    `net` is the assignment's network with the units of this point.  `arrays` holds X, t, each parameter
    and lam as the derivation shapes them (a bias is a matrix), floats that are short dyadic fractions,
    labels as whole numbers of shape (N, 1) or (1, N).
    """

    __test__ = False  # not one of pytest's

    name: PointName
    net: Network
    samples: int
    arrays: Mapping[str, NDArray[Any]]


LARGEST_OWN = 2000
"""Up to how many parameters a network is also tried at its own sizes, where those are free."""

TRIES = 24
"""How many main points are tried before the best of them is taken."""


@dataclass(frozen=True)
class Points:
    """Chooses the points of an assignment: its network, whether sizes are free, whether it takes batches.

    >>> points = Points(Network(units=(2, 3, 1), activations=("tanh", "sigmoid")))
    >>> points.main(b"secret").net.units, list(points.others(b"secret, student"))
    ((3, 7, 1), ['other', 'one sample', 'equal sizes', 'saturated', 'own sizes', 'lecture'])
    """

    net: Network
    free: bool = True
    batch: bool = True

    def main(self, seed: bytes, fault: Callable[[TestPoint], float] = lambda point: 0.0) -> TestPoint:
        """The point at which everybody is compared.

        `fault` says how much is wrong with a point, 0 for nothing: how many mistakes look alike there.
        """
        drawn = (self.draw("main", seed + b"/%d" % turn) for turn in range(TRIES))
        return least(drawn, fault)

    def others(self, seed: bytes) -> dict[PointName, TestPoint]:
        """The points that only one submission sees; sizes repeat, so that they cost little."""
        names = [name for name in self.sizes if name not in ("main", "lecture")]
        found: dict[PointName, TestPoint] = {name: self.draw(name, seed) for name in names}
        if self.lecture is not None:
            X, t = self.lecture
            arrays = Drawing(self.net, len(X), seed + b"/lecture").arrays(X, t)
            found["lecture"] = with_strength(TestPoint("lecture", self.net, len(X), arrays), seed)
        return found

    def draw(self, name: PointName, seed: bytes) -> TestPoint:
        samples, units = self.sizes[name]
        net = with_units(self.net, units)
        reach = saturating(net) if name == "saturated" else ()
        arrays = Drawing(net, samples, seed + f"/{name}".encode(), reach).arrays()
        return with_strength(TestPoint(name, net, samples, arrays), seed)

    @cached_property
    def sizes(self) -> dict[PointName, tuple[int, tuple[int, ...]]]:
        """The number of samples and the units of each point."""
        own, K = self.net.units, self.net.units[-1]
        main, other, equal = (self.units(sizes) for sizes in (MAIN, OTHER, EQUAL))
        chosen: dict[PointName, tuple[int, tuple[int, ...]]] = {
            "main": (other_than(main, SAMPLES), main),
            "other": (other_than(other, uneven(6 if self.free else K + 1)), other),
        }
        if self.batch:
            chosen["one sample"] = (1, main)
        chosen["equal sizes"] = (EQUAL[0] if self.free else min(own[1 if len(own) > 2 else 0], 16), equal)
        chosen["saturated"] = (other_than(main, uneven(6)), main)
        if self.free and main != own and parameters(own) <= LARGEST_OWN:
            chosen["own sizes"] = (other_than(own, uneven(5)), own)
        return chosen if self.batch else {name: (1, units) for name, (_, units) in chosen.items()}

    def units(self, sizes: Sequence[int]) -> tuple[int, ...]:
        """The outputs get the first of the sizes, the others follow in turn; one unit stays one."""
        if not self.free:
            return self.net.units
        first, *others = sizes
        *before, last = self.net.units
        if last == 1:
            others = [first, *others]  # small sizes, since certified arithmetic takes its time
        folded = self.net.bias == "folded"
        turn = cycle(size for size in others if not folded or size + 1 != SAMPLES[0])
        inner = [1 if units == 1 else next(turn) for units in before]
        return (*inner, 1 if last == 1 else first)

    @cached_property
    def lecture(self) -> tuple[Array, Array] | None:
        """X and t, a sample in each row, of the first of the lecture's sets of data that fits the network."""
        from symbp.data import shipped
        from symbp.errors import DataError

        for name in ("lecture10", "exam", "town"):
            try:
                data = shipped(name, "", self.net)
            except DataError:
                continue
            samples = data.N if self.batch else 1
            return data.X[:samples], data.t[:samples].reshape(samples, -1)
        return None


SAMPLES = (8, 4, 16)
"""N of the main point.  A power of two costs certified arithmetic nothing; at 4, λ/2 and 2λ/N are one."""

MAIN, OTHER, EQUAL = (3, 7, 9, 11, 13), (4, 2, 9, 7, 10), (3, 3)
"""Sizes of the outputs, then of the other layers in turn.

Those of the first are no powers of 2 or of N, and none divides 10, as learning rates and their quotients do.
"""


def other_than(units: Sequence[int], choices: Sequence[int] | Iterator[int]) -> int:
    """The first number of samples that is no layer's size."""
    return next(samples for samples in choices if samples not in units)


def uneven(first: int) -> Iterator[int]:
    """Numbers that are no power of two."""
    return (number for number in count(max(first, 3)) if number & (number - 1))


def parameters(units: Sequence[int]) -> int:
    """How many weights and biases there are."""
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(units))


def least(points: Iterable[TestPoint], fault: Callable[[TestPoint], float]) -> TestPoint:
    """The first point without a fault, or the one with the smallest."""
    best, smallest = None, np.inf
    for point in points:
        found = fault(point)
        if best is None or found < smallest:
            best, smallest = point, found
        if not found:
            break
    assert best is not None
    return best


@lru_cache(maxsize=256)
def with_units(net: Network, units: tuple[int, ...]) -> Network:
    return net if net.units == units else Network(**{**net.model_dump(), "units": units})


def saturating(net: Network) -> tuple[float, ...]:
    """How large |Z| becomes in each layer; scores lie farther apart than exp can bear, in every sample."""
    last = 40.0 if net.loss == "squared_error" else 65536.0
    return (*(40.0 for _ in net.units[1:-1]), last)


def with_strength(point: TestPoint, seed: bytes) -> TestPoint:
    """The point with a λ that makes the penalty's gradient about as large as the data's."""
    if point.net.penalty == "none":
        return point
    strength = usual_strength(point.name, point.net, point.samples) * choice(STRENGTHS, seed)
    return replace(point, arrays={**point.arrays, "lam": np.array(strength)})


STRENGTHS = (0.625, 0.875, 1.125, 1.375)
"""By how much λ is more or less than a power of two; none is itself one."""


def choice(choices: Sequence[float], seed: bytes) -> float:
    """One of the choices, which the seed decides."""
    return choices[sha256(seed + b"/lam").digest()[0] % len(choices)]


@lru_cache(maxsize=256)
def usual_strength(name: PointName, net: Network, samples: int) -> float:
    """The power of two near the λ at which penalty and data weigh alike, for points of this kind."""
    reach = saturating(net) if name == "saturated" else ()
    arrays = Drawing(net, samples, b"strength", reach).arrays()
    point = TestPoint(name, net, samples, {**arrays, "lam": np.array(1.0)})
    derivation = derivation_of(matrices(net))
    weights = [gradient for gradient in derivation.gradients if gradient.startswith("dW")]
    numbers = Numbers(derivation, point)
    data, whole = (numbers.evaluate(weights, given={"lam": lam}) for lam in (0.0, 1.0))
    ratio = size(data.values()) / size([whole[gradient] - data[gradient] for gradient in weights])
    return float(2.0 ** max(round(log2(ratio)) if ratio else -20, -20))


def size(arrays: Iterable[Array]) -> float:
    """The root of the sum of all squares."""
    return float(np.sqrt(sum(float((array**2).sum()) for array in arrays)))

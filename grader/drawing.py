"""Numbers for the entries of X, t and the parameters, so that every unit is in a good place.

Everything is drawn layer by layer with a sample in each row and weights (in × out), and laid out as the
network wants it at the end.  Each unit's weights are the best of several, chosen for every unit at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_256
from math import prod, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Abs, preorder_traversal, sign

from grader.formulas import Run, build, scalar_form
from symbp.activations import leaky_relu, relu, step, value_of, z
from symbp.network import Network
from symbp.nodes import ScalarFunction

Array = NDArray[Any]

FINEST = 2.0**-10
"""Numbers are odd multiples of this, so that none is 0 or a power of two."""

LARGEST, LEAST_SPREAD, NEAREST = 2.0, 0.15, 0.05
"""How large Z may be, how much it must differ from sample to sample, how near a kink it may come."""

CANDIDATES, MOST_NUMBERS = 48, 200_000
"""How many sets of weights each unit is chosen from, and how many numbers are drawn for that in all."""

KINKED = (relu, leaky_relu, step, Abs, sign)


@dataclass(frozen=True)
class Drawing:
    """One choice of numbers: `reach` is how large Z becomes, layer by layer, where it is to saturate."""

    net: Network
    samples: int
    seed: bytes
    reach: tuple[float, ...] = ()

    def arrays(self, X: Array | None = None, t: Array | None = None) -> dict[str, Array]:
        """X, t and the parameters in the network's layout; X and t may be given, a sample in each row."""
        net, rows = self.net, self.net.samples == "rows"
        a = first = self.inputs() if X is None else X
        drawn: dict[str, Array] = {}
        for layer, function in enumerate(net.functions, 1):
            W = self.weights(layer, a, function)
            Z = self.with_bias(a) @ W
            drawn |= self.laid_out(layer, W)
            a = Unit(function).value(Z)
        t = self.targets(a) if t is None else t
        batch = {name: array if rows else array.T.copy() for name, array in (("X", first), ("t", t))}
        return {**batch, **{p.name: drawn[p.name] for p in net.names.parameters}}

    def drawn(self, name: str, shape: tuple[int, ...], least: float, most: float) -> Array:
        return numbers(self.seed + f"/{name}".encode(), shape, least, most)

    def inputs(self) -> Array:
        return self.drawn("X", (self.samples, self.net.units[0]), 0.25, 1.5)

    def with_bias(self, a: Array) -> Array:
        """The activations and, where there is a bias, the input that is always 1."""
        return a if self.net.bias == "none" else np.hstack((np.ones((len(a), 1)), a))

    def weights(self, layer: int, a: Array, function: ScalarFunction) -> Array:
        """Weights (in × out), the biases in the first row: for each unit the best of the candidates."""
        units, inputs = self.net.units[layer], self.with_bias(a)
        norm = max(1.0, sqrt(float((inputs**2).sum(1).mean())))
        candidates = max(4, min(CANDIDATES, MOST_NUMBERS // (units * inputs.shape[1])))
        shape = (candidates, inputs.shape[1], units)
        W = self.drawn(f"W{layer}", shape, 0.2 / norm, 2.2 / norm)
        chosen = W[Unit(function).best(inputs @ W), :, np.arange(units)].T
        return self.saturating(chosen, inputs, self.reach[layer - 1]) if self.reach else chosen

    @staticmethod
    def saturating(W: Array, inputs: Array, reach: float) -> Array:
        """The same weights times the power of two that brings the largest Z near `reach`."""
        largest = float(np.abs(inputs @ W).max())
        return W * 2.0 ** np.floor(np.log2(reach / largest)) if largest else W

    def laid_out(self, layer: int, W: Array) -> dict[str, Array]:
        """The weights and the bias of a layer as the network keeps them."""
        net = self.net
        weights, bias = (W[1:], W[:1]) if net.bias == "separate" else (W, None)
        found = {f"W{layer}": weights if net.in_by_out else weights.T.copy()}
        if bias is not None:
            found[f"b{layer}"] = bias if net.bias_is_row else bias.T.copy()
        return found

    def targets(self, f: Array) -> Array:
        """Targets away from the outputs, or every class in turn, in random order."""
        (samples, K), coding = f.shape, self.net.target_coding
        if coding == "real":
            # Above and below in turn, so that |f − t| is another matrix than f − t.
            sides = np.indices(f.shape).sum(0) % 2 * 2 - 1
            return np.round(f / FINEST) * FINEST + sides * np.abs(self.drawn("t", f.shape, 0.25, 1.0))
        order = self.drawn("t", (samples,), 0.25, 1.0).argsort()
        if coding == "0/1":
            return (order[:, None] + np.arange(K)) % 2 * 1.0
        if coding == "one-hot":
            return np.eye(K)[order % K]
        return order[:, None] % K + int(coding[-1])


def numbers(seed: bytes, shape: tuple[int, ...], least: float, most: float) -> Array:
    """Odd multiples of a small power of two between `least` and `most`, of either sign."""
    # Small numbers are multiples of a smaller one, so that all have about as many bits.
    fine = FINEST * 2.0 ** min(0.0, np.floor(np.log2(most)))
    first, last = int(least / fine / 2), int(most / fine / 2)
    digest = shake_256(seed).digest(4 * prod(shape))
    bits = np.frombuffer(digest, "<u4").astype(np.int64).reshape(shape)
    odd = 2 * (first + (bits >> 1) % (last - first)) + 1
    return np.where(bits & 1, odd, -odd) * fine


@dataclass(frozen=True)
class Unit:
    """What makes a good place for a unit of one activation."""

    function: ScalarFunction

    def value(self, Z: Array) -> Array:
        """σ(Z)."""
        return np.asarray(value(self.function)({z.name: Z}), float)

    def best(self, Z: Array) -> Array:
        """For each unit the first candidate that is within bounds, or the one that is least outside.

        `Z` is candidates × samples × units.
        """
        fault = np.maximum(np.abs(Z).max(1) - LARGEST, 0)
        if Z.shape[1] > 1:
            fault += np.maximum(LEAST_SPREAD - Z.std(1), 0)
        # A mistaken activation has its kink at 0, whatever the right one has.
        for kink in kinks(self.function):
            side = np.asarray(kink({z.name: Z}), float)
            fault += 10 * np.maximum(NEAREST - np.abs(side).min(1), 0)
            fault += 10 * ~on_both_sides(side)
        return np.asarray(fault.argmin(0))


def on_both_sides(side: Array) -> Array:
    """Whether a unit is alive for some samples and dead for others; of one sample, for every other unit."""
    if side.shape[1] == 1:
        return np.asarray((side[:, 0] > 0) == (np.arange(side.shape[2]) % 2 == 0))
    return np.asarray((side > 0).any(1) & (side < 0).any(1))


@lru_cache(maxsize=256)
def value(function: ScalarFunction) -> Run:
    """σ, compiled."""
    return build(scalar_form(function, 0))


@lru_cache(maxsize=256)
def kinks(function: ScalarFunction) -> tuple[Run, ...]:
    """z itself, and the arguments of the functions in σ(z) that have a kink or a jump at 0."""
    nodes = preorder_traversal(value_of(function, z))
    return tuple(map(build, dict.fromkeys((z, *(n.args[0] for n in nodes if isinstance(n, KINKED))))))

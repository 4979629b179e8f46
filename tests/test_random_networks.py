"""Random valid specifications: they derive, every line verifies, and the numbers are the loss's slope."""

from __future__ import annotations

import random

import independent
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import networks

import symbp
from symbp.entrywise import parameter_count
from symbp.network import Network

SAMPLES = 3
WRITTEN_OUT = 12
"""Up to so many parameters the entry level is verified too; SymPy's `diff` is slow beyond."""


@settings(max_examples=200)
@given(net=networks(), seed=st.integers(0, 2**32))
def test_a_random_network_derives_verifies_and_agrees_with_a_finite_difference(
    net: Network, seed: int
) -> None:
    d = symbp.derive(net)
    report = d.verify(points=1, entry_level=parameter_count(net) <= WRITTEN_OUT)
    assert [(line.target, line.level, line.rule) for line in report.lines if not line.verdict] == []
    assert_slopes_agree(net, d, seed)


def assert_slopes_agree(net: Network, d: symbp.Derivation, seed: int) -> None:
    """Each gradient along a random direction is the 50-digit central difference of the loss."""
    point = independent.random_point(net, SAMPLES, seed)
    gradients = d.function()(**{name: np.array(value) for name, value in point.items()})
    rng = random.Random(seed)
    for name, gradient in zip(d.gradients, gradients, strict=True):
        parameter = name[1:]
        assert gradient.shape == independent.parameter_shapes(net)[parameter]
        direction = np.array([rng.randint(-8, 8) for _ in range(gradient.size)]).reshape(gradient.shape)
        slope = independent.directional_difference(net, point, parameter, direction.tolist())
        scale = float(np.abs(gradient * direction).sum()) + 1e-12
        assert abs(float(np.sum(gradient * direction)) - float(slope)) < 1e-9 * scale


@given(net=networks())
def test_a_network_written_to_toml_reads_back_the_same(net: Network) -> None:
    assert Network.from_toml(net.to_toml()) == net

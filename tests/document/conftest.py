"""Solutions to look at, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from symbp.document import Solution, solve
from symbp.network import Network
from symbp.presets import PRESETS

NETWORKS = {
    "deep": Network(
        units=(2, 3, 3, 2),
        activations=("tanh", "relu", "identity"),
        loss="softmax_cross_entropy",
        bias="separate",
        penalty="lambda/2",
    ),
    "columns": Network(
        units=(3, 2, 1),
        activations=("softplus", "sigmoid"),
        loss="binary_cross_entropy",
        bias="separate",
        samples="columns",
    ),
    "folded": Network(
        units=(2, 2, 2),
        activations=("sigmoid", "sigmoid"),
        loss="binary_cross_entropy",
        bias="folded",
        penalty="lambda/(2N)",
        weights="out x in",
        targets="integers from 1",
    ),
    "custom": Network(
        units=(1, 2, 1), activations=("z*sigmoid(z)", "leaky_relu"), loss="squared_error", reduction="sum"
    ),
    "linear": Network(units=(2, 1), activations=("identity",), loss="squared_error"),
    "wide": Network(
        units=(40, 300, 10),
        activations=("relu", "identity"),
        loss="softmax_cross_entropy",
        targets="integers from 0",
    ),
}
NAMES = (*PRESETS, *NETWORKS)


@cache
def made(name: str) -> Solution:
    """The solution of a preset or of one of the networks above."""
    return solve(NETWORKS.get(name, name), iterations=60)


@pytest.fixture(scope="session")
def solution_of() -> Callable[[str], Solution]:
    return made


@pytest.fixture(params=NAMES)
def solution(request: pytest.FixtureRequest) -> Solution:
    """Every network in turn."""
    return made(request.param)

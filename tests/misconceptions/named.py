"""Networks that between them allow every misconception."""

from __future__ import annotations

from functools import cache

from symbp import Derivation, Network, derive
from symbp.misconceptions import Mutant, mutants

NAMED: dict[str, Network] = {
    "regression": Network.preset("lecture10-regression"),
    "regression with a penalty": Network.preset("lecture10-regression-l2"),
    "binary": Network.preset("lecture10-binary"),
    "classes": Network.preset(
        "lecture10-multiclass", bias="separate", targets="integers from 1", penalty="lambda/(2N)"
    ),
    "columns": Network(
        units=(3, 4, 1),
        activations=("tanh", "sigmoid"),
        loss="binary_cross_entropy",
        penalty="lambda/(2N)",
        bias="separate",
        samples="columns",
    ),
    "folded": Network(
        units=(3, 4, 5, 2),
        activations=("tanh", "relu", "identity"),
        reduction="sum",
        half=False,
        penalty="lambda/2",
        bias="folded",
        weights="out x in",
    ),
    "N times": Network.preset("lecture10-binary-l2", bias="folded", delta="N*dL/dZ"),
    "own function": Network(
        units=(2, 3, 2), activations=("z*sigmoid(z)", "softplus"), bias="separate", bias_shape="(units,)"
    ),
    "one layer": Network(units=(3, 2), activations=("tanh",)),
}


@cache
def derivation(name: str) -> Derivation:
    return derive(NAMED[name])


@cache
def mutants_of(name: str) -> tuple[Mutant, ...]:
    return mutants(derivation(name))


def written(mutant: Mutant) -> str:
    """What a mutant computes, in NumPy notation."""
    from symbp.notation import plain

    return "; ".join(f"{name} = {plain(right)}" for name, right in mutant.equations.items())

"""Central finite differences of the loss: the check that a student can do with a calculator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symbp.derivation import Derivation

Array = NDArray[Any]

STEP = float(np.finfo(float).eps ** (1 / 3))
"""The step per unit of a weight's size that balances rounding against truncation: about 6e-6."""


def finite_differences(
    derivation: Derivation, values: Mapping[str, Any], step: float = STEP
) -> dict[str, Array]:
    """(L(w + h) − L(w − h)) / 2h for every entry of every parameter, as dW1, … in their shapes.

    `values` holds ``X``, ``t``, the parameters and ``lam`` by name, as the network's function takes
    them; h is `step` times the size of the entry, or `step` for entries below 1.  The error is about
    1e-10 of the loss's size, except where h steps over a kink.
    """
    loss = derivation.function("loss")
    parameters = [p.name for p in derivation.net.names.parameters]
    return {f"d{name}": differences(loss, values, name, step) for name in parameters}


def differences(loss: Callable[..., Any], values: Mapping[str, Any], name: str, step: float) -> Array:
    """The central differences along every entry of one parameter."""
    weights = np.array(values[name], dtype=float)
    slopes = np.empty_like(weights)
    for place in np.ndindex(weights.shape):
        start = float(weights[place])
        h = step * max(1.0, abs(start))
        ahead, behind = start + h, start - h
        weights[place] = ahead
        upper = loss(**{**values, name: weights})
        weights[place] = behind
        lower = loss(**{**values, name: weights})
        weights[place] = start
        # ahead − behind is 2h as it was rounded, which is what was stepped.
        slopes[place] = (upper - lower) / (ahead - behind)
    return slopes

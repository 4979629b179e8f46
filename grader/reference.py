"""What a right program returns at a point: by `lambdify` in double precision, and certified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from symbp.backward import derive
from symbp.network import Network

if TYPE_CHECKING:
    from grader.points import TestPoint
    from symbp.derivation import Derivation

DIGITS = 60
"""To how many digits the certified values are known; more than a submission's balls have."""


@dataclass(frozen=True)
class Reference:
    """A point, and every quantity of the derivation at it, in the derivation's own shapes."""

    point: TestPoint
    values: Mapping[str, NDArray[Any]]

    def scale(self, name: str) -> float:
        """The size of a quantity's entries, below which differences count as small."""
        largest = float(np.abs(self.values[name]).max(initial=0.0))
        return largest if 0 < largest < np.inf else 1.0


def reference_at(point: TestPoint) -> Reference:
    """Every quantity at a point, from the derivation's own NumPy function."""
    net = matrices(point.net)
    names = computed_names(net)
    with np.errstate(all="ignore"):
        found = function_of(net)(*(plain(point.arrays[s.name]) for s in net.names.arguments))
    values = {name: np.asarray(value) for name, value in zip(names, found, strict=True)}
    return Reference(point, {**point.arrays, **values})


def certified(point: TestPoint, names: Iterable[str]) -> Mapping[str, Any]:
    """Quantities at a point as rows of balls (the loss as one ball), certified to DIGITS digits."""
    from symbp.verify.values import reference

    return reference(derivation_of(matrices(point.net)), point.arrays, DIGITS, names)


def matrices(net: Network) -> Network:
    """The network with its biases as matrices, which is how points and references keep them."""
    return Network(**{**net.model_dump(), "bias_shape": None}) if net.bias_shape == "(units,)" else net


def computed_names(net: Network) -> tuple[str, ...]:
    """Every quantity that is not given."""
    given = {symbol.name for symbol in net.names.arguments}
    return tuple(name for name in net.names.table if name not in given)


@lru_cache(maxsize=64)
def derivation_of(net: Network) -> Derivation:
    return derive(net)


@lru_cache(maxsize=64)
def function_of(net: Network) -> Any:
    """The NumPy function of all quantities, made once for each network."""
    return derivation_of(net).function(*computed_names(net))


def plain(value: Any) -> Any:
    """λ as a Python number, arrays as they are."""
    return float(value) if np.ndim(value) == 0 else value

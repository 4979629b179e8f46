"""Where training starts: the lecture's random weights (L19), and zero biases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from symbp.data import real_array
from symbp.errors import DataError, choices
from symbp.numeric.settings import seed_number

if TYPE_CHECKING:
    from sympy.matrices.expressions import MatrixSymbol

    from symbp.network import Network

Array = NDArray[Any]


def parameter_shape(net: Network, parameter: MatrixSymbol) -> tuple[int, ...]:
    """The shape of a parameter as an array: that of its symbol, or ``(units,)`` for such a bias."""
    shape = tuple(int(size.xreplace(net.names.sizes)) for size in parameter.shape)
    flat = net.bias_shape == "(units,)" and parameter.name.startswith("b")
    return (max(shape),) if flat else shape


def initial_weights(net: Network, seed: int = 0) -> dict[str, Array]:
    """Random weights from NumPy's legacy generator, in the order W1, W2, …; biases are 0 (L19).

    With a folded bias the entries for the bias unit are 0 and the others drawn as without it.
    """
    rng = np.random.RandomState(seed_number(seed))
    return {p.name: initial(net, p, rng) for p in net.names.parameters}


def initial(net: Network, parameter: MatrixSymbol, rng: np.random.RandomState) -> Array:
    """One parameter's start."""
    shape = parameter_shape(net, parameter)
    if parameter.name.startswith("b"):
        return np.zeros(shape)
    if net.bias != "folded":
        return rng.randn(*shape)
    rows, columns = shape
    drawn = rng.randn(rows - 1, columns) if net.in_by_out else rng.randn(rows, columns - 1)
    return np.insert(drawn, 0, 0.0, axis=0 if net.in_by_out else 1)


def initial_in_words(net: Network, seed: int = 0) -> str:
    """The rule of `initial_weights` as a sentence for a document."""
    drawn = ", then ".join(
        f"{p.name} = randn{parameter_shape(net, p)}" for p in net.names.parameters if p.name.startswith("W")
    )
    zero = "" if net.bias == "none" else "; biases start at 0"
    return f"NumPy's legacy generator with seed {seed}: {drawn}{zero}"


def checked_weights(net: Network, weights: Mapping[str, Any]) -> dict[str, Array]:
    """Copies of given weights as float64 arrays.

    Raises `DataError` for one that is missing or unknown, for a wrong shape and for what is not finite.
    """
    if not isinstance(weights, Mapping):
        raise DataError(f"initial weights: {weights!r}; expected a dictionary of arrays by name")
    names = [parameter.name for parameter in net.names.parameters]
    for name in weights:
        if name not in names:
            raise DataError(f"initial weights: unknown name {name!r}; {choices(names, str(name))}")
    return {p.name: checked(p.name, parameter_shape(net, p), weights) for p in net.names.parameters}


def checked(name: str, shape: tuple[int, ...], weights: Mapping[str, Any]) -> Array:
    """One of the given weights."""
    if name not in weights:
        raise DataError(f"initial weights: {name} is missing; expected {name} of shape {shape}")
    value = real_array(f"initial weights: {name}", weights[name])
    if value.shape != shape:
        raise DataError(f"initial weights: {name} has shape {value.shape}; expected {shape}")
    for place in np.argwhere(~np.isfinite(value))[:1]:
        where = ", ".join(str(index + 1) for index in place)
        raise DataError(
            f"initial weights: {name} entry ({where}): {value[tuple(place)]}; expected a finite number"
        )
    return np.array(value, dtype=float)

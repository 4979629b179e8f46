"""Gradient descent on a derivation's own loss and gradients (L08, L18–L20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from symbp.data import Dataset, arguments, check_data
from symbp.errors import ConfigError, DataError
from symbp.numeric.settings import from_zero, positive, whole
from symbp.numeric.weights import checked_weights, initial_weights, parameter_shape

if TYPE_CHECKING:
    from symbp.derivation import Derivation
    from symbp.network import Network

Array = NDArray[Any]
Progress = Callable[[int, float], None]
Stop = Literal["iterations", "work", "tolerance_loss", "tolerance_gradient"]

DEFAULT_LAMBDA = 0.001
"""The regularisation strength λ where none is given; the lecture states none."""

DEFAULT_ITERATIONS = 5000
"""The number of updates of the lecture's example (L19)."""

WORK = 5e9
"""The multiplications that training does unasked, weights × samples × updates: a few seconds' worth."""


@dataclass(frozen=True)
class Criteria:
    """When to stop: after `iterations` updates, or earlier by one of the tolerances (L18).

    `unasked` says that the number of updates is not the user's but what `affordable` makes of the default.
    """

    iterations: int = DEFAULT_ITERATIONS
    tolerance_loss: float | None = None
    tolerance_gradient: float | None = None
    unasked: bool = False

    def met(self, losses: Sequence[float], gradients: Sequence[Array]) -> Stop | None:
        """The first criterion that holds, if any does."""
        if len(losses) > self.iterations:
            return "work" if self.unasked else "iterations"
        if self.tolerance_loss and len(losses) > 1 and abs(losses[-1] - losses[-2]) < self.tolerance_loss:
            return "tolerance_loss"
        if self.tolerance_gradient and max(np.abs(g).max() for g in gradients) < self.tolerance_gradient:
            return "tolerance_gradient"
        return None


@dataclass(frozen=True)
class Training:
    """What training did: `losses[i]` is the loss after i updates, so there are `iterations` + 1 of them.

    `before` and `after` hold the parameters by name, `predictions` the network's output at the end
    (P where the loss contains it, else f) as `t` is laid out.  `stopped` names the criterion that held;
    ``work`` is the number of updates that a wide network is given where none was asked for.
    """

    rate: float
    lam: float | None
    stopped: Stop
    losses: Array = field(repr=False)
    before: Mapping[str, Array] = field(repr=False)
    after: Mapping[str, Array] = field(repr=False)
    predictions: Array = field(repr=False)

    @property
    def iterations(self) -> int:
        """How many updates were made."""
        return len(self.losses) - 1

    @property
    def loss(self) -> float:
        """The loss at the end."""
        return float(self.losses[-1])


def train(
    derivation: Derivation,
    data: Dataset,
    *,
    rate: float | None = None,
    lam: float | None = None,
    iterations: int | None = None,
    tolerance_loss: float | None = None,
    tolerance_gradient: float | None = None,
    initial: Mapping[str, Any] | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Training:
    """Repeat forward pass, loss, backward pass and W := W − α ∂L/∂W until a criterion holds (L18).

    It stops after `iterations` updates, by default `DEFAULT_ITERATIONS` or, for a network so wide that these
    would take minutes, what is `affordable`; earlier when an update changes the loss by less than
    `tolerance_loss`, or when every entry of the gradients is below `tolerance_gradient`.  It starts
    from `initial` (parameters by name), else from `initial_weights` with `seed`.  `rate` is α; it and
    `seed` are the data's own if not given, and `lam`, the λ of a penalised network, is `DEFAULT_LAMBDA`.
    `progress` hears (updates, loss) about a hundred times.

    Raises `DataError` where data or weights do not fit the network and where the loss stops being
    finite, `ConfigError` for a setting that cannot be used.
    """
    net = derivation.net
    check_data(net, data.X, data.t)
    rate = data.rate if rate is None else rate
    rate = positive("rate", rate)
    most = affordable(net, data.N) if iterations is None else whole("iterations", iterations)
    criteria = Criteria(
        most,
        None if tolerance_loss is None else positive("tolerance_loss", tolerance_loss),
        None if tolerance_gradient is None else positive("tolerance_gradient", tolerance_gradient),
        unasked=iterations is None and most < DEFAULT_ITERATIONS,
    )
    lam = strength(net, lam)
    seed = data.seed if seed is None else seed
    before = initial_weights(net, seed) if initial is None else checked_weights(net, initial)
    after = {name: value.copy() for name, value in before.items()}
    inputs = arguments(net, data, after, lam)
    losses, stopped = descend(
        derivation.function("loss", *derivation.gradients),
        inputs,
        list(after.values()),
        rate,
        criteria,
        progress,
    )
    predictions = derivation.function("P" if net.link else "f")(*inputs)
    return Training(
        rate, lam, stopped, fixed(np.array(losses)), named(before), named(after), fixed(predictions)
    )


def descend(
    step: Callable[..., Any],
    inputs: Sequence[Any],
    weights: Sequence[Array],
    rate: float,
    criteria: Criteria,
    progress: Progress | None,
) -> tuple[list[float], Stop]:
    """Update `weights`, which are among `inputs`, in place; the losses, and why it stopped."""
    losses: list[float] = []
    often = max(1, criteria.iterations // 100)
    with np.errstate(all="ignore"):  # an overflow shows in the loss, and is reported there
        while True:
            loss, *gradients = step(*inputs)
            losses.append(finite(float(loss), len(losses), rate))
            if progress and (len(losses) - 1) % often == 0:
                progress(len(losses) - 1, losses[-1])
            if stopped := criteria.met(losses, gradients):
                return losses, stopped
            for weight, gradient in zip(weights, gradients, strict=True):
                weight -= rate * gradient


def finite(loss: float, updates: int, rate: float) -> float:
    """The loss, or a `DataError` where training has run away."""
    if not isfinite(loss):
        raise DataError(
            f"training diverged: after {updates} updates the loss is {loss}; expected a finite number. "
            f"Try a smaller rate than {rate:g}, such as {rate / 10:g}, or inputs near 1 in size"
        )
    return loss


def strength(net: Network, lam: float | None) -> float | None:
    """λ: the given one or the default for a penalised network, none for another."""
    if net.penalty == "none":
        if lam is not None:
            raise ConfigError(f"lam = {lam!r}: expected none, as penalty = 'none'; state a penalty")
        return None
    return from_zero("lam", DEFAULT_LAMBDA if lam is None else lam)


def affordable(net: Network, N: int) -> int:
    """The default number of updates, or fewer, as a round number, where they would take more than seconds."""
    weights = sum(prod(parameter_shape(net, parameter)) for parameter in net.names.parameters)
    # An update costs about as much as twenty samples, even if there are fewer.
    updates = max(10, int(WORK / (weights * (N + 20))))
    place = 10 ** (len(str(updates)) - 1)
    return min(DEFAULT_ITERATIONS, updates // place * place)


def fixed(array: Array) -> Array:
    """The array, from now on read-only."""
    array.setflags(write=False)
    return array


def named(weights: Mapping[str, Array]) -> Mapping[str, Array]:
    return MappingProxyType({name: fixed(value) for name, value in weights.items()})

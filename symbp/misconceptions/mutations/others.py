"""A right derivation of something else: other activations, another loss, other constants (M40)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import Basic

from symbp.backward import derive
from symbp.derivation import Derivation
from symbp.errors import ConfigError
from symbp.forward import bias_axis
from symbp.losses import LOSSES
from symbp.misconceptions.mutations.slopes import COMMON
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each, exchanged
from symbp.network import Network
from symbp.nodes import DropOnes, hadamard, minus, ones, product
from symbp.penalties import PENALTIES


def another_network(parts: Parts) -> Iterator[Change]:
    """M40."""
    for form, fields in alternatives(parts.net):
        if (other := changed(parts.net, fields)) is not None:
            yield form, equations_of(parts.d, derive(other))
    yield from softmax_of_squares(parts)
    yield from without_bias(parts)


def alternatives(net: Network) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What may be mistaken, in words and as fields of the specification."""
    for loss in LOSSES:
        yield f"loss {loss}", {"loss": loss, "half": True, **targets_for(net, loss)}
    for reduction in ("sum", "mean"):
        yield f"a {reduction} over the samples", {"reduction": reduction}
    yield "without ½" if net.half else "with ½", {"half": not net.half}
    for penalty in PENALTIES if net.penalty != "none" else ():
        yield f"penalty {penalty}", {"penalty": penalty}
        yield f"a sum, with penalty {penalty}", {"reduction": "sum", "penalty": penalty}
    yield (
        "biases penalised" if not net.penalise_bias else "biases not penalised",
        {"penalise_bias": not net.penalise_bias},
    )
    yield from other_activations(net)


def targets_for(net: Network, loss: str) -> dict[str, str]:
    """The coding under which the same targets serve another loss."""
    if net.target_coding in LOSSES[loss].targets:
        return {"targets": net.target_coding}
    return {"targets": "0/1" if "0/1" in LOSSES[loss].targets else "one-hot"}


def other_activations(net: Network) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Another activation in every layer, in all hidden ones, or in one."""
    own, last = net.activations, len(net.activations) - 1
    for other in (*COMMON, "identity"):
        if last > 0:
            yield f"{other} in every layer", {"activations": (*[other] * (last + 1),)}
        if last > 1:
            yield f"{other} in the hidden layers", {"activations": (*[other] * last, own[-1])}
        for place in range(last + 1):
            where = "the output" if place == last else f"layer {place + 2}"
            yield f"{other} in {where}", {"activations": (*own[:place], other, *own[place + 1 :])}


def changed(net: Network, fields: Mapping[str, Any]) -> Network | None:
    """The network with other fields; None where there is no such network, or it is the same."""
    try:
        other = Network(**{**net.model_dump(), **fields})
    except ConfigError:
        return None
    return None if other == net else other


def equations_of(d: Derivation, other: Derivation) -> dict[str, Basic]:
    """The other network's equations of this one's quantities; a P that this one lacks is written out."""
    names = other.net.names
    inline = {names.P: other["P"]} if other.net.link and not d.net.link else {}
    shared = [e for e in (*other.forward, *other.backward) if e.name in d.equations and e.name != "T"]
    return {e.name: exchanged(e.rhs, inline) for e in shared}


def softmax_of_squares(parts: Parts) -> Iterator[Change]:
    """The squared error of a softmax: its derivative goes back through every class."""
    if parts.net.link != "softmax":
        return
    P, K, factor = parts.names.P, parts.names.dims[-1], abs(parts.net.loss_factor) * parts.net.delta_scale
    weighted, square = hadamard(parts.error, P), ones(K, K)
    summed = product(weighted, square) if parts.rows else product(square, weighted)
    wrong = product(factor, hadamard(P, minus(parts.error, summed)))
    yield "squared error after the softmax", {f"delta{parts.last}": through_output(parts, wrong)}


def through_output(parts: Parts, wrong: Any) -> Any:
    """The gradient at f carried on to Z, where the output has an activation."""
    slope = parts.slope(parts.last)
    return wrong if slope is None else hadamard(wrong, slope)


def without_bias(parts: Parts) -> Iterator[Change]:
    """No bias on the way forward."""
    if parts.net.bias == "none":
        return
    changes = {f"Z{n}": plain_product(parts, n) for n in parts.layers}
    yield from everywhere_and_each("no bias", changes)


def plain_product(parts: Parts, layer: int) -> Any:
    """Z without its bias."""
    right, W = parts[f"Z{layer}"], parts.names.W(layer - 1)
    if parts.net.bias == "separate":
        return right.args[0]
    unit, a = parts.input(layer - 1), parts.names.a(layer - 1)
    return exchanged(right, {unit: a, W: DropOnes(W, bias_axis(parts.net))})

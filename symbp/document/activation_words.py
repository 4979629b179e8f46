"""The section on the derivatives of the activations (L11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symbp.activation_steps import activation_steps
from symbp.document.lines import Display, chain
from symbp.network import Network
from symbp.nodes import ScalarFunction
from symbp.notation import Style

TEXTS = {
    "sigmoid": (
        "The derivative of the sigmoid is a polynomial in its own value, so that the backward pass can take "
        "it from the activations of the forward pass:"
    ),
    "tanh": "The derivative of the hyperbolic tangent is again a polynomial in its value:",
    "relu": "The rectifier has slope 0 on the left and 1 on the right:",
    "leaky_relu": "The leaky rectifier has a small slope on the left and 1 on the right:",
    "softplus": "The derivative of softplus is the sigmoid:",
    "custom": "For the activation of this network, differentiated as it stands:",
}


@dataclass(frozen=True)
class Activations:
    """The title of the section, and a text with a chain for each activation."""

    title: str
    parts: tuple[tuple[str, Display], ...]

    @property
    def displays(self) -> tuple[Display, ...]:
        return tuple(display for _, display in self.parts)


def activations(net: Network, style: Style) -> Activations | None:
    """The derivative of every activation that the network has, and of the sigmoid in its loss.

    None for a network without activations.
    """
    functions = list(used(net))
    parts = tuple(
        (TEXTS[f.name], chain(activation_steps(f), style, f"eq-activation-{place}"))
        for place, f in enumerate(functions, 1)
    )
    sigmoid = [f.name for f in functions] == ["sigmoid"]
    title = "The derivative of the sigmoid" if sigmoid else "The derivatives of the activations"
    return Activations(title, parts) if parts else None


def used(net: Network) -> Iterator[ScalarFunction]:
    """Each function once that has a derivative worth writing down."""
    links = [ScalarFunction("sigmoid")] if net.link == "sigmoid" else []
    yield from (f for f in dict.fromkeys([*net.functions, *links]) if activation_steps(f))

"""A derivation as a reader wants to see it: σ' by its name, by its value a ⊙ (1 − a), or both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from symbp.derivation import Derivation, Equation, Step
from symbp.moves import write_activation

SigmaPrime = Literal["name", "value", "both"]
"""``name`` is σ'(Z), ``value`` is a ⊙ (1 − a), ``both`` has a line for each."""


def shown(derivation: Derivation, sigma_prime: SigmaPrime = "both") -> Derivation:
    """The same derivation with σ' written as asked for; its lines still hold one by one."""
    if sigma_prime == "both":
        return derivation
    if sigma_prime == "name":
        return replace(derivation, steps=tuple(by_name(derivation)))
    backward = tuple(Equation(e.lhs, write_activation(derivation.net, e.rhs)) for e in derivation.backward)
    return replace(derivation, backward=backward, steps=tuple(by_value(derivation)))


def by_name(derivation: Derivation) -> Iterator[Step]:
    """Every step but a last one that only gives σ' its value."""
    for chain in derivation.chains():
        yield from chain[:-1] if chain[-1].rule == "activation value" else chain


def by_value(derivation: Derivation) -> Iterator[Step]:
    """Every step with σ' as its value in the matrix lines; a line that then says nothing is left out."""
    for step in derivation.steps:
        if step.level != "matrix":
            yield step
            continue
        before, after = (write_activation(derivation.net, side) for side in (step.before, step.after))
        if before != after:
            yield replace(step, before=before, after=after)

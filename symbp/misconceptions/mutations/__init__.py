"""Every mistake that a network allows, as other right sides for the equations of its derivation.

One generator per misconception, so that each exists for any depth, loss and convention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from sympy import Basic

from symbp.derivation import Derivation
from symbp.misconceptions.mutations import (
    back,
    biases,
    factors,
    forward,
    operators,
    others,
    penalties,
    products,
    slopes,
)
from symbp.misconceptions.mutations.losses import IN_THE_LOSS
from symbp.misconceptions.nodes import rate
from symbp.misconceptions.parts import Change, Parts
from symbp.misconceptions.record import Mutant
from symbp.misconceptions.table import MISCONCEPTIONS

GENERATORS: dict[str, Callable[[Parts], Iterator[Change]]] = {
    "M01": slopes.output_slope_missing,
    "M02": slopes.output_slope_superfluous,
    "M03": slopes.hidden_slope_missing,
    "M04": slopes.slope_at_the_wrong_place,
    "M05": slopes.slope_misremembered,
    "M06": slopes.slope_of_another,
    "M07": factors.sign,
    "M08": factors.half_or_double,
    "M09": factors.mean_left_out,
    "M10": factors.mean_twice,
    "M11": factors.mean_in_some,
    "M12": factors.other_divisor,
    "M13": penalties.left_out,
    "M14": penalties.factor,
    "M15": penalties.not_differentiated,
    "M16": penalties.sign,
    "M17": penalties.bias_penalised,
    "M18": products.wrong_input,
    "M19": forward.activation_skipped,
    "M20": products.product_confused,
    "M21": products.transposed,
    "M22": products.one_sample,
    "M23": back.updated_too_early,
    "M24": biases.summed_wrongly,
    "M25": back.wrong_layer,
    "M26": forward.softmax_wrong,
    "M27": forward.labels_wrong,
    "M35": back.raw_error,
    "M36": back.gradient_for_weight,
    "M37": biases.missing,
    "M38": penalties.constant_added,
    "M39": operators.operator_mistyped,
    "M40": others.another_network,
}
"""How each misconception of the kind "derivation" spoils the equations."""


def mutants(derivation: Derivation) -> tuple[Mutant, ...]:
    """Every single mistake of a derivation, the simplest first; none is given twice under one name.

    Different mistakes may be the same formula.  Where a shape fits by chance only, at sizes that
    coincide, the mutant is there and fails when it is evaluated elsewhere.

    >>> from symbp import Network, derive
    >>> first = mutants(derive(Network.preset("lecture10-regression")))[0]
    >>> first.id, first.variant, first.target
    ('M07', 't − f for f − t', 'delta3')
    """
    parts = Parts(derivation)
    found: dict[tuple[object, ...], Mutant] = {}
    for id in MISCONCEPTIONS:
        for variant, change in changes(id, parts):
            equations = changed(derivation, change)
            if equations:
                found.setdefault((id, *equations.items()), mutant(id, variant, equations))
    return tuple(found.values())


def changes(id: str, parts: Parts) -> Iterator[Change]:
    """The forms of one misconception, those in the loss itself last."""
    for table in (GENERATORS, IN_THE_LOSS):
        if id in table:
            yield from table[id](parts)


def changed(derivation: Derivation, change: Mapping[str, Basic]) -> dict[str, Basic]:
    """The right sides that are other ones, in the order of computation."""
    return {
        name: change[name]
        for name, equation in derivation.equations.items()
        if name in change and change[name] != equation.rhs
    }


def mutant(id: str, variant: str, equations: dict[str, Basic]) -> Mutant:
    unknown = rate if any(right.has(rate) for right in equations.values()) else None
    return Mutant(id, variant, next(iter(equations)), MappingProxyType(equations), unknown)

"""Whether a written δ holds the 1/N of a mean: both customs are read, and each reading says which it is."""

from __future__ import annotations

from dataclasses import replace

from sympy import Basic
from sympy.matrices.expressions import MatrixSymbol

from symbp.penalties import N
from symbp.reading import surface as s
from symbp.reading.context import Context, readings
from symbp.reading.diagonal import no_diagonal
from symbp.reading.rows import no_rows
from symbp.reading.values import Options, Reading, gather

HOLDS, WITHOUT = ("delta", "with the 1/N of the mean"), ("delta", "without the 1/N of the mean")


def with_delta_choices(node: s.Surface, context: Context) -> Options:
    """The readings, and those in which a written δ is N times as large, or as small, as the network's."""
    usual = complete(readings(node, context))
    if context.net.reduction != "mean" or not any(mentions_delta(r.value) for r in usual):
        return usual
    ours, other, scale = (HOLDS, WITHOUT, N) if context.net.delta == "dL/dZ" else (WITHOUT, HOLDS, 1 / N)
    scaled = replace(context, convention=replace(context.convention, delta_scale=scale))
    return (*chosen(usual, ours, 0), *chosen(complete(readings(node, scaled)), other, 1))


def complete(found: Options) -> Options:
    """The readings without those in which one sample's row, or a diagonal matrix, is left over."""

    def check(reading: Reading) -> Options:
        no_rows(reading.value)
        no_diagonal(reading.value)
        return (reading,)

    return gather(found, check)


def mentions_delta(value: Basic) -> bool:
    return any(symbol.name.startswith("delta") for symbol in value.atoms(MatrixSymbol))


def chosen(found: Options, choice: tuple[str, str], cost: int) -> Options:
    return tuple(
        replace(r, choices=(*r.choices, choice), cost=r.cost + cost, how=(*r.how, f"δ {choice[1]}"))
        for r in found
        if mentions_delta(r.value) or not cost
    )

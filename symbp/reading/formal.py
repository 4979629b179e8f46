"""Chains with formal derivatives: ∂L/∂W = ∂L/∂Z · ∂Z/∂W is read for one sample, entry by entry.

The letters of such a reading belong to the whole chain, so that its lines can be compared; a letter
that the head of the chain does not have is summed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Add, Expr, S, Sum, Symbol

from symbp.reading import surface as s
from symbp.reading.context import Context, readings
from symbp.reading.customs import with_delta_choices
from symbp.reading.derivatives import OPERATORS, FormalError
from symbp.reading.entries import units
from symbp.reading.names import LOSSES
from symbp.reading.problem import ReadingError
from symbp.reading.values import Options, Reading

CHOICE = ("level", "entry by entry")
ONE_SAMPLE, ALL_SAMPLES = ("loss", "of one sample"), ("loss", "of all samples")
COST = 3


@dataclass(frozen=True)
class EntryLevel:
    """How a chain is read entry by entry: its context, and the letters that stay."""

    context: Context
    kept: frozenset[Symbol]

    def readings(self, node: s.Surface) -> Options:
        """The readings of a side at one entry, with L for sample n and for all; none where there is none."""
        alone, every = self.found(node, True), self.found(node, False)
        if [r.value for r in alone] == [r.value for r in every]:
            return alone
        return (*chosen(alone, ONE_SAMPLE, "L is that of one sample", 0), *chosen(every, ALL_SAMPLES, "", 1))

    def found(self, node: s.Surface, one_sample: bool) -> Options:
        found = readable(node, replace(self.context, one_sample=one_sample))
        return tuple(self.closed(reading) for reading in found)

    def closed(self, reading: Reading) -> Reading:
        assert isinstance(reading.value, Expr)
        value = Add(*(self.summed(term) for term in Add.make_args(reading.value)), evaluate=False)
        single = value.args[0] if len(value.args) == 1 and isinstance(value, Add) else value
        noted = replace(reading, value=single, choices=(*reading.choices, CHOICE))
        return noted.noted("entry by entry", COST)

    def summed(self, term: Expr) -> Expr:
        """A term summed over the units between the first and the last layer of the chain."""
        entries = self.context.entries or {}
        for layer, letter in entries.items():
            if letter in term.free_symbols and letter not in self.kept:
                lone = self.context.net.units[layer - 1] == 1
                size = self.context.net.names.dims[layer - 1]
                term = term.xreplace({letter: S.One}) if lone else Sum(term, (letter, 1, size))
        return term


def entry_level(trees: Sequence[s.Chain], context: Context) -> EntryLevel | None:
    """The entry level of a chain, if a formal derivative stands in it."""
    sides = [node for tree in trees for _, node in tree.items]
    if not any(may_be_formal(side) and is_formal(side, context) for side in sides):
        return None
    best: tuple[int, EntryLevel] | None = None
    for layer in range(len(context.net.units) - 1, 0, -1):
        level = EntryLevel(replace(context, entries=units(context.net, layer)), frozenset())
        count = sum(bool(level.readings(side)) for side in sides)
        if count and (best is None or count > best[0]):
            best = count, level
    if best is None:
        return None
    level = best[1]
    head = next((reading for side in sides for reading in readable(side, level.context)), None)
    return replace(level, kept=frozenset(head.value.free_symbols)) if head is not None else None


def may_be_formal(side: s.Surface) -> bool:
    """Whether a ∂, a d or a loss is written; else nothing has to be read to know that nothing is formal."""
    found = {node.name for node in s.walk(side) if isinstance(node, s.Letter)}
    return bool(found & {*OPERATORS, *LOSSES})


def chosen(found: Options, choice: tuple[str, str], how: str, cost: int) -> Options:
    return tuple(replace(r, choices=(*r.choices, choice)).noted(how, cost) for r in found)


def readable(side: s.Surface, context: Context) -> Options:
    """The readings of a side; none where it has none."""
    try:
        return with_delta_choices(side, context)
    except ReadingError:
        return ()


def is_formal(side: s.Surface, context: Context) -> bool:
    """Whether a side cannot be read because of a derivative of one matrix by another."""
    try:
        readings(side, context)
    except FormalError:
        return True
    except ReadingError:
        return any(is_formal(child, context) for child in s.children(side))
    return False

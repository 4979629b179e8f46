"""Which known mistake is a wrong line?  The derivation with each mistake in it, compared with the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Basic
from sympy.matrices.expressions import MatrixSymbol, Transpose

from symbp.checking.carried import entry_of, gradients, sums_samples
from symbp.checking.judge import World
from symbp.checking.known import known_mutants
from symbp.checking.values import FEW, Probe, Value, agree
from symbp.derivation import Derivation
from symbp.misconceptions import Mutant
from symbp.names import LOSS
from symbp.nodes import Entry, Rate, rebuild, split_factor

SHARE = 0.55
"""What part of a line's time the search leaves to the rest."""


@dataclass(frozen=True, eq=False)
class Gallery:
    """Every single mistake of a derivation, as worlds in which it was made."""

    derivation: Derivation
    world: World

    @property
    def mutants(self) -> tuple[Mutant, ...]:
        return known_mutants(self.derivation.net)

    @cached_property
    def worlds(self) -> dict[int, World]:
        return {}

    def world_of(self, number: int) -> World:
        """The derivation run with one mistake."""
        if number not in self.worlds:
            right = {name: e.rhs for name, e in self.derivation.equations.items()}
            right |= self.mutants[number].equations
            self.worlds[number] = replace(self.world, equations=right)
        return self.worlds[number]

    def recognised(self, left: Basic, right: Basic) -> Mutant | None:
        """The simplest mistake with which `left` comes out as `right`."""
        subject = named(left, self.derivation)
        name = name_of(subject)
        if name not in self.derivation.equations:
            return None
        probe = Probe(self.world, (subject, right))
        wrong = [probe.value(right, index) for index in FEW]
        if None in wrong:
            return None
        return next(self.fitting(subject, name, probe, wrong), None)

    def fitting(self, subject: Basic, name: str, probe: Probe, wrong: list[Value | None]) -> Iterator[Mutant]:
        """The mistakes that give these values: those made in this quantity, then those made before."""
        symbol = self.derivation.equations[name].lhs
        own = [m for m in self.mutants if name in m.equations]
        for mutant in sorted(own, key=lambda m: len(m.equations)):
            node = rebuild(subject, {symbol: mutant.equations[name]}.get)
            if self.in_time and all(agree(probe.value(node, i), wrong[i]) for i in FEW):
                yield mutant
        for number, mutant in enumerate(self.mutants):
            if name in mutant.equations or not self.before(mutant, name):
                continue
            if not self.in_time:
                return
            other = probe.elsewhere(self.world_of(number))
            if all(agree(other.value(subject, i), wrong[i]) for i in FEW):
                yield mutant

    @property
    def in_time(self) -> bool:
        return self.world.clock.left > SHARE * self.world.clock.limit

    def before(self, mutant: Mutant, name: str) -> bool:
        """Whether a mistake is made in a quantity on which another depends."""
        order = list(self.derivation.equations)
        return order.index(mutant.target) < order.index(name)


def named(left: Basic, derivation: Derivation, names_only: bool = False) -> Basic:
    """A left side with the names of the derivation for its gradients: dW2 for ∂L/∂W2.

    With `names_only` a gradient without a name, such as ∂L/∂f, stays.
    """
    table = gradients(derivation)
    if names_only:
        table = {left: right for left, right in table.items() if name_of(right)}

    def change(node: Basic) -> Basic | None:
        if node in table:
            return table[node]
        entry = entry_of(node) if isinstance(node, Rate) else None
        if entry is not None and entry[0] in table and not sums_samples(node):
            return Entry(table[entry[0]], *entry[1])
        return None

    return rebuild(left, change)


def name_of(subject: Basic) -> str:
    """The one quantity that a left side is: dW2, δ2ᵀ, N δ2, an entry of it; empty for anything else."""
    if isinstance(subject, Entry):
        return name_of(subject.matrix)
    if isinstance(subject, Transpose):
        return name_of(subject.arg)
    if subject == LOSS or isinstance(subject, MatrixSymbol):
        return str(subject.name)
    if getattr(subject, "is_Matrix", False):
        parts = split_factor(subject)[1]
        if len(parts) == 1 and parts[0] != subject:
            return name_of(parts[0])
    return ""

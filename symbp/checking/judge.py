"""Deciding equalities of one network, line after line, each within its time.

A `World` says what the names mean: the network's own equations, or those equations with some that
a writer got wrong in place of the right ones.  What was computed for one line serves the next.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from sympy import Basic, Lambda, S

from symbp.errors import ConfigError
from symbp.forward import forward_equations, loss_equation, sample_loss
from symbp.network import Network
from symbp.verify.checks import LARGEST, tree_size
from symbp.verify.compare import FAILURES, Checker, Side, explained
from symbp.verify.environment import Definitions
from symbp.verify.indices import fixed_sizes, two_dimensions
from symbp.verify.numbers import Clock, OutOfTimeError
from symbp.verify.verdict import Verdict

DIGITS, POINTS, SEED = 100, 3, 0


BROKEN = (*FAILURES, ConfigError, AttributeError, TypeError, KeyError, IndexError)
"""What an expression that makes no sense may raise."""


ONE_DIMENSION = "the index {0} runs along {1} and along {2}; are two indices swapped?"


EARLY = 0.9
"""At what part of its time a line is ended, since an operation under way is not interrupted."""


class LineClock(Clock):
    """A limit for every line anew."""

    def check(self) -> None:
        if self.left < 0:
            raise OutOfTimeError(f"the time limit of {self.limit:g} s is reached")

    def resume(self, used: float) -> None:
        """Go on with a line on which some seconds were spent before, in reading or in judging it."""
        self.start = time.monotonic() - used

    @property
    def left(self) -> float:
        """The seconds that are left for this line."""
        return EARLY * self.limit - self.seconds


@dataclass(frozen=True, eq=False)
class World:
    """What the names of a network mean, and the verdicts that follow."""

    net: Network
    equations: Mapping[str, Basic]
    sample_loss: Lambda
    clock: LineClock
    fixed: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def definitions(self) -> Definitions:
        return Definitions(self.net, self.equations, self.sample_loss, self.clock)

    @cached_property
    def checkers(self) -> dict[tuple[tuple[str, int], ...], Checker]:
        return {}

    @cached_property
    def verdicts(self) -> dict[tuple[Basic, Basic], Verdict]:
        return {}

    def compare(self, left: Basic, right: Basic) -> Verdict:
        """Whether two expressions are equal; undecided, with the reason, when the line's time is over."""
        if (left, right) not in self.verdicts:
            verdict = self.decide(left, right)
            if verdict.status == "undecided" and self.clock.left < 0:
                return verdict
            self.verdicts[left, right] = verdict
        return self.verdicts[left, right]

    def decide(self, left: Basic, right: Basic) -> Verdict:
        if max(tree_size(left), tree_size(right)) > LARGEST:
            return Verdict("undecided", reason=f"an expression of more than {LARGEST} nodes")
        if found := two_dimensions(left, right):
            return Verdict("different", reason=ONE_DIMENSION.format(*found))
        if left == right and not left.has(S.NaN):
            return Verdict("equal", "proved", reason="the two sides are the same expression")
        try:
            return thorough(self.checker(left, right), Side(left), Side(right))
        except BROKEN as error:
            return Verdict("undecided", reason=explained(error))

    def checker(self, *sides: Basic) -> Checker:
        """The checker for the sizes that these expressions fix."""
        key = tuple(sorted({**dict(sizes(self.net, *sides)), **self.fixed}.items()))
        if key not in self.checkers:
            self.checkers[key] = Checker(self.definitions, DIGITS, POINTS, SEED, dict(key))
        return self.checkers[key]

    def first_that_holds(self, pairs: Iterable[tuple[Basic, Basic]]) -> Verdict | None:
        """The first equality of some that is true."""
        return next((verdict for verdict in (self.compare(*pair) for pair in pairs) if verdict), None)


@lru_cache(maxsize=64)
def sizes(net: Network, *sides: Basic) -> tuple[tuple[str, int], ...]:
    """The sizes that the sides of a line fix: the same in every world, asked for often."""
    return tuple(sorted(fixed_sizes(net, *sides).items()))


def thorough(checker: Checker, left: Side, right: Side) -> Verdict:
    """The verdict of few points where a proof confirms it, of many where none does."""
    checker.adversarial = False
    verdict = checker.compare(left, right)
    if verdict.proof != "verified":
        return verdict
    checker.adversarial = True
    return checker.compare(left, right)


def true_world(net: Network, clock: LineClock) -> World:
    """The network as specified: the forward equations, and derivatives by definition."""
    equations = {e.name: e.rhs for e in (*forward_equations(net), loss_equation(net))}
    return World(net, equations, sample_loss(net), clock)

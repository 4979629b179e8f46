"""What is wrong with a wrong line: a known misconception, else the smallest change that helps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from sympy import Basic

from symbp.checking.edits import Change, Scene, smallest
from symbp.checking.gallery import Gallery, name_of, named
from symbp.checking.judge import World
from symbp.checking.misfits import mended
from symbp.checking.record import Diagnosis
from symbp.checking.values import Probe
from symbp.derivation import Derivation
from symbp.misconceptions import MISCONCEPTIONS, Mutant
from symbp.notation import Style, latex, plain
from symbp.reading.context import Context
from symbp.reading.record import Side

OTHER = {"factor": "Factor", "term": "Term", "index": "Index", "sum": "Sum", "change": "Slip"}
"""What a change is called that is no misconception of the table."""

VAGUE = ("M39", "M40")
"""Misconceptions that say less than a single change does."""


@dataclass(frozen=True, eq=False)
class Clinic:
    """Diagnoses the wrong lines of one text."""

    derivation: Derivation
    world: World

    def latex(self, value: Basic) -> str:
        return latex(value, Style.of(self.derivation.net))

    @cached_property
    def gallery(self) -> Gallery:
        return Gallery(self.derivation, self.world)

    def diagnosis(self, left: Basic, right: Basic) -> Diagnosis | None:
        """What is wrong with a line that says left = right."""
        mutant = self.gallery.recognised(left, right)
        probe = Probe(self.world, (left, right))
        change = smallest(left, right, probe, Scene(self.derivation, right, left))
        if mutant is not None and not (mutant.id in VAGUE and change is not None and change.id):
            found = of_mutant(mutant, left, self.derivation)
        elif change is not None:
            found = of_change(change, left, self.derivation)
        else:
            return self.turned_round(left, right, probe)
        expected = change.value if change else self.right_side(left)
        edit = change.words if change else ""
        return replace(self.put_right(found, expected), written=self.latex(right), edit=edit)

    def turned_round(self, left: Basic, right: Basic, probe: Probe) -> Diagnosis | None:
        """A mistake that stands on the left."""
        change = smallest(right, left, probe, Scene(self.derivation, left, right))
        if change is None:
            return None
        found = of_change(change, right, self.derivation)
        found = self.put_right(found, change.value)
        return replace(found, written=self.latex(left), edit=f"on the left: {change.words}")

    def misfit(self, left: Basic, side: Side, context: Context) -> Diagnosis | None:
        """What is wrong with a side whose shapes do not fit."""
        probe = Probe(self.world, (left,))
        found = mended(left, side.surface, context, probe)
        if found is None:
            return None
        change = Change(found.id, f"write {plain(found.value)}", found.value)
        diagnosis = self.put_right(of_change(change, left, self.derivation), found.value)
        return replace(diagnosis, edit=change.words)

    def put_right(self, found: Diagnosis, value: Basic | None) -> Diagnosis:
        """A diagnosis with what should stand there."""
        return found if value is None else replace(found, expected=self.latex(value), right=value)

    def right_side(self, left: Basic) -> Basic | None:
        """What the derivation says a quantity is."""
        name = name_of(named(left, self.derivation))
        plain_left = named(left, self.derivation)
        if name not in self.derivation.equations or plain_left != self.derivation.equations[name].lhs:
            return None
        return self.derivation.equations[name].rhs


def of_mutant(mutant: Mutant, left: Basic, derivation: Derivation) -> Diagnosis:
    found = known(mutant.id, subject(left, derivation))
    where = f" ({mutant.variant})" if mutant.variant else ""
    return replace(found, title=found.title + where)


def of_change(change: Change, left: Basic, derivation: Derivation) -> Diagnosis:
    """A change in the words of its misconception where the line is about a quantity, else in its own."""
    name = subject(left, derivation)
    if change.id and name:
        return known(change.id, name)
    kind = next((kind for kind in OTHER if kind in change.words), "change")
    title = MISCONCEPTIONS[change.id].title if change.id else OTHER[kind]
    return Diagnosis(title, "One change makes the line right.", change.id)


def subject(left: Basic, derivation: Derivation) -> str:
    """The quantity that a line is about; empty where it has no name."""
    return name_of(named(left, derivation)).replace("delta", "δ")


def known(id: str, quantity: str) -> Diagnosis:
    """A misconception of the table, in its words."""
    row = MISCONCEPTIONS[id]
    words = {"gradient": quantity, "quantity": quantity, "factor": "some factor"}
    return Diagnosis(row.title, row.message.format(**words), id, row.hint.format(**words))

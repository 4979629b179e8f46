"""From a diagnosis to what each quantity is charged for: a mistake costs once, where it is made.

What follows correctly from a student's own earlier value, or from a mistake that was charged before,
keeps its points where the assignment carries errors forward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from grader.findings import Diagnosis, Finding, Slip
from grader.judge import Judgement

if TYPE_CHECKING:
    from grader.own_values import Own

MOST_ALTERNATIVES = 3

UNUSED = "makes no difference"
"""What is said of an argument that is not used."""


@dataclass(frozen=True)
class Explanation:
    """What is wrong with one quantity: `charged` costs points here, `free` was charged before.

    `others` are further explanations that fit as well.
    """

    charged: tuple[Slip, ...] = ()
    free: tuple[Slip, ...] = ()
    others: tuple[Slip, ...] = ()

    @property
    def slips(self) -> tuple[Slip, ...]:
        return (*self.charged, *self.free)


@dataclass(frozen=True)
class Knowledge:
    """What is known of the mistakes of one submission.

    `carried(finding, quantity)` tells whether the quantity's own equation is right and only its inputs
    are wrong. `own` tells which quantities the student's own value of an earlier one explains.
    """

    diagnosis: Diagnosis
    carried: Callable[[Finding, str], bool]
    own: Mapping[str, Own] = field(default_factory=dict)
    behaviour: Mapping[str, Slip] = field(default_factory=dict)
    """Mistakes of the program that were found by trying: an argument that is not used, values kept from an
    example.
    """


def explain(judged: Iterable[Judgement], known: Knowledge, carry_forward: bool) -> Mapping[str, Explanation]:
    """An explanation of every wrong quantity, in the order of computation."""
    charged: set[tuple[str, str]] = set()
    found: dict[str, Explanation] = {}
    for judgement in judged:
        if judgement.verdict == "wrong":
            explanation = explain_one(judgement, known, charged if carry_forward else set())
            charged |= {(slip.id, slip.target) for slip in explanation.charged}
            found[judgement.quantity] = explanation
    return found


def explain_one(judgement: Judgement, known: Knowledge, charged: set[tuple[str, str]]) -> Explanation:
    """The explanation of one quantity, given what was charged before it."""
    quantity = judgement.quantity
    if judgement.mistakes and judgement.mistakes[0].id != "unfit":
        return Explanation(judgement.mistakes)
    finding = chosen(quantity, known.diagnosis)
    if finding is None or (quantity in known.behaviour and hard_coded(finding)):
        return unexplained(judgement, known, charged)
    before = (s for s in finding.slips if (s.id, s.target) in charged)
    free = tuple(s for s in before if known.carried(Finding((s,)), quantity))
    paid = tuple(s for s in finding.slips if s not in free)
    return Explanation(paid, free, alternatives(finding, quantity, known.diagnosis))


def unexplained(judgement: Judgement, known: Knowledge, charged: set[tuple[str, str]]) -> Explanation:
    """No formula fits: the student's own values, what the program does, or nothing known."""
    quantity = judgement.quantity
    behaviour, own = known.behaviour.get(quantity), known.own.get(quantity)
    if own is not None and (behaviour is None or behaviour.variant.endswith(UNUSED)):
        return from_own_value(own, behaviour, charged)
    if behaviour is not None:
        return Explanation((behaviour,))
    return Explanation(judgement.mistakes or (Slip("unknown", quantity),))


def from_own_value(own: Own, behaviour: Slip | None, charged: set[tuple[str, str]]) -> Explanation:
    """The first wrong value is charged once; a mistake in the quantity's own equation besides."""
    if any(target == own.root for _, target in charged):
        return Explanation(own.slips, (Slip("carried", own.root),))
    known = behaviour is not None and not own.slips
    first = replace(behaviour, target=own.root) if behaviour and known else Slip("unknown", own.root)
    return Explanation((first, *own.slips))


def chosen(quantity: str, diagnosis: Diagnosis) -> Finding | None:
    """The simplest explanation of a quantity that is part of an explanation of everything, if there is
    one.
    """
    alone = diagnosis.each.get(quantity, ())
    if not diagnosis.whole:
        return alone[0] if alone else None
    whole = diagnosis.whole[0]
    parts = (f for f in alone if len(f.slips) < len(whole.slips) and set(f.slips) <= set(whole.slips))
    return next(parts, whole)


def hard_coded(finding: Finding) -> bool:
    """Whether a factor of the penalty was found that may be a constant of the program in place of λ."""
    return any(s.id == "factors" or (s.id == "M14" and s.factor is not None) for s in finding.slips)


def alternatives(finding: Finding, quantity: str, diagnosis: Diagnosis) -> tuple[Slip, ...]:
    """What else fits: other names of the same formula, then other explanations of as few mistakes."""
    found = diagnosis.whole or diagnosis.each.get(quantity, ())
    more = [f.slips[0] for f in found if f is not finding and len(f.slips) == 1]
    known = set(finding.slips)
    listed = [slip for slip in (*finding.others, *more) if slip not in known]
    return tuple(dict.fromkeys(listed))[:MOST_ALTERNATIVES]

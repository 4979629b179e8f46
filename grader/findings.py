"""What a diagnosis finds: which mistakes explain an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Slip:
    """One mistake: a misconception at one place.

    `id` is a misconception's, or ``factors`` for α·(data term) + β·(penalty term), or ``shape``, ``sizes``.
    `target` is the equation in which it happens (``delta2``), `variant` its form in a few words,
    `factor` what was solved for (the rate of M23, the constant of M41).
    """

    id: str
    target: str
    variant: str = ""
    factor: float | None = None


@dataclass(frozen=True)
class Finding:
    """One explanation of an answer: the slips that together give just these numbers.

    `others` are slips that are the same formula under another name.
    """

    slips: tuple[Slip, ...]
    others: tuple[Slip, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(slip.id for slip in self.slips)


@dataclass(frozen=True)
class Diagnosis:
    """Every explanation that fits, simplest first: of all the answers together, and of each alone.

    `whole` explains every wrong gradient at once, and is empty where nothing does; `each` has an entry
    for every wrong quantity.
    """

    whole: tuple[Finding, ...] = ()
    each: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

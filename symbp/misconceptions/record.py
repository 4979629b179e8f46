"""What a misconception and a mutant are: plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sympy import Basic, Symbol

Kind = Literal["derivation", "result", "program"]


@dataclass(frozen=True)
class Misconception:
    """One mistake that people make: its name, what it is called, and what is said to a student.

    `kind` says where it lives: an equation of the derivation is another one, the result is
    transformed, or the program behaves so.  `message` and `hint` are sentences; they may hold
    ``{gradient}`` (the gradient in question), ``{quantity}`` (the equation in which it happens) and
    ``{factor}`` (what was solved for).  The hint does not give the answer away.  `example` is one form
    of it in NumPy notation.  `cost` is the fraction of a part's points that it costs unless the
    assignment says otherwise.
    """

    id: str
    title: str
    kind: Kind
    message: str
    hint: str
    cost: float = 0.5
    example: str = ""


@dataclass(frozen=True)
class Mutant:
    """A derivation with a mistake: the equations that are replaced, by name.

    `id` is the misconception's, `variant` says which of its forms in a few words, `target` is the first
    equation that is wrong (``delta2``).  `unknown` is a factor that stands in the equations and is
    solved for, such as the rate of an update that came too early.
    """

    id: str
    variant: str
    target: str
    equations: Mapping[str, Basic]
    unknown: Symbol | None = None

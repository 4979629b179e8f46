"""Which of a student's own intermediate values the answers follow from.

A local variable plays the role of delta3 if the answers are what the derivation makes of it; what it is
called does not matter.  The first that is wrong is where the mistake is, and what follows from it is carried
forward.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.compare import RIGHT, distance
from grader.numbers import Numbers, ShapesError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from grader.reference import Reference
    from symbp.derivation import Derivation

Arrays = Mapping[str, "NDArray[Any]"]


def follows_from(
    answers: Arrays, variables: Arrays, reference: Reference, derivation: Derivation
) -> dict[str, str]:
    """For each wrong answer that is right for a student's own value of an earlier quantity: that quantity.

    `answers` are wrong quantities in the derivation's shapes, `variables` the student's own arrays.
    """
    numbers = Numbers(derivation, reference.point)
    found: dict[str, str] = {}
    for quantity, value in answers.items():
        for earlier in earlier_than(quantity, derivation):
            if any(
                leads_to(numbers, quantity, value, earlier, own)
                for own in candidates(earlier, variables, reference)
            ):
                found[quantity] = earlier
                break
    return found


def earlier_than(quantity: str, derivation: Derivation) -> Iterator[str]:
    """The activations and errors that are computed before a quantity, in that order: the first is the
    root.
    """
    names = list(derivation.equations)
    before = names[: names.index(quantity)] if quantity in names else []
    yield from (
        name for name in before if (name != "loss" and not name.startswith("d")) or name.startswith("delta")
    )


def candidates(name: str, variables: Arrays, reference: Reference) -> Iterator[NDArray[Any]]:
    """The student's arrays that have the shape of a quantity, and are not its right value.

    The 1/N of a mean may stand in an error or be left for later.
    """
    want, N = reference.values[name], reference.point.samples
    for array in variables.values():
        for factor in (1.0, 1 / N, N) if name.startswith("delta") else (1.0,):
            own = factor * array
            if own.shape == np.shape(want) and distance(own, want, reference.scale(name)) > RIGHT:
                yield own


def leads_to(numbers: Numbers, quantity: str, value: NDArray[Any], earlier: str, own: NDArray[Any]) -> bool:
    """Whether an answer is what the derivation makes of the student's own earlier value."""
    try:
        made = numbers.evaluate([quantity], given={earlier: own})[quantity]
    except ShapesError:
        return False
    scale = float(np.max(np.abs(made), initial=0.0)) or 1.0
    return np.shape(made) == value.shape and distance(value, made, scale) <= RIGHT

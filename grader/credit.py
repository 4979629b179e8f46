"""What a part earns: its points, less what its mistakes cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from grader.assignment import Credit
    from grader.explain import Explanation
    from grader.judge import Judgement

Cost = Callable[[str], float]
"""The fraction of a part's points that a mistake costs."""

ZERO = 1e-9
"""What is smaller than this part of the right value is nothing: a diagnosis, too, takes it for zeros."""


def cost(judged: Judgement, credit: Credit, scale: float) -> Cost:
    """What a mistake costs: as the assignment says, but everything where nothing but zeros came back.

    `scale` is the size of the right value.
    """
    if judged.value is None:
        return credit.cost
    with np.errstate(invalid="ignore"):  # a signalling NaN is not zero either
        nothing = np.all(np.abs(np.asarray(judged.value, float)) <= ZERO * scale)
    return (lambda mistake: 1.0) if nothing else credit.cost


def kept(judged: Judgement, explanation: Explanation | None, cost: Cost) -> float:
    """The fraction of a part's points that is kept, 0 to 1."""
    if judged.verdict == "correct":
        return 1.0
    if judged.verdict != "wrong" or explanation is None:
        return 0.0
    return max(0.0, 1.0 - sum(cost(slip.id) for slip in explanation.charged))


def points(fraction: float, most: float) -> float:
    """A fraction of the points, to hundredths."""
    return round(fraction * most, 2)

"""What a part earns: its points, less what its mistakes cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.assignment import Credit
    from grader.explain import Explanation
    from grader.result import Verdict


def kept(verdict: Verdict, explanation: Explanation | None, credit: Credit) -> float:
    """The fraction of a part's points that is kept, 0 to 1."""
    if verdict == "correct":
        return 1.0
    if verdict != "wrong" or explanation is None:
        return 0.0
    return max(0.0, 1.0 - sum(credit.cost(slip.id) for slip in explanation.charged))


def points(fraction: float, most: float) -> float:
    """A fraction of the points, to hundredths."""
    return round(fraction * most, 2)

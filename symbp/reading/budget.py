"""How much work one expression may cost: an ambiguous one is read in a bounded number of steps."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.reading.problem import ReadingError

LINE, GLANCE, CONVENTION, TEXT = 8_000, 4_000, 40_000, 4_000_000
"""The steps for one equation, for its part in deciding about a text, for all of that, for a text.

A line of a usual derivation takes some 50 steps, and 8,000 take less than half a second.
"""

PIECE = 3
"""The steps for one piece of an expression."""


class BudgetError(ReadingError):
    """An expression with more readings than are followed up."""


@dataclass
class Budget:
    """Steps that are left; parts of the work share one budget."""

    left: int = LINE
    whole: Budget | None = None

    def spend(self, steps: int, at: int = 0) -> None:
        """Take steps away.  Raises `BudgetError` where there are none left."""
        self.left -= steps
        if self.whole is not None:
            self.whole.left -= steps
        if self.left < 0 or (self.whole is not None and self.whole.left < 0):
            raise BudgetError(
                "too many terms, or too many ways to read them",
                at + 1,
                "set brackets, write ⊙ or · between factors, and use several lines",
            )

    def part(self, steps: int = LINE) -> Budget:
        """A budget for one equation, within this one."""
        return Budget(steps, self.whole or self)

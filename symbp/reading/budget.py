"""How much work one expression may cost: an ambiguous one is read in a bounded number of steps."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.reading.problem import ReadingError

SIDE, CONVENTION, TEXT = 20_000, 60_000, 2_000_000
"""The steps for one side of an equation, for deciding the convention of a text, and for a whole text."""


class BudgetError(ReadingError):
    """An expression with more readings than are followed up."""


@dataclass
class Budget:
    """Steps that are left; parts of the work share one budget."""

    left: int = SIDE
    whole: Budget | None = None

    def spend(self, steps: int, at: int = 0) -> None:
        """Take steps away.  Raises `BudgetError` where there are none left."""
        self.left -= steps
        if self.whole is not None:
            self.whole.left -= steps
        if self.left < 0 or (self.whole is not None and self.whole.left < 0):
            raise BudgetError(
                "there are too many ways to read this",
                at + 1,
                "set brackets, and write ⊙ or · between factors",
            )

    def part(self) -> Budget:
        """A budget for one side, within this one."""
        return Budget(SIDE, self.whole or self)

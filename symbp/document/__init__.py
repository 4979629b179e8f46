"""Documents: one story, written by the hand of each format.

>>> from symbp.document import solve
>>> solve("lecture10-regression", iterations=0, formats=("py",)).ok
True
"""

from __future__ import annotations

from symbp.document.options import FORMATS, SECTIONS, Options
from symbp.document.solution import Solution, solve

__all__ = ["FORMATS", "SECTIONS", "Options", "Solution", "solve"]

"""Is a whole text about one sample?  Its letters are small, nothing is summed over samples, x is a column."""

from __future__ import annotations

from collections.abc import Sequence

from symbp.reading.conventions import names_in
from symbp.reading.record import Line

BATCHES = frozenset("XZAYHNMm")
"""Letters of many samples, and of their number."""

ONE = frozenset("xz")
"""Letters of one sample."""


def about_one_sample(lines: Sequence[Line]) -> bool:
    """Whether a text can be meant for one sample: x, z, a and δ are columns, and there is no N."""
    contexts = [line.context for line in lines if line.context is not None]
    if not contexts:
        return False
    columns = (contexts[0].net.samples == "columns") != contexts[0].convention.samples_turned
    letters = {name for line in lines for side in line.sides for name in names_in(side.surface)}
    return columns and bool(letters & ONE) and not letters & (BATCHES | {"n"})

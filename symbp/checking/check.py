"""Checking a text: what each of its lines is worth, and why."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from symbp.checking.explain import explained
from symbp.checking.judge import LineClock, true_world
from symbp.checking.known import derived
from symbp.checking.record import CheckedLine, Report
from symbp.checking.settle import settled
from symbp.network import Network
from symbp.reading import read
from symbp.reading.chunks import Kind


def check(
    text: str,
    net: Network,
    *,
    notation: Mapping[str, str] | None = None,
    kind: Kind = "auto",
    limit: float = 1.0,
) -> Report:
    """Check a derivation that somebody wrote, line by line: LaTeX, Markdown, a notebook or NumPy lines.

    `notation` maps names of the text to quantities; `limit` is the time for each line in seconds,
    beyond which it is undecided.  Raises `ReadingError` for a text that is too large to read.

    >>> import symbp
    >>> net = symbp.Network.preset("lecture10-regression")
    >>> report = check(r"$\\frac{\\partial L}{\\partial W_2} = -(a_2)^T \\delta_3$", net)
    >>> report.lines[0].status
    'wrong'
    """
    start = time.monotonic()
    world = true_world(net, LineClock(limit))
    rows, conventions, meant = settled(read(text, net, notation=notation, kind=kind), world)
    lines = tuple(together(explained(rows, derived(net), meant)))
    return Report(lines, conventions, time.monotonic() - start)


ORDER = ("wrong", "undecided", "verified", "proved", "assumed", "prose")
"""What a formula that stands for several layers is worth: what the worst of its cases is."""


def together(lines: Iterable[CheckedLine]) -> Iterator[CheckedLine]:
    """One line for all cases of a formula that stands for several."""
    for _, cases in groupby(lines, key=lambda line: (line.place, line.text)):
        yield min(cases, key=lambda line: (ORDER.index(line.status), line.carried is None))

"""Golden files: a document as it stands, and how each format writes its parts."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from symbp.document import SECTIONS, solve

ALL_BUT_CHECK = tuple(name for name in SECTIONS if name != "check")
"""The check prints the errors of double precision, which differ from machine to machine."""

PARTS = ("problem", "forward", "summary", "program")


def test_the_worked_solution_of_the_lecture(snapshot: SnapshotAssertion) -> None:
    solution = solve(
        "lecture10-regression-l2",
        iterations=100,
        author="An author",
        date="2026-11-22",
        sections=ALL_BUT_CHECK,
    )
    assert solution.md == snapshot


@pytest.mark.parametrize(
    ("format_name", "start"), [("typst", "#[#heading"), ("latex", r"\section"), ("html", "<main")]
)
def test_how_each_format_writes_the_parts(format_name: str, start: str, snapshot: SnapshotAssertion) -> None:
    text = solve("lecture10-binary", iterations=5, sections=PARTS).render(format_name)
    assert text[text.index(start) :] == snapshot

"""The table of misconceptions: complete, in order, in words that a student may read."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from named import NAMED, mutants_of, written

from symbp.misconceptions import MISCONCEPTIONS, Misconception
from symbp.misconceptions.mutations import GENERATORS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "misconceptions.md"

RESULTS, PROGRAMS = {"M31", "M32", "M41"}, {"M28", "M29", "M30", "M33", "M34"}

entries = pytest.mark.parametrize("entry", MISCONCEPTIONS.values(), ids=lambda entry: entry.id)


def test_every_row_is_there_once_and_of_its_kind() -> None:
    assert sorted(MISCONCEPTIONS) == [f"M{number:02}" for number in range(1, 42)]
    kinds = {"result": RESULTS, "program": PROGRAMS, "derivation": {*MISCONCEPTIONS} - RESULTS - PROGRAMS}
    assert {id: entry.kind for id, entry in MISCONCEPTIONS.items()} == {
        id: kind for kind, ids in kinds.items() for id in ids
    }
    assert set(GENERATORS) == kinds["derivation"]


def test_what_explains_nearly_everything_comes_last() -> None:
    order = list(MISCONCEPTIONS)
    assert order[-3:] == ["M40", "M41", "M39"]
    assert order[:3] == ["M07", "M01", "M03"]


@entries
def test_words_have_only_places_that_are_filled(entry: Misconception) -> None:
    for text in (entry.message, entry.hint):
        fields = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        assert fields <= {"gradient", "quantity", "factor"}
        assert text[-1] in ".?"


def test_only_what_is_solved_for_has_a_factor() -> None:
    assert {e.id for e in MISCONCEPTIONS.values() if "{factor}" in e.message + e.hint} == {"M23", "M41"}


@entries
def test_costs_are_fractions_and_remarks_are_free(entry: Misconception) -> None:
    assert 0 <= entry.cost <= 1
    assert (entry.cost == 0) == (entry.id in {"M30", "M34"})  # M29 is a mistake where whole numbers come back


@pytest.mark.parametrize("id", GENERATORS)
def test_an_example_is_a_mutant_of_a_named_network(id: str) -> None:
    found = {written(m) for name in NAMED for m in mutants_of(name) if m.id == id}
    assert MISCONCEPTIONS[id].example in found


def test_the_page_holds_the_table() -> None:
    rows = [
        f"| {e.id} | {e.title} | `{e.example}` | {e.kind} | {e.cost:g} |" for e in MISCONCEPTIONS.values()
    ]
    assert [row for row in rows if row not in PAGE.read_text(encoding="utf-8").splitlines()] == []

"""Every input ends in readings or in a message: random text, random mathematics, mathematics with slips."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from reading_corpus import CORPUS, NETWORKS

from symbp.network import Network
from symbp.reading import Line, ReadingError, read, read_expression
from symbp.reading.tokens import COMMANDS

WRITTEN = sorted({written for pairs in CORPUS.values() for written, _ in pairs})
MARKS = [*"(){}[]|^_'=+-*/@,.:;&%$!<>", r"\\", r"\|", r"\{", r"\}", "||", ":=", "**", "\n", " "]
LETTERS = [*"WZaftXLJbdehijklmnoNTy0123456789", "12", "0.5", "δ", "σ", "⊙", "²", "₃", "ŷ", "ᵀ", "…"]
WORDS = [rf"\{word}" for word in sorted(COMMANDS)]
WORDS += [
    r"\begin{bmatrix}",
    r"\end{bmatrix}",
    r"\begin{cases}",
    r"\end{cases}",
    r"\begin{align}",
    r"\end{align}",
]

soups = st.lists(st.sampled_from([*MARKS, *LETTERS, *LETTERS, *WORDS]), max_size=25).map(" ".join)
nets = st.sampled_from(list(NETWORKS.values()))


@st.composite
def slips(draw: st.DrawFn) -> str:
    """Two things that people write, with a few characters taken out, put in, or doubled."""
    text = " = ".join(draw(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        put = draw(st.sampled_from(["", *MARKS, *LETTERS]))
        text = text[:place] + put + text[place + draw(st.integers(0, 2)) :]
    return text


def check(found: tuple[Line, ...]) -> None:
    for line in found:
        assert line.line >= 1
        assert line.kind == "prose" or line.error is not None or line.sides
        assert all(side.readings or side.error is not None for side in line.sides)
        if line.error is not None:
            assert re.match(r"line \d+", str(line.error)), line.error


@settings(max_examples=120)
@given(st.text(max_size=200), nets)
def test_any_text_is_read_or_refused(text: str, net: Network) -> None:
    check(read(text, net))


@settings(max_examples=200)
@given(soups, nets)
def test_any_mathematics_is_read_or_refused(text: str, net: Network) -> None:
    check(read(f"$${text}$$", net))


@settings(max_examples=150)
@given(slips(), nets)
def test_mathematics_with_slips_is_read_or_refused(text: str, net: Network) -> None:
    check(read(f"${text}$", net))


@settings(max_examples=80)
@given(st.one_of(slips(), soups, st.text(max_size=60)), nets)
def test_an_expression_has_readings_or_a_message(text: str, net: Network) -> None:
    try:
        found = read_expression(text, net)
    except ReadingError:
        return
    assert found


@settings(max_examples=80)
@given(st.text(alphabet="abdfW123 =+-*/@.()[]'\"#\\\n:_,", max_size=80), nets)
def test_any_python_is_read_or_refused(text: str, net: Network) -> None:
    found: Any = read(text, net, kind="numpy")
    check(found)

"""What a solution can be asked for, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from symbp.document import SECTIONS, Options, solve
from symbp.errors import ConfigError


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("sections", ("forwards",), "sections = 'forwards': did you mean 'forward'?"),
        ("sections", (), f"sections: none is left; name at least one of: {', '.join(SECTIONS)}"),
        ("formats", ("docx",), "formats = 'docx': expected one of: pdf, tex, html, md, ipynb, py, json"),
        ("detail", "ful", "detail = 'ful': did you mean 'full'?"),
        ("engine", "word", "engine = 'word': expected one of: typst, latex"),
        ("product", "*", "product = '*': did you mean '.*'?"),
        ("gradient", "grad", "gradient = 'grad': expected one of: ∂L/∂W, ∇"),
        ("digits", 0, "digits = 0: expected a whole number from 1 to 15"),
        ("digits", True, "digits = True: expected a whole number from 1 to 15"),
        ("templates", Path("/no/such"), "templates = '/no/such': no such directory"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_refused_by_name(field: str, value: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Options(**{field: value})
    assert str(caught.value) == message


def test_an_unknown_option_gets_a_suggestion() -> None:
    with pytest.raises(ConfigError, match=r"^unknown option 'digit'; did you mean 'digits'\?$"):
        solve("lecture10-regression", digit=3)


@pytest.mark.parametrize(
    ("given", "text", "day"),
    [
        (date(2026, 11, 22), "22 November 2026", date(2026, 11, 22)),
        ("2026-03-01", "1 March 2026", date(2026, 3, 1)),
        ("Spring term", "Spring term", None),
        (None, "", None),
    ],
)
def test_a_date_is_written_out(given: Any, text: str, day: date | None) -> None:
    options = Options(date=given)
    assert (options.date_text, options.day) == (text, day)


def headings(markdown: str) -> list[str]:
    return [line.split(" ", 2)[2] for line in markdown.splitlines() if line.startswith("## ")]


def test_sections_come_in_their_order_and_references_to_others_become_words() -> None:
    solution = solve("lecture10-regression", iterations=2, sections=("summary", "hidden", "forward"))
    assert headings(solution.md) == [
        "Forward pass",
        "Step 2: the hidden layer",
        "Forward and backward pass together",
    ]
    assert "the gradient" not in headings(solution.md)


def test_detail_leaves_out_single_weights_and_then_the_derivation() -> None:
    full, matrix, summary = (
        headings(solve("lecture10-regression", iterations=2, detail=detail).md)
        for detail in ("full", "matrix", "summary")
    )
    assert set(full) - set(matrix) == {"Entry by entry"}
    assert {"Step 1: the output layer", "Common mistakes"} <= set(matrix) - set(summary)
    assert "Forward and backward pass together" in summary
    one_weight = solve("lecture10-regression", iterations=2, detail="matrix").md
    assert "One weight and one sample" not in one_weight


def test_the_notation_can_be_chosen() -> None:
    md = solve("lecture10-regression", iterations=2, product=".*", gradient="∇").md
    assert r"\odot" not in md
    assert r"\nabla_{W^{(2)}} L" in md
    assert r"\frac{\partial L}{\partial W" not in md


def test_digits_change_the_printed_numbers() -> None:
    md = solve("lecture10-regression", iterations=2, digits=2, sections=("numbers",)).md
    assert "1.76 & 0.40 & 0.98" in md


def test_latex_without_tex_is_refused_before_anything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(ConfigError) as caught:
        solve("lecture10-regression", engine="latex")
    assert str(caught.value) == (
        "engine = 'latex': neither latexmk nor pdflatex is installed; install a TeX "
        "(Debian: texlive-latex-recommended texlive-pictures lmodern), or use engine = 'typst', which needs "
        "none"
    )

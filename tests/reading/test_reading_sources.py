"""A file of any kind is cut into equations, prose, code and definitions, each with its line."""

from __future__ import annotations

import json

import pytest

from symbp.network import Network
from symbp.reading import ReadingError, chunks, read

NET = Network.preset("lecture10-regression")


def places(text: str, kind: str = "auto") -> list[tuple[int, int, str]]:
    return [(c.line, c.part, c.text) for c in chunks(text, kind) if c.kind in ("math", "code")]


def equations(text: str) -> list[tuple[int, int, str]]:
    """The lines that are equations, as a checker counts them."""
    return [(line.line, line.part, line.text) for line in read(text, NET) if line.sides or line.error]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("$", "$"),
        ("$$", "$$"),
        (r"\[", r"\]"),
        (r"\(", r"\)"),
        (r"\begin{equation}", r"\end{equation}"),
        (r"\begin{align*}", r"\end{align*}"),
        (r"\begin{gather}", r"\end{gather}"),
        ("```math\n", "\n```"),
    ],
)
def test_mathematics_is_found_between_its_marks(opening: str, closing: str) -> None:
    text = f"First words.\n{opening}f = t{closing}\nLast words."
    assert [t for _, _, t in places(text)] == ["f = t"]
    assert [c.text for c in chunks(text) if c.kind == "prose"] == ["First words.", "Last words."]


def test_each_row_of_an_alignment_is_an_equation_on_its_own_line() -> None:
    text = "\\begin{align}\nf &= t \\\\\n &= X W_1 \\\\[2pt]\n\n y &= f\n\\end{align}"
    assert [(line, t) for line, _, t in places(text)] == [(2, "f &= t"), (3, "&= X W_1"), (5, "y &= f")]


def test_rows_of_a_matrix_or_of_cases_stay_together() -> None:
    text = r"$$A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \\ b = \begin{cases} 1 \\ 2 \end{cases}$$"
    assert len(places(text)) == 2


def test_a_row_that_breaks_off_goes_on_in_the_next() -> None:
    text = "\\begin{multline}\nL = \\frac12 \\sum_n (f_n \\\\ - t_n)^2\n\\end{multline}"
    assert [line.error for line in read(text, NET)] == [None]
    text = "\\begin{align}\ndW_1 &= X^T \\delta_2 \\\\ &\\quad + X^T \\delta_2\n\\end{align}"
    (line,) = (line for line in read(text, NET) if line.sides)
    assert len(line.sides) == 2


def test_parts_count_the_equations_that_begin_on_one_line() -> None:
    text = "so $Z_2 = X W_1$ and\n$a_2 = \\sigma(Z_2)$, $f = \\sigma(Z_3), \\quad \\delta_3 = f - t$"
    assert equations(text) == [
        (1, 1, "Z_2 = X W_1"),
        (2, 1, r"a_2 = \sigma(Z_2)"),
        (2, 2, r"f = \sigma(Z_3)"),
        (2, 3, r"\delta_3 = f - t"),
    ]


def test_words_between_equations_tell_them_apart_and_remarks_are_left_out() -> None:
    text = r"$$f = a_3 \text{ and } Z_2 = X W_1 \quad\text{for every sample } n = 1, \ldots, N$$"
    assert [t for _, _, t in equations(text)] == ["f = a_3", "Z_2 = X W_1"]
    assert [t for _, _, t in equations(r"$$f = a_3 \tag{1} \label{eq:f}$$")] == [
        r"f = a_3 \tag{1} \label{eq:f}"
    ]


def test_comments_are_no_text_but_may_state_notation() -> None:
    text = "% f = t\n%notation: q = delta3\n$q = \\delta_3 % not this: = 5\n$"
    kinds = [(c.kind, c.text) for c in chunks(text)]
    assert kinds[0] == ("definition", "q = delta3")
    (line,) = (line for line in read(text, NET) if line.sides)
    assert [side.readings[0].value for side in line.sides] == [NET.names.delta(3)] * 2


def test_a_text_without_any_marks_is_read_line_by_line() -> None:
    text = (
        "We begin.\n\\delta_3 = (f - t) \\odot \\sigma'(Z_3)\nand for the weights,\ndW_2 = a_2^T \\delta_3\n"
    )
    assert equations(text) == [
        (2, 1, r"\delta_3 = (f - t) \odot \sigma'(Z_3)"),
        (4, 1, r"dW_2 = a_2^T \delta_3"),
    ]


def test_python_is_read_statement_by_statement() -> None:
    text = (
        '"""No = text."""\nimport numpy as np\n'
        "d3 = (f - t) * (\n    f * (1 - f))  # the output\n\nd2 = d3 @ W2.T\n"
    )
    assert places(text, "numpy") == [(3, 1, "d3 = (f - t) * ( f * (1 - f))"), (6, 1, "d2 = d3 @ W2.T")]
    assert places(text) == places(text, "numpy")


def test_a_notebook_is_read_cell_by_cell() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["Text\n", "$f = t$"]},
        {"cell_type": "code", "source": "d3 = f - t\nd2 = d3"},
        {"cell_type": "raw", "source": "$y = f$"},
    ]
    text = json.dumps({"cells": cells, "nbformat": 4})
    assert places(text) == [(2, 1, "f = t"), (3, 1, "d3 = f - t"), (4, 1, "d2 = d3"), (5, 1, "y = f")]


@pytest.mark.parametrize(
    "text", ["", "\0", "$", "$$", r"\[ a", r"\begin{align} a", "{", '{"cells": 3}', "```", "%"]
)
def test_every_text_has_chunks(text: str) -> None:
    assert isinstance(list(chunks(text)), list)
    assert isinstance(read(text, NET), tuple)


def test_a_formula_that_is_never_closed_ends_with_its_paragraph() -> None:
    assert [t for _, _, t in equations("$f = t\n\nThe rest is words. $Z_2 = X W_1$")] == [
        "f = t",
        "Z_2 = X W_1",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"cells": [', "line 1, column 12: this is no notebook: Expecting value"),
        ('{"cells": 5}', "this is no notebook: it has no cells"),
        ("[]", "this is no notebook: it has no cells"),
        ("[" * 100_000, "this is no notebook: it holds what no notebook does"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused(text: str, message: str) -> None:
    with pytest.raises(ReadingError) as refused:
        list(chunks(text, "notebook"))
    assert str(refused.value) == message + "; save it again as a notebook, or hand in its text"

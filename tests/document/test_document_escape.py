"""What a user typed never becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbp.data import Dataset
from symbp.document import Solution, escape, solve

HOSTILE = (
    r"#panic() $x$ \input{/etc/passwd} <script>alert(1)</script> *b* _i_ `c` a|b [l](u) ~ ^ & % {} "
    '@r "q" -- 1. שלום'
)
LINE = re.compile(r"\s+")


@pytest.fixture(scope="module")
def hostile() -> Solution:
    """A solution with hostile text in every field that a user fills."""
    names = ("#f $a", r"\b|<i>", "*c_d*")
    data = Dataset(
        HOSTILE, np.array([[1.0, 0.5], [0.25, 1.0]]), np.array([[1.0], [0.5]]), names[:2], names[2:], HOSTILE
    )
    return solve(
        "lecture10-regression", data=data, iterations=3, title=HOSTILE, author=HOSTILE, date=HOSTILE + " day"
    )


def test_hostile_text_is_printed_as_it_stands_in_the_pdf(hostile: Solution) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(hostile.pdf))
    text = LINE.sub("", reader.pages[0].extract_text())
    for piece in (r"#panic()$x$\input{/etc/passwd}<script>", "*b*_i_`c`a|b[l](u)~^&%{}@r"):
        assert piece in text
    assert reader.metadata is not None
    assert reader.metadata.title == HOSTILE


class Tags(HTMLParser):
    """The tags of a page and the text of its title."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.title, self.inside = "", False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self.inside = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        self.title += data if self.inside else ""


def test_hostile_text_makes_no_tag_in_html(hostile: Solution) -> None:
    page = Tags()
    page.feed(hostile.html)
    assert page.title == HOSTILE
    assert not page.tags & {"script", "i", "input"}


def test_hostile_text_is_no_command_in_latex(hostile: Solution) -> None:
    assert r"\input{" not in hostile.tex
    assert r"\textbackslash{}input\{/etc/passwd\}" in hostile.tex


def test_hostile_text_is_no_markup_in_markdown(hostile: Solution) -> None:
    first = hostile.md.splitlines()[0]
    assert first.startswith(r"# \#panic() \$x\$ \\input\{/etc/passwd\} \<script\>")
    assert r"\#f \$a" in hostile.md
    assert "<script" not in hostile.md.replace(r"\<script", "")


def test_a_table_row_has_as_many_cells_as_its_header(hostile: Solution) -> None:
    """A vertical bar in a column's name divides no cell."""
    rows = [line for line in hostile.md.splitlines() if line.startswith("|")][:4]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


@given(st.text())
def test_latex_of_any_text_holds_only_what_a_plain_tex_prints(text: str) -> None:
    written = escape.latex(text)
    assert all(c.isascii() or c in escape._T1 for c in written)
    assert len(re.findall(r"(?<!\\)\{", written)) == len(re.findall(r"(?<!\\)\}", written))


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Z"))))
def test_typst_strings_give_the_text_back(text: str) -> None:
    literal = escape.typst_string(text)
    assert re.sub(r"\\(.)", r"\1", literal[1:-1]) == escape.clean(text)


@pytest.mark.parametrize("name", ["html", "typst", "latex", "markdown"])
def test_control_characters_are_dropped(name: str) -> None:
    assert "\x07" not in getattr(escape, name)("a\x07b\x00c\u202a") + "x"


@pytest.mark.parametrize(
    ("text", "written"),
    [("1. one", r"1\. one"), ("- two", r"\- two"), ("2.5", "2.5"), ("-1", "-1"), ("# x", r"\# x")],
)
def test_markdown_escapes_what_would_begin_a_list(text: str, written: str) -> None:
    assert escape.markdown(text) == written


def test_a_script_without_a_font_is_shown_as_code_points() -> None:
    from io import BytesIO

    from pypdf import PdfReader

    pdf = solve(
        "lecture10-regression", iterations=1, title="A \U0001f9ff\u1f02 \U00016a40", sections=("problem",)
    ).pdf
    assert PdfReader(BytesIO(pdf)).metadata is not None

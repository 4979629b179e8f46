"""The PDF: tagged, selectable, the same bytes, nothing outside the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from symbp.document import Solution, solve
from symbp.document.pdf import compile_typst, with_code_points
from symbp.errors import OutputError


@pytest.fixture(scope="module")
def handout() -> Solution:
    return solve(
        "lecture10-regression-l2", iterations=300, title="A handout", author="An author", date="2026-11-22"
    )


def test_every_network_compiles_as_pdf_ua(solution: Solution) -> None:
    """The engine refuses PDF/UA-1 where an equation or a figure has no alternative text."""
    catalog: Any = PdfReader(BytesIO(solution.pdf)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert b"pdfuaid:part>1<" in solution.pdf


def test_the_metadata_say_what_it_is(handout: Solution) -> None:
    metadata = PdfReader(BytesIO(handout.pdf)).metadata
    assert metadata is not None
    assert (metadata.title, metadata.author) == ("A handout", "An author")
    assert "backpropagation" in str(metadata.keywords)
    assert b"2026-11-22" in handout.pdf


def test_the_same_source_gives_the_same_bytes(handout: Solution) -> None:
    source = handout.typst.replace("A handout", "Another handout")
    assert compile_typst(source) == compile_typst(source)


def test_headings_are_bookmarks(handout: Solution) -> None:
    titles = [entry["/Title"] for entry in PdfReader(BytesIO(handout.pdf)).outline if isinstance(entry, dict)]
    assert titles[0].endswith("The problem")
    assert titles[-1].endswith("What was verified")


def test_a_handout_has_about_a_dozen_pages_with_header_and_number(handout: Solution) -> None:
    pages = PdfReader(BytesIO(handout.pdf)).pages
    assert 9 <= len(pages) <= 13
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert f"{number} / {len(pages)}" in text
        assert number == 1 or "A handout" in text


def test_a_wide_network_does_not_explode(solution_of: Any) -> None:
    assert len(PdfReader(BytesIO(solution_of("wide").pdf)).pages) <= 16


@pytest.mark.poppler
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_nothing_stands_outside_the_margins(solution: Solution, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(solution.pdf)
    command = ["pdftotext", "-bbox", str(tmp_path / "x.pdf"), "-"]
    boxes = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    edges = [tuple(map(float, e)) for e in re.findall(r'<word xMin="([\d.-]+)".*?xMax="([\d.-]+)"', boxes)]
    left, right = 25 / 25.4 * 72, (210 - 25) / 25.4 * 72
    assert len(edges) > 500
    # A hanging hyphen or comma may stand out by a few points.
    assert min(edge[0] for edge in edges) > left - 4
    assert max(edge[1] for edge in edges) < right + 4


@pytest.mark.poppler
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_no_heading_and_no_caption_stands_alone_at_the_foot_of_a_page(
    solution: Solution, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(solution.pdf)
    command = ["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for page in text.split("\f")[:-1]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        last = lines[-2]
        assert not re.match(r"\d+(\.\d)?\s{2,}[A-Z]", last), last
        assert not re.match(r"(Table|Listing) \d+\.", last), last
        assert not last.endswith(":") or last.startswith("def "), last


@pytest.mark.poppler
@pytest.mark.skipif(not shutil.which("pdffonts"), reason="poppler-utils is not installed")
def test_only_the_fonts_of_the_engine_are_used(handout: Solution, tmp_path: Path) -> None:
    """Figures are drawn in the fonts of the document, and every font is embedded."""
    (tmp_path / "x.pdf").write_bytes(handout.pdf)
    out = subprocess.run(["pdffonts", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True)
    rows = out.stdout.splitlines()[2:]
    assert all(re.search(r"NewCM|NewComputerModern|DejaVuSansMono", row) for row in rows), rows
    assert all(" yes yes yes " in row for row in rows)


@pytest.mark.poppler
@pytest.mark.skipif(not shutil.which("pdfimages"), reason="poppler-utils is not installed")
def test_figures_are_vectors(handout: Solution, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(handout.pdf)
    out = subprocess.run(
        ["pdfimages", "-list", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True
    )
    assert len(out.stdout.splitlines()) == 2


def test_a_template_that_the_engine_refuses_is_reported_in_one_line() -> None:
    with pytest.raises(OutputError, match=r"^the PDF cannot be made: unknown variable: nonsense$"):
        compile_typst("#nonsense")


def test_characters_without_a_font_are_replaced_in_the_text_and_not_in_the_metadata() -> None:
    source = '#set document(title: "中")\n#let document-title = [中]'
    assert with_code_points(source, {"中"}) == (
        '#set document(title: "中")\n#let document-title = [(U+4E2D)]'
    )

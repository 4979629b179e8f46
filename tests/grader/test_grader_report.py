"""What is told of results: as much as the assignment reveals, safe to open, the same in every form."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fake_worker import result_of
from hypothesis import given
from hypothesis import strategies as st

from grader.assignment import Assignment
from grader.pages import class_page, feedback_pages
from grader.report import LEVELS, Summary, cell, feedback, grades_csv
from grader.result import Certificate, CheckOutcome, Note, PartResult, Result

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e=1+1 [a](javascript:b) |`*_ \"'&amp;"
ASSIGNMENT = Assignment.from_toml("""
title = "Backpropagation by hand"
network.preset = "lecture10-regression-l2"
part = [{ id = "step 1", quantity = "dW2", points = 5 }, { id = "step 2", quantity = "dW1", points = 5 }]
""")
NOTE = Note(
    "M03", "In dW1, σ'(Z2) is missing.", "hidden derivative left out", "What does the chain rule say?",
    "Step 2", 0.5, alternatives=("M40: a different network",),
)  # fmt: skip
SHAPE = Note(
    "shape", "The numbers are right, but the shape is (3,).", "another shape", "Look at W1.", credit=0.75
)


def wrong(*notes: Note) -> Result:
    part = PartResult("1", "dW1", 2.5, 5.0, "wrong", Certificate("disproof", "certainly different"), notes)
    return Result("anna.py", "Backpropagation", 2.5, 5.0, (part,))


def hostile() -> Result:
    """A result in which every text came from an enemy."""
    note = Note("shape", HOSTILE, HOSTILE, HOSTILE, HOSTILE, alternatives=(HOSTILE,))
    part = PartResult(HOSTILE, HOSTILE, 1.0, 5.0, "wrong", Certificate("none", HOSTILE), (note,))
    checks = (CheckOutcome("loads", "failed", HOSTILE), CheckOutcome(HOSTILE, "passed"))
    told = {"incidents": (HOSTILE,), "notes": (HOSTILE,), "group": HOSTILE}
    isolation = {"level": "full", "missing": {"uid": HOSTILE}}
    return Result(HOSTILE, HOSTILE, 1.0, 10.0, (part, part), checks, isolation=isolation, **told)


# Levels -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("verdict", set()),
        ("name", {"id", "title"}),
        ("hint", {"id", "title", "hint"}),
        ("step", {"id", "title", "hint", "message", "step"}),
        ("full", {"id", "title", "hint", "message", "step", "alternatives"}),
    ],
)
def test_each_level_tells_more_of_a_mistake(level: str, told: set[str]) -> None:
    notes = feedback(wrong(NOTE), level)["parts"][0]["diagnosis"]
    texts = {"id", "title", "hint", "message", "step", "alternatives"}
    assert {key for note in notes for key in texts if note[key]} == told
    pages = feedback_pages(wrong(NOTE), level)
    for key in texts - {"id"}:
        (words,) = [getattr(NOTE, key)] if key != "alternatives" else NOTE.alternatives
        assert (words in pages["html"].replace("&#39;", "'")) == (key in told)
        assert (words in pages["md"]) == (key in told)


@pytest.mark.parametrize("level", LEVELS)
def test_what_has_to_be_put_right_before_the_mathematics_is_always_told(level: str) -> None:
    result = replace(wrong(SHAPE), checks=(CheckOutcome("loads", "failed", "SyntaxError (line 3)"),))
    for form in ("html", "md", "json"):
        text = feedback_pages(result, level)[form]
        assert "the shape is (3,)" in text
        assert "SyntaxError (line 3)" in text


def test_a_student_is_told_nothing_of_how_the_grading_is_secured() -> None:
    result = result_of("a.py", 3, incidents=("it wrote into the channel",), seed_id="5eed1d", group="9r0up")
    for text in feedback_pages(result, "full").values():
        for secret in ("channel", "5eed1d", "9r0up", "isolation", "seconds"):
            assert secret not in text


def test_the_three_forms_tell_the_same() -> None:
    pages = feedback_pages(result_of("anna.py", 7.5), "step")
    told = json.loads(pages["json"])
    assert told["score"] == 7.5
    for words in ("7.5", "agreement to 58 digits", "certainly different", "hidden derivative left out", "δ2"):
        assert all(words in text for text in pages.values())


# Enemies ----------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_feedback_page_is_one_file_that_runs_no_script() -> None:
    html = feedback_pages(hostile(), "full")["html"]
    tags = Tags(html).found
    assert {"script", "a", "img", "link", "iframe", "form", "svg"}.isdisjoint(tag for tag, _ in tags)
    assert not any("href" in attrs or "src" in attrs for _, attrs in tags)
    assert "default-src 'none'; style-src 'unsafe-inline'\"" in html


def test_the_report_is_one_file_that_runs_only_its_own_script() -> None:
    html = class_page(Summary.of(ASSIGNMENT, [("a", hostile()), ("b", hostile())]))
    tags = Tags(html).found
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'\"" in html
    links = {attrs["href"] for tag, attrs in tags if tag == "a"}
    assert links == {"#content", "feedback/a.html", "feedback/b.html"}
    assert not any("src" in attrs or any(name.startswith("on") for name in attrs) for _, attrs in tags)


def test_no_text_steers_a_terminal_or_turns_around() -> None:
    pages = feedback_pages(hostile(), "full")
    report = class_page(Summary.of(ASSIGNMENT, [("a", hostile())]))
    for text in (pages["html"], pages["md"], report):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert r"\x1b[31m\u202e" in text.replace("\\\\", "\\").replace("\\[", "[")


def test_markdown_has_no_markup_of_a_student() -> None:
    text = feedback_pages(hostile(), "full")["md"]
    assert "<script>" not in text
    assert not re.search(r"(?<!\\)[\[\]`*]", text.replace("**", ""))


@given(st.text(max_size=30))
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell(text).endswith(text)


def test_the_table_of_grades_is_read_back_as_it_was_written() -> None:
    results = [("a", result_of('a,b\n"c".py', 7.5)), ("b", result_of("=1+1", 10)), ("c", hostile())]
    rows = list(csv.reader(io.StringIO(grades_csv(Summary.of(ASSIGNMENT, results)))))
    assert {len(row) for row in rows} == {10}
    assert rows[1] == [
        'a,b\\n"c".py', "7.5", "10", "5", "correct", "2.5", "wrong", "M03", "0", "feedback/a.html",
    ]  # fmt: skip
    assert rows[2][0] == "'=1+1"


# The class --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def summary() -> Summary:
    scores = [10, 10, 10, 7.5, 7.5, 0, 9.99]
    results = [
        (f"s{n}", result_of(f"s{n}", score, group=f"g{score}", seconds=n / 10))
        for n, score in enumerate(scores)
    ]
    return Summary.of(ASSIGNMENT, results)


def test_the_class_in_figures(summary: Summary) -> None:
    assert summary.middle == (pytest.approx(54.99 / 7), 9.99)
    assert (summary.full_marks, summary.undecided, summary.with_incidents) == (3, 0, ())
    assert [many for _, many in summary.distribution] == [1, 0, 0, 0, 0, 0, 0, 2, 0, 1, 3]
    assert summary.mistakes == (("M03", "hidden derivative left out", 4),)
    assert summary.verdicts[0] == ("step 1", {"correct": 6, "wrong": 1})
    assert [row.slug for row in summary.slowest][:2] == ["s6", "s5"]


def test_groups_are_submissions_that_behave_identically(summary: Summary) -> None:
    assert [[row.slug for row in group.rows] for group in summary.groups] == [
        ["s0", "s1", "s2"],
        ["s3", "s4"],
    ]
    assert summary.group_of == {"s0": 1, "s1": 1, "s2": 1, "s3": 2, "s4": 2}


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("full", "1 submission ran fully isolated"),
        ("filtered", "1 submission ran filtered"),
        ("none", "1 submission ran without any isolation"),
    ],
)
def test_the_report_says_how_far_programs_were_locked_in(level: str, words: str) -> None:
    results = [("a", result_of("a", 10, isolation={"level": level}))]
    page = class_page(Summary.of(ASSIGNMENT, results))
    assert words in re.sub(r"<[^>]+>", "", page)


def test_an_assignment_without_points_has_a_report() -> None:
    part = PartResult("1", "dW1", 0.0, 0.0, "correct", Certificate("none", ""))
    result = Result("a", "t", 0.0, 0.0, (part, part))
    assert "1 submission, " in class_page(Summary.of(ASSIGNMENT, [("a", result)]))


# In a browser -----------------------------------------------------------------------------------

needs_browser = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of 300 submissions, some of them hostile, and two feedback pages."""
    folder = tmp_path_factory.mktemp("pages")
    scores = [10, 7.5, 2, 0, 5]
    results = [(f"s{n}", result_of(f"student {n}.py", scores[n % 5], seconds=n / 99)) for n in range(299)]
    (folder / "report.html").write_text(class_page(Summary.of(ASSIGNMENT, [*results, ("x", hostile())])))
    (folder / "wrong.html").write_text(feedback_pages(wrong(NOTE, SHAPE), "full")["html"])
    (folder / "hostile.html").write_text(feedback_pages(hostile(), "full")["html"])
    return folder


def opened(browser: Any, path: Path, width: int = 1000, scheme: str = "light") -> Any:
    """The page, on which anything that is printed or goes wrong in the browser is an error."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("dialog", lambda dialog: page.complaints.append(dialog.message))
    page.goto(path.as_uri())
    return page


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["report", "wrong", "hostile"])
def test_axe_finds_no_violation(browser: Any, pages: Path, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, pages / f"{name}.html", scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.complaints == []
    page.close()


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["report", "wrong", "hostile"])
def test_no_page_scrolls_sideways(browser: Any, pages: Path, name: str, width: int) -> None:
    page = opened(browser, pages / f"{name}.html", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


SHOWN = (
    "[...document.querySelectorAll('tbody tr:not([hidden])')].map(row => row.cells[{0}].textContent.trim())"
)
"""The texts of a column in the rows that are shown."""


@pytest.mark.browser
@needs_browser
def test_a_click_on_a_heading_sorts_by_its_column(browser: Any, pages: Path) -> None:
    page = opened(browser, pages / "report.html")
    page.get_by_role("button", name="Score").click()
    scores = [float(score) for score in page.evaluate(SHOWN.format(1))]
    assert scores == sorted(scores, reverse=True)
    page.get_by_role("button", name="Score").click()
    assert [float(score) for score in page.evaluate(SHOWN.format(1))] == sorted(scores)
    page.get_by_role("button", name="Student").click()
    names = page.evaluate(SHOWN.format(0))
    assert names.index("student 2.py") < names.index("student 10.py")
    assert page.locator("th[aria-sort]").all_inner_texts() == ["Student"]
    page.close()


@pytest.mark.browser
@needs_browser
def test_filters_narrow_the_table_together(browser: Any, pages: Path) -> None:
    page = opened(browser, pages / "report.html")
    page.get_by_label("Verdict").select_option("correct")
    page.get_by_label("Student").fill("T 29")
    assert page.evaluate(SHOWN.format(0)) == [f"student {n}.py" for n in (29, 290, 291, 294, 295, 296)]
    assert page.locator("#shown").inner_text() == "6 of 300 submissions"
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("with incidents").check()
    assert page.locator("#shown").inner_text() == "1 of 300 submissions"
    assert page.complaints == []
    page.close()


@pytest.mark.browser
@needs_browser
def test_a_click_on_a_mistake_shows_who_made_it(browser: Any, pages: Path) -> None:
    page = opened(browser, pages / "report.html")
    page.get_by_role("button", name=re.compile("another|left out")).first.click()
    assert page.get_by_label("Mistake").input_value() == "M03"
    assert set(page.evaluate(SHOWN.format(4))) == {"M03"}
    page.close()

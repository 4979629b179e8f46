"""The HTML page: one offline file with native mathematics, usable without a mouse, in light and dark."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from symbp.document import Solution, solve

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Outline(HTMLParser):
    """Whether tags nest, and what the page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> Outline:
    page = Outline()
    page.feed(html)
    return page


def test_tags_nest_and_headings_skip_no_level(solution: Solution) -> None:
    page = outline(solution.html)
    assert page.open == []
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(page.headings))


def test_the_page_needs_nothing_from_elsewhere_and_no_script(solution: Solution) -> None:
    assert all(source.startswith("#") for source in outline(solution.html).sources)
    assert "<script" not in solution.html
    assert "url(" not in solution.html
    assert "@import" not in solution.html


def test_mathematics_is_native_with_the_tex_in_annotations(solution: Solution) -> None:
    formulas = re.findall(r"<math .*?</math>", solution.html, re.DOTALL)
    assert len(formulas) > 50
    for formula in formulas:
        annotation = re.search(r'<annotation encoding="application/x-tex">(.*?)</annotation>', formula)
        assert annotation
        assert annotation[1]
        assert "\\" not in formula.replace(annotation[0], "")


def test_light_and_dark_and_print_have_their_styles(solution: Solution) -> None:
    for rule in ("@media (prefers-color-scheme: dark)", "@media print", "@page", ":focus-visible"):
        assert rule in solution.html


def test_wide_mathematics_scrolls_in_a_named_region_that_the_keyboard_reaches(solution: Solution) -> None:
    regions = re.findall(r'<div class="scroll"([^>]*)>', solution.html)
    assert len(regions) > 10
    assert all('tabindex="0"' in r and 'role="group"' in r and "aria-label" in r for r in regions)


# In a browser ---------------------------------------------------------------------------------

needs_browser = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def opened(browser: Any, solution: Solution, folder: Path, width: int, scheme: str) -> Any:
    path = folder / "solution.html"
    path.write_text(solution.html, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    page.goto(path.as_uri())
    return page


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Any, tmp_path: Path, scheme: str) -> None:
    """On a page with every kind of element; the check takes longer than linearly in the formulas."""
    from axe_playwright_python.sync_playwright import Axe

    sections = ("problem", "loss", "regularisation", "summary", "training", "program", "mistakes")
    solution = solve("lecture10-regression-l2", iterations=20, sections=sections, author="An author")
    page = opened(browser, solution, tmp_path, 1000, scheme)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.close()


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_itself_never_scrolls_sideways(
    browser: Any, solution_of: Any, tmp_path: Path, width: int
) -> None:
    page = opened(browser, solution_of("deep"), tmp_path, width, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.browser
@needs_browser
def test_the_first_key_leads_past_the_contents(browser: Any, solution_of: Any, tmp_path: Path) -> None:
    page = opened(browser, solution_of("lecture10-regression"), tmp_path, 1000, "light")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.close()


@pytest.mark.browser
@needs_browser
def test_dark_is_dark_and_print_is_light(browser: Any, solution_of: Any, tmp_path: Path) -> None:
    page = opened(browser, solution_of("lecture10-regression"), tmp_path, 1000, "dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(20, 23, 28)"
    page.emulate_media(media="print", color_scheme="light")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.close()


@pytest.mark.browser
@needs_browser
def test_matrices_and_fractions_are_laid_out(browser: Any, solution_of: Any, tmp_path: Path) -> None:
    """The browser knows the elements: a table row is one line of several cells, a fraction has two."""
    page = opened(browser, solution_of("lecture10-regression"), tmp_path, 1000, "light")
    heights = "[...document.querySelectorAll('mtable')].map(t => t.getBoundingClientRect().height)"
    assert min(page.evaluate(heights)) > 10
    over = "[...document.querySelectorAll('mfrac')].every(f => f.children[0].getBoundingClientRect().top < "
    assert page.evaluate(over + "f.children[1].getBoundingClientRect().top)")
    page.close()

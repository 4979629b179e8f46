"""One story in four hands: the same sections, equations and references in every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symbp.document import Solution, solve
from symbp.document.story import Numbers, render
from symbp.errors import ConfigError
from symbp.notation import Style

ALT_OF_LINE = re.compile(r'whole: \$(.*?)\$, words: "((?:[^"\\]|\\.)*)"', re.DOTALL)
ALT_INLINE = re.compile(r'#in-line\("((?:[^"\\]|\\.)*)", \$(.*?)\$\);', re.DOTALL)


def numbered(html: str) -> dict[str, str]:
    """The numbered equations of a page: label and number."""
    return dict(re.findall(r'class="equation-number" id="([^"]+)">\((\d+)\)', html))


def test_every_equation_is_numbered_once_and_in_order(solution: Solution) -> None:
    labels = re.findall(r'class="equation-number" id="([^"]+)"', solution.html)
    assert len(labels) == len(set(labels))
    assert list(numbered(solution.html).values()) == [str(i + 1) for i in range(len(labels))]


def test_every_numbered_equation_is_referred_to_and_every_reference_leads_somewhere(
    solution: Solution,
) -> None:
    ids = set(re.findall(r' id="([^"]+)"', solution.html))
    links = set(re.findall(r'<a (?:class="skip" )?href="#([^"]+)"', solution.html))
    assert links <= ids
    assert set(numbered(solution.html)) <= links


def test_every_format_gives_the_same_numbers(solution: Solution) -> None:
    numbers = [*numbered(solution.html).values()]
    assert re.findall(r"\\tag\{(\d+)\}", solution.md) == numbers
    assert re.findall(r"number: \[\((\d+)\)#label", solution.typst) == numbers
    assert len(re.findall(r"\{eq-[\w-]+\}\{\}$", solution.tex, re.MULTILINE)) == len(numbers)


def test_every_format_has_the_same_sections(solution: Solution) -> None:
    markdown = re.findall(r"^## \d+ (.*)$", solution.md, re.MULTILINE)
    html = re.findall(r'<h2 id="[^"]+"><span class="number">\d+</span> (.*?)</h2>', solution.html)
    typst = re.findall(r"#heading\(level: 1\)\[(.*?)\] #label", solution.typst)
    latex = re.findall(r"\\section\{(.*?)\}\\label", solution.tex)
    assert markdown == html == typst == latex


def test_no_two_different_equations_share_an_alternative_text(solution: Solution) -> None:
    pairs = [(words, maths) for maths, words in ALT_OF_LINE.findall(solution.typst)]
    pairs += ALT_INLINE.findall(solution.typst)
    assert len(pairs) > 50
    meanings: dict[str, set[str]] = {}
    for words, maths in pairs:
        meanings.setdefault(words, set()).add(maths)
    assert {words: found for words, found in meanings.items() if len(found) > 1} == {}
    assert all(meanings)


def test_a_network_of_any_depth_has_step_two_for_every_hidden_layer(solution: Solution) -> None:
    """L15."""
    hidden = len(solution.derivation.net.units) - 2
    assert len(re.findall(r"^## \d+ Step 2: ", solution.md, re.MULTILINE)) == hidden


def test_which_product_is_which_is_said_of_every_backward_equation(solution: Solution) -> None:
    """L14."""
    backward = solution.derivation.backward
    products = [e.name for e in backward if "@" in str(e.rhs) or "*" in str(e.rhs)]
    said = re.findall(r"In (\(\d+\)), ", solution.md)
    numbers = numbered(solution.html)
    spoken_of = {f"({numbers[f'eq-{name}']})" for name in products if name.startswith("dW")}
    assert spoken_of <= set(said)


def test_the_dimensions_stand_under_the_factors_of_the_gradients(solution_of) -> None:
    """L12, L13."""
    md = solution_of("lecture10-regression").md
    assert r"\underbrace{(a^{(2)})^{\mathrm{T}}}_{3 \times N} \underbrace{\delta^{(3)}}_{N \times 1}" in md
    assert r"\underbrace{X^{\mathrm{T}}}_{2 \times N} \underbrace{\delta^{(2)}}_{N \times 3}" in md


@pytest.mark.parametrize(
    ("preset", "question"),
    [
        ("lecture10-regression", "How does it differ from the loss of linear regression?"),
        ("lecture10-binary", "Why a sigmoid at the output?"),
        ("lecture10-binary", "Why the derivative cancels."),
        ("lecture10-logistic", "Where did the sigmoid of the output go?"),
        ("lecture10-multiclass", "What does the softmax do?"),
    ],
)
def test_the_questions_of_the_lecture_are_answered(preset: str, question: str, solution_of) -> None:
    """L01, L03, L05, L06, L17."""
    assert f"**{question}**" in solution_of(preset).md


def test_the_question_of_ever_larger_networks_is_answered(solution: Solution) -> None:
    """L21."""
    assert "Can more units and more layers be added for ever" in solution.md


# Templates of a user --------------------------------------------------------------------------


def test_a_template_of_a_user_replaces_one_macro_and_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "markdown").mkdir()
    (tmp_path / "markdown" / "macros.j2").write_text(
        "{% macro aside(title) %}\n\nQUESTION {{ title }} {{ caller() }}\n{% endmacro %}\n", encoding="utf-8"
    )
    md = solve("lecture10-regression", iterations=2, templates=tmp_path).md
    assert "QUESTION Sum or mean?" in md
    assert "## 1 The problem" in md


def test_a_section_of_a_user_is_text_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "story" / "sections").mkdir(parents=True)
    text = '{{ section("Mine", "sec-mine") }}\n{% call text() %}\n100% of $5 & #1 <b>\n{% endcall %}\n'
    (tmp_path / "story" / "sections" / "program.j2").write_text(text, encoding="utf-8")
    solution = solve("lecture10-regression", iterations=2, templates=tmp_path, sections=("program",))
    assert r"100\% of \$5 \& \#1 \textless{}b\textgreater{}" in solution.tex
    assert "100% of $5 &amp; #1 &lt;b&gt;" in solution.html
    assert r"100\% of \$5 \& \#1 \<b\>" in solution.typst
    assert r"100% of \$5 &amp; \#1 \<b\>" in solution.md


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{{ section('A' }}",
            "a template cannot be used: sections/program.j2, line 1: unexpected '}', expected ')'",
        ),
        ("{{ nonsense }}", "a template cannot be used: 'nonsense' is undefined"),
        ("{{ ref('eq-loos') }}", "the story refers to 'eq-loos'; did you mean 'eq-loss'?"),
        (
            "{{ section('A', 'sec-loss') }}",
            "the story uses the label 'sec-loss' twice; give one of them another name",
        ),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_in_one_line(
    text: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "story" / "sections").mkdir(parents=True)
    (tmp_path / "story" / "sections" / "program.j2").write_text(text, encoding="utf-8")
    chosen = {"iterations": 2, "templates": tmp_path, "sections": ("loss", "program")}
    with pytest.raises(ConfigError) as caught:
        solve("lecture10-regression", **chosen).md  # noqa: B018  # the property renders
    assert str(caught.value) == message


def test_another_story_uses_the_same_macros(tmp_path: Path) -> None:
    (tmp_path / "story").mkdir()
    (tmp_path / "story" / "short.j2").write_text('{{ section(title, "s") }}', encoding="utf-8")
    context = {"title": "A & B", "meta": {"title": "T", "subtitle": "", "author": "", "date_text": ""}}
    assert "## 1 A &amp; B" in render("markdown", context, Style(), story="short", templates=tmp_path)


def test_a_subsection_counts_within_its_section() -> None:
    numbers = Numbers()
    kinds = ("section", "subsection", "subsection", "section", "subsection")
    assert [numbers.number(kind, str(place)) for place, kind in enumerate(kinds)] == [
        "1", "1.1", "1.2", "2", "2.1",
    ]  # fmt: skip

"""The text itself with marks in its margin, and the command."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from symbp import Network, check
from symbp.checking import pages
from symbp.checking.text import report_lines, report_text
from symbp.commands.app import app
from symbp.notation import Style

NET = Network.preset("lecture10-regression")
TEXT = r"""# My <b>notes</b> \input{/etc/passwd} #eval("1") {{ 7 * 7 }}

The error $e$ is $\delta_3 = f - t$ & that is all. مرحبا 你好

$$\nabla_{W_2} L = a_2^T (f - t)$$

$$\nabla_{W_1} L = X \delta_2$$

$$\delta_2 = q^{W_1} \text{ <script>alert(1)</script>}$$
"""


@pytest.fixture(scope="module")
def report():
    return check(TEXT, NET)


def run(*arguments: str, text: str | None = None):
    return CliRunner().invoke(app, ["check", *arguments], input=text)


def test_html_shows_every_line_with_its_mark_and_escapes_what_was_typed(report):
    page = pages.html(report, NET, "notes.md")
    assert "<title>notes.md</title>" in page
    assert page.count('<section class="checked') == sum(line.status != "prose" for line in report.lines)
    assert [mark for mark in "✗↳?" if f'aria-hidden="true">{mark}</span>' not in page] == []
    assert "<b>notes</b>" not in page
    assert "&lt;b&gt;notes&lt;/b&gt;" in page
    assert "<script" not in page
    assert "<math" in page


def test_markdown_keeps_prose_and_marks(report):
    page = pages.markdown(report, NET, "notes.md")
    assert page.startswith("# notes.md\n")
    assert "**✗ 3** wrong" in page
    assert "**↳ 5** follows from your line 3, which is wrong" in page
    assert "\\<b\\>notes" in page


def test_pdf_is_made_of_any_text(report):
    assert pages.pdf(report, NET, "notes.md").startswith(b"%PDF")


def test_an_empty_text_has_pages_too():
    empty = check("", NET)
    assert "no mathematics found" in pages.markdown(empty, NET)
    assert pages.pdf(empty, NET).startswith(b"%PDF")


WRITTEN = r"""\title{Sheet 10}
\section{Forward}
We know $Z_2 = X W_1$, $a_2 = \sigma(Z_2)$. Then **bold** and `code`, with 100% of $f = \sigma(Z_3)$.
\section{Backward}
$$\delta_3 = f - t$$
\begin{align}
dW_2 &= \delta_3 a_2 \\
dW_1 &= -X^T \delta_2 \\
&= -X^T ((f - t) W_2^T \odot \sigma'(Z_2)) \\
L &\ge 0
\end{align}
Let $e = f - t$.
"""


@pytest.fixture(scope="module")
def written():
    return check(WRITTEN, NET)


def blocks(report):
    return list(pages.blocks(report.lines, Style.of(NET)))


def test_headings_stay_headings_and_prose_keeps_no_markup(written):
    found = [(block.kind, "".join(map(str, block.parts)).strip()) for block in blocks(written) if block.parts]
    assert found == [
        ("heading", "Sheet 10"),
        ("heading", "Forward"),
        ("", "We know"),
        ("", "Then bold and code, with 100% of"),
        ("heading", "Backward"),
        ("", "Let"),
    ]


def test_a_percent_sign_behind_a_number_hides_no_equation(written):
    formulas = [line.text for line in written.lines if line.line == 3 and line.status != "prose"]
    assert formulas == ["Z_2 = X W_1", "a_2 = \\sigma(Z_2)", "f = \\sigma(Z_3)"]


def test_the_point_behind_an_equation_is_no_paragraph(written):
    page = pages.markdown(written, NET, "sheet")
    assert not re.search(r"^[.,] ?$", page, re.M)
    assert ". Then" not in page


def test_a_line_that_follows_from_a_wrong_one_says_so_on_every_page(written):
    said = "follows from your line 8, which is wrong"
    assert all(said in page(written, NET, "sheet") for page in (pages.html, pages.markdown))
    (carried,) = (block for block in blocks(written) if block.kind == "carried")
    assert carried.notes == (pages.Note("quiet", (said,)),)


def test_the_marks_that_occur_are_explained(written):
    assert pages.legend(written.lines) == (
        "✓ true, ✗ wrong, ↳ right, given an earlier line that is wrong, ? not decided, · nothing to check"
    )
    assert pages.legend(check("$Z_2 = X W_1$", NET).lines) == "✓ true"
    assert pages.legend(check("words", NET).lines) == ""


def test_shapes_that_do_not_fit_are_told_once(written):
    (line,) = (line for line in written.lines if line.line == 7)
    assert "delta3 is N×K, a2 is N×S2" in line.reason
    assert not any("For example" in str(note.parts) for block in blocks(written)[7:8] for note in block.notes)
    assert "for example shapes" not in report_text(written)


def test_an_inequality_is_shown_with_its_sign(written):
    assert "L &\\ge 0" in pages.markdown(written, NET, "sheet")


def test_a_line_without_a_form_shows_its_source_large(written):
    assert '<p class="source alone">' in pages.html(written, NET, "sheet")


def test_no_page_ends_within_a_line_that_fits_on_one(written):
    assert all(block.short for block in blocks(written))
    (long,) = blocks(check(f"$f = {' + '.join(['f'] * 200)}$", NET))
    assert not long.short


def test_what_is_said_is_broken_to_the_width_of_the_terminal_and_indented(written):
    narrow = [text for text, _ in report_lines(written, 60)]
    said = [text for text in narrow if text.startswith("   ")]
    assert all(len(text) <= 60 for text in said)
    assert len(narrow) > len(list(report_lines(written)))
    assert "".join(" ".join(narrow).split()) == "".join(report_text(written).split())


def test_a_step_does_not_come_from_a_wrong_line(written):
    following = check(r"$$\delta_3 = f - t$$ $$dW_2 = a_2^T \delta_3$$", NET).lines
    assert [str(line.follows) for line in following if line.status == "proved"] == ["product rule"]


# The command ------------------------------------------------------------------------------------


def test_the_command_marks_lines_and_exits_with_the_verdict(tmp_path: Path):
    file = tmp_path / "notes.md"
    file.write_text("$$Z_2 = X W_1$$\n", encoding="utf-8")
    result = run(str(file), "-n", "lecture10-regression")
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "✓ 1  Z_2 = X W_1")
    file.write_text("$$Z_2 = X W_2$$\n", encoding="utf-8")
    assert run(str(file), "-n", "lecture10-regression").exit_code == 1


def test_standard_input_is_read_and_json_printed():
    result = run("-", "-n", "lecture10-regression", "--json", text="$Z_2 = q \\odot q$")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["exit_code"]) == (3, 3)
    assert data["lines"][0]["status"] == "undecided"
    assert "'q' is no quantity of this network" in data["lines"][0]["reason"]


def test_pages_are_written(tmp_path: Path):
    names = {suffix: tmp_path / f"out.{suffix}" for suffix in ("pdf", "html", "md")}
    options = [word for suffix, path in names.items() for word in (f"--{suffix}", str(path))]
    assert run("-", "-n", "lecture10-regression", *options, text=TEXT).exit_code == 1
    assert all(path.stat().st_size > 500 for path in names.values())


def test_a_network_file_may_say_how_the_text_calls_things(tmp_path: Path):
    spec = tmp_path / "net.toml"
    spec.write_text(
        '[network]\npreset = "lecture10-regression"\n\n[notation]\n"\\\\epsilon" = "delta3"\n',
        encoding="utf-8",
    )
    text = r"$\epsilon = (f - t) \odot \sigma'(Z_3)$"
    assert run("-", "-n", str(spec), text=text).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.tex", "-n", "lecture10-regression"), "cannot read missing.tex: No such file or directory"),
        (("-", "-n", "nothing"), "unknown preset 'nothing'"),
    ],
)
def test_bad_usage_is_told_in_one_line(arguments, message):
    result = run(*arguments, text="")
    assert result.exit_code == 2
    assert message in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_file_that_is_no_text(tmp_path: Path):
    file = tmp_path / "a.tex"
    file.write_bytes(b"\xff\xfe\x00")
    result = run(str(file), "-n", "lecture10-regression")
    assert (result.exit_code, "not UTF-8 text" in result.output) == (2, True)

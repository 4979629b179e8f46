"""The LaTeX source compiles with a plain TeX, without errors and without anything in the margin."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from symbp.document import Solution, solve
from symbp.document.pdf import compile_latex
from symbp.errors import OutputError

needs_tex = pytest.mark.skipif(not shutil.which("pdflatex"), reason="TeX is not installed")
PLAIN = {
    "amsmath", "amssymb", "array", "booktabs", "caption", "fancyhdr", "fontenc", "geometry", "graphicx",
    "hyperref", "iftex", "lmodern", "microtype", "tikz", "xcolor",
}  # fmt: skip


def test_only_packages_of_a_plain_installation_are_used(solution: Solution) -> None:
    used = re.findall(r"\\usepackage(?:\[.*?\])?\{(.*?)\}", solution.tex)
    assert {name for group in used for name in group.split(",")} == PLAIN


def test_every_label_is_set_once_and_every_reference_has_one(solution: Solution) -> None:
    labels = re.findall(r"\\label\{([\w-]+)\}", solution.tex)
    labels += re.findall(r"\{(eq-[\w-]+)\}\{\}$", solution.tex, re.MULTILINE)
    labels += re.findall(r"\\begin\{listing\}\{.*\}\{([\w-]+)\}", solution.tex)
    references = re.findall(r"\\eqref\{([\w-]+)\}|\\hyperref\[([\w-]+)\]", solution.tex)
    assert len(labels) == len(set(labels))
    assert {a or b for a, b in references} <= set(labels)


@pytest.mark.tex
@needs_tex
@pytest.mark.parametrize("name", ["lecture10-regression-l2", "deep", "wide"])
def test_it_compiles_without_complaint(name: str, solution_of, tmp_path: Path) -> None:
    (tmp_path / "x.tex").write_text(solution_of(name).tex, encoding="utf-8")
    for _ in range(2):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:]
    log = (tmp_path / "x.log").read_text(encoding="utf-8", errors="replace")
    assert re.findall(r"^(?:Overfull|LaTeX Warning|Package \w+ Warning|Missing character).*", log, re.M) == []


@pytest.mark.tex
@needs_tex
def test_the_other_engine_makes_the_same_document() -> None:
    solution = solve(
        "lecture10-regression",
        iterations=5,
        engine="latex",
        sections=("forward", "loss"),
        title="50% of σ & שלום",
    )
    reader = PdfReader(BytesIO(solution.pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "50% of σ & שלום"
    assert "Forward pass" in reader.pages[0].extract_text()


@pytest.mark.tex
@needs_tex
def test_an_error_of_tex_is_told_in_one_line() -> None:
    with pytest.raises(OutputError, match=r"failed: ! Undefined control sequence\.$"):
        compile_latex(r"\documentclass{article}\begin{document}\nonsense\end{document}")

"""LaTeX, Typst and MathML are read by the programs that they are for."""

from __future__ import annotations

import shutil
import subprocess
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typst as engine
from notation_corpus import ATOMS, NET, corpus, wrapped

from symbp.notation import Style, aligned_latex, aligned_plain, latex, mathml, typst
from symbp.notation.latex import PREAMBLE
from symbp.notation.marks import BIGS, GREEK, MARKS
from symbp.notation.mathml import CSS
from symbp.notation.tree import (
    Big,
    Brace,
    Cancel,
    Cases,
    Fence,
    Frac,
    Grid,
    Num,
    Op,
    Row,
    Script,
    Sym,
    Tree,
    Words,
)

STYLES = (Style.of(NET), Style(product=".*", gradient="∇", braces=True))
NASTY = 'a "b" \\ $ # _ {x} & ^ ~ % <i> // /* @ [c] ` \'; \n é'

TREES: tuple[Tree, ...] = (
    *(Row((Sym("x"), Op(name), Sym("y"))) for name in MARKS),
    *(Big(name, Sym("W"), Sym("N")) for name in BIGS),
    *(Sym(name, face) for name in (*GREEK, "x", "1", "foo") for face in ("italic", "bold", "upright")),
    *(Sym(name, face) for name in ("R", "foo bar", NASTY) for face in ("blackboard", "operator", "upright")),
    *(
        Fence(inner, kind)
        for inner in (Sym("x"), Frac(Num("1"), Num("2")))
        for kind in ("(", "[", "{", "norm", "abs")
    ),
    Words(NASTY),
    Sym(NASTY),
    Grid(((Num("0.50"), Num("-0.98")), (Num("12.50"), Op("dots"))), numeric=True),
    Grid(((Sym("a"), Row((Sym("b"), Op(","), Sym("c")))), (Op("vdots"), Frac(Sym("a"), Sym("b"))))),
    Cases(((Num("1"), Row((Words("if "), Sym("x"), Op(">"), Num("0")))), (Num("0"), Words("otherwise")))),
    Brace(Sym("X"), Row((Num("3"), Op("times"), Num("1")))),
    Cancel(Row((Sym("a"), Sym("b")))),
    Script(Frac(Num("1"), Num("2"), small=True), Sym("i"), Num("2"), primes=1),
    Big("sum"),
    *tuple(wrapped(ATOMS, ATOMS))[::7],
)


def everything(render: object) -> list[str]:
    """The corpus in both notations, and the trees, in one format."""
    assert callable(render)
    return [render(obj, style) for style in STYLES for obj in corpus()] + [render(tree) for tree in TREES]


def test_typst_compiles_every_formula() -> None:
    page = "#set page(height: auto)\n" + "\n".join(f"$ {formula} $" for formula in everything(typst))
    pdf = engine.Compiler(page.encode(), ignore_system_fonts=True).compile(format="pdf")
    assert pdf.startswith(b"%PDF")


@pytest.mark.tex
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs an installed TeX")
def test_pdflatex_compiles_every_formula_with_the_ams_packages_alone(tmp_path: Path) -> None:
    formulas = "\n".join(rf"\[ {formula} \]" for formula in everything(latex))
    page = rf"""\documentclass{{article}}\usepackage{{amsmath,amssymb}}{PREAMBLE}
\usepackage[utf8]{{inputenc}}\usepackage[T1]{{fontenc}}\begin{{document}}{formulas}\end{{document}}"""
    (tmp_path / "all.tex").write_text(page, encoding="utf-8")
    command = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, (tmp_path / "all.log").read_text(encoding="latin-1")[-2000:]


def test_mathml_is_well_formed_core_with_its_latex_beside_it() -> None:
    core = {
        "math",
        "semantics",
        "annotation",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
    }
    children = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
    for text in everything(mathml):
        root = ElementTree.fromstring(text)
        names = [element.tag.rpartition("}")[2] for element in root.iter()]
        assert set(names) <= core
        for element, name in zip(root.iter(), names, strict=True):
            assert len(element) == children.get(name, len(element)), text
        shown, _, annotation = text.partition("<annotation")
        assert "\\" not in shown.replace("\\ $ #", "").replace("<mtext>", ""), shown
        assert annotation


def test_the_annotation_of_mathml_is_the_latex() -> None:
    for obj in corpus()[:40]:
        annotation = mathml(obj).partition('<annotation encoding="application/x-tex">')[2]
        assert unescape(annotation.partition("</annotation>")[0]) == latex(obj)


def test_mathml_is_displayed_or_inline() -> None:
    assert 'display="block"' in mathml(Sym("x"))
    assert 'display="inline"' in mathml(Sym("x"), display=False)
    assert ".numeric" in CSS


def test_a_negative_number_has_a_true_minus_in_mathml() -> None:
    assert '<mo form="prefix">−</mo><mn>0.98</mn>' in mathml(Num("-0.98"))


def test_sympy_prints_our_nodes_in_our_notation() -> None:
    import sympy

    from symbp.nodes import Elementwise, ScalarFunction

    node = Elementwise(ScalarFunction("sigmoid"), NET.names.Z(2), 1)
    assert sympy.latex(node) == r"\sigma' (Z^{(2)})"
    assert str(node) == "dsigmoid(Z2)"


def test_equations_are_aligned_at_their_signs() -> None:
    from notation_corpus import derivation

    equations = derivation("lecture10-regression").backward
    assert aligned_plain(equations[:2]) == "delta3 = (f - t) * dsigmoid(Z3)\ndW2    = a2.T @ delta3"
    assert aligned_latex(equations[1:2]) == (
        "\\begin{align*}\n"
        r"\frac{\partial L}{\partial W^{(2)}} &= (a^{(2)})^{\mathrm{T}} \delta^{(3)}"
        "\n\\end{align*}"
    )

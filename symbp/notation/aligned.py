"""Several equations as one block, aligned at their signs."""

from __future__ import annotations

from collections.abc import Sequence

from symbp.derivation import Equation
from symbp.notation.latex import latex
from symbp.notation.plain import plain
from symbp.notation.style import DEFAULT, Style


def aligned_latex(equations: Sequence[Equation], style: Style = DEFAULT) -> str:
    """A LaTeX ``align*`` environment, which Jupyter and MathJax show without dollar signs."""
    lines = [f"{latex(e.lhs, style)} &= {latex(e.rhs, style)}" for e in equations]
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}"


def aligned_plain(equations: Sequence[Equation]) -> str:
    """NumPy text, one equation a line."""
    width = max((len(e.name) for e in equations), default=0)
    return "\n".join(f"{e.name:<{width}} = {plain(e.rhs)}" for e in equations)

"""Written mathematics: one layout tree, the renderers that print it, and a reader of NumPy text.

>>> from symbp.network import Network
>>> names = Network.preset("lecture10-regression").names
>>> latex(names.W(1)), words(names.W(1)), plain(names.W(1))
('W^{(1)}', 'capital W of layer 1', 'W1')
"""

from __future__ import annotations

from symbp.notation.aligned import aligned_latex, aligned_plain
from symbp.notation.glossary import glossary
from symbp.notation.latex import latex
from symbp.notation.layout import layout, shape
from symbp.notation.mathml import mathml
from symbp.notation.numbers import grid, number, scientific
from symbp.notation.plain import plain
from symbp.notation.style import Style
from symbp.notation.typst import typst
from symbp.notation.words import words

__all__ = [
    "Style",
    "aligned_latex",
    "aligned_plain",
    "glossary",
    "grid",
    "latex",
    "layout",
    "mathml",
    "number",
    "plain",
    "scientific",
    "shape",
    "typst",
    "words",
]

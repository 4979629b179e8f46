"""Text made safe for each format: whatever a title or a column name holds, it prints as itself.

Every function takes plain text and returns markup that shows it.  White space becomes single
spaces, control characters are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape as _html

_CONTROL = {"Cc", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """The text on one line, without control and unassigned characters; no-break spaces stay."""
    spaced = re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _CONTROL)


def html(text: str) -> str:
    """Text for HTML, and for attributes in double quotes.

    >>> html('<script>"&')
    '&lt;script&gt;&quot;&amp;'
    """
    return _html(clean(text))


def typst(text: str) -> str:
    """Text for Typst's markup mode.

    >>> typst("#eval *x* $1")
    '\\\\#eval \\\\*x\\\\* \\\\$1'
    """
    escaped = re.sub(r"([\\#$*_`@<>\[\]~=+/\-{}^&|%])", r"\\\1", clean(text))
    return re.sub(r"(?<=\d)\.(?=\s|$)|(?<=\.)\.", r"\\.", escaped)


def typst_string(text: str) -> str:
    """A string literal of Typst's code mode."""
    return '"' + clean(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def markdown(text: str) -> str:
    """Text for GitHub-flavoured Markdown, in a paragraph, a heading or a table cell.

    >>> markdown("a|b *c* <d> $e")
    'a\\\\|b \\\\*c\\\\* \\\\<d\\\\> \\\\$e'
    """
    escaped = re.sub(r"([\\`*_{}\[\]<>$|~#])", r"\\\1", clean(text).replace("&", "&amp;"))
    return re.sub(r"^(\s*)([-+](?=\s|$)|\d+(?=[.)](?:\s|$)))", lambda m: m[1] + _line_start(m[2]), escaped)


def _line_start(marker: str) -> str:
    return f"{marker}\\" if marker.isdigit() else f"\\{marker}"


# LaTeX ----------------------------------------------------------------------------------

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "-": "-{}",
    "\u00a0": "~",
    "\u2009": r"\,",
    "‘": "`{}",
    "’": "'{}",
    "“": "``{}",
    "”": "''{}",
    "–": "--{}",
    "—": "---{}",
    "…": r"\dots{}",
}
_MATHS = {
    "−": "-",
    "×": r"\times",
    "·": r"\cdot",
    "⊙": r"\odot",
    "⊘": r"\oslash",
    "∂": r"\partial",
    "∇": r"\nabla",
    "Σ": r"\sum",
    "∑": r"\sum",
    "√": r"\surd",
    "∞": r"\infty",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "→": r"\to",
    "←": r"\leftarrow",
    "∈": r"\in",
    "′": "'",
    "ᵀ": r"{}^{\top}",
    "𝟏": r"\mathbf{1}",
    "½": r"\tfrac12",
    "⁻": "{}^{-}",
    "⁽": "{}^{(}",
    "⁾": "{}^{)}",
    "₋": "{}_{-}",
}
_MATHS |= {c: rf"{{}}^{{{i}}}" for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_MATHS |= {c: rf"{{}}_{{{i}}}" for i, c in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Phi Psi Omega"
)
for _name in _GREEK.split():
    _case = "SMALL" if _name.islower() else "CAPITAL"
    _letter = unicodedata.lookup(f"GREEK {_case} LETTER {_name.upper().replace('LAMBDA', 'LAMDA')}")
    _MATHS[_letter] = "o" if _name == "omicron" else "\\" + _name

# What the T1 fonts of a plain TeX hold beyond ASCII.
_T1 = (
    "¡£§«»¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĂăĄąĆćČčĎďĐđĘęĚěĞğİıĹĺĽľŁłŃńŇňŊŋŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽž"
)


def latex(text: str) -> str:
    """Text for LaTeX; a character no plain TeX font holds becomes ``\\unicode{XXXX}`` of the preamble.

    >>> latex(r"50% \\input{x} σ")
    '50\\\\% \\\\textbackslash{}input\\\\{x\\\\} \\\\ensuremath{\\\\sigma}'
    """
    return "".join(map(_latex_character, unicodedata.normalize("NFC", clean(text))))


def _latex_character(c: str) -> str:
    if c in _LATEX:
        return _LATEX[c]
    if c in _MATHS:
        return rf"\ensuremath{{{_MATHS[c]}}}"
    if c.isascii() or c in _T1:
        return c
    return rf"\unicode{{{ord(c):04X}}}"


def html_code(text: str) -> str:
    """A program for HTML, its spaces and line ends kept."""
    return _html(text)


def latex_code(line: str) -> str:
    """A line of a program for LaTeX: every space is kept, and may break."""
    return "".join(r"\ " if c == " " else _latex_character(c) for c in line)


def latex_metadata(text: str) -> str:
    """Text for the fields of hyperref, where a character outside ASCII is named by its number."""
    return "".join(
        _latex_character(c) if c in "\\{}$&#%_^~" else c if c.isascii() else rf"\unichar{{{ord(c)}}}"
        for c in clean(text)
    )

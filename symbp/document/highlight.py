"""A Python listing for HTML, its words marked by class."""

from __future__ import annotations

from markupsafe import Markup

from symbp.document import escape

CLASSES = {
    "Comment": "c",
    "Literal.String": "s",
    "Literal.Number": "n",
    "Keyword": "k",
    "Name.Function": "f",
}
"""The class of a token by the beginning of its kind."""


def highlighted(source: str) -> Markup:
    """The listing with a span around each keyword, string, number, comment and function name."""
    from pygments.lexers import PythonLexer

    return Markup("".join(span(str(kind), text) for kind, text in PythonLexer().get_tokens(source)))


def span(kind: str, text: str) -> str:
    """A token as HTML; white space stays as it is."""
    shown = escape.html_code(text)
    name = next((c for start, c in CLASSES.items() if kind.startswith(f"Token.{start}")), "")
    return f'<span class="{name}">{shown}</span>' if name and text.strip() else shown

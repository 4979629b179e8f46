"""Small things of every report: its words, names that a file system allowed, numbers as people write them."""

from __future__ import annotations

import unicodedata

SIGNS = {"correct": "✓", "wrong": "✗", "undecided": "?", "error": "!", "skipped": "–"}
"""What stands beside a verdict, so that it is not told by colour alone."""

VERDICTS = {
    "correct": "correct",
    "wrong": "not correct",
    "undecided": "undecided; a person will look at it",
    "error": "could not be run",
    "skipped": "came back in another form than asked for",
}
"""Verdicts in words for a student."""

CHECKS = {
    "reads": "reading",
    "loads": "loading",
    "signature": "calling",
    "returns": "what comes back",
    "shape": "shapes",
    "finite": "finite numbers",
    "value": "values in double precision",
    "certified": "certified values",
    "stability": "stability where activations are saturated",
    "purity": "arguments left alone",
}
"""The checks in words for a student."""

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
"""Format characters that letters of some scripts, and emoji, need."""


def printable(text: str) -> str:
    r"""The text with every character that would not print, or would steer a terminal, written as an escape.

    >>> printable("\x1b[31mred\u202e.py")
    '\\x1b[31mred\\u202e.py'
    """
    return "".join(c if _shows(c) else c.encode("unicode_escape").decode() for c in text)


def _shows(c: str) -> bool:
    return c in _JOINERS or unicodedata.category(c) not in _HIDDEN


def number(value: float) -> str:
    """Points as people write them.

    >>> number(5.0), number(2.5), number(10 / 3)
    ('5', '2.5', '3.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def count(many: int, one: str) -> str:
    """How many of something there are.

    >>> count(1, "part"), count(3, "part")
    ('1 part', '3 parts')
    """
    return f"{many} {one}" if many == 1 else f"{many} {one}s"

"""Parsing a program without running it, and without letting it harm the one who parses.

CPython's parser keeps its own limits (200 brackets, 100 indents, a bounded stack), so that deep nesting ends
in an exception.  What it does not limit is memory, about 1 kB for each token: hence a bound on their number.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from functools import lru_cache

from grader.refusal import RefusedError

MAX_CHARACTERS = 1_000_000
MAX_TOKENS = 200_000

_TOKEN = re.compile(r"\w+|[^\w\s]")
_TOO_LONG = "the program is too long to be read ({} {}; at most {:,}): leave data out of it"
_NESTED = "an expression is nested too deeply to be read"
_PYTHON_2 = {
    re.compile(r"\s*print\b\s*[^\s=(]"): "a print statement",
    re.compile(r"\s*exec\b\s*[^\s=(]"): "an exec statement",
    re.compile(r"\s*except\s+[\w.() ,]+,\s*\w+\s*:"): "`except X, e`",
    re.compile(r"\s*raise\s+[\w.]+\s*,"): "`raise X, message`",
    re.compile(r".*<>"): "the operator <>",
}


@lru_cache(maxsize=4)
def parse(text: str) -> ast.Module:
    """The syntax tree of a program, which is only to be read: it is asked for several times.

    Raises:
        RefusedError: it is no Python 3, or too long or too deeply nested; with the line where there is one.
    """
    if len(text) > MAX_CHARACTERS:
        raise RefusedError(_TOO_LONG.format(f"{len(text):,}", "characters", MAX_CHARACTERS))
    if (tokens := sum(1 for _ in _TOKEN.finditer(text))) > MAX_TOKENS:
        raise RefusedError(_TOO_LONG.format(f"{tokens:,}", "words and signs", MAX_TOKENS))
    try:
        # An invalid escape in a string is a warning, and no business of the grader's.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as problem:
        raise RefusedError(_words(problem, text), problem.lineno) from None
    except (RecursionError, MemoryError):
        raise RefusedError(_NESTED) from None
    except ValueError as problem:
        raise RefusedError(f"the program cannot be parsed: {problem}") from None


def _words(problem: SyntaxError, text: str) -> str:
    lines = text.split("\n")
    number = problem.lineno or 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    for pattern, sign in _PYTHON_2.items():
        if pattern.match(line):
            return f"this is Python 2 ({sign}); the grader runs Python 3.{sys.version_info.minor}"
    if isinstance(problem, TabError):
        return "tabs and spaces are mixed in the indentation"
    return f"not valid Python: {problem.msg}"

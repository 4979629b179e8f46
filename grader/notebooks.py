"""The program in a Jupyter notebook: its code cells in order, with what is not Python made into comments.

The JSON is read here and not by nbformat, which validates strictly and raises what it likes; versions 3 and 4
differ in two keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.refusal import RefusedError
from grader.syntax import parse

# Cell magics whose cell is Python all the same.
_TRANSPARENT = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "debug"})
_MAGIC = re.compile(r"[ \t]*(?:[%!?]|[A-Za-z_][\w, .]*=\s*[%!](?![=\s])|[\w.]+\?\??[ \t]*$)")
# Enough of Python's lexis to know where a logical line begins.
_LEXEME = re.compile(
    r"""(?P<string>(?P<quote>\"{3}|'{3})(?:\\.|(?!(?P=quote)).)*(?:(?P=quote)|\Z)
      |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)
      |(?P<comment>\#[^\n]*)|(?P<joined>\\\n)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>\n)|[^"'\#\\()\[\]{}\n]+|\\""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Notebook:
    """The code of a notebook as one module; `starts` are the first lines of its code cells."""

    text: str
    starts: tuple[int, ...]
    notes: tuple[str, ...] = ()
    broken: Mapping[int, str] | None = None
    """Cells that are no Python, and why; they are left out."""


def read_notebook(data: bytes) -> Notebook:
    """The code cells of a notebook of version 3 or 4.

    Raises:
        RefusedError: it is no notebook, none of Python's, or no cell of it holds Python.

    >>> read_notebook(b'{"cells": [{"cell_type": "code", "source": ["%time\\\\n", "x = 1"]}]}').text
    '# %time\\nx = 1\\n'
    """
    cells = list(_code_cells(_document(data)))
    if not any(cell.strip() for cell in cells):
        raise RefusedError("the notebook holds no code")
    texts, magics, broken = [], [], {}
    for number, cell in enumerate(cells, 1):
        text, neutral = _without_magics(cell)
        magics += [number] if neutral else []
        try:
            parse(text)
        except RefusedError as problem:
            broken[number] = str(problem)
            text = "\n" * text.count("\n")
        texts.append(text)
    if len(broken) == len(cells):
        number, reason = next(iter(broken.items()))
        raise RefusedError(f"no cell of the notebook is Python (code cell {number}: {reason})")
    return Notebook("\n".join(texts) + "\n", _starts(texts), tuple(_notes(magics, broken)), broken)


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise RefusedError(
            "the notebook is damaged: it is not valid JSON; save it again in Jupyter"
        ) from None
    if not isinstance(document, dict):
        raise RefusedError("this is JSON, but not a notebook")
    language = _at(document, "metadata", "kernelspec", "language") or _at(
        document, "metadata", "language_info", "name"
    )
    if isinstance(language, str) and "python" not in language.lower():
        raise RefusedError("the notebook is not written in Python (its kernel is for another language)")
    return document


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _code_cells(document: dict[str, Any]) -> Iterator[str]:
    sheets = document.get("worksheets")
    groups = [document, *(sheets if isinstance(sheets, list) else ())]
    found = [group["cells"] for group in groups if isinstance(_at(group, "cells"), list)]
    if not found:
        raise RefusedError("this is JSON, but not a notebook: it has no cells")
    for cell in (each for group in found for each in group):
        if _at(cell, "cell_type") == "code":
            yield _source(cell)


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    # JSON can hold half of a surrogate pair and NUL; a program cannot.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def _without_magics(cell: str) -> tuple[str, bool]:
    """The cell with ``%…``, ``!…`` and ``?`` as comments, line for line, and whether there were any."""
    first = re.match(r"\s*%%(\w*)", cell)
    if first and first[1] not in _TRANSPARENT:
        return "\n".join(f"# {line}" for line in cell.split("\n")), True
    out: list[str] = []
    position, changed = 0, False
    while position < len(cell):
        end = cell.find("\n", position)
        end = len(cell) if end < 0 else end
        if _MAGIC.match(cell[position:end]):
            out.append(_commented(cell[position:end]))
            changed = True
        else:
            end = _logical_end(cell, position)
            out.append(cell[position:end])
        position = end + 1
    return "\n".join(out), changed


def _commented(line: str) -> str:
    """A comment; in a block a statement too, since the block may hold nothing else."""
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}pass  # {line.lstrip()}" if indent else f"# {line}"


def _logical_end(text: str, start: int) -> int:
    """Where the logical line that begins at `start` ends: not in a bracket, a string or after a backslash."""
    depth = 0
    for lexeme in _LEXEME.finditer(text, start):
        if lexeme.lastgroup == "open":
            depth += 1
        elif lexeme.lastgroup == "close":
            depth = max(0, depth - 1)
        elif lexeme.lastgroup == "end" and not depth:
            return lexeme.start()
    return len(text)


def _starts(texts: list[str]) -> tuple[int, ...]:
    starts = [1]
    for text in texts[:-1]:
        starts.append(starts[-1] + text.count("\n") + 1)
    return tuple(starts)


def _notes(magics: list[int], broken: Mapping[int, str]) -> Iterator[str]:
    if magics:
        cells = ", ".join(map(str, magics[:20])) + (", …" if len(magics) > 20 else "")
        yield f"Notebook commands (%, !, ?) are not executed: code cell{'s'[: len(magics) > 1]} {cells}."
    for number, reason in list(broken.items())[:20]:
        yield f"Code cell {number} was left out: {reason}."

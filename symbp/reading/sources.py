"""A file's text cut into equations, prose, code and definitions, each with its line.

One pass over the text, in time proportional to its length; every text has chunks.  Nothing here
knows what the mathematics means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from symbp.reading.chunks import NOTATION, Chunk, Kind
from symbp.reading.commands import WORDS
from symbp.reading.problem import ReadingError
from symbp.reading.statements import code_lines, looks_like_code

__all__ = ["Chunk", "Kind", "chunks"]

OPENERS = re.compile(
    r"\\begin\{(equation|align|aligned|alignat|gather|gathered|multline|split|eqnarray|displaymath|math|flalign)\*?\}"
    r"|\\\[|\\\(|\$\$|\$|```+[^\n]*|(?<![\\\d])%[^\n]*|\\\$|\\%"
)
"""What begins a formula, a block or a comment; 100% is no comment."""
ENDS = {"\\[": "\\]", "\\(": "\\)", "$$": "$$", "$": "$"}
CODE_FENCE = re.compile(r"```+\s*(python|py|numpy|ipython|math|latex|tex)?", re.IGNORECASE)


def chunks(text: str, kind: Kind = "auto") -> Iterator[Chunk]:
    """The chunks of a file, in order, found as they are asked for.

    >>> [(c.line, c.part, c.text) for c in chunks("so $a = b$ and $c = d$") if c.kind == "math"]
    [(1, 1, 'a = b'), (1, 2, 'c = d')]
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kind = kind_of(text) if kind == "auto" else kind
    if kind == "notebook":
        return counted(notebook(text))
    if kind == "numpy":
        return counted(code_lines(text, 1))
    return counted(marked_up(text) if OPENERS.search(text) else bare_lines(text))


def kind_of(text: str) -> Kind:
    """What kind of file a text is."""
    head = text.lstrip()[:200]
    if head.startswith("{") and '"cells"' in text and is_notebook(text):
        return "notebook"
    if re.search(r"\\begin\{|\\\[|\\\(|\$|\\[A-Za-z]{2,}|\^\{|_\{|```", text):
        return "latex"
    return "numpy" if looks_like_code(text) else "latex"


def counted(found: Iterable[Chunk]) -> Iterator[Chunk]:
    """The chunks with their parts counted along each line."""
    seen: dict[int, int] = {}
    for chunk in found:
        if chunk.kind == "prose":
            yield chunk
            continue
        seen[chunk.line] = seen.get(chunk.line, 0) + 1
        yield replace(chunk, part=seen[chunk.line])


# LaTeX and Markdown -------------------------------------------------------------------------


def marked_up(text: str, first: int = 1) -> Iterator[Chunk]:
    """Prose with formulas in it."""
    lines, place, before = Lines(text, first), 0, ""
    while match := OPENERS.search(text, place):
        prose = text[place : match.start()]
        if prose.strip():
            yield Chunk(lines.at(place + len(prose) - len(prose.lstrip())), 0, prose.strip(), "prose")
            before = prose.strip()
        opener, place = match.group(), match.end()
        line = lines.at(match.start())
        if opener.startswith("%"):
            if found := NOTATION.match(opener):
                yield Chunk(line, 0, found.group(1).strip(), "definition")
        elif opener in ("\\$", "\\%"):
            continue
        elif opener.startswith("```"):
            end = text.find("```", place)
            body, place = (text[place:], len(text)) if end < 0 else (text[place:end], end + 3)
            yield from fenced(opener, body, line)
        else:
            stop, after = end_of(text, opener, match.group(1), place)
            body = text[place:stop]
            yield from equations(body, lines.at(place), before)
            place, before = after, ""
    if text[place:].strip():
        rest = text[place:]
        yield Chunk(lines.at(place + len(rest) - len(rest.lstrip())), 0, rest.strip(), "prose")


class Lines:
    """Line numbers of places in a text, for places that only move forward."""

    def __init__(self, text: str, first: int) -> None:
        self.text, self.place, self.first = text, 0, first
        self.line = first

    def at(self, place: int) -> int:
        if place < self.place:
            return self.line - self.text.count("\n", place, self.place)
        self.line += self.text.count("\n", self.place, place)
        self.place = place
        return self.line


def end_of(text: str, opener: str, environment: str | None, place: int) -> tuple[int, int]:
    """Where a formula ends, and where the text goes on; at the next empty line where it never ends."""
    if environment:
        match = re.compile(r"\\end\{" + environment + r"\*?\}").search(text, place)
        return match.span() if match else (len(text), len(text))
    closing = ENDS[opener]
    if opener == "$":
        match = INLINE_END.search(text, place)
        if match is None:
            return len(text), len(text)
        return match.start(), match.end() if match.group() == "$" else match.start()
    found = text.find(closing, place)
    return (len(text), len(text)) if found < 0 else (found, found + len(closing))


INLINE_END = re.compile(r"(?<!\\)\$|\n[ \t]*\n")


def fenced(opener: str, body: str, line: int) -> Iterator[Chunk]:
    """A fenced block of Markdown: mathematics, Python, or something else."""
    match = CODE_FENCE.match(opener)
    language = (match.group(1) or "").lower() if match else ""
    if language in ("python", "py", "numpy", "ipython"):
        yield from code_lines(body, line)
    elif language in ("math", "latex", "tex"):
        yield from equations(body, line, "")
    elif body.strip():
        yield Chunk(line, 0, body.strip(), "prose")


ROW_MARKS = re.compile(
    r"\\\\(?:\*?\[[^\]\n]{0,20}\])?|\\begin\{[A-Za-z]+\*?\}|\\end\{[A-Za-z]+\*?\}|\\.|(?<!\\)%[^\n]*",
    re.DOTALL,
)
ALIGNMENTS = frozenset(
    [
        "align",
        "aligned",
        "alignat",
        "alignedat",
        "gather",
        "gathered",
        "split",
        "eqnarray",
        "multline",
        "equation",
        "flalign",
    ]
)


def equations(body: str, line: int, before: str) -> Iterator[Chunk]:
    """The rows of a formula, split at line breaks that stand outside matrices and cases."""
    rows: list[tuple[int, str]] = []
    depth, start = 0, 0
    kept: list[str] = []
    begin = 0
    for match in ROW_MARKS.finditer(body):
        mark = match.group()
        if mark.startswith(("\\begin{", "\\end{")):
            name = mark[mark.index("{") + 1 : -1].rstrip("*")
            if name in ALIGNMENTS:
                kept.append(body[start : match.start()])
                kept.append(" " * (match.end() - match.start()))
                start = match.end()
            else:
                depth += 1 if mark.startswith("\\begin") else -1
        elif mark.startswith("\\\\") and depth <= 0:
            kept.append(body[start : match.start()])
            rows.append((begin, "".join(kept)))
            kept, start = [], match.end()
            begin = start
        elif mark.startswith("%"):
            kept.append(body[start : match.start()])
            kept.append(" ")
            start = match.end()
    kept.append(body[start:])
    rows.append((begin, "".join(kept)))
    rows = whole_brackets(rows)
    place = Lines(body, line)
    yield from (
        Chunk(
            place.at(at + len(row) - len(row.lstrip())),
            0,
            row.strip(),
            "math",
            before if n == 0 else "",
            n > 0,
        )
        for n, (at, row) in enumerate(rows)
        if row.strip()
    )


BRACKETS = re.compile(r"\\\\|\\[(){}]|[(){}]")


def whole_brackets(rows: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The rows, two of them as one where a bracket that opens in the first ends in the second."""
    made: list[tuple[int, str]] = []
    for at, row in rows:
        if made and balance(made[-1][1]) > 0 and balance(made[-1][1]) + balance(row) == 0:
            made[-1] = (made[-1][0], f"{made[-1][1]} {row}")
        else:
            made.append((at, row))
    return made


def balance(row: str) -> int:
    """How many more brackets a row opens than it closes."""
    found = BRACKETS.findall(row)
    return sum(found.count(mark) for mark in "({") - sum(found.count(mark) for mark in ")}")


def bare_lines(text: str) -> Iterator[Chunk]:
    """A text without any marks of mathematics: each line with a relation or an operation is an equation."""
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped:
            continue
        if stripped.startswith(("%", "#")):
            if found := NOTATION.match("%" + stripped.lstrip("%#")):
                yield Chunk(number, 0, found.group(1).strip(), "definition")
            else:
                yield Chunk(number, 0, stripped, "prose")
        elif is_mathematics(stripped):
            words, equation = led(stripped)
            yield Chunk(number, 0, equation, "math", words, stripped[0] in "=&")
        else:
            yield Chunk(number, 0, stripped, "prose")


LED = re.compile(
    r"^((?:let|define|set|put|write|where|with|assume|suppose|denote|so|then|hence|thus|and|now)\b[: ]*)+",
    re.I,
)


def led(line: str) -> tuple[str, str]:
    """A line's first words, such as *let*, and its equation."""
    match = LED.match(line)
    return (match.group().strip(), line[match.end() :]) if match else ("", line)


def is_mathematics(line: str) -> bool:
    if not re.search(r"=|≈|:=|\\approx|\\equiv|\\propto|\\to\b|\\in\b", line):
        return False
    _, equation = led(line)
    words = re.findall(
        r"(?<![\\A-Za-z{])[A-Za-z]{4,}", re.sub(r"\\[A-Za-z]+(\{[A-Za-z ]*\})?", " ", equation)
    )
    return len([word for word in words if word not in WORDS]) <= 1


# Notebooks ----------------------------------------------------------------------------------


def notebook(text: str) -> Iterator[Chunk]:
    """The cells of a notebook one below the other, lines counted through all of them."""
    line = 1
    for cell in cells_of(text):
        source = cell.get("source", "") if isinstance(cell, dict) else ""
        body = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield from code_lines(body, line)
        else:
            yield from marked_up(body, line)
        line += body.count("\n") + 1


def is_notebook(text: str) -> bool:
    try:
        cells_of(text)
    except ReadingError:
        return False
    return True


def cells_of(text: str) -> list[Any]:
    """The cells of a notebook.  Raises `ReadingError` for what is none."""
    advice = "save it again as a notebook, or hand in its text"
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReadingError(f"this is no notebook: {error.msg}", error.colno, advice, error.lineno) from None
    except (ValueError, RecursionError):
        raise ReadingError("this is no notebook: it holds what no notebook does", advice=advice) from None
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        raise ReadingError("this is no notebook: it has no cells", advice=advice)
    return cells

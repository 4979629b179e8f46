"""Python text cut into statements and their sides; nothing of it is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from symbp.reading.chunks import NOTATION, Chunk
from symbp.reading.problem import ReadingError

LONGEST_SIDE = 8_000


def looks_like_code(text: str) -> bool:
    """Whether most lines with an equals sign are Python."""
    lines = [line.strip() for line in text.splitlines()[:200] if "=" in line]
    good = 0
    for line in lines:
        try:
            for side in code_sides(without_comment(line)[0]):
                ast.parse(side.strip(), mode="eval")
            good += 1
        except (SyntaxError, ReadingError, ValueError, RecursionError, MemoryError):
            continue
    return bool(lines) and 2 * good > len(lines)


SKIPPED = re.compile(
    r"\s*(def|class|import|from|return|print|for|while|if|else|elif|try|except|with|assert|raise|pass|@|%|!)\b"
)


def code_lines(text: str, first: int) -> Iterator[Chunk]:
    """The statements of Python text, one chunk for each; comments are prose."""
    pending, begin, depth = "", first, 0
    quoted = ""
    for number, line in enumerate(text.split("\n"), first):
        if quoted or line.strip().startswith(('"""', "'''")):
            mark = quoted or line.strip()[:3]
            rest = line if quoted else line.strip()[3:]
            quoted = "" if mark in rest else mark
            continue
        code, comment = without_comment(line)
        if comment and (found := NOTATION.match("%" + comment)):
            yield Chunk(number, 0, found.group(1).strip(), "definition")
        elif comment:
            yield Chunk(number, 0, comment, "prose")
        if not code.strip() and depth <= 0:
            continue
        if depth <= 0:
            begin, pending, depth = number, "", 0
        pending += (" " if pending else "") + code.strip().rstrip("\\")
        depth += sum(map(code.count, "([{")) - sum(map(code.count, ")]}"))
        if depth <= 0 and not code.rstrip().endswith("\\"):
            yield Chunk(begin, 0, pending.strip(), "prose" if SKIPPED.match(pending) else "code")
            pending = ""
    if pending.strip():
        yield Chunk(begin, 0, pending.strip(), "code")


def without_comment(line: str) -> tuple[str, str]:
    """A line of Python and its comment."""
    quote = ""
    for place, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#":
            return line[:place], line[place + 1 :].strip()
    return line, ""


ASSIGN = re.compile(r"(?<![=<>!:+\-*/@])=(?!=)|:=|≈")


def code_sides(text: str) -> list[str]:
    """The sides of a statement: split at every = outside brackets."""
    if len(text) > LONGEST_SIDE:
        raise ReadingError(f"a statement of {len(text)} characters; at most {LONGEST_SIDE} are read", 1)
    found, depth, start, place = [], 0, 0, 0
    quote = ""
    while place < len(text):
        character = text[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character in "([{") - (character in ")]}")
            match = ASSIGN.match(text, place) if depth == 0 else None
            if match:
                found.append(text[start:place].strip())
                place = start = match.end()
                continue
        place += 1
    found.append(text[start:].strip())
    if any(not side for side in found):
        raise ReadingError("an equals sign with nothing on one side", 1)
    return found

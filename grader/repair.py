"""Slips of copying and saving that are no mistakes: fences, prompts, spaces that do not break, ends of files.

A repair keeps the number of lines, so that a message still names the line of the file that was handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable

SPACES = re.compile("[\u00a0\u2007\u202f]")
NOTHING = re.compile("[\u200b\u2060\ufeff]")
FENCE = re.compile(r"\s*(```|~~~)")
PROMPT = re.compile(r"\s*(>>>|\.\.\.)(?: |$)")

Repair = Callable[[str], str]


def plain_spaces(text: str) -> str:
    """Spaces of a web page or a word processor as ordinary ones."""
    return NOTHING.sub("", SPACES.sub(" ", text))


def inside_fences(text: str) -> str:
    """What stands between ``` and ```, where there are such lines; to the end where the last is missing."""
    inside, out = False, []
    lines = text.split("\n")
    if not any(FENCE.match(line) for line in lines):
        return text
    for line in lines:
        fence = FENCE.match(line)
        inside = inside != bool(fence)
        out.append(line if inside and not fence else "")
    return "\n".join(out)


def without_prompts(text: str) -> str:
    """What was typed at the prompts of a session, where there are any, without what it answered."""
    lines = text.split("\n")
    if not any(line.lstrip().startswith(">>>") for line in lines):
        return text
    return "\n".join(line[found.end() :] if (found := PROMPT.match(line)) else "" for line in lines)


REPAIRS: dict[Repair, str] = {
    plain_spaces: "Spaces that no Python program can hold were read as ordinary ones.",
    inside_fences: "The program was taken from between the lines ``` around it.",
    without_prompts: "The prompts >>> and ... of a Python session were left out.",
}


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The text with everything repaired, and a note on each thing that was.

    >>> repaired("```python\nx = 1\ny = 2\n```")
    ('\nx = 1\ny = 2\n', ('The program was taken from between the lines ``` around it.',))
    """
    notes: list[str] = []
    for repair, note in REPAIRS.items():
        better = repair(text)
        if better != text and 2 * filled(better) >= filled(text):
            text = better
            notes.append(note)
    return text, tuple(notes)


def filled(text: str) -> int:
    """How many lines hold something; a program is more than the examples in its comments."""
    return sum(1 for line in text.split("\n") if line.strip())

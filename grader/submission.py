"""From whatever was uploaded to one program, or to the reason why not.

Nothing is executed and nothing is written: the text is only parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.archives import Files
from grader.choosing import choose
from grader.definitions import definitions
from grader.places import place
from grader.refusal import RefusedError, shown
from grader.siblings import siblings
from grader.uploads import digest, opened, uploaded

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Source:
    """A program to be compiled in the sandbox.

    `text` is the module that holds what is called; `modules` are the files beside it that it imports, by the
    name in the import (``utils``, ``nn.layers``; a package's text is its ``__init__.py``); `digest` is the
    SHA-256 of the upload; `notes` say what was done to read it.
    """

    text: str
    filename: str
    digest: str
    notes: tuple[str, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[int, ...] = ()
    """The lines at which the code cells of a notebook begin."""

    def place(self, line: int) -> str:
        """Where a line of `text` is for its author: ``line 12``, or ``code cell 3, line 4``."""
        return place(line, self.cells)


@dataclass(frozen=True)
class Unreadable:
    """An upload that holds no program the grader can read; `reason` is for the student."""

    reason: str
    filename: str
    digest: str


def read_submission(
    path: Path, *, pattern: str = "*.py", needed: Sequence[str] = (), everything: bool = False
) -> Source | Unreadable:
    """Read an upload: never an exception, whatever it holds.

    `pattern` is the file name that was asked for and `needed` the names that will be called; both help to
    choose among several files.  Unless `everything` is asked for, the program is reduced to its
    `grader.definitions`.
    """
    found = ""
    try:
        files = uploaded(path)
        found = digest(files)
        return _source(opened(files), found, pattern, needed, everything)
    except RefusedError as problem:
        reason = str(problem)
    except OSError as problem:
        reason = f"it cannot be opened: {problem.strerror}"
    except (RecursionError, MemoryError):
        reason = "the program is nested too deeply to be read"
    return Unreadable(reason, shown(path.name), found)


def _source(files: Files, digest: str, pattern: str, needed: Sequence[str], everything: bool) -> Source:
    program, choice = choose(files, pattern, needed)
    modules, omitted = siblings(program, files)
    texts = {name: each.text for name, each in modules.items()}
    notes = (*files.notes, *choice, *program.notes, *omitted)
    text = program.text
    if not everything:
        own = {name.partition(".")[0] for name in texts}
        texts = {
            name: definitions(
                each, _words([text, *(texts[other] for other in texts if other != name)]), own
            ).text
            for name, each in texts.items()
        }
        reduced = definitions(text, needed, own)
        text, notes = reduced.text, (*notes, *reduced.notes(program.cells))
    return Source(text, shown(program.name), digest, notes, texts, program.cells)


def _words(texts: Iterable[str]) -> set[str]:
    """Every name that other files may use of a module."""
    return {word for text in texts for word in _WORD.findall(text)}

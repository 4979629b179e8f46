"""Which of the uploaded files is to be graded."""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.archives import Files
from grader.decoding import decode
from grader.definitions import defined
from grader.notebooks import read_notebook
from grader.refusal import RefusedError, shown
from grader.repair import repaired
from grader.syntax import parse


@dataclass(frozen=True)
class Program:
    """One file on its way to a `Source`."""

    name: str
    text: str
    tree: ast.Module
    notes: tuple[str, ...] = ()
    cells: tuple[int, ...] = ()

    def defines(self, needed: Sequence[str]) -> bool:
        return bool(needed) and set(needed) <= defined(self.tree)


def read_program(name: str, data: bytes) -> Program:
    """One file as a program; a notebook is known by its name or its content.

    Raises:
        RefusedError: it is none.
    """
    if name.lower().endswith(".ipynb") or (data.lstrip()[:1] == b"{" and b'"cell_type"' in data):
        notebook = read_notebook(data)
        return Program(name, notebook.text, parse(notebook.text), notebook.notes, notebook.starts)
    text, notes = decode(data)
    return _parsed(name, text, notes)


def _parsed(name: str, text: str, notes: tuple[str, ...]) -> Program:
    """A text as it is, or repaired if only that is a program."""
    try:
        return Program(name, text, parse(text), notes)
    except RefusedError as problem:
        better, changes = repaired(text)
        if not changes or not better.strip():
            raise
        try:
            return Program(name, better, parse(better), (*notes, *changes))
        except RefusedError:
            raise problem from None


def choose(files: Files, pattern: str, needed: Sequence[str]) -> tuple[Program, tuple[str, ...]]:
    """The file to be graded, and a note where there was a choice."""
    names = list(files.contents)
    if not names:
        raise RefusedError(
            " ".join(["there is no .py or .ipynb file in it.", *files.notes, *_listed(files.others)])
        )
    asked = [name for name in names if fnmatch.fnmatch(PurePosixPath(name).name.lower(), pattern.lower())]
    for group in (asked, names):
        if len(group) == 1:
            return _only(group[0], files), _unread(group[0], names)
        if group and (found := _among(group, files, needed)):
            return found, _unread(found.name, names)
    raise RefusedError(_undecided(names, files, needed))


def _only(name: str, files: Files) -> Program:
    try:
        return read_program(name, files.contents[name])
    except RefusedError as problem:
        if len(files.contents) == 1:
            raise
        raise RefusedError(f"{shown(name)}: {problem}") from None


def _among(names: list[str], files: Files, needed: Sequence[str]) -> Program | None:
    """The one of several files that defines what is needed: the least deep, a module before its notebook."""
    programs = [each for name in names if (each := _readable(name, files)) and each.defines(needed)]
    if not programs:
        return None
    programs.sort(key=lambda each: (each.name.count("/"), not each.name.endswith(".py"), each.name))
    first, *rest = programs
    rivals = [
        each for each in rest if each.name.count("/") == first.name.count("/") and each.text != first.text
    ]
    if any(PurePosixPath(each.name).stem != PurePosixPath(first.name).stem for each in rivals):
        both = " and ".join(shown(each.name) for each in (first, rivals[0]))
        raise RefusedError(
            f"it is not clear which file counts: {both} both define {_quoted(needed)}; hand in one"
        )
    return first


def _readable(name: str, files: Files) -> Program | None:
    try:
        return read_program(name, files.contents[name])
    except RefusedError:
        return None


def _undecided(names: list[str], files: Files, needed: Sequence[str]) -> str:
    what = f"defines {_quoted(needed)}" if needed else "has the name that was asked for"
    reasons = []
    for name in names[:5]:
        try:
            read_program(name, files.contents[name])
        except RefusedError as problem:
            reasons.append(f"{shown(name)}: {problem}")
    return "; ".join([f"none of the files {what} ({', '.join(map(shown, names[:5]))})", *reasons])


def _unread(chosen: str, names: list[str]) -> tuple[str, ...]:
    if len(names) == 1:
        return ()
    return (f"Out of {len(names)} files, {shown(chosen)} was read.",)


def _quoted(needed: Sequence[str]) -> str:
    return ", ".join(needed)


def _listed(others: list[str]) -> list[str]:
    if not others:
        return []
    return ["It holds " + ", ".join(map(shown, others[:5])) + (", …" if len(others) > 5 else "") + "."]

"""Loops that run over an index: the view inside one, and the letter of its index."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import numpy as np

from grader.tracing.formula import Index, UnwrittenError
from grader.tracing.program import Program
from grader.tracing.recorded import NOWHERE, Loop, View

LETTERS = "ijklmpqrs"


def inside(program: Program, view: View, loop: ast.AST) -> View:
    """The view inside a loop that runs over an index; raises `UnwrittenError`."""
    place = program.place(loop)
    grids, lengths = [], []
    for run, grid in zip(view.runs, view.grids, strict=True):
        rows = [
            run.inside.get((context, place), []) if context >= 0 else [] for context in grid.ravel().tolist()
        ]
        length = max(map(len, rows), default=0)
        filled = [row + [NOWHERE] * (length - len(row)) for row in rows]
        grids.append(np.array(filled, int).reshape((*grid.shape, length)))
        lengths.append(length)
    if not all(lengths):
        raise UnwrittenError("a loop that is not run")
    return View(
        view.runs, tuple(grids), (*view.loops, Loop(place, index(program, loop, lengths, view.loops)))
    )


def index(program: Program, loop: ast.AST, lengths: Sequence[int], others: Sequence[Loop]) -> Index:
    """The index of a loop: the program's own letter where it has one, else a usual one."""
    size = program.known.length(lengths)
    used = {other.index.letter for other in others}
    own = [counted(loop)] if counted(loop) else ["n"] if size and size.plain == "N" else []
    free = (each for each in (*own, *LETTERS) if each not in used)
    return Index(next(free), size)


def counted(loop: ast.AST) -> str:
    """The short name of what a loop counts with ``range``; empty where it does something else."""
    match loop:
        case ast.For(ast.Name(name), ast.Call(ast.Name("range"))) if len(name) <= 2:
            return name
        case ast.comprehension(ast.Name(name), ast.Call(ast.Name("range"))) if len(name) <= 2:
            return name
    return ""

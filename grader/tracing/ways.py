"""The ways on which a program came to a line: through which calls, in which iterations.

A loop over samples, inputs or units runs over an index; one over the layers is taken apart, because what
it computes differs from layer to layer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from grader.tracing.loops import index
from grader.tracing.program import Program
from grader.tracing.recorded import NOWHERE, Loop, Path, Run, View

Steps = tuple[tuple[int, int], ...]
Contexts = Mapping[Path, int]

DEEPEST = 64
LARGEST = 200_000
"""How deep contexts are followed, and over how many iterations together; what comes from a child may be
forged.
"""

MOST_WAYS = 12
"""How many ways to one line are told apart; the others are like them."""


def ways(program: Program, places: Sequence[tuple[int, int]]) -> list[View]:
    """The views in which any of these nodes was evaluated, in every run."""
    found = [contexts(run, places) for run in program.runs]
    views: list[View] = []
    for steps in dict.fromkeys(steps_of(path) for each in found for path in each):
        chosen = [{path: c for path, c in each.items() if steps_of(path) == steps} for each in found]
        if all(chosen):
            views += by_iteration(program, steps, chosen)
    return views[:MOST_WAYS]


def contexts(run: Run, places: Sequence[tuple[int, int]]) -> Contexts:
    """The contexts in which nodes were evaluated, by the way to them."""
    found = (c for place, what in places for c in run.found.get(4 * place + what, ()))
    return {run.path(c): c for c in found if run.depths[c] <= DEEPEST}


def steps_of(path: Path) -> Steps:
    """A way without its iterations."""
    return tuple((node, site) for node, site, _ in path)


def by_iteration(program: Program, steps: Steps, chosen: Sequence[Contexts]) -> list[View]:
    """One view for each choice of iterations of the loops that are taken apart."""
    lengths = [[longest(found, step) for found in chosen] for step in range(len(steps))]
    running = [step for step, each in enumerate(lengths) if program.runs_over_index(each)]
    apart = [step for step in range(len(steps)) if step not in running]
    groups: dict[tuple[int, ...], list[dict[Path, int]]] = defaultdict(lambda: [{} for _ in chosen])
    for number, found in enumerate(chosen):
        for path, context in found.items():
            groups[tuple(path[step][2] for step in apart)][number][path] = context
    size = max(prod(lengths[step][number] for step in running) for number in range(len(chosen)))
    chosen_groups = [found for _, found in sorted(groups.items()) if all(found)]
    return [view(program, steps, running, found) for found in chosen_groups[:MOST_WAYS] if size <= LARGEST]


def longest(found: Contexts, step: int) -> int:
    """How many iterations a loop had."""
    return max(path[step][2] for path in found) + 1


def view(program: Program, steps: Steps, running: Sequence[int], found: Sequence[Contexts]) -> View:
    """Contexts in a grid with an axis for each loop that runs over an index."""
    loops: tuple[Loop, ...] = ()
    lengths = [[longest(each, step) for each in found] for step in running]
    for step, each in zip(running, lengths, strict=True):
        node = program.nodes[steps[step][0]]
        loops += (Loop(steps[step][0], index(program, node, each, loops)),)
    grids = []
    for number, paths in enumerate(found):
        grid: Any = np.full([length[number] for length in lengths], NOWHERE)
        for path, context in paths.items():
            grid[tuple(path[step][2] for step in running)] = context
        grids.append(grid)
    return View(program.runs, tuple(grids), loops)

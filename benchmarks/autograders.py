"""Submissions a second: ours, a new Python for each, nbgrader and Otter, on the same submissions and
question.

Ours locks every submission in and makes all checks.  The others run it as they do by default and make
checks in double precision only.  nbgrader and Otter come with the extra `bench`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from textwrap import indent
from time import perf_counter
from typing import Any

import _one_thread  # noqa: F401 (one thread for every library that is imported later)
from measure import NOISE, table, write_json

from grader.assignment import Assignment
from grader.grading import Grader
from grader.submission import Source, read_submission

SHEET = Path(__file__).resolve().parent.parent / "tests" / "students" / "sheet" / "a"
ROUNDS = 3
PASSES = 10
"""How often ours grades every submission in a round, since it takes so little time."""
FEW = 4
"""How many submissions Otter is given in a round, since it takes so much."""

QUESTION = """
import numpy as np
rng = np.random.default_rng(0)
def loss(X, t, W1, W2, lam):
    sigma = lambda z: 1 / (1 + np.exp(-z))
    f, N = sigma(sigma(X @ W1) @ W2), len(X)
    return ((f - t) ** 2).sum() / (2 * N) + lam / (2 * N) * ((W1**2).sum() + (W2**2).sum())
for N, D, H in ((5, 2, 3), (4, 3, 2), (7, 4, 5), (1, 2, 3), (3, 3, 3)):
    X, t, W1, W2 = (rng.normal(size=shape) for shape in ((N, D), (N, 1), (D, H), (H, 1)))
    dW1, dW2 = gradients(X, t, W1, W2, 0.75)
    for W, got in ((W1, dW1), (W2, dW2)):
        want = np.zeros_like(W)
        for i in np.ndindex(W.shape):
            kept = W[i]
            W[i] = kept + 1e-6
            up = loss(X, t, W1, W2, 0.75)
            W[i] = kept - 1e-6
            want[i] = (up - loss(X, t, W1, W2, 0.75)) / 2e-6
            W[i] = kept
        assert np.allclose(got, want, rtol=1e-5, atol=1e-7)
"""
"""The question in double precision at five points, the way such tests are written by hand."""

OTTER_TEST = """OK_FORMAT = False
name = "q1"
points = 10
from otter.test_files import test_case

@test_case(points=10)
def test_q1(gradients):
"""

Sources = Mapping[Path, Source]


def submissions() -> dict[Path, Source]:
    """Those that can be read, reduced to their definitions for everybody."""
    found = {path: read_submission(path, needed=["gradients"]) for path in sorted(SHEET.glob("*.py"))}
    return {path: source for path, source in found.items() if isinstance(source, Source)}


@dataclass(frozen=True)
class Way:
    """A way to grade: seconds for one submission on average."""

    name: str
    seconds: Callable[[], float]


@contextmanager
def ways(sources: Sources, folder: Path) -> Iterator[list[Way]]:
    assignment = Assignment.load(SHEET / "assignment.toml")
    with Grader(assignment, b"benchmark") as grader:
        for path in sources:
            grader.grade(path)

        def ours() -> float:
            return timed(lambda: [grader.grade(path) for _ in range(PASSES) for path in sources]) / (
                PASSES * len(sources)
            )

        yield [
            Way("grader, one worker", ours),
            Way("a new Python each", new_python(sources, folder)),
            Way("nbgrader autograde", nbgrader(sources, folder / "course")),
            Way("otter run", otter(sources, folder / "otter")),
        ]


def timed(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def run(*command: str | Path, cwd: Path) -> None:
    subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )


HERE = Path(sys.executable).parent


def tool(name: str) -> str:
    """A command of this environment."""
    return str(HERE / name)


def new_python(sources: Sources, folder: Path) -> Callable[[], float]:
    """Each submission with the question behind it, in a process of its own."""
    scripts = []
    for path, source in sources.items():
        scripts.append(folder / path.name)
        scripts[-1].write_text(source.text + QUESTION, encoding="utf-8")
    return lambda: (
        timed(lambda: [run(sys.executable, script, cwd=folder) for script in scripts]) / len(scripts)
    )


def nbgrader(sources: Sources, course: Path) -> Callable[[], float]:
    """All submissions as notebooks in one call of `nbgrader autograde`."""
    (course / "source" / "ps1").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bp"\n')
    write_notebook(course / "source" / "ps1" / "p.ipynb", "", QUESTION)
    run(tool("nbgrader"), "generate_assignment", "ps1", cwd=course)
    for path, source in sources.items():
        place = course / "submitted" / path.stem / "ps1"
        place.mkdir(parents=True)
        write_notebook(place / "p.ipynb", source.text, QUESTION)

    def autograde() -> None:
        run(tool("nbgrader"), "autograde", "ps1", "--force", cwd=course)
        expect(len(sources), list((course / "autograded").rglob("p.ipynb")))

    return lambda: timed(autograde) / len(sources)


def otter(sources: Sources, folder: Path) -> Callable[[], float]:
    """Each submission by a call of `otter run`, which is how it grades without containers."""
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "q1.py").write_text(OTTER_TEST + indent(QUESTION, "    "), encoding="utf-8")
    run(tool("otter"), "generate", "-t", "tests", "--no-environment", cwd=folder)
    archive = next(folder.glob("*.zip"))
    notebooks = []
    for path, source in list(sources.items())[:FEW]:
        notebooks.append(folder / f"{path.stem}.ipynb")
        write_notebook(notebooks[-1], source.text)

    def otter_run() -> None:
        for notebook in notebooks:
            (folder / "results.json").unlink(missing_ok=True)
            run(tool("otter"), "run", "-a", archive, notebook, cwd=folder)
            expect(1, list(folder.glob("results.json")))

    return lambda: timed(otter_run) / len(notebooks)


def expect(many: int, results: Sequence[Path]) -> None:
    """A peer that fails at once would seem fast."""
    if len(results) != many:
        raise RuntimeError(f"{len(results)} of {many} submissions were graded by a peer")


def write_notebook(path: Path, answer: str, test: str | None = None) -> None:
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    cells = [new_code_cell(answer)]
    if test is not None:
        shared = {"schema_version": 3, "task": False}
        cells[0].metadata["nbgrader"] = {
            **shared,
            "grade": False,
            "solution": True,
            "locked": False,
            "grade_id": "a",
        }
        marks = {"grade": True, "solution": False, "locked": True, "grade_id": "t", "points": 10}
        cells.append(new_code_cell(test))
        cells[1].metadata["nbgrader"] = {**shared, **marks}
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def main() -> None:
    sources = submissions()
    os.environ["PYTHONWARNINGS"] = "ignore"
    os.environ["PATH"] = os.pathsep.join((str(HERE), os.environ["PATH"]))  # nbgrader calls alembic
    folder = Path(tempfile.mkdtemp(prefix="symbp-bench-"))
    try:
        with ways(sources, folder) as all_ways:
            found: dict[str, list[float]] = {way.name: [] for way in all_ways}
            for _ in range(ROUNDS):
                for way in all_ways:
                    found[way.name].append(way.seconds())
    finally:
        shutil.rmtree(folder)
    base = found["grader, one worker"]
    rows, results = [], {}
    for name, seconds in found.items():
        ratio = median(s / b for s, b in zip(seconds, base, strict=True))
        rows.append((name, f"{1 / median(seconds):.3g}", f"{ratio:.3g}"))
        results[name] = {"seconds": median(seconds), "times ours": ratio}
    print(table(f"Grading {len(sources)} submissions", ("way", "submissions/s", "× our time"), rows))
    print(NOISE)
    write_json("autograders", results)


if __name__ == "__main__":
    main()

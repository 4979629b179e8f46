"""The PDF of a full solution: from a derivation and a finished training, the whole process, and against TeX.

Warm is from the data to the bytes, story, layout and typesetting included.  The engine remembers what it
has laid out, so every round has weights, numbers and curves of its own, and a document of another network
in between.  Cold is `symbp solve` as a new process, every
format.  pdflatex, where it is installed, gets the `.tex` of the same solution, one run of it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path
from shutil import which
from statistics import median
from time import perf_counter

from measure import NOISE, in_words, table, write_json

from symbp.document import Solution, solve

ROUNDS = 7
PRESET, OTHER = "lecture10-regression", "lecture10-multiclass"


def warm(solution: Solution) -> float:
    """Seconds from a derivation and its training to the bytes of the PDF."""
    start = perf_counter()
    assert solution.pdf.startswith(b"%PDF")
    return perf_counter() - start


def warm_round(seed: int) -> float:
    """The same for weights that no round before had, after a document of another network."""
    warm(solve(OTHER, seed=seed, title=f"Another document, {seed}"))
    return warm(solve(PRESET, seed=seed, title=f"Solution {seed}"))


def cold(*formats: str) -> float:
    """Seconds of the whole command in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = [f"--formats={','.join(formats)}"] if formats else []
        command = [sys.executable, "-m", "symbp", "solve", PRESET, "-o", folder, *chosen]
        start = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return perf_counter() - start


def pdflatex(tex: str) -> float:
    """Seconds of one run of pdflatex."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "solution.tex").write_text(tex, encoding="utf-8")
        start = perf_counter()
        subprocess.run(
            ["pdflatex", "-interaction=batchmode", "solution.tex"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        return perf_counter() - start


def main() -> None:
    lecture, seeds = solve(PRESET), count(1)
    ways = {
        "PDF, warm": lambda: warm_round(next(seeds)),
        "symbp solve, cold, PDF only": lambda: cold("pdf"),
        "symbp solve, cold, every format": cold,
    }
    if which("pdflatex"):
        ways["pdflatex on the same .tex, one run"] = lambda: pdflatex(lecture.tex)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found[name].append(way())
    medians = {name: median(times) for name, times in found.items()}
    base = medians["PDF, warm"]
    rows = [(name, in_words(t), f"{t / base:.1f}") for name, t in medians.items()]
    print(table(f"The worked solution of {PRESET}", ("what", "median", "× PDF, warm"), rows))
    if not which("pdflatex"):
        print("pdflatex is not installed, so it is not compared.")
    print(NOISE)
    write_json("document", {name: {"median": t, "ratio": t / base} for name, t in medians.items()})


if __name__ == "__main__":
    main()

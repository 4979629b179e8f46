"""The PDF of a full solution: from a derivation and a finished training, the whole process, and against TeX.

Warm is from the data to the bytes, story, layout and typesetting included.  The engine remembers what it
has laid out, so every round has weights, numbers and curves of its own, and a document of another network
in between.  Cold is `symbp solve` as a new process.  pdflatex, where it is installed, gets the `.tex` of
the same solution, as often as it needs until its references stand; the fair peer of that is the
typesetting alone, from the source to the PDF.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from shutil import which
from time import perf_counter
from typing import Any

from measure import NOISE, Timing, in_words, ratios, table, write_json

from symbp.document import solve
from symbp.document.pdf import compile_typst

ROUNDS = 7
PRESET, OTHER = "lecture10-regression", "lecture10-multiclass"
TYPST = "typesetting alone, warm"


def seconds(run: Callable[[], Any]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def warm(seed: int) -> float:
    """Seconds from a derivation and its training to the bytes of the PDF, for weights of its own."""
    other = solve(OTHER, seed=seed, title=f"Another document, {seed}")
    assert other.pdf
    solution = solve(PRESET, seed=seed, title=f"Solution {seed}")
    return seconds(lambda: solution.pdf)


def typesetting(seed: int) -> float:
    """Seconds from the Typst source to the PDF."""
    source = solve(PRESET, seed=seed, title=f"Typeset {seed}").typst
    return seconds(lambda: compile_typst(source))


def cold(*formats: str) -> float:
    """Seconds of the whole command in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = [f"--formats={','.join(formats)}"] if formats else []
        command = [sys.executable, "-m", "symbp", "solve", PRESET, "-o", folder, *chosen]
        start = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return perf_counter() - start


def pdflatex(tex: str) -> float:
    """Seconds of pdflatex until its references stand."""
    command = ["pdflatex", "-interaction=batchmode", "solution.tex"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "solution.tex").write_text(tex, encoding="utf-8")
        start = perf_counter()
        while True:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            if "Rerun to get" not in (Path(folder) / "solution.log").read_text(errors="replace"):
                return perf_counter() - start


def main() -> None:
    lecture, seeds = solve(PRESET), count(1)
    ways: dict[str, Callable[[], float]] = {
        "PDF from derivation and training, warm": lambda: warm(next(seeds)),
        TYPST: lambda: typesetting(next(seeds)),
        "symbp solve, cold, PDF only": lambda: cold("pdf"),
        "symbp solve, cold, every format": cold,
    }
    if which("pdflatex"):
        ways["pdflatex on the same .tex"] = lambda: pdflatex(lecture.tex)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found[name].append(way())
    timings = {name: Timing(name, tuple(times[1:])) for name, times in found.items()}
    times = ratios(timings, TYPST)
    rows = [(name, in_words(t.median), f"{times[name]:.1f}") for name, t in timings.items()]
    print(table(f"The worked solution of {PRESET}", ("what", "median", f"÷ {TYPST}"), rows))
    if not which("pdflatex"):
        print("pdflatex is not installed, so it is not compared.")
    print(NOISE)
    write_json("document", {name: {"median": t.median, "ratio": times[name]} for name, t in timings.items()})


if __name__ == "__main__":
    main()

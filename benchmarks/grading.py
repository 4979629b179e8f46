"""A class graded by one and by two workers, and the memory of the process that hands out the work.

A worker is a grader and the process that it locks up, which work side by side, so that one worker alone
keeps more than one processor busy.  Workers are therefore also compared on as many processors as there are
workers: one on one, two on two.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import _one_thread  # noqa: F401 (one thread for every library that is imported later)
from measure import NOISE, table, write_json

from grader.batch import Run, run

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = ROOT / "examples" / "assignments" / "c1" / "assignment.toml"
CLASS = ROOT / "examples" / "class"
WITHOUT = {"xu_hao.py"}
"""It waits for its time to run out, which would be most of what is measured."""
ROUNDS = 3
WARM = 60
"""Submissions during which the workers start and build their tables."""
SUBMISSIONS, MANY = 400, 2000


def hand_in(folder: Path, many: int) -> None:
    """So many submissions, each different."""
    texts = [path.read_text() for path in sorted(CLASS.glob("*.py")) if path.name not in WITHOUT]
    folder.mkdir()
    for n in range(many):
        (folder / f"{n:04}.py").write_text(f"{texts[n % len(texts)]}\n# {n}\n")


def graded(folder: Path, workers: int, progress: Callable[[int, int], None]) -> None:
    # The results stay until all is measured: a disk is slow to give out again what was just deleted.
    run(Run(ASSIGNMENT, folder, Path(tempfile.mkdtemp(dir=folder.parent)), workers=workers), progress)


def rate(folder: Path, workers: int, processors: int) -> float:
    """Submissions a second once the workers are warm."""
    times: dict[int, float] = {}
    with only(processors):
        graded(folder, workers, lambda done, total: times.setdefault(done, perf_counter()))
    last = max(times)
    return (last - WARM) / (times[last] - times[WARM])


@contextmanager
def only(processors: int) -> Iterator[None]:
    """Everything that is started here meanwhile shares so many processors."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(all_of_them)[:processors])
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_of_them)


def memory(folder: Path) -> list[float]:
    """Megabytes of this process, eight times during a run."""
    found: list[float] = []

    def look(done: int, total: int) -> None:
        if done and done % (total // 8) == 0:
            found.append(resident())

    graded(folder, 2, look)
    return [*found, resident()]


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        few, many = Path(place, "few"), Path(place, "many")
        hand_in(few, SUBMISSIONS)
        hand_in(many, MANY)
        rounds = [(rate(few, 1, 1), rate(few, 1, 2), rate(few, 2, 2)) for _ in range(ROUNDS)]
        megabytes = memory(many)
    alone, one, two = (median(column) for column in zip(*rounds, strict=True))
    scaling, scaling_by_processor = median(c / b for _, b, c in rounds), median(c / a for a, _, c in rounds)
    growth = max(megabytes) - megabytes[0]
    rows = [
        ("one worker on one processor", f"{alone:.1f} submissions/s"),
        ("one worker on two processors", f"{one:.1f} submissions/s"),
        ("two workers on two processors", f"{two:.1f} submissions/s"),
        ("scaling to two workers", f"{scaling:.2f}"),
        ("scaling to two workers and processors", f"{scaling_by_processor:.2f}"),
        (f"memory over {MANY} submissions", f"{megabytes[0]:.0f} MB, + {growth:.1f} MB"),
    ]
    print(table("A class", ("what", "found"), rows))
    print(NOISE)
    found = {"one on one": alone, "one": one, "two": two, "scaling": scaling}
    found |= {"scaling by processor": scaling_by_processor}
    write_json("grading", {**found, "megabytes": megabytes})


if __name__ == "__main__":
    main()

"""The hostile submissions of `tests/students/hostile`, and what they must leave behind: nothing."""

from __future__ import annotations

import os
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.assignment import Assignment

FOLDER = Path(__file__).parents[1] / "students" / "hostile"
PIECES = (FOLDER / "pieces.txt").read_text()
FULL = 10.0

ASSIGNMENT = """
title = "Backpropagation by hand"
[network]
preset = "lecture10-regression-l2"
[submission]
file = "*"
function = "gradients"
arguments = ["X", "t", "W1", "W2", "lam"]
returns = ["dW1", "dW2"]
execute = "{execute}"
[submission.limits]
seconds = {seconds}
[[part]]
id = "step 1"
quantity = "dW2"
points = 5
[[part]]
id = "step 2"
quantity = "dW1"
points = 5
"""


def assignment(execute: str = "everything", hangs: bool = False) -> Assignment:
    """The sheet that the attacks are handed in for; what hangs need not hang for long."""
    return Assignment.from_toml(ASSIGNMENT.format(execute=execute, seconds=0.4 if hangs else 1.0), "hostile")


@dataclass(frozen=True)
class Attack:
    """One hostile submission; `README.md` beside the tables says what the fields mean."""

    group: str
    name: str
    tries: str
    earns: str
    code: str
    hangs: bool = False
    hides: str = ""
    naive: bool = False

    @property
    def text(self) -> str:
        return PIECES + self.code

    def is_fair(self, score: float) -> bool:
        """Whether a score is what the mathematics in it earned."""
        return {"everything": score == FULL, "part": score < FULL, "nothing": score == 0}[self.earns]

    def __str__(self) -> str:
        return f"{self.group}-{self.name}"


def attacks() -> Iterator[Attack]:
    """All of them, in order of their classes."""
    for path in sorted(FOLDER.glob("?-*.toml")):
        table = tomllib.loads(path.read_text())
        table.pop("about")
        for name, fields in table.items():
            yield Attack(path.name[0], name, **fields)


ATTACKS = tuple(attacks())


def descendants(process: int | None = None) -> frozenset[int]:
    """Every living process below this one."""
    found: set[int] = set()
    queue = [process or os.getpid()]
    while queue:
        for thread in Path(f"/proc/{queue.pop()}/task").glob("*/children"):
            try:
                children = {int(child) for child in thread.read_text().split()}
            except OSError:
                continue  # it has just ended
            queue += children - found
            found |= children
    return frozenset(found)


def orphans() -> frozenset[int]:
    """Processes of a sandbox whose own parent is gone."""
    return frozenset(int(path.name) for path in Path("/proc").glob("[0-9]*") if _is_orphan(path))


def _is_orphan(path: Path) -> bool:
    try:
        parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        return parent == 1 and b"grader.sandbox" in (path / "cmdline").read_bytes()
    except OSError:
        return False


def traces() -> list[str]:
    """What an attack that could write would have left; all of them use this name."""
    places = [Path.cwd(), Path("/"), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.home()]
    return sorted(str(found) for place in places for found in place.glob("*hostile-*"))


def settled(check, seconds: float = 3.0) -> bool:
    """Whether a condition comes true within a while: processes take a moment to go."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True

"""What the commands cost over an empty Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from measure import NOISE, in_words, table, write_json

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = ROOT / "examples" / "assignments" / "c1" / "assignment.toml"
SUBMISSION = ROOT / "examples" / "class" / "adams_emma.py"
ROUNDS = 15
WAYS = {
    "python -c pass": ["-c", "pass"],
    "symbp --help": ["-m", "symbp", "--help"],
    "symbp presets": ["-m", "symbp", "presets"],
    "grader --help": ["-m", "grader", "--help"],
    "grader check": ["-m", "grader", "check", str(ASSIGNMENT), str(SUBMISSION)],
}


def seconds(arguments: list[str]) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return perf_counter() - start


def main() -> None:
    found: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name, arguments in WAYS.items():
            found[name].append(seconds(arguments))
    medians = {name: median(times[1:]) for name, times in found.items()}
    empty = medians["python -c pass"]
    rows = [(name, in_words(t), in_words(t - empty)) for name, t in medians.items()]
    print(table("Start of the command", ("command", "median", "over empty Python"), rows))
    print(NOISE)
    write_json("startup", {name: {"median": t, "over": t - empty} for name, t in medians.items()})


if __name__ == "__main__":
    main()

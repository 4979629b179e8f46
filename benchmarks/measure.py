"""Times of several ways to do one thing, taken in turns: a busy moment of the machine hits them all."""

from __future__ import annotations

import gc
import json
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

OUT = Path("out/bench")
NOISE = "Machines are noisy: compare the ratios of one run, not the times of two."


@dataclass(frozen=True)
class Timing:
    """The seconds that one call took in each round."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def best(self) -> float:
        return min(self.seconds)


def interleaved(
    ways: Mapping[str, Callable[[], Any]], *, rounds: int = 61, seconds: float = 0.004
) -> dict[str, Timing]:
    """Time each way in every round, for about `seconds` at a time; the first round warms up.

    The order changes from round to round, since a way leaves its traces in the caches for the next.
    """
    repeats = {name: calls_in(way, seconds) for name, way in ways.items()}
    found: dict[str, list[float]] = {name: [] for name in ways}
    order = Random(0)
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name in order.sample(list(ways), len(ways)):
                found[name].append(time_of(ways[name], repeats[name]))
    finally:
        gc.enable()
    return {name: Timing(name, tuple(times[1:])) for name, times in found.items()}


def calls_in(way: Callable[[], Any], seconds: float) -> int:
    """How many calls take about that long."""
    way()
    calls = 1
    while (taken := time_of(way, calls) * calls) < seconds / 4:
        calls *= 2
    return max(1, round(calls * seconds / taken))


def time_of(way: Callable[[], Any], calls: int) -> float:
    """Seconds for one call, on average of that many."""
    start = perf_counter()
    for _ in range(calls):
        way()
    return (perf_counter() - start) / calls


def ratios(timings: Mapping[str, Timing], base: str) -> dict[str, float]:
    """Each way's time as a multiple of that of `base`: the median over the rounds of both in one round.

    Taken round by round, what else runs on the machine slows both alike.
    """
    return {
        name: median(t / b for t, b in zip(timing.seconds, timings[base].seconds, strict=True))
        for name, timing in timings.items()
    }


def in_words(seconds: float) -> str:
    """A time in the unit that suits it.

    >>> in_words(5.83e-6)
    '5.83 µs'
    """
    unit, size = next(((u, s) for u, s in (("s", 1.0), ("ms", 1e-3)) if seconds >= s), ("µs", 1e-6))
    return f"{seconds / size:.3g} {unit}"


def table(title: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A plain table with its columns lined up."""
    lines = [tuple(header), *(tuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([title, *("  " + line.rstrip() for line in text)])


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": processor(),
    }


def processor() -> str:
    """The processor's name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def write_json(name: str, results: Any) -> Path:
    """Write the figures to ``out/bench/NAME.json``."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{name}.json"
    document = {"machine": machine(), "note": NOISE, "results": results}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path

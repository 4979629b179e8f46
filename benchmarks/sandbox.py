"""Submissions per second: a new Python for each, and the sandbox at its levels, on one worker and on two."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from tempfile import TemporaryDirectory

import numpy as np
from measure import NOISE, Timing, interleaved, ratios, table, write_json

import grader
from grader.sandbox import wire
from grader.sandbox.isolation import Wish
from grader.sandbox.records import Entry
from grader.sandbox.worker import Worker

CALLS, ROUNDS, BATCH = 5, 21, 8
NEW_PYTHON = "a new Python for each"
LEVELS: Mapping[Wish, str] = {
    "none": "fork server, no lock",
    "filtered": "limits and filter",
    "strongest": "the strongest level here",
}

SUBMISSION = """
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def gradients(X, t, W1, W2):
    a = sigmoid(X @ W1)
    delta3 = (a @ W2 - t) / len(X)
    return a.T @ delta3, X.T @ (delta3 @ W2.T * a * (1 - a))
"""
ENTRY = Entry(
    tuple({"leaf": n} for n in range(4)), {"list": [{"leaf": 0}, {"leaf": 1}]}, function="gradients"
)
SIZES = ((8, 2), (8, 1), (2, 3), (3, 1))

ALONE = """
import sys
import numpy as np
from grader.sandbox.child import load, slots
from grader.sandbox import wire
while head := sys.stdin.buffer.read(wire.HEADER.size):
    head = wire.frame_head(head, wire.MAX_JSON)
    request = wire.decode_request(head, sys.stdin.buffer.read(head.length))
    if request.kind == wire.LOAD:
        program = load(request.body)
        reply = program.load()
    else:
        reply = program.call(slots(request))
    sys.stdout.buffer.write(wire.encode_reply(reply, request.number))
"""
"""The same program and the same codec, started anew; no lock, no limit."""


def points() -> list[list[np.ndarray]]:
    """The arguments of each call."""
    rng = np.random.default_rng(0)
    return [[rng.normal(size=size) for size in SIZES] for _ in range(CALLS)]


def clean_environment(cache: str) -> dict[str, str]:
    """What a new Python needs to find the packages; compiled, as they are where they are installed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {
        **kept,
        "PYTHONPATH": os.path.dirname(os.path.dirname(grader.__file__)),
        "PYTHONPYCACHEPREFIX": cache,
    }


def new_python(calls: list[list[np.ndarray]], environment: dict[str, str]) -> None:
    """One submission in a Python of its own."""
    program = {"text": SUBMISSION, "entry": asdict(ENTRY), "imports": [], "modules": {}, "numbers": "double"}
    call = {"slots": [None] * len(SIZES), "numbers": "double", "local": False}
    requests = [wire.Request(wire.LOAD, 0, program)]
    requests += [wire.Request(wire.CALL, n, call, tuple(arrays)) for n, arrays in enumerate(calls)]
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        input=b"".join(map(wire.encode_request, requests)),
        capture_output=True,
        check=True,
        env=environment,
    )
    assert done.stdout.count(wire.MAGIC) == CALLS + 1


def forked(worker: Worker, calls: list[list[np.ndarray]]) -> None:
    """One submission in a child of a worker's zygote."""
    with worker.session(SUBMISSION, ENTRY) as session:
        assert all(session.call(arrays).outcome == "returned" for arrays in calls)


def batch(run: Callable[[], None]) -> None:
    for _ in range(BATCH):
        run()


def side_by_side(workers: list[Worker], calls: list[list[np.ndarray]]) -> None:
    """A batch on each of two workers at once."""
    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(lambda worker: batch(partial(forked, worker, calls)), workers))


def main() -> None:
    calls = points()
    with ExitStack() as stack:
        workers = {wish: stack.enter_context(Worker(isolation=wish, trusted=True)) for wish in LEVELS}
        second = stack.enter_context(Worker(trusted=True))
        level = workers["strongest"].isolation
        cache = stack.enter_context(TemporaryDirectory())
        ways = {NEW_PYTHON: partial(new_python, calls, clean_environment(cache))}
        ways |= {LEVELS[wish]: partial(forked, worker, calls) for wish, worker in workers.items()}
        times = interleaved(ways, rounds=ROUNDS, seconds=0.05)
        one, two = "a batch on one worker", "a batch on each of two workers"
        pair = interleaved(
            {
                one: lambda: batch(partial(forked, workers["strongest"], calls)),
                two: lambda: side_by_side([workers["strongest"], second], calls),
            },
            rounds=ROUNDS,
            seconds=0.1,
        )
    rows = compared(times, NEW_PYTHON)
    scaling = 2 / ratios(pair, one)[two]
    print(table(f"One submission, {CALLS} calls", ("way", "submissions/s", "times as many"), rows))
    print(f"  the strongest level here: {level.level} ({', '.join(level.layers)})")
    print(f"  two workers do {scaling:.2f} times as much as one")
    print(NOISE)
    found = {way: {"per_second": float(rate), "factor": float(factor)} for way, rate, factor in rows}
    write_json("sandbox", {"ways": found, "two_workers": scaling, "layers": level.layers})


def compared(times: Mapping[str, Timing], base: str) -> list[tuple[str, str, str]]:
    """Of each way: submissions per second, and how many times as fast as `base` it is."""
    found = ratios(times, base)
    return [(name, f"{1 / timing.median:.0f}", f"{1 / found[name]:.1f}") for name, timing in times.items()]


if __name__ == "__main__":
    main()

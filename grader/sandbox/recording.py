"""A run in doubles that is recorded: every number that every expression came to, and where in the run it was.

A *context* is a place in the run: an iteration of a loop or a call of a function, inside another context.
Equal values are kept once, so that one sees at once which line used what another had computed.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.instruments import AFTER, BEFORE, RECORDER, ROOT, VALUE, instrumented
from grader.sandbox.kinds import Kind, copied, numpy_with_old_names, quiet, same_bytes
from grader.sandbox.records import Array, Reply, Trace
from grader.sandbox.values import numbers_in

MOST_EVENTS = 150_000
MOST_NUMBERS = 1_000_000
MOST_CONTEXTS = 50_000
"""What a recording may hold; a program that computes more is recorded up to there."""

MOST_AXES = 4

NOTHING = -1
PLAIN = (float, int, bool, np.float64)
LARGEST = 1e300
NUMERIC = (np.ndarray, np.number, np.bool_, list, tuple)


class Recorder:
    """Takes down the values of one run; the methods are what `instruments` puts into the program."""

    def __init__(self) -> None:
        self.on = False
        self.begin()

    def begin(self) -> None:
        """Forget everything."""
        self.contexts: list[tuple[int, int, int, int]] = [(NOTHING, NOTHING, NOTHING, 0)]
        self.known: dict[tuple[int, int, int], int] = {}
        self.stack = [0]
        self.frames: list[tuple[int, int, int]] = []
        self.pending: list[int] = []
        self.events: list[tuple[int, int, int]] = []
        self.roots: dict[tuple[int, int], int] = {}
        self.values: list[NDArray[Any]] = []
        self.places: dict[Any, int] = {}
        self.numbers = 0
        self.complete = True

    # What the program says ------------------------------------------------------------------

    def value(self, place: int, value: Any) -> Any:
        if self.on:
            self.note(place, VALUE, value)
        return value

    def before(self, place: int, value: Any) -> None:
        if self.on:
            self.note(place, BEFORE, value)

    def after(self, place: int, value: Any) -> None:
        if self.on:
            self.note(place, AFTER, value)

    def root(self, place: int, value: Any) -> None:
        """The state of an array that is being filled; of each call only the last is kept."""
        if self.on and (found := self.keep(value)) is not None:
            self.roots[place, self.frames[-1][0] if self.frames else 0] = found

    def callee(self, place: int, function: Any) -> Any:
        if self.on:
            self.pending.append(place)
        return function

    def result(self, place: int, value: Any) -> Any:
        while self.pending and self.pending.pop() != place:
            pass
        return self.value(place, value)

    def loop(self, place: int, items: Iterable[Any]) -> Iterator[Any]:
        for count, item in enumerate(items):
            depth = len(self.stack)
            self.push(place, NOTHING, count)
            try:
                yield item
            finally:
                del self.stack[depth:]

    def tick(self, place: int) -> None:
        """The next iteration of a loop that has no end of its own."""
        if not self.on:
            return
        _, node, _, count = self.contexts[self.stack[-1]]
        again = node == place and len(self.stack) > 1
        if again:
            self.stack.pop()
        self.push(place, NOTHING, count + 1 if again else 0)

    def done(self, place: int) -> None:
        if self.on and self.contexts[self.stack[-1]][1] == place and len(self.stack) > 1:
            self.stack.pop()

    def enter(self, place: int) -> None:
        if not self.on:
            return
        site = self.pending[-1] if self.pending else NOTHING
        key = (self.stack[-1], place, site)
        self.known[key] = self.known.get(key, NOTHING) + 1
        depth = len(self.stack)
        self.push(place, site, self.known[key])
        self.frames.append((self.stack[-1], depth, len(self.pending)))

    def leave(self, place: int) -> None:
        if self.on and self.frames:
            _, depth, waiting = self.frames.pop()
            del self.stack[depth:]
            del self.pending[waiting:]

    def within(self, place: int, body: Callable[[], Any]) -> Any:
        """The body of a lambda."""
        self.enter(place)
        try:
            return body()
        finally:
            self.leave(place)

    # What is kept ---------------------------------------------------------------------------

    def push(self, place: int, site: int, count: int) -> None:
        if not self.on:
            return
        if len(self.contexts) >= MOST_CONTEXTS:
            self.on = self.complete = False
        self.contexts.append((self.stack[-1], place, site, count))
        self.stack.append(len(self.contexts) - 1)

    def note(self, place: int, what: int, value: Any) -> None:
        found = self.keep(value)
        if found is not None:
            self.events.append((place * 4 + what, self.stack[-1], found))
            if len(self.events) >= MOST_EVENTS:
                self.on = self.complete = False

    def keep(self, value: Any) -> int | None:
        """The number under which a value is kept; None for what is no numbers."""
        array = numbers(value)
        if array is None:
            return None
        key = (array.dtype.char, array.shape, array.tobytes())
        found = self.places.get(key)
        if found is None:
            if self.numbers + array.size > MOST_NUMBERS:
                self.on = self.complete = False
                return None
            self.numbers += array.size
            found = self.places[key] = len(self.values)
            self.values.append(array)
        return found

    def trace(self) -> Trace:
        """Everything that was recorded."""
        roots = [(place * 4 + ROOT, context, value) for (place, context), value in self.roots.items()]
        return Trace(
            np.array(self.contexts, np.int32).reshape(-1, 4),
            np.array([*self.events, *roots], np.int32).reshape(-1, 3),
            tuple(self.values),
            self.complete,
        )


def numbers(value: Any) -> NDArray[Any] | None:
    """Real numbers as an array of its own; None for anything else."""
    if type(value) in PLAIN and -LARGEST < value < LARGEST:
        return np.array(float(value))
    if type(value) is np.ndarray and value.dtype == np.float64:
        return value.copy() if value.ndim <= MOST_AXES and value.size <= MOST_NUMBERS else None
    if not isinstance(value, NUMERIC):
        return None
    found = numbers_in(value)
    if not isinstance(found, Array) or found.array.dtype.kind not in "biufc":
        return None
    return found.array if found.array.ndim <= MOST_AXES else None


# The kind of run ------------------------------------------------------------------------------

RUN = Recorder()


@contextmanager
def running() -> Iterator[None]:
    RUN.begin()
    with quiet():
        RUN.on = True
        try:
            yield
        finally:
            RUN.on = False


def finished(reply: Reply) -> Reply:
    """A reply with what was recorded until then."""
    return replace(reply, trace=RUN.trace())


def recorded(text: str, filename: str) -> str | ast.Module:
    """The program itself is recorded, the files that it imports are not."""
    return instrumented(ast.parse(text, filename)) if filename == "solution.py" else text


RECORDED = Kind(
    fresh=copied,
    convert=numbers_in,
    same=same_bytes,
    modules=numpy_with_old_names,
    running=running,
    finished=finished,
    syntax=recorded,
    builtins=lambda: {**vars(builtins), RECORDER: RUN},
)

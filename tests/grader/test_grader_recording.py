"""A recorded run does what the program does, and takes down what it computes."""

from __future__ import annotations

import ast

import numpy as np
import pytest
from idioms import IDIOMS, LOSSES

from grader.sandbox import recording
from grader.sandbox.instruments import AFTER, BEFORE, ROOT, VALUE, instrumented
from grader.sandbox.program import Program
from grader.sandbox.records import Array, Entry, Reply, Slot, Trace
from grader.sandbox.wire import HEADER, decode_reply, encode_reply

NAMES = ("X", "t", "W1", "W2", "y", "lam")
SLOTS: tuple[Slot, ...] = (
    np.array([[1.0, -2.0], [0.5, 0.25], [3.0, 1.0], [-1.5, 2.0]]),
    np.array([[0.0], [1.0], [1.0], [0.0]]),
    np.array([[0.5, -0.25, 1.0], [0.125, 2.0, -1.0]]),
    np.array([[1.5], [-0.5], [0.75]]),
    np.array([0, 2, 1, 1]),
    0.75,
)


def reply(text: str, numbers: str = "recorded", names: tuple[str, ...] = NAMES) -> Reply:
    entry = Entry(tuple({"leaf": at} for at in range(len(names))), {"leaf": 0}, names, function="gradients")
    return Program(text, entry).call(SLOTS[: len(names)], numbers)


def trace_of(text: str, names: tuple[str, ...] = ("X",)) -> Trace:
    found = reply(text, names=names)
    assert (found.outcome, found.error) == ("returned", "")
    assert found.trace is not None
    return found.trace


def values(trace: Trace, text: str, kind: type, what: int = VALUE) -> list[list[float]]:
    """What was recorded at the nodes of a kind, in order."""
    nodes = list(ast.walk(ast.parse(text)))
    wanted = {4 * place + what for place, node in enumerate(nodes) if isinstance(node, kind)}
    return [trace.values[value].tolist() for node, _, value in trace.events.tolist() if node in wanted]


@pytest.mark.parametrize("source", (IDIOMS | LOSSES).values(), ids=(IDIOMS | LOSSES).keys())
def test_a_recorded_run_comes_to_the_same_numbers_to_the_last_bit(source: str) -> None:
    plain, recorded = reply(source, "double"), reply(source)
    assert (recorded.outcome, recorded.error, recorded.line) == (plain.outcome, plain.error, plain.line)
    for one, other in zip(recorded.values, plain.values, strict=True):
        assert isinstance(one, Array)
        assert isinstance(other, Array)
        assert (one.container, one.array.dtype, one.array.shape) == (
            other.container,
            other.array.dtype,
            other.array.shape,
        )
        assert one.array.tobytes() == other.array.tobytes()


CONSTRUCTIONS = """
def gradients(X):
    import functools

    class Base:
        __count = 0
        def __init__(self, W):
            self.W = W
        def __call__(self, x):
            return x @ self.W.T
    class Layer(Base):
        def __init__(self, W):
            super().__init__(W)
            self._Base__count += 1
        @property
        def rows(self):
            return [row for row in self.W]
        @functools.lru_cache(maxsize=None)
        def twice(self, factor=2):
            return self.W * factor
    def numbers(limit):
        n = 0
        while True:
            if n >= limit:
                return
            yield n
            n += 1
    def first(rows):
        for row in rows:
            if row[0] > 0:
                continue
            for entry in row:
                if entry > 0:
                    return entry
                else:
                    break
        else:
            return -1
    layer = Layer(X)
    total = 0
    for n in numbers(3):
        total = total + layer.rows[n] * (n if n % 2 else -n)
    kept = {name: value for name, value in locals().items() if name == "total"}
    try:
        [][0]
    except IndexError as error:
        total = total + len(str(error))
    finally:
        total += 1
    first_entry, *others = total
    match others:
        case [one]:
            total[0] = one
    if (found := first(X)) is not None and 0 < found < 10:
        total[-1] += found
    nested = [[x * y for x in row if x] for row, y in zip(X, range(4))]
    text = f"{total[0]:.3f}" + "%d" % 3
    f = lambda *a, k=1, **kw: sum(a) * k + kw.get("z", 0)
    del kept
    assert layer(X).shape == (4, 4), "no"
    return total * f(1, 2, k=3, z=len(text)) + sum(sum(row) for row in nested) + layer.twice()[0]
"""


def test_every_construction_of_the_language_is_left_as_it_is() -> None:
    plain, recorded = reply(CONSTRUCTIONS, "double", ("X",)), reply(CONSTRUCTIONS, names=("X",))
    assert (plain.outcome, plain.error) == ("returned", "")
    assert (recorded.outcome, recorded.error) == ("returned", "")
    np.testing.assert_array_equal(recorded.values[0].array, plain.values[0].array)


def test_every_expression_is_recorded_at_its_place() -> None:
    text = "def gradients(X):\n    a = X + 1\n    return a * 2\n"
    found = values(trace_of(text), text, ast.BinOp)
    np.testing.assert_array_equal(found, [np.array(SLOTS[0]) + 1, (np.array(SLOTS[0]) + 1) * 2])


def test_a_target_is_recorded_before_and_after() -> None:
    text = "def gradients(X):\n    s = 1.5\n    s += 2\n    return s\n"
    trace = trace_of(text)
    assert values(trace, text, ast.Name, BEFORE) == [1.5]
    assert values(trace, text, ast.Name, AFTER) == [1.5, 3.5]


def test_of_an_array_that_is_filled_only_the_last_state_is_kept() -> None:
    text = "def gradients(X):\n    g = X[:, 0] * 0\n    for i in range(3):\n        g[i] = i\n    return g\n"
    assert values(trace_of(text), text, ast.Assign, ROOT) == [[0.0, 1.0, 2.0, 0.0]]


def test_iterations_and_calls_are_contexts_inside_each_other() -> None:
    helper = "def f(x):\n    return x * 2\n"
    text = helper + "def gradients(X):\n    return [f(row[j]) for row in X for j in range(2)]\n"
    trace = trace_of(text)
    nodes = list(ast.walk(ast.parse(text)))
    (product,) = (4 * place for place, node in enumerate(nodes) if isinstance(node, ast.BinOp))
    paths = []
    for node, context, _ in trace.events.tolist():
        if node == product:
            path = []
            while context > 0:
                parent, place, site, count = trace.contexts[context].tolist()
                path.append((type(nodes[place]).__name__, count, site >= 0))
                context = parent
            paths.append(path[::-1])
    assert paths == [
        [
            ("FunctionDef", 0, False),
            ("comprehension", n, False),
            ("comprehension", j, False),
            ("FunctionDef", 0, True),
        ]
        for n in range(4)
        for j in range(2)
    ]


def test_equal_values_are_kept_once() -> None:
    text = "def gradients(X):\n    a = X\n    b = a\n    return b\n"
    assert len(trace_of(text).values) == 1


def test_what_was_computed_before_an_exception_is_there() -> None:
    found = reply("def gradients(X):\n    a = X * 2\n    return a.nothing\n", names=("X",))
    assert (found.outcome, found.line) == ("raised", 3)
    assert found.trace is not None
    np.testing.assert_array_equal(found.trace.values[-1], np.array(SLOTS[0]) * 2)


def test_a_recording_ends_where_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MOST_EVENTS", 100)
    found = reply(
        "def gradients(X):\n    s = 0\n    for i in range(1000):\n        s += i\n    return s\n",
        names=("X",),
    )
    assert found.outcome == "returned"
    assert found.trace is not None
    assert not found.trace.complete
    assert len(found.trace.events) <= 101


def test_a_recording_crosses_the_border() -> None:
    found = reply(IDIOMS["loops over samples"])
    assert found.trace is not None
    trace = decode_reply(encode_reply(found, 1)[HEADER.size :]).trace
    assert trace is not None
    np.testing.assert_array_equal(trace.events, found.trace.events)
    np.testing.assert_array_equal(trace.contexts, found.trace.contexts)
    assert [v.tobytes() for v in trace.values] == [v.tobytes() for v in found.trace.values]


def test_other_runs_record_nothing() -> None:
    assert reply(IDIOMS["matmul"], "double").trace is None
    assert reply(IDIOMS["matmul"], "balls").trace is None


def test_the_recorder_has_a_name_that_no_program_can_use() -> None:
    text = ast.unparse(instrumented(ast.parse("def f(x):\n    return x + 1")))
    with pytest.raises(SyntaxError):
        ast.parse(text)

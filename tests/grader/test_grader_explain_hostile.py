"""Explanations of programs, and of recordings, that mean no good."""

from __future__ import annotations

import time

import numpy as np
import pytest
from tracing_tools import assignment, body, explained

from grader.calling import slots
from grader.sandbox.records import Reply, Trace
from grader.submission import Source
from grader.tracing import program
from grader.tracing.explanation import explain, ground
from symbp import Network

OF = assignment()
TEXT = body("a2 = sigmoid(X @ W1)", "for n in range(3):", "    a2 = a2 * 2", "return a2")
ROOT = [-1, -1, -1, 0]


class Forged:
    """A session whose child sends just this."""

    def __init__(self, contexts: list[list[int]], events: list[list[int]], values: list[object]) -> None:
        self.trace = Trace(
            np.array(contexts, np.int32).reshape(-1, 4),
            np.array(events, np.int32).reshape(-1, 3),
            tuple(np.asarray(value, float) for value in values),
        )

    def call(self, *_: object) -> Reply:
        return Reply("returned", trace=self.trace)


def told(contexts: list[list[int]], events: list[list[int]], values: list[object]) -> float:
    """How long it takes to explain a forged recording."""
    start = time.monotonic()
    explain(OF, Source(TEXT, "solution.py", ""), Forged(contexts, events, values))
    return time.monotonic() - start


MOST = 2**31 - 1


@pytest.mark.parametrize(
    "contexts",
    [
        [ROOT, *([at, 5, -1, 0] for at in range(100_000))],
        [ROOT, *([0, place, 3, MOST] for place in range(200))],
        [ROOT, [0, MOST, MOST, MOST], [1, 7, -1, MOST]],
        [ROOT] * 1000,
    ],
    ids=["deep", "many iterations", "places that are not there", "several roots"],
)
def test_a_forged_recording_costs_little(contexts: list[list[int]]) -> None:
    events = [[what, at % len(contexts), 0] for what in range(400) for at in (0, 1, 2, len(contexts) - 1)]
    assert told(contexts, events, [np.arange(6.0).reshape(2, 3), 1.0]) < 10


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, np.zeros((0, 3)), np.zeros((2, 0))])
def test_values_that_are_no_numbers_are_no_harm(value: object) -> None:
    events = [[what, 0, 0] for what in range(400)]
    assert told([ROOT], events, [value]) < 10


def test_an_expression_of_endless_depth_is_not_followed() -> None:
    found = explained(body(f"a = {'-(' * 80}X{')' * 80}", "return a"))
    assert found.lines or found.problem


def test_functions_that_call_each_other_are_not_followed_for_ever() -> None:
    text = "def f(x, n):\n    return f(x, n - 1) * 2 if n else x\n"
    found = explained(text + body("return f(X, 100)"))
    assert found.lines


def test_a_program_that_takes_long_to_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "SECONDS", 0.0)
    found = explained(body("a2 = sigmoid(X @ W1)", "return a2"))
    assert {line.note for line in found.lines} == {"there was no time left for it"}


def test_points_are_the_same_at_every_run() -> None:
    net = Network.preset("lecture10-regression-l2")
    one, other = (slots(OF, where.point, where.values) for where in ground(net, True, True).references)
    assert [np.shape(slot) for slot in one] != [np.shape(slot) for slot in other]

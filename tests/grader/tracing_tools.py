"""Programs explained in this process, where a test is about words and not about walls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.assignment import Assignment
from grader.calling import entry
from grader.sandbox.program import Program
from grader.sandbox.records import Reply, Slot
from grader.sandbox.wire import HEADER, decode_reply, encode_reply
from grader.submission import Source
from grader.tracing.explained import Explained, Line
from grader.tracing.explanation import explain

HEAD = """
import numpy as np
from functools import reduce

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
"""


class Direct:
    """Calls of a program that is trusted; what comes back crosses the border all the same."""

    def __init__(self, text: str, assignment: Assignment) -> None:
        self.program = Program(text, entry(assignment))

    def call(self, slots: Sequence[Slot], numbers: Any = "double", local: bool = False) -> Reply:
        reply = self.program.call(tuple(slots), numbers, local)
        return decode_reply(encode_reply(reply, 1)[HEADER.size :])


def assignment(network: Any = "lecture10-regression-l2", **submission: Any) -> Assignment:
    return Assignment(network=network, submission=submission)


def explained(text: str, of: Assignment | None = None) -> Explained:
    """A whole program explained."""
    of = of or assignment()
    return explain(of, Source(text, "solution.py", ""), Direct(text, of))


def body(*lines: str) -> str:
    """A program whose function has these lines."""
    return HEAD + "".join(f"    {line}\n" for line in lines)


def lines(result: Explained, name: str) -> list[Line]:
    """What is said of everything assigned to a name."""
    return [line for line in result.lines if line.name == name]


def line(result: Explained, name: str) -> Line:
    """What is said of the last thing assigned to a name."""
    return lines(result, name)[-1]

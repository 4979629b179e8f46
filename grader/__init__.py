r"""grader: fair marks for gradients, certified, with the mistake named.

>>> import grader
>>> assignment = grader.Assignment.from_toml('[network]\npreset = "lecture10-regression"')
>>> [part.quantity for part in assignment.parts]
['dW2', 'dW1']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.grading import Grader, grade
    from grader.result import Result

_HOMES = {
    "Assignment": "grader.assignment",
    "Grader": "grader.grading",
    "Result": "grader.result",
    "grade": "grader.grading",
}

__all__ = ["Assignment", "Grader", "Result", "grade"]


def __getattr__(name: str) -> Any:
    """Import on first use: the processes of the sandbox need none of this."""
    if name not in _HOMES:
        raise AttributeError(f"module 'grader' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return list(__all__)

"""A process that grades: told the assignment once, it answers the name of a submission with a line of JSON.

It is started afresh, not forked, so that it shares nothing with the run; and it grades in its main
thread, with which the sandbox that it starts lives and dies.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from grader.result import Result
from symbp.errors import SymbpError

if TYPE_CHECKING:
    from grader.assignment import Assignment


class Grades(Protocol):
    """What grades submissions one by one."""

    def grade(self, path: Path) -> Result: ...


Make = Callable[["Assignment", bytes, bool], AbstractContextManager[Grades]]
"""How a grader is made: from the assignment, the run's secret, and whether the code is trusted."""


def main() -> None:
    """Grade what standard input names until it ends."""
    serve(_grader)


def _grader(assignment: Assignment, secret: bytes, trusted: bool) -> AbstractContextManager[Grades]:
    from grader.grading import Grader

    return Grader(assignment, secret, trusted=trusted)


def serve(make: Make) -> None:
    """Answer every line of standard input on what was standard output, where nothing else is printed now."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    order = json.loads(sys.stdin.readline())
    try:
        _serve(order, make, answers)
    except SymbpError as error:
        _answer(answers, {"refused": str(error)})


def _serve(order: dict[str, Any], make: Make, answers: IO[str]) -> None:
    from grader.assignment import Assignment

    assignment = Assignment(**order["assignment"])
    with make(assignment, bytes.fromhex(order["secret"]), order["trusted"]) as grader:
        _answer(answers, {"ready": True})
        for line in sys.stdin:
            _answer(answers, _graded(grader, assignment, json.loads(line)))


def _graded(grader: Grades, assignment: Assignment, order: dict[str, str]) -> dict[str, Any]:
    from grader.pages import feedback_pages
    from grader.store import upload_digest

    try:
        path = Path(order["path"])
        digest = upload_digest(path)
        result = replace(grader.grade(path), student=order["student"], source_digest=digest)
        return {"result": asdict(result), "pages": feedback_pages(result, assignment.feedback.level)}
    except Exception as error:  # whatever it is, it must not lose the submission
        return {"failed": f"{type(error).__name__}: {error}"}


def _answer(answers: IO[str], value: dict[str, Any]) -> None:
    print(json.dumps(value), file=answers, flush=True)


if __name__ == "__main__":
    main()

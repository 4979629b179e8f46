"""From a file and a network to an explanation: the assignment, the sandbox, the program."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from grader.assignment import Assignment
from grader.calling import entry
from grader.errors import StoreError
from grader.submission import Unreadable, read_submission
from grader.tracing.explained import Explained
from grader.tracing.explanation import explain
from symbp.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Mapping


def assignment_for(spec: str, function: str | None = None) -> Assignment:
    """An assignment from a preset's name, a network's file or an assignment's, with another function."""
    if spec in PRESETS or not Path(spec).suffix:
        return Assignment(network=spec, submission=called(function))
    found = Assignment.load(spec)
    if function is None:
        return found
    document = tomllib.loads(Path(spec).read_text(encoding="utf-8"))
    submission = {
        key: value
        for key, value in document.get("submission", {}).items()
        if key not in ("class", "construct", "attributes", "method")
    }
    return Assignment(network=found.network, submission={**submission, **called(function)})


def called(function: str | None) -> Mapping[str, str]:
    return {} if function is None else {"function": function}


def inspect(assignment: Assignment, path: Path, *, trusted: bool = False) -> Explained:
    """The explanation of a submission; raises `StoreError` where there is no file."""
    from grader.sandbox.worker import Worker

    if not path.exists():
        raise StoreError(f"cannot read {path}: there is no such file or folder")
    spec = assignment.submission
    needed = [name for name in (spec.class_name, spec.called) if name]
    source = read_submission(path, pattern=spec.file, needed=needed, everything=spec.execute == "everything")
    if isinstance(source, Unreadable):
        return Explained(spec.called or "", problem=source.reason)
    with (
        Worker(imports=spec.imports, trusted=trusted) as worker,
        worker.session(source.text, entry(assignment), spec.limits.record, source.modules) as session,
    ):
        return explain(assignment, source, session)

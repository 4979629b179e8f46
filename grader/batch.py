"""Grading a class: every submission of a folder, by several processes, into a directory of results."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.crew import PATIENCE, WORKER, Answer, answers
from grader.pages import class_page, feedback_pages
from grader.report import Summary, grades_csv
from grader.result import Certificate, PartResult, Result
from grader.store import Store, Submission, as_result, opened, submissions
from grader.versions import versions

if TYPE_CHECKING:
    from grader.assignment import Assignment

WRITERS, MOST_WAITING = 4, 16
"""How many results are written at once, and how many may wait for that."""

Progress = Callable[[int, int], None]
"""Is told how many submissions are done, and of how many."""


@dataclass(frozen=True)
class Run:
    """A class to grade: the assignment's file, the folder of submissions, where results go, and how.

    `workers` is None for one on each processor.  `seed` makes a run repeatable elsewhere, by whoever
    knows it.
    """

    assignment: Path
    folder: Path
    out: Path
    workers: int | None = None
    resume: bool = False
    seed: int | None = None
    trusted: bool = False
    command: Sequence[str] = WORKER


def run(job: Run, progress: Progress = lambda done, total: None) -> Summary:
    """Grade the class; returns what `report.html` tells.

    With `resume`, what was graded and has not changed since is kept.
    """
    from grader.assignment import Assignment

    assignment = Assignment.load(job.assignment)
    handed_in = submissions(job.folder, apart_from=(job.out, job.assignment))
    about = {"assignment": assignment.digest, "title": assignment.title, "versions": versions()}
    with opened(job.out, about, resume=job.resume, secret=_secret(job.seed)) as store:
        todo = [submission for submission in handed_in if not store.holds(submission)]
        done = len(handed_in) - len(todo)
        progress(done, len(handed_in))
        for _ in _kept(_answers(job, todo, assignment, store), assignment, store):
            done += 1
            progress(done, len(handed_in))
        return _publish(store, handed_in, assignment)


def _answers(job: Run, todo: Sequence[Submission], assignment: Assignment, store: Store) -> Iterator[Answer]:
    order = {
        "assignment": assignment.model_dump(mode="json", by_alias=True),
        "secret": store.secret.hex(),
        "trusted": job.trusted,
    }
    patience = PATIENCE + assignment.submission.limits.seconds
    workers = job.workers or processors()
    return answers(todo, order, workers=workers, command=job.command, patience=patience)


def _kept(answers: Iterable[Answer], assignment: Assignment, store: Store) -> Iterator[None]:
    """Store every answer, several at once: a disk takes long to have one for sure, and little longer for
    many.
    """
    with ThreadPoolExecutor(WRITERS) as writers:
        waiting: set[Future[None]] = set()
        for answer in answers:
            waiting.add(writers.submit(store.keep, answer.submission, *_outcome(answer, assignment)))
            patience = None if len(waiting) >= MOST_WAITING else 0
            done, waiting = wait(waiting, patience, FIRST_COMPLETED)
            yield from (each.result() for each in done)
        yield from (each.result() for each in as_completed(waiting))


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _outcome(answer: Answer, assignment: Assignment) -> tuple[Result, Mapping[str, str]]:
    """The result and the feedback that a worker answered, or that it gave none."""
    if not answer.failure:
        return as_result(answer.content["result"]), answer.content["pages"]
    result = given_up(assignment, answer.submission.student, answer.failure)
    return result, feedback_pages(result, assignment.feedback.level)


def given_up(assignment: Assignment, student: str, why: str) -> Result:
    """The result of a submission that could not be graded, which a resumed run tries again."""
    nothing = Certificate("none", "The submission could not be graded; a person has to look at it.")
    parts = tuple(
        PartResult(part.id, part.quantity, 0.0, part.points, "undecided", nothing)
        for part in assignment.parts
    )
    total = float(sum(part.points for part in assignment.parts))
    return Result(student, assignment.title, 0.0, total, parts, incidents=(why,), versions=versions())


def _secret(seed: int | None) -> bytes | None:
    return None if seed is None else hashlib.sha256(f"grader run {seed}".encode()).digest()


def _publish(store: Store, handed_in: Sequence[Submission], assignment: Assignment) -> Summary:
    """Write what tells of the whole class."""
    results = ((s.slug, result) for s in handed_in if (result := store.result(s)))
    summary = Summary.of(assignment, results)
    store.write("grades.csv", grades_csv(summary))
    store.write("report.html", class_page(summary))
    return summary

"""The processes that grade a class: each is handed one submission at a time, and one that dies is replaced.

A submission during which a worker dies, hangs or fails is tried once more; then it is given up, which is
said in its result.  No submission is lost.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from grader.errors import SandboxError
from grader.store import Submission

WORKER = (sys.executable, "-P", "-m", "grader.serve")
"""How a worker is started; -P so that no module in the current directory is imported."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Small matrices gain nothing from threads, and workers would take the processors from each other."""
PATIENCE = 120.0
"""Seconds, beyond a submission's own limit, after which a worker without an answer is taken to hang."""
TRIES = 2


@dataclass(frozen=True)
class Answer:
    """What came of a submission: a worker's answer, or why there is none."""

    submission: Submission
    content: Mapping[str, Any]
    failure: str = ""


def answers(
    todo: Iterable[Submission],
    order: Mapping[str, Any],
    *,
    workers: int,
    command: Sequence[str] = WORKER,
    patience: float = PATIENCE,
) -> Iterator[Answer]:
    """Each submission's answer, in the order in which they come.

    `order` is what a worker is told first.  Raises `SandboxError` where a worker refuses to work.
    """
    waiting = deque((submission, 1) for submission in todo)
    with _crew(min(workers, len(waiting)), command, order, patience) as crew:
        while waiting or crew.busy:
            for (submission, tries), content, failure in crew.answered():
                again = bool(failure) and tries < TRIES
                waiting.extend([(submission, tries + 1)] if again else [])
                crew.hand_out(waiting)  # the worker goes on while its answer is dealt with
                if not again:
                    yield Answer(submission, content, failure)
            crew.hand_out(waiting)


Job = tuple[Submission, int]
"""A submission, and which try at it this is."""


Share = frozenset[int]
"""The processors that a worker and its sandbox have to themselves; none where they may have any."""


def shares(workers: int) -> list[Share]:
    """The processors, dealt out evenly.

    A grader and the submission that it tries mostly wait for each other.  On one processor they lose little
    by that, and are not in the way of the next two.
    """
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if workers > len(processors):
        return [Share()] * workers
    return [Share(processors[place::workers]) for place in range(workers)]


class _Worker:
    """One process, and what it is busy with."""

    def __init__(self, command: Sequence[str], order: Mapping[str, Any], share: Share) -> None:
        self.share = share
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": _import_path()},
            start_new_session=True,  # Ctrl-C is for the run, which ends its workers
        )
        assert self.process.stdin
        assert self.process.stdout
        self.orders, self.answers = self.process.stdin, self.process.stdout
        self.job: Job | None = None
        self.since = time.monotonic()
        self.ready = False
        if share:
            with suppress(OSError):  # some containers do not permit it; it only saves time
                os.sched_setaffinity(self.process.pid, share)
        self.tell(order)

    def tell(self, message: Mapping[str, Any]) -> None:
        self.since = time.monotonic()
        with suppress(BrokenPipeError):  # it died; its answer will be that there is none
            self.orders.write(json.dumps(message).encode() + b"\n")
            self.orders.flush()

    def take(self, job: Job) -> None:
        self.job = job
        self.tell({"path": os.fspath(job[0].path), "student": job[0].student})

    def hear(self) -> dict[str, Any] | None:
        """Its answer, or None where it ended without one."""
        line = self.answers.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    def end(self) -> None:
        """End it and everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.orders, self.answers):
            with suppress(OSError):
                pipe.close()


def _import_path() -> str:
    """Where this very grader is imported from comes first for its workers, too."""
    ours = str(Path(__file__).resolve().parent.parent)
    return os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH")]))


class _Crew:
    """Workers, and who of them is heard when."""

    def __init__(self, command: Sequence[str], order: Mapping[str, Any], patience: float) -> None:
        self.command, self.order, self.patience = command, order, patience
        self.workers: list[_Worker] = []
        self.selector = DefaultSelector()

    def hire(self, share: Share) -> None:
        worker = _Worker(self.command, self.order, share)
        self.workers.append(worker)
        self.selector.register(worker.answers, EVENT_READ, worker)

    def dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        self.selector.unregister(worker.answers)
        worker.end()

    @property
    def busy(self) -> bool:
        return any(worker.job for worker in self.workers)

    def hand_out(self, waiting: deque[Job]) -> None:
        """Give every idle worker something to do."""
        for worker in self.workers:
            if waiting and worker.ready and not worker.job:
                worker.take(waiting.popleft())

    def answered(self) -> Iterator[tuple[Job, dict[str, Any], str]]:
        """What the workers say, after a wait for one of them: the job, the answer, what went wrong."""
        for key, _ in self.selector.select(timeout=1.0):
            yield from self._heard(key.data, key.data.hear())
        for worker in [worker for worker in self.workers if self._hangs(worker)]:
            yield from self._lost(worker, f"no answer within {self.patience:g} s")

    def _hangs(self, worker: _Worker) -> bool:
        """Whether it has been silent too long; to get ready it may take longer."""
        silent = time.monotonic() - worker.since
        return silent > self.patience if worker.job else not worker.ready and silent > PATIENCE

    def _heard(
        self, worker: _Worker, content: dict[str, Any] | None
    ) -> Iterator[tuple[Job, dict[str, Any], str]]:
        if content is None:
            yield from self._lost(worker, "the process that graded it died")
        elif "refused" in content:
            raise SandboxError(content["refused"])
        elif worker.job is None:
            worker.ready = True
        else:
            job, worker.job = worker.job, None
            yield job, content, content.get("failed", "")

    def _lost(self, worker: _Worker, why: str) -> Iterator[tuple[Job, dict[str, Any], str]]:
        """A worker is gone: another takes its place, and its job is handed back."""
        if not worker.ready:
            raise SandboxError("a grading process ended before it was ready; its own words stand above")
        self.dismiss(worker)
        self.hire(worker.share)
        if worker.job:
            yield worker.job, {}, why


@contextmanager
def _crew(size: int, command: Sequence[str], order: Mapping[str, Any], patience: float) -> Iterator[_Crew]:
    """So many workers, who are ended whatever happens."""
    crew = _Crew(command, order, patience)
    try:
        for share in shares(size):
            crew.hire(share)
        yield crew
    finally:
        for worker in list(crew.workers):
            crew.dismiss(worker)

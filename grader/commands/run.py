"""`grader run`: a whole class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.common import Assigned, TrustedCode
from symbp.cli import INTERRUPTED, end
from symbp.commands.common import console

if TYPE_CHECKING:
    from grader.report import Summary

Folder = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help="The submissions: one file, folder or archive for each student."),
]
Out = Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="The directory of the results.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, help="Processes that grade; one for each processor if left out."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run; what has not changed is kept.")]
Seed = Annotated[
    int | None,
    typer.Option(help="Repeat the hidden inputs of another run with this seed; keep it to yourself."),
]

SHOWN = 10
"""Of so many files that were left out the names are told."""


def run(
    assignment: Assigned,
    folder: Folder,
    out: Out,
    jobs: Jobs = None,
    resume: Resume = False,
    seed: Seed = None,
    trusted_code: TrustedCode = False,
) -> None:
    """Grade a folder of submissions.

    OUT gets grades.csv, report.html and feedback for each student.  A run that was stopped loses nothing:
    the same command with --resume goes on where it was.
    """
    from grader.batch import Run
    from grader.batch import run as grade

    job = Run(assignment, folder, out, jobs, resume, seed, trusted_code)
    try:
        with progress_bar() as progress:
            summary = grade(job, progress)
    except KeyboardInterrupt:
        end("grader", "interrupted; the same command with --resume goes on", INTERRUPTED)
    show(summary, out)
    show_left_out(folder)


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """What is told how far a run is: a bar on a terminal's standard error, or nothing."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("grading")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_left_out(folder: Path) -> None:
    """What was no submission, in one line."""
    from grader.show import printable
    from grader.store import left_out

    names = left_out(folder)
    if names:
        few = ", ".join(map(printable, names[:SHOWN]))
        typer.echo(f"hidden and system files, not graded: {few}{', …' if len(names) > SHOWN else ''}")


def show(summary: Summary, out: Path) -> None:
    """The class in three lines, and where the rest is."""
    from grader.show import count, number

    mean, median = summary.middle
    typer.echo(
        f"{count(len(summary.rows), 'submission')}: mean {number(mean)}, median {number(median)} "
        f"of {number(summary.max_score)} points, {summary.full_marks} with full marks"
    )
    if summary.undecided:
        typer.echo(f"undecided, to be looked at: {summary.undecided}")
    if summary.with_incidents:
        typer.echo(f"with incidents: {len(summary.with_incidents)}")
    for name, what in (
        ("report.html", "the class"),
        ("grades.csv", "the grades"),
        ("feedback", "a page for each student"),
    ):
        typer.echo(f"{out / name}  {what}")

"""`grader check`: one submission, told at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from grader.commands.common import Assigned, TrustedCode
from symbp.commands.common import Json, console, show_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.result import Result

Level = Annotated[
    Literal["verdict", "name", "hint", "step", "full"] | None,
    typer.Option(help="How much is told of a mistake; as the assignment says if left out."),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A program, notebook, folder or archive.")]

COLOURS = {"correct": "green", "wrong": "red", "undecided": "yellow", "error": "red", "skipped": "dim"}
STATUS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "skipped": ("–", "dim"),
    "remark": ("•", "yellow"),
}


def check(
    assignment: Assigned,
    file: File,
    level: Level = None,
    trusted_code: TrustedCode = False,
    json: Json = False,
) -> None:
    """Grade one submission.

    Each part has a verdict, why that can be relied on, and which mistake it is.  The exit code is 0 where
    all parts are correct, 1 where one is not, 3 where one is undecided and none wrong.
    """
    from grader.assignment import Assignment
    from grader.errors import StoreError

    wanted = Assignment.load(assignment)
    if level == "full":
        # Only then it is found out what each line computes.
        wanted = wanted.model_copy(update={"feedback": wanted.feedback.model_copy(update={"level": level})})
    if not file.exists():
        raise StoreError(f"cannot read {file}: there is no such file or folder")

    from grader.grading import grade

    result = grade(wanted, file, trusted=trusted_code)
    show_json(result.to_json()) if json else show(result, level or wanted.feedback.level)
    raise typer.Exit(exit_code(result))


def exit_code(result: Result) -> int:
    """0 where everything is correct, 3 where the rest is undecided, else 1."""
    found = {part.verdict for part in result.parts} - {"correct"}
    return 0 if not found else 3 if found == {"undecided"} else 1


def show(result: Result, level: str) -> None:
    """The result in words, at most as much as the level reveals."""
    from grader.report import feedback

    screen = console()
    with screen.capture() as captured:
        for block in blocks(feedback(result, level), result):
            screen.print(block)
    for line in captured.get().splitlines():
        print(line.rstrip())


def blocks(told: dict[str, Any], result: Result) -> Iterator[RenderableType]:
    """What is shown, from the marks to the circumstances."""
    from grader.show import number

    points = f"{number(told['score'])} of {number(told['max_score'])} points"
    yield line((f"{told['title']}: {told['student']}", "bold"), ("  ", ""), (points, "bold"))
    for part in told["parts"]:
        yield from part_blocks(part)
    yield from explanation(told["explanation"])
    yield from circumstances(told, result)


def explanation(lines: list[dict[str, Any]]) -> Iterator[RenderableType]:
    """What the program computes, where that is told."""
    from grader.commands.explain import of_line
    from grader.tracing.explained import Line

    if lines:
        yield line(("", ""))
        yield line(("What the program computes:", "bold"))
    for each in lines:
        yield from of_line(Line(**each))


def part_blocks(part: dict[str, Any]) -> Iterator[RenderableType]:
    """One part: the verdict, the certificate, the mistakes."""
    from grader.show import SIGNS, VERDICTS, number

    verdict = part["verdict"]
    name = part["id"] if part["id"] == part["quantity"] else f"{part['id']} ({part['quantity']})"
    yield line(("", ""))
    yield line(
        (f"{SIGNS[verdict]} {name}: {VERDICTS[verdict]}", f"bold {COLOURS[verdict]}"),
        (f"  {number(part['score'])} / {number(part['max_score'])}", ""),
    )
    yield indented(2, (part["certificate"]["why"], "dim"))
    for note in part["diagnosis"]:
        yield from note_blocks(note)


def note_blocks(note: dict[str, Any]) -> Iterator[RenderableType]:
    """One mistake or remark, as far as it is revealed."""
    title = f"{note['title'] or note['id']} ({note['id']})" if note["title"] else note["id"]
    yield indented(2, ("Remark: " if note["remark"] else "", "yellow"), (title, "bold"))
    others = "; ".join(note["alternatives"])
    free = note["credit"] == 1 and not note["remark"]
    for head, text in (
        ("", note["message"]),
        ("", "It costs nothing here: a mistake is counted once." if free else ""),
        ("Worked solution: ", note["step"]),
        ("Hint: ", note["hint"]),
        ("Or: ", others),
    ):
        if text:
            yield indented(4, (head, "italic"), (text, ""))


def circumstances(told: dict[str, Any], result: Result) -> Iterator[RenderableType]:
    """How the file was read, which checks passed, what happened, and how far the program was locked in."""
    from grader.show import CHECKS

    yield line(("", ""))
    for check in told["checks"]:
        sign, colour = STATUS[check["status"]]
        message = f": {check['message']}" if check["message"] else ""
        yield indented(0, (f"{sign} ", colour), (CHECKS.get(check["name"], check["name"]) + message, ""))
    for text in told["notes"]:
        yield indented(0, (f"• {text}", ""))
    for text in result.incidents:
        yield indented(0, ("! ", "red"), (text, ""))
    yield line((f"isolation: {result.isolation.get('level', 'none')}", "dim"))


def line(*pieces: tuple[str, str]) -> RenderableType:
    """Text in styles; what would steer a terminal is written as an escape."""
    from rich.text import Text

    from grader.show import printable

    return Text.assemble(*((printable(text), style) for text, style in pieces))


def indented(by: int, *pieces: tuple[str, str]) -> RenderableType:
    from rich.padding import Padding

    return Padding(line(*pieces), (0, 0, 0, by), expand=False)

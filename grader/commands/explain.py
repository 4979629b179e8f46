"""`grader explain`: what a program computes, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.commands.check import indented, line
from grader.commands.common import TrustedCode
from symbp.commands.common import Json, complete_spec, console, show_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.tracing.explained import Explained, Line

File = Annotated[Path, typer.Argument(metavar="FILE", help="A program, notebook, folder or archive.")]
Network = Annotated[
    str,
    typer.Option(
        metavar="SPEC",
        help="A preset's name, a TOML file with a [network] table, or an assignment.",
        autocompletion=complete_spec,
    ),
]
Function = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The function; gradients, or as the assignment says, if left out."),
]

COLOURS = {
    "right": "green", "multiple": "green", "part": "cyan", "departs": "red", "follows": "yellow",
    "own": "dim", "not followed": "yellow",
}  # fmt: skip


def explain(
    file: File,
    network: Network,
    function: Function = None,
    trusted_code: TrustedCode = False,
    json: Json = False,
) -> None:
    """Write down what a program computes: the matrix formula of each of its lines.

    The program is run in the sandbox.  Each line is shown with its formula, which quantity of the derivation
    it is, and the first line that departs from the derivation.  The exit code is 0 where nothing departs, 1
    where something does or the program fails, 3 where a line could not be followed.
    """
    from grader.tracing.inspection import assignment_for, inspect

    result = inspect(assignment_for(network, function), file, trusted=trusted_code)
    show_json(result.to_json()) if json else show(result)
    raise typer.Exit(exit_code(result))


def exit_code(result: Explained) -> int:
    if result.departure or result.problem:
        return 1
    return 0 if result.followed else 3


def show(result: Explained) -> None:
    """The lines, then where they depart."""
    screen = console()
    with screen.capture() as captured:
        for block in blocks(result):
            screen.print(block)
    for text in captured.get().splitlines():
        print(text.rstrip())


def blocks(result: Explained) -> Iterator[RenderableType]:
    for each in result.lines:
        yield from of_line(each)
    if result.problem:
        yield line(("", ""))
        yield line((result.problem, "red"))
    if result.departure:
        where = result.departure
        yield line(("", ""))
        mistake = f" ({where.mistake})" if where.mistake else ""
        place = f"The first line that departs is {where.place}, {where.name}: "
        yield line((place, "bold red"), (where.message + mistake, ""))
    elif result.lines and not result.problem:
        yield line(("", ""))
        yield line(("Nothing departs from the derivation.", "bold green"))


def of_line(each: Line) -> Iterator[RenderableType]:
    """A line of the program: the formula in NumPy notation and in LaTeX, and what it is."""
    if each.status == "not followed":
        yield line((f"{each.place}: {each.name}  ", "bold"), (f"cannot be followed: {each.note}", "yellow"))
        return
    yield line((f"{each.place}: {each.name} = ", "bold"), (each.plain, ""))
    yield indented(4, (each.latex, "dim"))
    words = said(each)
    if words:
        yield indented(4, (words, COLOURS[each.status]))


def said(each: Line) -> str:
    """What a line is, in words."""
    note = f" ({each.note})" if each.note else ""
    if each.status == "departs":
        return f"✗ {each.note}"
    if not each.meaning or (each.meaning == each.plain and not note):
        return ""
    return f"is {each.meaning}{note}"

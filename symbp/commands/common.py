"""What the commands share: their SPEC argument, their options, tables and JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from symbp.cli import one_line_errors
from symbp.numeric.settings import LARGEST_SEED

if TYPE_CHECKING:
    from rich.console import Console

    from symbp.data import Dataset
    from symbp.network import Network
    from symbp.verify import Report


class Commands(TyperGroup):
    """The commands of a program; an error inside one of them is told in one line."""

    def invoke(self, ctx: Any) -> Any:
        with one_line_errors(ctx.info_name):
            return super().invoke(ctx)


def application() -> typer.Typer:
    """A program without commands yet."""
    return typer.Typer(
        cls=Commands,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


WIDE = 10_000
"""The width of a table that no terminal shows: one line per row, for grep and the like."""


def complete_spec(incomplete: str) -> list[tuple[str, str]]:
    """Preset names, then TOML files, that begin with what was typed."""
    from symbp.presets import PRESETS

    names = [(name, preset.title) for name, preset in PRESETS.items()]
    files = [(str(path), "") for path in sorted(Path().glob("*.toml"))]
    return [entry for entry in names + files if entry[0].startswith(incomplete)]


SPEC_HELP = "A preset's name or a TOML file with a [network] table."
Spec = Annotated[str, typer.Argument(metavar="SPEC", help=SPEC_HELP, autocompletion=complete_spec)]
SigmaPrime = Annotated[
    Literal["name", "value", "both"],
    typer.Option(help="Show σ' by name, by its value such as a ⊙ (1 − a), or both."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
DATA_HELP = "A CSV file: a header row, then one sample per row, inputs first, targets last."
Data = Annotated[Path | None, typer.Option("--data", metavar="FILE", help=DATA_HELP)]
Rate = Annotated[float | None, typer.Option(help="The learning rate α.")]
Strength = Annotated[float | None, typer.Option(help="λ of a penalised network.")]
ITERATIONS_HELP = "How many updates are made at most; 5000, or fewer for a wide network, if left out."
Iterations = Annotated[int | None, typer.Option(help=ITERATIONS_HELP)]
Seed = Annotated[int | None, typer.Option(help="Seed of the first weights.", min=0, max=LARGEST_SEED)]


def load_data(net: Network, file: Path | None) -> Dataset:
    """The samples to compute with: the user's, or those that go with the network."""
    from symbp.data import data_for, load_csv

    return data_for(net) if file is None else load_csv(file, net)


def console(*, stderr: bool = False) -> Console:
    """A console for text as it is: no markup, no emoji, no colour that NO_COLOR forbids."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDE
    return Console(stderr=stderr, width=width, markup=False, emoji=False, highlight=False)


def show_table(
    columns: Iterable[str], rows: Iterable[Iterable[object]], *, right: Iterable[int] = ()
) -> None:
    """A table on standard output; the columns numbered in `right` are aligned right."""
    from rich.table import Table

    table, numbers = Table(box=None, pad_edge=False, header_style="bold"), set(right)
    for index, title in enumerate(columns):
        table.add_column(title, justify="right" if index in numbers else "left")
    for row in rows:
        table.add_row(*map(str, row))
    screen = console()
    with screen.capture() as captured:
        screen.print(table)
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())


def show_json(value: Any) -> None:
    """One JSON document on standard output."""
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def write_file(path: Path, text: str) -> None:
    """The text in a file, or no file at all."""
    from symbp.document.files import write_all

    write_all(path.parent, {path.name: text.encode()})


EXIT_CODES = {"equal": 0, "different": 1, "undecided": 3}
"""The exit code of each verdict."""


def exit_code(report: Report) -> int:
    """1 if a line is false, 3 if one is undecided, 0 otherwise."""
    found = {line.verdict.status for line in report.lines}
    worst = next((status for status in ("different", "undecided") if status in found), "equal")
    return EXIT_CODES[worst]


@contextmanager
def progress_bar(doing: str, numbers: str) -> Iterator[Callable[..., None] | None]:
    """What a long computation tells its progress to: a line on a terminal's standard error, or nothing.

    `numbers` is the format in which the numbers that it tells are shown.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with console(stderr=True).status(doing) as status:
        yield lambda *told: status.update(f"{doing}: {numbers.format(*told)}")

"""What the commands share: their SPEC argument, their options, tables and JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 200
"""The width of a table that no terminal shows: what reads it can cut it."""


def complete_spec(incomplete: str) -> list[tuple[str, str]]:
    """Preset names, then TOML files, that begin with what was typed."""
    from symbp.presets import PRESETS

    names = [(name, preset.title) for name, preset in PRESETS.items()]
    files = [(str(path), "") for path in sorted(Path().glob("*.toml"))]
    return [entry for entry in names + files if entry[0].startswith(incomplete)]


SPEC_HELP = "A preset's name or a TOML file with a [network] table."
Spec = Annotated[str, typer.Argument(help=SPEC_HELP, autocompletion=complete_spec)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def console(*, stderr: bool = False) -> Console:
    """A console for text as it is: no markup, no emoji, no colour that NO_COLOR forbids."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDE
    return Console(stderr=stderr, width=width, markup=False, emoji=False, highlight=False)


def show_table(columns: Iterable[str], rows: Iterable[Iterable[object]], *, right: Iterable[int] = ()) -> None:
    """A table on standard output; the columns numbered in `right` are aligned right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for index, title in enumerate(columns):
        table.add_column(title, justify="right" if index in set(right) else "left")
    for row in rows:
        table.add_row(*map(str, row))
    console().print(table)


def show_json(value: Any) -> None:
    """One JSON document on standard output."""
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


EXIT_CODES = {"equal": 0, "different": 1, "undecided": 3}
"""The exit code of each verdict."""

"""The command line: the commands of this package under one name."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from symbp.cli import one_line_errors
from symbp.commands.brute_force import brute_force
from symbp.commands.code import code
from symbp.commands.derive import derive
from symbp.commands.equal import equal
from symbp.commands.presets import presets
from symbp.commands.select import select
from symbp.commands.solve import solve
from symbp.commands.train import train
from symbp.commands.verify import verify


class Commands(TyperGroup):
    """The commands; an error inside one of them is told in one line."""

    def invoke(self, ctx: Any) -> Any:
        with one_line_errors():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(wanted: bool) -> None:
    if wanted:
        from symbp import __version__

        typer.echo(f"symbp {__version__}")
        raise typer.Exit


@app.callback()
def symbp(
    version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Derive, prove, explain and compute the gradients of a neural network.

    SPEC is the name of a preset (see: symbp presets) or a TOML file with a [network] table.

    Exit codes: 0 done or true, 1 false or a check failed, 2 bad usage or input, 3 undecided.
    """


for command in (presets, derive, verify, equal, solve, code, train, select, brute_force):
    app.command(name=command.__name__.replace("_", "-"))(command)

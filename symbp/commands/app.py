"""The command line: the commands of this package under one name."""

from __future__ import annotations

from typing import Annotated

import typer

from symbp.commands.brute_force import brute_force
from symbp.commands.check import check
from symbp.commands.code import code
from symbp.commands.common import application
from symbp.commands.derive import derive
from symbp.commands.equal import equal
from symbp.commands.presets import presets
from symbp.commands.select import select
from symbp.commands.solve import solve
from symbp.commands.train import train
from symbp.commands.verify import verify

app = application()


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


for command in (presets, derive, verify, equal, check, solve, code, train, select, brute_force):
    app.command(name=command.__name__.replace("_", "-"))(command)

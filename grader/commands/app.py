"""The command line: the commands of this package under one name."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.commands.check import check
from grader.commands.explain import explain
from grader.commands.run import run
from grader.commands.schema import schema
from grader.commands.selftest import selftest
from symbp.commands.common import application

app = application()


def show_version(wanted: bool) -> None:
    if wanted:
        from symbp import __version__

        typer.echo(f"grader {__version__}")
        raise typer.Exit


@app.callback()
def grader(
    version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Grade programs that compute the gradients of a neural network.

    ASSIGNMENT is a TOML file; FILE and FOLDER are what students handed in, and nobody has to have read it.

    Exit codes: 0 done, all correct; 1 something is not correct; 2 bad usage or assignment; 3 undecided.
    """


for command in (check, explain, run, selftest, schema):
    app.command(name=command.__name__)(command)

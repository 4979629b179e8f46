"""`symbp equal`: are two expressions of a network the same?"""

from __future__ import annotations

from typing import Annotated

import typer

from symbp.commands.common import EXIT_CODES, Json, complete_spec, show_json

NUMPY_HELP = "An expression in NumPy notation, such as 'a2.T @ delta3'."


def equal(
    left: Annotated[str, typer.Argument(metavar="LEFT", help=NUMPY_HELP)],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help=NUMPY_HELP)],
    network: Annotated[
        str,
        typer.Option(
            "--network",
            "-n",
            metavar="SPEC",
            help="The network whose quantities the names are: a preset's name or a TOML file.",
            autocompletion=complete_spec,
        ),
    ],
    limit: Annotated[
        float, typer.Option(help="Seconds after which the answer is undecided.", min=0.01)
    ] = 5.0,
    json: Json = False,
) -> None:
    """Compare two expressions; they are read, never evaluated as code.

    Prints equal, different with a witness, or undecided; the exit code is 0, 1 or 3.
    """
    from symbp import Network
    from symbp import equal as decide
    from symbp.notation.numpy_text import parse_matrix

    net = Network.load(network)
    verdict = decide(parse_matrix(left, net), parse_matrix(right, net), net, limit=limit)
    if json:
        show_json(verdict.to_dict())
    else:
        typer.echo(f"{verdict.status}: {verdict}" if verdict.proof else str(verdict))
    raise typer.Exit(EXIT_CODES[verdict.status])

"""`symbp code`: the gradients as a program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from symbp.commands.common import Spec, write_file

Language = Literal["numpy", "torch", "jax"]


def code(
    spec: Spec,
    outputs: Annotated[
        list[str] | None,
        typer.Argument(
            help="What the function returns, such as loss or delta2; the gradients if nothing is named."
        ),
    ] = None,
    language: Annotated[Language, typer.Option(help="Which library the function uses.")] = "numpy",
    name: Annotated[str, typer.Option(help="What the function is called.")] = "gradients",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead.")
    ] = None,
) -> None:
    """Print a function that computes the gradients.

    It needs nothing but the chosen library.
    """
    from symbp.backward import derive
    from symbp.network import Network

    text = derive(Network.load(spec)).source(language, *(outputs or ()), name=name)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_file(output, text)

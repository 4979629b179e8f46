"""`symbp brute-force`: how long trying all weights would take (L10)."""

from __future__ import annotations

from typing import Annotated

import typer

from symbp.commands.common import Json, show_json


def brute_force(
    parameters: Annotated[int, typer.Option(help="How many weights the network has.", min=1)] = 9,
    trials: Annotated[int, typer.Option(help="How many values are tried for each.", min=1)] = 1000,
    seconds: Annotated[float, typer.Option(help="How long the values of one weight take.")] = 0.05,
    json: Json = False,
) -> None:
    """Say how long trying all weights would take."""
    from symbp.numeric.brute_force import brute_force_time

    time = brute_force_time(parameters, trials, seconds)
    if json:
        show_json({"parameters": parameters, "seconds": time.seconds, "years": time.years})
    else:
        typer.echo(f"{parameters} parameters, {trials} values each: {time}")

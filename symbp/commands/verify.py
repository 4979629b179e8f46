"""`symbp verify`: is every line of the derivation true?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from symbp.commands.common import Json, Spec, exit_code, show_json, show_table

if TYPE_CHECKING:
    from symbp.verify import Report


def verify(
    spec: Spec,
    digits: Annotated[int, typer.Option(help="Digits to which both sides must agree.", min=100)] = 100,
    points: Annotated[int, typer.Option(help="Random points at which they are compared.", min=1)] = 3,
    seed: Annotated[int, typer.Option(help="Seed of those points.")] = 0,
    limit: Annotated[float, typer.Option(help="Seconds after which the rest is undecided.", min=0.01)] = 60.0,
    json: Json = False,
) -> None:
    """Check every line of the derivation, at every level.

    The exit code is 0 where all lines hold, 1 where one is different, 3 where one is undecided.
    """
    from symbp.backward import derive
    from symbp.network import Network

    report = derive(Network.load(spec)).verify(digits=digits, points=points, seed=seed, limit=limit)
    show_json(report.to_dict()) if json else show_report(report)
    raise typer.Exit(exit_code(report))


def show_report(report: Report) -> None:
    """Every line with its status, then the witnesses, then the counts."""
    from symbp.notation import plain

    show_table(
        ("quantity", "level", "status", "line"),
        (
            (line.target, line.level, line.verdict.wording, f"{plain(line.lhs)} = {plain(line.rhs)}")
            for line in report.lines
        ),
    )
    for line in report.failures:
        typer.echo(str(line))
    typer.echo(report.summary)

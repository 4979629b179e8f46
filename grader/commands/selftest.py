"""`grader selftest`: can an assignment tell mistakes apart?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import typer

from grader.commands.common import Assigned
from symbp.commands.common import Json, show_json, show_table

if TYPE_CHECKING:
    from grader.findings import Slip
    from grader.selftest import Row, SelfTest

COLUMNS = ("mistake", "in", "how", "the same as", "distance", "nearest", "caught", "named")
DISTANCE = COLUMNS.index("distance")


def selftest(assignment: Assigned, json: Json = False) -> None:
    """Prove that every mistake would be caught and named.

    Each mistake is made at a test point, compared with every other answer, and looked up.  The exit code is
    0 where the right answer passes and every mistake is caught and named, else 1.
    """
    from grader.assignment import Assignment
    from grader.selftest import selftest as test

    found = test(Assignment.load(assignment))
    show_json(as_data(found)) if json else show(found)
    raise typer.Exit(0 if found.ok else 1)


def as_data(found: SelfTest) -> dict[str, Any]:
    """Everything that was found; a distance between answers of different shapes is null."""
    from dataclasses import asdict

    data = {"ok": found.ok, **asdict(found)}
    for row in (*data["rows"], *data["results"], *data["coinciding"]):
        row["distance"] = finite(row["distance"])
    return {**data, "smallest": finite(found.smallest)}


def finite(number: float) -> float | None:
    from math import isfinite

    return number if isfinite(number) else None


def show(found: SelfTest) -> None:
    """The separation table, what cannot be told apart, and the result in a line."""
    units = ", ".join(map(str, found.units))
    typer.echo(f"{found.title}: {', '.join(found.quantities)} at N = {found.samples}, units = [{units}]\n")
    show_table(COLUMNS, map(cells, found.every), right=[DISTANCE])
    typer.echo()
    for line in lines(found):
        typer.echo(line)


def cells(row: Row) -> tuple[str, ...]:
    """One line of the table."""
    first, *others = row.slips
    also = dict.fromkeys(named(slip) for slip in others)
    return (
        first.id,
        first.target,
        first.variant,
        ", ".join(also),
        f"{row.distance:.2g}" if finite(row.distance) is not None else "shape",
        named(row.nearest) if row.nearest else "the right answer",
        "yes" if row.caught else "NO",
        "yes" if row.named else "NO",
    )


def named(slip: Slip) -> str:
    return f"{slip.id} in {slip.target}"


def lines(found: SelfTest) -> Iterator[str]:
    """What the table does not tell."""
    pairs = (f"{named(pair.one)} and {named(pair.other)}, {pair.reason}" for pair in found.alike)
    yield from (f"cannot be told apart: {pair}" for pair in dict.fromkeys(pairs))
    yield from listed("leave the numbers that come back as they are", map(named, found.unseen))
    yield from listed("need equal sizes, where those that exist were tried", map(named, found.impossible))
    yield from listed("do not exist for this network", found.absent)
    yield from listed("show when a program is tried, not in its numbers", found.program)
    good = sum(row.caught and row.named for row in found.every)
    yield (
        f"the right answer {'passes' if found.reference else 'DOES NOT PASS'}; "
        f"{good} of {len(found.every)} mistakes are caught and named; "
        f"the two nearest answers differ by {found.smallest:.2g}"
    )


def listed(what: str, names: Iterable[str]) -> Iterator[str]:
    together = ", ".join(dict.fromkeys(names))
    if together:
        yield f"{what}: {together}"

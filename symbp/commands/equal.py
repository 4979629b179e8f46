"""`symbp equal`: are two expressions of a network the same?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from symbp.commands.common import EXIT_CODES, Json, complete_spec, show_json

if TYPE_CHECKING:
    from symbp.network import Network
    from symbp.reading import Reading
    from symbp.verify import Verdict

TEXT_HELP = (
    "An expression in NumPy notation or LaTeX, such as 'a2.T @ delta3' or '(a^{(2)})^T \\delta^{(3)}'."
)


def equal(
    left: Annotated[str, typer.Argument(metavar="LEFT", help=TEXT_HELP)],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help=TEXT_HELP)],
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

    Where LaTeX can be read in several ways, one in which the two are equal is taken, and said.
    Prints equal, different with a witness, or undecided; the exit code is 0, 1 or 3.
    """
    from symbp import Network

    net = Network.load(network)
    verdict, how = decided(readings_of(left, net), readings_of(right, net), net, limit)
    if json:
        show_json(verdict.to_dict() | ({"reading": list(how)} if how else {}))
    else:
        typer.echo(f"{verdict.status}: {verdict}" if verdict.proof else str(verdict))
        for note in how:
            typer.echo(f"read: {note}")
    raise typer.Exit(EXIT_CODES[verdict.status])


def readings_of(text: str, net: Network) -> tuple[Reading, ...]:
    """An expression as NumPy text, unless it is LaTeX or has names that only LaTeX gives: W_2."""
    from symbp.errors import NotationError
    from symbp.notation.numpy_text import parse_matrix
    from symbp.reading import Reading, ReadingError
    from symbp.reading.values import also_number

    if any(sign in text for sign in "\\^{$"):
        return latex_readings(text, net)
    try:
        return also_number((Reading(parse_matrix(text, net)),), net.names.sizes)
    except NotationError as error:
        if "unknown name" not in str(error):
            raise
        try:
            return latex_readings(text, net)
        except ReadingError:
            raise error from None


def latex_readings(text: str, net: Network) -> tuple[Reading, ...]:
    """The readings of LaTeX in the network's own conventions: one expression has no other to be judged by."""
    from symbp.reading import ReadingError
    from symbp.reading.context import Context, readings
    from symbp.reading.parse import parse

    tree = parse(text.strip().strip("$"))
    if len(tree.items) != 1:
        raise ReadingError("an equation where an expression was expected", tree.items[1][1].at + 1)
    return readings(tree.items[0][1], Context(net))


def decided(
    left: tuple[Reading, ...], right: tuple[Reading, ...], net: Network, limit: float
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on the most usual readings that are equal, or on the most usual of all; what they are."""
    from symbp import equal as decide
    from symbp.checking.truth import pairs

    found: list[tuple[Verdict, tuple[str, ...]]] = []
    for one, other in pairs(left, right):
        verdict = decide(one.value, other.value, net, limit=limit / (len(found) + 1))
        found.append((verdict, tuple(dict.fromkeys((*one.how, *other.how)))))
        if verdict:
            return found[-1]
    return found[0]

"""What a program must be given so that what is asked of it can be computed at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from grader.errors import AssignmentError
from grader.reference import derivation_of, matrices

if TYPE_CHECKING:
    from symbp.network import Network


def check_solvable(net: Network, asked: Iterable[str], given: Iterable[str]) -> None:
    """Refuse an assignment whose quantities do not follow from what its program is handed.

    `asked` and `given` are canonical names; a quantity that is given need not be computed.

    Raises:
        AssignmentError: something is missing, with what it is needed for.
    """
    asked, given = tuple(asked), set(given)
    for quantity in asked:
        if quantity in given and net.names.table[quantity].kind != "parameter":
            raise AssignmentError(
                f"submission.arguments: {quantity} is handed in and asked for; expected it in one of "
                "arguments and returns"
            )
    inputs = [symbol.name for symbol in net.names.arguments]
    if given.issuperset(inputs):
        return
    for name in inputs:
        users = [q for q in asked if name not in given and name in inputs_of(net, q, given)]
        if users:
            raise AssignmentError(
                f"submission.arguments: {name} is missing, and {', '.join(users)} cannot be computed without "
                "it; expected it in arguments, or in attributes or construct of a class "
                "(values of the module are not set)"
            )


def inputs_of(net: Network, quantity: str, given: set[str]) -> set[str]:
    """Every name in what a quantity is computed from, down to what is given.

    Whoever has the values of an activation needs no more: its derivative can be had from them.
    """
    equations = derivation_of(matrices(net)).equations
    known = given | {f"Z{name[1:]}" for name in given if name.startswith("a")}
    if "f" in given:
        known.add(f"Z{net.names.layers}")
    found, open_ = {quantity}, [quantity]
    while open_:
        name = open_.pop()
        if name not in equations or (name in known and name != quantity):
            continue
        used = {symbol.name for symbol in equations[name].rhs.free_symbols} - found
        found |= used
        open_ += used
    return found

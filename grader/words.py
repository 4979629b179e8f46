"""What is said of a slip: the words of the misconception's table, and of what only a grader meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.result import Note
from symbp.misconceptions.record import Misconception
from symbp.misconceptions.table import MISCONCEPTIONS

if TYPE_CHECKING:
    from grader.findings import Slip
    from symbp.network import Network

OURS: dict[str, Misconception] = {
    entry.id: entry
    for entry in (
        Misconception(
            "shape",
            "another shape",
            "result",
            "The numbers of {gradient} are right, but they come in another shape: {variant}.",
            "A gradient has the shape of what it is the gradient of; the assignment says which.",
            cost=0.25,
        ),
        Misconception(
            "packing",
            "another packing",
            "result",
            "{gradient} is not where it should be in its vector: {variant}.",
            "Compare how your program packs and unpacks vectors with what the assignment asks for.",
            cost=0.25,
        ),
        Misconception(
            "unfit",
            "another shape",
            "result",
            "{gradient} does not have the shape it should have: {variant}.",
            "Write down the shape of every factor; the product must have the shape of the parameter.",
            cost=1.0,
        ),
        Misconception(
            "absent",
            "nothing came back",
            "result",
            "{gradient} is no array of numbers: {variant}.",
            "Print what your function returns before you hand it in.",
            cost=1.0,
        ),
        Misconception(
            "not finite",
            "not a number",
            "result",
            "{gradient} contains entries that are infinite or not a number.",
            "Look for a division by zero or the logarithm of zero.",
            cost=1.0,
        ),
        Misconception(
            "factors",
            "wrong factors",
            "result",
            "{gradient} consists of the right terms with the wrong factors: {variant}.",
            "Differentiate the loss term by term and write down the factor in front of each.",
            cost=0.3,
        ),
        Misconception(
            "special",
            "wrong in a special case",
            "program",
            "{gradient} is right in general, but wrong for {variant}.",
            "Try your function with one sample, with other numbers of units, and with the data of the "
            "lecture.",
            cost=0.25,
        ),
        Misconception(
            "repeat",
            "another answer the second time",
            "program",
            "Called twice with the same numbers, the program gives two different values of {gradient}.",
            "Something is kept from call to call, or drawn at random.",
            cost=0.5,
        ),
        Misconception(
            "stopped",
            "ended early",
            "program",
            "{gradient} was right at the main point; at another point the program was ended.",
            "Time your function, and see that it comes back however often it is called.",
            cost=0.25,
        ),
        Misconception(
            "sizes",
            "works at the given sizes only",
            "program",
            "{gradient} is right for the network of the assignment; with other numbers of units the "
            "program fails.",
            "Take the sizes from the arrays (X.shape) and the program works for every network.",
            cost=0.0,
        ),
        Misconception(
            "guard",
            "a constant added for safety",
            "program",
            "{gradient} agrees to a few digits fewer than it could: a small constant in the program "
            "changes it.",
            "A constant such as 1e-8 that protects from division by zero also changes the value.",
            cost=0.0,
        ),
        Misconception(
            "carried",
            "carried forward",
            "result",
            "{gradient} follows correctly from your own value of {quantity}, which is wrong.",
            "Mend {quantity} first.",
            cost=0.0,
        ),
        Misconception(
            "unknown",
            "not recognised",
            "result",
            "{gradient} is not the gradient of the loss.",
            "Check one entry by hand with small numbers, going backwards through the network step by step.",
            cost=1.0,
        ),
    )
}
"""What a grader says beyond the misconceptions, with its default cost."""


def entry(identifier: str) -> Misconception:
    """The record behind an id."""
    return OURS[identifier] if identifier in OURS else MISCONCEPTIONS[identifier]


def note(slip: Slip, quantity: str, net: Network, credit: float = 1.0, others: tuple[Slip, ...] = ()) -> Note:
    """A slip in words, about one quantity."""
    record = entry(slip.id)
    known = {
        "gradient": quantity,
        "quantity": slip.target,
        "factor": "" if slip.factor is None else f"{slip.factor:.4g}",
        "variant": slip.variant,
    }
    ids = (other.id for other in others)
    return Note(
        id=slip.id,
        title=record.title,
        message=record.message.format(**known),
        hint=record.hint.format(**known),
        step=step_of(slip.target, net),
        credit=credit,
        alternatives=tuple(dict.fromkeys(f"{id}: {entry(id).title}" for id in ids if id != slip.id)),
    )


def step_of(target: str, net: Network) -> str:
    """The section of the worked solution in which a quantity is derived."""
    kind, layer = target.rstrip("0123456789"), target[len(target.rstrip("0123456789")) :]
    last = net.names.layers
    if kind in ("delta", "dW", "db") and layer:
        place = int(layer) + (kind != "delta")
        if place == last:
            return "Step 1: the output layer"
        return "Step 2: the hidden layer" if last == 3 else f"Step 2: hidden layer {place}"
    return "The loss" if kind == "loss" else "Forward pass"

"""From written letters to the quantities of a network, under one convention of writing.

Letters have roles (`LETTERS`), many of them alike in every text: ŷ is an output, J a loss.  What
differs from text to text is in a `Convention`: how layers are counted, and which way matrices lie.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Integer, Symbol, pi
from sympy.matrices.expressions import MatrixSymbol

from symbp.activations import z
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import transpose
from symbp.penalties import N, lam
from symbp.reading.problem import ReadingError
from symbp.reading.surface import Letter

LETTERS: dict[str, tuple[str, ...]] = {
    "X": ("X",),
    "x": ("X",),
    "t": ("t",),
    "T": ("t",),
    "y": ("t", "f"),
    "Y": ("t", "f"),
    "hat y": ("f",),
    "hat Y": ("f",),
    "hat t": ("f",),
    "hat T": ("f",),
    "hat f": ("f",),
    "hat p": ("f",),
    "yhat": ("f",),
    "f": ("f",),
    "F": ("f",),
    "o": ("f",),
    "O": ("f",),
    "p": ("P",),
    "P": ("P",),
    "a": ("a",),
    "A": ("a",),
    "h": ("a",),
    "H": ("a",),
    "Z": ("Z",),
    "z": ("Z",),
    "s": ("Z",),
    "u": ("Z",),
    "net": ("Z",),
    "W": ("W",),
    "w": ("W",),
    "Theta": ("W",),
    "theta": ("W",),
    "b": ("b",),
    "B": ("b",),
    "delta": ("delta",),
    "d": ("delta",),
    "L": ("loss",),
    "J": ("loss",),
    "E": ("loss",),
    "C": ("loss",),
    "ell": ("loss",),
    "loss": ("loss",),
    "Loss": ("loss",),
    "cost": ("loss",),
    "lambda": ("lam",),
    "lam": ("lam",),
    "N": ("N",),
    "m": ("N",),
    "M": ("N",),
    "D": ("D",),
    "K": ("K",),
    "S": ("S",),
    "pi": ("pi",),
}
"""What a letter can stand for, the most usual first; an accent is written before it."""

LOSSES = frozenset(name for name, roles in LETTERS.items() if roles == ("loss",))

FREE = frozenset({"alpha", "eta", "epsilon", "gamma", "mu", "beta", "kappa", "rho", "tau", "c"})
"""Letters that are numbers of their own: a learning rate."""

LAYERED = frozenset({"a", "Z", "W", "b", "delta"})
BATCH = frozenset({"X", "t", "f", "P", "a", "Z", "delta"})
"""Roles of matrices that hold one row (column) per sample."""


@dataclass(frozen=True)
class Convention:
    """How one text writes.

    `input_layer` is the number of the input layer, `first_weights` that of the weights that leave it.
    `samples_turned`: samples lie in columns where the network has them in rows, or the other way;
    `weights_turned` the same for weight matrices.  `delta_scale` is what a written δ is of the
    network's: 1, N, or 1/N.  `y_is_output` where t stands for the targets.  `swapped` where z = h(a).
    """

    input_layer: int = 1
    first_weights: int = 1
    samples_turned: bool = False
    weights_turned: bool = False
    delta_scale: Expr = field(default_factory=lambda: Integer(1))
    y_is_output: bool = False
    swapped: bool = False

    def words(self, net: Network) -> tuple[str, ...]:
        """What differs from symbp's own notation."""
        found = []
        if self.input_layer != 1:
            found.append(f"layers counted with the input as layer {self.input_layer}")
        if self.first_weights != 1:
            found.append(f"weights counted from W^({self.first_weights})")
        if self.samples_turned:
            found.append("samples in " + ("columns" if net.samples == "rows" else "rows"))
        if self.weights_turned:
            found.append("weights as " + ("out × in" if net.in_by_out else "in × out"))
        if self.y_is_output:
            found.append("y is the output")
        if self.swapped:
            found.append("a is what goes into an activation and z what comes out")
        return tuple(found)


@dataclass(frozen=True)
class Quantities:
    """The quantities of a network as one text writes them."""

    net: Network
    convention: Convention

    def roles(self, letter: Letter) -> tuple[str, ...]:
        """What a letter can stand for; empty where it stands for nothing that is known."""
        key = f"{letter.accent} {letter.name}" if letter.accent else letter.name
        if letter.face == "script" and letter.name in "LJEC":
            return ("loss",)
        found = LETTERS.get(key, ())
        if self.convention.swapped and letter.name in "azAZ" and not letter.accent:
            return ("a",) if letter.name in "zZ" else ("Z",)
        if found == ("t", "f"):
            return ("f",) if self.convention.y_is_output else ("t",)
        if self.net.link and found == ("f",) and letter.accent:
            return ("P", "f")
        if not self.net.link and found == ("P",):
            return ("f",)
        return found

    def layer(self, role: str, number: int | None, at: int) -> int:
        """Our number of the layer that a text writes as `number`."""
        assert number is not None
        first, last = self.span(role)
        shift = 1 - (self.convention.first_weights if role in ("W", "b") else self.convention.input_layer)
        if not first <= number + shift <= last:
            raise ReadingError(
                f"layer {number}: this network has {role} of layers {first - shift} to {last - shift}", at + 1
            )
        return number + shift

    def span(self, role: str) -> tuple[int, int]:
        """Our numbers of the first and the last layer that have a quantity."""
        layers = self.net.names.layers
        return (1, layers - 1) if role in ("W", "b") else (1 if role == "a" else 2, layers)

    def unnumbered(self, role: str) -> list[int]:
        """The layers that a letter without a number can mean, the hidden ones first."""
        first, last = self.span(role)
        if role != "a":
            return list(range(first, last + 1))
        return [*range(2, last), last]

    def symbol(self, role: str, layer: int = 0) -> Any:
        """The object of a role, in the network's own orientation."""
        names = self.net.names
        if role == "t":
            return names.T
        simple = {"X": names.X, "f": names.f, "P": names.P, "loss": LOSS, "lam": lam, "N": N, "pi": pi}
        simple |= {"D": names.dims[0], "K": names.dims[-1]}
        if role in simple:
            return simple[role]
        return {"a": names.a, "Z": names.Z, "W": names.W, "b": names.b, "delta": names.delta}[role](layer)

    def oriented(self, matrix: MatrixSymbol, role: str) -> Any:
        """A quantity as the text has it lie: transposed where the text has it the other way."""
        turned = self.convention.weights_turned if role == "W" else self.convention.samples_turned
        return transpose(matrix) if turned else matrix

    def size(self, layer: int) -> Symbol:
        """S_l, the units of a layer as the text counts it."""
        dims = self.net.names.dims
        ours = layer - self.convention.input_layer
        if not 0 <= ours < len(dims):
            raise ReadingError(f"S_{layer}: there is no such layer")
        return dims[ours]


def free(letter: Letter) -> Expr | None:
    """A letter that is a number of its own."""
    if letter.name == "z" and not letter.accent:
        return z
    return Symbol(letter.name, real=True) if letter.name in FREE and not letter.accent else None

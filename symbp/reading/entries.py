"""A line for one sample, entry by entry: the units of each layer have a letter of their own.

Formal chains such as ``∂L/∂Z3 · ∂Z3/∂W2`` have no meaning as products of matrices.  Read at one
sample n and one unit of each layer they do: the weights of the line run from unit i to unit j, the
layers behind them have the letters k, m, …, over which such a product is summed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Expr, S
from sympy.matrices.expressions import MatrixSymbol, Transpose

from symbp.forward import sample_entry, weight_entry
from symbp.network import Network
from symbp.nodes import Entry
from symbp.reading.context import Context, index_symbol
from symbp.reading.problem import ReadingError

LETTERS = "ijkmpqrs"


def units(net: Network, layer: int) -> Mapping[int, Expr]:
    """The letter of the units of each layer, in a line about the weights that leave `layer`.

    A layer of one unit needs no letter.
    """
    found: dict[int, Expr] = {}
    for offset, number in enumerate(range(layer, len(net.units) + 1)):
        single = net.units[number - 1] == 1 and offset > 1
        found[number] = S.One if single else index_symbol(LETTERS[min(offset, len(LETTERS) - 1)])
    return found


def at_sample(value: Any, role: str, layer: int, context: Context, at: int) -> Any:
    """A named matrix at sample n and at the letters of its layers."""
    assert context.entries is not None
    turned = isinstance(value, Transpose)
    matrix = value.arg if turned else value
    if not isinstance(matrix, MatrixSymbol):
        raise ReadingError("this has no entry for one sample", at + 1)
    net, letters = context.net, context.entries
    number = layer_of(role, layer, net)
    if role == "W":
        return weight_entry(net, matrix, letter(letters, number, at), letter(letters, number + 1, at))
    if role == "b":
        j = letter(letters, number + 1, at)
        return Entry(matrix, S.One, j) if net.bias_is_row else Entry(matrix, j, S.One)
    return sample_entry(net, matrix, index_symbol("n"), letter(letters, number, at))


def layer_of(role: str, layer: int, net: Network) -> int:
    """The layer whose units a quantity counts."""
    if role == "X":
        return 1
    return len(net.units) if role in ("t", "f", "P") else layer


def letter(letters: Mapping[int, Expr], layer: int, at: int) -> Expr:
    if layer not in letters:
        raise ReadingError("a layer in front of the weights of this line", at + 1)
    return letters[layer]

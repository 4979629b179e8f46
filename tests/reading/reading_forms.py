"""One form for objects that differ only in how they are put together: what the law of reading compares.

Entries are pushed down to the named matrices, sums and products of numbers put in SymPy's order,
∂L/∂W and its name dW are one.  No value is computed and no identity used but these.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Add,
    Basic,
    Derivative,
    Mul,
    Piecewise,
    Pow,
    S,
    Sum,
    Symbol,
    expand,
)
from sympy.core.relational import Relational
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatrixSymbol, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import FUNCTIONS
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import Elementwise, Entry, EntrySum, Gradient, product, rebuild, split_factor
from symbp.penalties import N


def form(node: Any, net: Network) -> Any:
    """An object in the one form; an index that can only be 1 is 1."""
    return single(scalars(written_out(one_gradient(node, net), net)), net)


def written_out(node: Basic, net: Network) -> Basic:
    """The object with sums of all entries as sums over indices; an index of a single unit needs no sum."""

    def change(part: Basic) -> Basic | None:
        if not isinstance(part, EntrySum):
            return None
        matrix = part.matrix
        letters = [index for index, _, _ in limits(matrix, net)]
        over = [limit for limit in limits(matrix, net) if limit[0] != 1]
        return Sum(Entry(matrix, *letters), *over) if over else Entry(matrix, *letters)

    return rebuild(node, change)


def limits(matrix: Any, net: Network) -> list[tuple[Any, Any, Any]]:
    """The index of each dimension with its range: n for samples, k for what each has; else i and j."""
    letters = {True: {True: "n", False: "k"}, False: {}}[N in matrix.shape]
    names = [letters.get(size == N, "ij"[axis]) for axis, size in enumerate(matrix.shape)]
    symbols = [Symbol(name, integer=True, positive=True) for name in names]
    single = [size.xreplace(net.names.sizes) == 1 for size in matrix.shape]
    pairs = zip(symbols, matrix.shape, single, strict=True)
    return [(S.One if alone else symbol, S.One, size) for symbol, size, alone in pairs]


def single(node: Any, net: Network) -> Any:
    """The object with 1 for the index of a single unit."""

    def change(part: Basic) -> Basic | None:
        if not isinstance(part, Entry):
            return None
        shape = [size.xreplace(net.names.sizes) for size in part.matrix.shape]
        row, column = (
            S.One if size == 1 else i for size, i in zip(shape, (part.row, part.column), strict=True)
        )
        return Entry(part.matrix, row, column)

    return rebuild(node, change)


def one_gradient(node: Basic, net: Network) -> Basic:
    """The object with every dW written as ∂L/∂W."""
    parameters = {f"d{p.name}": p for p in net.names.parameters}

    def change(part: Basic) -> Basic | None:
        if isinstance(part, MatrixSymbol) and part.name in parameters:
            return Gradient(LOSS, parameters[part.name])
        return None

    return rebuild(node, change)


def scalars(node: Any) -> Any:
    """Numbers in SymPy's own order, entries of what acts entry by entry written out; matrices as they are."""
    if isinstance(node, Entry):
        return at(node.matrix, node.row, node.column)
    if isinstance(node, MatrixSymbol | Symbol) or not getattr(node, "args", ()):
        return node
    if getattr(node, "is_Matrix", False) or isinstance(node, EntrySum):
        return node
    parts = [scalars(arg) for arg in node.args]
    if isinstance(node, Add | Mul | Pow):
        return expand(node.func(*parts))
    if isinstance(node, Sum):
        inner = parts[0]
        body, around = (inner.function, inner.limits) if isinstance(inner, Sum) else (inner, ())
        every = sorted((*around, *parts[1:]), key=lambda limit: str(limit[0]))
        return Sum(body, *every) if every else body
    if isinstance(node, Piecewise | Relational | Derivative):
        return node.func(*parts, evaluate=False)
    return node.func(*parts)


def at(matrix: Any, row: Any, column: Any) -> Any:
    """One entry, in entries of named matrices where nothing but entries is needed."""
    if isinstance(matrix, OneMatrix):
        return S.One
    if isinstance(matrix, Transpose):
        return at(matrix.arg, column, row)
    if isinstance(matrix, MatAdd):
        return Add(*(at(arg, row, column) for arg in matrix.args))
    if isinstance(matrix, HadamardProduct):
        return Mul(*(at(arg, row, column) for arg in matrix.args))
    if isinstance(matrix, HadamardPower):
        return at(matrix.base, row, column) ** matrix.exp
    if isinstance(matrix, Elementwise) and not matrix.order and matrix.function.name in FUNCTIONS:
        return FUNCTIONS[matrix.function.name](at(matrix.arg, row, column), *matrix.function.parameters)
    factor, parts = split_factor(matrix)
    if factor is not S.One:
        return factor * at(product(*parts), row, column)
    return Entry(matrix, row, column)

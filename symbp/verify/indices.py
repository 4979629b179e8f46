"""Which index runs along which dimension, and which sizes an expression fixes by writing numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Add, Basic, Function, Integer, KroneckerDelta, Mul, Pow, Sum, Symbol, postorder_traversal
from sympy.core.relational import Relational
from sympy.matrices.expressions import MatrixSymbol
from sympy.matrices.expressions.matexpr import MatrixElement

from symbp.errors import ConfigError
from symbp.network import Network
from symbp.nodes import Entry, SampleLoss
from symbp.penalties import N

Use = tuple[Basic, Basic]


def nodes_of(expression: Basic) -> Iterator[Basic]:
    """Every node, each once even where it stands in many places."""
    seen: set[Basic] = set()
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += node.args
            yield node


def index_uses(expression: Basic) -> Iterator[Use]:
    """Every index in an expression, counted from 1, with the dimension along which it runs."""
    for node in nodes_of(expression):
        yield from own_uses(node)


def own_uses(node: Basic) -> Iterator[Use]:
    """The indices of one entry."""
    if isinstance(node, Entry):
        yield from zip((node.row, node.column), node.matrix.shape, strict=True)
    elif isinstance(node, MatrixElement):
        yield from zip((node.i + 1, node.j + 1), node.parent.shape, strict=True)
    elif isinstance(node, SampleLoss):
        yield node.sample, N


def fixed_sizes(net: Network, *expressions: Basic) -> dict[str, int]:
    """The sizes at which expressions with numbers for indices hold.

    Where a unit is written as a number, its layer has the network's own size.  Where the samples
    1 … m are, all of them and m > 1, there are m samples; where some of them are, one more.
    """
    written: dict[str, set[int]] = {}
    for index, size in (use for e in expressions for use in numbered(e)):
        for symbol in size.free_symbols:
            written.setdefault(symbol.name, set()).add(int(index))
    for symbol in own_sizes(net, *expressions):
        written.setdefault(symbol.name, set())
    samples = written.pop("N", set())
    sizes = {symbol.name: units for symbol, units in net.names.sizes.items() if symbol.name in written}
    if max(samples, default=1) == 1:
        return sizes
    complete = samples == set(range(1, len(samples) + 1))
    return {**sizes, "N": max(samples) if complete else max(samples) + 1}


def own_sizes(net: Network, *expressions: Basic) -> Iterator[Symbol]:
    """The dimensions of quantities that are given with numbers, which have to be the network's own."""
    for node in (node for e in expressions for node in nodes_of(e)):
        if not isinstance(node, MatrixSymbol) or not all(isinstance(s, Integer) for s in node.shape):
            continue
        shape = net.names.table[net.names.canonical(node.name)].shape
        for given, symbolic in zip(node.shape, shape, strict=True):
            expected = symbolic.subs(net.names.sizes)
            if expected.is_number and expected != given:
                raise ConfigError(
                    f"{node.name}: {node.shape} given; the network has {expected} for {symbolic}"
                )
            yield from (s for s in symbolic.free_symbols if s in net.names.sizes)


def numbered(expression: Basic) -> Iterator[Use]:
    """The uses whose index is a number, runs up to one in a sum, is compared or reckoned with."""
    ends = {
        index: last
        for node in nodes_of(expression)
        if isinstance(node, Sum)
        for index, _, last in node.limits
        if isinstance(last, Integer)
    }
    compared = {
        index: number
        for node in nodes_of(expression)
        if isinstance(node, KroneckerDelta | Relational)
        for index, number in (node.args[:2], node.args[1::-1])
        if isinstance(number, Integer)
    }
    compared |= {index: Integer(1) for index in reckoned(expression) if index not in compared}
    for index, size in index_uses(expression):
        if index in compared:
            yield compared[index], size
        if isinstance(index, Integer):
            yield index, size
        elif index in ends:
            yield from ((Integer(1), size), (ends[index], size))


def reckoned(expression: Basic) -> Iterator[Symbol]:
    """Symbols that stand in arithmetic, outside the places of indices and of sizes."""
    for node in nodes_of(expression):
        if isinstance(node, Add | Mul | Pow | Function):
            yield from (arg for arg in node.args if isinstance(arg, Symbol))


def two_dimensions(*expressions: Basic) -> tuple[Symbol, Basic, Basic] | None:
    """An index that runs along two dimensions of different sizes, and these; a bias unit makes no difference.

    A letter that is free means the same in all expressions, one that is bound only inside its sum.
    """
    known: dict[Basic, frozenset[Use]] = {}
    runs: dict[Basic, Basic] = {}
    for expression in expressions:
        for node in postorder_traversal(expression):
            if node in known:
                continue
            inside = frozenset(own_uses(node)).union(*(known.get(arg, ()) for arg in node.args))
            ends = {limit[0]: limit[-1] for limit in node.limits} if isinstance(node, Sum) else {}
            for index, last in ends.items():
                found = clash({index: last}, (use for use in inside if use[0] == index))
                if found:
                    return found
            known[node] = frozenset(use for use in inside if use[0] not in ends)
        found = clash(runs, known[expression])
        if found:
            return found
    return None


def clash(runs: dict[Basic, Basic], uses: Iterable[Use]) -> tuple[Symbol, Basic, Basic] | None:
    """The first index of some uses whose dimension is not the one known for it; new ones become known."""
    for index, size in sorted(uses, key=str):
        if not isinstance(index, Symbol) or not size.free_symbols:
            continue
        other = runs.setdefault(index, size)
        if other.free_symbols and not (other - size).is_Integer:
            return index, other, size
    return None

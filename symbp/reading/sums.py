"""Σ: over samples and units, over layers, and the sum of all entries of a matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Add, Expr, Function, Integer, Mul, Pow, S, Sum, Symbol
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.hadamard import HadamardPower

from symbp.activations import FUNCTIONS
from symbp.forward import bias_axis
from symbp.nodes import (
    Elementwise,
    Entry,
    EntrySum,
    MaskBias,
    ScalarFunction,
    hadamard,
    ones,
    power,
    product,
    total,
)
from symbp.penalties import N
from symbp.reading import surface as s
from symbp.reading.context import Context, index_symbol, readings, reads
from symbp.reading.layers import layer_number
from symbp.reading.problem import ReadingError
from symbp.reading.rows import rows_in, summed_rows
from symbp.reading.scripts import indices_of
from symbp.reading.subscripts import SAMPLE_LETTERS
from symbp.reading.values import Options, ShapeError, added, combined, is_matrix
from symbp.verify.indices import index_uses

LAYER_LETTERS = frozenset({"l", "ell"})
MOST_TERMS = 70


@reads(s.Big)
def big(node: s.Big, context: Context) -> Options:
    if node.name != "sum":
        raise ReadingError(f"of the large operators only Σ is read, not {node.name}", node.at + 1)
    letters, lower = limits(node)
    if letters and letters[0] in LAYER_LETTERS:
        return over_layers(node, letters[0], lower, context)
    upper = size_of(node.upper, context) if node.upper is not None else None
    start = size_of(lower, context) if lower is not None else S.One
    if start is S.Zero and upper == N:  # units are counted from 0, samples are not: M is no N there
        upper = None
    inside = context.bind(dict.fromkeys(letters, upper))
    if not letters:
        return bare_sum(node, context)
    body = readings(node.body, inside)

    def close(value: Any) -> Any:
        if is_matrix(value):
            return over_rows(value, letters, upper, context, node.at)
        for letter in reversed(letters):
            index = index_symbol(letter)
            first, last = start, upper
            if unit_zero(value, index) and start in (S.Zero, S.One) and (upper is None or start is S.Zero):
                value, first = value.xreplace({index: index - 1}), S.One
                last = None if upper is None else upper + 1
            last = (
                dimension(value, index, node.at) if last is None else named_size(value, index, last, context)
            )
            value = summed(value, index, first, last, context)
        return value

    return combined([body], close)


def over_rows(value: Any, letters: list[str], upper: Expr | None, context: Context, at: int) -> Any:
    """Σ_n of matrices: a matrix product with an inner sum over the samples; Σ_n δ is that of a batch."""
    if len(letters) != 1 or upper not in (None, N):
        raise ReadingError("a sum over an index of whole matrices", at + 1, "write it with entries")
    index = index_symbol(letters[0])
    sampled = upper == N or letters[0] in SAMPLE_LETTERS
    if sampled and value.shape.count(N) == 1 and not rows_in(value) and index not in value.free_symbols:
        return product(ones(1, N), value) if value.shape[0] == N else product(value, ones(N, 1))
    return summed_rows(value, index, context, at)


def bare_sum(node: s.Big, context: Context) -> Options:
    """Σ without an index: over all entries."""
    body = readings(node.body, context)
    return combined([body], lambda value: EntrySum(value) if is_matrix(value) else unclear(node))


def unclear(node: s.Big) -> Any:
    raise ReadingError("Σ of a number, over what?", node.at + 1, "write the index, such as Σ_n")


def limits(node: s.Big) -> tuple[list[str], s.Surface | None]:
    """The indices of a sum, and where they begin: n=1; n; i,j; ij."""
    lower = node.lower
    if lower is None:
        return [], None
    if isinstance(lower, s.Chain) and len(lower.items) >= 2:
        (_, first), (relation, start), *_ = lower.items
        if relation == "∈":
            return names_in(first), None
        if relation != "=":
            raise ReadingError(f"a sum with {relation!r} below it", node.at + 1, "expected n = 1")
        return names_in(first), start
    if isinstance(lower, s.Listed):
        return [name for item in lower.items for name in limits(replace(node, lower=item))[0]], None
    return names_in(lower), None


def names_in(node: s.Surface) -> list[str]:
    found = []
    for part in indices_of(node):
        if not isinstance(part, s.Letter) or part.accent:
            raise ReadingError("this is not the index of a sum", part.at + 1, "expected a letter")
        found.append(part.name)
    return found


def size_of(node: s.Surface, context: Context) -> Expr:
    """The end of a sum: N, K, a number; s_l is S_l there."""
    if isinstance(node, s.Script) and node.base == s.Letter("s"):
        node = replace(node, base=s.Letter("S", at=node.at))
    value = readings(node, context)[0].value
    if is_matrix(value):
        raise ReadingError("this is not the limit of a sum", node.at + 1)
    return value


def over_layers(node: s.Big, letter: str, lower: s.Surface | None, context: Context) -> Options:
    """Σ_l: one term for each layer, written out."""
    count = context.net.names.layers - 1
    first = layer_number(lower, context) if lower is not None else context.convention.first_weights
    last = layer_number(node.upper, context) if node.upper is not None else (first or 0) + count - 1
    assert first is not None
    assert last is not None
    if not 0 <= last - first < MOST_TERMS:
        raise ReadingError(f"a sum over layers {first} to {last}", node.at + 1)
    if isinstance(node.upper, s.Letter) and last - first == count:
        last -= 1  # Σ up to L in texts that count L weight matrices
    terms = [readings(node.body, context.with_layers({letter: layer})) for layer in range(first, last + 1)]
    return combined(terms, lambda *values: added(["+"] * len(values), values, node.at))


def dimension(value: Expr, index: Symbol, at: int) -> Expr:
    """The dimension along which an index runs, by where it stands."""
    found = uses(value, index)
    biased = len(found) == 2 and (next(iter(found)) - list(found)[1]).is_Integer
    if not found or biased:
        raise ReadingError(f"Σ over {index}: where does it end?", at + 1, "write the limits of the sum")
    if len(found) > 1:
        along = ", ".join(sorted(f"{index} runs along {size}" for size in found))
        raise ShapeError(f"a sum needs one dimension: {along}", at + 1, "are two indices swapped?")
    return found.pop()


def unit_zero(value: Expr, index: Symbol) -> bool:
    """Whether an index counts units from the bias unit, which is 0: it stands for the place index + 1."""
    return bool(value.has(Entry)) and any(used == index + 1 for used, _ in index_uses(value))


def named_size(value: Expr, index: Symbol, upper: Expr, context: Context) -> Expr:
    """The end of a sum; a number is the dimension that it is the size of, if the index runs along it."""
    if not isinstance(upper, Integer):
        return upper
    along = uses(value, index) | {size - 1 for used, size in index_uses(value) if used == index + 1}
    fitting = [size for size in along if size.xreplace(context.net.names.sizes) == upper]
    return fitting[0] if len(along) == 1 and fitting else upper


def uses(value: Expr, index: Symbol) -> set[Expr]:
    """The dimensions along which an index runs."""
    return {size for used, size in index_uses(value) if used == index}


def summed(value: Expr, index: Symbol, first: Expr, last: Expr, context: Context) -> Expr:
    """A sum over one index; over both of a matrix's it is the sum of all entries."""
    limit = (index, first, last)
    whole = entry_sum_of(value, limit, context)
    if whole is not None:
        return whole
    return Sum(value, limit)


# Sums over all entries ----------------------------------------------------------------------


def entry_sum_of(value: Expr, outer: tuple[Symbol, Expr, Expr], context: Context) -> Expr | None:
    """Σ over every index of a summand, as the sum of all entries of a matrix, if it is one."""
    limits = [outer]
    inner = value
    if isinstance(inner, Sum) and len(inner.limits) == 1:
        limits.append(inner.limits[0])
        inner = inner.function
    matrix = matrix_of(inner, [limit[0] for limit in limits], context)
    if matrix is None:
        return None
    return covered(matrix, limits, context)


def covered(matrix: MatrixExpr, limits: list[Any], context: Context) -> Expr | None:
    """`EntrySum` where the limits run over every entry, or leave out just the biases."""
    for sizes in ({}, context.net.names.sizes):
        needed = [size.xreplace(sizes) for size in matrix.shape]
        ranges = {last.xreplace(sizes): first for _, first, last in limits}
        whole = covering(matrix, needed, ranges, len(limits), context)
        if whole is not None:
            return whole
    return None


def covering(
    matrix: MatrixExpr, needed: list[Expr], ranges: dict[Expr, Expr], count: int, context: Context
) -> Expr | None:
    open_sizes = [size for size in needed if size != 1]
    if len(open_sizes) != count or set(open_sizes) != set(ranges):
        return None
    if all(first == 1 for first in ranges.values()):
        return EntrySum(matrix)
    axis = bias_axis(context.net)
    masked = context.net.bias == "folded" and ranges[needed[axis]] == 2
    if masked and isinstance(matrix, HadamardPower) and isinstance(matrix.base, MatrixSymbol):
        return EntrySum(power(MaskBias(matrix.base, axis), matrix.exp))
    return None


def matrix_of(summand: Expr, indices: list[Symbol], context: Context) -> MatrixExpr | None:
    """The matrix whose entry a summand is, its indices being the given ones in some order."""
    entries = list(summand.atoms(Entry))
    if not entries or summand.has(Sum):
        return None
    places = {frame(e, indices) for e in entries}
    if None in places or len({orientation(e, indices) for e in entries}) != 1:
        return None
    shapes = {e.matrix.shape for e in entries}
    if len(shapes) != 1:
        return None
    return lifted(summand, shapes.pop())


def frame(entry: Entry, indices: list[Symbol]) -> bool | None:
    """True where an entry's indices are the sum's own, each once, or 1 along a dimension of one."""
    free = [i for i in (entry.row, entry.column) if i not in (1,)]
    return True if sorted(map(str, free)) == sorted(map(str, indices)) else None


def orientation(entry: Entry, indices: list[Symbol]) -> tuple[Expr, Expr]:
    return entry.row, entry.column


def lifted(node: Expr, shape: tuple[Expr, Expr]) -> MatrixExpr | None:
    """A scalar expression in entries as the matrix expression that it is an entry of."""
    made = lift(node, shape)
    return made if made is None or is_matrix(made) else product(made, ones(*shape))


def lift(node: Expr, shape: tuple[Expr, Expr]) -> Any:
    if not node.has(Entry):
        return node
    if isinstance(node, Entry):
        return node.matrix
    parts = [lift(arg, shape) for arg in node.args]
    if any(part is None for part in parts):
        return None
    if isinstance(node, Add):
        return total(*(p if is_matrix(p) else product(p, ones(*shape)) for p in parts))
    if isinstance(node, Mul):
        scalars = [p for p in parts if not is_matrix(p)]
        return product(*scalars, hadamard(*(p for p in parts if is_matrix(p))))
    if isinstance(node, Pow) and not is_matrix(parts[1]):
        return power(parts[0], parts[1])
    names = {cls: name for name, cls in FUNCTIONS.items()}
    if isinstance(node, Function) and type(node) in names:
        return Elementwise(ScalarFunction(names[type(node)], *parts[1:]), parts[0])
    return None

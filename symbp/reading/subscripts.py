"""Entries and slices: what indices under a matrix pick out."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Integer, S, Symbol
from sympy.matrices.expressions import Transpose
from sympy.matrices.expressions.special import OneMatrix

from symbp.nodes import DropOnes, Entry
from symbp.penalties import N
from symbp.reading import surface as s
from symbp.reading.context import Context, index_symbol
from symbp.reading.problem import ReadingError
from symbp.reading.rows import only_sample, row_of, whole
from symbp.reading.values import Options, combined, is_matrix, one

SAMPLE_LETTERS = frozenset({"n"})


def index(node: s.Surface, context: Context) -> Options:
    """An index: a letter, a number, or a sum of them."""
    if isinstance(node, s.Letter) and len(node.name) == 1 and not node.accent:
        return one(index_symbol(node.name))
    if isinstance(node, s.Number) and node.text.isdigit():
        return one(Integer(node.text))
    if isinstance(node, s.Sum):
        parts = [index(item, context) for _, item in node.items]
        signs = [-1 if sign == "-" else 1 for sign, _ in node.items]
        return combined(parts, lambda *values: sum(a * b for a, b in zip(signs, values, strict=True)))
    raise ReadingError("this is not an index", node.at + 1, "expected a letter or a number")


def picked(
    value: Any, sample: s.Surface | None, indices: tuple[s.Surface, ...], node: s.Surface, context: Context
) -> Any:
    """What indices pick out of a matrix, that of the sample standing apart where it stands above."""
    if sample is None:
        return placed(value, indices, node, context)
    number = index(sample, context)[0].value
    if not indices:
        return of_sample(value, number, node, context)
    if len(indices) > 1:
        raise ReadingError(f"{len(indices) + 1} indices on a matrix", node.at + 1, "expected two")
    unit = index(indices[0], context)[0].value
    return entry_of(value, *((number, unit) if value.shape[0] == N else (unit, number)))


def placed(value: Any, indices: tuple[s.Surface, ...], node: s.Surface, context: Context) -> Any:
    """The entry, the slice, or the one sample of a matrix that indices below it pick out."""
    if not is_matrix(value):
        raise ReadingError("indices on a number", node.at + 1)
    sliced = slice_of(value, indices)
    if sliced is not None:
        return sliced
    if len(indices) == 1 and isinstance(indices[0], s.Number) and len(indices[0].text) == 2:
        indices = tuple(s.Number(digit, at=indices[0].at) for digit in indices[0].text)
    if len(indices) == 2 and isinstance(indices[1], s.Colon):
        return of_sample(value, index(indices[0], context)[0].value, node, context)
    found = [index(i, context)[0].value for i in indices]
    if len(found) == 2:
        return entry_of(value, *found)
    if len(found) == 1:
        return single(value, found[0], node, context)
    raise ReadingError(f"{len(found)} indices on a matrix", node.at + 1, "expected two")


def entry_of(matrix: Any, row: Expr, column: Expr) -> Expr:
    """An entry; that of a transpose is the entry of the matrix itself."""
    if isinstance(matrix, Transpose):
        return Entry(matrix.arg, column, row)
    if isinstance(matrix, OneMatrix):
        return S.One
    return Entry(matrix, row, column)


def slice_of(matrix: Any, indices: tuple[s.Surface, ...]) -> Any | None:
    """A_{:,2:} and A_{2:,:}: a matrix without what belongs to the bias unit."""
    if len(indices) != 2 or not any(isinstance(i, s.Colon) for i in indices):
        return None
    for axis in (0, 1):
        rest = indices[axis]
        if isinstance(rest, s.Signed) and rest.sign == "from" and rest.inner == s.Number("2"):
            return DropOnes(matrix, axis)
    return None


def single(matrix: Any, found: Expr, node: s.Surface, context: Context) -> Any:
    """What one index picks out: an entry of a row or column; a unit of sample n, or one sample."""
    if (row := only_sample(matrix)) is not None:
        batch = whole(matrix, context)
        return entry_of(batch, *((row, found) if batch.shape[0] == N else (found, row)))
    rows, columns = (known(size, context) for size in matrix.shape)
    if N not in matrix.shape:
        if rows == 1 or columns == 1:
            return entry_of(matrix, *((found, S.One) if columns == 1 else (S.One, found)))
        raise ReadingError("one index on a matrix with two dimensions", node.at + 1, "expected two indices")
    samples_first = matrix.shape[0] == N
    units, along = columns if samples_first else rows, context.bound.get(str(found))
    lone = units == 1 and along is None and isinstance(found, Symbol)
    if str(found) in SAMPLE_LETTERS or along == N or lone:
        return of_sample(matrix, found, node, context)
    n = index_symbol("n")
    return entry_of(matrix, *((n, found) if samples_first else (found, n)))


def of_sample(matrix: Any, number: Expr, node: s.Surface, context: Context) -> Any:
    """One sample of a matrix: a number where there is one unit, else a row (column)."""
    if N not in matrix.shape:
        raise ReadingError("the index of a sample on something that has none", node.at + 1)
    samples_first = matrix.shape[0] == N
    units = matrix.shape[1] if samples_first else matrix.shape[0]
    if known(units, context) == 1:
        return entry_of(matrix, *((number, S.One) if samples_first else (S.One, number)))
    return row_of(matrix, number, node.at)


def known(size: Expr, context: Context) -> Expr:
    return size.xreplace(context.net.names.sizes)

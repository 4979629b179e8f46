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


def placed(value: Any, indices: tuple[s.Surface, ...], node: s.Surface, context: Context) -> Any:
    """The entry, or the slice, of a matrix that indices pick out."""
    if not is_matrix(value):
        raise ReadingError("indices on a number", node.at + 1)
    sliced = slice_of(value, indices)
    if sliced is not None:
        return sliced
    if len(indices) == 1 and isinstance(indices[0], s.Number) and len(indices[0].text) == 2:
        indices = tuple(s.Number(digit, at=indices[0].at) for digit in indices[0].text)
    found = [index(i, context)[0].value for i in indices]
    if len(found) == 2:
        return entry_of(value, *found)
    if len(found) == 1:
        return entry_of(value, *one_index(value, found[0], node, context))
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


def one_index(matrix: Any, found: Expr, node: s.Surface, context: Context) -> tuple[Expr, Expr]:
    """Where a single index stands: at the dimension that is not 1, at the sample's or the unit's."""
    rows, columns = (known(size, context) for size in matrix.shape)
    if N not in matrix.shape:
        if rows == 1 or columns == 1:
            return (found, S.One) if columns == 1 else (S.One, found)
        raise ReadingError("one index on a matrix with two dimensions", node.at + 1, "expected two indices")
    along = context.bound.get(str(found))
    sample = str(found) in SAMPLE_LETTERS or along == N
    samples_first = matrix.shape[0] == N
    units = columns if samples_first else rows
    if not sample and units == 1 and along is None and isinstance(found, Symbol):
        sample = True
    if sample:
        if units != 1:
            raise ReadingError(
                "one sample of a matrix with several units",
                node.at + 1,
                "give the unit as well, such as x_{ni}",
            )
        return (found, S.One) if samples_first else (S.One, found)
    n = index_symbol("n")
    return (n, found) if samples_first else (found, n)


def known(size: Expr, context: Context) -> Expr:
    return size.xreplace(context.net.names.sizes)

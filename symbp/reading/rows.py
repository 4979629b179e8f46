"""One sample of a batch as a row or column, a_n, and the sums over samples in which such rows stand.

Σ_n a_nᵀ δ_n is the matrix product aᵀδ: its inner sum is the sum over the samples.  Outside a sum
over the samples a row has no meaning for the whole batch.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, S, Symbol
from sympy.matrices.expressions import MatAdd, MatMul, MatrixExpr, MatrixSymbol, Transpose

from symbp.nodes import ones, product, rebuild, split_factor, total, transpose
from symbp.penalties import N
from symbp.reading.context import Context, index_symbol
from symbp.reading.problem import ReadingError

MARK = "@"
"""What joins the name of a batch and the index of the sample in the name of a row."""


def row_of(matrix: Any, number: Expr, at: int) -> MatrixExpr:
    """The row (column) of one sample."""
    if isinstance(matrix, Transpose):
        return transpose(row_of(matrix.arg, number, at))
    if not isinstance(matrix, MatrixSymbol) or not isinstance(number, Symbol):
        raise ReadingError(
            "one sample of this cannot be read", at + 1, "write it with the unit as well, x_{ni}"
        )
    shape = [S.One if size == N else size for size in matrix.shape]
    return MatrixSymbol(f"{matrix.name}{MARK}{number}", *shape)


def row_sample(value: Any) -> Symbol | None:
    """The sample of which a value is the row."""
    matrix = value.arg if isinstance(value, Transpose) else value
    if not isinstance(matrix, MatrixSymbol) or MARK not in matrix.name:
        return None
    return index_symbol(matrix.name.split(MARK)[1])


def batch_of(value: Any, context: Context) -> MatrixExpr:
    """The batch that a row comes from."""
    if isinstance(value, Transpose):
        return transpose(batch_of(value.arg, context))
    return context.net.names.table[value.name.split(MARK)[0]].symbol


def rows_in(value: Basic) -> set[MatrixSymbol]:
    """Every row of one sample in an expression."""
    return {symbol for symbol in value.atoms(MatrixSymbol) if MARK in symbol.name}


def only_sample(value: Basic) -> Symbol | None:
    """The sample of which an expression is, entry by entry; None where it has others, products or none."""
    samples = {row_sample(row) for row in rows_in(value)}
    return samples.pop() if len(samples) == 1 and not value.atoms(MatMul) else None


def summed_rows(value: MatrixExpr, index: Symbol, context: Context, at: int) -> MatrixExpr:
    """Σ_n of an expression in rows of sample n."""
    if isinstance(value, MatAdd):
        return total(*(summed_rows(term, index, context, at) for term in value.args))
    if any(row_sample(row) != index for row in rows_in(value)) or not rows_in(value):
        raise ReadingError("a sum over an index of whole matrices", at + 1, "write it with entries")
    factor, parts = split_factor(value)
    joints = [place for place in range(1, len(parts)) if parts[place].shape[0] == 1]
    if joints_inside(value) != len(joints) or len(joints) > 1:
        raise ReadingError("this sum over samples is not read", at + 1, "write it with entries")
    if joints:
        left, right = product(*parts[: joints[0]]), product(*parts[joints[0] :])
        return product(factor, whole(left, context), whole(right, context))
    batch = whole(product(*parts), context)
    rows = value.shape[0] == 1
    return product(factor, ones(1, N), batch) if rows else product(factor, batch, ones(N, 1))


def whole(value: Any, context: Context) -> Any:
    """An expression of one sample for all of them."""

    def change(node: Basic) -> Basic | None:
        is_row = isinstance(node, MatrixSymbol) and MARK in node.name
        return batch_of(node, context) if is_row else None

    return rebuild(value, change)


def joints_inside(value: Basic) -> int:
    """How many products in an expression sum over a single row or column."""
    return sum(sum(part.shape[0] == 1 for part in split_factor(node)[1][1:]) for node in value.atoms(MatMul))


def no_rows(value: Basic) -> None:
    """Refuse a row of one sample that no sum has taken up."""
    for row in sorted(rows_in(value), key=str):
        name, number = row.name.split(MARK)
        raise ReadingError(
            f"{name} of sample {number} stands outside a sum over {number}",
            advice="write it with the unit as well, such as x_{ni}",
        )

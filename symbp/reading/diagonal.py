"""diag(u) B: the entries of u times those of B, for every sample at once.

In texts on one sample u is a column.  For a whole batch it is a matrix with the shape of B, and the
product is element-wise; a diagonal matrix on its own has no meaning there.
"""

from __future__ import annotations

from typing import Any, cast

from sympy import Basic
from sympy.matrices.expressions import MatrixExpr

from symbp.nodes import Shape, hadamard
from symbp.reading.problem import ReadingError


class Diagonal(MatrixExpr):
    """diag(u) while a product is being read."""

    def __new__(cls, arg: MatrixExpr) -> Diagonal:
        return cast(Diagonal, Basic.__new__(cls, arg))

    arg = property(lambda self: self.args[0])

    @property
    def shape(self) -> Shape:
        rows = self.arg.shape[0]
        return (rows, rows)


def scaled(left: Any, right: Any) -> MatrixExpr | None:
    """diag(u) B or B diag(u), where u has the shape of B."""
    if isinstance(left, Diagonal) and not isinstance(right, Diagonal) and left.arg.shape == right.shape:
        return hadamard(left.arg, right)
    if isinstance(right, Diagonal) and not isinstance(left, Diagonal) and right.arg.shape == left.shape:
        return hadamard(left, right.arg)
    return None


def no_diagonal(value: Basic) -> None:
    """Refuse a diagonal matrix that no product has taken up."""
    if value.has(Diagonal):
        raise ReadingError(
            "diag(u) is read before a matrix of the shape of u", advice="write the product with ⊙"
        )

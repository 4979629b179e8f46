"""What people compute that the written mathematics has no node for.

Only four things: a matrix where one of another shape belongs, one sample in place of all, the wrong end
cut off, and labels that are off.  Everything else is made of the derivation's own nodes, evaluated as NumPy
evaluates them: `MatMul` is ``@``, `HadamardProduct` ``*`` and `MatAdd` ``+``, broadcasting included,
and what does not fit fails.  Scalar factors may hold N, the layer sizes D, S2, …, K, lam, `rate`
and the `EntrySum` of a matrix, also below the line.
"""

from __future__ import annotations

from typing import Any, cast

from sympy import Expr, Integer, S, Symbol
from sympy.matrices.expressions import MatrixExpr

from symbp.nodes import Shape, Typeset

rate = Symbol("rate", real=True)
"""The step of an update that came too early: unknown, and solved for."""


class Unchecked(Typeset, MatrixExpr):
    """A matrix that is used where one of shape `rows` × `columns` belongs; NumPy computes just `arg`.

    SymPy checks the shapes of sums and products, NumPy only those it meets: ``delta3 @ W2`` runs where
    K = S2, and ``P - t`` with a column t is broadcast.
    """

    def __new__(cls, arg: MatrixExpr, rows: Any, columns: Any) -> Unchecked:
        return cast(Unchecked, MatrixExpr.__new__(cls, arg, S(rows), S(columns)))

    arg = property(lambda self: self.args[0])
    shape = property(lambda self: (self.args[1], self.args[2]))


class OneSample(Typeset, MatrixExpr):
    """One row (axis 0) or one column (axis 1) of a batch, kept as a matrix.

    NumPy: ``arg[[which]]`` or ``arg[:, [which]]``; `which` is 0, the first sample, or -1, the last.
    """

    def __new__(cls, arg: MatrixExpr, axis: int | Integer, which: int | Integer) -> OneSample:
        return cast(OneSample, MatrixExpr.__new__(cls, arg, Integer(axis), Integer(which)))

    arg = property(lambda self: self.args[0])
    axis = property(lambda self: int(self.args[1]))
    which = property(lambda self: int(self.args[2]))

    @property
    def shape(self) -> Shape:
        rows, columns = self.arg.shape
        return (S.One, columns) if self.axis == 0 else (rows, S.One)


class DropLast(Typeset, MatrixExpr):
    """A matrix without its last column (axis 1) or last row (axis 0), where `DropOnes` drops the first.

    NumPy: ``arg[:, :-1]`` or ``arg[:-1]``.
    """

    def __new__(cls, arg: MatrixExpr, axis: int | Integer) -> DropLast:
        return cast(DropLast, MatrixExpr.__new__(cls, arg, Integer(axis)))

    arg = property(lambda self: self.args[0])
    axis = property(lambda self: int(self.args[1]))

    @property
    def shape(self) -> Shape:
        rows, columns = self.arg.shape
        return (rows, columns - 1) if self.axis == 1 else (rows - 1, columns)


class LooseOneHot(Typeset, MatrixExpr):
    """`OneHot` for labels that may lie outside `first` … `first` + `classes` − 1.

    NumPy: ``labels - first == arange(classes)`` along `axis`, so that such a sample is all zeros; with `wrap`
    ``(labels - first) % classes == arange(classes)``, as an index of −1 is the last class.
    """

    def __new__(
        cls,
        labels: MatrixExpr,
        classes: Expr,
        first: int | Integer,
        axis: int | Integer,
        wrap: bool | Integer = False,
    ) -> LooseOneHot:
        numbers = (Integer(first), Integer(axis), Integer(int(wrap)))
        return cast(LooseOneHot, MatrixExpr.__new__(cls, labels, S(classes), *numbers))

    labels = property(lambda self: self.args[0])
    classes = property(lambda self: self.args[1])
    first = property(lambda self: int(self.args[2]))
    axis = property(lambda self: int(self.args[3]))
    wrap = property(lambda self: bool(self.args[4]))

    @property
    def shape(self) -> Shape:
        rows, columns = self.labels.shape
        return (rows, self.classes) if self.axis == 1 else (self.classes, columns)

"""The few SymPy nodes that SymPy lacks, and constructors that keep written order.

SymPy's own `MatMul`, `MatAdd`, `HadamardProduct`, `HadamardPower`, `Transpose`
and `OneMatrix` are used wherever they exist.  Sums and products are built
unevaluated, because evaluation sorts `f - t` into `-t + f`; the constructors at
the end of this file do the little tidying that a written derivation wants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from sympy import Basic, Expr, Integer, S, Symbol
from sympy.core.symbol import Str
from sympy.matrices.expressions import (
    HadamardProduct,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Transpose,
)
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

Shape = tuple[Expr, Expr]


class Typeset(Basic):
    """A node that `sympy.latex` and Jupyter print with symbp's own notation."""

    def _latex(self, printer: Any) -> str:
        from symbp.notation import latex

        return latex(self)

    def _sympystr(self, printer: Any) -> str:
        from symbp.notation import plain

        return plain(self)


class ScalarFunction(Basic):
    """A named function of one number, such as ``sigmoid`` or ``log``; see `activations`.

    Its arguments are the name and its parameters: the slope of ``leaky_relu``, the
    `Lambda` of a ``custom`` activation.
    """

    def __new__(cls, name: str | Str, *parameters: Basic) -> ScalarFunction:
        return cast(ScalarFunction, Basic.__new__(cls, Str(str(name)), *parameters))

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def parameters(self) -> tuple[Basic, ...]:
        return self.args[1:]


class Elementwise(Typeset, MatrixExpr):
    """A scalar function, or its derivative of the given order, applied to every entry.

    ``Elementwise(sigmoid, Z2)`` is σ(Z2); ``Elementwise(sigmoid, Z2, 1)`` is σ'(Z2).
    The shape is that of the argument.
    """

    def __new__(cls, function: ScalarFunction, arg: MatrixExpr, order: int | Integer = 0) -> Elementwise:
        return cast(Elementwise, Basic.__new__(cls, function, arg, Integer(order)))

    function = property(lambda self: self.args[0])
    arg = property(lambda self: self.args[1])
    order = property(lambda self: int(self.args[2]))
    shape = property(lambda self: self.args[1].shape)


class Softmax(Typeset, MatrixExpr):
    """exp(f) divided by its sum along `axis`: 1 where samples are rows, 0 where they are columns."""

    def __new__(cls, arg: MatrixExpr, axis: int | Integer = 1) -> Softmax:
        return cast(Softmax, Basic.__new__(cls, arg, Integer(axis)))

    arg = property(lambda self: self.args[0])
    axis = property(lambda self: int(self.args[1]))
    shape = property(lambda self: self.args[0].shape)


class OneHot(Typeset, MatrixExpr):
    """Integer labels (N×1, or 1×N where samples are columns) as rows (columns) of 0 and 1.

    `first` is the label of the first class, 0 or 1; the shape is N×K (K×N).
    """

    def __new__(
        cls, labels: MatrixExpr, classes: Expr, first: int | Integer = 0, axis: int | Integer = 1
    ) -> OneHot:
        return cast(OneHot, Basic.__new__(cls, labels, S(classes), Integer(first), Integer(axis)))

    labels = property(lambda self: self.args[0])
    classes = property(lambda self: self.args[1])
    first = property(lambda self: int(self.args[2]))
    axis = property(lambda self: int(self.args[3]))

    @property
    def shape(self) -> Shape:
        rows, columns = self.labels.shape
        return (rows, self.classes) if self.axis == 1 else (self.classes, columns)


class AddOnes(Typeset, MatrixExpr):
    """A matrix with a column (axis 1) or a row (axis 0) of ones put first: the bias unit."""

    def __new__(cls, arg: MatrixExpr, axis: int | Integer = 1) -> AddOnes:
        return cast(AddOnes, Basic.__new__(cls, arg, Integer(axis)))

    arg = property(lambda self: self.args[0])
    axis = property(lambda self: int(self.args[1]))

    @property
    def shape(self) -> Shape:
        rows, columns = self.arg.shape
        return (rows, columns + 1) if self.axis == 1 else (rows + 1, columns)


class DropOnes(Typeset, MatrixExpr):
    """A matrix without its first column (axis 1) or first row (axis 0): undoes `AddOnes`."""

    def __new__(cls, arg: MatrixExpr, axis: int | Integer = 1) -> DropOnes:
        return cast(DropOnes, Basic.__new__(cls, arg, Integer(axis)))

    arg = property(lambda self: self.args[0])
    axis = property(lambda self: int(self.args[1]))

    @property
    def shape(self) -> Shape:
        rows, columns = self.arg.shape
        return (rows, columns - 1) if self.axis == 1 else (rows - 1, columns)


class MaskBias(Typeset, MatrixExpr):
    """A weight matrix whose first column (axis 1) or first row (axis 0), the biases, is set to zero."""

    def __new__(cls, arg: MatrixExpr, axis: int | Integer = 0) -> MaskBias:
        return cast(MaskBias, Basic.__new__(cls, arg, Integer(axis)))

    arg = property(lambda self: self.args[0])
    axis = property(lambda self: int(self.args[1]))
    shape = property(lambda self: self.args[0].shape)


class EntrySum(Typeset, Expr):
    """The sum of all entries of a matrix: a scalar."""

    def __new__(cls, matrix: MatrixExpr) -> EntrySum:
        return cast(EntrySum, Basic.__new__(cls, matrix))

    matrix = property(lambda self: self.args[0])
    is_commutative = True


class Gradient(Typeset, MatrixExpr):
    """∂(scalar)/∂(matrix), with the matrix's shape; quantities before the matrix are held fixed."""

    def __new__(cls, scalar: Symbol, wrt: MatrixSymbol) -> Gradient:
        return cast(Gradient, Basic.__new__(cls, scalar, wrt))

    scalar = property(lambda self: self.args[0])
    wrt = property(lambda self: self.args[1])
    shape = property(lambda self: self.args[1].shape)


class Entry(Typeset, Expr):
    """One entry of a matrix, counted from 1 as in the written mathematics."""

    def __new__(cls, matrix: MatrixExpr, row: Any, column: Any) -> Entry:
        return cast(Entry, Basic.__new__(cls, matrix, S(row), S(column)))

    matrix = property(lambda self: self.args[0])
    row = property(lambda self: self.args[1])
    column = property(lambda self: self.args[2])
    is_commutative = True


class SampleLoss(Typeset, Expr):
    """L_n: what sample n adds to the loss, its factor ½ or 1/N included, the penalty not."""

    def __new__(cls, sample: Any) -> SampleLoss:
        return cast(SampleLoss, Basic.__new__(cls, S(sample)))

    sample = property(lambda self: self.args[0])
    is_commutative = True


class Rate(Typeset, Expr):
    """∂(numerator)/∂(entry) along the network, the entry's own layer being independent."""

    def __new__(cls, numerator: Expr, denominator: Entry) -> Rate:
        return cast(Rate, Basic.__new__(cls, numerator, denominator))

    numerator = property(lambda self: self.args[0])
    denominator = property(lambda self: self.args[1])
    is_commutative = True


# Constructors that keep the order in which people write ---------------------------------


def split_factor(matrix: MatrixExpr) -> tuple[Expr, tuple[MatrixExpr, ...]]:
    """The scalar factor of a product, and its matrix factors: ``λ/N·A·B`` → ``λ/N, (A, B)``."""
    if not isinstance(matrix, MatMul):
        return S.One, (matrix,)
    scalars = [a for a in matrix.args if not a.is_Matrix]
    matrices = tuple(a for a in matrix.args if a.is_Matrix)
    factor = S.One
    for scalar in scalars:
        factor = factor * scalar
    return factor, matrices


def product(*factors: Any) -> MatrixExpr:
    """A matrix product with its scalar factors gathered in front; nothing is reordered."""
    scalar: Expr = S.One
    matrices: list[MatrixExpr] = []
    for factor in factors:
        if factor.is_Matrix:
            inner, parts = split_factor(factor)
            scalar = scalar * inner
            matrices.extend(parts)
        else:
            scalar = scalar * factor
    if scalar is S.One and len(matrices) == 1:
        return matrices[0]
    head = () if scalar is S.One else (scalar,)
    return MatMul(*head, *matrices)


def hadamard(*factors: MatrixExpr) -> MatrixExpr:
    """An element-wise product, flattened, with scalar factors in front of it."""
    scalar: Expr = S.One
    parts: list[MatrixExpr] = []
    for factor in factors:
        inner, matrices = split_factor(factor)
        scalar = scalar * inner
        if len(matrices) > 1:
            parts.append(MatMul(*matrices))
        elif isinstance(matrices[0], HadamardProduct):
            parts.extend(matrices[0].args)
        else:
            parts.extend(matrices)
    kept = [p for p in parts if not isinstance(p, OneMatrix)] or parts[:1]
    whole = kept[0] if len(kept) == 1 else HadamardProduct(*kept)
    return whole if scalar is S.One else MatMul(scalar, *split_factor(whole)[1])


def power(matrix: MatrixExpr, exponent: Any) -> MatrixExpr:
    """An element-wise power; the first power is the matrix itself."""
    exponent = S(exponent)
    if exponent is S.One:
        return matrix
    if exponent is S.Zero:
        return OneMatrix(*matrix.shape)
    return HadamardPower(matrix, exponent)


def total(*terms: MatrixExpr) -> MatrixExpr:
    """A matrix sum in the given order, flattened."""
    flat: list[MatrixExpr] = []
    for term in terms:
        flat.extend(term.args if isinstance(term, MatAdd) else (term,))
    return flat[0] if len(flat) == 1 else MatAdd(*flat)


def minus(left: MatrixExpr, right: MatrixExpr) -> MatrixExpr:
    """``left - right`` in that order."""
    return total(left, product(S.NegativeOne, right))


def transpose(matrix: MatrixExpr) -> MatrixExpr:
    """A transpose, pushed through products and other transposes only."""
    if isinstance(matrix, Transpose):
        return matrix.arg
    if isinstance(matrix, OneMatrix):
        return OneMatrix(*reversed(matrix.shape))
    if isinstance(matrix, MatMul):
        scalar, parts = split_factor(matrix)
        return product(scalar, *(transpose(p) for p in reversed(parts)))
    return Transpose(matrix)


def drop_ones(matrix: MatrixExpr, axis: int | Integer = 1) -> MatrixExpr:
    """`DropOnes` with the scalar factors of the matrix in front of it."""
    factor, parts = split_factor(matrix)
    return product(factor, DropOnes(product(*parts), axis))


def ones(rows: Any, columns: Any) -> OneMatrix:
    """The matrix of ones, 𝟏."""
    return OneMatrix(S(rows), S(columns))


def rebuild(expression: Basic, change: Callable[[Basic], Basic | None]) -> Basic:
    """The expression with every node for which `change` returns something replaced by it.

    Unlike `xreplace` on evaluated nodes it keeps the written order.
    """
    changed = change(expression)
    if changed is not None:
        return changed
    if not expression.args or isinstance(expression, MatrixSymbol | Symbol | Str):
        return expression
    args = [rebuild(a, change) for a in expression.args]
    if all(new is old for new, old in zip(args, expression.args, strict=True)):
        return expression
    return _remake(expression, args)


def _remake(expression: Basic, args: Iterable[Basic]) -> Basic:
    makers: dict[type, Callable[..., Basic]] = {
        MatMul: product,
        MatAdd: total,
        HadamardProduct: hadamard,
        HadamardPower: power,
        Transpose: transpose,
        DropOnes: drop_ones,
    }
    return makers.get(type(expression), expression.func)(*args)

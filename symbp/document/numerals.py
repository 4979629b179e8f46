"""Numbers as they are printed: true roundings of certified values, large matrices with dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, cast

from sympy import Basic, Symbol
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.special import OneMatrix

from symbp.data import Dataset, arguments
from symbp.derivation import Derivation
from symbp.document.lines import Line
from symbp.nodes import Elementwise, Softmax, rebuild
from symbp.notation import Style, layout
from symbp.notation.tree import Fence, Frac, Grid, Num, Op, Row, Script, Sym, Tree
from symbp.numeric.train import Training

Rows = Sequence[Sequence[Decimal]]
"""A matrix of exact decimals, or an array of doubles."""

MOST_ROWS, MOST_COLUMNS = 6, 6
"""A matrix with more rows or columns is shown with dots in it."""

WIDEST_LINE = 66
"""About how many digits wide a line of numbers may be; a wider one is broken at an equals sign."""

CERTIFIED_OPERATIONS = 400_000
"""Up to this many multiplications in one pass, values are computed in certified arithmetic."""

EXACT = Context(prec=60)


def operations(d: Derivation, samples: int) -> int:
    """How many multiplications the matrix products of one forward and backward pass take."""
    units = d.net.units
    return 3 * samples * sum(a * b for a, b in pairwise(units))


@dataclass(frozen=True)
class Values:
    """What a derivation's expressions are worth at given numbers: ``X``, ``t``, the parameters, ``lam``.

    Every value is certified to 30 digits where the network is small enough (`certified`), else computed in
    double precision.
    """

    d: Derivation
    given: Mapping[str, Any]
    certified: bool

    @classmethod
    def at(cls, d: Derivation, data: Dataset, training: Training) -> Values:
        """The values at the data and the weights before training."""
        numbers = arguments(d.net, data, training.before, training.lam)
        names = [symbol.name for symbol in d.net.names.arguments]
        certified = operations(d, data.N) <= CERTIFIED_OPERATIONS
        return cls(d, dict(zip(names, numbers, strict=True)), certified)

    def __getitem__(self, name: str) -> Rows:
        """A named quantity as rows of decimals; the loss as one row of one."""
        return self.of(self.d.net.names.table[name].symbol)

    def of(self, expression: Basic) -> Rows:
        """The value of any expression in the derivation's names."""
        return self._balls.rows(expression) if self.certified else self._floats.rows(expression)

    @cached_property
    def _balls(self) -> Any:
        return Certified(self.d, self.given)

    @cached_property
    def _floats(self) -> Any:
        return Doubles(self.d, self.given)


class Certified:
    """Values in ball arithmetic, wide enough that 30 digits are certain."""

    BITS = 256

    def __init__(self, d: Derivation, given: Mapping[str, Any]) -> None:
        from symbp.verify.ball import Balls
        from symbp.verify.environment import Definitions, Environment
        from symbp.verify.numbers import Clock
        from symbp.verify.values import point_of

        equations = {e.name: e.rhs for e in d.equations.values()}
        self.definitions = Definitions(d.net, equations, d.sample_loss, Clock(60.0))
        self.environment = Environment(self.definitions, Balls(), point_of(d.net, given))

    def rows(self, expression: Basic) -> Rows:
        from symbp.verify.ball import precision

        with precision(self.BITS):
            value = self.definitions.compiler(expression)(self.environment)
            table = value if isinstance(value, list) else [[value]]
            return [[Decimal(x.str(40, radius=False)) for x in row] for row in table]


class Doubles:
    """Values in double precision, for networks too large for balls."""

    def __init__(self, d: Derivation, given: Mapping[str, Any]) -> None:
        self.d, self.given = d, given

    def rows(self, expression: Basic) -> Rows:
        import numpy as np

        name = str(getattr(expression, "name", ""))
        value = self.given[name] if name in self.given else self.d.function(name)(*self.given.values())
        return self.shaped(name, np.asarray(value, dtype=float))

    def shaped(self, name: str, value: Any) -> Rows:
        """An array in the shape in which its quantity is written."""
        shape = self.d.net.names.table[name].shape
        return value.reshape(1, -1) if shape[0] == 1 else value.reshape(len(value), -1)


# Printing -----------------------------------------------------------------------------------


def rounded(value: Decimal, decimals: int) -> str:
    """The value to that many decimals, half to even, without a minus sign on zero."""
    text = str(value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN, context=EXACT))
    return text.lstrip("-") if not Decimal(text) else text


def scientific(number: Decimal | float, digits: int) -> Tree:
    """A number with that many significant digits, as a power of ten where that is shorter."""
    value = Decimal(number)
    if not value:
        return Num("0")
    power = value.adjusted()
    if -4 < power < digits:
        return Num(rounded(value, max(0, digits - 1 - power)))
    mantissa = Num(rounded(value.scaleb(-power, context=EXACT), digits - 1))
    return Row((mantissa, Op("times"), Script(Num("10"), sup=Num(str(power)))))


def matrix(rows: Rows, digits: int) -> Tree:
    """A matrix of numbers: `digits` after the point, more where its largest entry would show fewer.

    Where all entries are tiny, or one is large, a power of ten stands in front; of a large matrix the
    first rows and columns are shown, dots, and the last.
    """
    across, down = kept(len(rows[0]), MOST_COLUMNS), kept(len(rows), MOST_ROWS)
    every = [Decimal(rows[i][j]) for i in down for j in across if i >= 0 and j >= 0]
    size = max(map(abs, every)).adjusted() if any(every) else 0
    power = size if not -5 < size < 6 else 0
    decimals = min(max(digits, digits - 1 - (size - power)), max(map(places, every)))

    def cell(i: int, j: int) -> Tree:
        if i < 0 or j < 0:
            return Op("dots" if i >= 0 else "vdots" if j >= 0 else "ddots")
        return Num(rounded(Decimal(rows[i][j]).scaleb(-power, context=EXACT), decimals))

    grid = Grid(tuple(tuple(cell(i, j) for j in across) for i in down), numeric=True)
    return Fence(Row((Script(Num("10"), sup=Num(str(power))), grid))) if power else grid


def places(value: Decimal) -> int:
    """How many decimals a number has when written in full; a double in the shortest form that means it."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def kept(count: int, most: int) -> list[int]:
    """The first places, −1 for the gap, and the last one."""
    return list(range(count)) if count <= most else [*range(most - 2), -1, count - 1]


# Worked lines -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numerals:
    """How the values of one document are printed."""

    values: Values
    style: Style
    digits: int

    def matrix(self, expression: Basic) -> Tree:
        """The value of an expression: a matrix, or a number."""
        if isinstance(expression, Symbol) and expression != self.values.d.loss.lhs:
            return self.scalar(expression)
        rows = self.values.of(expression)
        if isinstance(expression, MatrixExpr) and (len(rows), len(rows[0])) != (1, 1):
            return matrix(rows, self.digits)
        return scientific(rows[0][0], self.digits + 1)

    def worked(self, name: str) -> list[Line]:
        """A named quantity: symbol = formula = formula with numbers = result, on as few lines as fit."""
        equation = self.values.d.equations[name]
        formula, result = layout(equation.rhs, self.style), self.matrix(equation.lhs)
        left = layout(equation.lhs, self.style)
        if isinstance(equation.rhs, MatrixSymbol) or not isinstance(equation.rhs, MatrixExpr):
            return equalities(left, [formula, result])
        parts = [formula, result]
        if self.values.certified and (substituted := self.substituted(equation.rhs)) != result:
            parts.insert(1, substituted)
        return equalities(left, parts)

    def substituted(self, expression: Basic) -> Tree:
        """The expression with its operands as numbers: what is left to do is its outermost operations."""
        stand_ins = {
            operand: MatrixSymbol(f"operand_{place}", *operand.shape)
            for place, operand in enumerate(operands(expression))
        }
        scalars = {
            layout(s, self.style): self.scalar(s) for s in expression.free_symbols if isinstance(s, Symbol)
        }
        numbers = {
            layout(stand_in, self.style): self.matrix(operand) for operand, stand_in in stand_ins.items()
        }
        return replaced(layout(rebuild(expression, stand_ins.get), self.style), {**scalars, **numbers})

    def scalar(self, symbol: Symbol) -> Tree:
        return Num(f"{float(self.values.of(symbol)[0][0]):.12g}")


def operands(expression: Basic) -> list[MatrixExpr]:
    """The matrices that a reader multiplies, adds or feeds to a function: each becomes numbers."""
    if isinstance(expression, HadamardProduct):
        return [operand for arg in expression.args for operand in factors(arg)]
    if isinstance(expression, MatAdd | MatMul):
        return [operand for arg in expression.args if arg.is_Matrix for operand in operands(arg)]
    if (isinstance(expression, Elementwise) and not expression.order) or isinstance(expression, Softmax):
        return [expression.arg]
    if isinstance(expression, OneMatrix):
        return []
    return [expression]


def factors(expression: MatrixExpr) -> list[MatrixExpr]:
    """A factor of an element-wise product, computed before it is multiplied."""
    return [] if isinstance(expression, OneMatrix) else [expression]


def replaced(tree: Any, found: Mapping[Any, Tree]) -> Any:
    """The tree with parts of it replaced; brackets around a matrix of numbers are not needed."""
    if isinstance(tree, tuple):
        return tuple(replaced(part, found) for part in tree)
    if isinstance(tree, type) or not is_dataclass(tree):
        return tree
    if tree in found:
        return found[tree]
    changes = {f.name: replaced(getattr(tree, f.name), found) for f in fields(tree)}
    made: Any = replace(cast(Any, tree), **changes)
    return made.inner if isinstance(made, Fence) and isinstance(made.inner, Grid) else made


def equalities(left: Tree, parts: Sequence[Tree]) -> list[Line]:
    """left = part = part …, on as few lines as hold them."""
    lines: list[tuple[str, list[Tree]]] = []
    for part in parts:
        for sign, term in terms(part):
            if lines and width(left) + sum(map(width, [*lines[-1][1], term])) <= WIDEST_LINE:
                lines[-1][1].extend((Op(sign), term))
            else:
                lines.append((sign, [term]))
    (_, first), *others = lines
    return [
        Line(left, Row(tuple(first))),
        *(Line(None, Row(tuple(line)), sign=sign) for sign, line in others),
    ]


def terms(part: Tree) -> list[tuple[str, Tree]]:
    """A part of an equality with its equals sign; one that is too wide comes term by term."""
    if not isinstance(part, Row) or width(part) <= WIDEST_LINE:
        return [("=", part)]
    found: list[tuple[str, list[Tree]]] = [("=", [])]
    for item in part.items:
        if isinstance(item, Op) and item.name in ("+", "-") and found[-1][1]:
            found.append((item.name, []))
        else:
            found[-1][1].append(item)
    return [(sign, Row(tuple(items))) for sign, items in found]


def width(tree: Tree | None) -> float:
    """About how many digits wide a tree is."""
    match tree:
        case Grid(rows):
            return 1 + sum(1.5 + max(map(width, column)) for column in zip(*rows, strict=True))
        case Num(text):
            return len(text)
        case Row(items):
            return sum(map(width, items))
        case Frac(numerator, denominator):
            return max(width(numerator), width(denominator))
        case Script(base, sub, sup):
            return width(base) + 0.7 * max(width(sub), width(sup))
        case Fence(inner):
            return 1 + width(inner)
        case Op() | Sym():
            return 1.5
    return 0

"""Read NumPy text, such as ``a2.T @ delta3``, into SymPy; nothing of it is ever run.

Python's own `ast` reads the text.  Each node of the tree is translated by a small table, shapes are
checked with symbolic dimensions, and rows and columns are broadcast as NumPy would (``X @ W1 + b1``).
What `plain` writes reads back to the same object.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sympy import Add, Expr, Mul, Rational, S, pi
from sympy.matrices.expressions import MatrixExpr

from symbp.errors import ConfigError, NotationError, choices
from symbp.network import Network
from symbp.nodes import (
    DropOnes,
    Elementwise,
    EntrySum,
    ScalarFunction,
    hadamard,
    ones,
    power,
    product,
    total,
    transpose,
)
from symbp.notation.scalar_text import check_power, number, parse_tree
from symbp.penalties import N

SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
}


def parse_matrix(text: str, net: Network) -> MatrixExpr | Expr:
    """The SymPy object that NumPy text writes down in the names of a network.

    >>> parse_matrix("a2.T @ delta3", Network.preset("lecture10-regression")).shape
    (S2, K)

    Raises `NotationError` with the column, what was found and what was expected.
    """
    line = text.strip().replace("\n", " ")
    return Site(net, line, parse_tree(line)).value()


@dataclass(frozen=True)
class Site:
    """A place in the text: its node, and the network whose names it uses."""

    net: Network
    text: str
    node: Any

    @property
    def column(self) -> int:
        return int(self.node.col_offset) + 1

    @property
    def source(self) -> str:
        """The text of this place, shortened."""
        found = ast.get_source_segment(self.text, self.node) or ""
        return found if len(found) <= 40 else found[:39] + "…"

    def at(self, node: ast.AST) -> Site:
        return replace(self, node=node)

    def value(self) -> Any:
        """What this place writes down: a matrix or a scalar."""
        return READERS.get(type(self.node), unreadable)(self)

    def refuse(self, reason: str) -> NotationError:
        return NotationError(f"column {self.column}: {reason}")


def unreadable(site: Site) -> Any:
    raise site.refuse(f"{site.source!r} is not part of the NumPy notation that symbp reads")


# Names, numbers, attributes ---------------------------------------------------------------


def constant(site: Site) -> Expr:
    return number(site.node.value, site.column)


def name(site: Site) -> Any:
    """A quantity of the network, one of its dimensions, or π."""
    wanted, names = site.node.id, site.net.names
    others = {"N": N, **{d.name: d for d in names.dims}, "pi": pi}
    if wanted in others:
        return others[wanted]
    try:
        return names.table[names.canonical(wanted)].symbol
    except ConfigError:
        known = [*names.table, *others]
        same = [k for k in known if k.lower() == wanted.lower()]
        hint = f"did you mean {same[0]!r}?" if same else choices(known, wanted)
        raise site.refuse(f"unknown name {wanted!r}; {hint}") from None


def attribute(site: Site) -> Any:
    """``X.T``; anything else after a dot is a function and needs its parentheses."""
    if site.node.attr != "T":
        raise site.refuse(f"{site.source!r}: after a dot only T, shape[0], shape[1] and functions are read")
    return transpose(matrix_at(site.at(site.node.value)))


def subscript(site: Site) -> Any:
    """``X.shape[0]``, and a matrix without its first column ``[:, 1:]`` or row ``[1:, :]``."""
    inner, wanted = site.node.value, ast.unparse(site.node.slice)
    if isinstance(inner, ast.Attribute) and inner.attr == "shape" and wanted in ("0", "1"):
        return matrix_at(site.at(inner.value)).shape[int(wanted)]
    axis = {":, 1:": 1, "(:, 1:)": 1, "1:, :": 0, "(1:, :)": 0, "1:": 0}.get(wanted)
    if axis is None:
        raise site.refuse(f"{site.source!r}: of the slices only [:, 1:], [1:, :] and .shape[0] are read")
    return DropOnes(matrix_at(site.at(inner)), axis)


def matrix_at(site: Site) -> Any:
    """The value of a place that must hold a matrix."""
    value = site.value()
    if not value.is_Matrix:
        raise site.refuse(f"{site.source!r} is a number; expected a matrix")
    return value


def scalar_at(site: Site) -> Any:
    """The value of a place that must hold a number."""
    value = site.value()
    if value.is_Matrix:
        raise site.refuse(f"{site.source!r} is a matrix ({shape_text(value)}); expected a number")
    return value


def shape_text(matrix: MatrixExpr) -> str:
    """A shape in a message: N×S2."""
    return "×".join(f"({size})" if isinstance(size, Add) else str(size) for size in matrix.shape)


# Operators --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """The two sides of an operator: where they stand and what they are worth."""

    site: Site
    sign: str
    left: Site
    right: Site
    first: Any
    second: Any

    @property
    def matrices(self) -> tuple[bool, bool]:
        return bool(self.first.is_Matrix), bool(self.second.is_Matrix)

    def mismatch(self, expected: str) -> NotationError:
        left, right = (
            f"{side.source} is {shape_text(value)}"
            for side, value in ((self.left, self.first), (self.right, self.second))
        )
        return self.refuse(f"needs {expected}: {left} and {right}{self.hint()}")

    def refuse(self, reason: str) -> NotationError:
        return NotationError(f"column {self.column}: '{self.sign}' {reason}")

    @property
    def column(self) -> int:
        """Where the operator itself stands."""
        if not isinstance(self.site.node, ast.BinOp):
            return self.site.column
        between = self.site.text.encode()[self.left.node.end_col_offset : self.right.node.col_offset]
        return self.left.node.end_col_offset + max(between.find(self.sign.encode()), 0) + 1

    def hint(self) -> str:
        """The transpose, or the other product, that would fit."""
        a, b = self.first.shape, self.second.shape
        left, right = self.left.source, self.right.source
        fits = {
            f"{right}.T": self.joins(a, b[::-1]),
            f"{left}.T": self.joins(a[::-1], b),
            f"{left}.T @ {right}": self.sign == "*" and a[0] == b[0],
            f"{left} @ {right}": self.sign == "*" and a[1] == b[0],
        }
        found = next((text for text, fit in fits.items() if fit), None)
        return f"; did you mean {found}?" if found else ""

    def joins(self, a: tuple[Expr, Expr], b: tuple[Expr, Expr]) -> bool:
        return a[1] == b[0] if self.sign == "@" else a == b


def binary(site: Site) -> Any:
    operator = type(site.node.op)
    if operator not in OPERATORS:
        return unreadable(site)
    left, right = site.at(site.node.left), site.at(site.node.right)
    return OPERATORS[operator](Pair(site, SIGNS[operator], left, right, left.value(), right.value()))


def unary(site: Site) -> Any:
    value = site.at(site.node.operand).value()
    if isinstance(site.node.op, ast.UAdd):
        return value
    if not isinstance(site.node.op, ast.USub):
        return unreadable(site)
    return product(S.NegativeOne, value) if value.is_Matrix else times(S.NegativeOne, value)


def add(pair: Pair) -> Any:
    if pair.matrices == (False, False):
        return plus(pair.first, pair.second)
    return total(*fitted(pair))


def subtract(pair: Pair) -> Any:
    if pair.matrices == (False, False):
        return plus(pair.first, times(S.NegativeOne, pair.second))
    left, right = fitted(pair)
    return total(left, product(S.NegativeOne, right))


def multiply(pair: Pair) -> Any:
    if pair.matrices == (False, False):
        return times(pair.first, pair.second)
    if pair.matrices == (True, True):
        return hadamard(*fitted(pair))
    return product(pair.first, pair.second)


def divide(pair: Pair) -> Any:
    over, under = pair.first, pair.second
    if pair.matrices == (True, True):
        left, right = fitted(pair)
        return hadamard(left, power(right, -1))
    if pair.matrices[1]:
        return product(over, power(under, -1))
    if under.is_zero:
        raise pair.site.refuse("division by zero")
    return product(1 / under, over) if pair.matrices[0] else times(1 / under, over)


def matrix_multiply(pair: Pair) -> Any:
    if pair.matrices != (True, True):
        raise pair.refuse("needs two matrices; a number is multiplied by '*'")
    if pair.first.shape[1] != pair.second.shape[0]:
        raise pair.mismatch("equal inner sizes")
    return product(pair.first, pair.second)


def raise_to(pair: Pair) -> Any:
    base, exponent = pair.first, pair.second
    if pair.matrices[1] or not isinstance(exponent, Rational):
        raise pair.right.refuse(f"exponent {pair.right.source!r}: expected a number")
    check_power(base, exponent, pair.right.column)
    return power(base, exponent) if pair.matrices[0] else base**exponent


OPERATORS: dict[type[ast.operator], Callable[[Pair], Any]] = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.MatMult: matrix_multiply,
    ast.Pow: raise_to,
}


def plus(left: Expr, right: Expr) -> Expr:
    """A sum of scalars; sums of entries keep the order in which a loss is written."""
    if not (left.has(EntrySum) or right.has(EntrySum)):
        return left + right
    return Add(*Add.make_args(left), right, evaluate=False)


def times(left: Expr, right: Expr) -> Expr:
    if left is S.One or not right.has(EntrySum):
        return left * right
    return Mul(left, right, evaluate=False)


def fitted(pair: Pair) -> tuple[MatrixExpr, MatrixExpr]:
    """Both sides in one shape: numbers, rows and columns are repeated as NumPy repeats them."""
    left, right = pair.first, pair.second
    if not left.is_Matrix:
        return product(left, ones(*right.shape)), right
    if not right.is_Matrix:
        return left, product(right, ones(*left.shape))
    shape = []
    for a, b in zip(left.shape, right.shape, strict=True):
        if a != b and a is not S.One and b is not S.One:
            raise pair.mismatch("equal shapes")
        shape.append(b if a is S.One else a)
    return spread(left, *shape), spread(right, *shape)


def spread(matrix: MatrixExpr, rows: Expr, columns: Expr) -> MatrixExpr:
    """A row repeated to `rows` rows (𝟏 b), a column to `columns` columns (b 𝟏ᵀ)."""
    if matrix.shape[0] != rows:
        matrix = product(ones(rows, 1), matrix)
    return matrix if matrix.shape[1] == columns else product(matrix, ones(1, columns))


def comparison(site: Site) -> Any:
    """``Z2 > 0``: 1 where it holds and 0 elsewhere, the derivative of relu."""
    match site.node:
        case ast.Compare(left=left, ops=[ast.Gt()], comparators=[ast.Constant(value=0)]):
            return Elementwise(ScalarFunction("step"), matrix_at(site.at(left)))
    raise site.refuse(f"{site.source!r}: of the comparisons only > 0 is read")


def call(site: Site) -> Any:
    from symbp.notation.numpy_calls import value_of_call

    return value_of_call(site)


READERS: dict[type[ast.AST], Callable[[Site], Any]] = {
    ast.Constant: constant,
    ast.Name: name,
    ast.Attribute: attribute,
    ast.Subscript: subscript,
    ast.BinOp: binary,
    ast.UnaryOp: unary,
    ast.Compare: comparison,
    ast.Call: call,
}
"""How each node of Python's syntax tree is read; any other is refused."""

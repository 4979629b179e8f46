"""From the surface tree to the derivation's objects: every sensible reading of an expression.

Letters get their meaning from the network and from how the text writes (`letters`, `names`),
products theirs from the shapes (`products`).  Readings are lists, the most usual first.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    Eq,
    Ge,
    Gt,
    ImmutableDenseMatrix,
    KroneckerDelta,
    Le,
    Lt,
    Ne,
    Piecewise,
    Rational,
    S,
    sqrt,
    true,
)

from symbp.nodes import AddOnes, ScalarFunction, power
from symbp.reading import factors, letters, sums  # noqa: F401  # each fills the table of readers
from symbp.reading import surface as s
from symbp.reading.context import Context, readings, reads
from symbp.reading.derivatives import derivative, quotient_of
from symbp.reading.functions import Head, called, value_of
from symbp.reading.problem import ReadingError
from symbp.reading.scripted import squared
from symbp.reading.scripts import Scripts, scripts_of
from symbp.reading.subscripts import index
from symbp.reading.values import (
    Options,
    added,
    combined,
    divided,
    is_matrix,
    one,
)

# Sums, brackets, fractions --------------------------------------------------------------------


@reads(s.Sum)
def sum_of(node: s.Sum, context: Context) -> Options:
    signs = [sign for sign, _ in node.items]
    if "±" in signs:
        raise ReadingError("± is two statements at once", node.at + 1)
    parts = [readings(item, context) for _, item in node.items]
    return combined(parts, lambda *values: added(signs, values, node.at))


@reads(s.Bracket)
def bracket(node: s.Bracket, context: Context) -> Options:
    inner = node.inner
    if isinstance(inner, s.Chain):
        return indicator(inner, context)
    if isinstance(inner, s.Table) and node.kind in "([":
        return readings(inner, context)
    if node.kind == "[" and (beside := bias_unit(inner)) is not None:
        with_unit = with_ones(beside, context)
        if with_unit is not None:
            return with_unit
    if isinstance(inner, s.Listed):
        raise ReadingError("several things with commas between them have no single value", node.at + 1)
    if node.kind == "norm":
        return combined([readings(inner, context)], lambda value: sqrt(squared(value)))
    if node.kind == "abs":
        head = Head(s.Letter("abs", at=node.at), scripts_of(s.Script(node)))
        return combined(
            [readings(inner, context)], lambda value: value_of(ScalarFunction("abs"), value, 0, head)
        )
    if node.kind == "<":
        raise ReadingError("⟨ ⟩ is not read", node.at + 1)
    return readings(inner, context)


RELATIONS: dict[str, Any] = {"=": Eq, "≠": Ne, "<": Lt, ">": Gt, "≤": Le, "≥": Ge}


def indicator(node: s.Chain, context: Context) -> Options:
    """[j = k] and [Z > 0]: 1 where it holds."""
    relation = node.items[1][0] if len(node.items) == 2 else ""
    if relation == "=":
        sides = [index(item, context) for _, item in node.items]
        return combined(sides, lambda left, right: KroneckerDelta(left, right))
    if relation not in ("<", ">", "≤", "≥") or node.items[1][1] != s.Number("0"):
        raise ReadingError("of the conditions in brackets only [j = k] and [z > 0] are read", node.at + 1)
    head = Head(s.Letter("step", at=node.at), Scripts())
    found = called(head, readings(node.items[0][1], context), context)
    return found if relation in (">", "≥") else combined([found], lambda value: complement(value, node.at))


def complement(value: Any, at: int) -> Any:
    """1 − a value."""
    return added(("+", "-"), (S.One, value), at)


@reads(s.Chain)
def chain(node: s.Chain, context: Context) -> Options:
    if len(node.items) == 1:
        return readings(node.items[0][1], context)
    raise ReadingError("a relation inside an expression", node.at + 1)


@reads(s.Root)
def root(node: s.Root, context: Context) -> Options:
    half = Rational(1, 2)
    return combined([readings(node.inner, context)], lambda v: power(v, half) if is_matrix(v) else sqrt(v))


@reads(s.Fraction)
def fraction(node: s.Fraction, context: Context) -> Options:
    sides = quotient_of(node)
    if sides is not None and sides[0] is not None:
        return derivative(sides[0], sides[1], context, node.at)
    return combined(
        [readings(node.over, context), readings(node.under, context)],
        lambda over, under: divided(over, under, node.at),
    )


@reads(s.Brace)
def brace(node: s.Brace, context: Context) -> Options:
    """Something with a note; 𝟏 has the dimensions that are written under it."""
    if isinstance(node.inner, s.Letter) and node.inner == s.Letter("1", "bold"):
        return readings(s.Script(node.inner, sub=node.note, at=node.at), context)
    return readings(node.inner, context)


def bias_unit(inner: s.Surface) -> s.Table | None:
    """[𝟏, X] and [𝟏 X] as a matrix of two columns."""
    parts = inner.items if isinstance(inner, s.Listed) else ()
    if isinstance(inner, s.Product) and [sign for sign, _ in inner.items] == ["", ""]:
        parts = tuple(item for _, item in inner.items)
    first = parts[0] if len(parts) == 2 else None
    if first not in (s.Letter("1", "bold"), s.Letter("1", "blackboard"), s.Number("1")):
        return None
    return s.Table("matrix", (tuple(parts),), at=inner.at)


# Tables ---------------------------------------------------------------------------------------


@reads(s.Table)
def table(node: s.Table, context: Context) -> Options:
    if node.kind == "cases":
        return cases(node, context)
    stacked = with_ones(node, context)
    if stacked is not None:
        return stacked
    widths = {len(row) for row in node.rows}
    if len(widths) != 1 or not node.rows:
        raise ReadingError("a matrix whose rows have different lengths", node.at + 1)
    cells = [readings(cell, context) for row in node.rows for cell in row]
    if len(cells) > 400:
        raise ReadingError(f"a matrix of {len(cells)} entries; at most 400 are read", node.at + 1)
    columns = widths.pop()

    def build(*values: Any) -> Any:
        if any(is_matrix(value) for value in values):
            raise ReadingError("a matrix inside a matrix", node.at + 1, "only [𝟏 X] is read")
        return ImmutableDenseMatrix(len(node.rows), columns, list(values))

    return one(build(*(cell[0].value for cell in cells)))


def with_ones(node: s.Table, context: Context) -> Options | None:
    """[𝟏 X]: the bias unit before a matrix, or above it."""
    if [len(row) for row in node.rows] == [2]:
        (first, matrix), axis = node.rows[0], 1
    elif [len(row) for row in node.rows] == [1, 1]:
        first, matrix, axis = node.rows[0][0], node.rows[1][0], 0
    else:
        return None
    found = tuple(reading for reading in readings(matrix, context) if is_matrix(reading.value))
    if not found:
        return None
    single = readings(first, context)[0].value
    if single is not S.One and getattr(single, "is_Matrix", False) is False:
        return None
    return combined([found], lambda value: AddOnes(value, axis))


def cases(node: s.Table, context: Context) -> Options:
    """Values with their conditions."""
    pairs: list[tuple[Options, Any]] = []
    for value, when in node.rows:
        if isinstance(value, s.Listed):  # a comma before the condition
            value = next(item for item in value.items if not isinstance(item, s.Empty))
        pairs.append((readings(value, context), condition(when, context)))
    tests = [test for _, test in pairs]
    return combined(
        [value for value, _ in pairs],
        lambda *values: Piecewise(*zip(values, tests, strict=True), evaluate=False),
    )


def condition(node: s.Surface, context: Context) -> Any:
    test = node.test if isinstance(node, s.Condition) else node
    if test is None:
        return true
    if not isinstance(test, s.Chain) or len(test.items) != 2 or test.items[1][0] not in RELATIONS:
        raise ReadingError(
            "this condition is not understood", test.at + 1, "expected a relation such as t = 1"
        )
    left, right = (readings(item, context)[0].value for _, item in test.items)
    return RELATIONS[test.items[1][0]](left, right)

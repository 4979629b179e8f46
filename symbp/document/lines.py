"""What a document displays: lines of mathematics, laid out once for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sympy import Basic, preorder_traversal
from sympy.matrices.expressions import HadamardProduct, MatMul, MatrixExpr

from symbp.derivation import Equation, Step
from symbp.nodes import split_factor
from symbp.notation import Style, layout, shape
from symbp.notation.tree import Brace, Op, Row, Tree, Words


@dataclass(frozen=True)
class Code:
    """A name or a line of a program inside text."""

    text: str


@dataclass(frozen=True)
class Ref:
    """A reference to what stands at a label; `otherwise` is said where that is left out."""

    label: str
    otherwise: str = ""


Inline = str | Tree | Code | Ref | tuple[Any, ...]
"""What may stand inside a sentence, a reason or a table cell; a tuple is its parts in order."""


@dataclass(frozen=True)
class Line:
    """One displayed line: left side (none where it continues the line above), sign, right side, reason.

    A line with a label has a number, and text can refer to it; `seen` stands in the place of the
    number of a line that has appeared before.
    """

    left: Tree | None
    right: Tree
    reason: Inline = ""
    label: str = ""
    sign: str = "="
    seen: Ref | None = None

    @property
    def whole(self) -> Tree:
        """The line as one expression."""
        left = () if self.left is None else (self.left,)
        return Row((*left, *self.continued.items))

    @property
    def continued(self) -> Row:
        """The line from its sign on; an empty text before + or − makes it an operation."""
        before = (Words(""),) if self.sign in ("+", "-") else ()
        sign = (Op(self.sign),) if self.sign else ()
        return Row((*before, *sign, self.right))


@dataclass(frozen=True)
class Display:
    """Lines aligned at their signs; a page may end after any line of a `loose` display.

    Of another display at least two lines stay together at either end.
    """

    lines: tuple[Line, ...]
    loose: bool = False

    @property
    def label(self) -> str:
        """The label of the last line, by which text refers to the result."""
        return self.lines[-1].label


class Table(NamedTuple):
    """A table as macros take it; `align` says left, right, center or wide for each column."""

    caption: Inline
    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    align: tuple[str, ...]


def definition(equation: Equation, style: Style, reason: Inline = "", label: str = "") -> Line:
    """An equation as a line; over a matrix product in braces its left side gets a brace too (L12)."""
    left = layout(equation.lhs, style)
    if style.braces and is_matrix_product(equation.rhs):
        left = Brace(left, shape(equation.lhs.shape, style))
    return Line(left, layout(equation.rhs, style), reason, label or f"eq-{equation.name}")


def chain(
    steps: Sequence[Step], style: Style, label: str, assumptions: Mapping[str, Tree] | None = None
) -> Display:
    """Consecutive steps as one chain of equalities; its last line has the number.

    `assumptions` says how the assumptions of steps are written.
    """
    lines = [Line(None, layout(step.after, style), reason_of(step, assumptions or {})) for step in steps]
    lines[0] = replace(lines[0], left=layout(steps[0].before, style))
    lines[-1] = replace(lines[-1], label=label)
    return Display(tuple(lines))


def reason_of(step: Step, assumptions: Mapping[str, Tree]) -> Inline:
    """Why a line holds, with the assumption it needs; a formula in it is not broken."""
    reason = re.sub(r" ([−=+·]) ", "\u00a0\\1\u00a0", step.reason)
    if not step.assumption:
        return reason
    return (reason, ": ", assumptions.get(step.assumption, step.assumption))


def group(steps: Iterable[Step]) -> list[list[Step]]:
    """The steps as chains: each begins where the one before it ended."""
    chains: list[list[Step]] = []
    for step in steps:
        if chains and chains[-1][-1].after == step.before and chains[-1][-1].level == step.level:
            chains[-1].append(step)
        else:
            chains.append([step])
    return chains


def is_matrix_product(expression: Basic) -> bool:
    """Whether the outermost operation multiplies at least two matrices."""
    return isinstance(expression, MatMul) and len(split_factor(expression)[1]) > 1


def matrix_products(expression: Basic) -> list[MatMul]:
    """Every matrix product inside an expression."""
    return [
        node
        for node in preorder_traversal(expression)
        if isinstance(node, MatrixExpr) and is_matrix_product(node)
    ]


def entry_products(expression: Basic) -> list[HadamardProduct]:
    """Every element-wise product inside an expression."""
    return [node for node in preorder_traversal(expression) if isinstance(node, HadamardProduct)]

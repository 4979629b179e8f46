"""What the special signs mean: for a text, the entries that it needs and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Basic, KroneckerDelta, S, preorder_traversal
from sympy.matrices.expressions import HadamardProduct, MatMul, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    Gradient,
    MaskBias,
    OneHot,
    SampleLoss,
    Softmax,
    split_factor,
)
from symbp.notation.layout import layout
from symbp.notation.style import DEFAULT, Style
from symbp.notation.tree import Tree


def is_kind(kind: type, **fields: Any) -> Callable[[Basic], bool]:
    """A test for nodes of a kind, with the given values in the given fields."""
    return lambda node: (
        isinstance(node, kind) and all(getattr(node, field) == value for field, value in fields.items())
    )


def divides(node: Basic) -> bool:
    """Whether an element-wise product divides by one of its later factors."""
    return isinstance(node, HadamardProduct) and any(
        isinstance(arg, HadamardPower) and arg.exp is S.NegativeOne for arg in node.args[1:]
    )


GLOSSARY: dict[str, tuple[Callable[[Basic], bool], str]] = {
    "matrix product": (
        lambda node: isinstance(node, MatMul) and len(split_factor(node)[1]) > 1,
        "matrix product: factors without a sign between them, rows times columns",
    ),
    "entry product": (
        lambda node: isinstance(node, HadamardProduct) and not divides(node),
        "element-wise product: entry times entry",
    ),
    "entry quotient": (divides, "element-wise quotient: entry divided by entry"),
    "entry power": (
        lambda node: isinstance(node, HadamardPower) and node.exp is not S.NegativeOne,
        "element-wise power: the power of every entry",
    ),
    "transpose": (is_kind(Transpose), "transpose: rows become columns"),
    "ones": (is_kind(OneMatrix), "matrix of ones, with its dimensions below"),
    "function": (is_kind(Elementwise, order=0), "function applied to every entry"),
    "derivative": (is_kind(Elementwise, order=1), "derivative of the function, applied to every entry"),
    "softmax": (is_kind(Softmax), "softmax of the scores of every sample"),
    "one-hot": (is_kind(OneHot), "1 at the class of each sample, 0 elsewhere"),
    "bias column": (is_kind(AddOnes, axis=1), "matrix with a column of ones put first: the bias unit"),
    "bias row": (is_kind(AddOnes, axis=0), "matrix with a row of ones put first: the bias unit"),
    "no bias column": (is_kind(DropOnes, axis=1), "matrix without its first column: without the bias unit"),
    "no bias row": (is_kind(DropOnes, axis=0), "matrix without its first row: without the bias unit"),
    "no bias": (is_kind(MaskBias), "weights with zeros in the place of the biases"),
    "gradient": (is_kind(Gradient), "matrix of the derivatives with respect to every entry"),
    "kronecker": (is_kind(KroneckerDelta), "1 where the indices are equal, 0 elsewhere"),
    "sample loss": (is_kind(SampleLoss), "what sample n adds to the loss"),
}
"""Every special notation: how to find it, and what it means."""


def glossary(*objects: Basic, style: Style = DEFAULT) -> list[tuple[Tree, str]]:
    """The special notations in some objects: the first use of each, and its meaning."""
    nodes = [node for obj in objects for node in preorder_traversal(obj)]
    found = [(next(filter(test, nodes), None), meaning) for test, meaning in GLOSSARY.values()]
    return [(layout(node, style), meaning) for node, meaning in found if node is not None]

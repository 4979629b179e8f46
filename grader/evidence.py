"""What the text of a submission and the way it runs say about how it computes; only to name things, never
to grade.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from grader.trees import walk

if TYPE_CHECKING:
    from symbp.network import Network

AUTOMATIC = ("autograd", "jax", "torch", "tensorflow", "sympy", "casadi", "numdifftools")
"""Modules that differentiate."""

SMALL = (1e-17, 1e-3)
"""Constants of this size are steps of a difference, or are added for safety."""

LABOUR = 4.0
"""Many times the operations of the backward pass: the loss was computed once or twice for each parameter."""


class Text:
    """The text of a submission as a syntax tree that is read and never run."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        try:
            return tuple(walk(ast.parse(self.text)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ()

    @cached_property
    def small_constants(self) -> bool:
        """Whether there is a number such as 1e-8."""
        return any(SMALL[0] < abs(value) < SMALL[1] for value in self._floats())

    def _floats(self) -> Iterator[float]:
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield node.value
            # 10**-5
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
                match node.left, node.right:
                    case ast.Constant(value=10 | 10.0), ast.UnaryOp(
                        ast.USub(), ast.Constant(value=int() as e)
                    ):
                        yield 10.0 ** -min(e, 300)

    @cached_property
    def divides_a_difference(self) -> bool:
        """Whether a difference of two calls or names is divided by something: (L1 − L2) / (2 eps)."""
        return self.small_constants and any(
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div)
            and isinstance(node.left, ast.BinOp)
            and isinstance(node.left.op, ast.Sub)
            and all(isinstance(side, ast.Call | ast.Name) for side in (node.left.left, node.left.right))
            for node in self.nodes
        )

    @cached_property
    def complex_step(self) -> bool:
        """Whether an imaginary step is taken and the imaginary part is read."""
        if not any(word in self.text for word in ("imag", "complex")):
            return False
        imaginary = any(
            (isinstance(n, ast.Constant) and isinstance(n.value, complex))
            or (isinstance(n, ast.Name) and n.id == "complex")
            for n in self.nodes
        )
        read = any(
            (isinstance(n, ast.Attribute) and n.attr in ("imag", "complex128", "complex_"))
            for n in self.nodes
        )
        return imaginary and read

    @cached_property
    def automatic(self) -> str | None:
        """The module that differentiates, where one is imported."""
        if not any(name in self.text for name in AUTOMATIC):
            return None
        for node in self.nodes:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in AUTOMATIC:
                    return name.split(".")[0]
        return None

    @cached_property
    def single_precision(self) -> bool:
        """Whether float32 or float16 is spoken of."""
        return "float32" in self.text or "float16" in self.text or "single" in self.text


def labour(operations: int, net: Network, samples: int) -> float:
    """How many times the operations of a plain forward and backward pass were made."""
    pairs = zip(net.units, net.units[1:], strict=False)
    products = sum(3 * samples * (before + 1) * after for before, after in pairs)
    entries = sum(8 * samples * units for units in net.units)
    return operations / (products + entries)

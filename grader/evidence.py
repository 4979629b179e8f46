"""What the text of a submission and the way it runs say about how it computes; only to name things, never
to grade.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from grader.refusal import RefusedError
from grader.syntax import parse
from grader.trees import walk

if TYPE_CHECKING:
    from symbp.network import Network

AUTOMATIC = ("autograd", "jax", "torch", "tensorflow", "sympy", "casadi", "numdifftools")
"""Modules that differentiate."""

SMALL = (1e-17, 1e-3)
"""Constants of this size are steps of a difference, or are added for safety."""

FEW_DIGITS = ("float32", "float16", "single", "half", "f4", "<f4", "f2", "<f2")
"""Types of numbers that hold fewer digits than Python's."""

LABOUR = 4.0
"""Many times the operations of the backward pass: the loss was computed once or twice for each parameter."""


class Text:
    """The text of a submission as a syntax tree that is read and never run."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        try:
            return tuple(walk(parse(self.text)))
        except RefusedError:
            return ()

    @cached_property
    def small_values(self) -> tuple[float, ...]:
        """The numbers such as 1e-8 that stand in the program."""
        return tuple(abs(value) for value in self._floats() if SMALL[0] < abs(value) < SMALL[1])

    def _floats(self) -> Iterator[float]:
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield node.value
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
                # 10**-5
                match node.left, node.right:
                    case (
                        ast.Constant(value=10 | 10.0),
                        ast.UnaryOp(ast.USub(), ast.Constant(value=int() as e)),
                    ):
                        yield 10.0 ** -min(e, 300)

    @cached_property
    def divides_a_difference(self) -> bool:
        """Whether a difference of two values is divided by a small step: (L1 − L2) / (2 h), in any
        spelling.
        """
        return bool(self.small_values) and any(
            isinstance(node, ast.BinOp)
            and (
                (isinstance(node.op, ast.Div) and self._differs(node.left) and self._is_step(node.right))
                or (isinstance(node.op, ast.Mult) and self._differs(node.left) and self._is_large(node.right))
                or (isinstance(node.op, ast.Mult) and self._differs(node.right) and self._is_large(node.left))
            )
            for node in self.nodes
        )

    def _differs(self, node: ast.AST) -> bool:
        """Whether an expression is a difference of two values, or a name for one."""
        if isinstance(node, ast.Name):
            return node.id in self.differences
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Attribute) and node.func.attr == "subtract"
        return (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Sub)
            and all(isinstance(s, ast.Call | ast.Name | ast.Subscript) for s in (node.left, node.right))
        )

    @cached_property
    def differences(self) -> frozenset[str]:
        """The names to which a difference of two values is assigned."""
        return frozenset(
            name
            for name, value in self._assigned()
            if not isinstance(value, ast.Name) and self._is_difference(value)
        )

    def _is_difference(self, node: ast.AST) -> bool:
        return (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)) or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "subtract"
        )

    @cached_property
    def steps(self) -> frozenset[str]:
        """The names to which a small number is assigned, arguments with a small default included."""
        named = {name for name, value in self._assigned() if self._is_small(value)}
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.Lambda):
                last = (*node.args.posonlyargs, *node.args.args)[-len(node.args.defaults) or None :]
                pairs = zip(last, node.args.defaults, strict=False)
                named |= {argument.arg for argument, value in pairs if self._is_small(value)}
        return frozenset(named)

    def _assigned(self) -> Iterator[tuple[str, ast.AST]]:
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                yield from ((t.id, node.value) for t in node.targets if isinstance(t, ast.Name))

    def _is_small(self, node: ast.AST) -> bool:
        inside = Text("")
        inside.__dict__["nodes"] = tuple(walk(node))
        return bool(inside.small_values)

    def _is_step(self, node: ast.AST) -> bool:
        """Whether an expression contains a small number, or a name for one."""
        names = {each.id for each in walk(node) if isinstance(each, ast.Name)}
        return self._is_small(node) or bool(names & self.steps)

    def _is_large(self, node: ast.AST) -> bool:
        """Whether an expression is a large number, or one over a step."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return self._is_step(node.right)
        return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value >= 1000

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
        """Whether a type of few digits is named, as an attribute of NumPy, a name or the text of a dtype."""
        return any(
            (isinstance(node, ast.Attribute) and node.attr in FEW_DIGITS)
            or (isinstance(node, ast.Name) and node.id in FEW_DIGITS)
            or (isinstance(node, ast.Constant) and node.value in FEW_DIGITS)
            for node in self.nodes
        )


def labour(operations: int, net: Network, samples: int) -> float:
    """How many times the operations of a plain forward and backward pass were made."""
    pairs = zip(net.units, net.units[1:], strict=False)
    products = sum(3 * samples * (before + 1) * after for before, after in pairs)
    entries = sum(8 * samples * units for units in net.units)
    return operations / (products + entries)

"""A program's text as a syntax tree that is read and never run, with what was recorded of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cached_property
from time import monotonic
from typing import Any

from grader.sandbox.instruments import AFTER
from grader.tracing.known import Known
from grader.tracing.recorded import Run

SECONDS = 20.0
"""How long formulas are looked for; a program that needs longer means to."""

MOST_APART = 8
"""A loop of more iterations runs over an index, whatever that is."""

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Program:
    """The text, its recordings at several points, and what the derivation knows of values there."""

    def __init__(self, text: str, runs: Sequence[Run], known: Known) -> None:
        self.text, self.runs, self.known = text, tuple(runs), known
        self.deadline = monotonic() + SECONDS
        self.tree = ast.parse(text)
        self.nodes = list(ast.walk(self.tree))
        self.places = {node: place for place, node in enumerate(self.nodes)}

    def place(self, node: ast.AST) -> int:
        return self.places[node]

    def node(self, place: int) -> ast.AST | None:
        return self.nodes[place] if 0 <= place < len(self.nodes) else None

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """The names that stand for modules, and which."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found |= {(a.asname or a.name).split(".")[0]: a.name for a in node.names}
        return found

    @cached_property
    def holders(self) -> Mapping[int, ast.Name]:
        """The first name that held each array of the first run."""
        found: dict[int, ast.Name] = {}
        run = self.runs[0]
        targets = (node for node in self.nodes if isinstance(node, ast.Assign) for node in node.targets)
        for target in (each for each in targets if isinstance(each, ast.Name)):
            for number in run.found.get(4 * self.place(target) + AFTER, {}).values():
                if run.values[number].size > 1:
                    found.setdefault(number, target)
        return found

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement in which an expression stands."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def runs_over_index(self, lengths: Sequence[int]) -> bool:
        """Whether a loop of so many iterations in each run is one over samples, inputs or units.

        One over the layers is not: it has a few iterations, as many in every run.
        """
        changes = len(set(lengths)) > 1
        if max(lengths) == 1 or (not changes and lengths[0] <= len(self.known.net.units)):
            return False
        named = self.known.size([float(length) for length in lengths])
        return changes or bool(named) or max(lengths) > MOST_APART

    def is_module(self, node: ast.expr) -> bool:
        """Whether an expression names a module or a part of one."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.modules

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    def function_of(self, node: ast.AST) -> ast.AST | None:
        """The function in which a node stands."""
        found = self.parents.get(node)
        while found is not None and not isinstance(found, FUNCTIONS):
            found = self.parents.get(found)
        return found

    def frame(self, run: Run, context: int) -> int:
        """The call in which a context is."""
        while context > 0 and not isinstance(self.node(run.contexts[context][1]), FUNCTIONS):
            context = run.contexts[context][0]
        return context

    def source(self, node: ast.AST) -> str:
        """A node as it stands in the text, on one line."""
        return " ".join(ast.unparse(node).split())


def literal(node: ast.expr | None) -> Any:
    """The value of a literal; None for anything else."""
    try:
        return ast.literal_eval(node) if node is not None else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None

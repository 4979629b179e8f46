"""How calls are written: the program's own functions by what they return, others by name or by value."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.tracing import formula as form
from grader.tracing.expressions import writes
from grader.tracing.formula import Formula, UnwrittenError
from grader.tracing.recorded import NOWHERE, Run, View
from grader.tracing.writer import Writer


@dataclass(frozen=True)
class Call:
    """A call taken apart: `name` is the last word of what is called; what stands before the dot of a method
    is its first argument.
    """

    node: ast.Call
    name: str
    arguments: tuple[ast.expr, ...]
    keywords: dict[str, ast.expr]

    def argument(self, place: int, name: str) -> ast.expr | None:
        """An argument by its place or its name."""
        return self.keywords.get(name) or (self.arguments[place] if len(self.arguments) > place else None)


Handler = Callable[[Writer, Call], Formula | None]
HANDLERS: dict[str, Handler] = {}
"""How calls of a name are written; filled by `functions`.  None where the name means something else."""


def handles(*names: str) -> Callable[[Handler], Handler]:
    """Enter a function in the table for calls of these names."""

    def enter(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(names, handler))
        return handler

    return enter


def taken_apart(writer: Writer, node: ast.Call) -> Call:
    keywords = {each.arg: each.value for each in node.keywords if each.arg}
    function = node.func
    if not isinstance(function, ast.Attribute):
        return Call(node, getattr(function, "id", ""), tuple(node.args), keywords)
    arguments = node.args if writer.program.is_module(function.value) else [function.value, *node.args]
    return Call(node, function.attr, tuple(arguments), keywords)


@writes("Call")
def call(writer: Writer, node: ast.Call) -> Formula:
    """What the program's own function returned, what a name means, or what is known of the value."""
    what = taken_apart(writer, node)
    for attempt in (own, by_name, by_value):
        found = attempt(writer, what)
        if found is not None:
            return found
    raise UnwrittenError(f"{writer.program.source(node)}: this call cannot be followed")


def by_name(writer: Writer, what: Call) -> Formula | None:
    handler = HANDLERS.get(what.name)
    return handler(writer, what) if handler and what.arguments else None


ELEMENTARY: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "tanh": np.tanh, "cosh": np.cosh, "abs": np.abs,
    "sinh": np.sinh, "log1p": np.log1p, "expm1": np.expm1, "sign": np.sign, "sin": np.sin, "cos": np.cos,
}  # fmt: skip
"""Functions of one number that are written by their names."""


def by_value(writer: Writer, what: Call) -> Formula | None:
    """A function that came in a variable, or what the derivation knows of the result."""
    for argument in what.arguments:
        if writer.holds(what.node, lambda x: x, argument):
            return writer.write(argument)
        for name, compute in ELEMENTARY.items():
            if writer.holds(what.node, compute, argument):
                return form.operator(name, writer.write(argument))
    return writer.part(what.node) or writer.elsewhere(what.node)


# The program's own functions ----------------------------------------------------------------


def own(writer: Writer, what: Call) -> Formula | None:
    """What a function of the program returned, in terms of what it was given."""
    found = returning(writer, what.node)
    return None if found is None else found[1].write(found[0])


def returning(writer: Writer, node: ast.Call) -> tuple[ast.expr, Writer] | None:
    """The expression that a call of the program's own function came back with, and a writer that sees it."""
    found = entered(writer, node)
    if found is None:
        return None
    view, function = found
    seen = writer.seen(view, parameters(writer, node, view, function))
    if isinstance(function, ast.Lambda):
        return function.body, seen
    values = list(returns(function))
    constants = [value for value in values if isinstance(value, ast.Constant)]
    taken = [value for value in values if reached(seen, value)] or constants[: len(constants) == 1]
    return (taken[0], seen) if taken else None


def entered(writer: Writer, node: ast.Call) -> tuple[View, ast.FunctionDef | ast.Lambda] | None:
    """The view inside the function that a call led to, once each time; None where it led to none."""
    program, place = writer.program, writer.program.place(node)

    def led(run: Run, context: int) -> list[int]:
        return run.called.get((context, place), []) if context >= 0 else []

    grids = zip(writer.view.runs, writer.view.grids, strict=True)
    found = [(run, led(run, context)) for run, grid in grids for context in grid.ravel().tolist()]
    functions = {run.contexts[each][1] for run, contexts in found for each in contexts}
    if len(functions) != 1 or any(len(contexts) > 1 for _, contexts in found):
        return None
    function = program.node(functions.pop())
    into = writer.view.mapped(lambda run, context: next(iter(led(run, context)), NOWHERE))
    return (into, function) if isinstance(function, ast.FunctionDef | ast.Lambda) else None


def returns(function: ast.AST) -> Iterator[ast.expr]:
    """What a function may return, functions inside it apart."""
    queue = list(ast.iter_child_nodes(function))
    while queue:
        node = queue.pop(0)
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            queue += ast.iter_child_nodes(node)


def reached(writer: Writer, value: ast.expr) -> bool:
    """Whether an expression was evaluated where the view leads."""
    parts: list[ast.expr] = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
    parts = value.values if isinstance(value, ast.Dict) else parts
    return any(writer.view.there(writer.program.place(part)) for part in parts)


def parameters(
    writer: Writer, node: ast.Call, view: View, function: ast.FunctionDef | ast.Lambda
) -> dict[str, tuple[int, Formula]]:
    """The formulas of what was passed, by the names of the parameters that hold just these values."""
    place, passed = writer.program.place, dict[int, ast.expr]()
    for argument in (*node.args, *(each.value for each in node.keywords)):
        if writer.view.there(place(argument)):
            passed.setdefault(first(writer.view, place(argument)), argument)
    arguments = function.args
    names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if isinstance(function, ast.Lambda):
        # Nothing is recorded where a lambda begins.
        pairs = [(name.arg, argument) for name, argument in zip(names, node.args, strict=False)]
    else:
        held = [(name.arg, first(view, place(name))) for name in names]
        pairs = [(name, passed[number]) for name, number in held if number in passed]
    written = [
        (name, first(writer.view, place(argument)), writer.tried(argument)) for name, argument in pairs
    ]
    return {name: (number, formula) for name, number, formula in written if formula is not None}


def first(view: View, place: int) -> int:
    """The number of a node's value at the first place where it has one."""
    ids = view.numbers(place)[0].ravel()
    there = ids[ids >= 0]
    return int(there[0]) if there.size else NOWHERE

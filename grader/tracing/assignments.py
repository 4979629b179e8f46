"""Where a program assigns something: names, attributes, entries, what it returns and puts into lists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from grader.tracing.program import Program, literal

Kind = Literal["assigned", "augmented", "changed", "returned"]


@dataclass(frozen=True, eq=False)
class Assignment:
    """One value that is assigned: by which statement, to what, and the expression, where there is one.

    `item` is the place in a tuple that `value` comes to.
    """

    kind: Kind
    statement: ast.stmt
    name: str
    value: ast.expr
    target: ast.expr | None = None
    item: int | None = None

    @property
    def line(self) -> int:
        """The line where it stands: of an entry of a long dictionary, the entry's own."""
        return self.value.lineno if self.target is None else self.statement.lineno


def assignments(program: Program) -> Iterator[Assignment]:
    """Every assignment in the functions of a program."""
    for node in program.nodes:
        if isinstance(node, ast.stmt) and program.function_of(node) is not None:
            yield from of_statement(program, node)
        elif isinstance(node, ast.NamedExpr) and program.function_of(node) is not None:
            yield Assignment("assigned", program.statement(node), node.target.id, node.value)


def returned(program: Program, node: ast.Return) -> str:
    """What a returned value is called: ``sigmoid(z)``."""
    function = program.function_of(node)
    if not isinstance(function, ast.FunctionDef):
        return "returned"
    names = [each.arg for each in function.args.args if each.arg != "self"]
    return f"{function.name}({', '.join(names)})"


def of_statement(program: Program, node: ast.stmt) -> Iterator[Assignment]:
    match node:
        case ast.Assign(targets, value):
            for target in targets:
                yield from pairs(program, node, target, value)
        case ast.AnnAssign(target, _, ast.expr() as value):
            yield from pairs(program, node, target, value)
        case ast.AugAssign(target, _, value):
            yield Assignment("augmented", node, program.source(target), value, target)
        case ast.Return(ast.expr() as value):
            yield from entries(program, node, returned(program, node), value, "returned")
        case ast.Expr(ast.Call() as call):
            yield from effects(program, node, call)


def pairs(program: Program, node: ast.stmt, target: ast.expr, value: ast.expr) -> Iterator[Assignment]:
    """Targets with their values, one by one where both are listed."""
    if isinstance(target, ast.Tuple | ast.List):
        listed = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        starred = any(isinstance(each, ast.Starred) for each in target.elts)
        for item, leaf in enumerate(target.elts):
            if len(listed) == len(target.elts) and not starred:
                yield from pairs(program, node, leaf, listed[item])
            elif not isinstance(leaf, ast.Starred):
                yield Assignment("assigned", node, program.source(leaf), value, leaf, item)
        return
    yield from entries(program, node, program.source(target), value, "assigned", target)


def entries(
    program: Program, node: ast.stmt, name: str, value: ast.expr, kind: Kind, target: ast.expr | None = None
) -> Iterator[Assignment]:
    """A value, or what stands in it where it is a dictionary or a list of expressions."""
    inner = list(inside(value))
    if not inner:
        if kind != "returned" or not is_place(value):
            yield Assignment(kind, node, name, value, target)
        return
    for key, part in inner:
        if not is_place(part):
            yield from entries(program, node, f"{name}{key}", part, kind)


def inside(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What a display of a dictionary, tuple or list holds, by how one gets there."""
    match value:
        case ast.Dict(keys, values):
            for key, part in zip(keys, values, strict=True):
                yield f"[{ast.unparse(key)}]" if key else "", part
        case ast.Call(ast.Name("dict"), [], keywords):
            for each in keywords:
                yield f"['{each.arg}']" if each.arg else "", each.value
        case ast.Tuple(parts) | ast.List(parts) if literal(value) is None:
            for number, part in enumerate(parts):
                yield f"[{number}]", part.value if isinstance(part, ast.Starred) else part


def is_place(node: ast.expr) -> bool:
    """Whether an expression only fetches what was assigned before."""
    while isinstance(node, ast.Attribute | ast.Subscript) and not is_transpose(node):
        node = node.value
    empty = isinstance(node, ast.List | ast.Dict) and not list(inside(node))
    return empty or isinstance(node, ast.Name | ast.Constant)


def is_transpose(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "T"


PUTTING = {"append": 0, "insert": 1, "extend": 0, "appendleft": 0, "setattr": 2}
CHANGING = {"put_along_axis", "fill_diagonal", "copyto", "put", "place", "fill", "sort", "at"}


def effects(program: Program, node: ast.stmt, call: ast.Call) -> Iterator[Assignment]:
    """What a call for its effect assigns: ``out=``, ``append``, ``setattr``, what NumPy changes in place."""
    out = next((each.value for each in call.keywords if each.arg == "out"), None)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if out is not None:
        yield Assignment("assigned", node, program.source(out), call)
    elif name in PUTTING and len(call.args) > PUTTING[name]:
        value = call.args[PUTTING[name]]
        owner = call.func.value if isinstance(call.func, ast.Attribute) else call.args[0]
        if not is_place(value):
            yield from entries(program, node, f"{program.source(owner)}[…]", value, "assigned")
    elif name in CHANGING and call.args:
        yield Assignment("changed", node, program.source(call.args[0]), call, call.args[0])

"""A submission's syntax tree with instruments: every value it computes passes a recorder on its way.

Nodes are known by their place in `ast.walk` of the text, so that the grader, which parses the same text,
knows them too.  The program does what it did: each expression ``e`` becomes ``@.value(place, e)``, which is
``e``; loops and functions also say when they begin and end.  The name ``@`` is one that no program can use.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator
from typing import Any, Final

RECORDER: Final = "@"

VALUE, BEFORE, AFTER, ROOT = range(4)
"""What is recorded at a node: its value; that of a target before and after the statement; that of the array
into which something was put.
"""

KEPT = (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.UnaryOp, ast.Call, ast.Compare, ast.IfExp)
COLLECTED = (ast.List, ast.Tuple, ast.ListComp, ast.BoolOp, ast.NamedExpr, ast.DictComp, ast.SetComp)
"""The expressions whose values are recorded."""

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def instrumented(tree: ast.Module) -> ast.Module:
    """The tree with a recorder in it; the tree itself is used up."""
    for place, node in enumerate(ast.walk(tree)):
        node.place = place  # type: ignore[attr-defined]  # nodes take further attributes
    return ast.fix_missing_locations(Instruments().visit(tree))


def ask(method: str, node: ast.AST, *arguments: ast.expr) -> ast.Call:
    """``@.method(place, …)``."""
    recorder = ast.Attribute(ast.Name(RECORDER, ast.Load()), method, ast.Load())
    return ast.Call(recorder, [ast.Constant(node.place), *arguments], [])  # type: ignore[attr-defined]  # as above


def say(method: str, node: ast.AST, *arguments: ast.expr) -> ast.stmt:
    """The same as a statement."""
    return ast.copy_location(ast.Expr(ask(method, node, *arguments)), node)


class Instruments(ast.NodeTransformer):
    """Puts the recorder in."""

    def visit(self, node: ast.AST) -> Any:
        made = super().visit(node)
        if not isinstance(node, KEPT + COLLECTED) or not isinstance(
            getattr(node, "ctx", None) or LOAD, ast.Load
        ):
            return made
        method = "result" if isinstance(node, ast.Call) else "value"
        return ast.copy_location(ask(method, node, made), node)

    # Expressions ------------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """The function is announced before its arguments are evaluated."""
        function = node.func
        if isinstance(function, ast.Attribute):
            function.value = self.visit(function.value)
        elif not isinstance(function, ast.Name):
            function = self.visit(function)
        node.args = [self.visit(each) for each in node.args]
        node.keywords = [self.visit(each) for each in node.keywords]
        node.func = ask("callee", node, function)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        node.value = self.visit(node.value)
        index = node.slice
        if isinstance(index, ast.Tuple):
            index.elts = [self.visit(each) for each in index.elts]
        else:
            node.slice = self.visit(index)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        return node if isinstance(node.operand, ast.Constant) else self.generic_visit(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        inner = ast.Lambda(ast.arguments([], [], None, [], [], None, []), self.visit(node.body))
        node.body = ask("within", node, inner)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        node.iter, node.ifs = self.visit(node.iter), [self.visit(each) for each in node.ifs]
        if not node.is_async:
            node.iter = ask("loop", node, node.iter)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        return node

    # Statements -------------------------------------------------------------------------------

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt]:
        after = [each for target in node.targets for each in afterwards(node, target)]
        self.generic_visit(node)
        return [node, *after]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | list[ast.stmt]:
        if node.value is None:
            return node
        after = list(afterwards(node, node.target))
        node.value, node.target = self.visit(node.value), self.visit(node.target)
        return [node, *after]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        after = list(afterwards(node, node.target))
        before = [say("before", node.target, loaded(node.target))] if repeatable(node.target) else []
        self.generic_visit(node)
        return [*before, node, *after]

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        """A call for its effect: what it was given first may have been changed."""
        changed = changeable(node.value)
        after = [say("root", node, loaded(changed))] if changed is not None else []
        self.generic_visit(node)
        return [node, *after]

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        after = [say("after", leaf, loaded(leaf)) for leaf in names(node.target)]
        self.generic_visit(node)
        node.iter = ask("loop", node, node.iter)
        node.body = [*after, *node.body]
        return [node]

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        self.generic_visit(node)
        node.body = [say("tick", node), *node.body]
        return [node, say("done", node)]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        given = [node.args.vararg, *node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        arguments = [say("value", each, ast.Name(each.arg, ast.Load())) for each in given if each]
        generates = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in own(node.body))
        body = [statement for each in node.body for statement in listed(self.visit(each))]
        body = [*arguments, *body]
        if not generates:
            body = [say("enter", node), ast.Try(body, [], [], [say("leave", node)])]
        node.body = body
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.body = [statement for each in node.body for statement in listed(self.visit(each))]
        return node

    def visit_Match(self, node: ast.Match) -> ast.Match:
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.body = [statement for each in case.body for statement in listed(self.visit(each))]
        return node

    def leave_alone(self, node: ast.AST) -> ast.AST:
        return node

    visit_Delete = visit_AsyncFunctionDef = visit_Import = visit_ImportFrom = visit_Global = leave_alone
    visit_Nonlocal = leave_alone


LOAD: Final = ast.Load()


def listed(made: Any) -> list[ast.stmt]:
    return made if isinstance(made, list) else [made]


def own(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    queue = list(body)
    while queue:
        node = queue.pop()
        yield node
        if not isinstance(node, SCOPES):
            queue += ast.iter_child_nodes(node)


def names(target: ast.expr) -> Iterator[ast.expr]:
    """The single targets in a target."""
    if isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from names(each)
    elif isinstance(target, ast.Starred):
        yield from names(target.value)
    else:
        yield target


def afterwards(statement: ast.stmt, target: ast.expr) -> Iterator[ast.stmt]:
    """What records a target when it has been assigned."""
    for leaf in names(target):
        if repeatable(leaf):
            yield say("after", leaf, loaded(leaf))
        if isinstance(leaf, ast.Subscript) and repeatable(root(leaf)):
            yield say("root", statement, loaded(root(leaf)))


def root(target: ast.expr) -> ast.expr:
    """The array, list or dictionary into which something is put."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return target


def repeatable(target: ast.expr) -> bool:
    """Whether a target can be read once more without calling anything."""
    return not any(
        isinstance(each, ast.Call | ast.NamedExpr | ast.Yield | ast.Await) for each in ast.walk(target)
    )


def loaded(target: ast.expr) -> ast.expr:
    """A target as it is read."""
    read = copy.deepcopy(target)
    if hasattr(read, "ctx"):
        read.ctx = ast.Load()
    return read


def changeable(value: ast.expr) -> ast.expr | None:
    """What a call may change: the array before the dot, or else its first argument, where that has a name."""
    if not isinstance(value, ast.Call):
        return None
    method = value.func.value if isinstance(value.func, ast.Attribute) else None
    first = value.args[0] if value.args else None
    return next((each for each in (method, first) if is_place(each) and not is_module(each)), None)


def is_place(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and repeatable(node)


MODULES = frozenset(
    {"np", "numpy", "math", "scipy", "random", "itertools", "functools", "copy", "sys", "os", "plt"}
)


def is_module(node: ast.expr | None) -> bool:
    """Whether an expression begins with what is usually a module."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in MODULES

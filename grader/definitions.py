"""The definitions of a program without what it does: so a script that trains at import can still be graded.

Kept are

* ``def``, ``class`` and the imports that something kept uses;
* assignments whose right side is harmless: literals, arithmetic, names, lambdas, comprehensions, and
  calls of mathematical modules (``np.finfo(float).eps``, ``np.zeros(3)``) that neither read nor write files;
* assignments that call the program's own functions, where what is asked for uses the name
  (``sigmoid = vectorised(scalar_sigmoid)``, ``gradients = Network().gradients``);
* of ``try``, and of ``if`` on a constant or an imported name, whatever of their bodies falls under the above.

Everything else (loops, prints, plots, training, reading data, ``if __name__ == "__main__"``) is replaced by
``0`` and blanks, so that the numbers of the lines stay what the author sees.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.places import place, places
from grader.syntax import parse
from grader.trees import children, walk

MATHEMATICAL = frozenset(
    {
        "abc",
        "autograd",
        "cmath",
        "collections",
        "copy",
        "dataclasses",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "itertools",
        "jax",
        "math",
        "numbers",
        "numpy",
        "operator",
        "random",
        "scipy",
        "statistics",
        "string",
        "types",
        "typing",
        "typing_extensions",
        "__future__",
    }
)
"""Modules whose functions may be called while a program is loaded."""

_FILES = frozenset(
    {
        "DataSource",
        "dump",
        "dumps",
        "fromfile",
        "fromregex",
        "genfromtxt",
        "load",
        "loads",
        "loadtxt",
        "memmap",
        "open",
        "open_memmap",
        "save",
        "savetxt",
        "savez",
        "savez_compressed",
        "system",
        "tofile",
    }
)
_BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__"}
_ACTIONS = frozenset(
    {"open", "input", "print", "exec", "eval", "compile", "__import__", "help", "exit", "quit", "breakpoint"}
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Scope = _Function | ast.ClassDef
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True)
class Definitions:
    """What is kept of a program, line for line.

    `left_out` are the lines that are not, `lost` those lines among them whose names a function uses, and why.
    """

    text: str
    left_out: tuple[int, ...] = ()
    lost: tuple[tuple[int, str], ...] = ()

    def notes(self, cells: Sequence[int] = ()) -> tuple[str, ...]:
        """What is not executed, in words; `cells` are where the code cells of a notebook begin."""
        if not self.left_out:
            return ()
        summary = f"Only definitions are executed; left out: {places(self.left_out, cells)}."
        return (summary, *(f"{place(line, cells).capitalize()}: {why}" for line, why in self.lost))


@dataclass(frozen=True)
class _Statement:
    """A statement of the module: the names it binds, those it reads when run, and those it can ever read."""

    node: ast.stmt
    binds: frozenset[str]
    reads: frozenset[str]
    uses: frozenset[str]
    objection: str = ""
    """Why it is left out whatever needs it."""
    active: bool = False
    """It calls what the program defines, so it is kept only where it is needed."""

    @property
    def is_definition(self) -> bool:
        return isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, ast.Import | ast.ImportFrom)


def definitions(text: str, needed: Collection[str] = (), own: Collection[str] = ()) -> Definitions:
    r"""The definitions of a program whose lines end in ``\n``.

    `needed` are the names that will be used from outside (all functions where empty), `own` the modules that
    belong to the program.

    Raises:
        grader.refusal.RefusedError: the text cannot be parsed.

    >>> kept = definitions("def f(x): return x + eps\neps = 1e-8\nprint(f(1))\n", ["f"])
    >>> print(kept.text)
    def f(x): return x + eps
    eps = 1e-8
    0
    <BLANKLINE>
    >>> kept.notes()
    ('Only definitions are executed; left out: line 3.',)
    """
    tree = parse(text)
    statements = _Reader(tree, own).statements()
    kept = _kept(statements, needed)
    keep = set(map(id, kept))
    dropped = [each for each in statements if id(each) not in keep]
    blanked = _blanked(text, [each.node for each in dropped])
    return Definitions(blanked, tuple(_left_out(dropped)), tuple(_lost(dropped, kept)))


def defined(tree: ast.Module) -> frozenset[str]:
    """The names that the statements of a module bind.

    >>> sorted(defined(ast.parse("import numpy as np\\nif np:\\n    def f(): pass\\n    a, b = 1, 2")))
    ['a', 'b', 'f', 'np']
    """
    return frozenset(_stored(tree.body))


class _Reader:
    """Takes the statements of one module apart; it knows what the module imports."""

    def __init__(self, tree: ast.Module, own: Collection[str]) -> None:
        self.body = tree.body
        self.own = {".", *own}
        self.modules = dict(_imported(tree))
        self.tests: frozenset[str] = frozenset()

    def statements(self) -> list[_Statement]:
        found = [self._statement(node) for node in self._flat(self.body)]
        # What the conditions of opened `if`s read is used, whatever becomes of their bodies.
        return [*found, _Statement(ast.Pass(), frozenset(), frozenset(), self.tests)]

    def _flat(self, body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            if isinstance(node, ast.Try):
                handlers = [stmt for handler in node.handlers for stmt in handler.body]
                yield from self._flat([*node.body, *handlers, *node.orelse, *node.finalbody])
            elif isinstance(node, ast.If) and self._is_constant(node.test):
                self.tests |= _free(node.test)
                yield from self._flat([*node.body, *node.orelse])
            else:
                yield node

    def _is_constant(self, test: ast.expr) -> bool:
        known = self.modules.keys() | (_BUILTINS - {"__name__"})
        return _free(test) <= known and not any(isinstance(node, ast.Call) for node in walk(test))

    def _statement(self, node: ast.stmt) -> _Statement:
        if isinstance(node, ast.Import | ast.ImportFrom):
            return _Statement(node, frozenset(_stored([node])), frozenset(), frozenset())
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return _Statement(node, frozenset({node.name}), frozenset(), _free(node))
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            return self._assignment(node)
        silent = isinstance(node, ast.Pass | ast.Global) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        return _Statement(
            node,
            frozenset(_stored([node])),
            frozenset(),
            frozenset(),
            "" if silent else "it is no definition",
        )

    def _assignment(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> _Statement:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        changed = {_root(each) for target in targets for each in _leaves(target)}
        reads = {name for name in changed if name and not _binds_whole(targets, name)}
        if isinstance(node, ast.AugAssign):
            reads |= changed - {""}
        values = [each for each in (node.value, getattr(node, "annotation", None), *targets) if each]
        eager = frozenset(reads).union(*(_free(each, lambdas=False) for each in values))
        uses = eager.union(*(_free(each) for each in values))
        objections = [each for each in map(self._objection, _calls(values)) if each]
        if "" in changed or reads & self.modules.keys():
            objections.append("it changes something of another module")
        return _Statement(
            node,
            frozenset(changed - {""}),
            eager,
            uses,
            next((each for each in objections if each != "own"), ""),
            active="own" in objections,
        )

    def _objection(self, call: ast.expr) -> str:
        """Why a call is not made while loading; ``own`` for the program's own, nothing for a harmless one."""
        if not isinstance(call, ast.Call):
            return "it is no plain expression"
        name = call.func.attr if isinstance(call.func, ast.Attribute) else _root(call.func)
        root = _root(call.func)
        if name in _FILES:
            return f"{name}() reads or writes files"
        if root in self.modules:
            module = self.modules[root]
            if module in self.own:
                return "own"
            return "" if module in MATHEMATICAL else f"it calls a function of {module}"
        if root in _BUILTINS:
            return f"{root}() is no definition" if root in _ACTIONS else ""
        # A method of the result of a call that is itself judged: np.arange(6).reshape(2, 3).
        return "" if root == "" and isinstance(call.func, ast.Attribute) else "own"


def _kept(statements: list[_Statement], needed: Collection[str]) -> list[_Statement]:
    nodes = (each.node for each in statements)
    starred = any(
        alias.name == "*" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    )
    kept = [each for each in statements if not each.objection]
    kept = _runnable(kept, starred)
    roots = set(needed) & _bound(kept) or {name for each in kept if each.is_definition for name in each.binds}
    wanted = _reached(kept, roots)
    kept = _runnable([each for each in kept if not each.active or each.binds & wanted], starred)
    used = frozenset(needed).union(*(each.uses for each in kept))
    return [each for each in kept if not each.is_import or _is_needed(each.node, each.binds & used)]


def _runnable(kept: list[_Statement], starred: bool) -> list[_Statement]:
    """Those whose names exist by then: without ``X = load()``, ``X = X.T`` and ``N = len(X)`` would fail."""
    names, left = set(_BUILTINS), []
    for each in kept:
        if starred or each.reads <= names:
            left.append(each)
            names |= each.binds
    return left


def _bound(statements: Iterable[_Statement]) -> frozenset[str]:
    return frozenset().union(*(each.binds for each in statements))


def _reached(statements: list[_Statement], roots: set[str]) -> set[str]:
    """The names that the roots use, directly or through what they use."""
    wanted, queue = set(roots), list(roots)
    while queue:
        name = queue.pop()
        found = frozenset().union(*(each.uses for each in statements if name in each.binds)) - wanted
        wanted |= found
        queue += found
    return wanted


def _is_needed(node: ast.stmt, used: frozenset[str]) -> bool:
    if isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*"):
        return True
    return bool(used)


def _left_out(dropped: list[_Statement]) -> Iterator[int]:
    """The lines that are worth a note: not unused imports, nor what does not run on import anyway."""
    for each in dropped:
        if not each.is_import and not _is_main_guard(each.node):
            yield from range(each.node.lineno, (each.node.end_lineno or each.node.lineno) + 1)


def _lost(dropped: list[_Statement], kept: list[_Statement]) -> Iterator[tuple[int, str]]:
    used = frozenset().union(*(each.uses for each in kept if each.is_definition)) - _bound(kept)
    for each in dropped:
        for name in sorted(each.binds & used):
            why = each.objection or "it needs something that was left out"
            yield each.node.lineno, f"{name}, which a function uses, was left out: {why}."


def _is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in _free(node.test)


def _blanked(text: str, nodes: Iterable[ast.stmt]) -> str:
    """The text with ``0`` in place of each statement: an expression as short as the shortest statement."""
    lines = [line.encode() for line in text.split("\n")]  # columns of the syntax tree count bytes of UTF-8
    for node in nodes:
        last = (node.end_lineno or node.lineno) - 1
        for number in range(node.lineno - 1, last + 1):
            start = node.col_offset if number == node.lineno - 1 else 0
            end = (node.end_col_offset or 0) if number == last else len(lines[number])
            mark = b"0" if number == node.lineno - 1 else b""
            blank = (mark + b" " * (end - start - len(mark))) if end < len(lines[number]) else mark
            lines[number] = lines[number][:start] + blank + lines[number][end:]
    return b"\n".join(lines).decode()


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that an import anywhere at the top binds, and the module it comes from."""
    for node in walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                yield alias.asname or top, top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, "." if node.level else (node.module or "").split(".")[0]


def _root(node: ast.expr) -> str:
    """The name that an expression starts from: ``np`` of ``np.linalg.norm``; empty where it is no name."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _leaves(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _leaves(each)
    else:
        yield target


def _binds_whole(targets: Iterable[ast.expr], name: str) -> bool:
    leaves = (each.value if isinstance(each, ast.Starred) else each for t in targets for each in _leaves(t))
    return any(isinstance(each, ast.Name) and each.id == name for each in leaves)


def _calls(values: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """The calls that evaluating the values makes, and what is no expression of a constant at all."""
    queue: list[ast.AST] = list(values)
    while queue:
        node = queue.pop()
        if isinstance(node, ast.Call | ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr):
            yield node
        if isinstance(node, ast.Lambda):
            queue += [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
        else:
            queue += children(node)


def _free(node: ast.AST, lambdas: bool = True) -> frozenset[str]:
    """The names of the module that a piece of program reads, also later when its functions are called."""
    if isinstance(node, _Function):
        return _free_of_function(node, lambdas)
    names: set[str] = set()
    queue = [node] if isinstance(node, ast.Name) else children(node)
    while queue:
        each = queue.pop()
        if isinstance(each, ast.Name):
            names.update((each.id,) if isinstance(each.ctx, ast.Load) else ())
        elif isinstance(each, _Scope | _Comprehension):
            names |= _free(each, lambdas)
        else:
            queue += children(each)
    parts = frozenset(names)
    if isinstance(node, ast.ClassDef):
        # A method does not see the names of its class.
        methods = (_free(child) for child in node.body if isinstance(child, _Function))
        return (parts - frozenset(_stored(node.body))).union(*methods)
    if isinstance(node, _Comprehension):
        return parts - frozenset(_stored(node.generators))
    return parts


def _free_of_function(node: _Function, lambdas: bool) -> frozenset[str]:
    body = node.body if isinstance(node.body, list) else [node.body]
    arguments = walk(node.args)
    local = {each.arg for each in arguments if isinstance(each, ast.arg)} | set(_stored(body))
    shared = {
        name for each in body for sub in walk(each) if isinstance(sub, ast.Global) for name in sub.names
    }
    inner = frozenset().union(*(_free(each, lambdas) for each in body)) if lambdas else frozenset()
    outside = [node.args, *getattr(node, "decorator_list", ())]
    return (inner - (local - shared)).union(*(_free(each, lambdas) for each in outside))


def _stored(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that are bound in this scope, not in functions and classes inside it."""
    queue = list(nodes)
    while queue:
        node = queue.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[0]
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
        if not isinstance(node, _Scope):
            queue += children(node)

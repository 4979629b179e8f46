"""One evaluator of SymPy objects over any kind of number.

An expression is compiled once, node by node through the table `NODES` (filled by `scalar_nodes`
and `matrix_nodes`), to a function of an `Environment`; matrices are lists of rows.  What mentions
no index is computed once per environment.  SymPy itself does no arithmetic here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from sympy import Basic, Lambda, Sum, Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.network import Network
from symbp.nodes import SampleLoss
from symbp.verify.numbers import Clock, Number, UnsupportedError
from symbp.verify.points import size_of

if TYPE_CHECKING:
    from symbp.verify.environment import Environment

Table = list[list[Number]]
Run = Callable[["Environment"], Any]


class Compiler:
    """Compiles nodes, each once, in the names of one network."""

    def __init__(self, net: Network, sample_loss: Lambda, clock: Clock) -> None:
        self.names, self.sample_loss, self.clock = net.names, sample_loss, clock
        self.known = {"N", *(symbol.name for symbol in net.names.dims), *net.names.table}
        self.done: dict[Basic, Run] = {}
        self.free: dict[Basic, frozenset[Symbol]] = {}
        self.named: dict[Basic, frozenset[str]] = {}
        self.keys = count()

    def __call__(self, node: Basic) -> Run:
        if node not in self.done:
            self.clock.check()
            self.done[node] = self.remembered(node, handler(node)(node, self))
        return self.done[node]

    def remembered(self, node: Basic, run: Run) -> Run:
        """The same function, computed once per environment where no index or variable matters."""
        if self.free_of(node):
            return run
        key, names = next(self.keys), self.names_of(node)

        def again(env: Environment) -> Any:
            env = env.owner(names)
            memo = env.memo
            if key not in memo:
                env.clock.check()
                memo[key] = run(env)
            return memo[key]

        return again

    def free_of(self, node: Basic) -> frozenset[Symbol]:
        """The indices and variables of a node that stand for different values in turn."""
        if node not in self.free:
            self.free[node] = self.find_free(node)
        return self.free[node]

    def find_free(self, node: Basic) -> frozenset[Symbol]:
        if isinstance(node, Symbol):
            return frozenset() if node.name in self.known else frozenset((node,))
        if isinstance(node, MatrixSymbol):
            return frozenset()
        inside = frozenset[Symbol]().union(*map(self.free_of, node.args))
        if isinstance(node, Lambda):
            return inside - set(node.variables)
        return inside - set(node.bound_symbols) if isinstance(node, Sum) else inside

    def names_of(self, node: Basic) -> frozenset[str]:
        """The named quantities that a node depends on."""
        if node not in self.named:
            self.named[node] = self.find_names(node)
        return self.named[node]

    def find_names(self, node: Basic) -> frozenset[str]:
        if isinstance(node, MatrixSymbol | Symbol):
            return frozenset((node.name,))
        inside = frozenset[str]().union(*map(self.names_of, node.args))
        return inside | self.names_of(self.sample_loss) if isinstance(node, SampleLoss) else inside


Handler = Callable[[Any, Compiler], Run]
NODES: dict[type[Basic], Handler] = {}


def handler(node: Basic) -> Handler:
    """The entry of the table for a node's type or the nearest of its bases."""
    for kind in type(node).__mro__:
        if kind in NODES:
            return NODES[kind]
    raise UnsupportedError(f"no evaluation of {type(node).__name__}")


def evaluates(*kinds: type[Basic]) -> Callable[[Handler], Handler]:
    """Enter a function in the table."""

    def enter(function: Handler) -> Handler:
        NODES.update(dict.fromkeys(kinds, function))
        return function

    return enter


# What the entries of the table share ------------------------------------------------------


def whole(node: Basic, env: Environment) -> int:
    """An index or a limit, such as j + 1 or N, as an integer."""
    return size_of(node, env.bound)


def turned(table: Table) -> Table:
    """The transpose."""
    return [list(column) for column in zip(*table, strict=True)]


def dimensions(table: Table) -> str:
    """The shape, for a reader."""
    return f"{len(table)}×{len(table[0])}"

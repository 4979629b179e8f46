"""What the names in an expression mean at one point, over one kind of number.

Inputs and parameters are the point's numbers.  Forward quantities follow from the forward
equations.  Backward names are *defined*: delta<l> is ∂loss/∂Z<l> (times `delta_scale`), dW<l> is
∂loss/∂W<l>, found by giving one entry an infinitesimal part and going forward again.  No right
side of the backward pass enters, unless it is handed in as a definition on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from typing import Any

from sympy import Basic, Lambda, Symbol

from symbp.network import Network
from symbp.verify.evaluate import Compiler, Run, Table, turned
from symbp.verify.numbers import Clock, Number, Numbers, UnsupportedError
from symbp.verify.points import Point


@dataclass(frozen=True)
class Definitions:
    """The equations by which names get their values, in order, and what depends on what."""

    net: Network
    equations: Mapping[str, Basic]
    sample_loss: Lambda
    clock: Clock

    @cached_property
    def compiler(self) -> Compiler:
        return Compiler(self.net, self.sample_loss, self.clock)

    @cached_property
    def runs(self) -> dict[str, Run]:
        return {name: self.compiler(right) for name, right in self.equations.items()}

    @cached_property
    def affected(self) -> dict[str, frozenset[str]]:
        """The names that a change of each name reaches, itself included."""
        backward = {q.name for q in self.net.names.table.values() if q.kind in ("delta", "gradient")}
        reach = {}
        for name in self.net.names.table:
            found = {name, *backward}
            for left, right in self.equations.items():
                if self.compiler.names_of(right) & found:
                    found.add(left)
            reach[name] = frozenset(found)
        return reach

    @cached_property
    def needed(self) -> dict[str, tuple[str, ...]]:
        """The names that have to be known before each name, in the order of computation."""
        before: dict[str, tuple[str, ...]] = {}
        for left, right in self.equations.items():
            direct = [name for name in self.equations if name in self.compiler.names_of(right)]
            wanted = {left, *direct}.union(*(before.get(name, ()) for name in direct))
            before[left] = tuple(name for name in self.equations if name in wanted)
        return before


class Environment:
    """Values by name, computed on first use.

    `bound` holds the sizes and indices (integers) and the free variables (numbers) by name.  A
    perturbed environment computes what its change reaches and asks its `parent` for the rest.

    The values of the quantities in `cuts` are indeterminates of their own, whose derivatives are
    still those of their equations.  What holds then holds all the more for their true values.
    """

    def __init__(
        self,
        definitions: Definitions,
        numbers: Numbers,
        point: Point,
        cuts: frozenset[str] = frozenset(),
    ) -> None:
        self.definitions, self.numbers, self.point, self.cuts = definitions, numbers, point, cuts
        self.net, self.clock = definitions.net, definitions.clock
        self.parent: Environment | None = None
        self.changed: frozenset[str] = frozenset()
        self.values: dict[str, Any] = {}
        self.memo: dict[object, Any] = {}
        self.bound: dict[str, Any] = dict(point.sizes)
        self.children: dict[tuple[str, int, int], Environment] = {}

    # Names ----------------------------------------------------------------------------

    def owner(self, names: frozenset[str]) -> Environment:
        """The environment in which something that depends on these names is computed."""
        return self if self.parent is None or names & self.changed else self.parent

    def value(self, name: str) -> Any:
        """A named quantity: a table, or a number for the loss."""
        if name in self.values:
            return self.values[name]
        if self.parent is not None and name not in self.changed:
            return self.parent.value(name)
        for earlier in self.definitions.needed.get(name, (name,)):
            if earlier not in self.values and (self.parent is None or earlier in self.changed):
                self.clock.check()
                self.values[earlier] = self.compute(earlier)
        return self.values[name]

    def compute(self, name: str) -> Any:
        if name in self.cuts and self.parent is None:
            return self.indeterminates(name)
        if name == "T" and self.numbers.symbolic:
            return along_samples(self.net, self.indeterminates(name), one_hot)
        if name in self.definitions.runs:
            value = self.definitions.runs[name](self)
            return self.moved(name, value) if name in self.cuts else value
        if self.net.names.table[name].kind in ("delta", "gradient"):
            return self.defined(name)
        return self.leaf(name)

    def leaf(self, name: str) -> Table:
        """An input, a parameter or lam."""
        rows = enumerate(self.point.leaf(name))
        table = [[self.numbers.leaf(name, i, j, x) for j, x in enumerate(row)] for i, row in rows]
        if name == "t" and self.numbers.symbolic and self.net.target_coding == "one-hot":
            return along_samples(self.net, table, one_hot)
        return table

    def indeterminates(self, name: str) -> Table:
        """A quantity that is cut off from its equation."""
        rows, columns = self.point.shape(name)
        return [[self.numbers.leaf(name, i, j, 0) for j in range(columns)] for i in range(rows)]

    def moved(self, name: str, table: Table) -> Table:
        """The values of a quantity that is cut off, with the derivatives of its equation."""
        assert self.parent is not None
        numbers, pairs = self.numbers, zip(self.parent.value(name), table, strict=True)
        return [[numbers.seed(x, numbers.slope(y)) for x, y in zip(*rows, strict=True)] for rows in pairs]

    def direction(self, name: str) -> Table:
        """A random direction in which a parameter may move."""
        rows = enumerate(self.point.direction(name))
        return [[self.numbers.leaf(f"V {name}", i, j, x) for j, x in enumerate(row)] for i, row in rows]

    def defined(self, name: str) -> Table:
        """delta<l> or a parameter's gradient, by definition."""
        if self.parent is not None:
            raise UnsupportedError(f"a derivative of {name}")
        if not name.startswith("delta"):
            return self.gradient("loss", name[1:])
        scale = self.definitions.compiler(self.net.delta_scale)(self)
        return [[scale * x for x in row] for row in self.gradient("loss", f"Z{name[5:]}")]

    def scalar(self, name: str) -> Number:
        """A size, lam or the loss as a number."""
        if name in self.point.sizes:
            return self.numbers.size(name, self.point.sizes[name])
        if name not in ("lam", "loss"):
            raise UnsupportedError(f"{name} is a matrix, and a scalar of that name is not one of its entries")
        value = self.value(name)
        return value[0][0] if isinstance(value, list) else value

    def variable(self, symbol: Symbol) -> Number:
        """An index as a number, a bound variable, or a free one with a random value."""
        self.clock.check()
        if symbol.name not in self.bound:
            self.bound[symbol.name] = self.numbers.leaf(symbol.name, 0, 0, self.point.variable(symbol))
        value = self.bound[symbol.name]
        if not isinstance(value, int):
            return value
        if self.numbers.symbolic:
            raise UnsupportedError("no exact form of an index as a number")
        return self.numbers.number(value)

    @contextmanager
    def binding(self, symbol: Symbol, value: Any) -> Iterator[None]:
        """Within it `symbol` stands for an index or a number."""
        name, before = symbol.name, self.bound.get(symbol.name)
        self.bound[name] = value
        try:
            yield
        finally:
            if before is None:
                del self.bound[name]
            else:
                self.bound[name] = before

    # Derivatives ------------------------------------------------------------------------

    def perturbed(self, name: str, row: int, column: int) -> Environment:
        """The environment in which one entry of a quantity has an infinitesimal part."""
        key = (name, row, column)
        if key not in self.children:
            table = [list(entries) for entries in self.value(name)]
            if not (0 <= row < len(table) and 0 <= column < len(table[0])):
                raise UnsupportedError(f"entry ({row + 1}, {column + 1}) is outside {name}")
            table[row][column] = self.numbers.seed(table[row][column])
            self.children[key] = self.child(name, table)
        return self.children[key]

    def moving(self, name: str, direction: Table) -> Environment:
        """The environment in which a quantity moves along a direction."""
        pairs = zip(self.value(name), direction, strict=True)
        return self.child(name, [list(map(self.numbers.seed, *rows)) for rows in pairs])

    def child(self, name: str, table: Table) -> Environment:
        if self.parent is not None:
            raise UnsupportedError("a derivative of a derivative")
        env = Environment(self.definitions, self.numbers, self.point, self.cuts)
        env.parent, env.changed, env.bound = self, self.definitions.affected[name], self.bound
        env.values[name] = table
        return env

    def gradient(self, scalar: str, name: str) -> Table:
        """∂scalar/∂(every entry of a quantity), with the quantity's shape."""
        rows, columns = len(self.value(name)), len(self.value(name)[0])
        return [
            [self.numbers.slope(self.perturbed(name, i, j).scalar(scalar)) for j in range(columns)]
            for i in range(rows)
        ]


def one_hot(row: list[Number]) -> list[Number]:
    """Indeterminate targets that sum to 1, as one-hot ones do."""
    return [*row[:-1], 1 - reduce(add, row[:-1])]


def along_samples(net: Network, table: Table, change: Callable[[list[Number]], list[Number]]) -> Table:
    """A function of each sample's numbers."""
    if net.samples == "rows":
        return [change(row) for row in table]
    return turned([change(row) for row in turned(table)])

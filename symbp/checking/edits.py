"""The smallest change that makes a wrong side right: every single change of a kind, tried in turn.

Kinds come in the order of simplicity: a sign, a factor, a transpose, a product of the other kind, a
factor or a term left out or put in, another quantity.  Each change says which misconception it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Basic, Rational, S
from sympy.matrices.expressions import MatrixSymbol

from symbp.checking.values import FEW, Probe, agree
from symbp.derivation import Derivation
from symbp.errors import SymbpError
from symbp.nodes import Elementwise, Gradient, Rate, rebuild
from symbp.penalties import N
from symbp.verify.indices import nodes_of

BUILD_FAILURES = (ValueError, TypeError, AttributeError, IndexError, ArithmeticError, SymbpError)
"""What SymPy raises where parts do not fit together: its ShapeError is a ValueError."""

MOST_TRIED = 1500
KEPT = 0.3
"""What part of a line's time the search for a change leaves to the rest."""


@dataclass(frozen=True)
class Change:
    """One change at one node: the node that should stand there, and the change in words."""

    id: str
    words: str
    value: Basic


@dataclass(frozen=True, eq=False)
class Scene:
    """A wrong side, what it should equal, and what may be put in: the quantities of the network."""

    derivation: Derivation
    side: Basic
    left: Basic

    @property
    def net(self) -> Any:
        return self.derivation.net

    @cached_property
    def batches(self) -> list[MatrixSymbol]:
        """X, Z2, a2, …, the output and the targets."""
        found = [q.symbol for q in self.net.names.table.values() if q.kind in ("input", "forward")]
        return [symbol for symbol in found if isinstance(symbol, MatrixSymbol)]

    @cached_property
    def symbols(self) -> list[MatrixSymbol]:
        """Every matrix of the network."""
        found = [q.symbol for q in self.net.names.table.values()]
        return [symbol for symbol in found if isinstance(symbol, MatrixSymbol)]

    @cached_property
    def slopes(self) -> dict[int, Elementwise]:
        """σ'(Z<l>) of every layer that has an activation."""
        names, functions = self.net.names, self.net.functions
        layers = enumerate(functions, 2)
        return {n: Elementwise(f, names.Z(n), 1) for n, f in layers if f.name != "identity"}

    @property
    def cancelled(self) -> Elementwise | None:
        """σ' of the output where it cancels against the loss."""
        last = len(self.net.units)
        slope = self.slopes.get(last)
        return None if slope is None or self.derivation[f"delta{last}"].has(slope) else slope

    @property
    def constants(self) -> tuple[tuple[str, Basic], ...]:
        """Factors that go missing: the sign, the ½ of a square, the 1/N of a mean, K and D."""
        mean = self.net.reduction == "mean"
        more, less = ("M09", "M10") if mean else ("M10", "M10")
        found = [("M07", S.NegativeOne), ("M08", Rational(1, 2)), ("M08", S(2)), (less, N), (more, 1 / N)]
        sizes = self.net.names.dims
        return (*found, *(("M12", size / N) for size in sizes), *(("M12", N / size) for size in sizes))


Kind = Callable[[Basic, Scene], Iterator[Change]]


def edits(side: Basic, scene: Scene) -> Iterator[Change]:
    """Every side that is one change away, the simplest changes first."""
    from symbp.checking.matrix_edits import MATRIX_KINDS
    from symbp.checking.scalar_edits import SCALAR_KINDS

    nodes = [node for node in nodes_of(side) if changeable(node, side)]
    for kind in (*MATRIX_KINDS, *SCALAR_KINDS):
        for node in nodes:
            yield from placed(kind, node, side, scene)


def changeable(node: Basic, side: Basic) -> bool:
    """Whether a node may be changed by itself: among entries, the whole of a named matrix may not."""
    if getattr(side, "is_Matrix", False):
        return True
    return not isinstance(node, MatrixSymbol) and not (
        node.is_Matrix and isinstance(node.args[0], MatrixSymbol)
    )


def placed(kind: Kind, node: Basic, side: Basic, scene: Scene) -> Iterator[Change]:
    """The changes of one kind at one node, with the whole side around them."""
    changes = kind(node, scene)
    while True:
        try:
            change = next(changes)
            whole = rebuild(side, {node: change.value}.get)
        except StopIteration:
            return
        except BUILD_FAILURES:
            continue
        if whole != side and not any(map(is_backward, below(whole))):
            yield Change(change.id, change.words, whole)


def below(side: Basic) -> Iterator[Basic]:
    """What a side differentiates by."""
    yield from (found.wrt for found in side.atoms(Gradient))
    yield from (getattr(found.denominator, "matrix", found.denominator) for found in side.atoms(Rate))


def is_backward(matrix: Basic) -> bool:
    """Whether a matrix is an error or a gradient, by which nothing is differentiated."""
    return isinstance(matrix, MatrixSymbol) and matrix.name.startswith("d")


def smallest(left: Basic, side: Basic, probe: Probe, scene: Scene) -> Change | None:
    """The simplest change after which a side is what the left side says."""
    right = [probe.value(left, index) for index in FEW]
    if None in right:
        return None
    for _, change in zip(range(MOST_TRIED), edits(side, scene), strict=False):
        if probe.world.clock.left < KEPT * probe.world.clock.limit:
            return None
        if all(agree(probe.value(change.value, index), right[index]) for index in FEW):
            return change
    return None

"""The parts of a derivation in which mistakes are made: slopes, errors, data terms, penalties.

A backward equation has one of two forms, whatever the network and its conventions:
``delta<l> = c · error ⊙ σ'(Z<l>)`` and ``dW<l> = data + penalty``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Basic, Expr, S, Symbol
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.special import OneMatrix

from symbp.derivation import Derivation
from symbp.forward import bias_axis, sample_axis, with_bias_unit
from symbp.misconceptions.nodes import OneSample, Unchecked
from symbp.names import Names
from symbp.network import Network
from symbp.nodes import (
    AddOnes,
    Elementwise,
    MaskBias,
    ScalarFunction,
    minus,
    ones,
    product,
    rebuild,
    total,
)
from symbp.penalties import N

Change = tuple[str, Mapping[str, Basic]]
"""A mistake: its form in a few words, and the right sides that it puts in place of others."""


@dataclass(frozen=True)
class Parts:
    """A derivation, taken to pieces."""

    d: Derivation

    @property
    def net(self) -> Network:
        return self.d.net

    @property
    def names(self) -> Names:
        return self.d.net.names

    def __getitem__(self, name: str) -> Any:
        return self.d[name]

    # Layers ---------------------------------------------------------------------------

    @property
    def last(self) -> int:
        return self.names.layers

    @property
    def hidden(self) -> range:
        """The hidden layers, the last first."""
        return range(self.last - 1, 1, -1)

    @property
    def layers(self) -> range:
        """The layers that have a δ, the last first."""
        return range(self.last, 1, -1)

    def delta(self, layer: int) -> MatrixExpr:
        """The right side of delta<l>."""
        return self.d[f"delta{layer}"]

    def slope(self, layer: int) -> Elementwise | None:
        """σ'(Z<l>) where it stands in delta<l>; None where it cancels or there is no activation."""
        Z = self.names.Z(layer)
        found = (node for node in self.delta(layer).atoms(Elementwise) if node.order and node.arg == Z)
        return next(found, None)

    @cached_property
    def slopes(self) -> dict[int, Elementwise]:
        """Every σ'(Z<l>) of the backward pass by its layer, the last first."""
        found = {layer: self.slope(layer) for layer in self.layers}
        return {layer: slope for layer, slope in found.items() if slope is not None}

    def with_slope(self, layer: int, slope: MatrixExpr) -> MatrixExpr:
        """delta<l> with something else for its σ'(Z<l>)."""
        return exchanged(self.delta(layer), {self.slopes[layer]: slope})

    def without_slope(self, layer: int) -> MatrixExpr:
        """delta<l> before it is multiplied by σ'(Z<l>)."""
        if layer not in self.slopes:
            return self.delta(layer)
        return self.with_slope(layer, ones(*self.slopes[layer].shape))

    @property
    def output(self) -> MatrixSymbol:
        """What the loss compares with the targets: P, or f."""
        return self.names.P if self.net.link else self.names.f

    def function(self, layer: int) -> ScalarFunction:
        """The activation of a layer."""
        return self.net.functions[layer - 2]

    @property
    def plain_delta(self) -> MatrixExpr:
        """Output minus target with the constants of the loss: δ of the last layer where all else cancels."""
        constant = abs(self.net.loss_factor) * self.net.delta_scale
        return product(2 * constant if self.net.loss_entry.half else constant, self.error)

    @property
    def error(self) -> MatrixExpr:
        """Output minus target."""
        return minus(self.output, self.names.T)

    # Parameters -----------------------------------------------------------------------

    @cached_property
    def parameters(self) -> tuple[MatrixSymbol, ...]:
        return self.names.parameters

    @cached_property
    def weights(self) -> tuple[MatrixSymbol, ...]:
        return tuple(p for p in self.parameters if not is_bias(p))

    @cached_property
    def biases(self) -> tuple[MatrixSymbol, ...]:
        return tuple(p for p in self.parameters if is_bias(p))

    @cached_property
    def penalised(self) -> tuple[MatrixSymbol, ...]:
        """The parameters in whose gradient a penalty stands."""
        if self.net.penalty == "none":
            return ()
        return self.parameters if self.net.penalise_bias else self.weights

    @cached_property
    def groups(self) -> dict[str, tuple[MatrixSymbol, ...]]:
        """The parameters one by one, and where a layer has two the layers."""
        single = {f"d{p.name}": (p,) for p in self.parameters}
        pairs = {f"dW{n} and db{n}": (self.names.W(n), self.names.b(n)) for n in range(1, self.last)}
        return {**single, **pairs} if self.biases else single

    def data(self, p: MatrixSymbol) -> MatrixExpr:
        """The gradient of the data term."""
        whole = self.d[f"d{p.name}"]
        return whole.args[0] if p in self.penalised else whole

    def penalty(self, p: MatrixSymbol) -> MatrixExpr | None:
        """The gradient of the penalty."""
        return self.d[f"d{p.name}"].args[1] if p in self.penalised else None

    def with_data(self, p: MatrixSymbol, data: MatrixExpr) -> MatrixExpr:
        """The gradient with another data term."""
        penalty = self.penalty(p)
        return data if penalty is None else total(data, penalty)

    def with_penalty(self, p: MatrixSymbol, penalty: MatrixExpr) -> MatrixExpr:
        """The gradient with another penalty term, or with one where there is none."""
        return total(self.data(p), penalty)

    def scaled_data(self, p: MatrixSymbol, factor: Expr) -> MatrixExpr:
        """The gradient with its data term times a number."""
        return self.with_data(p, product(factor, self.data(p)))

    def scaled(self, p: MatrixSymbol, factor: Expr) -> MatrixExpr:
        """The whole gradient times a number."""
        penalty, data = self.penalty(p), product(factor, self.data(p))
        return data if penalty is None else total(data, product(factor, penalty))

    @property
    def strength(self) -> Expr:
        """What stands before a weight in its gradient: λ/N."""
        return 2 * self.net.penalty_factor

    def covered(self, p: MatrixSymbol) -> MatrixExpr:
        """The parameter as the penalty sees it: without its biases where they are folded in and free."""
        free = self.net.bias == "folded" and not self.net.penalise_bias
        return MaskBias(p, bias_axis(self.net)) if free else p

    # Conventions ----------------------------------------------------------------------

    @property
    def rows(self) -> bool:
        return self.net.samples == "rows"

    def input(self, layer: int) -> MatrixExpr:
        """What W<l> is multiplied by, the bias unit included."""
        return with_bias_unit(self.net, layer)

    def one_sample(self, expression: MatrixExpr, which: int) -> MatrixExpr:
        """A sum over the samples with only the first or the last in it."""
        axis = 1 - sample_axis(self.net)

        def change(node: Basic) -> Basic | None:
            if isinstance(node, OneMatrix):
                return ones(*(S.One if size == N else size for size in node.shape))
            if isinstance(node, AddOnes | MatrixSymbol) and node.shape[axis] == N:
                return OneSample(node, axis, which)
            return None

        return rebuild(expression, change)

    @cached_property
    def sizes(self) -> dict[str, Symbol]:
        """The layer sizes other than 1, by name."""
        return {s.name: s for s, size in self.names.sizes.items() if size > 1}


def is_bias(p: MatrixSymbol) -> bool:
    return bool(p.name[0] == "b")


def exchanged(expression: Basic, found: Mapping[Any, Any]) -> Any:
    """The expression with some of its parts exchanged."""
    return rebuild(expression, found.get)


def instead(arg: MatrixExpr, place: MatrixExpr) -> MatrixExpr:
    """One matrix where another belongs, whether its shape fits or not."""
    return arg if arg.shape == place.shape else Unchecked(arg, *place.shape)


def everywhere_and_each(form: str, rights: Mapping[str, Basic]) -> Iterator[Change]:
    """Other right sides for all of these equations, then for one at a time."""
    yield from in_places(form, {name: {name: right} for name, right in rights.items()})


def in_places(form: str, changes: Mapping[str, Mapping[str, Basic]]) -> Iterator[Change]:
    """A mistake made in all places, then in one at a time; each place may be several equations."""
    if len(changes) > 1:
        whole = {name: right for change in changes.values() for name, right in change.items()}
        yield worded(form, "everywhere"), whole
    yield from one_by_one(form, changes)


def one_by_one(form: str, changes: Mapping[str, Mapping[str, Basic]]) -> Iterator[Change]:
    """A mistake made in one place at a time."""
    for place, change in changes.items():
        yield worded(form, f"in {place}"), change


def worded(form: str, place: str) -> str:
    return f"{form}, {place}" if form else place

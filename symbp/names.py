"""The one table of quantity names: API, command line, TOML, JSON and generated code use these.

`X t W1 b1 …` come in, `Z2 a2 … Z<L> f` go forward, `P` is softmax(f) or σ(f) where the loss
contains it, `loss` is printed L, `delta<l>` is ∂L/∂Z<l>, `dW<l>` and `db<l>` are the gradients,
`lam` is printed λ.  Layers are counted from 1, the input, as in the lecture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from sympy import Expr, Integer, Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.errors import ConfigError, choices
from symbp.nodes import Shape
from symbp.penalties import N, lam

if TYPE_CHECKING:
    from symbp.network import Network

Kind = Literal["input", "parameter", "forward", "loss", "delta", "gradient", "strength"]

LOSS = Symbol("loss", real=True)


@dataclass(frozen=True)
class Quantity:
    """One named quantity: what kind it is, what it means, and its SymPy symbol."""

    name: str
    kind: Kind
    meaning: str
    symbol: MatrixSymbol | Symbol

    @property
    def shape(self) -> Shape:
        return self.symbol.shape if isinstance(self.symbol, MatrixSymbol) else (Integer(1), Integer(1))


class Names:
    """The symbols of one network, with symbolic shapes; `units` fills in the numbers.

    With samples in rows X is N×D, Z<l> and a<l> are N×S_l; in columns they are transposed.
    A weight matrix is (in × out) or (out × in), with one input more where the bias is folded.
    """

    def __init__(self, net: Network) -> None:
        self.net = net
        self.layers = len(net.units)
        self.rows = net.samples == "rows"

    @cached_property
    def dims(self) -> tuple[Symbol, ...]:
        """The layer sizes: D, then S2 …, then K."""
        middle = [f"S{layer}" for layer in range(2, self.layers)]
        return tuple(Symbol(n, integer=True, positive=True) for n in ("D", *middle, "K"))

    @cached_property
    def sizes(self) -> dict[Symbol, int]:
        """The layer sizes as numbers; N is left open."""
        return dict(zip(self.dims, self.net.units, strict=True))

    def batch(self, name: str, size: Expr) -> MatrixSymbol:
        """A matrix with one sample per row (or column)."""
        return MatrixSymbol(name, N, size) if self.rows else MatrixSymbol(name, size, N)

    @cached_property
    def X(self) -> MatrixSymbol:
        return self.batch("X", self.dims[0])

    @cached_property
    def t(self) -> MatrixSymbol:
        """The targets as they are given: numbers, one-hot rows, or integer labels."""
        return self.batch("t", Integer(1) if self.net.integer_targets else self.dims[-1])

    @cached_property
    def T(self) -> MatrixSymbol:
        """The targets as the loss uses them; one-hot where integers are given."""
        return self.batch("T", self.dims[-1]) if self.net.integer_targets else self.t

    def W(self, layer: int, prefix: str = "W") -> MatrixSymbol:
        """The weights from `layer` to the next."""
        inputs, outputs = self.dims[layer - 1], self.dims[layer]
        inputs = inputs + 1 if self.net.bias == "folded" else inputs
        shape = (inputs, outputs) if self.net.in_by_out else (outputs, inputs)
        return MatrixSymbol(f"{prefix}{layer}", *shape)

    def b(self, layer: int, prefix: str = "b") -> MatrixSymbol:
        """The bias of the next layer; a `(units,)` bias is written like the default orientation."""
        units = self.dims[layer]
        shape = (Integer(1), units) if self.net.bias_is_row else (units, Integer(1))
        return MatrixSymbol(f"{prefix}{layer}", *shape)

    def Z(self, layer: int) -> MatrixSymbol:
        return self.batch(f"Z{layer}", self.dims[layer - 1])

    def a(self, layer: int) -> MatrixSymbol:
        """The activation of a layer: X for the first, f for the last."""
        if layer == 1:
            return self.X
        return self.batch("f" if layer == self.layers else f"a{layer}", self.dims[layer - 1])

    @cached_property
    def f(self) -> MatrixSymbol:
        return self.a(self.layers)

    @cached_property
    def P(self) -> MatrixSymbol:
        return self.batch("P", self.dims[-1])

    def delta(self, layer: int) -> MatrixSymbol:
        return self.batch(f"delta{layer}", self.dims[layer - 1])

    @cached_property
    def parameters(self) -> tuple[MatrixSymbol, ...]:
        """W1, b1, W2, b2, …: the order of arguments and of gradients."""
        layers = range(1, self.layers)
        if self.net.bias != "separate":
            return tuple(self.W(layer) for layer in layers)
        return tuple(p for layer in layers for p in (self.W(layer), self.b(layer)))

    @cached_property
    def arguments(self) -> tuple[MatrixSymbol | Symbol, ...]:
        """What a function of this network takes: X, t, the parameters, and lam where there is a penalty."""
        strength = () if self.net.penalty == "none" else (lam,)
        return (self.X, self.t, *self.parameters, *strength)

    @cached_property
    def table(self) -> dict[str, Quantity]:
        """Every quantity of the network by name, in the order in which it is computed."""
        return {q.name: q for q in self._quantities()}

    def _quantities(self) -> list[Quantity]:
        L = self.layers
        found = [
            Quantity("X", "input", "inputs, one sample per " + ("row" if self.rows else "column"), self.X),
            Quantity("t", "input", "targets", self.t),
        ]
        for p in self.parameters:
            kind = "weights" if p.name[0] == "W" else "biases"
            found.append(Quantity(p.name, "parameter", f"{kind} from layer {p.name[1:]} to the next", p))
        if self.net.penalty != "none":
            found.append(Quantity("lam", "strength", "regularisation strength λ", lam))
        if self.net.integer_targets:
            found.append(Quantity("T", "forward", "targets, one-hot", self.T))
        for layer in range(2, L + 1):
            found.append(Quantity(f"Z{layer}", "forward", f"pre-activations of layer {layer}", self.Z(layer)))
            what = "output of the network" if layer == L else f"activations of layer {layer}"
            found.append(Quantity(self.a(layer).name, "forward", what, self.a(layer)))
        if self.net.link:
            found.append(Quantity("P", "forward", f"{self.net.link} of the output", self.P))
        found.append(Quantity("loss", "loss", "loss", LOSS))
        for layer in range(L, 1, -1):
            found.append(
                Quantity(
                    f"delta{layer}", "delta", f"backpropagation error of layer {layer}", self.delta(layer)
                )
            )
        for p in self.parameters:
            maker = self.W if p.name[0] == "W" else self.b
            name = f"d{p.name}"
            symbol = maker(int(p.name[1:]), f"d{p.name[0]}")
            found.append(Quantity(name, "gradient", f"gradient of the loss with respect to {p.name}", symbol))
        return found

    def canonical(self, name: str) -> str:
        """The table's name for `name`: ``a<L>`` is f.  Raises `ConfigError` with a suggestion."""
        if name == f"a{self.layers}":
            return "f"
        if name == "a1":
            return "X"
        if name not in self.table:
            raise ConfigError(f"unknown quantity {name!r}; {choices(self.table, name)}")
        return name

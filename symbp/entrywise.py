"""The entry level: a small network in scalars, differentiated by SymPy's own `diff`.

Nothing here knows the rule table, so each line is an independent witness of the matrix level
(L09: ∂L/∂W has the shape of W, entry by entry).  The derivative of the whole nested loss is
taken first; only then are its subexpressions given the names they have in the derivation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

from sympy import Add, Expr, Function, Integer, KroneckerDelta, S, Symbol, log
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

from symbp.activations import is_identity, sigmoid, value_of
from symbp.errors import ConfigError
from symbp.forward import bias_axis, sample_entry, weight_entry
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import Entry, Rate
from symbp.penalties import N

LARGEST = 100
"""The most work for which every entry is written out: parameters times paths to the outputs."""


class same(Function):
    """A value under its own name: keeps `z` together inside larger sums."""

    nargs = 1
    is_real = True

    def fdiff(self, argindex: int = 1) -> Expr:
        return S.One


class softmax(Function):
    """P_k of the scores: called with k and then every score f_1 … f_K."""

    def fdiff(self, argindex: int = 1) -> Expr:
        k, *scores = self.args
        other = Integer(argindex - 1)
        return self * (KroneckerDelta(k, other) - softmax(other, *scores))


class log_softmax(Function):
    """log P_k of the scores; its derivative needs no division by P_k."""

    def fdiff(self, argindex: int = 1) -> Expr:
        k, *scores = self.args
        other = Integer(argindex - 1)
        return KroneckerDelta(k, other) - softmax(other, *scores)


@dataclass(frozen=True)
class EntryLine:
    """∂L/∂(one entry of a parameter), written out for a fixed number of samples."""

    target: str
    row: int
    column: int
    before: Rate
    after: Expr


def entries(net: Network, samples: int) -> tuple[EntryLine, ...]:
    """Every ∂L/∂w_ij written out over the samples 1 … `samples`, in parameter order.

    The numbers of units are the network's own; N is the given number.  Raises `ConfigError`
    where the network is too large for that; see `is_written_out`.
    """
    check_size(net, samples)
    scalars = Scalars(net, samples)
    return tuple(line for parameter in net.names.parameters for line in scalars.lines(parameter))


def parameter_count(net: Network) -> int:
    """How many numbers the parameters hold."""
    return sum(int((p.rows * p.cols).subs(net.names.sizes)) for p in net.names.parameters)


def paths(net: Network) -> int:
    """How many paths lead from a unit of the first hidden layer to the outputs: terms of one entry."""
    return prod(net.units[2:])


def is_written_out(net: Network) -> bool:
    """Whether a network is small enough for every entry to be differentiated and read."""
    return parameter_count(net) * paths(net) <= LARGEST


def check_size(net: Network, samples: int) -> None:
    if not is_written_out(net):
        raise ConfigError(
            f"units = {list(net.units)}: {parameter_count(net)} entries over {paths(net)} paths are too many "
            f"to write out; entries times paths may be {LARGEST}. The matrix level holds for every size"
        )
    if samples < 1:
        raise ConfigError(f"samples = {samples}: expected at least 1")


class Scalars:
    """One sample of a network in scalars: its entries as symbols, its loss as one nested expression."""

    def __init__(self, net: Network, samples: int) -> None:
        self.net, self.names, self.samples = net, net.names, samples
        self.symbols: dict[Entry, Symbol] = {}
        self.written: dict[Expr, Expr] = {}

    def symbol(self, entry: Entry) -> Symbol:
        """The symbol in which an entry is differentiated."""
        if entry not in self.symbols:
            name = f"{entry.matrix.name}_{entry.row}_{entry.column}"
            self.symbols[entry] = Symbol(name, real=True)
            self.written[self.symbols[entry]] = entry
        return self.symbols[entry]

    def batch(self, matrix: MatrixExpr, unit: int, sample: int = 1) -> Entry:
        return sample_entry(self.net, matrix, Integer(sample), Integer(unit))

    def call(self, expression: Expr, matrix: MatrixExpr, unit: int) -> Expr:
        """Remember under which name an intermediate value is written."""
        self.written[expression] = self.batch(matrix, unit)
        return expression

    def weight(self, layer: int, source: int, target: int) -> Symbol:
        return self.symbol(weight_entry(self.net, self.names.W(layer), Integer(source), Integer(target)))

    def bias(self, layer: int, unit: int) -> Expr:
        """The bias into a unit of the next layer: 0, b_u, or the weight from the bias unit."""
        if self.net.bias == "none":
            return S.Zero
        if self.net.bias == "folded":
            return self.weight(layer, 1, unit)
        b, one, place = self.names.b(layer), Integer(1), Integer(unit)
        return self.symbol(Entry(b, one, place) if self.net.bias_is_row else Entry(b, place, one))

    def layer(self, layer: int, below: list[Expr]) -> list[Expr]:
        """The activations of the layer after `layer`."""
        first = 2 if self.net.bias == "folded" else 1
        function, values = self.net.functions[layer - 1], []
        for unit in range(1, self.net.units[layer] + 1):
            inputs = [a * self.weight(layer, source, unit) for source, a in enumerate(below, first)]
            Z = self.call(same(Add(*inputs, self.bias(layer, unit))), self.names.Z(layer + 1), unit)
            a = same(Z) if is_identity(function) else value_of(function, Z)
            values.append(self.call(a, self.names.a(layer + 1), unit))
        return values

    def outputs(self) -> list[Expr]:
        """What the loss compares with the targets, as nested scalars: f, or P where there is a link."""
        values: list[Expr] = [
            self.symbol(self.batch(self.names.X, unit)) for unit in range(1, self.net.units[0] + 1)
        ]
        for layer in range(1, self.names.layers):
            values = self.layer(layer, values)
        if self.net.link is None:
            return values
        P = [LINKS[self.net.link](Integer(unit), *values) for unit in range(1, len(values) + 1)]
        return [self.call(p, self.names.P, unit) for unit, p in enumerate(P, 1)]

    @cached_property
    def loss(self) -> Expr:
        """L_1, what the first sample adds to the loss, as one nested scalar expression."""
        terms = [
            SUMMANDS[self.net.loss](output, self.symbol(self.batch(self.names.T, unit)))
            for unit, output in enumerate(self.outputs(), 1)
        ]
        return self.net.loss_factor.subs(N, self.samples) * Add(*terms)

    def lines(self, parameter: MatrixSymbol) -> Iterator[EntryLine]:
        """The written-out gradient of one parameter, row by row."""
        rows, columns = (int(size.subs(self.names.sizes)) for size in parameter.shape)
        for row in range(1, rows + 1):
            for column in range(1, columns + 1):
                entry = Entry(parameter, row, column)
                yield EntryLine(f"d{parameter.name}", row, column, Rate(LOSS, entry), self.gradient(entry))

    def gradient(self, entry: Entry) -> Expr:
        """SymPy's derivative of the loss with respect to one entry, in the derivation's names."""
        variable = self.symbol(entry)
        first = rename(self.loss.diff(variable), self.written)
        data = [self.for_sample(first, sample) for sample in range(1, self.samples + 1)]
        factor = self.net.penalty_factor.subs(N, self.samples) if self.penalised(entry) else S.Zero
        return Add(*data, (factor * variable**2).diff(variable).subs(variable, entry))

    def for_sample(self, expression: Expr, sample: int) -> Expr:
        """The same line for another sample: samples enter the loss alike."""
        entries = expression.atoms(Entry)
        axis = "row" if self.net.samples == "rows" else "column"
        moved = {
            e: self.batch(e.matrix, e.column if axis == "row" else e.row, sample)
            for e in entries
            if e.matrix not in self.names.parameters
        }
        return rename(expression, moved)

    def penalised(self, entry: Entry) -> bool:
        """Whether the penalty covers an entry (L23: biases are left out unless the network says so)."""
        if self.net.penalise_bias:
            return True
        if self.net.bias == "folded":
            return bool((entry.row, entry.column)[bias_axis(self.net)] > 1)
        return bool(entry.matrix.name[0] == "W")


def rename(expression: Expr, names: Mapping[Expr, Expr]) -> Expr:
    """The expression with what has a name under that name, the outermost first."""
    if expression in names:
        return names[expression]
    if not expression.args:
        return expression
    return expression.func(*(rename(arg, names) for arg in expression.args))


LINKS: dict[str, Callable[..., Expr]] = {
    "sigmoid": lambda unit, *scores: sigmoid(scores[unit - 1]),
    "softmax": softmax,
}

SUMMANDS: dict[str, Callable[[Expr, Expr], Expr]] = {
    "squared_error": lambda f, t: (f - t) ** 2,
    "binary_cross_entropy": lambda p, t: t * log(p) + (1 - t) * log(1 - p),
    "logistic": lambda p, t: t * log(p) + (1 - t) * log(1 - p),
    "softmax_cross_entropy": lambda p, t: t * log_softmax(*p.args),
}
"""The summand of each loss as a scalar, stated apart from the matrix form on purpose."""

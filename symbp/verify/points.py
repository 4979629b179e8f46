"""Where lines are tried: small sizes that tell every dimension apart, and random exact numbers.

The equations of a derivation hold for every number of units and samples, so a wide network is
verified at small sizes too, as fast as a small one.  Layers of one unit keep it, since formulas
for one output may use that there is one.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from flint import fmpq
from sympy import Add, Basic, Integer, Mul, Symbol

from symbp.network import Network
from symbp.verify.numbers import TooLargeError, UnsupportedError

Sizes = Mapping[str, int]
Rows = list[list[fmpq]]

SAMPLES = (3, 1, 2)
UNITS = ((2, 4, 5), (3, 2, 4), (4, 3, 5))
"""Point after point, numbers of samples, and numbers of units that differ from them and each other.

After the last they start again and grow, so that no polynomial in the sizes passes for 0.
"""

LARGEST_UNITS = max(map(max, UNITS))

SPREAD = (1, 8, 60)
"""How large free variables are: about 1, beyond small kinks, and where sigmoids are saturated."""

LARGEST_TABLE = 1_000_000
BITS = 24


def sizes_for(net: Network, round: int, fixed: Sizes) -> dict[str, int]:
    """N and the units of each layer for one point; `fixed` overrides single sizes."""
    turn, growth = round % len(SAMPLES), round // len(SAMPLES)
    units = layer_sizes(net, [choice + growth for choice in UNITS[turn]])
    return {"N": SAMPLES[turn] + 4 * growth, **units, **fixed}


def exact_sizes(net: Network, fixed: Sizes) -> dict[str, int]:
    """The sizes of a proof: small ones, at which neighbouring layers differ."""
    return {"N": 2, **layer_sizes(net, (3, 2)), **fixed}


def layer_sizes(net: Network, choices: Sequence[int]) -> dict[str, int]:
    """A size for each layer, taken from the choices in turn; 1 where the network has one unit."""
    choice = cycle(choices)
    layers = zip(net.names.dims, net.units, strict=True)
    return {symbol.name: 1 if units == 1 else next(choice) for symbol, units in layers}


def size_of(expression: Basic, sizes: Sizes) -> int:
    """A dimension such as D + 1 as a number."""
    if isinstance(expression, Integer):
        return int(expression)
    if isinstance(expression, Symbol) and isinstance(sizes.get(expression.name), int):
        return sizes[expression.name]
    if isinstance(expression, Add):
        return sum(size_of(arg, sizes) for arg in expression.args)
    if isinstance(expression, Mul):
        product = 1
        for arg in expression.args:
            product *= size_of(arg, sizes)
        return product
    raise UnsupportedError(f"a dimension of an unknown kind, {type(expression).__name__}")


@dataclass(frozen=True)
class Point:
    """Sizes, and a random exact number for every entry of the inputs and the parameters.

    Numbers are drawn on first use, each quantity from its own seed, so that none depends on
    the order in which they are asked for.
    """

    net: Network
    sizes: Sizes
    seed: str
    positive: bool = False
    index: int = 0
    given: Mapping[str, Rows] = field(default_factory=dict)
    drawn: dict[str, Rows] = field(default_factory=dict, repr=False, compare=False)

    def leaf(self, name: str) -> Rows:
        """The entries of X, t, a parameter or lam."""
        if name in self.given:
            return self.given[name]
        if name not in self.drawn:
            self.drawn[name] = self.draw(name)
        return self.drawn[name]

    def shape(self, name: str) -> tuple[int, int]:
        rows, columns = (size_of(size, self.sizes) for size in self.net.names.table[name].shape)
        if rows * columns > LARGEST_TABLE:
            raise TooLargeError(f"{name} of {rows}×{columns} entries")
        return rows, columns

    def draw(self, name: str) -> Rows:
        source = random.Random(f"{self.seed}/{name}")
        if name == "t":
            return self.targets(source, *self.shape(name))
        if name == "lam":
            return [[abs(self.real(source))]]
        return self.table(source, *self.shape(name))

    def table(self, source: random.Random, rows: int, columns: int) -> Rows:
        return [[self.real(source) for _ in range(columns)] for _ in range(rows)]

    def direction(self, name: str) -> Rows:
        """A random direction in which a parameter may move."""
        return self.table(random.Random(f"{self.seed}/direction/{name}"), *self.shape(name))

    def variable(self, symbol: Symbol) -> fmpq:
        """A number for a scalar that is no quantity of the network, such as z.

        From point to point it changes its sign, and every two points its size.
        """
        drawn = abs(self.real(random.Random(f"{self.seed}/{symbol.name}")))
        drawn *= SPREAD[self.index // 2 % len(SPREAD)]
        first = random.Random(symbol.name).randrange(2)
        return -drawn if (self.index + first) % 2 and not symbol.is_positive else drawn

    def real(self, source: random.Random) -> fmpq:
        """An odd multiple of 2^−24 of size ¼ to 1½, so that nothing agrees by accident."""
        size = source.randrange(2 ** (BITS - 2), 3 * 2 ** (BITS - 1)) | 1
        negative = source.random() < 0.4 and not self.positive
        return fmpq(-size if negative else size, 2**BITS)

    def targets(self, source: random.Random, rows: int, columns: int) -> Rows:
        """Targets as the network codes them."""
        coding, by_rows = self.net.target_coding, self.net.samples == "rows"
        if coding == "real":
            return self.table(source, rows, columns)
        if coding == "0/1":
            return [[fmpq(self.class_of(i + j, 2)) for j in range(columns)] for i in range(rows)]
        classes = self.sizes[self.net.names.dims[-1].name]
        chosen = [self.class_of(sample, classes) for sample in range(rows if by_rows else columns)]
        if coding == "one-hot":
            table = [[fmpq(int(k == one)) for k in range(classes)] for one in chosen]
        else:
            table = [[fmpq(one + int(coding[-1]))] for one in chosen]
        return table if by_rows else [list(row) for row in zip(*table, strict=True)]

    def class_of(self, sample: int, classes: int) -> int:
        """From point to point another class, then one for all samples, then by chance.

        So each sample has each class at some point, and two samples have the same and different ones.
        """
        if self.index < classes:
            return (sample + self.index) % classes
        shared = 0 if self.index == classes else sample
        return random.Random(f"{self.index}/{shared}").randrange(classes)

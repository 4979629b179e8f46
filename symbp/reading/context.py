"""What surrounds an expression while it is read, and the table of readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sympy import Expr, Symbol

from symbp.network import Network
from symbp.reading import surface as s
from symbp.reading.budget import PIECE, Budget
from symbp.reading.names import Convention, Quantities
from symbp.reading.problem import ReadingError
from symbp.reading.values import Options


@dataclass(frozen=True)
class Context:
    """The network, how the text writes, what it has defined, and which letters are bound.

    `defined` are names of the text's own with their readings, `layers` letters that stand for the
    number of a layer, `bound` indices of sums around, with the dimension along which they run.
    With `entries` every matrix is read at one sample and one unit of each layer: see `formal`; L is
    then what this sample adds to the loss, unless `one_sample` is off.
    """

    net: Network
    convention: Convention = field(default_factory=Convention)
    defined: Mapping[str, Options] = field(default_factory=dict)
    layers: Mapping[str, int] = field(default_factory=dict)
    bound: Mapping[str, Expr | None] = field(default_factory=dict)
    entries: Mapping[int, Expr] | None = None
    one_sample: bool = True
    budget: Budget = field(default_factory=Budget, compare=False, repr=False)

    @cached_property
    def quantities(self) -> Quantities:
        return Quantities(self.net, self.convention)

    @cached_property
    def read(self) -> dict[int, tuple[s.Surface, Options | ReadingError]]:
        """What pieces were read as already, here, by their identity: each is read once."""
        return {}

    def bind(self, letters: Mapping[str, Expr | None]) -> Context:
        return replace(self, bound={**self.bound, **letters})

    def with_layers(self, layers: Mapping[str, int]) -> Context:
        return replace(self, layers={**self.layers, **layers})


Reader = Callable[[Any, Context], Options]
READERS: dict[type, Reader] = {}


def reads(*kinds: type) -> Callable[[Reader], Reader]:
    """Enter a reader into the table."""

    def enter(reader: Reader) -> Reader:
        READERS.update(dict.fromkeys(kinds, reader))
        return reader

    return enter


def readings(node: s.Surface, context: Context) -> Options:
    """Every reading of a piece, the most usual first.  Raises `ReadingError` where there is none."""
    known = context.read.get(id(node))
    if known is None:
        known = context.read[id(node)] = node, attempt(node, context)
    if isinstance(known[1], ReadingError):
        raise known[1].with_traceback(None)
    return known[1]


def attempt(node: s.Surface, context: Context) -> Options | ReadingError:
    """The readings of a piece, or why there are none."""
    reader = READERS.get(type(node))
    if reader is None:
        return ReadingError("this has no value here", node.at + 1)
    try:
        context.budget.spend(PIECE, node.at)
        return reader(node, context)
    except ReadingError as error:
        return error


def index_symbol(name: str) -> Symbol:
    """An index as the derivation writes them."""
    return Symbol(name, integer=True, positive=True)

"""Mathematics as it was written, before anyone asks what the letters mean.

One small tree for all notations.  What is ambiguous on paper stays ambiguous here: ``f(1-f)`` is
two factors side by side, ``a^2`` a letter with a superscript.  `at` is the column where a node
begins; it does not take part in comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

Face = str


@dataclass(frozen=True, kw_only=True)
class Node:
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Number(Node):
    """Digits as they were written: ``0.50``."""

    text: str


@dataclass(frozen=True)
class Letter(Node):
    """A letter, a Greek letter by its name, or a word: ``W``, ``delta``, ``softmax``; with its accent."""

    name: str
    face: Face = ""
    accent: str = ""


@dataclass(frozen=True)
class Words(Node):
    """Ordinary text."""

    text: str


@dataclass(frozen=True)
class Colon(Node):
    """Everything along a dimension."""


@dataclass(frozen=True)
class Empty(Node):
    """Nothing at all, as in ``{}``."""


@dataclass(frozen=True)
class Script(Node):
    """Something with a subscript, a superscript and primes."""

    base: Surface
    sub: Surface | None = None
    sup: Surface | None = None
    primes: int = 0


@dataclass(frozen=True)
class Fraction(Node):
    over: Surface
    under: Surface


@dataclass(frozen=True)
class Root(Node):
    inner: Surface


@dataclass(frozen=True)
class Bracket(Node):
    """Brackets around something: ``(``, ``[``, ``{``, ``norm`` or ``abs``."""

    inner: Surface
    kind: str = "("


@dataclass(frozen=True)
class Product(Node):
    """Factors, each with the sign before it; "" is no sign at all."""

    items: tuple[tuple[str, Surface], ...]


@dataclass(frozen=True)
class Sum(Node):
    """Terms, each with its sign."""

    items: tuple[tuple[str, Surface], ...]


@dataclass(frozen=True)
class Big(Node):
    """A large operator, its limits, and what it reaches over."""

    name: str
    lower: Surface | None
    upper: Surface | None
    body: Surface


@dataclass(frozen=True)
class Listed(Node):
    """Things with commas between them."""

    items: tuple[Surface, ...]


@dataclass(frozen=True)
class Signed(Node):
    """A sign before something in a script: the ⊙2 of an element-wise square."""

    sign: str
    inner: Surface


@dataclass(frozen=True)
class Chain(Node):
    """Sides, each with the relation before it; "" before the first, unless it continues a chain."""

    items: tuple[tuple[str, Surface], ...]


@dataclass(frozen=True)
class Table(Node):
    """A matrix written out, or the cases of a definition."""

    kind: str
    rows: tuple[tuple[Surface, ...], ...]


@dataclass(frozen=True)
class Condition(Node):
    """The words and the relation beside a case: *if t = 1*, *otherwise*."""

    words: str
    test: Surface | None


@dataclass(frozen=True)
class Brace(Node):
    """Something with a note at it, such as a factor and its dimensions."""

    inner: Surface
    note: Surface


@dataclass(frozen=True)
class Code(Node):
    """An expression in Python's notation, which has a reader of its own."""

    text: str


Surface = (
    Number
    | Letter
    | Words
    | Colon
    | Empty
    | Script
    | Fraction
    | Root
    | Bracket
    | Product
    | Sum
    | Big
    | Listed
    | Signed
    | Chain
    | Table
    | Condition
    | Brace
    | Code
)


def children(node: Surface) -> Iterator[Surface]:
    """The nodes right under a node, in written order."""
    for place in fields(node):
        yield from _nodes(getattr(node, place.name))


def _nodes(value: object) -> Iterator[Surface]:
    if isinstance(value, Node):
        yield value  # type: ignore[misc]
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def walk(node: Surface) -> Iterator[Surface]:
    """A node and everything under it, in written order."""
    yield node
    for child in children(node):
        yield from walk(child)

"""Exact numbers: polynomials in the entries and in σ(z), e^z, log u, 1/u … as indeterminates.

Where two expressions are the same element of this ring they are the same function: a proof,
for the sizes at which it was carried out.  The converse does not hold, since the indeterminates
may satisfy relations that are not known here; then nothing is said.  Two relations are known, and
every product is reduced by them: r·u = 1 for the indeterminate r of 1/u, and s² = s for what is 0 or 1,
such as the targets of a classification.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import add, mul
from typing import Any, NamedTuple

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symbp.verify.laws import DERIVATIVES, POSITIVE, VALUES
from symbp.verify.numbers import Number, TooLargeError, UndefinedError, UnsupportedError

TERMS = 4_000
"""The longest polynomial that is worked with."""

WORK = 20_000
"""How many pairs of terms may be multiplied for one line."""

INDETERMINATES = (64, 128, 256, 512)
"""Rings come in these sizes."""

LARGEST_POWER = 16
LONGEST_NUMBER = 100_000
"""How many bits the numbers in a power may have."""

LARGEST_FACTORED = 40
"""Denominators of at most so many terms are taken apart into factors."""


class Relation(NamedTuple):
    """A polynomial that is 0, and u where it says that the indeterminate at `place` is 1/u."""

    place: int
    polynomial: Any
    reciprocal: Any


class Element:
    """A polynomial, reduced; `relations` says bit by bit which relations may shorten its products."""

    __slots__ = ("p", "relations", "ring")

    def __init__(self, ring: Exact, p: Any, relations: int = 0) -> None:
        if len(p) > TERMS:
            raise TooLargeError("a polynomial of too many terms")
        self.ring, self.p, self.relations = ring, p, relations

    def __add__(self, other: Number) -> Number:
        if isinstance(other, Dual):
            return NotImplemented
        other = self.ring.number(other)
        return Element(self.ring, self.p + other.p, self.relations | other.relations)

    def __neg__(self) -> Element:
        return Element(self.ring, -self.p, self.relations)

    def __sub__(self, other: Number) -> Number:
        return self + (-other)

    def __rsub__(self, other: Number) -> Number:
        return -self + other

    def __mul__(self, other: Number) -> Number:
        if isinstance(other, Dual):
            return NotImplemented
        return self.ring.product(self, self.ring.number(other))

    def __truediv__(self, other: Number) -> Number:
        if isinstance(other, Dual):
            return NotImplemented
        return self * self.ring.inverse(self.ring.number(other))

    def __rtruediv__(self, other: Number) -> Number:
        return self.ring.inverse(self) * other

    def __radd__(self, other: Number) -> Number:
        return self + other

    def __rmul__(self, other: Number) -> Number:
        return self * other

    @property
    def key(self) -> str:
        """The same text for the same polynomial."""
        return str(self.p)

    @property
    def negative(self) -> bool:
        """Whether the leading coefficient is negative: of x and −x exactly one is."""
        return bool(self.p != 0 and self.p.leading_coefficient() < 0)


@dataclass(frozen=True, slots=True)
class Dual:
    """x + ε·dx, with ε² = 0."""

    x: Element
    dx: Element

    def __add__(self, other: Number) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.x + other.x, self.dx + other.dx)
        return Dual(self.x + other, self.dx)

    def __neg__(self) -> Dual:
        return Dual(-self.x, -self.dx)

    def __sub__(self, other: Number) -> Dual:
        return self + (-other)

    def __rsub__(self, other: Number) -> Dual:
        return -self + other

    def __mul__(self, other: Number) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.x * other.x, self.x * other.dx + self.dx * other.x)
        return Dual(self.x * other, self.dx * other)

    def inverse(self) -> Dual:
        x = 1 / self.x
        return Dual(x, -(self.dx * x * x))

    def __truediv__(self, other: Number) -> Dual:
        if isinstance(other, Dual):
            return self * other.inverse()
        return Dual(self.x / other, self.dx / other)

    def __rtruediv__(self, other: Number) -> Dual:
        return self.inverse() * other

    def __radd__(self, other: Number) -> Dual:
        return self + other

    def __rmul__(self, other: Number) -> Dual:
        return self * other


def bits_of(x: Element) -> int:
    """The length of the longest number in a polynomial."""
    return max((int(c.p).bit_length() + int(c.q).bit_length() for c in x.p.coeffs()), default=0)


class Exact:
    """The ring of one proof; indeterminates are handed out as they are asked for."""

    symbolic = True

    def __init__(self, indeterminates: int, fixed: Collection[str] = ()) -> None:
        self.fixed = fixed
        size = next((size for size in INDETERMINATES if size >= indeterminates), INDETERMINATES[-1])
        self.context = fmpq_mpoly_ctx.get([f"v{place}" for place in range(size)], Ordering.lex)
        self.places: dict[tuple[str, str], int] = {}
        self.kinds: dict[int, tuple[str, Element]] = {}
        self.positive: set[int] = set()
        self.softmaxes: dict[str, list[Element]] = {}
        self.powers: dict[str, Element] = {}
        self.inverted: dict[str, Element] = {}
        self.relations: list[Relation] = []
        self.relation_of: dict[int, int] = {}
        self.start_line()

    def start_line(self) -> None:
        """Every line may multiply so many terms: a count, so that no proof depends on the machine's speed."""
        self.budget = WORK

    # Elements -----------------------------------------------------------------------------

    def number(self, value: Any) -> Element:
        return value if isinstance(value, Element) else Element(self, self.context.constant(value))

    def leaf(self, name: str, row: int, column: int, value: Any) -> Element:
        entry = self.generator(name, f"{row},{column}")
        return self.binary(entry) if name == "t" and value in (0, 1) else entry

    def element(self, p: Any) -> Element:
        """A polynomial without reciprocals as an element."""
        return Element(self, p)

    def binary(self, t: Element) -> Element:
        """An indeterminate that is 0 or 1."""
        return self.related(t, t.p * t.p - t.p)

    def related(self, x: Element, polynomial: Any, reciprocal: Any = None) -> Element:
        """An indeterminate with its relation, a polynomial that is 0; entered once."""
        place = self.place(x)
        if place not in self.relation_of:
            self.relation_of[place] = len(self.relations)
            self.relations.append(Relation(place, polynomial, reciprocal))
        return Element(self, x.p, 1 << self.relation_of[place])

    def place(self, x: Element) -> int:
        """Which indeterminate this is."""
        return x.p.degrees().index(1)

    def size(self, name: str, value: int) -> Element:
        """An indeterminate, so that nothing is proved for N = 2 alone, unless the size is given or 1."""
        return self.number(value) if value == 1 or name in self.fixed else self.generator("size", name)

    def constant(self, name: str) -> Element:
        return self.generator("constant", name)

    def generator(self, kind: str, key: str) -> Element:
        """The indeterminate for `kind` of `key`, a new one where there is none yet."""
        place = self.places.setdefault((kind, key), len(self.places))
        if place >= self.context.nvars():
            raise TooLargeError("too many indeterminates")
        return Element(self, self.context.gen(place))

    def function(self, kind: str, x: Element) -> Element:
        """The indeterminate for a function of x."""
        y = self.generator(kind, x.key)
        place = self.places[kind, x.key]
        self.kinds[place] = (kind, x)
        if kind in POSITIVE:
            self.positive.add(place)
        return y

    def is_positive(self, p: Any) -> bool:
        """Whether a polynomial has positive coefficients and positive indeterminates only."""
        return all(c > 0 for c in p.coeffs()) and all(
            place in self.positive for monomial in p.monoms() for place, power in enumerate(monomial) if power
        )

    def has(self, kind: str, x: Element) -> bool:
        return (kind, x.key) in self.places

    # Products and inverses ------------------------------------------------------------------

    def spend(self, work: int) -> None:
        """Raise `TooLargeError` where a product is, or where those of this line together are."""
        self.budget -= work
        if work > 20 * TERMS or self.budget < 0:
            raise TooLargeError("polynomials of too many terms")

    def product(self, x: Element, y: Element) -> Element:
        """x·y."""
        self.spend(len(x.p) * len(y.p))
        relations = x.relations | y.relations
        return Element(self, self.reduced(x.p * y.p, relations), relations)

    def reduced(self, p: Any, relations: int) -> Any:
        """A polynomial shortened by the relations that may apply."""
        for number, relation in enumerate(self.relations):
            if relations >> number & 1:
                p = divmod(p, relation.polynomial)[1]
        return p

    def inverse(self, x: Element) -> Element:
        """1/x, with the factors of x inverted one by one."""
        key = x.key
        if key not in self.inverted:
            self.inverted[key] = self.find_inverse(x)
        return self.inverted[key]

    def find_inverse(self, x: Element) -> Element:
        if x.p == 0:
            raise UndefinedError("a division by zero")
        q, cleared = self.cleared(x)
        constant, factors = q.factor() if len(q) <= LARGEST_FACTORED else (fmpq(1), [(q, 1)])
        for factor, power in factors:
            sign = -1 if factor.coefficient(len(factor) - 1) < 0 else 1
            cleared.append(self.power(self.inverse_of(sign * factor), int(power)))
            constant *= sign ** int(power)
        return reduce(mul, cleared, self.number(1 / fmpq(constant)))

    def inverse_of(self, u: Any) -> Element:
        """The indeterminate r with r·u = 1; u is 1 − s rather than s − 1, to be seen as positive."""
        r = self.generator("inverse", str(u))
        r = self.related(r, r.p * u - 1, u)
        if self.is_positive(u):
            self.positive.add(self.place(r))
        return r

    def cleared(self, x: Element) -> tuple[Any, list[Element]]:
        """x as a polynomial without reciprocals, and the factors it was multiplied with for that."""
        p, factors = x.p, []
        for number, (place, relation, u) in enumerate(self.relations):
            while u is not None and x.relations >> number & 1 and p.degrees()[place] > 0:
                self.spend(len(p) * len(u))
                factors.append(Element(self, u))
                p = divmod(p * u, relation)[1]
        return p, factors

    def is_zero(self, x: Number) -> bool:
        """Whether x is 0, its denominators multiplied out where that is needed to see it."""
        if isinstance(x, Dual):
            return self.is_zero(x.x) and self.is_zero(x.dx)
        return bool(x.p == 0 or self.reduced(self.cleared(x)[0], x.relations) == 0)

    # Functions ----------------------------------------------------------------------------

    def call(self, name: str, x: Number, *parameters: Number) -> Number:
        if isinstance(x, Dual):
            value = VALUES[name](self, x.x, *parameters)
            return Dual(value, x.dx * DERIVATIVES[name](self, x.x, value, *parameters))
        return VALUES[name](self, x, *parameters)

    def softmax(self, row: list[Number]) -> list[Number]:
        """p_k of each score, where the last is 1 − Σ p_k and e^(x_k) is p_k times their sum."""
        scores = [x.x if isinstance(x, Dual) else x for x in row]
        key = ", ".join(score.key for score in scores)
        if key not in self.softmaxes:
            p = [self.generator("softmax", f"{key}: {k}") for k in range(len(row) - 1)]
            self.softmaxes[key] = [*p, 1 - reduce(add, p, self.number(0))]
            total = self.generator("total", key)
            self.powers |= {x.key: q * total for x, q in zip(scores, self.softmaxes[key], strict=True)}
        p = self.softmaxes[key]
        slopes = [self.slope(x) for x in row]
        mean = reduce(add, (q * dx for q, dx in zip(p, slopes, strict=True)))
        return [self.seed(q, q * (dx - mean)) for q, dx in zip(p, slopes, strict=True)]

    def power(self, base: Number, exponent: Any) -> Number:
        if not isinstance(exponent, int):
            return self.root(base, exponent)
        if abs(exponent) > LARGEST_POWER:
            raise TooLargeError("a high power")
        if isinstance(base, Element) and bits_of(base) * abs(exponent) > LONGEST_NUMBER:
            raise TooLargeError("a power with very long numbers")
        result = self.number(1)
        for _ in range(abs(exponent)):
            result = base * result
        return 1 / result if exponent < 0 else result

    def root(self, base: Number, exponent: fmpq) -> Number:
        """A rational power as an integer power of a root."""
        p, q = int(exponent.p), int(exponent.q)
        if isinstance(base, Dual):
            value = self.root(base.x, exponent)
            return Dual(value, base.dx * value * self.number(exponent) / base.x)
        return self.power(self.function(f"root{q}", base), p)

    def general_power(self, base: Number, exponent: Number) -> Number:
        raise UnsupportedError("no exact form of a power with a variable exponent")

    def seed(self, x: Number, slope: Number = 1) -> Number:
        if isinstance(x, Dual):
            raise UnsupportedError("a derivative of a derivative")
        dx = self.number(slope)
        return x if dx.p == 0 else Dual(x, dx)

    def slope(self, x: Number) -> Element:
        return x.dx if isinstance(x, Dual) else self.number(0)

    def holds(self, relation: str, left: Number, right: Number) -> Number:
        """x > 0 is step(x), away from x = 0; whether a 0/1 target t is 1 is t itself."""
        difference = left - right
        if isinstance(difference, Dual):
            raise UnsupportedError("no exact form of a comparison under a derivative")
        if relation == "==":
            return self.is_one(left, right)
        return VALUES["step"](self, difference if relation == ">" else -difference)

    def is_one(self, t: Element, value: Element) -> Element:
        """t where t = 1 is asked, 1 − t where t = 0 is, for what can only be 0 or 1."""
        if self.is_zero(t * t - t) and self.is_zero(value * value - value):
            return 1 - t - value + 2 * t * value
        raise UnsupportedError("no exact form of a comparison")

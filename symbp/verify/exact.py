"""Exact numbers: polynomials in the entries and in σ(z), e^z, log u, 1/u … as indeterminates.

Where two expressions are the same element of this ring they are the same function: a proof,
for the sizes at which it was carried out.  The converse does not hold, since the indeterminates
may satisfy relations that are not known here; then nothing is said.  Two relations are known, and
every product is reduced by them: r·u = 1 for the indeterminate r of 1/u, and s² = s for what is 0 or 1,
such as the targets of a classification.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add, mul
from typing import Any, NamedTuple

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symbp.verify.numbers import Number, TooLarge, Undefined, Unsupported

TERMS = 4_000
"""The longest polynomial that is worked with."""

WORK = 20_000
"""How many pairs of terms may be multiplied for one line."""

INDETERMINATES = (64, 128, 256, 512)
"""Rings come in these sizes."""

LARGEST_POWER = 16
LARGEST_FACTORED = 40
"""Denominators of at most so many terms are taken apart into factors."""


class Relation(NamedTuple):
    """A polynomial that is 0, and u where it says that the indeterminate at `place` is 1/u."""

    place: int
    polynomial: Any
    reciprocal: Any


class Element:
    """A polynomial, reduced; `relations` says, bit by bit, by which relations a product with it may shorten."""

    __slots__ = ("p", "relations", "ring")

    def __init__(self, ring: Exact, p: Any, relations: int = 0) -> None:
        if len(p) > TERMS:
            raise TooLarge("a polynomial of too many terms")
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

    __radd__ = __add__
    __rmul__ = __mul__

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

    __radd__ = __add__
    __rmul__ = __mul__


class Exact:
    """The ring of one proof; indeterminates are handed out as they are asked for."""

    symbolic = True

    def __init__(self, indeterminates: int) -> None:
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
        self.one = self.number(1)
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

    def constant(self, name: str) -> Element:
        return self.generator("constant", name)

    def generator(self, kind: str, key: str) -> Element:
        """The indeterminate for `kind` of `key`, a new one where there is none yet."""
        place = self.places.setdefault((kind, key), len(self.places))
        if place >= self.context.nvars():
            raise TooLarge("too many indeterminates")
        return Element(self, self.context.gen(place))

    def function(self, kind: str, x: Element) -> Element:
        """The indeterminate for a function of x."""
        y = self.generator(kind, x.key)
        place = self.places[kind, x.key]
        self.kinds[place] = (kind, x)
        if kind in POSITIVE:
            self.positive.add(place)
        return y

    def has(self, kind: str, x: Element) -> bool:
        return (kind, x.key) in self.places

    # Products and inverses ------------------------------------------------------------------

    def spend(self, work: int) -> None:
        """Raise `TooLarge` where a product is, or where those of this line together are."""
        self.budget -= work
        if work > 20 * TERMS or self.budget < 0:
            raise TooLarge("polynomials of too many terms")

    def product(self, x: Element, y: Element) -> Element:
        """x·y, reduced by r·u = 1 for every r = 1/u that may stand in it."""
        self.spend(len(x.p) * len(y.p))
        relations = x.relations | y.relations
        p = x.p * y.p
        for number, relation in enumerate(self.relations):
            if relations >> number & 1:
                p = divmod(p, relation.polynomial)[1]
        return Element(self, p, relations)

    def inverse(self, x: Element) -> Element:
        """1/x, with the factors of x inverted one by one."""
        key = x.key
        if key not in self.inverted:
            self.inverted[key] = self.find_inverse(x)
        return self.inverted[key]

    def find_inverse(self, x: Element) -> Element:
        if x.p == 0:
            raise Undefined("a division by zero")
        q, cleared = self.cleared(x)
        constant, factors = q.factor() if len(q) <= LARGEST_FACTORED else (1, [(q, 1)])
        parts = [self.power(self.inverse_of(factor), int(power)) for factor, power in factors]
        return reduce(mul, [self.number(fmpq(1) / constant), *cleared, *parts])

    def inverse_of(self, u: Any) -> Element:
        """The indeterminate r with r·u = 1."""
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

    def is_zero(self, x: Element) -> bool:
        """Whether x is 0, its denominators multiplied out where that is needed to see it."""
        return bool(x.p == 0 or self.product(Element(self, self.cleared(x)[0], x.relations), self.one).p == 0)

    # Functions ----------------------------------------------------------------------------

    def call(self, name: str, x: Number, *parameters: Number) -> Number:
        if isinstance(x, Dual):
            value = self.call(name, x.x, *parameters)
            return Dual(value, x.dx * derivative(self, name, x.x, value, parameters))
        if name not in VALUES:
            raise Unsupported(f"no exact form of {name}")
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
            raise TooLarge("a high power")
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
        raise Unsupported("no exact form of a power with a variable exponent")

    def seed(self, x: Number, slope: Number = 1) -> Number:
        if isinstance(x, Dual):
            raise Unsupported("a derivative of a derivative")
        dx = self.number(slope)
        return x if dx.p == 0 else Dual(x, dx)

    def slope(self, x: Number) -> Element:
        return x.dx if isinstance(x, Dual) else self.number(0)

    def holds(self, relation: str, left: Number, right: Number) -> Number:
        """x > 0 is step(x), away from x = 0; whether a 0/1 target t is 1 is t itself."""
        difference = left - right
        if isinstance(difference, Dual):
            raise Unsupported("no exact form of a comparison under a derivative")
        if relation == "==":
            return self.is_one(left, right)
        return step(self, difference if relation == ">" else -difference)

    def is_one(self, t: Element, value: Element) -> Element:
        """t where t = 1 is asked, 1 − t where t = 0 is, for what can only be 0 or 1."""
        if self.is_zero(t * t - t) and self.is_zero(value * value - value):
            return 1 - t - value + 2 * t * value
        raise Unsupported("no exact form of a comparison")

    # Logarithms ---------------------------------------------------------------------------

    def is_positive(self, p: Any) -> bool:
        """Whether a polynomial has positive coefficients and positive indeterminates only."""
        return all(c > 0 for c in p.coeffs()) and all(
            place in self.positive for monomial in p.monoms() for place, power in enumerate(monomial) if power
        )

    def log(self, x: Element) -> Element:
        """log x, taken apart into logarithms of factors where all of them are positive."""
        q, cleared = self.cleared(x)
        parts = [self.log_polynomial(p) for p in (q, *(factor.p for factor in cleared))]
        if None in parts:
            return self.function("log", x)
        return reduce(lambda y, part: y - part, parts)

    def log_polynomial(self, p: Any) -> Element | None:
        """log of a polynomial: a sum for a monomial; None where it is not known to be positive."""
        for place, (kind, x) in self.kinds.items():
            if kind == "sigmoid" and p == 1 - self.context.gen(place):
                return -softplus(self, x)
            if kind == "exp" and p == 1 + self.context.gen(place):
                return softplus(self, x)
        if not self.is_positive(p):
            return None
        if len(p) > 1:
            return self.function("log", Element(self, p))
        ((monomial, coefficient),) = p.terms()
        result = self.number(0) if coefficient == 1 else self.function("log", self.number(coefficient))
        for place, power in enumerate(monomial):
            if power:
                result = result + self.log_generator(place) * int(power)
        return result

    def log_generator(self, place: int) -> Element:
        """log σ(z) = z − softplus(z) and log e^z = z."""
        kind, x = self.kinds[place]
        if kind == "exp":
            return x
        if kind == "sigmoid":
            return x - softplus(self, x)
        return self.function("log", Element(self, self.context.gen(place)))


POSITIVE = ("sigmoid", "exp", "softplus")


def sigmoid(ring: Exact, x: Element) -> Element:
    if x.negative:
        return 1 - sigmoid(ring, -x)
    if ring.has("exp", x):
        e = ring.function("exp", x)
        return e / (1 + e)
    return ring.function("sigmoid", x)


def exp(ring: Exact, x: Element) -> Element:
    if x.key in ring.powers:
        return ring.powers[x.key]
    if x.p == 0:
        return ring.number(1)
    if x.negative:
        return 1 / exp(ring, -x)
    if ring.has("sigmoid", x):
        s = ring.function("sigmoid", x)
        return s / (1 - s)
    return ring.function("exp", x)


def tanh(ring: Exact, x: Element) -> Element:
    if x.negative:
        return -tanh(ring, -x)
    if ring.has("sigmoid", 2 * x):
        return 2 * ring.function("sigmoid", 2 * x) - 1
    if ring.has("exp", x):
        square = ring.function("exp", x) * ring.function("exp", x)
        return (square - 1) / (square + 1)
    return ring.function("tanh", x)


def cosh(ring: Exact, x: Element) -> Element:
    """An indeterminate c with c²(1 − tanh²) = 1."""
    if x.negative:
        return cosh(ring, -x)
    if ring.has("exp", x):
        e = ring.function("exp", x)
        return (e + 1 / e) / 2
    c, h = ring.function("cosh", x), tanh(ring, x)
    return ring.related(c, c.p**2 - c.p**2 * h.p**2 - 1)


def softplus(ring: Exact, x: Element) -> Element:
    return softplus(ring, -x) + x if x.negative else ring.function("softplus", x)


def step(ring: Exact, x: Element) -> Element:
    """1 where x > 0; away from the kink step(−x) is 1 − step(x)."""
    return 1 - step(ring, -x) if x.negative else ring.binary(ring.function("step", x))


def odd(name: str) -> Callable[[Exact, Element], Element]:
    return lambda ring, x: -ring.function(name, -x) if x.negative else ring.function(name, x)


def even(name: str) -> Callable[[Exact, Element], Element]:
    return lambda ring, x: ring.function(name, -x if x.negative else x)


VALUES: dict[str, Callable[..., Element]] = {
    "sigmoid": sigmoid,
    "exp": exp,
    "tanh": tanh,
    "softplus": softplus,
    "log": Exact.log,
    "step": step,
    "relu": lambda ring, x: x * step(ring, x),
    "leaky_relu": lambda ring, x, slope: x * (slope + (1 - slope) * step(ring, x)),
    "sign": lambda ring, x: 2 * step(ring, x) - 1,
    "abs": lambda ring, x: x * (2 * step(ring, x) - 1),
    "sin": odd("sin"),
    "cos": even("cos"),
    "tan": lambda ring, x: odd("sin")(ring, x) / even("cos")(ring, x),
    "sinh": lambda ring, x: tanh(ring, x) * cosh(ring, x),
    "cosh": cosh,
    "asinh": odd("asinh"),
    "atan": odd("atan"),
    "erf": odd("erf"),
}

DERIVATIVES: dict[str, Callable[..., Element]] = {
    "sigmoid": lambda ring, x, y: y * (1 - y),
    "exp": lambda ring, x, y: y,
    "tanh": lambda ring, x, y: 1 - y * y,
    "softplus": lambda ring, x, y: sigmoid(ring, x),
    "log": lambda ring, x, y: 1 / x,
    "step": lambda ring, x, y: ring.number(0),
    "sign": lambda ring, x, y: ring.number(0),
    "relu": lambda ring, x, y: step(ring, x),
    "leaky_relu": lambda ring, x, y, slope: slope + (1 - slope) * step(ring, x),
    "abs": lambda ring, x, y: 2 * step(ring, x) - 1,
    "sin": lambda ring, x, y: VALUES["cos"](ring, x),
    "cos": lambda ring, x, y: -VALUES["sin"](ring, x),
    "tan": lambda ring, x, y: 1 + y * y,
    "sinh": lambda ring, x, y: VALUES["cosh"](ring, x),
    "cosh": lambda ring, x, y: VALUES["sinh"](ring, x),
    "asinh": lambda ring, x, y: 1 / ring.root(1 + x * x, fmpq(1, 2)),
    "atan": lambda ring, x, y: 1 / (1 + x * x),
    "erf": lambda ring, x, y: 2 * exp(ring, -(x * x)) / ring.root(ring.constant("pi"), fmpq(1, 2)),
}
"""Derivatives as laws of the ring; y is the value.  They are stated here and nowhere derived from
`symbp.activations`, which this package is there to check."""


def derivative(ring: Exact, name: str, x: Element, y: Element, parameters: tuple[Number, ...]) -> Element:
    return DERIVATIVES[name](ring, x, y, *parameters)

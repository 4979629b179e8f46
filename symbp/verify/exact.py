"""Exact numbers: rational functions of the entries and of σ(z), e^z, log u … as indeterminates.

Where two expressions are the same element of this ring they are the same function: a proof,
for the sizes at which it was carried out.  The converse does not hold, since the indeterminates
may satisfy relations that are not known here; then nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symbp.verify.numbers import Number, TooLarge, Undefined, Unsupported

TERMS = 3_000
"""The longest polynomial that is worked with."""

WORK = 200_000
"""How many pairs of terms may be multiplied for one line."""

INDETERMINATES = (64, 192, 448)
"""Rings come in these sizes."""

LARGEST_POWER = 16


class Quotient:
    """A quotient of polynomials; not in lowest terms, but zero exactly where its numerator is."""

    __slots__ = ("den", "num", "ring")

    def __init__(self, ring: Exact, num: Any, den: Any) -> None:
        if len(num) > TERMS or len(den) > TERMS:
            raise TooLarge("a polynomial of too many terms")
        self.ring, self.num, self.den = ring, num, den

    def __add__(self, other: Number) -> Number:
        if isinstance(other, Dual):
            return NotImplemented
        other = self.ring.number(other)
        if self.den == other.den:
            return Quotient(self.ring, self.num + other.num, self.den)
        common = self.den.gcd(other.den)
        mine, theirs = other.den / common, self.den / common
        self.ring.affordable(self.num, mine)
        self.ring.affordable(other.num, theirs)
        return Quotient(self.ring, self.num * mine + other.num * theirs, self.den * mine)

    def __neg__(self) -> Quotient:
        return Quotient(self.ring, -self.num, self.den)

    def __sub__(self, other: Number) -> Number:
        return self + (-other)

    def __rsub__(self, other: Number) -> Number:
        return -self + other

    def __mul__(self, other: Number) -> Number:
        if isinstance(other, Dual):
            return NotImplemented
        other = self.ring.number(other)
        self.ring.affordable(self.num, other.num)
        self.ring.affordable(self.den, other.den)
        return self.ring.lowered(self.num * other.num, self.den * other.den)

    def __truediv__(self, other: Number) -> Number:
        if isinstance(other, Dual):
            return NotImplemented
        return self * self.ring.number(other).inverse()

    def __rtruediv__(self, other: Number) -> Number:
        return self.inverse() * other

    def inverse(self) -> Quotient:
        if self.num == 0:
            raise Undefined("a division by zero")
        return Quotient(self.ring, self.den, self.num)

    __radd__ = __add__
    __rmul__ = __mul__

    @property
    def key(self) -> str:
        """The same text for the same function, as far as lowest terms are reached."""
        lowest = self.ring.lowered(self.num, self.den)
        return f"({lowest.num})/({lowest.den})"

    @property
    def negative(self) -> bool:
        """Whether the leading coefficient is negative: of x and −x exactly one is."""
        return bool(self.num != 0 and self.num.leading_coefficient() < 0)


@dataclass(frozen=True, slots=True)
class Dual:
    """x + ε·dx, with ε² = 0."""

    x: Quotient
    dx: Quotient

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
        x = self.x.inverse()
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
        names = [f"v{place}" for place in range(size)]
        self.context = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.unit = self.context.constant(1)
        self.places: dict[tuple[str, str], int] = {}
        self.arguments: dict[int, Quotient] = {}
        self.positive: set[int] = set()
        self.start_line()

    def start_line(self) -> None:
        """Every line may multiply so many terms: a count, so that no proof depends on the machine's speed."""
        self.budget = WORK

    # Elements -----------------------------------------------------------------------------

    def number(self, value: Any) -> Quotient:
        if isinstance(value, Quotient):
            return value
        return Quotient(self, self.context.constant(value), self.unit)

    def leaf(self, name: str, row: int, column: int, value: Any) -> Quotient:
        return self.generator(name, f"{row},{column}")

    def constant(self, name: str) -> Quotient:
        return self.generator("constant", name)

    def generator(self, kind: str, key: str, argument: Quotient | None = None) -> Quotient:
        """The indeterminate for `kind` of `key`, a new one where there is none yet."""
        place = self.places.get((kind, key))
        if place is None:
            place = self.places[kind, key] = len(self.places)
            if place >= self.context.nvars():
                raise TooLarge("too many indeterminates")
            if argument is not None:
                self.arguments[place] = argument
            if kind in POSITIVE:
                self.positive.add(place)
        return Quotient(self, self.context.gen(place), self.unit)

    def function(self, kind: str, x: Quotient) -> Quotient:
        return self.generator(kind, x.key, x)

    def has(self, kind: str, x: Quotient) -> bool:
        return (kind, x.key) in self.places

    # Staying small ------------------------------------------------------------------------

    def affordable(self, p: Any, q: Any) -> None:
        """Raise `TooLarge` where a product is, or where all of them together took too long."""
        work = len(p) * len(q)
        self.budget -= work
        if work > 20 * TERMS or self.budget < 0:
            raise TooLarge("polynomials of too many terms")

    def lowered(self, num: Any, den: Any) -> Quotient:
        """num/den without their common factor, where it is cheap to find."""
        if len(den) == 1 and den.is_one():
            return Quotient(self, num, den)
        if len(num) * len(den) <= 400:
            common = num.gcd(den)
            num, den = num / common, den / common
            scale = den.leading_coefficient()
            num, den = num / scale, den / scale
        return Quotient(self, num, den)

    # Functions ----------------------------------------------------------------------------

    def call(self, name: str, x: Number, *parameters: Number) -> Number:
        if isinstance(x, Dual):
            value = self.call(name, x.x, *parameters)
            return Dual(value, x.dx * derivative(self, name, x.x, value, parameters))
        if name not in VALUES:
            raise Unsupported(f"no exact form of {name}")
        return VALUES[name](self, x, *parameters)

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

    def seed(self, x: Number, slope: Number = 1) -> Dual:
        if isinstance(x, Dual):
            raise Unsupported("a derivative of a derivative")
        return Dual(x, self.number(slope))

    def slope(self, x: Number) -> Quotient:
        return x.dx if isinstance(x, Dual) else self.number(0)

    def holds(self, relation: str, left: Number, right: Number) -> bool:
        raise Unsupported("no exact form of a comparison")

    # Logarithms ---------------------------------------------------------------------------

    def is_positive(self, p: Any) -> bool:
        """Whether a polynomial has positive coefficients and positive indeterminates only."""
        return all(c > 0 for c in p.coeffs()) and all(
            place in self.positive for monomial in p.monoms() for place, power in enumerate(monomial) if power
        )

    def log(self, x: Quotient) -> Quotient:
        """log x, taken apart into logarithms of factors where all of them are positive."""
        x = self.lowered(x.num, x.den)
        parts = [self.log_polynomial(p) for p in (x.num, x.den)]
        if None in parts:
            return self.function("log", x)
        return parts[0] - parts[1]

    def log_polynomial(self, p: Any) -> Quotient | None:
        """log of a polynomial: a sum for a monomial; None where it is not known to be positive."""
        complement = self.complement_of_sigmoid(p)
        if complement is not None:
            return -self.call("softplus", complement)
        if not self.is_positive(p):
            return None
        if len(p) > 1:
            return self.function("log", Quotient(self, p, self.unit))
        ((monomial, coefficient),) = p.terms()
        result = self.number(0) if coefficient == 1 else self.function("log", self.number(coefficient))
        for place, power in enumerate(monomial):
            if power:
                result = result + self.log_generator(place) * int(power)
        return result

    def log_generator(self, place: int) -> Quotient:
        """log σ(z) = z − softplus(z) and log e^z = z."""
        kind = next(kind for (kind, _), found in self.places.items() if found == place)
        if kind == "exp":
            return self.arguments[place]
        if kind == "sigmoid":
            return self.arguments[place] - self.call("softplus", self.arguments[place])
        return self.function("log", Quotient(self, self.context.gen(place), self.unit))

    def complement_of_sigmoid(self, p: Any) -> Quotient | None:
        """z where the polynomial is 1 − σ(z)."""
        if len(p) != 2:
            return None
        rest = 1 - p
        for (kind, _), place in self.places.items():
            if kind == "sigmoid" and rest == self.context.gen(place):
                return self.arguments[place]
        return None


POSITIVE = ("sigmoid", "exp", "softplus")


def sigmoid(ring: Exact, x: Quotient) -> Quotient:
    if x.negative:
        return 1 - sigmoid(ring, -x)
    if ring.has("exp", x):
        e = ring.function("exp", x)
        return e / (1 + e)
    return ring.function("sigmoid", x)


def exp(ring: Exact, x: Quotient) -> Quotient:
    if x.num == 0:
        return ring.number(1)
    if x.negative:
        return exp(ring, -x).inverse()
    if ring.has("sigmoid", x):
        s = ring.function("sigmoid", x)
        return s / (1 - s)
    return ring.function("exp", x)


def tanh(ring: Exact, x: Quotient) -> Quotient:
    if x.negative:
        return -tanh(ring, -x)
    if ring.has("sigmoid", 2 * x):
        return 2 * ring.function("sigmoid", 2 * x) - 1
    if ring.has("exp", x):
        square = ring.function("exp", x) * ring.function("exp", x)
        return (square - 1) / (square + 1)
    return ring.function("tanh", x)


def softplus(ring: Exact, x: Quotient) -> Quotient:
    return softplus(ring, -x) + x if x.negative else ring.function("softplus", x)


def step(ring: Exact, x: Quotient) -> Quotient:
    """1 where x > 0; away from the kink step(−x) is 1 − step(x)."""
    return 1 - step(ring, -x) if x.negative else ring.function("step", x)


def odd(name: str) -> Callable[[Exact, Quotient], Quotient]:
    return lambda ring, x: -ring.function(name, -x) if x.negative else ring.function(name, x)


def even(name: str) -> Callable[[Exact, Quotient], Quotient]:
    return lambda ring, x: ring.function(name, -x if x.negative else x)


VALUES: dict[str, Callable[..., Quotient]] = {
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
    "sinh": lambda ring, x: (exp(ring, x) - exp(ring, -x)) / 2,
    "cosh": lambda ring, x: (exp(ring, x) + exp(ring, -x)) / 2,
    "asinh": odd("asinh"),
    "atan": odd("atan"),
    "erf": odd("erf"),
}

DERIVATIVES: dict[str, Callable[..., Quotient]] = {
    "sigmoid": lambda ring, x, y: y * (1 - y),
    "exp": lambda ring, x, y: y,
    "tanh": lambda ring, x, y: 1 - y * y,
    "softplus": lambda ring, x, y: sigmoid(ring, x),
    "log": lambda ring, x, y: x.inverse(),
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


def derivative(ring: Exact, name: str, x: Quotient, y: Quotient, parameters: tuple[Number, ...]) -> Quotient:
    return DERIVATIVES[name](ring, x, y, *parameters)

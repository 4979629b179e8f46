"""The laws of the exact ring: what each function is in terms of others, and its derivative.

They are stated here and nowhere derived from `symbp.activations`, which this package is there to
check.  Of x and −x one is the argument of an indeterminate, and the other follows from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

from flint import fmpq

if TYPE_CHECKING:
    from symbp.verify.exact import Element, Exact

POSITIVE = ("sigmoid", "exp", "softplus", "cosh")
"""Functions whose values are positive."""


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


def log(ring: Exact, x: Element) -> Element:
    """log x, taken apart into logarithms of factors where all of them are positive."""
    q, cleared = ring.cleared(x)
    parts = [log_polynomial(ring, p) for p in (q, *(factor.p for factor in cleared))]
    known = [part for part in parts if part is not None]
    return reduce(lambda y, part: y - part, known) if len(known) == len(parts) else ring.function("log", x)


def log_polynomial(ring: Exact, p: Any) -> Element | None:
    """log of a polynomial: a sum for a monomial; None where it is not known to be positive."""
    for place, (kind, x) in ring.kinds.items():
        if kind == "sigmoid" and p == 1 - ring.context.gen(place):
            return -softplus(ring, x)
        if kind == "exp" and p == 1 + ring.context.gen(place):
            return softplus(ring, x)
    if not ring.is_positive(p):
        return None
    if len(p) > 1:
        return ring.function("log", ring.element(p))
    ((monomial, coefficient),) = p.terms()
    result = ring.number(0) if coefficient == 1 else ring.function("log", ring.number(coefficient))
    for place, power in enumerate(monomial):
        if power:
            result = result + log_generator(ring, place) * int(power)
    return result


def log_generator(ring: Exact, place: int) -> Element:
    """log σ(z) = z − softplus(z) and log e^z = z."""
    kind, x = ring.kinds[place]
    if kind == "exp":
        return x
    if kind == "sigmoid":
        return x - softplus(ring, x)
    return ring.function("log", ring.element(ring.context.gen(place)))


def odd(name: str) -> Callable[[Exact, Element], Element]:
    return lambda ring, x: -ring.function(name, -x) if x.negative else ring.function(name, x)


def even(name: str) -> Callable[[Exact, Element], Element]:
    return lambda ring, x: ring.function(name, -x if x.negative else x)


VALUES: dict[str, Callable[..., Element]] = {
    "sigmoid": sigmoid,
    "exp": exp,
    "tanh": tanh,
    "softplus": softplus,
    "log": log,
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
"""The derivative at x, where the value is y."""

"""What a sign between two sides claims: equality, equality up to a factor, or what is not checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import Expr, Integer, Rational

from symbp.checking.judge import World
from symbp.checking.truth import Judged, equality
from symbp.notation.plain import plain
from symbp.penalties import N
from symbp.reading.values import Options, Reading, shape_of, times
from symbp.verify.verdict import Verdict

EQUAL = frozenset({"=", ":=", "≈", "≡", "⇒", "⇔"})
"""The signs that say that two sides are equal; ⇒ does so where no equation stands behind it."""


ABOUT = "≈ is checked only before a number, and where both sides are equal"


def claim(world: World, left: Options, right: Options, sign: str) -> Judged:
    """What a sign between two sides says of them."""
    if sign in EQUAL:
        found = equality(world, left, right)
        about = sign == "≈" and found.status == "different"
        return replace(found, verdict=Verdict("undecided", reason=ABOUT)) if about else found
    if sign == "∝":
        return proportion(world, left, right)
    return Judged(Verdict("undecided", reason=unchecked(sign)), left[0], right[0])


def unchecked(sign: str) -> str:
    if sign == "≟":
        return "an equality that is demanded is not checked; say what follows from it"
    return f"{sign} is not checked, only equalities are"


def proportion(world: World, left: Options, right: Options) -> Judged:
    """Whether two sides are equal up to a usual factor; other factors are not looked for.

    With the factor in front, the right side goes on as one that is equal.
    """
    tried: list[Judged] = []
    for factor in factors():
        tried.append(equality(world, left, tuple(scaled(reading, factor) for reading in right)))
        if tried[-1].verdict:
            return tried[-1]
    if not any(shape_of(one) == shape_of(other) for one in left for other in right):
        return tried[0]
    reason = "∝: equal up to none of the factors ±1, 2, 1/2, N and 1/N; write the factor, and ="
    return replace(tried[0], verdict=Verdict("undecided", reason=reason))


def factors() -> Iterator[Expr]:
    """The factors that are usually left out."""
    for size in (Integer(1), 1 / N, N):
        for number in (Integer(1), Integer(2), Rational(1, 2)):
            yield from (size * number, -size * number)


def scaled(reading: Reading, factor: Expr) -> Reading:
    if factor == 1:
        return reading
    return replace(reading, value=times(factor, reading.value)).noted(
        f"∝ is = with the factor {plain(factor)}"
    )

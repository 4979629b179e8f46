"""Whether numbers are the right ones: in double precision, and in certified balls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import floor, inf, log10
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.evidence import Text

RIGHT = 1e-11
"""Right programs in double precision come within 1e-13 of the scale at the points that are chosen."""

SINGLE = 2e-5
"""Right programs in single precision come within this."""

MOST_DIGITS = 50
"""Agreement beyond this many digits is not counted further."""

Closeness = Literal["right", "close", "wrong", "not finite"]


def distance(got: NDArray[Any], want: NDArray[Any], scale: float) -> float:
    """The largest difference between two arrays of one shape, in units of the scale; inf where not finite."""
    if not np.isfinite(got).all():
        return inf
    return float(np.abs(got - want).max(initial=0.0)) / scale


def same(one: Any, other: Any) -> bool:
    """Whether two answers are the same numbers."""
    arrays = isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
    return bool(arrays and one.shape == other.shape and distance(one, other, 1.0) == 0)


def closeness(error: float) -> Closeness:
    """What a distance means."""
    if error == inf:
        return "not finite"
    return "right" if error <= RIGHT else "close" if error <= SINGLE else "wrong"


@dataclass(frozen=True)
class Certified:
    """What certified arithmetic says about an answer.

    `agree`: the true value lies in every ball; to `digits` digits.  `differ`: a ball excludes it;
    `error` is the distance between them at least, in units of the scale.
    """

    agree: bool
    digits: int
    error: float


def compare_balls(got: Sequence[Any], want: Sequence[Any], scale: float) -> Certified:
    """The balls of an answer against certified values, entry by entry."""
    apart = [abs(g - w) for g, w in zip(got, want, strict=True)]
    if not all(ball.is_finite() for ball in apart):
        return Certified(agree=False, digits=0, error=inf)
    nearest = max(float(ball.abs_lower()) for ball in apart) / scale
    farthest = max(float(ball.abs_upper()) for ball in apart) / scale
    return Certified(agree=nearest == 0, digits=digits_of(farthest), error=nearest)


def digits_of(error: float) -> int:
    """How many digits agree at this relative distance."""
    if error <= 10.0**-MOST_DIGITS:
        return MOST_DIGITS
    if error == inf:
        return 0
    return max(0, floor(-log10(error)))


def in_single_precision(array: NDArray[Any]) -> bool:
    """Whether every number is one that single precision can hold."""
    if array.dtype in (np.float32, np.float16):
        return True
    with np.errstate(all="ignore"):
        held = array.astype(np.float32).astype(float) == array
    # A few numbers such as 0.5 and 0 are held by chance.
    return bool(np.all(held)) and array.size > 1


def rounded_to_integers(got: NDArray[Any], want: NDArray[Any]) -> bool:
    """Whether whole numbers, not all zero, came back where the values are not whole."""
    cut = (got == np.trunc(want)) | (got == np.rint(want)) | (got == np.floor(want))
    return bool(np.any(got) and np.all(cut) and np.any(want != np.rint(want)))


def low_precision(got: NDArray[Any], want: NDArray[Any], text: Text) -> str:
    """Why right numbers have few digits, in words; nothing where that is not to be seen."""
    if in_single_precision(got) or text.single_precision:
        return "single precision"
    decimals = rounded_decimals(got, want)
    return f"rounded to {decimals} decimals" if decimals else ""


def very_low_precision(got: NDArray[Any], want: NDArray[Any]) -> str:
    """Why numbers are wrong by more than single precision explains, in words."""
    if rounded_to_integers(got, want):
        return "whole numbers"
    decimals = rounded_decimals(got, want)
    if decimals:
        return f"rounded to {decimals} decimals"
    return "half precision" if in_half_precision(got, want) else ""


def rounded_decimals(got: NDArray[Any], want: NDArray[Any]) -> int:
    """To how many decimals the right values were rounded; 0 where they were not."""
    # Fewer decimals than the largest entry has digits would leave nothing but zeros.
    fewest = max(1, 1 - int(np.floor(np.log10(max(np.max(np.abs(want), initial=0.0), 1e-9)))))
    found = (k for k in range(fewest, 13) if np.allclose(np.round(want, k), got, rtol=0, atol=1e-15))
    return next(found, 0)


def in_half_precision(got: NDArray[Any], want: NDArray[Any]) -> bool:
    """Whether the numbers are near the right ones and such as half precision can hold."""
    with np.errstate(all="ignore"):
        held = got.astype(np.float16).astype(float) == got
    near = np.abs(got - want) <= 0.004 * np.max(np.abs(want), initial=0.0)
    return bool(np.all(held) and np.all(near) and got.size > 1 and np.any(got))


def flat(rows: Any) -> list[Any]:
    """The entries of rows of balls, or of one ball."""
    if not isinstance(rows, list):
        return [rows]
    return reduce(list.__add__, rows, [])

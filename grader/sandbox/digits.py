"""A ball as a line of digits, exactly: ``man exp radman radexp`` for man·2^exp ± radman·2^radexp."""

from __future__ import annotations

import re
from typing import Any, Final

BALL: Final = re.compile(r"(-?[0-9]{1,700}) (-?[0-9]{1,8}) ([0-9]{1,20}) (-?[0-9]{1,8})", re.ASCII)
MAX_EXPONENT: Final = 10_000_000
SPECIAL: Final = {"nan": "nan", "inf": "pos_inf", "-inf": "neg_inf"}
"""What is no number, and the method of `flint.arb` that makes it."""


def ball_text(ball: Any) -> str:
    """A `flint.arb` in digits; a ball without bounds is ``nan``, and so is one too long or too far out.

    >>> from flint import arb
    >>> ball_text(arb(3) / 4)
    '3 -2 0 0'
    """
    if not ball.is_finite():
        return infinite_text(ball)
    (man, exp), (radman, radexp) = ball.mid().man_exp(), ball.rad().man_exp()
    text = f"{man} {exp} {radman} {radexp}"
    return text if parse_ball(text) is not None else "nan"


def infinite_text(ball: Any) -> str:
    """One of the words for what is no number."""
    from flint import arb

    return next((word for word in ("inf", "-inf") if ball == getattr(arb, SPECIAL[word])()), "nan")


def parse_ball(line: str) -> Any | None:
    """The `flint.arb` that a line of digits says, exactly; None for any other line.

    >>> parse_ball("3 0 1 -1")
    [3e+0 +/- 0.501]
    >>> parse_ball("3 0 1 -1 ") is None
    True
    """
    from flint import arb

    if line in SPECIAL:
        return getattr(arb, SPECIAL[line])()
    found = BALL.fullmatch(line)
    if found is None:
        return None
    man, exp, radman, radexp = map(int, found.groups())
    if max(abs(exp), abs(radexp)) > MAX_EXPONENT:
        return None
    return arb((man, exp), (radman, radexp))

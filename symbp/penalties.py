"""The L2 penalties: factor × Σ w², by the name the specification uses."""

from __future__ import annotations

from sympy import Expr, Integer, Rational, Symbol

N = Symbol("N", integer=True, positive=True)
lam = Symbol("lam", positive=True)

PENALTIES: dict[str, Expr] = {
    "none": Integer(0),
    "lambda/(2N)": lam / (2 * N),
    "lambda/2": Rational(1, 2) * lam,
    "lambda": lam,
}
"""L2 penalty factor by name; lecture row L21 is ``lambda/(2N)``."""

"""The losses: what one sample contributes, and on which quantity it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Integer
from sympy.matrices.expressions import MatrixExpr

from symbp.nodes import Elementwise, ScalarFunction, hadamard, minus, ones, power, product, total

LOG = ScalarFunction("log")
SOFTPLUS = ScalarFunction("softplus")


def log(matrix: MatrixExpr) -> Elementwise:
    """The logarithm of every entry."""
    return Elementwise(LOG, matrix)


def squared_error(f: MatrixExpr, t: MatrixExpr) -> MatrixExpr:
    """(f − t)², entry by entry."""
    return power(minus(f, t), 2)


def cross_entropy(p: MatrixExpr, t: MatrixExpr) -> MatrixExpr:
    """t log p + (1 − t) log(1 − p), entry by entry; the loss carries the minus sign."""
    one = ones(*p.shape)
    return total(hadamard(t, log(p)), hadamard(minus(one, t), log(minus(one, p))))


def log_likelihood(p: MatrixExpr, t: MatrixExpr) -> MatrixExpr:
    """T log P, entry by entry; the loss carries the minus sign."""
    return hadamard(t, log(p))


def stable_cross_entropy(score: MatrixExpr, t: MatrixExpr) -> MatrixExpr:
    """−t log(1 + e^−f) − (1 − t) log(1 + e^f): `cross_entropy` of σ(f) without a log of rounded numbers.

    Both terms have one sign, so nothing cancels.
    """
    right, wrong = (minus_softplus(product(Integer(sign), score)) for sign in (-1, 1))
    return total(hadamard(t, right), hadamard(minus(ones(*score.shape), t), wrong))


def minus_softplus(matrix: MatrixExpr) -> MatrixExpr:
    """−log(1 + e^x) of every entry."""
    return product(Integer(-1), Elementwise(SOFTPLUS, matrix))


@dataclass(frozen=True)
class Loss:
    """One loss: L = factor × Σ term(output, t), over N in the mean form.

    `link` makes the quantity P from f where the loss contains it; `term` is the summand as a
    matrix; `stable` is the same summand from the score (Z of a sigmoid output, f under a link),
    for numbers.  `reason` says how one term is differentiated; `half` whether the ½ applies.
    """

    name: str
    title: str
    term: Callable[[MatrixExpr, MatrixExpr], MatrixExpr]
    sign: int
    targets: tuple[str, ...]
    reason: str
    link: str | None = None
    half: bool = False
    stable: Callable[[MatrixExpr, MatrixExpr], MatrixExpr] | None = None
    source: str = ""


_CLASSES = ("one-hot", "integers from 0", "integers from 1")

_OF_LOGARITHMS = (
    "each entry stands in one term of the sum; log p has the derivative 1/p, and log(1 − p) has −1/(1 − p)"
)

LOSSES: dict[str, Loss] = {
    entry.name: entry
    for entry in (
        Loss(
            "squared_error",
            "squared error",
            squared_error,
            +1,
            ("real", "0/1", *_CLASSES),
            "each entry stands in one term of the sum, and the derivative of (f − t)² is 2(f − t)",
            half=True,
            source="L01, L02",
        ),
        Loss(
            "binary_cross_entropy",
            "binary cross-entropy",
            cross_entropy,
            -1,
            ("0/1", *_CLASSES),
            _OF_LOGARITHMS,
            stable=stable_cross_entropy,
            source="L03, L04",
        ),
        Loss(
            "logistic",
            "logistic loss",
            cross_entropy,
            -1,
            ("0/1", *_CLASSES),
            _OF_LOGARITHMS,
            link="sigmoid",
            stable=stable_cross_entropy,
            source="L05",
        ),
        Loss(
            "softmax_cross_entropy",
            "multi-class cross-entropy",
            log_likelihood,
            -1,
            _CLASSES,
            "each entry stands in one term of the sum, and the derivative of log P is 1/P",
            link="softmax",
            source="L06, L07",
        ),
    )
}

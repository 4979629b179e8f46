"""Lines in scalars: the derivative of an activation (L11), the two forms of the logistic loss (L05)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sympy import Add, Derivative, Eq, Expr, Integer, Mul, Piecewise, Pow, cosh, exp, log, sinh, tanh

from symbp.activations import derivative_of, leaky_relu, relu, sigmoid, softplus, value_of, z
from symbp.derivation import Step
from symbp.forward import k, n, sample_entry
from symbp.network import Network
from symbp.nodes import ScalarFunction

Lines = Iterator[tuple[Expr, str]]


def sigmoid_lines() -> Lines:
    below = 1 + exp(-z)
    yield Derivative(1 / below, z), "the definition of σ"
    yield exp(-z) / below**2, "the derivative of 1/u is −1/u², and that of e to the −z is minus itself"
    yield _product(sigmoid(z), exp(-z), 1 / below), "one of the two factors below the line is σ(z)"
    inner = Add(1, exp(-z), -1, evaluate=False)
    yield _product(sigmoid(z), inner, 1 / below), "add 1 and take it away again"
    yield _product(sigmoid(z), 1 - sigmoid(z)), "divide term by term: the definition of σ again"


def tanh_lines() -> Lines:
    yield Derivative(sinh(z) / cosh(z), z), "the definition of tanh"
    above = Add(cosh(z) ** 2, -(sinh(z) ** 2), evaluate=False)
    yield _product(above, Pow(cosh(z), -2)), "the quotient rule"
    yield 1 - tanh(z) ** 2, "divide term by term"


def relu_lines() -> Lines:
    yield _slopes(Integer(1), Integer(0)), "a straight line on either side of 0; at 0 itself we take 0"


def leaky_relu_lines(slope: Expr) -> Lines:
    yield (
        _slopes(Integer(1), slope),
        "a straight line on either side of 0; at 0 itself we take the smaller slope",
    )


def softplus_lines() -> Lines:
    yield Derivative(log(1 + exp(z)), z), "the definition of softplus"
    yield exp(z) / (1 + exp(z)), "the chain rule"
    yield 1 / (1 + exp(-z)), "divide above and below by e to the z"
    yield sigmoid(z), "the definition of σ"


LINES: dict[str, tuple[Callable[..., Expr], Callable[..., Lines]]] = {
    "sigmoid": (sigmoid, sigmoid_lines),
    "tanh": (tanh, tanh_lines),
    "relu": (relu, relu_lines),
    "leaky_relu": (leaky_relu, leaky_relu_lines),
    "softplus": (softplus, softplus_lines),
}
"""By activation: the function, and the lines that lead to its derivative."""


def activation_steps(function: ScalarFunction) -> tuple[Step, ...]:
    """The lines from dσ/dz to its final form; none for a layer without activation.

    An activation of one's own is differentiated by SymPy, in one line.
    """
    if function.name == "custom":
        expression = value_of(function, z)
        reason = "the rules for sums, products and functions of a function"
        return _chain(Derivative(expression, z), [(derivative_of(function, z), reason)])
    if function.name not in LINES:
        return ()
    value, lines = LINES[function.name]
    return _chain(Derivative(value(z, *function.parameters), z), lines(*function.parameters))


def logistic_steps(net: Network) -> tuple[Step, ...]:
    """The logistic loss of one output of one sample, by cases, as the cross-entropy of σ(f) (L05)."""
    unit = Integer(1) if net.units[-1] == 1 else k
    f, t = (sample_entry(net, matrix, n, unit) for matrix in (net.names.f, net.names.T))
    one, zero = -log(sigmoid(f)), -log(1 - sigmoid(f))
    cases = Piecewise((one, Eq(t, 1)), (zero, Eq(t, 0)), evaluate=False)
    weighted = Add(_product(t, one), _product(1 - t, zero), evaluate=False)
    reason = "t is 0 or 1, so one of the two terms vanishes and the other has the factor 1"
    return _chain(cases, [(weighted, reason)], "loss")


def _chain(start: Expr, lines: Iterable[tuple[Expr, str]], target: str = "activation") -> tuple[Step, ...]:
    steps, before = [], start
    for after, reason in lines:
        steps.append(Step(target, "sample", "lemma", reason, before, after))
        before = after
    return tuple(steps)


def _product(*factors: Expr) -> Expr:
    return Mul(*factors, evaluate=False)


def _slopes(right: Expr, left: Expr) -> Expr:
    return Piecewise((right, z > 0), (left, True))

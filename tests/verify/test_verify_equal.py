"""equal(lhs, rhs, net) says yes, no with a witness, or undecided, and always in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Add,
    Basic,
    Derivative,
    Eq,
    Expr,
    Float,
    Function,
    I,
    Integer,
    Max,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    atan,
    cos,
    erf,
    exp,
    log,
    oo,
    sin,
    sinh,
    tanh,
)
from sympy.matrices.expressions import HadamardProduct, Inverse, MatrixSymbol, ZeroMatrix
from sympy.matrices.expressions.special import OneMatrix

import symbp
from symbp.activations import relu, sigmoid, softplus
from symbp.forward import i, j, k, n
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import (
    Elementwise,
    Entry,
    EntrySum,
    Gradient,
    Rate,
    SampleLoss,
    ScalarFunction,
    hadamard,
    minus,
    power,
    transpose,
)
from symbp.penalties import N
from symbp.verify import equal

SIGMOID = ScalarFunction("sigmoid")
NET = Network.preset("lecture10-regression")
M = NET.names
X, t, W1, W2, Z2, a2, Z3, f = M.X, M.t, M.W(1), M.W(2), M.Z(2), M.a(2), M.Z(3), M.f
delta2, delta3, dW1, dW2 = M.delta(2), M.delta(3), M.W(1, "dW"), M.W(2, "dW")
z = Symbol("z", real=True)


def slope(Z: MatrixSymbol) -> Elementwise:
    return Elementwise(SIGMOID, Z, 1)


TRUE: dict[str, tuple[Basic, Basic]] = {
    "L12: delta3": (delta3, hadamard(minus(f, t), slope(Z3))),
    "L12: dW2": (dW2, transpose(a2) * delta3),
    "L12: dW2 is the gradient": (dW2, Gradient(LOSS, W2)),
    "L13: delta2": (delta2, hadamard(delta3 * transpose(W2), slope(Z2))),
    "L13: dW1": (dW1, transpose(X) * delta2),
    "the network written out": (f, Elementwise(SIGMOID, Elementwise(SIGMOID, X * W1) * W2)),
    "slope from the value": (slope(Z2), HadamardProduct(a2, OneMatrix(*a2.shape) - a2)),
    "an entry": (Entry(dW1, i, j), Sum(Entry(X, n, i) * Entry(delta2, n, j), (n, 1, N))),
    "a rate": (Rate(Entry(Z3, n, k), Entry(a2, n, j)), Entry(W2, j, k)),
    "a sample's share": (LOSS, Sum(SampleLoss(n), (n, 1, N))),
    "the loss by hand": (LOSS, EntrySum(power(minus(f, t), 2)) / 2),
    "three samples written out": (
        LOSS,
        Add(*((Entry(f, m, 1) - Entry(t, m, 1)) ** 2 for m in (1, 2, 3))) / 2,
    ),
    "two inputs written out": (
        Entry(Z2, n, j),
        Entry(X, n, 1) * Entry(W1, 1, j) + Entry(X, n, 2) * Entry(W1, 2, j),
    ),
    "SymPy's own entries": (X[0, 1], Entry(X, 1, 2)),
    "nothing": (minus(Z2, Z2), ZeroMatrix(*Z2.shape)),
    "a decimal is what it says": (Float("0.1") * z, z / 10),
    "a maximum": (Max(z, 0), relu(z)),
}


@pytest.mark.parametrize("pair", TRUE.values(), ids=TRUE)
def test_true_lines_are_proved_or_verified(pair: tuple[Basic, Basic]) -> None:
    verdict = equal(*pair, NET)
    assert verdict, verdict
    assert verdict.witness is None


def test_l11_each_equality_of_the_chain_is_proved() -> None:
    chain = [
        Derivative(sigmoid(z), z),
        Derivative(1 / (1 + exp(-z)), z),
        exp(-z) / (1 + exp(-z)) ** 2,
        sigmoid(z) * (1 - sigmoid(z)),
    ]
    for left, right in pairwise(chain):
        assert str(equal(left, right, NET)) == "proved"


@pytest.mark.parametrize("wrong", [sigmoid(z) * (1 + sigmoid(z)), sigmoid(z) ** 2, 1 - sigmoid(z) ** 2])
def test_l11_wrong_ends_of_the_chain_are_different(wrong: Expr) -> None:
    assert equal(exp(-z) / (1 + exp(-z)) ** 2, wrong, NET).status == "different"


def test_l05_is_l03_of_the_sigmoid_of_the_output() -> None:
    net = Network.preset("lecture10-logistic")
    f, t = Entry(net.names.f, n, k), Entry(net.names.t, n, k)
    l05 = Piecewise((-log(sigmoid(f)), Eq(t, 1)), (-log(1 - sigmoid(f)), Eq(t, 0)))
    l03 = -(t * log(sigmoid(f)) + (1 - t) * log(1 - sigmoid(f)))
    assert str(equal(l05, l03, net)) == "proved"
    assert str(equal(l05, softplus(f) - t * f, net)) == "proved"
    assert equal(l05, softplus(f) + t * f, net).status == "different"


WRONG: dict[str, tuple[Basic, Basic]] = {
    "sign": (dW2, -transpose(a2) * delta3),
    "transposed": (dW2, transpose(delta3) * a2),
    "a factor 1/N": (dW2, transpose(a2) * delta3 / N),
    "a factor 2": (delta3, 2 * hadamard(minus(f, t), slope(Z3))),
    "no slope at the output": (delta3, minus(f, t)),
    "no slope at the hidden layer": (delta2, delta3 * transpose(W2)),
    "slope of the value instead of Z": (delta2, hadamard(delta3 * transpose(W2), slope(a2))),
    "t - f": (delta3, hadamard(minus(t, f), slope(Z3))),
    "a(1 + a)": (slope(Z2), HadamardProduct(a2, OneMatrix(*a2.shape) + a2)),
    "tanh's slope": (slope(Z2), OneMatrix(*a2.shape) - power(a2, 2)),
    "a2 instead of X": (Z2, a2),
    "one sample only": (LOSS, SampleLoss(1)),
    "the neighbour's entry": (Entry(dW1, i, j), Entry(dW1, 1, j)),
    "summed over units instead of samples": (
        Entry(delta2, n, j),
        Sum(Entry(delta2, n, k), (k, 1, M.dims[1])),
    ),
    "matrix product for an element-wise one": (delta3, minus(f, t) * transpose(minus(f, t)) * slope(Z3)),
    "a term beyond double precision": (Z2, (1 + Rational(1, 2**60)) * Z2),
}


@pytest.mark.parametrize("pair", WRONG.values(), ids=WRONG)
def test_wrong_candidates_are_refuted_with_a_witness(pair: tuple[Basic, Basic]) -> None:
    verdict = equal(*pair, NET)
    assert verdict.status == "different"
    assert not verdict
    assert verdict.witness is not None
    assert verdict.witness.left != verdict.witness.right


@pytest.mark.parametrize("units", [(3, 3, 3), (2, 2, 2), (784, 784, 10)])
def test_equal_layer_sizes_hide_no_transposition(units: tuple[int, ...]) -> None:
    net = Network(units=units, activations=("sigmoid", "sigmoid"), reduction="sum")
    names = net.names
    W2, delta3 = names.W(2), names.delta(3)
    right = hadamard(delta3 * transpose(W2), Elementwise(SIGMOID, names.Z(2), 1))
    wrong = hadamard(MatrixSymbol("delta3", N, names.dims[1]) * W2, Elementwise(SIGMOID, names.Z(2), 1))
    assert equal(names.delta(2), right, net)
    assert not equal(names.delta(2), wrong, net)


def test_one_sample_hides_no_factor_of_a_mean() -> None:
    net = Network.preset("lecture10-regression", reduction="mean")
    error = Entry(net.names.f, 1, 1) - Entry(net.names.t, 1, 1)
    claim = error * Entry(Elementwise(SIGMOID, net.names.Z(3), 1), 1, 1)
    assert not equal(Entry(net.names.delta(3), 1, 1), claim, net)
    assert equal(Entry(net.names.delta(3), 1, 1), claim / N, net)


def written_out() -> tuple[Expr, dict[str, Expr]]:
    """∂L/∂w1 of three samples in a network of two hidden units, in exponentials, and wrong forms of it.

    On each of these pairs SymPy's `simplify` and `equals` were still at work after 30 seconds.
    """
    samples = [(Symbol(f"x{m}1", real=True), Symbol(f"x{m}2", real=True)) for m in (1, 2, 3)]
    t = [Symbol(f"t{m}", real=True) for m in (1, 2, 3)]
    w = [Symbol(f"w{m}", real=True) for m in range(1, 7)]

    def s(x: Expr) -> Expr:
        return 1 / (1 + exp(-x))

    h = [s(x1 * w[0] + x2 * w[2]) for x1, x2 in samples]
    f = [s(w[4] * h + w[5] * s(x1 * w[1] + x2 * w[3])) for h, (x1, x2) in zip(h, samples, strict=True)]
    right = Add(*((f - t) ** 2 / 2 for f, t in zip(f, t, strict=True))).diff(w[0])

    def form(
        error: Callable[[Expr, Expr], Expr] = lambda f, t: f - t,
        output: Callable[[Expr], Expr] = lambda f: f * (1 - f),
        hidden: Callable[[Expr], Expr] = lambda h: h * (1 - h),
        weight: Expr = w[4],
        unit: int = 0,
    ) -> Expr:
        terms = zip(f, t, h, samples, strict=True)
        return Add(*(error(f, t) * output(f) * weight * hidden(h) * x[unit] for f, t, h, x in terms))

    return right, {
        "right": form(),
        "other input": form(unit=1),
        "other unit": form(weight=w[5]),
        "no hidden slope": form(hidden=lambda h: Integer(1)),
        "no output slope": form(output=lambda f: Integer(1)),
        "f + t": form(error=lambda f, t: f + t),
        "f(1 + f)": form(output=lambda f: f * (1 + f)),
        "tanh's slope": form(output=lambda f: 1 - f**2),
        "a mean": form() / 3,
        "sign": -form(),
    }


@pytest.mark.parametrize("wrong", [name for name in written_out()[1] if name != "right"])
def test_what_simplify_does_not_refute_in_30_s_is_refuted_at_once(wrong: str) -> None:
    right, forms = written_out()
    verdict = equal(right, forms[wrong], NET, limit=1.0)
    assert verdict.status == "different"


def test_the_right_one_of_those_forms_is_proved() -> None:
    right, forms = written_out()
    assert str(equal(right, forms["right"], NET)) == "proved"


def tower(height: int) -> Expr:
    return Integer(10) if height == 0 else Pow(10, tower(height - 1), evaluate=False)


def doubled(node: Expr, times: int) -> Expr:
    for _ in range(times):
        node = Add(node, node, evaluate=False)
    return node


def nested(depth: int) -> Expr:
    node: Expr = z
    for _ in range(depth):
        node = sin(node, evaluate=False)
    return node


ONE_SIDE = "only one side has a finite value at a point"

UNDECIDED: dict[str, tuple[Basic, str]] = {
    "a tower of powers": (Pow(z, tower(4), evaluate=False), ONE_SIDE),
    "a sum of 10^12 terms": (Sum(n, (n, 1, 10**12)), "the time limit of 0.2 s is reached"),
    "a sum of 2^70 terms": (doubled(z, 70), "an expression of more than 100000 nodes"),
    "a deep nest": (nested(2_000), "nested too deeply"),
    "a huge matrix": (EntrySum(OneMatrix(10**6, 10**6)), "a matrix of 1000000×1000000 entries"),
    "a tiny decimal": (Float("1e-400000") * z, "a number with a very large or small exponent"),
    "no real value": (log(-exp(z)), ONE_SIDE),
    "a division by zero": (
        z / (sin(z) ** 2 + cos(z) ** 2 - 1),
        "only one side has a finite value at a point",
    ),
    "an unknown function": (Function("g")(z), "no evaluation of the function g"),
    "a complex number": (I * z, "no evaluation of ImaginaryUnit"),
    "infinity": (oo, "no evaluation of Infinity"),
    "an inverse": (EntrySum(Inverse(transpose(X) * X)), "no evaluation of Inverse"),
    "a second derivative": (
        Derivative(sigmoid(z), z, z),
        "only a first derivative by one variable is evaluated",
    ),
    "a derivative of a gradient": (Rate(Entry(delta3, 1, 1), Entry(W1, 1, 1)), "a derivative of delta3"),
    "an entry outside": (Entry(W1, 5, 1), "entry (5, 1) is outside a matrix of 2×3"),
}


@pytest.mark.parametrize("case", UNDECIDED.values(), ids=UNDECIDED)
def test_what_cannot_be_decided_is_undecided_with_its_reason_and_in_time(case: tuple[Basic, str]) -> None:
    expression, reason = case
    start = time.monotonic()
    verdict = equal(expression, z, NET, limit=0.2)
    assert time.monotonic() - start < 2
    assert (verdict.status, verdict.reason) == ("undecided", reason)
    assert not verdict


HUGE: dict[str, Expr] = {
    "10**100**100": Mul(Pow(10, Integer(100) ** 100, evaluate=False), z, evaluate=False),
    "a million digits": Integer(10) ** 10**6 * z,
    "a huge exponent": Pow(z, 10**12),
    "an exponent of a million digits": Pow(z, Integer(10) ** 10**6),
    "many terms": Add(*(z**p for p in range(2_000))),
}


@pytest.mark.parametrize("expression", HUGE.values(), ids=HUGE)
def test_huge_numbers_are_no_obstacle(expression: Expr) -> None:
    verdict = equal(expression, z, NET)
    assert verdict.status == "different"
    assert len(str(verdict)) < 400


def test_an_unknown_quantity_is_refused_with_a_suggestion() -> None:
    with pytest.raises(symbp.SymbpError) as error:
        equal(MatrixSymbol("delta", 2, 3), W1, NET)
    assert str(error.value) == "unknown quantity 'delta'; did you mean 'delta3'?"


def test_an_expression_equals_itself_even_where_it_cannot_be_evaluated() -> None:
    expression = Function("g")(z)
    assert str(equal(expression, expression, NET)) == "proved: the two sides are the same expression"


def test_the_same_question_has_the_same_answer_and_other_seeds_other_witnesses() -> None:
    first, second, other = (equal(Z2, 2 * Z2, NET, seed=seed) for seed in (0, 0, 1))
    assert first == second
    assert first.witness != other.witness


def test_digits_and_points_are_as_asked_for() -> None:
    verdict = equal(cos(z) ** 2 + sin(z) ** 2, Integer(1), NET, digits=500, points=10)
    assert (verdict.digits, verdict.points >= 10) == (500, True)


LEAVES = st.sampled_from([z, Symbol("y", real=True), Integer(2), Rational(-1, 3)])
FUNCTIONS = st.sampled_from([sin, tanh, sigmoid, softplus, atan, erf, sinh, exp])


def extended(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    sums = st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1])
    products = st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1])
    return sums | products | st.tuples(FUNCTIONS, inner).map(lambda pair: pair[0](pair[1]))


EXPRESSIONS = st.recursive(LEAVES, extended, max_leaves=6)


@settings(max_examples=40)
@given(EXPRESSIONS)
def test_a_random_expression_equals_itself_written_otherwise(x: Expr) -> None:
    doubled = Add(x, x, evaluate=False)
    verdict = equal(doubled, 2 * x, NET)
    assert verdict.status != "different"
    assert verdict or "undefined" in verdict.reason


@settings(max_examples=40)
@given(EXPRESSIONS)
def test_a_random_expression_differs_from_itself_changed_beyond_double_precision(x: Expr) -> None:
    verdict = equal(x, x * (1 + Rational(1, 2**60)), NET)
    assert verdict.status != "equal" or x.is_zero or (str(verdict).startswith("verified") and x.evalf() == 0)

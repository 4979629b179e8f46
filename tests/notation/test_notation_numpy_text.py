"""NumPy text: what is written reads back, shapes are checked, mistakes are explained, nothing is run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation_corpus import (
    NET,
    S2,
    W1,
    Z2,
    K,
    N,
    X,
    a2,
    delta3,
    derivation,
    expressions,
    f,
    matrix_expressions,
    t,
)
from strategies import networks
from sympy import Mul, Rational, log
from sympy.matrices.expressions import MatrixExpr

import symbp
from symbp.errors import NotationError
from symbp.network import Network
from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    EntrySum,
    MaskBias,
    OneHot,
    ScalarFunction,
    Softmax,
    hadamard,
    minus,
    ones,
    power,
    product,
    total,
    transpose,
)
from symbp.notation import plain
from symbp.notation.numpy_text import parse_matrix
from symbp.penalties import lam
from symbp.presets import PRESETS

BIASED = Network(units=(2, 3, 1), activations=("tanh", "leaky_relu"), bias="separate")
b1 = BIASED.names.b(1)


# Reading back -----------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_every_matrix_line_of_a_preset_reads_back(preset: str) -> None:
    d = derivation(preset)
    for expression in matrix_expressions(d):
        assert parse_matrix(plain(expression), d.net) == expression


@settings(max_examples=40)
@given(net=networks())
def test_every_matrix_line_of_a_random_network_reads_back(net: Network) -> None:
    for expression in matrix_expressions(symbp.derive(net)):
        assert parse_matrix(plain(expression), net) == expression


@settings(max_examples=150)
@given(expression=expressions())
def test_a_random_expression_reads_back(expression: MatrixExpr) -> None:
    assert parse_matrix(plain(expression), NET) == expression


# What may be written ----------------------------------------------------------------------

SPELLINGS: dict[str, Any] = {
    "a2.T @ delta3": product(transpose(a2), delta3),
    "np.dot(a2.T, delta3)": product(transpose(a2), delta3),
    "a2.T.dot(delta3)": product(transpose(a2), delta3),
    "np.matmul(np.transpose(a2), delta3)": product(transpose(a2), delta3),
    "a2.transpose() @ delta3": product(transpose(a2), delta3),
    "np.multiply(f - t, f)": hadamard(minus(f, t), f),
    "np.divide(t, f)": hadamard(t, power(f, -1)),
    "np.add(f, t)": total(f, t),
    "np.subtract(f, t)": minus(f, t),
    "np.power(f, 2)": power(f, 2),
    "np.square(f)": power(f, 2),
    "np.sqrt(f)": power(f, Rational(1, 2)),
    "a3 - t": minus(f, t),
    "a1": X,
    "0.1 * f": product(Rational(1, 10), f),
    "f / 2": product(Rational(1, 2), f),
    "f / N": product(1 / N, f),
    "2 / f": product(Rational(2), power(f, -1)),
    "-f": product(Rational(-1), f),
    "+f": f,
    "1 - f": minus(ones(N, K), f),
    "f / X.shape[0]": product(1 / N, f),
    "f / len(X)": product(1 / N, f),
    "np.exp(f)": Elementwise(ScalarFunction("exp"), f),
    "np.absolute(f)": Elementwise(ScalarFunction("abs"), f),
    "np.maximum(0, Z2)": Elementwise(ScalarFunction("relu"), Z2),
    "Z2 > 0": Elementwise(ScalarFunction("step"), Z2),
    "np.sum(f)": EntrySum(f),
    "f.sum()": EntrySum(f),
    "f.sum(axis=0)": product(ones(1, N), f),
    "np.sum(f, axis=0, keepdims=True)": product(ones(1, N), f),
    "np.sum(f, 1, keepdims=True)": product(f, ones(K, 1)),
    "np.mean(f)": Mul(1 / (N * K), EntrySum(f), evaluate=False),
    "f.mean(axis=0)": product(1 / N, ones(1, N), f),
    "np.ones((N, 1))": ones(N, 1),
    "np.ones_like(f)": ones(N, K),
    "softmax(f)": Softmax(f, 1),
    "onehot(t)": OneHot(t, K),
    "mask_bias(W1)": MaskBias(W1, 0),
    "np.hstack((np.ones((N, 1)), a2))": AddOnes(a2),
    "a2[:, 1:]": DropOnes(a2),
    "W1[1:]": DropOnes(W1, 0),
    "lam / N * W1": product(lam / N, W1),
    "log(N)": log(N),
    "N**2": N**2,
    "X @ \n W1": product(X, W1),
}


@pytest.mark.parametrize("text", SPELLINGS)
def test_numpy_text_is_read(text: str) -> None:
    assert parse_matrix(text, NET) == SPELLINGS[text]


def test_rows_and_columns_are_broadcast_as_numpy_does() -> None:
    assert parse_matrix("X @ W1 + b1", BIASED) == total(product(X, W1), product(ones(N, 1), b1))
    assert parse_matrix("f / np.sum(f, axis=1, keepdims=True)", NET) == parse_matrix(
        "f / (f @ ones((K, 1)) @ ones((1, K)))", NET
    )
    outer = parse_matrix("np.sum(X, axis=1, keepdims=True) * b1", BIASED)
    assert outer.shape == (N, S2)


def test_the_slope_of_leaky_relu_is_the_networks() -> None:
    slope = Rational(1, 100)
    expected = Elementwise(ScalarFunction("leaky_relu", slope), Z2, 1)
    assert parse_matrix("dleaky_relu(Z2)", BIASED) == expected
    assert parse_matrix("dleaky_relu(Z2, 1/100)", BIASED) == expected


def test_softmax_follows_the_samples() -> None:
    columns = Network.preset("lecture10-multiclass", samples="columns")
    assert parse_matrix("softmax(f)", columns).axis == 0


# What may not ------------------------------------------------------------------------------

MISTAKES: dict[str, str] = {
    "a2 @ delta3": (
        "column 4: '@' needs equal inner sizes: a2 is N×S2 and delta3 is N×K; did you mean a2.T?"
    ),
    "delta3 @ W2": (
        "column 8: '@' needs equal inner sizes: delta3 is N×K and W2 is S2×K; did you mean W2.T?"
    ),
    "X @ delta3 @ W2": (
        "column 3: '@' needs equal inner sizes: X is N×D and delta3 is N×K; did you mean X.T?"
    ),
    "W1 + W1.T": "column 4: '+' needs equal shapes: W1 is D×S2 and W1.T is S2×D; did you mean W1.T.T?",
    "a2 * delta3": (
        "column 4: '*' needs equal shapes: a2 is N×S2 and delta3 is N×K; did you mean a2.T @ delta3?"
    ),
    "X * W1": "column 3: '*' needs equal shapes: X is N×D and W1 is D×S2; did you mean X @ W1?",
    "f - X": "column 3: '-' needs equal shapes: f is N×K and X is N×D",
    "np.dot(X, X)": "column 1: '@' needs equal inner sizes: X is N×D and X is N×D; did you mean X.T?",
    "2 @ X": "column 3: '@' needs two matrices; a number is multiplied by '*'",
    "f + w1": "column 5: unknown name 'w1'; did you mean 'W1'?",
    "X @ W3": (
        "column 5: unknown name 'W3'; expected one of: X, t, W1, W2, lam, Z2, a2, Z3, f, loss, delta3, "
        "delta2, dW1, dW2, N, D, S2, K, pi"
    ),
    "sigmid(Z2)": "column 1: unknown function 'sigmid'; did you mean 'sigmoid'?",
    "X.dott(W1)": "column 1: unknown method .dott(); did you mean 'dot'?",
    "X.size": "column 1: 'X.size': after a dot only T, shape[0], shape[1] and functions are read",
    "X[0]": "column 1: 'X[0]': of the slices only [:, 1:], [1:, :] and .shape[0] are read",
    "N.T": "column 1: 'N' is a number; expected a matrix",
    "ones((X, 1))": "column 7: 'X' is a matrix (N×D); expected a number",
    "ones((0, 1))": "column 7: '0': expected a positive whole number",
    "ones(3)": "column 1: ones takes a shape of two sizes, such as ones((N, 1))",
    "f ** X": "column 6: exponent 'X': expected a number",
    "f ** 65": "column 6: exponent 65; at most 64",
    "(f ** 9) ** 9": "column 13: exponent 81; at most 64",
    "(9**64)**64": "column 10: a power of more than 4096 bits",
    "10**30**2": "column 5: exponent 900; at most 64",
    "f / 0": "column 1: division by zero",
    "0 ** -1": "column 6: division by zero",
    "log(0)": "column 1: 'log(0)' is not a finite number",
    "dsigmoid(N)": "column 1: dsigmoid of the number 'N': expected a matrix",
    "sigmoid()": "column 1: sigmoid takes 1 argument(s), got 0",
    "f.sum(axis=1)": "column 1: a sum along axis 1 needs keepdims=True to stay a column",
    "f.sum(axis=2)": "column 12: axis = 2: expected 0 or 1 or None",
    "f.sum(axes=0)": "column 1: sum has no keyword 'axes'; did you mean 'axis'?",
    "np.dot(f, t, out=f)": "column 1: dot has no keyword 'out'; it takes none",
    "np.dot(*f)": "column 1: * and ** in calls are not read",
    "np.maximum(1, f)": "column 1: maximum is read as relu: expected 0 and one matrix",
    "Z2 > 1": "column 1: 'Z2 > 1': of the comparisons only > 0 is read",
    "grad(f, W1)": ("column 1: grad takes loss and the name of a matrix, such as grad(loss, W1)"),
    "hstack([f, f])": "column 1: hstack: expected ones((N, 1)) before the matrix, got f",
    "hstack(f)": "column 1: hstack takes a list of two matrices, the first of ones",
    "custom(f)(f)": "column 1: 'custom(f)(f)': expected custom(\"an expression in z\")(matrix)",
    "(lambda: f)()": "column 1: '(lambda: f)()' is not a call of a named function",
    "f if f else t": "column 1: 'f if f else t' is not part of the NumPy notation that symbp reads",
    "f // t": "column 1: 'f // t' is not part of the NumPy notation that symbp reads",
    "~f": "column 1: '~f' is not part of the NumPy notation that symbp reads",
    "'f'": "column 1: 'f' is not a number below 10^30",
    "True": "column 1: True is not a number below 10^30",
    "1e999": "column 1: inf is not a number below 10^30",
    "f +": "cannot read 'f +': invalid syntax at its end",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_explained(text: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_matrix(text, NET)
    assert str(caught.value) == MISTAKES[text]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 10_000 + "f" + ")" * 10_000, "an expression of 20001 characters; at most 2000 are read"),
        ("(" * 900 + "f" + ")" * 900, "too many nested parentheses"),
        ("-" * 1_900 + "f", "operations nested more than 100 deep"),
        ("f" + ".T" * 900, "operations nested more than 100 deep"),
        ("f" + "+f" * 900, "operations nested more than 100 deep"),
        ("f\0", "null bytes"),
    ],
)
def test_text_without_end_is_refused_without_a_traceback(text: str, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_matrix(text, NET)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "X.__class__",
        "().__class__.__bases__",
        "[x for x in f]",
        "exec('f')",
        "np.load('f')",
        "open('f')",
        "f'{X}'",
        "(x := f)",
    ],
)
def test_nothing_is_ever_run(text: str) -> None:
    with pytest.raises(NotationError):
        parse_matrix(text, NET)


PARTS = st.sampled_from(
    [*"()[].,+-*/@:=<>0123456789 ", "**", "f", "X", "W1", "N", "lam", "loss", ".T", "np.", "log(", "sum(",
     "softmax(", "ones((", "axis=0", "e9", "j", "'", "hstack(["]
)  # fmt: skip


@settings(max_examples=300)
@given(text=st.lists(PARTS, max_size=14).map("".join) | st.text(max_size=12))
def test_any_text_is_an_expression_or_a_notation_error(text: str) -> None:
    try:
        value = parse_matrix(text, NET)
    except NotationError:
        return
    assert value is not None

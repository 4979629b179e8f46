"""What a program computes: small programs with the formulas that are to be read off them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tracing_tools import assignment, body, explained, line, lines

from grader.formulas import sigmoid
from grader.tracing.explanation import ground
from symbp import Network

FORWARD = (
    "N = X.shape[0]",
    "a2 = sigmoid(X @ W1)",
    "f = sigmoid(a2 @ W2)",
    "d3 = (f - t) * f * (1 - f) / N",
    "d2 = d3 @ W2.T * a2 * (1 - a2)",
)
RIGHT = (*FORWARD, "dW2 = a2.T @ d3 + lam / N * W2", "dW1 = X.T @ d2 + lam / N * W1", "return dW1, dW2")

EXPRESSIONS = [
    ("matrix product", "X @ W1", "X @ W1", r"X W^{(1)}"),
    ("np.dot", "np.dot(X, W1)", "X @ W1", r"X W^{(1)}"),
    ("method dot", "a2.T.dot(d3)", "a2.T @ delta3", r"{a^{(2)}}^{\mathrm{T}} \delta^{(3)}"),
    ("np.matrix", "np.asarray(np.matrix(X) * np.matrix(W1))", "X @ W1", r"X W^{(1)}"),
    ("element-wise", "a2 * (1 - a2)", "a2 * (1 - a2)", r"a^{(2)} \odot (1 - a^{(2)})"),
    ("np.multiply", "np.multiply(a2, 1 - a2)", "a2 * (1 - a2)", r"a^{(2)} \odot (1 - a^{(2)})"),
    ("square", "np.square(f - t)", "(f - t)**2", r"(f - t)^{\odot 2}"),
    ("sigmoid written out", "1 / (1 + np.exp(-X @ W1))", "sigmoid(X @ W1)", r"\sigma (X W^{(1)})"),
    ("sigmoid by tanh", "0.5 * (1 + np.tanh(X @ W1 / 2))", "sigmoid(X @ W1)", r"\sigma (X W^{(1)})"),
    ("its slope", "sigmoid(X @ W1) * (1 - sigmoid(X @ W1))", "dsigmoid(X @ W1)", r"\sigma' (X W^{(1)})"),
    ("relu", "np.maximum(0, X @ W1)", "relu(X @ W1)", r"\operatorname{relu} (X W^{(1)})"),
    ("relu by a mask", "(X @ W1) * (X @ W1 > 0)", "relu(X @ W1)", r"\operatorname{relu} (X W^{(1)})"),
    ("softmax", "np.exp(X) / np.exp(X).sum(1, keepdims=True)", "softmax(X)", r"\operatorname{softmax} (X)"),
    ("einsum, a product", "np.einsum('nd,dh->nh', X, W1)", "X @ W1", r"X W^{(1)}"),
    ("einsum, transposed", "np.einsum('nd,nh->dh', X, d2)", "X.T @ delta2", r"X^{\mathrm{T}} \delta^{(2)}"),
    (
        "einsum, rows",
        "np.einsum('nh->h', d2)",
        "sum(delta2, axis=0)",
        r"\mathbf{1}^{\mathrm{T}} \delta^{(2)}",
    ),
    ("tensordot", "np.tensordot(X, d2, axes=(0, 0))", "X.T @ delta2", r"X^{\mathrm{T}} \delta^{(2)}"),
    ("divided", "X.T @ d2 / N", "X.T @ delta2 / N", r"\frac{1}{N} X^{\mathrm{T}} \delta^{(2)}"),
    ("sums of columns", "d2.sum(axis=0)", "sum(delta2, axis=0)", r"\mathbf{1}^{\mathrm{T}} \delta^{(2)}"),
    (
        "mean",
        "np.mean(d2, axis=0)",
        "mean(delta2, axis=0)",
        r"\operatorname{mean}_{\text{columns}} (\delta^{(2)})",
    ),
    ("sum of all", "np.sum(W1 ** 2)", "sum(W1**2)", r"\operatorname{sum} ({W^{(1)}}^{\odot 2})"),
    ("a number in front", "2 * lam / N * W1", "2 * lam / N * W1", r"\frac{2 \lambda}{N} W^{(1)}"),
    ("a sign", "-(t - f)", "-(t - f)", r"- (t - f)"),
    ("an indicator", "(X > 0) * 1.0", "drelu(X)", r"\operatorname{relu}' (X)"),
    (
        "where",
        "np.where(t > 0, f, t)",
        "where(t > 0, f, t)",
        r"\begin{cases} f & [t > 0] \\ t & \text{otherwise} \end{cases}",
    ),
    (
        "a column of ones",
        "np.hstack([np.ones((N, 1)), X])",
        "hstack([ones((N, 1)), X])",
        r"\begin{bmatrix} \mathbf{1}_{N \times 1} & X \end{bmatrix}",
    ),
    ("copies and casts", "np.asarray(X.copy(), dtype=float)", "X", r"X"),
    ("a flat column", "t.ravel()", "t[:, 0]", r"t_{: , 1}"),
    ("a sample", "X[0]", "X[0]", r"X_{0}"),
    (
        "a generator",
        "sum(np.outer(X[n], d2[n]) for n in range(N))",
        "sum(outer(X[n], delta2[n]) for n in range(N))",
        r"\sum_{n = 1}^{N} \operatorname{outer} (X_{n , :} , \delta_{n , :}^{(2)})",
    ),
    ("a list", "[X[n] @ W1 for n in range(N)]", "[X[n] @ W1 for n in range(N)]", r"(X_{n , :} W^{(1)})_{n}"),
    ("reduce", "reduce(np.matmul, [X, W1, W2])", "X @ W1 @ W2", r"X W^{(1)} W^{(2)}"),
]
"""What it is, the program, NumPy notation, LaTeX."""


@pytest.mark.parametrize(("name", "code", "plain", "latex"), EXPRESSIONS, ids=lambda cell: cell[:20])
def test_an_expression_is_written_as_its_formula(name: str, code: str, plain: str, latex: str) -> None:
    found = line(explained(body(*FORWARD, f"it = {code}", "return it")), "it")
    assert (found.plain, found.latex) == (plain, latex)


def sums(x: Any, axis: int | None = None) -> Any:
    """``sum`` as it is written: of a generator, of all entries, of columns or rows that stay so."""
    if not isinstance(x, np.ndarray):
        return sum(x)
    return x.sum(axis=axis, keepdims=axis is not None)


NOTATION = {
    **{name: getattr(np, name) for name in ("hstack", "ones", "outer", "tanh", "where")},
    "sigmoid": sigmoid,
    "dsigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "relu": lambda z: np.maximum(z, 0),
    "drelu": lambda z: z > 0,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    "mean": lambda x, axis: x.mean(axis=axis, keepdims=True),
    "sum": sums,
    "range": range,
}


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize(("code", "plain"), [(row[1], row[2]) for row in EXPRESSIONS])
def test_a_formula_has_the_value_of_its_expression(code: str, plain: str) -> None:
    """In NumPy, with the quantities of the derivation for the names."""
    net = Network.preset("lecture10-regression-l2")
    for where in ground(net, True, True).references:
        quantities = {name: np.asarray(value)[()] for name, value in where.values.items()}
        sizes = {"N": where.point.samples, "D": where.point.net.units[0], "S2": where.point.net.units[1]}
        program: dict[str, Any] = {}
        exec(body(*FORWARD, f"it = {code}", "return it"), program)
        arguments = [quantities[name] for name in ("X", "t", "W1", "W2", "lam")]
        wanted = np.squeeze(program["gradients"](*arguments))
        found = np.squeeze(eval(plain, {**NOTATION, **quantities, **sizes}))
        np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_quantities_are_recognised_whatever_they_are_called() -> None:
    found = explained(body("q = np.dot(X, W1)", "w = sigmoid(q)", "return w"))
    assert [(each.plain, each.status, each.quantity) for each in lines(found, "w")] == [
        ("sigmoid(Z2)", "right", "a2")
    ]


def test_a_line_of_a_helper_is_shown_for_each_call() -> None:
    found = explained(body(*RIGHT))
    assert [(each.plain, each.meaning) for each in lines(found, "sigmoid(z)")] == [
        ("sigmoid(Z2)", "a2"),
        ("sigmoid(Z3)", "f"),
    ]


def test_a_multiple_is_said_to_be_one() -> None:
    found = explained(body("f = sigmoid(sigmoid(X @ W1) @ W2)", "d = (f - t) * f * (1 - f)", "return d"))
    assert (line(found, "d").status, line(found, "d").meaning) == ("multiple", "N * delta3")


def test_part_of_a_gradient_is_said_to_lack_its_other_term() -> None:
    """The words of the issue: `g` is Xᵀδ² without the λ term."""
    found = explained(body(*FORWARD, "g = X.T @ d2", "return g"))
    said = line(found, "g")
    assert (said.status, said.meaning, said.note) == ("part", "X.T @ delta2", "dW1 without lam/N * W1")


def test_a_right_program_does_not_depart() -> None:
    found = explained(body(*RIGHT))
    assert found.departure is None
    assert found.followed
    assert found.problem == ""


# Loops ------------------------------------------------------------------------------------------

LOOP = """
dW1, dW2 = np.zeros(W1.shape), np.zeros(W2.shape)
N = len(X)
for n in range(N):
    x = X[n]
    a = sigmoid(x @ W1)
    f = sigmoid(a @ W2)
    e = (f - t[n]) * f * (1 - f)
    dW2 += np.outer(a, e) / N
    dW1 += np.outer(x, e * W2[:, 0] * a * (1 - a)) / N
return dW1 + lam / N * W1, dW2 + lam / N * W2
"""


def test_a_loop_over_samples_is_a_sum() -> None:
    found = explained(body(*LOOP.strip().splitlines()))
    assert line(found, "x").plain == "X[n]"
    assert line(found, "a").plain == "sigmoid(X[n] @ W1)"
    assert line(found, "a").meaning == "a2[n]"
    assert line(found, "e").meaning == "N * delta3[n]"
    total = line(found, "dW2")
    assert total.plain == "sum(outer(a2[n], e) / N for n in range(N))"
    assert total.latex == ("\\sum_{n = 1}^{N} \\frac{1}{N} \\operatorname{outer} (a_{n , :}^{(2)} , e)")
    assert (total.meaning, total.note) == ("a2.T @ delta3", "dW2 without lam/N * W2")
    assert found.departure is None


ENTRIES = """
N, D = X.shape
H = W1.shape[1]
Z = np.zeros((N, H))
for n in range(N):
    for j in range(H):
        s = 0
        for i in range(D):
            s += X[n, i] * W1[i, j]
        Z[n, j] = s
return Z
"""


def test_loops_over_entries_have_their_indices() -> None:
    found = explained(body(*ENTRIES.strip().splitlines()))
    assert line(found, "s").plain == "sum(X[n, i] * W1[i, j] for i in range(D))"
    assert line(found, "s").latex == "\\sum_{i = 1}^{D} X_{n , i} W_{i , j}^{(1)}"
    assert line(found, "s").meaning == "Z2[n, j]"
    assert line(found, "Z[n, j]").plain == "Z2[n, j]"
    assert line(found, "H").plain == "S2"


def test_a_sum_goes_on_from_where_it_began() -> None:
    found = explained(
        body("s = lam * W1", "for n in range(len(X)):", "    s = s + np.outer(X[n], X[n] @ W1)", "return s")
    )
    assert line(found, "s").plain == "s + sum(outer(X[n], X[n] @ W1) for n in range(N))"


LAYERS = """
a = X
for W in (W1, W2):
    z = a @ W
    a = sigmoid(z)
return a
"""


def test_a_loop_over_layers_is_taken_apart() -> None:
    found = explained(body(*LAYERS.strip().splitlines()))
    assert [(each.plain, each.quantity) for each in lines(found, "z")] == [
        ("X @ W1", "Z2"),
        ("a2 @ W2", "Z3"),
    ]


def test_arrays_filled_by_places_and_conditions() -> None:
    network = {
        "units": [4, 5, 3],
        "activations": ["relu", "identity"],
        "loss": "softmax_cross_entropy",
        "reduction": "mean",
        "targets": "integers from 0",
    }
    text = """
import numpy as np
def gradients(X, t, W1, W2):
    N = len(X)
    h = np.maximum(X @ W1, 0)
    p = np.exp(h @ W2)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(N), t] -= 1
    p /= N
    d = p @ W2.T
    d[h <= 0] = 0
    return X.T @ d, h.T @ p
"""
    found = explained(text, assignment(network, arguments=["X", "t", "W1", "W2"]))
    assert line(found, "p[np.arange(N), t]").plain == "P - T"
    assert line(found, "d[h <= 0]").plain == "(delta3 @ W2.T) * drelu(Z2)"
    assert line(found, "d[h <= 0]").meaning == "delta2"
    assert found.departure is None


# Departures -------------------------------------------------------------------------------------


def changed(old: str, new: str) -> str:
    text = body(*RIGHT)
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "name", "mistake"),
    [
        (" * a2 * (1 - a2)", "", "d2", "M03"),
        ("(f - t) * f * (1 - f)", "(f - t)", "d3", "M01"),
        ("(f - t)", "(t - f)", "d3", "M07"),
        (" + lam / N * W1", "", "dW1", "M13"),
        (" * a2 * (1 - a2)", " * (1 - a2 ** 2)", "d2", "M06"),
        ("a2.T @ d3", "sigmoid(a2).T @ d3", "dW2", ""),
    ],
)
def test_the_first_line_that_departs_is_found_and_the_mistake_named(
    old: str, new: str, name: str, mistake: str
) -> None:
    found = explained(changed(old, new))
    assert found.departure is not None
    assert (found.departure.name, found.departure.mistake) == (name, mistake)
    assert [each.name for each in found.lines if each.status == "departs"] == [name]


def test_what_follows_from_the_departure_is_not_blamed() -> None:
    found = explained(changed(" * a2 * (1 - a2)", ""))
    assert (line(found, "dW1").status, line(found, "dW1").quantity) == ("follows", "dW1")
    assert line(found, "dW2").status == "right"


def test_a_name_that_means_something_else_is_the_programs_own() -> None:
    text = changed("d2 = d3 @ W2.T * a2 * (1 - a2)", "delta2 = d3 @ W2.T")
    assert line(explained(text.replace("X.T @ d2", "X.T @ delta2")), "dW1").plain == (
        "X.T @ own.delta2 + lam / N * W1"
    )


def test_what_comes_back_in_another_shape_departs_there() -> None:
    found = explained(changed("dW1 = X.T @ d2 + lam / N * W1", "dW1 = d2.T @ X + lam / N * W1.T"))
    assert found.departure is not None
    assert found.departure.message == (
        "What comes back as dW1 does not fit: it has the shape (7, 3); expected (3, 7)."
    )


# What cannot be followed ------------------------------------------------------------------------


def test_a_line_that_cannot_be_followed_says_why() -> None:
    found = explained(body(*FORWARD, "d9 = np.linalg.solve(W1 @ W1.T, X.T)", "return d9"))
    said = line(found, "d9")
    assert (said.status, said.plain) == ("not followed", "")
    assert said.note == "np.linalg.solve(W1 @ W1.T, X.T): this call cannot be followed"
    assert not found.followed


def test_a_program_that_fails_is_explained_up_to_there() -> None:
    found = explained(body("a2 = sigmoid(X @ W1)", "f = sigmoid(a2 @ W1)", "return f"))
    assert line(found, "a2").quantity == "a2"
    assert found.problem.startswith("line 10: ValueError: matmul")


def test_a_program_that_works_at_its_own_sizes_only_is_explained_there() -> None:
    found = explained(body("a2 = sigmoid(X @ np.reshape(W1, (2, 3)))", "return a2"))
    assert line(found, "a2").quantity == "a2"


def test_a_program_without_the_function_says_what_it_defines() -> None:
    found = explained("def gradient(X):\n    return X\n")
    assert found.problem == "there is no function 'gradients'; the file defines gradient"


def test_an_explanation_is_plain_data() -> None:
    data = explained(body(*RIGHT)).to_json()
    assert json.loads(json.dumps(data)) == json.loads(json.dumps(data))
    assert data["followed"] is True
    assert data["lines"][-1]["quantity"] == "dW1"

"""Order, brackets and notation, as `layout` decides them; seen in LaTeX."""

from __future__ import annotations

from typing import Any

import pytest
from notation_corpus import NET, S2, W1, W2, Z2, Z3, K, N, X, a2, delta3, derivation, f, n, t
from sympy import Add, Integer, Mul, Symbol, sin

from symbp import Network
from symbp.activations import activation
from symbp.errors import NotationError
from symbp.names import LOSS
from symbp.nodes import (
    Elementwise,
    Entry,
    EntrySum,
    Gradient,
    MaskBias,
    SampleLoss,
    ScalarFunction,
    hadamard,
    minus,
    ones,
    power,
    product,
    total,
    transpose,
)
from symbp.notation import Style, glossary, grid, latex, layout, number, scientific, shape, words
from symbp.notation.tree import Grid, Num, Op, Sym

ONE, TWO = Integer(1), Integer(2)
x, y, u = Symbol("x"), Symbol("y"), Symbol("u")
SIGMA = ScalarFunction("sigmoid")

BRACKETS: dict[str, tuple[Any, str]] = {
    "entry product in a matrix product": (
        product(hadamard(f, t), transpose(W2)),
        r"(f \odot t) (W^{(2)})^{\mathrm{T}}",
    ),
    "matrix product in an entry product, L13": (
        hadamard(product(delta3, transpose(W2)), a2),
        r"(\delta^{(3)} (W^{(2)})^{\mathrm{T}}) \odot a^{(2)}",
    ),
    "sum in a matrix product": (product(minus(X, X), W1), "(X - X) W^{(1)}"),
    "sum in an entry product, L12": (hadamard(minus(f, t), f), r"(f - t) \odot f"),
    "scalar before an entry product": (product(1 / N, hadamard(f, t)), r"\frac{1}{N} f \odot t"),
    "scaled entry product in a matrix product": (
        product(a2, minus(W2, product(TWO, hadamard(W2, W2)))),
        r"a^{(2)} (W^{(2)} - 2 W^{(2)} \odot W^{(2)})",
    ),
    "subtracted sum": (minus(f, minus(t, f)), "f - (t - f)"),
    "negative first term": (total(product(-ONE, f), t), "- f + t"),
    "negative term in brackets": (hadamard(f, product(-ONE, t)), r"- f \odot t"),
    "power of a negative": (power(product(-ONE, f), 2), r"(- f)^{\odot 2}"),
    "power of a product": (power(product(X, W1), 2), r"(X W^{(1)})^{\odot 2}"),
    "power of a power": (power(power(f, 2), -1), r"(f^{\odot 2})^{\odot (- 1)}"),
    "power of a layer": (power(W1, 2), r"(W^{(1)})^{\odot 2}"),
    "transpose of a letter": (transpose(X), r"X^{\mathrm{T}}"),
    "transpose of a sum": (transpose(minus(f, t)), r"(f - t)^{\mathrm{T}}"),
    "transpose of a function": (transpose(Elementwise(SIGMA, Z2)), r"(\sigma (Z^{(2)}))^{\mathrm{T}}"),
    "divided by a sum": (hadamard(t, power(minus(f, t), -1)), r"t \oslash (f - t)"),
    "divided twice": (hadamard(t, power(f, -1), power(f, -1)), r"t \oslash f \oslash f"),
    "scalar sum as a factor": (product(1 + N, f), "(1 + N) f"),
    "scalar sum times scalars": (x * (y + u), "x (u + y)"),
    "fraction as a power": ((x / y) ** u, r"\left( \frac{x}{y} \right)^{u}"),
    "number after a number": (Mul(2, 3, evaluate=False), r"2 \cdot 3"),
    "negative factor": (Mul(x, Add(-y, -u), evaluate=False), "x (- u - y)"),
    "power of an indexed letter": (Entry(f, n, 1) ** 2, "f_{n 1}^{2}"),
    "power of a layer's entry": (Entry(Z2, n, 1) ** 2, "(z_{n 1}^{(2)})^{2}"),
    "root": (x**0.5, "x^{0.5000}"),
    "sum before a factor": (
        Mul(EntrySum(W1), x, evaluate=False),
        r"\left( \sum_{i = 1}^{D} \sum_{j = 1}^{S_{2}} w_{i j}^{(1)} \right) x",
    ),
    "sum before a term": (EntrySum(W1) - x, r"\sum_{i = 1}^{D} \sum_{j = 1}^{S_{2}} w_{i j}^{(1)} - x"),
}


@pytest.mark.parametrize("case", BRACKETS)
def test_brackets_stand_exactly_where_they_are_needed(case: str) -> None:
    obj, expected = BRACKETS[case]
    assert latex(obj) == expected


def test_the_order_of_a_matrix_sum_is_the_order_of_writing() -> None:
    assert latex(minus(f, t)) == "f - t"
    assert latex(total(product(-ONE, t), f)) == "- t + f"


def test_what_is_subtracted_comes_last_in_a_scalar_sum() -> None:
    assert latex(Entry(f, n, 1) - Entry(t, n, 1)) == "f_{n 1} - t_{n 1}"
    assert latex(1 - x) == "1 - x"
    assert latex(y - x) == "y - x"


def test_the_loss_names_the_data_before_the_penalty_l22() -> None:
    loss = latex(derivation("lecture10-binary-l2").loss, Style.of(NET))
    assert loss.startswith(r"L = - \frac{1}{N} \sum_{n = 1}^{N} (t_{n} \log (f_{n})")
    assert r"+ \frac{\lambda}{2 N} \left(" in loss


def test_dimensions_stand_under_the_factors_of_a_matrix_product_l12() -> None:
    """L12: 3×3 · 3×1 = 3×1."""
    style = Style(braces=True, sizes={N: 3, S2: 3, K: 1})
    assert latex(derivation("lecture10-regression").equations["dW2"], style) == (
        r"\underbrace{\frac{\partial L}{\partial W^{(2)}}}_{3 \times 1} = "
        r"\underbrace{(a^{(2)})^{\mathrm{T}}}_{3 \times 3} \underbrace{\delta^{(3)}}_{3 \times 1}"
    )


def test_a_dimension_of_one_loses_its_sum_and_its_index() -> None:
    squares = EntrySum(power(minus(f, t), 2))
    assert latex(squares) == r"\sum_{n = 1}^{N} \sum_{k = 1}^{K} (f_{n k} - t_{n k})^{2}"
    assert latex(squares, Style(sizes={K: 1})) == r"\sum_{n = 1}^{N} (f_{n} - t_{n})^{2}"
    assert latex(squares, Style(sizes={K: 1, N: 1})) == "(f - t)^{2}"


def test_weights_keep_both_indices() -> None:
    style = Style(sizes={K: 1, S2: 3})
    assert latex(Entry(W2, 3, 1), style) == "w_{3 1}^{(2)}"
    assert latex(EntrySum(power(W2, 2)), style) == r"\sum_{i = 1}^{3} (w_{i 1}^{(2)})^{2}"


def test_samples_in_columns_are_summed_first() -> None:
    columns = Network.preset("lecture10-multiclass", samples="columns").names
    squares = EntrySum(power(minus(columns.f, columns.t), 2))
    assert latex(squares) == r"\sum_{n = 1}^{N} \sum_{k = 1}^{K} (f_{k n} - t_{k n})^{2}"


def test_a_penalty_without_biases_starts_at_the_second_row_l23() -> None:
    assert latex(EntrySum(power(MaskBias(W1), 2))).startswith(r"\sum_{i = 2}^{D}")
    assert r"\sum_{j = 2}^{S_{2}}" in latex(EntrySum(power(MaskBias(W1, 1), 2)))


def test_names_are_the_documents_choice() -> None:
    style = Style(names={"t": "T", "delta3": "e3"})
    assert latex(minus(f, t), style) == "f - T"
    assert latex(Entry(t, n, 2), style) == "t_{n 2}"
    assert latex(delta3, style) == "e_{3}"


def test_the_style_of_a_network_writes_t_for_one_hot_targets() -> None:
    assert latex(t, Style.of(Network.preset("lecture10-multiclass"))) == "T"
    assert latex(t, Style.of(NET)) == "t"


def test_two_functions_of_ones_own_have_two_names() -> None:
    net = Network(units=(1, 2, 1), activations=("z**3", "z*sigmoid(z)"))
    style = Style.of(net)
    first, second = (Elementwise(function, Z2, 1) for function in net.functions)
    assert (latex(first, style), latex(second, style)) == (
        r"\varphi'_{2} (Z^{(2)})",
        r"\varphi'_{3} (Z^{(2)})",
    )
    assert latex(Elementwise(activation("z**3"), Z3)) == r"\varphi (Z^{(3)})"


def test_a_matlab_style_writes_dots() -> None:
    style = Style(product=".*")
    assert latex(hadamard(f, t), style) == r"f \mathbin{.*} t"
    assert latex(hadamard(f, power(t, -1)), style) == r"f \mathbin{./} t"
    assert latex(power(f, 2), style) == r"f \mathbin{.\wedge} 2"


def test_a_gradient_may_be_a_nabla() -> None:
    style = Style(gradient="∇")
    assert latex(Gradient(LOSS, W1), style) == r"\nabla_{W^{(1)}} L"
    assert latex(NET.names.W(1, "dW"), style) == r"\nabla_{W^{(1)}} L"
    assert latex(hadamard(Gradient(LOSS, f), t), style) == r"(\nabla_{f} L) \odot t"


def test_a_shape_is_written_with_the_sizes_that_are_known() -> None:
    assert latex(shape(W1.shape)) == r"D \times S_{2}"
    assert latex(shape((W1.shape[0] + 1, K), Style(sizes={K: 1}))) == r"(1 + D) \times 1"


def test_a_tree_is_laid_out_already() -> None:
    assert layout(Sym("x")) == Sym("x")


def test_what_has_no_notation_is_refused_by_name() -> None:
    with pytest.raises(NotationError, match=r"^no written form for dict: '\{\}'$"):
        layout({})


def test_functions_outside_the_table_are_refused_by_name() -> None:
    from sympy import besselj

    assert latex(sin(x)) == r"\sin (x)"
    with pytest.raises(NotationError, match=r"^no written form for the function besselj$"):
        latex(besselj(0, x))


def test_numbers_are_rounded_and_carry_a_true_minus() -> None:
    assert number(-0.984, 2) == Num("-0.98")
    assert words(number(-0.984, 2)) == "negative 0.98"
    assert number(-0.0004, 2) == Num("0.00")
    assert number(7) == Num("7")
    assert latex(number(2_500_000.0, 1)) == r"2.5 \times 10^{6}"
    assert latex(scientific(-1.5e-9, 1)) == r"-1.5 \times 10^{-9}"
    assert (latex(number(float("nan"))), latex(number(float("-inf")))) == (r"\mathrm{NaN}", r"- \infty")


def test_a_grid_of_numbers_leaves_out_the_middle_of_a_large_matrix() -> None:
    small = grid([[1.0, -2.0]], 1)
    assert small == Grid(((Num("1.0"), Num("-2.0")),), numeric=True)
    assert grid([1.0, -2.0], 1) == small
    large = grid([[0.0] * 20] * 30, 0, largest=4)
    assert (len(large.rows), len(large.rows[0])) == (4, 4)
    assert large.rows[2] == (Op("vdots"), Op("vdots"), Op("ddots"), Op("vdots"))
    assert large.rows[0][2] == Op("dots")


def test_the_glossary_explains_what_is_used_and_nothing_else() -> None:
    entries = glossary(MaskBias(W1), hadamard(f, ones(N, K), t), SampleLoss(n))
    assert [(latex(tree), meaning) for tree, meaning in entries] == [
        (r"f \odot t", "element-wise product: entry times entry"),
        (r"W_{\text{no bias}}^{(1)}", "weights with zeros in the place of the biases"),
        ("L_{n}", "what sample n adds to the loss"),
    ]

"""What a whole text decides: how layers are counted, what is defined, which lines state something."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy import Integer, Symbol

from symbp.errors import ConfigError, NotationError
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import Entry, Rate, SampleLoss, ones, product, transpose
from symbp.notation import plain
from symbp.penalties import N
from symbp.reading import Line, ReadingError, notation_of, read, read_expression

NET = Network.preset("lecture10-regression")
MEAN = Network.preset("lecture10-regression", reduction="mean")
WIDE = Network(units=(2, 3, 2), activations=("sigmoid", "sigmoid"), reduction="sum")


def lines(text: str, net: Network = NET, **options: str) -> list[Line]:
    return [line for line in read(text, net, **options) if line.sides or line.error]


def values(text: str, net: Network = NET) -> list[str]:
    """The first reading of every side of a text of one line."""
    (line,) = lines(text, net)
    assert line.error is None, line.error
    return [plain(side.readings[0].value) for side in line.sides]


# Conventions ------------------------------------------------------------------------------


def test_layers_may_be_counted_from_the_first_hidden_one() -> None:
    first, second = lines(r"$Z^{[1]} = X W^{[1]}$ and $\delta^{[2]} = f - t$")
    assert second.sides[0].readings[0].value == NET.names.delta(3)
    assert first.how == ("layers counted with the input as layer 0",)


def test_weights_may_be_counted_by_the_layer_they_lead_to() -> None:
    (line,) = lines(r"$Z^3 = a^2 W^3$")
    assert [plain(side.readings[0].value) for side in line.sides] == ["Z3", "a2 @ W2"]
    assert line.how == ("weights counted from W^(2)",)


def test_a_text_in_columns_is_read_for_a_network_in_rows() -> None:
    line, _ = lines(r"$Z_2 = W_1 X$ and $Z_3 = W_2 a_2$")
    names = NET.names
    assert line.sides[0].readings[0].value == transpose(names.Z(2))
    assert line.sides[1].readings[0].value == product(transpose(names.W(1)), transpose(names.X))
    assert line.how == ("samples in columns", "weights as out × in")


def test_one_line_alone_does_not_turn_a_text() -> None:
    (line,) = lines(r"$Z_2 = W_1 X$")
    assert str(line.error) == (
        "line 1, column 11: a matrix product needs equal inner sizes: W1 is D×S2, X is N×D; "
        "did you mean the other order, X first?"
    )


def test_y_is_the_output_where_t_are_the_targets() -> None:
    assert values(r"$\delta_3 = y - t$") == ["delta3", "f - t"]
    assert values(r"$\delta_3 = \hat y - y$") == ["delta3", "f - t"]


def test_z_is_what_comes_out_where_the_text_says_so() -> None:
    first, second = lines(r"$z_j = h(a_j)$ and $a_j = \sum_i w_{ji} x_i$")
    assert plain(first.sides[0].readings[0].value) == "a2[n, j]"
    assert plain(second.sides[0].readings[0].value) == "Z2[n, j]"
    assert plain(second.sides[1].readings[0].value) == "sum(W1[i, j]*X[n, i] for i in range(D))"


# δ and the 1/N of a mean ------------------------------------------------------------------


def test_a_delta_is_read_with_and_without_the_mean() -> None:
    (line,) = lines(r"$\delta_3 = \frac1N (f - t)$", MEAN)
    delta = MEAN.names.delta(3)
    assert [(r.value, r.choices) for r in line.sides[0].readings] == [
        (delta, (("delta", "with the 1/N of the mean"),)),
        (product(N, delta), (("delta", "without the 1/N of the mean"),)),
    ]
    assert [r.choices for r in line.sides[1].readings] == [()]


def test_a_loss_that_is_a_sum_leaves_no_choice() -> None:
    (line,) = lines(r"$\delta_3 = f - t$")
    assert [r.choices for r in line.sides[0].readings] == [()]


# Ambiguity, said --------------------------------------------------------------------------


def test_an_element_wise_product_without_a_sign_is_said() -> None:
    (line,) = lines(r"$\delta_2 = \delta_3 W_2^T \sigma'(Z_2)$")
    assert line.sides[1].readings[0].how == (
        "(delta3 @ W2ᵀ) (dsigmoid(Z2)) as an element-wise product: N×S2 by N×S2 is no matrix product",
    )


def test_where_two_groupings_fit_both_are_readings() -> None:
    square = Network(units=(2, 3, 3, 1), activations=("sigmoid",) * 3, reduction="sum")
    readings = read_expression(r"\delta_3 W_2^T W_2 \odot \sigma'(Z_3)", square)
    assert [plain(r.value) for r in readings] == ["(delta3 @ W2.T @ W2) * dsigmoid(Z3)"]
    readings = read_expression(r"a_2^T a_2 \odot \sigma'(Z_2)", square)
    assert [plain(r.value) for r in readings] == ["a2.T @ (a2 * dsigmoid(Z2))"]


def test_a_transpose_may_be_a_prime_where_it_can_be_nothing_else() -> None:
    assert values(r"$dW_1 = X' \delta_2$") == ["dW1", "X.T @ delta2"]
    assert values(r"$f'(Z_2) = \sigma'(Z_2)$") == ["dsigmoid(Z2)", "dsigmoid(Z2)"]


def test_one_over_two_n_is_one_over_two_n() -> None:
    assert [plain(r.value) for r in read_expression("1/2N", NET)] == ["1/(2*N)", "N/2"]


# Definitions, assumptions, prose ----------------------------------------------------------


def test_a_definition_of_ones_own_is_understood_from_there_on() -> None:
    first, second = lines(r"Let $e = f - t$. Then $\delta_3 = e \odot \sigma'(Z_3)$.")
    assert first.kind == "definition"
    assert first.error is None
    assert second.kind == "statement"
    reading = second.sides[1].readings[0]
    assert plain(reading.value) == "(f - t) * dsigmoid(Z3)"
    assert reading.how == ("e as defined on line 1",)


def test_definitions_may_have_layers_and_words() -> None:
    text = r"$e^{(3)} = f - t$, $\delta_{\text{raw}} = e^{(3)}$, $\delta_3 = \delta_{\text{raw}}$"
    kinds = [line.kind for line in lines(text)]
    assert kinds == ["definition", "definition", "statement"]
    assert plain(lines(text)[2].sides[1].readings[0].value) == "f - t"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"$W_1 := W_1 - \alpha \frac{\partial L}{\partial W_1}$", "definition"),
        (r"$X = \begin{bmatrix} 1 & 0.875 \\ 0.25 & 1 \end{bmatrix}$", "definition"),
        (r"$N = 3$", "assumption"),
        (r"$\lambda = 0.1$", "assumption"),
        (r"Assume $f = t$", "assumption"),
        (r"the matrix $W_1$", "prose"),
        (r"$f = t$", "statement"),
        (r"$\delta_3 := \frac{\partial L}{\partial Z_3}$", "statement"),
    ],
)
def test_what_states_nothing_is_told_from_what_does(text: str, kind: str) -> None:
    assert [line.kind for line in lines(text)] == [kind]


def test_a_mention_that_cannot_be_read_is_no_error() -> None:
    (line,) = lines(r"this costs $O(n^2)$ steps")
    assert line.kind == "prose"
    assert line.error is None


# Chains and one formula for all layers ----------------------------------------------------


def test_a_line_may_go_on_with_the_chain_before() -> None:
    text = "$$\\delta_3 = (f - t) \\odot \\sigma'(Z_3) \\\\\n= (f - t) f (1 - f) = 0$$"
    first, second = lines(text)
    assert (first.relations, second.relations) == (("", "="), ("=", "="))
    assert (first.continues, second.continues) == (False, True)


def test_a_formula_in_l_stands_for_a_line_of_every_layer_it_fits() -> None:
    deep = Network(units=(2, 3, 4, 1), activations=("sigmoid",) * 3, reduction="sum")
    found = lines(r"$\delta^{(l)} = \delta^{(l+1)} W^{(l)T} \odot \sigma'(Z^{(l)})$", deep)
    assert [(line.case, line.part) for line in found] == [("l = 2", 1), ("l = 3", 1)]
    assert [plain(line.sides[0].readings[0].value) for line in found] == ["delta2", "delta3"]


def test_an_l_that_a_sum_runs_over_is_written_out() -> None:
    assert values(r"$L = \sum_l \lVert W^{(l)} \rVert^2$") == ["loss", "sum(W1**2) + sum(W2**2)"]


# Entries, one sample, formal derivatives --------------------------------------------------


def test_a_formal_derivative_is_read_for_one_entry() -> None:
    names, n, i, j = WIDE.names, *(Symbol(c, integer=True, positive=True) for c in "nij")
    (line,) = lines(r"$\frac{\partial Z_3}{\partial W_2} = a_2$", WIDE)
    left, right = (side.readings[0] for side in line.sides)
    assert left.value == Rate(Entry(names.Z(3), n, j), Entry(names.W(2), i, j))
    assert right.value == Entry(names.a(2), n, i)
    assert left.how == ("entry by entry",)
    assert left.choices == (("level", "entry by entry"),)


def test_a_formal_chain_is_summed_over_the_units_behind_it() -> None:
    path = r"\frac{\partial L}{\partial Z_3} \frac{\partial Z_3}{\partial a_2} \sigma'(Z_2) X"
    (line,) = lines(rf"$\frac{{\partial L}}{{\partial W_1}} = {path}$", WIDE)
    assert plain(line.sides[1].readings[0].value) == (
        "sum(grad(loss[n], Z3[n, k])*grad(Z3[n, k], a2[n, j])*dsigmoid(Z2)[n, j]*X[n, i] for k in range(K))"
    )


def test_the_loss_of_a_formal_chain_is_that_of_one_sample_or_of_all() -> None:
    text = r"$\frac{\partial L}{\partial W_2} = (f - t) \frac{\partial f}{\partial W_2}$"
    (line,) = lines(text)
    kinds = {dict(r.choices).get("loss"): r.value for r in line.sides[0].readings}
    assert kinds["of one sample"].numerator == SampleLoss(Symbol("n", integer=True, positive=True))
    assert kinds["of all samples"].numerator == LOSS


def test_a_sum_of_outer_products_over_the_samples_is_a_matrix_product() -> None:
    assert values(r"$dW_2 = \sum_n (a_n^{(2)})^T \delta_n^{(3)}$", WIDE) == ["dW2", "a2.T @ delta3"]
    assert values(r"$dW_2 = \sum_{n=1}^N (a_n^{(2)})^T \delta_n^{(3)}$") == ["dW2", "a2.T @ delta3"]


def test_sums_over_every_entry_are_the_sum_of_all_entries() -> None:
    for written in (r"\sum_n \sum_k (f_{nk} - t_{nk})^2", r"\sum_{n,k} (f_{nk} - t_{nk})^2", r"\|f - t\|^2"):
        assert values(f"$L = {written}$", WIDE) == ["loss", "sum((f - t)**2)"]


def test_the_loss_of_one_sample_is_a_function_of_its_output() -> None:
    (line,) = lines(r"$\mathrm{Loss}(f_n, t_n) = \frac12 (f_n - t_n)^2$", MEAN)
    assert line.sides[0].readings[0].value == N * SampleLoss(Symbol("n", integer=True, positive=True))


def test_the_loss_of_a_sample_is_read_with_and_without_the_mean() -> None:
    (line,) = lines(r"$L = \frac1N \sum_n L_n$", MEAN)
    chosen = {r.choices: plain(r.value) for r in line.sides[1].readings}
    assert chosen == {
        (("loss of one sample", "with the 1/N of the mean"),): "sum(loss[n] for n in range(N))/N",
        (("loss of one sample", "without the 1/N of the mean"),): "sum(N*loss[n] for n in range(N))/N",
    }


# Dimensions -------------------------------------------------------------------------------


def test_dimensions_under_a_brace_are_claims() -> None:
    text = r"$\underbrace{X^T}_{2 \times N} \underbrace{\delta_2}_{N \times 4} = dW_1$"
    (line,) = lines(text)
    D, S2, _ = NET.names.dims
    assert [(c.text, c.claimed, c.actual) for c in line.shape_claims] == [
        ("X.T", (Integer(2), N), (D, N)),
        ("delta2", (N, Integer(4)), (N, S2)),
    ]


def test_dimensions_in_words_of_sets_are_claims() -> None:
    (line,) = lines(r"$W^{(1)} \in \mathbb{R}^{2 \times 3}$")
    assert [(c.text, c.claimed) for c in line.shape_claims] == [("W1", (Integer(2), Integer(3)))]


# Tables of notation -----------------------------------------------------------------------


def test_a_table_maps_own_names_to_quantities_and_expressions() -> None:
    table = {r"\delta_2": "delta3", "G": "N*delta3", r"dQ^{[1]}": "dW1", "err": "f - t"}
    for text in (r"$\delta_2 = f - t$", r"$\delta^{(2)} = f - t$", r"$\delta_{2} = f - t$"):
        (line,) = lines(text, notation=table)
        assert line.sides[0].readings[0].value == NET.names.delta(3)
        assert line.sides[0].readings[0].how == (r"\delta_2 is delta3",)
    (line,) = lines("$G = dQ^{[1]}$", notation=table)
    assert [plain(s.readings[0].value) for s in line.sides] == ["N * delta3", "dW1"]
    (line,) = lines("err = f - t", notation=table)
    assert line.kind == "statement"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            {"q": "delta7"},
            "[notation] \"q\" = \"delta7\": column 1: unknown name 'delta7'; did you mean 'delta3'?",
        ),
        ({"a b": "f"}, "[notation] 'a b': expected a single symbol, such as \\delta_2"),
    ],
)
def test_a_table_that_means_nothing_is_refused(table: dict[str, str], message: str) -> None:
    with pytest.raises(NotationError) as error:
        read("$q = f$", NET, notation=table)
    assert str(error.value) == message


def test_a_comment_without_an_equals_sign_is_refused() -> None:
    with pytest.raises(ReadingError) as error:
        read("% notation: q delta3\n$f = t$", NET)
    assert str(error.value) == "line 1: notation 'q delta3': no equals sign; expected \\delta_2 = delta3"


def test_the_table_stands_beside_the_network(tmp_path: Path) -> None:
    spec = tmp_path / "net.toml"
    spec.write_text('[network]\npreset = "lecture10-regression"\n[notation]\n"\\\\delta_2" = "delta3"\n')
    assert notation_of(spec) == {r"\delta_2": "delta3"}
    assert notation_of("lecture10-regression") == {}
    spec.write_text("[notation]\nq = 3\n")
    with pytest.raises(ConfigError, match=r"\[notation\]: expected lines such as"):
        notation_of(spec)


# Numbers, matrices ------------------------------------------------------------------------


def test_a_matrix_of_numbers_is_one() -> None:
    value = read_expression(r"\begin{bmatrix} 1 & -0.5 \\ \frac13 & 0 \end{bmatrix}", NET)[0].value
    assert value.shape == (2, 2)
    assert value[0, 1] == -Integer(1) / 2


def test_a_bias_is_repeated_for_every_sample() -> None:
    biased = Network(units=(2, 3, 1), activations=("relu", "sigmoid"), bias="separate")
    names = biased.names
    expected = values("$Z_2 = X W_1 + b_1$", biased)
    assert expected == ["Z2", "X @ W1 + ones((N, 1)) @ b1"]
    readings = read_expression(r"X W_1 + \mathbf{1} b_1", biased)
    assert product(ones(N, 1), names.b(1)) in readings[0].value.args

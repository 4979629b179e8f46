"""Customs of writing: right lines are right however they are written, and wrong ones are found in them."""

from functools import partial
from pathlib import Path

import pytest

from symbp import Network
from symbp import check as hurried

check = partial(hurried, limit=30.0)

REGRESSION = Network.preset("lecture10-regression")
RIDGE = Network.preset("lecture10-regression-l2")
BINARY = Network.preset("lecture10-binary")
LOGISTIC = Network.preset("lecture10-logistic")

COURSES = Path(__file__).parents[2] / "examples" / "courses"
DLS, CS231N, NIELSEN = (Network.load(COURSES / f"c{number}.toml") for number in (4, 5, 6))


def marks(text: str, net: Network = REGRESSION) -> str:
    """One letter for each equation: T true, C carried, W wrong, U undecided, A assumed."""
    letters = {"proved": "T", "verified": "T", "wrong": "W", "undecided": "U", "assumed": "A"}
    lines = [line for line in check(text, net).lines if line.status != "prose"]
    return "".join("C" if line.carried else letters[line.status] for line in lines)


def equations(*lines: str) -> str:
    return "\n".join(rf"\[ {line} \]" for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$W_1 \in \mathbb{R}^{2 \times 3}$", "A"),
        (r"$W_1 \in \mathbb{R}^{3 \times 2}$", "A"),
        (r"$Z_2 = X W_1 \in \mathbb{R}^{N \times 2}$", "T"),
    ],
)
def test_dimensions_are_remarks_beside_an_equation(text, expected):
    assert marks(text) == expected


def test_wrong_dimensions_are_marked():
    (line,) = check(r"$W_1 \in \mathbb{R}^{3 \times 2}$", REGRESSION).lines
    assert [str(claim) for claim in line.shapes] == ["W1 is 2×3, not 3×2"]


@pytest.mark.parametrize(
    ("text", "net", "expected"),
    [
        (r"$L = \frac{1}{2} (f - t)^T (f - t)$", REGRESSION, "T"),
        (r"$L = (f - t)^T (f - t)$", REGRESSION, "W"),
        ("loss = 0.5 * (f - t).T @ (f - t)", REGRESSION, "T"),
        (
            r"$L = \frac{1}{2N} (f - t)^T (f - t) + \frac{\lambda}{2N} (\|W_1\|^2 + W_2^T W_2)$",
            RIDGE,
            "T",
        ),
        (r"$L = -t^T \log f - (1 - t)^T \log(1 - f)$", BINARY, "T"),
        (r"$L = -t^T \log f + (1 - t)^T \log(1 - f)$", BINARY, "W"),
    ],
)
def test_a_matrix_of_one_entry_is_the_number_in_it(text, net, expected):
    assert marks(text, net) == expected


def test_the_loss_of_one_sample_needs_no_index_L05():
    text = equations(
        r"\mathrm{Loss}(f, t) = -t \log\sigma(f) - (1 - t) \log(1 - \sigma(f))",
        r"\mathrm{Loss}(f, t) = \begin{cases} -\log\sigma(f) & t = 1 \\"
        r" -\log(1 - \sigma(f)) & t = 0 \end{cases}",
        r"\mathrm{Loss}(f, t) = \log(1 + e^f) + t f",
        r"\frac{\partial}{\partial f} \mathrm{Loss}(f, t) = \sigma(f) - t",
    )
    assert marks(text, LOGISTIC) == "TTWT"
    assert marks(r"$\ell(f, t) = \frac{1}{2} (f - t)^2$, $\ell(f, t) = (f - t)^2$") == "TW"


def test_layers_are_named_by_letters_and_words():
    text = equations(
        r"h = \sigma(X W_h)",
        r"o = \sigma(h W_o)",
        r"\delta_o = (o - y) \odot o \odot (1 - o)",
        r"\delta_h = \delta_{out} W_o^T \odot h \odot (1 - h)",
        r"\frac{\partial E}{\partial W_{\text{hidden}}} = X^T \delta_h",
        r"\frac{\partial E}{\partial W_h} = X^T \delta_o",
    )
    assert marks(text) == "TTTTTW"
    entries = r"\frac{\partial L}{\partial w_{ho}^{(2)}} = \sum_n a_{nh} \delta_{no}"
    assert marks(equations(entries)) == "T"


def test_a_letter_in_an_exponent_or_index_is_no_quantity():
    text = equations(
        r"\delta_3 = (f - y) \odot f \odot (1 - f)", r"\delta_2 = \delta_3 W_2^t \odot \sigma'(Z_2)"
    )
    assert marks(text) == "TT"


INDEX = "; are two indices swapped?"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            r"z^{(2)}_{nj} = \sum_i x_{ni} w^{(1)}_{ji}",
            "line 1, column 16: a sum needs one dimension: i runs along D, i runs along S2" + INDEX,
        ),
        (
            r"\delta^{(2)}_{nj} = \sum_k \delta^{(3)}_{nk} w^{(2)}_{kj} \sigma'(z^{(2)}_{nj})",
            "line 1, column 21: a sum needs one dimension: k runs along K, k runs along S2" + INDEX,
        ),
        (
            r"\delta^{(2)}_{nj} = \sum_{k=1}^K \delta^{(3)}_{nk} w^{(2)}_{kj} \sigma'(z^{(2)}_{nj})",
            "the index k runs along K and along S2" + INDEX,
        ),
        (
            r"\frac{\partial L}{\partial w_{ij}^{(2)}} = \sum_n \delta_{ni} a_{nj}",
            "the index j runs along K and along S2" + INDEX,
        ),
        (r"\frac{\partial L}{\partial w_{ij}^{(2)}} = \delta_i^{(3)} a_j^{(2)}", None),
    ],
)
def test_an_index_runs_along_one_dimension(text, reason):
    """Swapped indices are wrong even where one dimension is 1."""
    (line,) = check(f"${text}$", REGRESSION).lines
    assert line.status == "wrong"
    assert reason is None or line.reason == reason


def test_an_index_may_be_used_again_in_another_sum():
    penalty = r"\frac{1}{2N} \sum_n (f_n - t_n)^2 + \frac{\lambda}{2N} \sum_l \sum_i \sum_j (w_{ij}^{(l)})^2"
    assert marks(f"$L = {penalty}$", RIDGE) == "T"


def test_one_unit_may_have_an_index():
    text = equations(
        r"\frac{\partial L}{\partial w_{ij}^{(2)}} = \delta_j^{(3)} a_i^{(2)}",
        r"\delta_j^{(3)} = (f_j - t_j) \sigma'(z_j^{(3)})",
        r"\frac{\partial L}{\partial w_{ij}^{(2)}} = (f_j - t_j) a_i^{(2)}",
    )
    assert marks(text) == "TTW"


@pytest.mark.parametrize(
    ("text", "net", "expected"),
    [
        (r"db^{[2]} = \frac{1}{m} \sum_{i=1}^m dZ^{[2]}, \quad dZ^{[2]} = A^{[2]} - Y", DLS, "TT"),
        (r"\delta_3 = \frac{1}{N} (P - T), \quad db_2 = \sum_n \delta_3", CS231N, "TT"),
        (r"db_1 = \sum_n \delta_3", CS231N, "W"),
        (r"L = \frac{1}{2} \sum_n (f - t)^2, \quad L = \sum_n (f - t)^2", REGRESSION, "TW"),
    ],
)
def test_a_sum_over_samples_of_a_whole_batch(text, net, expected):
    assert marks(f"${text}$", net) == expected


@pytest.mark.parametrize(
    ("summand", "expected"),
    [
        (r"(f_n - t_n) \sigma'(z_n^{(3)}) a_n^{(2)}", "T"),
        (r"(f_n - t_n) \sigma'(z_n^{(3)}) (a_n^{(2)})^T", "T"),
        (r"(a_n^{(2)})^T (f_n - t_n) \sigma'(z_n^{(3)})", "T"),
        (r"(t_n - f_n) \sigma'(z_n^{(3)}) a_n^{(2)}", "W"),
        (r"(f_n - t_n) a_n^{(2)}", "W"),
        (r"(f_n - t_n) \sigma'(z_n^{(3)}) x_n", "W"),
    ],
)
def test_numbers_of_one_sample_beside_its_row(summand, expected):
    assert marks(rf"$\frac{{\partial L}}{{\partial W_2}} = \sum_{{n=1}}^N {summand}$") == expected


@pytest.mark.parametrize(
    ("slope", "expected"),
    [
        (r"\mathbf{1}_{Z_2 > 0}", "T"),
        (r"\mathbb{1}_{\{Z_2 > 0\}}", "T"),
        (r"\mathbb{1}[Z_2 > 0]", "T"),
        (r"[a_2 > 0]", "T"),
        (r"(1 - [Z_2 \le 0])", "T"),
        (r"[Z_2 < 0]", "W"),
        (r"a_2", "W"),
    ],
)
def test_the_slope_of_relu_as_a_condition(slope, expected):
    assert marks(rf"$\delta_2 = \delta_3 W_2^T \odot {slope}$", CS231N) == expected


def test_a_text_about_one_sample():
    """Small letters, columns, no N: nothing is divided by it, and a bias has δ itself for a gradient."""
    text = equations(
        r"dz^{[2]} = a^{[2]} - y",
        r"dW^{[2]} = dz^{[2]} a^{[1]T}",
        r"db^{[2]} = dz^{[2]}",
        r"dz^{[1]} = W^{[2]T} dz^{[2]} * g^{[1]'}(z^{[1]})",
        r"dW^{[1]} = x^T dz^{[1]}",
        r"db^{[1]} = dz^{[1]}",
    )
    report = check(text, DLS)
    assert marks(text, DLS) == "TTTTWT"
    assert "everything is said of one sample" in report.conventions
    assert marks(text.replace("a^", "A^").replace("x", "X").replace("dz", "dZ"), DLS) == "TWWTWW"
    fundamental = equations(
        r"\delta^L = (a^L - y) \odot \sigma'(z^L)",
        r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
        r"\frac{\partial C}{\partial b^l} = \delta^l",
        r"\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T",
        r"\frac{\partial C}{\partial b^l} = \delta^{l+1}",
    )
    assert marks(fundamental, NIELSEN) == "TTTTW"


def test_what_is_said_first_of_delta_is_believed_first():
    text = r"$\delta_3 = (f - t) \odot \sigma'(Z_3)$, $dW_2 = a_2^T \delta_3 + \frac{\lambda}{N} W_2$"
    assert marks(text, RIDGE) == "TW"


def test_transposes_as_numpy_writes_them_in_formulas():
    text = r"$dW2 = a2.T @ delta3$, $dW_1 = X.T (\delta_3 W_2.T \odot \sigma'(Z_2))$, $dW_2 = a_2 \delta_3.$"
    assert marks(text) == "TTW"


@pytest.mark.parametrize(("factor", "id"), [("2", "M08"), (r"\frac{1}{2}", "M08"), ("5", ""), ("0", "")])
def test_only_two_and_a_half_are_the_factor_of_a_square(factor, id):
    (line,) = check(rf"$dW_2 = {factor} a_2^T \delta_3$", REGRESSION).lines
    assert (line.status, line.diagnosis.id) == ("wrong", id)


def test_the_spelling_of_programs():
    text = """
self.z2 = np.dot(X, self.W1)
yHat = sigmoid(self.z3)
delta3 = np.multiply(-(y - self.yHat), self.sigmoidPrime(self.z3))
delta2 = np.dot(delta3, self.W2.T) * sigmoid_prime(z2)
delta2 = np.dot(delta3, self.W2.T) * sigmoid_prime(z3)
delta2 = np.dot(delta3, self.W2.T) * sigmoid_prime(a2)
"""
    assert marks(text) == "TTTTWU"


def test_the_bias_as_unit_zero_C7():
    """Bishop's notation: w_j0 is the bias, sums run from 0, and units from 1."""
    text = equations(
        r"a_j = \sum_{i=0}^D w_{ji}^{(1)} x_i",
        r"z_j = h(a_j)",
        r"y_k = \sum_{j=0}^M w_{kj}^{(2)} z_j",
        r"\delta_k = y_k - t_k",
        r"\delta_j = (1 - z_j^2) \sum_{k=1}^K w_{kj} \delta_k",
        r"\frac{\partial E_n}{\partial w_{ji}^{(1)}} = \delta_j x_i",
        r"\frac{\partial E_n}{\partial w_{kj}^{(2)}} = \delta_k z_j",
        r"\delta_j = (1 - z_j)^2 \sum_{k=1}^K w_{kj} \delta_k",
        r"\frac{\partial E_n}{\partial w_{kj}^{(2)}} = \delta_j z_k",
    )
    assert marks(text, Network.load(COURSES / "c7.toml")) == "TTTTTTTWW"


COST = (
    r"J(\Theta) = -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K \left[ y_k^{(i)} \log(h_\Theta(x^{(i)}))_k"
    r" + (1 - y_k^{(i)}) \log(1 - (h_\Theta(x^{(i)}))_k) \right]"
)


LAYERS = r"\sum_{l=1}^{L-1} \sum_{i=1}^{s_l} \sum_{j=1}^{s_{l+1}} (\Theta_{ji}^{(l)})^2"
WRITTEN = (
    r"[\sum_{j=1}^{25} \sum_{k=1}^{400} (\Theta_{j,k}^{(1)})^2"
    r" + \sum_{j=1}^{10} \sum_{k=1}^{25} (\Theta_{j,k}^{(2)})^2]"
)


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [
        (r"\frac{\lambda}{2m}" + LAYERS, "T"),
        (r"\frac{\lambda}{2m}" + WRITTEN, "T"),
        (r"\frac{\lambda}{m}" + LAYERS, "W"),
    ],
)
def test_the_cost_with_its_bias_as_unit_zero_C3(penalty, expected):
    assert marks(f"${COST} + {penalty}$", Network.load(COURSES / "c3.toml")) == expected


def test_dimensions_after_an_equation_are_a_remark_L12():
    text = r"$dW_2 = a_2^T \delta_3 \qquad (3 \times N \cdot N \times 1 = 3 \times 1)$"
    assert marks(text) == "T"
    assert marks(text.replace("a_2^T", "X^T")) == "W"


def test_no_change_differentiates_by_a_gradient():
    (line,) = check(r"$\frac{\partial L}{\partial W_2} = 0$", REGRESSION).lines
    assert line.status == "wrong"
    assert line.diagnosis is None or "dW2" not in line.diagnosis.edit


def test_a_wrong_line_is_explained_in_the_reading_whose_shapes_fit():
    text = equations(
        r"\delta^{(3)} = a^{(3)} - y",
        r"a^{(2)} = [1 \; g(z^{(2)})]",
        r"\frac{\partial J}{\partial \Theta^{(2)}} = \frac{1}{m} (\delta^{(3)})^T a^{(2)}",
    )
    *_, last = check(text, Network.load(COURSES / "c3.toml")).lines
    assert (last.status, last.diagnosis.id) == ("wrong", "M13")


def test_results_in_boxes_are_checked():
    text = r"$\therefore \boxed{dW_2 = a_2^T \delta_3}$, $\implies \boxed{dW_1 = X^T \delta_3} \blacksquare$"
    assert marks(text) == "TW"
    assert marks(r"$dW_2 = \boxed{a_2^T \delta_3}$, $2 \boxed{f + f} = 4 f$") == "TT"
    assert (
        marks(r"$\boxed{ \boxed{dW_2 = a_2^T \delta_3} }$, $\boxed{\boxed{\boxed{dW_2 = \delta_3}}}$") == "TW"
    )
    assert marks("$" + r"\boxed{" * 700 + "f = t" + "}" * 700 + "$") == "W"


def test_digits_after_greek_letters_are_layers():
    assert marks("dW2 = a2ᵀ δ3\nδ2 = δ3 W2ᵀ ⊙ σ′(Z2)\nδ₂ = δ₃ W₂ᵀ ⊙ σ(Z₂)\n") == "TTW"


def test_letters_of_units_in_a_network_with_one_output():
    text = equations(
        r"\delta_k = (f_k - t_k) \sigma'(z_k)",
        r"\delta_j = \sigma'(z_j) \sum_k \delta_k w_{jk}",
        r"\frac{\partial E}{\partial w_{jk}} = \delta_k a_j",
        r"\frac{\partial E}{\partial w_{ij}} = \delta_i x_j",
    )
    assert marks(text) == "TTTW"


@pytest.mark.parametrize("command", ["mathbin", "mathop", "underbrace", "text", "mathbf", "sqrt"])
def test_commands_inside_each_other_are_refused(command):
    report = check("$" + f"\\{command}{{" * 700 + "f = t" + "}" * 700 + "$", REGRESSION)
    assert {line.status for line in report.lines} <= {"undecided", "prose"}

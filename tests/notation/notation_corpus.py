"""What the notation tests print: every kind of node, every derivation, and random expressions and trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    Function,
    ImmutableDenseMatrix,
    Integer,
    KroneckerDelta,
    Lambda,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    pi,
    tanh,
)
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.special import Identity, ZeroMatrix

from symbp import Derivation, Network, derive
from symbp.activations import activation, leaky_relu, relu, sigmoid, z
from symbp.names import LOSS
from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    Entry,
    EntrySum,
    Gradient,
    MaskBias,
    OneHot,
    Rate,
    SampleLoss,
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
from symbp.notation import tree as shapes
from symbp.penalties import N, lam
from symbp.presets import PRESETS

NET = Network.preset("lecture10-regression-l2")
NAMES = NET.names
X, t, W1, W2 = NAMES.X, NAMES.t, NAMES.W(1), NAMES.W(2)
Z2, Z3, a2, f = NAMES.Z(2), NAMES.Z(3), NAMES.a(2), NAMES.f
delta2, delta3 = NAMES.delta(2), NAMES.delta(3)
dW1 = NAMES.W(1, "dW")
D, S2, K = NAMES.dims
b1 = MatrixSymbol("b1", 1, S2)
i, j, k, n = (Symbol(letter, integer=True, positive=True) for letter in "ijkn")
SIGMA = ScalarFunction("sigmoid")

NODES: dict[str, Any] = {
    "weights": W1,
    "entry of weights": Entry(W1, i, j),
    "entry by number": Entry(W1, 1, 12),
    "entry of Z": Entry(Z3, n, j),
    "entry of X": Entry(X, n, i),
    "entry of delta": Entry(delta3, n, j),
    "entry of a bias": Entry(b1, 1, j),
    "entry of a gradient": Entry(Gradient(LOSS, W1), i, j),
    "entry of a product": Entry(product(transpose(a2), delta3), i, j),
    "entry of a sum": Entry(product(1 / N, minus(f, t)), n, k),
    "entry of a quotient": Entry(hadamard(t, power(f, -1)), n, k),
    "entry of a function": Entry(Elementwise(SIGMA, Z3, 1), n, k),
    "entry of a transpose": Entry(transpose(W1), j, i),
    "entry with a bias unit": Entry(AddOnes(a2), n, i),
    "dimension": S2,
    "strength": lam,
    "gradient": Gradient(LOSS, W2),
    "named gradient": dW1,
    "rate": Rate(Entry(Z3, n, j), Entry(W2, i, j)),
    "sample loss": SampleLoss(n),
    "sum": Sum(Rate(SampleLoss(n), Entry(W2, i, j)), (n, 1, N)),
    "squared error": Rational(1, 2) / N * EntrySum(power(minus(f, t), 2)),
    "cross-entropy": -EntrySum(
        total(
            hadamard(t, Elementwise(ScalarFunction("log"), f)),
            hadamard(minus(ones(N, K), t), Elementwise(ScalarFunction("log"), minus(ones(N, K), f))),
        )
    ),
    "penalty": lam / (2 * N) * EntrySum(power(W1, 2)),
    "penalty without biases": EntrySum(power(MaskBias(W1), 2)),
    "sum of a product": EntrySum(product(X, W1)),
    "matrix product": product(X, W1),
    "transposed product": product(transpose(a2), delta3),
    "product in an entry product": hadamard(product(delta3, transpose(W2)), Elementwise(SIGMA, Z2, 1)),
    "entry product in a product": product(transpose(X), hadamard(delta2, Z2)),
    "sum in a product": product(transpose(a2), minus(f, t)),
    "scaled entry product": product(1 / N, hadamard(minus(f, t), Elementwise(SIGMA, Z3, 1))),
    "subtracted product": minus(Z3, product(Integer(2), a2, W2)),
    "negative product": product(-1 / N, t),
    "weight decay": total(product(transpose(X), delta2), product(lam / N, W1)),
    "entry quotient": hadamard(t, power(f, -1)),
    "entry power": power(minus(f, t), 2),
    "negative entry power": power(f, -2),
    "one minus": hadamard(a2, minus(ones(N, S2), a2)),
    "ones": product(ones(1, N), delta3),
    "zeros": ZeroMatrix(N, K),
    "identity matrix": Identity(N),
    "bias row": total(product(X, W1), product(ones(N, 1), b1)),
    "bias unit": AddOnes(a2),
    "bias unit on top": AddOnes(a2, 0),
    "transposed bias unit": transpose(AddOnes(a2)),
    "no bias unit": DropOnes(product(delta3, transpose(W2))),
    "no bias unit on top": DropOnes(W1, 0),
    "no bias": MaskBias(W1),
    "softmax": Softmax(f),
    "one-hot": OneHot(t, K),
    "function": Elementwise(SIGMA, Z2),
    "derivative of a function": Elementwise(ScalarFunction("tanh"), Z2, 1),
    "leaky relu": Elementwise(activation("leaky_relu"), Z2),
    "own function": Elementwise(activation("z*sigmoid(z)"), Z2, 1),
    "identity": Elementwise(ScalarFunction("identity"), Z2),
    "step": Elementwise(ScalarFunction("step"), Z2),
    "absolute value": Elementwise(ScalarFunction("abs"), Z2),
    "explicit": ImmutableDenseMatrix([[1, Rational(-1, 2)], [0, 3]]),
    "explicit letters": ImmutableDenseMatrix([[i, j]]),
    "element": W1[0, 1],
    "sigmoid written out": exp(-z) / (1 + exp(-z)) ** 2,
    "sigmoid rule": Eq(Derivative(sigmoid(z), z), sigmoid(z) * (1 - sigmoid(z))),
    "second derivative": Derivative(tanh(z), (z, 2)),
    "square of a function": 1 - tanh(z) ** 2,
    "absolute scalar": z / (1 + Abs(z)),
    "scalar functions": relu(z) + leaky_relu(z, Rational(1, 100)) - log(z),
    "applied": Function("g")(z),
    "mapping": Lambda(n, SampleLoss(n)),
    "cases": Piecewise((1, z > 0), (0, True)),
    "delta": KroneckerDelta(j, k),
    "difference": Entry(f, n, k) - Entry(t, n, k),
    "number": Rational(-3, 4),
    "decimal": Integer(1) / 4 + Symbol("x_1") ** 2 * pi,
}
"""One example of everything that has a notation."""


@cache
def derivation(preset: str) -> Derivation:
    return derive(Network.preset(preset))


def objects_of(d: Derivation) -> Iterator[Any]:
    """Everything that a document shows of a derivation."""
    yield from d.forward
    yield d.loss
    yield from d.backward
    yield from d.steps
    yield d.sample_loss


def matrix_expressions(d: Derivation) -> Iterator[Any]:
    """Every expression of a derivation that NumPy text can write down."""
    for equation in (*d.forward, d.loss, *d.backward):
        yield equation.rhs
    for step in d.steps:
        if step.level == "matrix":
            yield from (step.before, step.after)


@cache
def corpus() -> tuple[Any, ...]:
    """The nodes and every line of the presets' derivations."""
    return (*NODES.values(), *(obj for preset in PRESETS for obj in objects_of(derivation(preset))))


# Random matrix expressions of the running example ------------------------------------------

SIZES = (N, D, S2, K)
NAMED = tuple(q.symbol for q in NAMES.table.values() if isinstance(q.symbol, MatrixSymbol))
FACTORS: tuple[Expr, ...] = (Integer(-1), Integer(3), Rational(1, 2), 1 / N, -lam / (2 * N), 1 + lam, lam * K)
FUNCTIONS = ("sigmoid", "tanh", "relu", "log", "exp", "softplus", "identity", "abs")


@st.composite
def expressions(draw: st.DrawFn, shape: tuple[Expr, Expr] | None = None, depth: int = 3) -> MatrixExpr:
    """A matrix expression of the given (or any) shape, made by the constructors of `symbp.nodes`."""
    if shape is None:
        shape = draw(st.sampled_from([m.shape for m in NAMED]))
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(leaves(shape))
    same = expressions(shape, depth - 1)
    makers: list[Callable[[], MatrixExpr]] = [
        lambda: total(draw(same), draw(same)),
        lambda: minus(draw(same), draw(same)),
        lambda: hadamard(draw(same), draw(same)),
        lambda: hadamard(draw(same), power(draw(same), -1)),
        lambda: product(draw(st.sampled_from(FACTORS)), draw(same)),
        lambda: power(draw(same), draw(st.sampled_from([2, 3, -1, Rational(1, 2)]))),
        lambda: transpose(draw(expressions(shape[::-1], depth - 1))),
        lambda: draw(functions(same)),
        lambda: draw(products(shape, depth)),
    ]
    return draw(st.sampled_from(makers))()


@st.composite
def leaves(draw: st.DrawFn, shape: tuple[Expr, Expr]) -> MatrixExpr:
    fitting = [m for m in NAMED if m.shape == shape]
    turned = [transpose(m) for m in NAMED if m.shape == shape[::-1]]
    return draw(st.sampled_from([*fitting, *turned, ones(*shape)]))


@st.composite
def functions(draw: st.DrawFn, arguments: st.SearchStrategy[MatrixExpr]) -> MatrixExpr:
    known = [ScalarFunction(name) for name in FUNCTIONS]
    function = draw(st.sampled_from([*known, activation("leaky_relu"), activation("z/(1 + abs(z))")]))
    return Elementwise(function, draw(arguments), draw(st.integers(0, 1)))


@st.composite
def products(draw: st.DrawFn, shape: tuple[Expr, Expr], depth: int) -> MatrixExpr:
    inner = draw(st.sampled_from(SIZES))
    left, right = ((shape[0], inner), (inner, shape[1]))
    return product(draw(expressions(left, depth - 1)), draw(expressions(right, depth - 1)))


# Small trees, all of them --------------------------------------------------------------------

ATOMS: tuple[shapes.Tree, ...] = (
    shapes.Sym("x"),
    shapes.Sym("X"),
    shapes.Num("1"),
    shapes.Num("2"),
    shapes.Op("+"),
    shapes.Op("partial"),
    shapes.Op("d"),
    shapes.Op("T"),
)


def wrapped(parts: tuple[shapes.Tree, ...], partners: tuple[shapes.Tree, ...]) -> Iterator[shapes.Tree]:
    """Every tree of one more operation over the given parts."""
    for part in parts:
        yield from (shapes.Fence(part), shapes.Fence(part, "["), shapes.Fence(part, "abs"))
        yield from (shapes.Script(part, primes=1), shapes.Cancel(part), shapes.Grid(((part,),)))
        for other in partners:
            yield from (shapes.Row((part, other)), shapes.Row((other, part)))
            yield from (shapes.Frac(part, other), shapes.Frac(other, part))
            yield from (shapes.Script(part, sub=other), shapes.Script(part, sup=other))
            yield from (shapes.Script(other, sub=part), shapes.Script(other, sup=part))
            yield from (shapes.Script(part, other, other), shapes.Brace(part, other))
            yield from (
                shapes.Big("sum", part, other),
                shapes.Big("sum", part),
                shapes.Big("sum", None, part),
            )
            yield from (shapes.Grid(((part, other),)), shapes.Grid(((part,), (other,))))
            yield shapes.Cases(((part, other),))

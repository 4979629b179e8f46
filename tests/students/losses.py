"""The losses of all assignments of the corpus, written down once more from their sheets in NumPy.

Nothing here comes from symbp or grader.  Right gradients are complex steps of these losses; the
forward passes also lend their names (Z2, a2, f, d3 …) to the closed forms of wrong answers in the labels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

Values = SimpleNamespace
"""Inputs, parameters and whatever the forward pass adds, by name."""


@dataclass(frozen=True)
class Task:
    """One assignment: how to draw its numbers, its loss, and how to call a submission.

    `names` are the labels' names of what comes back, each with the name in `verdict`.
    """

    names: Mapping[str, str]
    parameters: tuple[tuple[str, ...], ...]
    """The parameters of each layer."""
    draw: Callable[[np.random.Generator, Mapping[str, int]], dict[str, Any]]
    forward: Callable[[Values], None]
    """Adds the pre-activations Z2 …, what else is needed, and the loss."""
    call: Callable[[Mapping[str, Any], Values], Mapping[str, Any] | None]
    """What a submission gives for the names; raises what it raises."""
    sizes: Mapping[str, int]
    """Sizes that are fixed: K = 1, or those of a network that is not to be resized."""
    reach: float = 64000.0
    """How large the output's Z becomes where units saturate."""
    unlisted: tuple[str, ...] = ()
    """Names that `right` in the labels leaves out."""
    in_place: bool = False


# What complex numbers do not overflow in ----------------------------------------------------------


def sigmoid(z):
    positive = np.real(z) >= 0
    e = np.exp(np.where(positive, -z, z))
    return np.where(positive, 1, e) / (1 + e)


def softplus(z):
    positive = np.real(z) >= 0
    return np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z)))


def log_softmax(z):
    shifted = z - np.real(z).max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def relu(z):
    return np.where(np.real(z) > 0, z, 0)


def cross_entropy(score, t):
    """Of σ(score), from the score."""
    return (softplus(score) - t * score).sum()


def slope(activation, z):
    """The derivative by a complex step of its own."""
    return activation(z + 1e-30j).imag / 1e-30


# Numbers ------------------------------------------------------------------------------------------


def normal(rng, **shapes):
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def real_targets(rng, *shape):
    return rng.uniform(-0.4, 1.6, size=shape)


def two_classes(N):
    return (np.arange(N) % 3 == 1).astype(float)


def off_the_kink(rng, draw, Z):
    """Draws until every unit is on and off for some sample and none is near zero."""
    while True:
        v = draw(rng)
        z = Z(v)
        samples = 0 if v["X"].shape[0] == z.shape[0] else 1
        if abs(z).min() > 0.02 and (z > 0).any(samples).all() and (z < 0).any(samples).all():
            return v


# Rows, no biases: ridge, binary, packed, delta, step; sheets a, d, e ------------------------------


def plain(rng, n, classes=False, lam=2.3, **more):
    N, D, H, K = n["N"], n["D"], n["H"], n["K"]
    t = two_classes(N).reshape(N, 1) if classes else real_targets(rng, N, K)
    return {**normal(rng, X=(N, D), W1=(D, H), W2=(H, K)), "t": t, "lam": lam, **more}


def plain_forward(v, hidden, data, penalty=0.0):
    v.Z2 = v.X @ v.W1
    v.a2 = hidden(v.Z2)
    v.Z3 = v.a2 @ v.W2
    v.f = sigmoid(v.Z3)
    v.loss = data(v) + penalty * ((v.W1**2).sum() + (v.W2**2).sum())


def squares(v):
    return 0.5 * ((v.f - v.t) ** 2).sum()


def ridge(v):
    plain_forward(v, sigmoid, lambda v: squares(v) / v.N, v.lam / (2 * v.N))


def packed(v):
    plain_forward(v, sigmoid, lambda v: squares(v) / v.N, v.lam / 2)


def summed(v):
    plain_forward(v, sigmoid, squares)


def binary(v):
    plain_forward(v, sigmoid, lambda v: cross_entropy(v.Z3, v.t) / v.N, v.lam / (2 * v.N))


def mean_squares(v):
    plain_forward(v, sigmoid, lambda v: squares(v) / v.N)


def tanh_binary(v):
    plain_forward(v, np.tanh, lambda v: cross_entropy(v.Z3, v.t) / v.N)


# Columns with biases: columns; sheet b ------------------------------------------------------------


def columns(rng, n):
    N, D, H = n["N"], n["D"], n["H"]

    def draw(rng):
        numbers = normal(rng, X=(D, N), W1=(H, D), b1=(H, 1), W2=(1, H), b2=(1, 1))
        return {**numbers, "t": two_classes(N).reshape(1, N), "lam": 2.3}

    return off_the_kink(rng, draw, lambda v: v["W1"] @ v["X"] + v["b1"])


def columns_forward(v, hidden):
    v.Z2 = v.W1 @ v.X + v.b1
    v.a2 = hidden(v.Z2)
    v.Z3 = v.W2 @ v.a2 + v.b2
    v.f = sigmoid(v.Z3)
    v.loss = cross_entropy(v.Z3, v.t) / v.N + v.lam / (2 * v.N) * ((v.W1**2).sum() + (v.W2**2).sum())


# Rows with biases: softmax, net, deep; sheet c ----------------------------------------------------


def rows(rng, n, bias, classes=None, lam=0.37):
    N, D, H, K = n["N"], n["D"], n["H"], n["K"]

    def draw(rng):
        numbers = normal(rng, X=(N, D), W1=(D, H), b1=bias(H), W2=(H, K), b2=bias(K))
        t = real_targets(rng, N, K) if classes is None else (np.arange(N) * 2 + 1) % K + classes
        return {**numbers, "t": t, "lam": lam}

    return off_the_kink(rng, draw, lambda v: v["X"] @ v["W1"] + v["b1"])


def rows_forward(v, hidden):
    v.Z2 = v.X @ v.W1 + v.b1
    v.a2 = hidden(v.Z2)
    v.Z3 = v.a2 @ v.W2 + v.b2


def softmax(v, hidden, first, penalty):
    rows_forward(v, hidden)
    v.T = np.eye(v.K)[v.t - first]
    v.P = np.exp(log_softmax(v.Z3))
    v.loss = -(v.T * log_softmax(v.Z3)).sum() / v.N + penalty * v.lam * ((v.W1**2).sum() + (v.W2**2).sum())


def net(v):
    rows_forward(v, sigmoid)
    v.f = v.Z3
    v.loss = squares(v) + v.lam * ((v.W1**2).sum() + (v.W2**2).sum())


DEEP = (2, 4, 4, 4, 3)


def deep_numbers(rng, n):
    shapes = {f"W{i}": DEEP[i - 1 : i + 1] for i in range(1, 5)} | {
        f"b{i}": (1, DEEP[i]) for i in range(1, 5)
    }
    return {
        **normal(rng, X=(n["N"], DEEP[0]), **shapes),
        "t": rng.normal(size=(n["N"], DEEP[-1])),
        "lam": 0.0,
    }


def deep(v):
    v.Z2 = v.X @ v.W1 + v.b1
    v.a2 = np.tanh(v.Z2)
    v.Z3 = v.a2 @ v.W2 + v.b2
    v.a3 = sigmoid(v.Z3)
    v.Z4 = v.a3 @ v.W3 + v.b3
    v.a4 = np.tanh(v.Z4)
    v.f = v.Z5 = v.a4 @ v.W4 + v.b4
    v.loss = squares(v) / v.N


# Folded biases: folded, sample --------------------------------------------------------------------


def folded_numbers(rng, n):
    N, D, H, K = n["N"], n["D"], n["H"], n["K"]
    numbers = normal(rng, X=(N, D), W1=(H, D + 1), W2=(K, H + 1))
    return {**numbers, "t": (np.arange(N) * 2 + 1) % K + 1, "lam": 2.3}


def folded(v):
    one = np.ones((v.N, 1))
    v.T = np.eye(v.K)[v.t - 1]
    v.A1 = np.hstack([one, v.X])
    v.Z2 = v.A1 @ v.W1.T
    v.a2 = sigmoid(v.Z2)
    v.A2 = np.hstack([one, v.a2])
    v.Z3 = v.A2 @ v.W2.T
    v.P = sigmoid(v.Z3)
    weights = (v.W1[:, 1:] ** 2).sum() + (v.W2[:, 1:] ** 2).sum()
    v.loss = cross_entropy(v.Z3, v.T) / v.N + v.lam / (2 * v.N) * weights


def sample_numbers(rng, n):
    D, H, K = n["D"], n["H"], n["K"]
    return {**normal(rng, X=(D, 1), t=(K, 1), W1=(H, D + 1), W2=(K, H + 1)), "lam": 0.0}


def sample(v):
    one = np.ones((1, 1))
    v.A1 = np.vstack([one, v.X])
    v.Z2 = v.W1 @ v.A1
    v.a2 = np.tanh(v.Z2)
    v.A2 = np.vstack([one, v.a2])
    v.f = v.Z3 = v.W2 @ v.A2
    v.loss = squares(v)


# Errors of the layers, for the closed forms -------------------------------------------------------


def errors(v: Values, folder: str) -> None:
    """d3, d2 …: of the sum over the samples without biases, else ∂L/∂Z."""
    if folder in ("a", "d", "e", "ridge", "packed", "delta"):
        v.d3 = (v.f - v.t) * v.f * (1 - v.f)
        v.d2 = v.d3 @ v.W2.T * v.a2 * (1 - v.a2)
    elif folder == "binary":
        v.d3 = v.f - v.t
        v.d2 = v.d3 @ v.W2.T * v.a2 * (1 - v.a2)
    elif folder == "columns":
        v.d3 = (v.f - v.t) / v.N
    elif folder == "softmax":
        v.d3 = (v.P - v.T) / v.N
        v.d2 = v.d3 @ v.W2.T * (1 - v.a2**2)
    elif folder == "net":
        v.d3 = v.f - v.t
    elif folder == "deep":
        v.d5 = (v.f - v.t) / v.N
        v.d4 = v.d5 @ v.W4.T * (1 - v.a4**2)
    elif folder == "folded":
        v.d3 = v.P - v.T
    elif folder == "sample":
        v.d3 = v.f - v.t
    elif folder == "step":
        v.d3 = (v.f - v.t) / v.N


# How submissions are called -----------------------------------------------------------------------


def in_order(*names):
    """What comes back is a pair or list in this order."""

    def named(back):
        fits = isinstance(back, tuple | list) and len(back) == len(names)
        return dict(zip(names, back, strict=True)) if fits else None

    return named


def function(name, arguments, result):
    return lambda space, v: result(space[name](*arguments(v)))


def pick(*names):
    return lambda v: tuple(getattr(v, name) for name in names)


def dictionary(back):
    return back if isinstance(back, dict) else {}


def parameters_of(v):
    return {name: getattr(v, name) for name in ("W1", "b1", "W2", "b2")}


def call_class(space, v):
    made = space["Net"]()
    made.W1, made.W2 = v.W1, v.W2
    return in_order("dJdW1", "dJdW2")(made.cost_function_prime(v.X, v.t))


def call_network(space, v):
    made = space["Network"](v.lam)
    for name, value in parameters_of(v).items():
        setattr(made, name, value)
    made.backward(v.X, v.t)
    return {name: getattr(made, name, None) for name in ("dW1", "db1", "dW2", "db2")}


def call_deep(space, v):
    back = space["backprop"](v.X, v.t, [v.W1, v.W2, v.W3, v.W4], [v.b1, v.b2, v.b3, v.b4])
    kinds = zip(("dW", "db"), back, strict=True)
    return {f"{kind}{i}": g for kind, gradients in kinds for i, g in enumerate(gradients, 1)}


def rolled(vector, order, **shapes):
    """The pieces of a vector, or None where it is none of the right length."""
    sizes = {name: int(np.prod(shape)) for name, shape in shapes.items()}
    array = np.asarray(vector)
    if array.shape != (sum(sizes.values()),):
        return None
    pieces = np.split(array, np.cumsum(list(sizes.values()))[:-1])
    return {n: p.reshape(s, order=order) for p, (n, s) in zip(pieces, shapes.items(), strict=True)}


def call_folded(space, v):
    theta = np.concatenate([v.W1.ravel(order="F"), v.W2.ravel(order="F")])
    loss, vector = space["nn_cost_function"](theta, v.D, v.H, v.K, v.X, v.t, v.lam)
    return {"loss": loss, **(rolled(vector, "F", dW1=v.W1.shape, dW2=v.W2.shape) or {})}


def call_packed(space, v):
    theta = np.concatenate([v.W1.ravel(), v.W2.ravel()])
    return rolled(space["compute_gradients"](theta, v.X, v.t, v.lam), "C", dW1=(2, 3), dW2=(3, 1))


def call_step(space, v):
    before = v.W1.copy(), v.W2.copy()
    space["learn"](v.X, v.t, v.W1, v.W2, v.rate)
    return {"dW1": (before[0] - v.W1) / v.rate, "dW2": (before[1] - v.W2) / v.rate}


def call_softmax_sheet(space, v):
    loss, gradients = space["loss_and_grads"](v.X, v.t, v.W1, v.b1, v.W2, v.b2, v.lam)
    return {"loss": loss, **gradients}


# The table ----------------------------------------------------------------------------------------

WEIGHTS = (("W1",), ("W2",))
BOTH = (("W1", "b1"), ("W2", "b2"))


def same(*names):
    return {name: name for name in names}


FOUR = same("dW1", "db1", "dW2", "db2")
TWO = same("dW1", "dW2")
ONE_OUTPUT = {"K": 1}
CALLED = {"W1": "dW1", "b1": "db1", "W2": "dW2", "b2": "db2"}

TASKS: dict[str, Task] = {
    "sheet/a": Task(
        TWO,
        WEIGHTS,
        plain,
        ridge,
        function("gradients", pick("X", "t", "W1", "W2", "lam"), in_order("dW1", "dW2")),
        ONE_OUTPUT,
        reach=40,
    ),
    "sheet/b": Task(
        FOUR,
        BOTH,
        columns,
        lambda v: columns_forward(v, np.tanh),
        function("compute_gradients", lambda v: (parameters_of(v), v.X, v.t, v.lam), dictionary),
        ONE_OUTPUT,
    ),
    "sheet/c": Task(
        {"loss": "loss", **CALLED},
        BOTH,
        lambda rng, n: rows(rng, n, lambda units: units, classes=0),
        lambda v: softmax(v, relu, 0, 1.0),
        call_softmax_sheet,
        {},
        unlisted=("loss",),
    ),
    "sheet/d": Task(
        {"dJdW1": "dW1", "dJdW2": "dW2"}, WEIGHTS, plain, summed, call_class, ONE_OUTPUT, reach=40
    ),
    "sheet/e": Task(
        {"W1": "dW1", "W2": "dW2"},
        WEIGHTS,
        lambda rng, n: plain(rng, n, rate=0.9),
        mean_squares,
        function("train_step", pick("X", "t", "W1", "W2", "rate"), in_order("W1", "W2")),
        ONE_OUTPUT,
        reach=40,
    ),
    "rows/ridge": Task(
        TWO,
        WEIGHTS,
        plain,
        ridge,
        function("gradients", pick("X", "t", "W1", "W2", "lam"), in_order("dW1", "dW2")),
        ONE_OUTPUT,
        reach=40,
    ),
    "rows/binary": Task(
        TWO,
        WEIGHTS,
        lambda rng, n: plain(rng, n, classes=True),
        binary,
        lambda space, v: {
            f"d{name}": value
            for name, value in dictionary(space["backward"](v.W1, v.W2, v.X, v.t, v.lam)).items()
        },
        ONE_OUTPUT,
    ),
    "rows/softmax": Task(
        FOUR,
        BOTH,
        lambda rng, n: rows(rng, n, lambda units: units, classes=1),
        lambda v: softmax(v, np.tanh, 1, 0.5),
        lambda space, v: {
            f"d{name}": value for name, value in space["grads"](parameters_of(v), v.X, v.t, v.lam).items()
        },
        {},
    ),
    "rows/columns": Task(
        FOUR,
        BOTH,
        columns,
        lambda v: columns_forward(v, relu),
        function("backward_propagation", lambda v: (v.X, v.t, parameters_of(v), v.lam), dictionary),
        ONE_OUTPUT,
    ),
    "rows/folded": Task(same("loss", "dW1", "dW2"), WEIGHTS, folded_numbers, folded, call_folded, {}),
    "rows/deep": Task(
        same(*(f"d{kind}{i}" for i in range(1, 5) for kind in "Wb")),
        tuple((f"W{i}", f"b{i}") for i in range(1, 5)),
        deep_numbers,
        deep,
        call_deep,
        {"D": 2, "H": 4, "K": 3},
        reach=40,
    ),
    "rows/net": Task(
        FOUR,
        BOTH,
        lambda rng, n: rows(rng, n, lambda units: (1, units)),
        net,
        call_network,
        {},
        reach=40,
    ),
    "rows/sample": Task(
        TWO,
        WEIGHTS,
        sample_numbers,
        sample,
        function("gradient", pick("X", "t", "W1", "W2"), in_order("dW1", "dW2")),
        {"N": 1},
        reach=40,
    ),
    "rows/step": Task(
        TWO,
        WEIGHTS,
        lambda rng, n: plain(rng, n, classes=True, rate=0.5),
        tanh_binary,
        call_step,
        ONE_OUTPUT,
        in_place=True,
    ),
    "rows/packed": Task(TWO, WEIGHTS, plain, packed, call_packed, {"D": 2, "H": 3, "K": 1}, reach=40),
    "rows/delta": Task(
        same("delta3", "dW2", "delta2", "dW1"),
        WEIGHTS,
        plain,
        summed,
        function("backprop", pick("X", "t", "W1", "W2"), dictionary),
        ONE_OUTPUT,
        reach=40,
    ),
}

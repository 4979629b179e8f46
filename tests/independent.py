"""The loss of a network from its specification alone, in mpmath: a witness that shares nothing with symbp.

Only the field values of `Network` are read.  Weights and data are nested lists as the
specification lays them out; everything is computed sample by sample.
"""

from __future__ import annotations

import random
from typing import Any

import mpmath as mp

from symbp.network import Network

DIGITS = 70
STEP = mp.mpf(10) ** -25

Matrix = list[list[Any]]

SCALARS = {
    "sigmoid": lambda z, slope: 1 / (1 + mp.exp(-z)),
    "tanh": lambda z, slope: mp.tanh(z),
    "relu": lambda z, slope: z if z > 0 else mp.mpf(0),
    "leaky_relu": lambda z, slope: z if z > 0 else slope * z,
    "softplus": lambda z, slope: mp.log(1 + mp.exp(z)),
    "identity": lambda z, slope: z,
    "z*sigmoid(z)": lambda z, slope: z / (1 + mp.exp(-z)),
    "sin(z) + z/3": lambda z, slope: mp.sin(z) + z / 3,
    "1/2 + tanh(z)/3": lambda z, slope: mp.mpf(1) / 2 + mp.tanh(z) / 3,
}


def parameter_shapes(net: Network) -> dict[str, tuple[int, ...]]:
    """The shape of every parameter as a function of this network receives it."""
    shapes: dict[str, tuple[int, ...]] = {}
    in_by_out = net.weights == "in x out" or (net.weights is None and net.samples == "rows")
    for layer, (inputs, outputs) in enumerate(zip(net.units, net.units[1:], strict=False), 1):
        inputs += net.bias == "folded"
        shapes[f"W{layer}"] = (inputs, outputs) if in_by_out else (outputs, inputs)
        if net.bias == "separate":
            default = "(1, units)" if net.samples == "rows" else "(units, 1)"
            shape = net.bias_shape or default
            shapes[f"b{layer}"] = {
                "(1, units)": (1, outputs),
                "(units, 1)": (outputs, 1),
                "(units,)": (outputs,),
            }[shape]
    return shapes


def random_point(net: Network, samples: int, seed: int) -> dict[str, Any]:
    """Dyadic random numbers (exact as floats) for X, t, the parameters and lam; away from kinks by chance."""
    rng = random.Random(seed)

    def value() -> float:
        return rng.choice([-1, 1]) * rng.randint(40, 400) / 256

    def filled(shape: tuple[int, ...]) -> Any:
        if len(shape) == 1:
            return [value() for _ in range(shape[0])]
        return [[value() for _ in range(shape[1])] for _ in range(shape[0])]

    point: dict[str, Any] = {name: filled(shape) for name, shape in parameter_shapes(net).items()}
    point["X"] = oriented(net, [[value() for _ in range(net.units[0])] for _ in range(samples)])
    point["t"] = targets(net, samples, rng)
    if net.penalty != "none":
        point["lam"] = 0.75
    return point


def oriented(net: Network, rows: Matrix) -> Matrix:
    return rows if net.samples == "rows" else [list(column) for column in zip(*rows, strict=True)]


def targets(net: Network, samples: int, rng: random.Random) -> Any:
    coding = net.target_coding
    classes = net.units[-1]
    if coding.startswith("integers"):
        return [rng.randrange(classes) + int(coding[-1]) for _ in range(samples)]
    if coding == "one-hot":
        chosen = [rng.randrange(classes) for _ in range(samples)]
        return oriented(net, [[float(k == c) for k in range(classes)] for c in chosen])
    if coding == "0/1":
        return oriented(net, [[float(rng.randint(0, 1)) for _ in range(classes)] for _ in range(samples)])
    return oriented(net, [[rng.randint(-300, 300) / 256 for _ in range(classes)] for _ in range(samples)])


def loss(net: Network, point: dict[str, Any]) -> Any:
    """The loss at a point, to `DIGITS` digits."""
    mp.mp.dps = DIGITS
    rows, coded = oriented(net, point["X"]), target_rows(net, point["t"])
    data = mp.fsum(sample_loss(net, point, x, t) for x, t in zip(rows, coded, strict=True))
    data = data / len(rows) if net.reduction == "mean" else data
    return data + penalty(net, point, len(rows))


def target_rows(net: Network, t: Any) -> Matrix:
    if net.target_coding.startswith("integers"):
        first = int(net.target_coding[-1])
        return [[int(label - first == k) for k in range(net.units[-1])] for label in t]
    return oriented(net, t)


def sample_loss(net: Network, point: dict[str, Any], x: list[Any], t: list[Any]) -> Any:
    f = output(net, point, [mp.mpf(v) for v in x])
    if net.loss == "squared_error":
        return mp.fsum((a - b) ** 2 for a, b in zip(f, t, strict=True)) / (2 if net.half else 1)
    if net.loss == "softmax_cross_entropy":
        whole = mp.log(mp.fsum(mp.exp(v) for v in f))
        return -mp.fsum(b * (a - whole) for a, b in zip(f, t, strict=True))
    if net.loss == "logistic":
        f = [1 / (1 + mp.exp(-v)) for v in f]
    return -mp.fsum(mp.log(a) if b else mp.log(1 - a) for a, b in zip(f, t, strict=True))


def output(net: Network, point: dict[str, Any], a: list[Any]) -> list[Any]:
    in_by_out = net.weights == "in x out" or (net.weights is None and net.samples == "rows")
    for layer, name in enumerate(net.activations, 1):
        W = point[f"W{layer}"]
        W = W if in_by_out else [list(column) for column in zip(*W, strict=True)]
        a = [mp.mpf(1), *a] if net.bias == "folded" else a
        z = [mp.fsum(v * row[j] for v, row in zip(a, W, strict=True)) for j in range(net.units[layer])]
        if net.bias == "separate":
            z = [v + b for v, b in zip(z, flat(point[f"b{layer}"]), strict=True)]
        a = [SCALARS[name](v, mp.mpf(net.slope)) for v in z]
    return a


def flat(values: Any) -> list[Any]:
    return [v for item in values for v in (item if isinstance(item, list) else [item])]


def penalty(net: Network, point: dict[str, Any], samples: int) -> Any:
    if net.penalty == "none":
        return mp.mpf(0)
    factor = {"lambda/(2N)": mp.mpf(1) / (2 * samples), "lambda/2": mp.mpf(1) / 2, "lambda": mp.mpf(1)}
    squares = mp.fsum(
        mp.mpf(v) ** 2 for name in parameter_shapes(net) for v in penalised(net, name, point[name])
    )
    return point["lam"] * factor[net.penalty] * squares


def penalised(net: Network, name: str, value: Any) -> list[Any]:
    if net.penalise_bias:
        return flat(value)
    if name.startswith("b"):
        return []
    if net.bias == "folded":
        in_by_out = net.weights == "in x out" or (net.weights is None and net.samples == "rows")
        return flat(value[1:]) if in_by_out else [v for row in value for v in row[1:]]
    return flat(value)


def directional_difference(net: Network, point: dict[str, Any], name: str, direction: Any) -> Any:
    """The central difference of the loss along a direction of one parameter, right to about 45 digits."""
    mp.mp.dps = DIGITS
    ahead, behind = ({**point, name: moved(point[name], direction, sign * STEP)} for sign in (1, -1))
    return (loss(net, ahead) - loss(net, behind)) / (2 * STEP)


def moved(values: Any, direction: Any, step: Any) -> Any:
    if isinstance(values, list):
        return [moved(v, d, step) for v, d in zip(values, direction, strict=True)]
    return mp.mpf(values) + step * direction

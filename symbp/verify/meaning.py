"""What a specification means, in plain loops over samples and units.

Nothing here knows matrices, the tables of losses or the forward equations: it is what those
are checked against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import add, mul
from typing import Any

from symbp.network import Network
from symbp.verify.environment import Environment
from symbp.verify.evaluate import Run, Table, turned
from symbp.verify.matrix_nodes import scalar_function
from symbp.verify.numbers import Number

Row = list[Number]


def specified(name: str) -> Run:
    """A forward quantity or the loss, as the specification means it."""

    def run(env: Environment) -> Any:
        if "meaning" not in env.memo:
            env.memo["meaning"] = meaning(env)
        return env.memo["meaning"][name]

    return run


def meaning(env: Environment) -> dict[str, Any]:
    """Every forward quantity and the loss, each from the ones before it."""
    net, names = env.net, env.net.names
    found: dict[str, Table] = {}
    for layer in range(1, names.layers):
        weights, biases = weights_of(env, layer)
        function = scalar_function(net.functions[layer - 1], env.definitions.compiler)
        a, Z = (per_sample(net, env.value(q.name)) for q in (names.a(layer), names.Z(layer + 1)))
        found[f"Z{layer + 1}"] = [pre_activations(row, weights, biases) for row in a]
        found[names.a(layer + 1).name] = [[function(env, z) for z in row] for row in Z]
    outputs = per_sample(net, env.value("f"))
    found["T"] = targets(env)
    link = LINKS.get(net.loss)
    found["P"] = [link(env, row) for row in outputs] if link else outputs
    tables = {name: per_sample(net, table) for name, table in found.items()}
    return {**tables, "loss": loss(env, found["P"], found["T"])}


def per_sample(net: Network, table: Table) -> Table:
    """One row per sample; applied twice it gives back the table."""
    return table if net.samples == "rows" else turned(table)


def weights_of(env: Environment, layer: int) -> tuple[Table, Row]:
    """The weights (inputs × outputs) and the biases into the layer after `layer`, zeros where it has none."""
    net, W = env.net, env.value(f"W{layer}")
    W = W if net.in_by_out else turned(W)
    if net.bias == "folded":
        return W[1:], W[0]
    if net.bias == "separate":
        return W, [b for row in env.value(f"b{layer}") for b in row]
    return W, [env.numbers.number(0)] * len(W[0])


def pre_activations(row: Row, weights: Table, biases: Row) -> Row:
    """z_j = Σ_i a_i w_ij + b_j."""
    columns = turned(weights)
    return [reduce(add, map(mul, row, column), b) for column, b in zip(columns, biases, strict=True)]


def targets(env: Environment) -> Table:
    """The targets per sample, as 0 and 1 where they are given as integers."""
    net = env.net
    if not net.integer_targets:
        return per_sample(net, env.value("t"))
    if env.numbers.symbolic:
        return per_sample(net, env.value("T"))
    first, classes = int(net.target_coding[-1]), range(env.point.sizes[net.names.dims[-1].name])
    labels = per_sample(net, env.point.leaf("t"))
    return [[env.numbers.number(int(label == first + k)) for k in classes] for (label,) in labels]


def sigmoids(env: Environment, row: Row) -> Row:
    """1/(1 + e^(−f)) of each output."""
    return [1 / (1 + env.numbers.call("exp", -f)) for f in row]


def softmax(env: Environment, row: Row) -> Row:
    """e^(f_k) over their sum."""
    powers = [env.numbers.call("exp", f) for f in row]
    return [power / reduce(add, powers) for power in powers]


LINKS: dict[str, Callable[[Environment, Row], Row]] = {
    "logistic": sigmoids,
    "softmax_cross_entropy": softmax,
}
"""What the losses that take scores make of them first."""


def squared_error(env: Environment, p: Number, t: Number) -> Number:
    return (p - t) * (p - t) / (2 if env.net.half else 1)


def cross_entropy(env: Environment, p: Number, t: Number) -> Number:
    """−log p where t = 1 and −log(1 − p) where t = 0 (L03, L05)."""
    return -(t * env.numbers.call("log", p) + (1 - t) * env.numbers.call("log", 1 - p))


def log_likelihood(env: Environment, p: Number, t: Number) -> Number:
    """−log p of the sample's class (L07)."""
    return -(t * env.numbers.call("log", p))


SUMMANDS: dict[str, Callable[[Environment, Number, Number], Number]] = {
    "squared_error": squared_error,
    "binary_cross_entropy": cross_entropy,
    "logistic": cross_entropy,
    "softmax_cross_entropy": log_likelihood,
}


def loss(env: Environment, outputs: Table, wanted: Table) -> Number:
    """The loss: over N in the mean form, and with its penalty."""
    summand = SUMMANDS[env.net.loss]
    rows = zip(outputs, wanted, strict=True)
    data = reduce(add, (summand(env, p, t) for row in rows for p, t in zip(*row, strict=True)))
    data = data / env.scalar("N") if env.net.reduction == "mean" else data
    return data + penalty(env)


def penalty(env: Environment) -> Number:
    """λ times the squares that the penalty covers, with its own factor (L21)."""
    if env.net.penalty == "none":
        return env.numbers.number(0)
    factors = {"lambda": 1, "lambda/2": 2, "lambda/(2N)": 2 * env.scalar("N")}
    squares = reduce(add, (w * w for w in penalised(env)))
    return env.scalar("lam") * squares / factors[env.net.penalty]


def penalised(env: Environment) -> Iterator[Number]:
    """Every weight, and every bias where the network says so (L23)."""
    for layer in range(1, env.net.names.layers):
        weights, biases = weights_of(env, layer)
        yield from (w for row in weights for w in row)
        if env.net.penalise_bias:
            yield from biases

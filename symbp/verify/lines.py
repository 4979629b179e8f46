"""Which lines of a derivation there are to check, and what each claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add

from sympy import Add, Sum
from sympy.matrices.expressions import MatrixSymbol

from symbp.activations import a, derivative_from_value, derivative_of, z
from symbp.derivation import Derivation, Equation
from symbp.elementwise import to_matrix
from symbp.entrywise import entries
from symbp.forward import n, penalised_parameters, scaled
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import Elementwise, EntrySum, Gradient, SampleLoss, hadamard, power
from symbp.penalties import N
from symbp.verify.compare import Side
from symbp.verify.environment import Environment
from symbp.verify.evaluate import Run
from symbp.verify.meaning import specified
from symbp.verify.numbers import Number
from symbp.verify.report import Level


@dataclass(frozen=True)
class Claim:
    """A line before it is checked."""

    target: str
    level: Level
    rule: str
    left: Side
    right: Side


def claims(derivation: Derivation) -> Iterator[Claim]:
    """Every line of a derivation but the entry level, in its order."""
    net = derivation.net
    for equation in (*derivation.forward, derivation.loss):
        left = Side(equation.lhs, specified(equation.name))
        yield Claim(equation.name, "forward", "specification", left, Side(equation.rhs))
    yield from loss_claims(net)
    yield from activation_claims(net)
    for step in (*derivation.lemmas, *derivation.steps):
        yield Claim(step.target, step.level, step.rule, Side(step.before), Side(step.after))
    for equation in derivation.backward:
        yield Claim(equation.name, "matrix", "equation", Side(equation.lhs), Side(equation.rhs))


def loss_claims(net: Network) -> Iterator[Claim]:
    """The loss is the sum of the samples' losses and the penalty; its stable summand is its summand."""
    parts = [Sum(SampleLoss(n), (n, 1, N))]
    if penalised := [EntrySum(power(p, 2)) for p in penalised_parameters(net)]:
        parts.append(scaled(net.penalty_factor, Add(*penalised, evaluate=False)))
    whole = Add(*parts, evaluate=False) if len(parts) > 1 else parts[0]
    yield Claim("loss", "forward", "sum over samples", Side(LOSS), Side(whole))
    yield from stable_claims(net)


def stable_claims(net: Network) -> Iterator[Claim]:
    """The summand of the loss and the form of it in which numbers are computed."""
    names, stable = net.names, net.loss_entry.stable
    scores = names.f if net.link else names.Z(names.layers)
    if stable and (net.link or net.functions[-1].name == "sigmoid"):
        term = net.loss_entry.term(names.P if net.link else names.f, names.T)
        yield Claim("loss", "forward", "stable form", Side(term), Side(stable(scores, names.T)))


def activation_claims(net: Network) -> Iterator[Claim]:
    """The derivative of each activation, from z and from its value."""
    names, seen = net.names, set()
    for layer, function in enumerate(net.functions, 2):
        if function in seen:
            continue
        seen.add(function)
        Z, value = names.Z(layer), names.a(layer)
        slope = Side(Elementwise(function, Z, 1))
        forms = [(derivative_of(function, z), {z: Z}), (derivative_from_value(function, a), {a: value})]
        for form, matrices in forms:
            if form is not None:
                right = Side(to_matrix(form, matrices, Z.shape))
                yield Claim(value.name, "forward", f"derivative of {function.name}", slope, right)


def direction_claims(derivation: Derivation) -> Iterator[Claim]:
    """⟨dW, V⟩ is the derivative of the loss along V, for dW as the whole backward pass computes it."""
    for parameter in derivation.net.names.parameters:
        V = MatrixSymbol("V", *parameter.shape)
        gradient = derivation.equations[f"d{parameter.name}"]
        left = Side(EntrySum(hadamard(gradient.lhs, V)), inner_product(gradient, parameter))
        right = Side(EntrySum(hadamard(Gradient(LOSS, parameter), V)), along_direction(parameter))
        yield Claim(gradient.name, "direction", "directional derivative", left, right)


def inner_product(gradient: Equation, parameter: MatrixSymbol) -> Run:
    """⟨dW, V⟩ for the gradient that the environment has under its name."""

    def run(env: Environment) -> Number:
        rows = zip(env.value(gradient.name), env.direction(parameter.name), strict=True)
        return reduce(add, (g * v for row in rows for g, v in zip(*row, strict=True)))

    return run


def along_direction(parameter: MatrixSymbol) -> Run:
    """The derivative of the loss as a parameter moves along V."""

    def run(env: Environment) -> Number:
        moving = env.moving(parameter.name, env.direction(parameter.name))
        return env.numbers.slope(moving.scalar("loss"))

    return run


def entry_claims(net: Network, samples: int) -> Iterator[Claim]:
    """Every ∂L/∂w_ij of a small network, as SymPy's own `diff` writes it out."""
    for line in entries(net, samples):
        yield Claim(line.target, "entry", "SymPy's diff", Side(line.before), Side(line.after))

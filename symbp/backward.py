"""The reverse sweep: from forward equations to δ's, gradients, and every step between.

Quantities are visited from the loss backwards.  The gradient of each is what the rules of
`symbp.rules` pass back to it from the equations in which it stands; there the gradients found
earlier are inserted, and the result is tidied entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Basic, S
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

from symbp.derivation import Derivation, Equation, Step
from symbp.errors import ConfigError
from symbp.forward import forward_equations, loss_equation, sample_loss
from symbp.moves import MOVES, Chain, activation_value, tidy
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import Gradient, product, rebuild, split_factor, total
from symbp.rules import Rule, rule_for
from symbp.samples import sample_steps


def derive(net: Network) -> Derivation:
    """The derivation of a network: forward, loss, backward and the steps between.

    >>> from symbp import Network
    >>> d = derive(Network.preset("lecture10-regression"))
    >>> d["dW2"]
    a2.T*delta3

    Raises `RuleError` where an operation has no entry in the rule table.
    """
    if not isinstance(net, Network):
        raise ConfigError(f"derive takes a Network, not {net!r}; Network.load({net!r}) makes one")
    forward, loss = forward_equations(net), loss_equation(net)
    producers = {equation.lhs: equation for equation in forward}
    passed = Passed()
    passed.back_from(loss, S.One)
    known: dict[Basic, MatrixExpr] = {}
    backward: list[Equation] = []
    steps: list[Step] = []
    for quantity in sweep_order(net):
        chain = gradient_chain(net, quantity, passed.to[quantity], known)
        known[Gradient(LOSS, quantity)] = name_for(net, quantity, chain.last)
        backward += equations_of(net, quantity, chain.last)
        activation_value(net, chain)
        steps += [*sample_steps(net, quantity, known), *chain.steps]
        if quantity in producers:
            passed.back_from(producers[quantity], Gradient(LOSS, quantity))
    return Derivation(net, forward, loss, tuple(backward), tuple(steps), sample_loss(net))


def sweep_order(net: Network) -> Iterator[MatrixSymbol]:
    """Every quantity that has a gradient, from the loss backwards."""
    names = net.names
    if net.link:
        yield names.P
    for layer in range(names.layers, 1, -1):
        yield names.a(layer)
        yield names.Z(layer)
        yield names.W(layer - 1)
        if net.bias == "separate":
            yield names.b(layer - 1)


@dataclass(frozen=True)
class Contribution:
    """What one equation passes back to one quantity, and by which rules."""

    source: Basic
    gradient: MatrixExpr
    rules: tuple[Rule, ...]


class Passed:
    """What the equations visited so far have passed back to each quantity."""

    def __init__(self) -> None:
        self.to: dict[MatrixSymbol, list[Contribution]] = {}

    def back_from(self, equation: Equation, G: Any) -> None:
        """Pull the gradient G of an equation's left side back to the quantities on its right."""
        found = [
            (symbol, Contribution(equation.lhs, gradient, rules))
            for symbol, gradient, rules in pull(equation.rhs, G, equation.lhs, ())
        ]
        for symbol, contribution in reversed(found):
            self.to.setdefault(symbol, []).insert(0, contribution)


def pull(
    node: Basic, G: Any, result: Basic, rules: tuple[Rule, ...]
) -> Iterator[tuple[MatrixSymbol, MatrixExpr, tuple[Rule, ...]]]:
    """Pass a gradient down an expression to its named matrices, by the rule of each operation."""
    if isinstance(node, MatrixSymbol):
        yield node, G, rules
    elif node.has(MatrixSymbol):
        rule = rule_for(node)
        for child, gradient in rule.pull(node, G, result):
            yield from pull(child, gradient, child, (*rules, rule))


def gradient_chain(
    net: Network, quantity: MatrixSymbol, contributions: list[Contribution], known: dict[Basic, MatrixExpr]
) -> Chain:
    """The lines from ∂L/∂quantity (or δ) to its final form."""
    chain = head(net, quantity)
    scale = net.delta_scale if is_pre_activation(quantity) else S.One
    passed = product(scale, gathered([c.gradient for c in contributions]))
    chain.add(*explain(net, contributions), passed)
    chain.add("substitution", MOVES["substitution"], insert(chain.last, known))
    tidy(net, chain)
    return chain


def gathered(terms: list[MatrixExpr]) -> MatrixExpr:
    """The sum of the terms, a factor that all share (the 1/N of a mean) in front of it."""
    shared = {abs(split_factor(term)[0]) for term in terms}
    if len(shared) > 1:
        return total(*terms)
    factor = shared.pop()
    return product(factor, total(*(product(1 / factor, term) for term in terms)))


def head(net: Network, quantity: MatrixSymbol) -> Chain:
    """Where a chain begins: at ∂L/∂quantity, or at the δ that names it."""
    gradient = Gradient(LOSS, quantity)
    if not is_pre_activation(quantity):
        return Chain(gradient_name(net, quantity), gradient)
    delta = net.names.delta(int(quantity.name[1:]))
    chain = Chain(delta.name, delta)
    definition = "definition" if net.delta_scale is S.One else "definition times N"
    chain.add("definition", MOVES[definition], product(net.delta_scale, gradient))
    return chain


def is_pre_activation(quantity: MatrixSymbol) -> bool:
    return bool(quantity.name[0] == "Z")


def gradient_name(net: Network, quantity: MatrixSymbol) -> str:
    """What a chain leads to: dW1 for a parameter, the quantity's own name otherwise."""
    return f"d{quantity.name}" if quantity in net.names.parameters else str(quantity.name)


def explain(net: Network, contributions: list[Contribution]) -> tuple[str, str]:
    """The rule that a reader wants named, and the reason in words."""
    main = contributions[0]
    telling = [rule for rule in main.rules if not rule.plumbing] or list(main.rules)
    if not telling:
        return "same quantity", MOVES["same quantity"]
    if main.source == LOSS:
        halved = net.loss_entry.half and net.half
        return telling[0].title, net.loss_entry.reason + (", where the 2 cancels the ½" if halved else "")
    penalised = any(c.source == LOSS for c in contributions)
    return telling[-1].title, telling[-1].reason + ("; the penalty adds its own" if penalised else "")


def insert(expression: Basic, known: dict[Basic, MatrixExpr]) -> Any:
    """The expression with every gradient that was found earlier in its place."""
    return rebuild(expression, known.get)


def name_for(net: Network, quantity: MatrixSymbol, found: MatrixExpr) -> MatrixExpr:
    """How later lines refer to a gradient: by its δ, or by what it was found to be."""
    if not is_pre_activation(quantity):
        return found
    return product(1 / net.delta_scale, net.names.delta(int(quantity.name[1:])))


def equations_of(net: Network, quantity: MatrixSymbol, found: MatrixExpr) -> list[Equation]:
    """The named equation that a chain ends in, if its quantity has a name of its own."""
    if is_pre_activation(quantity):
        return [Equation(net.names.delta(int(quantity.name[1:])), found)]
    if quantity in net.names.parameters:
        return [Equation(net.names.table[f"d{quantity.name}"].symbol, found)]
    return []

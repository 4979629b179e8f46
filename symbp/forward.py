"""From a specification to its forward equations and its loss."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from sympy import Add, Expr, Integer, Lambda, Mul, S, Sum, Symbol
from sympy.matrices.expressions import MatrixExpr

from symbp.activations import is_identity
from symbp.derivation import Equation
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import (
    AddOnes,
    Elementwise,
    Entry,
    EntrySum,
    MaskBias,
    OneHot,
    ScalarFunction,
    Softmax,
    ones,
    power,
    product,
    total,
    transpose,
)
from symbp.penalties import N

n, i, j, k = (Symbol(name, integer=True, positive=True) for name in "nijk")


def forward_equations(net: Network) -> tuple[Equation, ...]:
    """Z2, a2, …, f, and P where the loss contains it; T first where labels are integers."""
    names = net.names
    equations = [Equation(names.T, one_hot(net))] if net.integer_targets else []
    for layer in range(1, names.layers):
        Z = names.Z(layer + 1)
        equations.append(Equation(Z, pre_activation(net, layer)))
        equations.append(Equation(names.a(layer + 1), activate(net.functions[layer - 1], Z)))
    if net.link:
        equations.append(Equation(names.P, LINKS[net.link](net)))
    return tuple(equations)


def one_hot(net: Network) -> OneHot:
    """The labels as rows (columns) of 0 and 1."""
    first = int(net.target_coding[-1])
    return OneHot(net.names.t, net.names.dims[-1], first, sample_axis(net))


def sample_axis(net: Network) -> int:
    """The axis along which one sample's numbers lie: 1 where samples are rows."""
    return 1 if net.samples == "rows" else 0


def bias_axis(net: Network) -> int:
    """The axis of a folded weight matrix along which the biases come first."""
    return 0 if net.in_by_out else 1


def with_bias_unit(net: Network, layer: int) -> MatrixExpr:
    """The activations of a layer, with the bias unit where the bias is folded."""
    a = net.names.a(layer)
    return AddOnes(a, sample_axis(net)) if net.bias == "folded" else a


def pre_activation(net: Network, layer: int) -> MatrixExpr:
    """Z of the next layer: a W + 𝟏 b for rows, W a + b 𝟏ᵀ for columns; W transposed where it is stored so."""
    a, W, rows = with_bias_unit(net, layer), net.names.W(layer), net.samples == "rows"
    W = W if net.in_by_out == rows else transpose(W)
    weighted = product(a, W) if rows else product(W, a)
    return total(weighted, spread_bias(net, layer)) if net.bias == "separate" else weighted


def spread_bias(net: Network, layer: int) -> MatrixExpr:
    """The bias once per sample: 𝟏 b, or b 𝟏ᵀ."""
    b, rows = net.names.b(layer), net.samples == "rows"
    b = b if net.bias_is_row == rows else transpose(b)
    return product(ones(N, 1), b) if rows else product(b, ones(1, N))


def activate(function: ScalarFunction, Z: MatrixExpr) -> MatrixExpr:
    """σ(Z); Z itself where the layer has no activation."""
    return Z if is_identity(function) else Elementwise(function, Z)


LINKS: dict[str, Callable[[Network], MatrixExpr]] = {
    "sigmoid": lambda net: Elementwise(ScalarFunction("sigmoid"), net.names.f),
    "softmax": lambda net: Softmax(net.names.f, sample_axis(net)),
}
"""What makes P from f."""


def loss_term(net: Network) -> MatrixExpr:
    """The summand of the loss as a matrix, without sign and factor."""
    output = net.names.P if net.link else net.names.f
    return net.loss_entry.term(output, net.names.T)


def loss_equation(net: Network) -> Equation:
    """L: the data term, and the penalty where there is one."""
    data = scaled(net.loss_factor, EntrySum(loss_term(net)))
    penalised = [EntrySum(power(p, 2)) for p in penalised_parameters(net)]
    if not penalised:
        return Equation(LOSS, data)
    penalty = scaled(net.penalty_factor, Add(*penalised, evaluate=False))
    return Equation(LOSS, Add(data, penalty, evaluate=False))


def scaled(factor: Expr, expression: Expr) -> Expr:
    """factor · expression, unevaluated so that the order of writing stays."""
    return expression if factor is S.One else Mul(factor, expression, evaluate=False)


def penalised_parameters(net: Network) -> list[MatrixExpr]:
    """What the penalty sums the squares of: the weights, biases only where the network says so (L23)."""
    if net.penalty == "none":
        return []
    if net.penalise_bias:
        return list(net.names.parameters)
    weights = [net.names.W(layer) for layer in range(1, net.names.layers)]
    return [MaskBias(W, bias_axis(net)) for W in weights] if net.bias == "folded" else weights


def sample_entry(net: Network, matrix: MatrixExpr, sample: Expr, unit: Expr) -> Entry:
    """The entry of a batch matrix for one sample and one unit."""
    return Entry(matrix, sample, unit) if net.samples == "rows" else Entry(matrix, unit, sample)


def weight_entry(net: Network, matrix: MatrixExpr, source: Expr, target: Expr) -> Entry:
    """The entry of a weight matrix from one unit to another."""
    return Entry(matrix, source, target) if net.in_by_out else Entry(matrix, target, source)


def over_outputs(net: Network, summand: Expr) -> Expr:
    """The sum over the outputs k; just the summand where there is one output."""
    K = net.names.dims[-1]
    return summand.xreplace({k: Integer(1)}) if net.units[-1] == 1 else Sum(summand, (k, 1, K))


def sample_loss(net: Network) -> Lambda:
    """L_n as a function of n, in entries of the forward quantities."""
    return Lambda(n, scaled(net.loss_factor, over_outputs(net, sample_entry(net, loss_term(net), n, k))))


def chain_product(*factors: Expr) -> Expr:
    """A product of scalars in the order in which the chain rule writes them."""
    kept = [factor for factor in factors if factor is not S.One]
    if len(kept) <= 1:
        return reduce(Mul, kept, S.One)
    return Mul(*kept, evaluate=False)

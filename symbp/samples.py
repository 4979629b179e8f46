"""The same derivation for one sample and one weight, in indices: sum rule, chain rule, matrix form.

For the weight from unit i to unit j of the next layer, the loss of sample n changes through
the one pre-activation z_nj; the sum over n is then the inner sum of a matrix product.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Add, Basic, Expr, KroneckerDelta, S, Sum, exp
from sympy.matrices.expressions import MatAdd, MatrixExpr, MatrixSymbol

from symbp.activations import is_identity
from symbp.derivation import Step
from symbp.forward import (
    chain_product,
    i,
    j,
    k,
    n,
    sample_entry,
    weight_entry,
    with_bias_unit,
)
from symbp.moves import Chain
from symbp.names import LOSS
from symbp.network import Network
from symbp.nodes import (
    Elementwise,
    Entry,
    Gradient,
    Rate,
    SampleLoss,
    ScalarFunction,
    Softmax,
)
from symbp.penalties import N
from symbp.rules import rule_for

Known = Mapping[Basic, MatrixExpr]


def sample_steps(net: Network, quantity: MatrixSymbol, known: Known) -> tuple[Step, ...]:
    """The sample-level lines that belong before the matrix-level chain of a quantity."""
    if quantity == net.names.f and net.link == "softmax":
        return softmax_steps(net, known)
    if quantity in net.names.parameters:
        steps = weight_steps if quantity.name[0] == "W" else bias_steps
        return steps(net, int(quantity.name[1:]), known)
    return ()


def weight_steps(net: Network, layer: int, known: Known) -> tuple[Step, ...]:
    """From ∂L/∂w_ij to the (i, j) entry of the matrix product, for one layer of weights."""
    W, delta = net.names.W(layer), net.names.delta(layer + 1)
    w = weight_entry(net, W, i, j)
    source = sample_entry(net, with_bias_unit(net, layer), n, i)
    error = sample_entry(net, delta, n, j)
    one = chain_product(1 / net.delta_scale, error, source)
    return (
        *sum_rule(net, W, w, known),
        *one_sample(net, layer, w, source, one, known),
        *matrix_form(net, layer, one, w, known),
    )


def bias_steps(net: Network, layer: int, known: Known) -> tuple[Step, ...]:
    """From ∂L/∂b_j to the entry of 𝟏ᵀδ: the bias is the weight of an input that is always 1."""
    names = net.names
    b = names.b(layer)
    entry = Entry(b, 1, j) if net.bias_is_row else Entry(b, j, 1)
    Z, delta = (sample_entry(net, m, n, j) for m in (names.Z(layer + 1), names.delta(layer + 1)))
    error = chain_product(1 / net.delta_scale, delta)
    one = Chain(f"d{b.name}", Rate(SampleLoss(n), entry), "sample")
    one.move("one sample", chain_product(Rate(SampleLoss(n), Z), Rate(Z, entry)))
    one.add("name", "the bias is added as it is, so the last factor is 1", error)
    whole = Chain(f"d{b.name}", Sum(error, (n, 1, N)), "sample")
    whole.move("matrix form", Entry(data_part(net, b, known), entry.row, entry.column))
    return (*sum_rule(net, b, entry, known), *one.steps, *whole.steps)


def sum_rule(net: Network, parameter: MatrixSymbol, entry: Entry, known: Known) -> list[Step]:
    """∂L/∂w is the sum of every sample's ∂L_n/∂w, and the penalty's own part."""
    chain = Chain(f"d{parameter.name}", Rate(LOSS, entry), "sample")
    penalty = [Entry(term, entry.row, entry.column) for term in penalty_part(net, parameter, known)]
    samples = Sum(Rate(SampleLoss(n), entry), (n, 1, N))
    chain.move("sum and penalty" if penalty else "sum over samples", Add(samples, *penalty, evaluate=False))
    return chain.steps


def gradient_terms(net: Network, parameter: MatrixSymbol, known: Known) -> tuple[MatrixExpr, ...]:
    """The terms of a gradient: the data's, then the penalty's if it covers the parameter."""
    gradient = known[Gradient(LOSS, parameter)]
    return gradient.args if isinstance(gradient, MatAdd) else (gradient,)


def data_part(net: Network, parameter: MatrixSymbol, known: Known) -> MatrixExpr:
    """The matrix product that sums over the samples."""
    return gradient_terms(net, parameter, known)[0]


def penalty_part(net: Network, parameter: MatrixSymbol, known: Known) -> tuple[MatrixExpr, ...]:
    """What the penalty adds to a gradient."""
    return gradient_terms(net, parameter, known)[1:]


def one_sample(net: Network, layer: int, w: Entry, source: Entry, named: Expr, known: Known) -> list[Step]:
    """One sample: the chain rule along the path, each factor, and δ recognised in them."""
    Z = sample_entry(net, net.names.Z(layer + 1), n, j)
    path, values = output_path(net, known) if layer + 1 == net.names.layers else hidden_path(net, layer + 1)
    chain = Chain(f"d{net.names.W(layer).name}", Rate(SampleLoss(n), w), "sample")
    chain.move("one sample", chain_product(*path, Rate(Z, w)))
    chain.move("factors", chain_product(*values, source))
    chain.add("name", f"the factors before the input are the error of layer {layer + 1}", named)
    return chain.steps


def output_path(net: Network, known: Known) -> tuple[list[Expr], list[Expr]]:
    """The factors from L_n to z_nj of the output layer, as rates and as values."""
    names = net.names
    f, Z = sample_entry(net, names.f, n, j), sample_entry(net, names.Z(names.layers), n, j)
    through = names.f if net.link == "softmax" else (names.P if net.link else names.f)
    last = sample_entry(net, through, n, j)
    rates: list[Expr] = [Rate(SampleLoss(n), last)]
    values: list[Expr] = [sample_entry(net, known[Gradient(LOSS, through)], n, j)]
    if through != names.f:
        rates.append(Rate(last, f))
        values.append(sample_entry(net, Elementwise(ScalarFunction("sigmoid"), names.f, 1), n, j))
    function = net.functions[-1]
    if is_identity(function):
        rates[-1] = Rate(rates[-1].numerator, Z)
    else:
        rates.append(Rate(f, Z))
        values.append(sample_entry(net, Elementwise(function, names.Z(names.layers), 1), n, j))
    return rates, values


def hidden_path(net: Network, layer: int) -> tuple[list[Expr], list[Expr]]:
    """The factors from L_n to z_nj of a hidden layer: through every unit k of the next."""
    names, function = net.names, net.functions[layer - 2]
    unit = S.One if net.units[layer] == 1 else k
    Z, Z_next = sample_entry(net, names.Z(layer), n, j), sample_entry(net, names.Z(layer + 1), n, unit)
    a = sample_entry(net, names.a(layer), n, j)
    via = Z if is_identity(function) else a
    error = sample_entry(net, names.delta(layer + 1), n, unit)
    weight = weight_entry(net, names.W(layer), j + 1 if net.bias == "folded" else j, unit)
    rates = over_units(net, layer, [Rate(SampleLoss(n), Z_next), Rate(Z_next, via)])
    values = over_units(net, layer, [1 / net.delta_scale, error, weight])
    if via is a:
        rates.append(Rate(a, Z))
        values.append(sample_entry(net, Elementwise(function, names.Z(layer), 1), n, j))
    return rates, values


def over_units(net: Network, layer: int, factors: list[Expr]) -> list[Expr]:
    """The sum of a product over the units k of the layer after `layer`; the factors where there is one."""
    if net.units[layer] == 1:
        return factors
    return [Sum(chain_product(*factors), (k, 1, net.names.dims[layer]))]


def matrix_form(net: Network, layer: int, one: Expr, w: Entry, known: Known) -> list[Step]:
    """Why the matrix product restores the sum over n: the sum is its inner sum."""
    W = net.names.W(layer)
    chain = Chain(f"d{W.name}", Sum(one, (n, 1, N)), "sample")
    chain.move("matrix form", Entry(data_part(net, W, known), w.row, w.column))
    return chain.steps


def softmax_steps(net: Network, known: Known) -> tuple[Step, ...]:
    """Softmax under cross-entropy in indices, with the one-hot assumption where it is used."""
    names = net.names
    P_j, P_k = sample_entry(net, names.P, n, j), sample_entry(net, names.P, n, k)
    f_j, t_j = sample_entry(net, names.f, n, j), sample_entry(net, names.T, n, j)
    t_k, classes, factor = sample_entry(net, names.T, n, k), (k, 1, names.dims[-1]), -net.loss_factor
    by_P = sample_entry(net, known[Gradient(LOSS, names.P)], n, k)
    rate = chain_product(P_k, KroneckerDelta(k, j) - P_j)
    chain = Chain("f", Rate(SampleLoss(n), f_j), "sample")
    through = chain_product(Rate(SampleLoss(n), P_k), Rate(P_k, f_j))
    chain.add("softmax rule", rule_for(Softmax(names.f)).reason, Sum(through, classes))
    chain.move("factors", Sum(chain_product(by_P, rate), classes))
    cancelled = Sum(chain_product(t_k, P_j - KroneckerDelta(k, j)), classes)
    chain.move("multiply out", chain_product(factor, cancelled))
    chain.move("one index", chain_product(factor, P_j * Sum(t_k, classes) - t_j))
    chain.move("one-hot", chain_product(factor, P_j - t_j), "Σ_k t_nk = 1")
    return (*softmax_rate(net, P_k, P_j, f_j), *chain.steps)


def softmax_rate(net: Network, P_k: Entry, P_j: Entry, f_j: Entry) -> list[Step]:
    """∂P_k/∂f_j by the quotient rule: P_k (δ_jk − P_j)."""
    f_k, f_i = (sample_entry(net, net.names.f, n, unit) for unit in (k, i))
    total, same = Sum(exp(f_i), (i, 1, net.names.dims[-1])), KroneckerDelta(k, j)
    chain = Chain("f", Rate(P_k, f_j), "sample")
    above = Add(same * exp(f_k) * total, -exp(f_k) * exp(f_j), evaluate=False)
    chain.move("quotient rule", chain_product(above, total**-2))
    share = chain_product(exp(f_k), 1 / total)
    chain.move("divide", chain_product(share, Add(same, -exp(f_j) / total, evaluate=False)))
    chain.move("softmax", chain_product(P_k, same - P_j))
    return chain.steps

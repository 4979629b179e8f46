"""The lines of a derivation that no rule of differentiation makes: naming, inserting, tidying.

Tidying happens entry by entry: an expression without matrix products is one scalar
expression, and there equal factors cancel by SymPy's own arithmetic.
"""

from __future__ import annotations

from sympy import Add, Basic, Expr, Mul, Pow, S, expand
from sympy.matrices.expressions import HadamardProduct, MatMul, MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import a, derivative_from_value
from symbp.derivation import Level, Step
from symbp.elementwise import to_matrix, to_scalar
from symbp.network import Network
from symbp.nodes import Elementwise, ones, product, rebuild, split_factor
from symbp.penalties import N

MOVES: dict[str, str] = {
    "definition": "δ is the gradient of the loss with respect to the pre-activations",
    "definition times N": "here δ is N times the gradient with respect to the pre-activations",
    "substitution": "insert what was found above",
    "same quantity": "this layer has no activation: both are the same matrix",
    "activation value": "the derivative, written with the activation itself",
    "multiply out": "multiply entry by entry; equal factors cancel",
    "one-hot": "each sample has exactly one class, so its targets sum to 1",
    "collect": "collect the terms",
    "sum over samples": "the loss is a sum over samples, so its derivative is one too",
    "sum and penalty": "the loss is a sum over samples and a penalty, so its derivative is one too",
    "one index": "only the term with k = j keeps its bracket, and the other part does not depend on k",
    "quotient rule": "the quotient rule; the sum below the line contains every score",
    "divide": "divide by the sum, in both factors",
    "softmax": "the definition of the softmax",
    "one sample": "one sample, the chain rule along the path from the weight to the loss",
    "factors": "each factor on its own",
    "matrix form": "the sum over samples is the inner sum of this matrix product",
}
"""The reason of each move; rules of differentiation have theirs in `symbp.rules.RULES`."""


class Chain:
    """Lines that follow from one another; a line that changes nothing is not written."""

    def __init__(self, target: str, start: Basic, level: Level = "matrix") -> None:
        self.target, self.level, self.last = target, level, start
        self.steps: list[Step] = []

    def add(self, rule: str, reason: str, after: Basic, assumption: str = "") -> None:
        if after == self.last:
            return
        self.steps.append(Step(self.target, self.level, rule, reason, self.last, after, assumption))
        self.last = after

    def move(self, name: str, after: Basic, assumption: str = "") -> None:
        """Add a line made by one of the `MOVES`."""
        self.add(name, MOVES[name], after, assumption)


def tidy(net: Network, chain: Chain) -> None:
    """Cancel what a division by an output brings in: σ' of a sigmoid under cross-entropy, P of a softmax."""
    if not divides(chain.last):
        return
    with_value = write_activation(net, chain.last)
    if derivative_stays(with_value):
        return
    chain.move("activation value", with_value)
    chain.move("multiply out", multiplied_out(inner_products(chain.last)))
    if net.one_hot:
        chain.move("one-hot", one_class(net, chain.last), "Σ_k t_nk = 1")
    chain.move("collect", collected(chain.last))


def divides(expression: Basic) -> bool:
    """Whether an entry-by-entry division stands in a product, where something may cancel."""
    return isinstance(split_factor(expression)[1][0], HadamardProduct) and any(
        node.exp.is_negative for node in expression.atoms(HadamardPower)
    )


def derivative_stays(expression: Basic) -> bool:
    """Whether a σ' has no form in terms of the activation."""
    return any(node.order for node in expression.atoms(Elementwise))


def activation_value(net: Network, chain: Chain) -> None:
    """Add the line that writes σ'(Z) as a ⊙ (1 − a), where there is such a form."""
    if chain.target.startswith("delta"):
        chain.move("activation value", write_activation(net, chain.last))


def write_activation(net: Network, expression: MatrixExpr) -> MatrixExpr:
    """The expression with σ'(Z) in terms of a = σ(Z), for activations that allow it."""
    values = activation_names(net)

    def change(node: Basic) -> Basic | None:
        if not (isinstance(node, Elementwise) and node.order == 1 and node.arg in values):
            return None
        form = derivative_from_value(node.function, a)
        return None if form is None else to_matrix(form, {a: values[node.arg]}, node.shape)

    return rebuild(expression, change)


def activation_names(net: Network) -> dict[MatrixSymbol, MatrixSymbol]:
    """What the activation of each argument is called: a2 for Z2, f for Z<L>, P for f under a sigmoid."""
    names = net.names
    found = {names.Z(layer): names.a(layer) for layer in range(2, names.layers + 1)}
    return {**found, names.f: names.P} if net.link == "sigmoid" else found


def inner_products(expression: MatrixExpr) -> MatrixExpr:
    """The factors of inner matrix products, each multiplied out."""

    def change(node: Basic) -> Basic | None:
        if isinstance(node, MatMul) and len(split_factor(node)[1]) > 1:
            return product(*(multiplied_out(arg) if arg.is_Matrix else arg for arg in node.args))
        return None

    return rebuild(expression, change)


def multiplied_out(expression: MatrixExpr) -> MatrixExpr:
    """c (p + q) ⊙ r as c (p r + q r), where p and q divide and r cancels what they divide by."""
    if isinstance(expression, OneMatrix):
        return expression
    entries: dict[MatrixExpr, Expr] = {}
    outside, inside = split_number(to_scalar(expression, entries))
    sums = [factor for factor in Mul.make_args(inside) if isinstance(factor, Add)]
    quotients = [factor for factor in sums if has_quotient(factor)]
    terms = [term * (inside / quotients[0]) for term in quotients[0].args] if quotients else [inside]
    return back_to_matrix(outside, Add(*terms), entries, expression)


def has_quotient(entry: Expr) -> bool:
    """Whether an entry divides by another."""
    return any(node.exp.is_negative for node in entry.atoms(Pow))


def collected(expression: MatrixExpr) -> MatrixExpr:
    """The expression expanded, equal terms collected, its constant in front."""
    entries: dict[MatrixExpr, Expr] = {}
    outside, inside = split_number(to_scalar(expression, entries))
    return back_to_matrix(outside, expand(inside), entries, expression)


def split_number(entry: Expr) -> tuple[Expr, Expr]:
    """A scalar entry as (1/N or 1) times the rest."""
    factor = 1 / N if entry.has(N) else S.One
    return factor, expand(entry / factor) if isinstance(entry, Add) else entry / factor


def back_to_matrix(
    outside: Expr, inside: Expr, entries: dict[MatrixExpr, Expr], like: MatrixExpr
) -> MatrixExpr:
    matrices = {symbol: matrix for matrix, symbol in entries.items()}
    return product(outside, to_matrix(inside, matrices, like.shape))


def one_class(net: Network, expression: MatrixExpr) -> MatrixExpr:
    """The expression with T𝟏 (each sample's sum of targets, once per class) replaced by 𝟏."""
    T, K = net.names.T, net.names.dims[-1]
    summed = product(T, ones(K, K)) if net.samples == "rows" else product(ones(K, K), T)

    def change(node: Basic) -> Basic | None:
        return ones(*T.shape) if node == summed else None

    return rebuild(expression, change)

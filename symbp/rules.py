"""The rule table: how a gradient passes backwards through each operation.

A rule takes the operation, the gradient G of the loss with respect to its result, and the
result's name, and gives the gradient with respect to each argument.  One entry per operation: an operation
without an entry cannot be derived, and the error names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Add, Basic, Expr, Mul
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixExpr, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower

from symbp.activations import ACTIVATIONS, derivative_of, z
from symbp.elementwise import to_matrix
from symbp.errors import RuleError
from symbp.nodes import (
    AddOnes,
    Elementwise,
    EntrySum,
    MaskBias,
    Softmax,
    drop_ones,
    hadamard,
    minus,
    ones,
    power,
    product,
    split_factor,
    transpose,
)

Pulled = Iterator[tuple[Any, Any]]
Pullback = Callable[[Any, Any, Any], Pulled]


@dataclass(frozen=True)
class Rule:
    """One operation's rule: its name, the pullback, the reason in words, and where it stands.

    `plumbing` marks rules that a reader of the derivation does not want named.
    """

    title: str
    pull: Pullback
    reason: str
    source: str
    plumbing: bool = False


def through_product(node: MatMul, G: MatrixExpr, result: Any) -> Pulled:
    """Z = A·B: G Bᵀ for A, Aᵀ G for B."""
    factor, parts = split_factor(node)
    for place, part in enumerate(parts):
        before, after = parts[:place], parts[place + 1 :]
        yield (
            part,
            product(factor, *map(transpose, reversed(before)), G, *map(transpose, reversed(after))),
        )


def through_sum(node: MatAdd | Add, G: Any, result: Any) -> Pulled:
    """A sum hands its gradient to every term."""
    for term in node.args:
        yield term, G


def through_transpose(node: Transpose, G: MatrixExpr, result: Any) -> Pulled:
    """Aᵀ: the gradient is transposed."""
    yield node.arg, transpose(G)


def through_hadamard(node: HadamardProduct, G: MatrixExpr, result: Any) -> Pulled:
    """A ⊙ B: G ⊙ B for A."""
    for place, part in enumerate(node.args):
        yield part, hadamard(G, *node.args[:place], *node.args[place + 1 :])


def through_power(node: HadamardPower, G: MatrixExpr, result: Any) -> Pulled:
    """x^p, entry by entry: G ⊙ p x^(p−1)."""
    yield node.base, hadamard(G, product(node.exp, power(node.base, node.exp - 1)))


def through_function(node: Elementwise, G: MatrixExpr, result: Any) -> Pulled:
    """σ(Z): G ⊙ σ'(Z)."""
    yield node.arg, hadamard(G, derivative_node(node))


def derivative_node(node: Elementwise) -> MatrixExpr:
    """σ'(Z): by name for an activation, written out for another function such as log."""
    if node.function.name in ACTIVATIONS or node.function.name == "custom":
        return Elementwise(node.function, node.arg, 1)
    return to_matrix(derivative_of(node.function, z), {z: node.arg}, node.shape)


def through_softmax(node: Softmax, G: MatrixExpr, result: Any) -> Pulled:
    """P = softmax(f): P ⊙ (G − (G ⊙ P)𝟏) for rows, P ⊙ (G − 𝟏(G ⊙ P)) for columns."""
    weighted, classes = hadamard(G, result), result.shape[node.axis]
    square = ones(classes, classes)
    summed = product(weighted, square) if node.axis == 1 else product(square, weighted)
    yield node.arg, hadamard(result, minus(G, summed))


def through_ones(node: AddOnes, G: MatrixExpr, result: Any) -> Pulled:
    """The bias unit is constant: its part of the gradient is dropped."""
    yield node.arg, drop_ones(G, node.axis)


def through_mask(node: MaskBias, G: MatrixExpr, result: Any) -> Pulled:
    """Entries that were set to zero get no gradient; masking twice is masking once."""
    masked = split_factor(G)[1] == (node,)
    yield node.arg, G if masked else MaskBias(G, node.axis)


def through_entry_sum(node: EntrySum, G: Expr, result: Any) -> Pulled:
    """Σ of all entries: every entry gets the same gradient."""
    yield node.matrix, product(G, ones(*node.matrix.shape))


def through_factor(node: Mul, G: Expr, result: Any) -> Pulled:
    """c·L: the constant stays in front."""
    constants = [arg for arg in node.args if not arg.has(EntrySum)]
    for arg in node.args:
        if arg.has(EntrySum):
            yield arg, Mul(*constants, G)


RULES: dict[type[Basic], Rule] = {
    MatMul: Rule(
        "product rule",
        through_product,
        "a matrix product passes the gradient on through the transpose of its other factor",
        "L12, L13",
    ),
    MatAdd: Rule("sum rule", through_sum, "each term of a sum gets the whole gradient", "L12", plumbing=True),
    Add: Rule("sum rule", through_sum, "the derivative of a sum is the sum of the derivatives", "L21", True),
    Mul: Rule("constant factor", through_factor, "a constant factor stays in front", "L12", True),
    EntrySum: Rule("sum rule", through_entry_sum, "each entry appears in one term of the sum", "L12", True),
    Transpose: Rule("transpose", through_transpose, "the gradient of a transpose is transposed", "C3", True),
    HadamardProduct: Rule(
        "product rule, entry by entry",
        through_hadamard,
        "entry by entry, the other factor stays",
        "L17",
        True,
    ),
    HadamardPower: Rule(
        "power rule", through_power, "the derivative of a square is twice its base, which cancels a ½", "L12"
    ),
    Elementwise: Rule(
        "chain rule",
        through_function,
        "the function acts on each entry alone, so its derivative multiplies entry by entry",
        "L13",
    ),
    Softmax: Rule(
        "softmax rule", through_softmax, "every P of a sample depends on every score f of that sample", "L06"
    ),
    AddOnes: Rule(
        "bias unit", through_ones, "the bias unit is the constant 1 and passes nothing back", "L23"
    ),
    MaskBias: Rule("bias unit", through_mask, "biases are not penalised", "L23", True),
}


def rule_for(node: Basic) -> Rule:
    """The rule of an operation.  Raises `RuleError` naming the operation where there is none."""
    # By the exact type: SymPy's MatAdd is an Add too, and must not borrow its rule.
    if (rule := RULES.get(type(node))) is not None:
        return rule
    raise RuleError(
        f"no derivative rule for the operation {type(node).__name__}; "
        "add an entry for it to symbp.rules.RULES"
    )

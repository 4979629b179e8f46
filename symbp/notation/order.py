"""The order in which people write what SymPy has sorted.

SymPy sorts the arguments of an evaluated sum or product by its own rule.  Those are put into the
order of the chain rule, from the loss back to the inputs: (f − t) f (1 − f) w a (1 − a) x.  What was
built unevaluated has an order on purpose and keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sympy import Add, Expr, Mul
from sympy.matrices.expressions import MatrixSymbol

from symbp.notation.naming import parts
from symbp.penalties import lam

OUTPUT = 1_000


def factors_in_order(node: Mul) -> Sequence[Expr]:
    """The factors of a product as the chain rule meets them."""
    return sorted(node.args, key=place_of_factor) if was_sorted(node) else node.args


def penalty_terms(node: Add) -> Sequence[Expr]:
    """The terms with λ of a sum that SymPy sorted, which people write last."""
    return [term for term in node.args if lam in term.free_symbols] if was_sorted(node) else ()


def was_sorted(node: Add | Mul) -> bool:
    """Whether SymPy chose the order of the arguments."""
    return bool(node.func(*node.args) == node)


def place_of_factor(factor: Expr) -> tuple[int, int]:
    """Later layers first; of one layer a difference of entries, then the value u, then 1 − u."""
    layer = max((rank(matrix.name) for matrix in factor.atoms(MatrixSymbol)), default=0)
    if not isinstance(factor, Add):
        return -layer, 1
    return -layer, 2 if any(term.is_number for term in factor.args) or not layer else 0


@cache
def rank(name: str) -> int:
    """How far a quantity is from the inputs: X, W1, Z2 and a2, W2, …, f."""
    letter, layer, *_ = parts(name)
    if name == "X":
        return 2
    return 2 * int(layer) + (letter in ("W", "b")) if layer else OUTPUT

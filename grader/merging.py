"""Two mistakes in one equation: what both changed, found by comparing each with the right one.

``delta3 = 1/N (f − t) ⊙ σ'(Z3)`` without its σ' and without its 1/N is ``delta3 = f − t``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sympy import Basic
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul

from symbp.nodes import hadamard, product, split_factor, total

SETS: dict[type, Callable[..., Basic]] = {MatAdd: total, HadamardProduct: hadamard}
"""Nodes whose arguments may come in any order."""


def merged_equations(
    right: Mapping[str, Basic], one: Mapping[str, Basic], other: Mapping[str, Basic]
) -> dict[str, Basic] | None:
    """The equations with both changes, or None where one change undoes the other."""
    both = {**one, **other}
    for name in one.keys() & other.keys():
        merged = merge(right[name], one[name], other[name])
        if merged is None:
            return None
        both[name] = merged
    return both


@lru_cache(maxsize=1 << 15)
def merge(right: Any, one: Any, other: Any) -> Any:
    """The expression in which everything is changed that either changed; None where they disagree."""
    if one == right:
        return other
    if other == right:
        return one
    if one == other:
        return None
    trio = (right, one, other)
    if any(isinstance(node, MatMul) and not node.args[0].is_Matrix for node in trio):
        return scaled(*trio)
    for kind in SETS:
        if any(isinstance(node, kind) for node in trio):
            return merged_sets(kind, *(parts(kind, node) for node in trio))
    return by_place(*trio)


def scaled(*trio: Any) -> Any:
    """Factors multiply what they were multiplied by; the matrices are merged."""
    (c, right), (c_one, one), (c_other, other) = map(split_factor, trio)
    matrices = [product(*factors) for factors in (right, one, other)]
    # Where the matrices are the same, both changed the factor alone.
    same = matrices[0] == matrices[1] == matrices[2]
    merged = matrices[0] if same else merge(*matrices)
    return None if merged is None else product(c_one * c_other / c, merged)


def parts(kind: Any, node: Any) -> Sequence[Any]:
    return node.args if isinstance(node, kind) else (node,)


def merged_sets(kind: type, right: Sequence[Any], one: Sequence[Any], other: Sequence[Any]) -> Any:
    """Terms or factors: by their places where there are as many, else what was taken out and put in."""
    if len(right) == len(one) == len(other):
        merged = [merge(*trio) for trio in zip(right, one, other, strict=True)]
        return None if any(part is None for part in merged) else SETS[kind](*merged)
    removed, removed_too = Counter(right) - Counter(one), Counter(right) - Counter(other)
    if removed & removed_too:
        return None
    kept = Counter(other) - removed + (Counter(one) - Counter(right))
    terms = list(kept.elements())
    return SETS[kind](*terms) if terms else None


def by_place(right: Any, one: Any, other: Any) -> Any:
    """Nodes of one type, argument by argument."""
    kinds = {(type(node), len(node.args)) for node in (right, one, other)}
    if len(kinds) > 1 or not right.args:
        return None
    merged = [merge(*trio) for trio in zip(right.args, one.args, other.args, strict=True)]
    if any(part is None for part in merged):
        return None
    make = product if isinstance(right, MatMul) else right.func
    return make(*merged)

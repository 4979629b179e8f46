"""Single changes in matrix expressions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combinations
from typing import Any

from sympy import Basic, S
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixSymbol, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp.activations import ACTIVATIONS
from symbp.checking.edits import Change, Kind, Scene
from symbp.nodes import (
    Elementwise,
    ScalarFunction,
    hadamard,
    minus,
    ones,
    power,
    product,
    split_factor,
    total,
    transpose,
)
from symbp.notation import plain
from symbp.penalties import N, lam

Changes = Iterator[Change]


def matrix(node: Basic) -> bool:
    return bool(getattr(node, "is_Matrix", False))


def terms(node: Basic, scene: Scene) -> Changes:
    """A sign or a constant of a term, or of the whole."""
    if isinstance(node, MatAdd):
        for place, term in enumerate(node.args):
            for id, factor in scene.constants:
                changed = [*node.args[:place], product(factor, term), *node.args[place + 1 :]]
                yield Change(of_term(id, term), factored(factor, term), total(*changed))
    elif matrix(node) and node == scene.side:
        for id, factor in scene.constants:
            yield Change(id, factored(factor, node, whole=True), product(factor, node))


def of_term(id: str, term: Basic) -> str:
    """A constant at the penalty is a mistake of the penalty."""
    if lam in term.free_symbols:
        return "M16" if id == "M07" else "M14"
    return id


def factored(factor: Any, term: Basic, whole: bool = False) -> str:
    """A missing or superfluous constant in words."""
    what = "the whole" if whole else plain(term)
    if factor == -1:
        return f"change the sign of {what}"
    return f"multiply {what} by the factor {plain(factor)}"


def arrangements(node: Basic, scene: Scene) -> Changes:
    """Two neighbouring factors in the other order, with or without transposes."""
    if not isinstance(node, MatMul):
        return
    scalar, parts = split_factor(node)
    for place in range(len(parts) - 1):
        pair = parts[place : place + 2]
        for left, right in arranged(*pair):
            if (left, right) == pair or left.shape[1] != right.shape[0]:
                continue
            changed = product(scalar, *parts[:place], left, right, *parts[place + 2 :])
            yield Change("M21", f"write {plain(product(left, right))} for {plain(product(*pair))}", changed)


def arranged(left: Any, right: Any) -> Iterator[tuple[Any, Any]]:
    """Both orders, each factor as it is or transposed."""
    for one, other in ((left, right), (right, left)):
        yield from combinations((one, transpose(one)), (other, transpose(other)))


def of_constant(factor: Any) -> str:
    """The misconception of a superfluous constant."""
    if factor == -1:
        return "M07"
    if factor.is_number:
        return "M08" if factor in (2, S.Half) else ""
    return "M14" if factor.has(lam) else "M10" if factor.has(N) else ""


def on_its_side(node: Basic, scene: Scene) -> Changes:
    """A transpose more, or one less."""
    if matrix(node) and not isinstance(node, OneMatrix):
        turned = transpose(node) if not isinstance(node, Transpose) else node.arg
        yield Change("M21", f"write {plain(turned)} for {plain(node)}", turned)


def other_product(node: Basic, scene: Scene) -> Changes:
    """⊙ for a matrix product, and the reverse."""
    if isinstance(node, MatMul):
        scalar, parts = split_factor(node)
        for place in range(len(parts) - 1):
            left, right = parts[place : place + 2]
            if left.shape == right.shape:
                changed = product(scalar, *parts[:place], hadamard(left, right), *parts[place + 2 :])
                yield Change("M20", f"multiply {plain(left)} and {plain(right)} entry by entry", changed)
    if isinstance(node, HadamardProduct):
        for place in range(len(node.args) - 1):
            rest = (*node.args[:place], *node.args[place + 2 :])
            for left, right in arranged(*node.args[place : place + 2]):
                if left.shape[1] == right.shape[0]:
                    changed = hadamard(product(left, right), *rest)
                    yield Change("M20", f"take the matrix product {plain(product(left, right))}", changed)


def slope_inserted(node: Basic, scene: Scene) -> Changes:
    """The derivative of an activation put in."""
    for layer, slope in scene.slopes.items():
        id = "M01" if layer == len(scene.net.units) else "M03"
        for changed in with_factor(node, slope):
            yield Change(id, f"put in the factor {plain(slope)}", changed)


def with_factor(node: Basic, factor: Any) -> Iterator[Any]:
    """A matrix times another, entry by entry; a stretch of a matrix product too."""
    if not matrix(node) or isinstance(node, OneMatrix):
        return
    if node.shape == factor.shape:
        yield hadamard(node, factor)
    scalar, parts = split_factor(node)
    for start, end in ((i, j) for i in range(len(parts)) for j in range(i + 2, len(parts) + (i > 0))):
        inner = product(*parts[start:end])
        if inner.shape == factor.shape:
            yield product(scalar, *parts[:start], hadamard(inner, factor), *parts[end:])


def factor_dropped(node: Basic, scene: Scene) -> Changes:
    """One factor less, or one term."""
    if isinstance(node, HadamardProduct):
        for place, part in enumerate(node.args):
            rest = hadamard(*node.args[:place], *node.args[place + 1 :])
            yield Change(
                "M02" if part == scene.cancelled else "M39", f"leave out the factor {plain(part)}", rest
            )
    if isinstance(node, MatMul):
        scalar, parts = split_factor(node)
        if scalar is not S.One:
            yield Change(of_constant(scalar), f"leave out the factor {plain(scalar)}", product(*parts))
        for place, part in enumerate(parts):
            if len(parts) > 1:
                yield Change(
                    "",
                    f"leave out the factor {plain(part)}",
                    product(scalar, *parts[:place], *parts[place + 1 :]),
                )
    if isinstance(node, MatAdd):
        for place, part in enumerate(node.args):
            id = "M38" if lam in part.free_symbols else ""
            yield Change(
                id, f"leave out the term {plain(part)}", total(*node.args[:place], *node.args[place + 1 :])
            )
    if isinstance(node, HadamardPower):
        yield Change("M05", f"write {plain(node.base)} for {plain(node)}", node.base)


def argument_changed(node: Basic, scene: Scene) -> Changes:
    """Another argument, order or function in σ'(Z)."""
    if not isinstance(node, Elementwise):
        return
    for batch in scene.batches:
        if batch.shape == node.shape and batch != node.arg:
            changed = Elementwise(node.function, batch, node.order)
            yield Change("M04", f"write {plain(changed)} for {plain(node)}", changed)
    other = Elementwise(node.function, node.arg, 1 - min(node.order, 1))
    yield Change("M39", f"write {plain(other)} for {plain(node)}", other)
    for layer, function in enumerate(scene.net.functions, 2):
        Z = scene.net.names.Z(layer)
        if function.name != "identity":
            changed = Elementwise(function, Z, node.order)
            yield Change(
                "M25" if function == node.function else "M06",
                f"write {plain(changed)} for {plain(node)}",
                changed,
            )
    for name in ACTIVATIONS:
        if name not in ("identity", "leaky_relu"):
            changed = Elementwise(ScalarFunction(name), node.arg, node.order)
            yield Change("M06", f"write {plain(changed)} for {plain(node)}", changed)


def other_symbol(node: Basic, scene: Scene) -> Changes:
    """Another quantity in place of one; another layer's."""
    if not isinstance(node, MatrixSymbol):
        return
    for symbol in scene.symbols:
        for candidate in (symbol, transpose(symbol)):
            if symbol != node:
                yield Change(
                    exchanged(node, symbol), f"write {plain(candidate)} for {plain(node)}", candidate
                )


def exchanged(node: MatrixSymbol, symbol: MatrixSymbol) -> str:
    """The misconception of one quantity in place of another."""
    kinds = {name: kind_of(name) for name in (str(node.name), str(symbol.name))}
    found = set(kinds.values())
    if found <= {"batch"}:
        return "M18"
    if found == {"delta", "batch"}:
        return "M35"
    if found == {"weight", "gradient"}:
        return "M36"
    return "M25" if len(found) == 1 else "M39"


def kind_of(name: str) -> str:
    """What a quantity is, by its name."""
    starts = {"delta": "delta", "dW": "gradient", "db": "gradient", "W": "weight", "b": "bias"}
    return next((kind for start, kind in starts.items() if name.startswith(start)), "batch")


def other_inserted(node: Basic, scene: Scene) -> Changes:
    """Another factor put in: an activation, 1 − an activation, a weight matrix on either side."""
    if not matrix(node) or isinstance(node, OneMatrix):
        return
    for batch in scene.batches:
        for factor in (batch, minus(ones(*batch.shape), batch)):
            for changed in with_factor(node, factor):
                yield Change("M05", f"put in the factor {plain(factor)}", changed)
    if isinstance(node, MatrixSymbol):
        yield Change("M05", f"write {plain(power(node, 2))} for {plain(node)}", power(node, 2))
    for symbol in scene.symbols:
        for factor in (symbol, transpose(symbol)):
            if node.shape[1] == factor.shape[0]:
                yield Change("", f"put in the factor {plain(factor)}", product(node, factor))
            if factor.shape[1] == node.shape[0]:
                yield Change("", f"put in the factor {plain(factor)}", product(factor, node))


def penalty_added(node: Basic, scene: Scene) -> Changes:
    """The penalty's part of a gradient put in, or another one for it."""
    if node != scene.side or not matrix(node):
        return
    for name, gradient in scene.derivation.gradients.items():
        if isinstance(gradient, MatAdd) and gradient.shape == node.shape:
            part = gradient.args[-1]
            yield Change(
                "M13", f"add the term {plain(part)}, the penalty's part of {name}", total(node, part)
            )
            if isinstance(node, MatAdd):
                kept = [arg for arg in node.args if lam not in arg.free_symbols]
                yield Change("M14", f"write {plain(part)} for the penalty's part", total(*kept, part))
                yield Change("M15", f"write {plain(part)} for the last term", total(*node.args[:-1], part))


MATRIX_KINDS: tuple[Kind, ...] = (
    terms,
    arrangements,
    on_its_side,
    other_product,
    slope_inserted,
    factor_dropped,
    penalty_added,
    argument_changed,
    other_symbol,
    other_inserted,
)

"""Single changes in scalar expressions: entries, rates, functions of z."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from sympy import Add, Basic, Expr, Function, Integer, KroneckerDelta, Mul, Pow, Rational, S, Sum, Symbol, exp
from sympy.matrices.expressions import MatrixSymbol

from symbp.activations import FUNCTIONS, sigmoid
from symbp.checking.edits import Change, Kind, Scene
from symbp.checking.matrix_edits import exchanged, of_constant
from symbp.nodes import Elementwise, Entry, EntrySum, Rate, SampleLoss, ScalarFunction
from symbp.notation import plain
from symbp.penalties import lam

Changes = Iterator[Change]
NAMES = {function: name for name, function in FUNCTIONS.items()}


def scalar(node: Basic) -> bool:
    return isinstance(node, Expr) and not getattr(node, "is_Matrix", False)


def part_constants(node: Basic, scene: Scene) -> Changes:
    """A sign or a constant of a term, or of the whole."""
    if isinstance(node, Add):
        for place, term in enumerate(node.args):
            for id, factor in scene.constants:
                changed = (*node.args[:place], factor * term, *node.args[place + 1 :])
                id = "M14" if lam in term.free_symbols and id != "M07" else id
                yield Change(id, words(factor, plain(term)), Add(*changed))
    elif scalar(node) and node == scene.side:
        for id, factor in scene.constants:
            yield Change(id, words(factor, "the whole"), Mul(factor, node))
    if isinstance(node, Add) and node == scene.side:
        for id, factor in scene.constants:
            yield Change(id, words(factor, "the whole"), Mul(factor, node, evaluate=False))


def words(factor: Any, what: str) -> str:
    if factor == -1:
        return f"change the sign of {what}"
    return f"multiply {what} by the factor {plain(factor)}"


def dropped(node: Basic, scene: Scene) -> Changes:
    """One factor or one term less."""
    if isinstance(node, Mul):
        for place, part in enumerate(node.args):
            rest = Mul(*node.args[:place], *node.args[place + 1 :])
            yield Change(
                of_constant(part) if part.is_number else "M39", f"leave out the factor {plain(part)}", rest
            )
    if isinstance(node, Add):
        for place, part in enumerate(node.args):
            rest = Add(*node.args[:place], *node.args[place + 1 :])
            yield Change("", f"leave out the term {plain(part)}", rest)
    if isinstance(node, Sum) and scalar(node.function):
        yield Change("M22", "leave out the sum", node.function)


def powers(node: Basic, scene: Scene) -> Changes:
    """Another exponent."""
    if isinstance(node, Pow) and isinstance(node.exp, Rational):
        for exponent in (node.exp + 1, node.exp - 1, -node.exp, node.exp * 2, node.exp / 2):
            yield Change("M05", f"write the exponent {plain(exponent)}", Pow(node.base, exponent))
    elif isinstance(node, exp):
        yield Change("M05", "change the sign of the exponent", exp(-node.args[0]))
    elif isinstance(node, Symbol | Function | Entry | Add) and not is_index(node):
        for exponent in (2, -1):
            changed = Pow(node, Integer(exponent))
            yield Change("M05", f"write {plain(changed)} for {plain(node)}", changed)


def is_index(node: Basic) -> bool:
    return isinstance(node, Symbol) and bool(node.is_integer)


def slope_inserted(node: Basic, scene: Scene) -> Changes:
    """The derivative of an activation put in, at one sample and unit."""
    if node != scene.side or not scalar(node):
        return
    for row, column in places(scene):
        for layer, slope in scene.slopes.items():
            id = "M01" if layer == len(scene.net.units) else "M03"
            entry = Entry(slope, row, column)
            yield Change(id, f"put in the factor {plain(entry)}", Mul(node, entry))


def places(scene: Scene) -> list[tuple[Basic, Basic]]:
    """The places at which the two sides have entries."""
    found = {(e.row, e.column) for side in (scene.side, scene.left) for e in side.atoms(Entry)}
    return sorted(found, key=str)


def derivative_for_value(node: Basic, scene: Scene) -> Changes:
    """σ' for σ, and σ for σ', at one entry; σ' at another quantity."""
    if isinstance(node, Function) and isinstance(node.args[0], Entry) and type(node) in NAMES:
        entry = node.args[0]
        inner = Elementwise(ScalarFunction(NAMES[type(node)]), entry.matrix, 1)
        changed = Entry(inner, entry.row, entry.column)
        yield Change("M39", f"write {plain(changed)} for {plain(node)}", changed)
    if isinstance(node, Entry) and isinstance(node.matrix, Elementwise):
        function = node.matrix.function
        for batch, order in product((node.matrix.arg, *scene.batches), (1, 0)):
            changed = Entry(Elementwise(function, batch, order), node.row, node.column)
            id = "M39" if batch == node.matrix.arg else "M04"
            yield Change(id, f"write {plain(changed)} for {plain(node)}", changed)


def other_entry(node: Basic, scene: Scene) -> Changes:
    """Another index, or the entry of another quantity."""
    if not isinstance(node, Entry):
        return
    yield Change("M21", "write the indices the other way round", Entry(node.matrix, node.column, node.row))
    indices = sorted({i for place in places(scene) for i in place} | {S.One}, key=str)
    for row, column in product(indices, indices):
        words = f"write the indices {plain(row)}, {plain(column)}"
        yield Change("M25", words, Entry(node.matrix, row, column))
    for symbol in scene.symbols:
        for row, column in product(indices, indices):
            changed = Entry(symbol, row, column)
            id = exchanged(symbol, node.matrix) if isinstance(node.matrix, MatrixSymbol) else ""
            yield Change(id, f"write {plain(changed)} for {plain(node)}", changed)


def factor_inserted(node: Basic, scene: Scene) -> Changes:
    """A factor put in: a slope at an entry, a rate of another line, a function of z."""
    if not scalar(node) or is_index(node) or isinstance(node, Integer):
        return
    for row, column in places(scene):
        for symbol in scene.symbols:
            entry = Entry(symbol, row, column)
            yield Change("", f"put in the factor {plain(entry)}", Mul(node, entry))
    for z in sorted(variables(scene.side), key=str):
        for factor in (sigmoid(z), 1 - sigmoid(z), exp(-z), 1 / (1 + exp(-z)), z):
            yield Change("M05", f"put in the factor {plain(factor)}", Mul(node, factor))


def variables(side: Basic) -> set[Symbol]:
    """Free numbers such as z."""
    return {s for s in side.free_symbols if isinstance(s, Symbol) and not s.is_integer}


def kronecker_inserted(node: Basic, scene: Scene) -> Changes:
    """[j = k] for a 1."""
    if isinstance(node, Add) and S.One in node.args:
        rest = Add(*(arg for arg in node.args if arg != 1))
        indices = sorted({i for place in places(scene) for i in place if i.is_Symbol}, key=str)
        for one, other in combinations(indices, 2):
            delta = KroneckerDelta(one, other)
            yield Change("", f"write {plain(delta)} for 1: the index matters", delta + rest)


def term_inserted(node: Basic, scene: Scene) -> Changes:
    """1 more or less, and a 1 − put before."""
    if not scalar(node) or is_index(node) or isinstance(node, Integer | SampleLoss | EntrySum | Rate):
        return
    for changed in (1 - node, node - 1, 1 + node):
        yield Change("M05", f"write {plain(changed)} for {plain(node)}", changed)


SCALAR_KINDS: tuple[Kind, ...] = (
    part_constants,
    kronecker_inserted,
    dropped,
    powers,
    slope_inserted,
    derivative_for_value,
    other_entry,
    term_inserted,
    factor_inserted,
)

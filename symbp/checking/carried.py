"""Error carried forward: what holds given what a writer got wrong before.

A wrong line says that something is what it is not.  In the writer's world it is: the derivation
runs on with the wrong right side in its place, and a later line that is true there follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Basic
from sympy.matrices.expressions import MatrixSymbol, Transpose

from symbp.checking.judge import World
from symbp.checking.record import Place
from symbp.derivation import Derivation
from symbp.names import LOSS
from symbp.nodes import Entry, Gradient, Rate, SampleLoss, product, rebuild, split_factor, transpose

MOST_MISTAKES = 4
"""How many of the latest mistakes are tried one by one."""


@dataclass(frozen=True)
class Mistake:
    """A wrong line: where it stands, and that it says `left` is `right`."""

    place: Place
    left: Basic
    right: Basic


def origin(
    derivation: Derivation,
    mistakes: Sequence[Mistake],
    pairs: Sequence[tuple[Basic, Basic]],
    true: World,
) -> Place | None:
    """The wrong line from which an equality follows, if there is one; the latest first."""
    for made in suspects(mistakes):
        for world in worlds(derivation, made, true):
            for left, right in pairs:
                if true.clock.left < 0:
                    return None
                sides = (inserted(side, derivation, made) for side in (left, right))
                if world.compare(*sides):
                    return made[-1].place
    return None


def suspects(mistakes: Sequence[Mistake]) -> Iterator[Sequence[Mistake]]:
    """The latest mistakes one by one, then all together."""
    latest = mistakes[: -MOST_MISTAKES - 1 : -1]
    yield from ([mistake] for mistake in latest)
    if len(mistakes) > 1:
        yield mistakes


def worlds(derivation: Derivation, made: Sequence[Mistake], true: World) -> Iterator[World]:
    """The derivation with the mistakes in it; then only the quantities called otherwise."""
    right = {name: equation.rhs for name, equation in derivation.equations.items()}
    replayed = {name: spoiled(name, derivation, made) for name in right}
    forward = {e.name for e in (*derivation.forward, derivation.loss)}
    changed = {name: rhs for name, rhs in replayed.items() if rhs != right[name]}
    yield replace(true, equations=replayed)
    renamed = {name: rhs for name, rhs in right.items() if name in forward} | changed
    if renamed != replayed:
        yield replace(true, equations=renamed)


def spoiled(name: str, derivation: Derivation, made: Iterable[Mistake]) -> Basic:
    """The right side of a quantity, as it comes out with these mistakes."""
    right = derivation.equations[name].rhs
    for mistake in made:
        stated = meant(mistake, derivation)
        if stated is None:
            continue
        quantity, wrong = stated
        if quantity == derivation.equations[name].lhs:
            right = wrong
        elif not is_name(quantity):
            right = first_changed(forms(name, derivation), {quantity: wrong}, right)
    return right


def forms(name: str, derivation: Derivation) -> Iterator[Basic]:
    """What a quantity of the backward pass is, in every line of its derivation."""
    if derivation.net.names.table[name].kind not in ("delta", "gradient"):
        return
    for step in derivation.steps_of(name, "matrix"):
        yield from (step.before, step.after)


def first_changed(found: Iterable[Basic], table: Mapping[Any, Any], otherwise: Basic) -> Basic:
    """The first expression in which something of the table stands, with it exchanged."""
    for form in found:
        changed = rebuild(form, table.get)
        if changed != form:
            return changed
    return otherwise


def meant(mistake: Mistake, derivation: Derivation) -> tuple[Basic, Basic] | None:
    """A mistake as a statement about a whole quantity: 2 δᵀ = A says that δ is ½ Aᵀ."""
    left, right = mistake.left, mistake.right
    lifted = at_matrices(left, right)
    if lifted is not None:
        left, right = lifted
    if getattr(left, "is_Matrix", False):
        if not getattr(right, "is_Matrix", False):
            return None
        factor, parts = split_factor(left)
        if len(parts) == 1:
            left, right = parts[0], product(1 / factor, right)
        if isinstance(left, Transpose):
            left, right = left.arg, transpose(right)
    return left, right


def at_matrices(left: Basic, right: Basic) -> tuple[Basic, Basic] | None:
    """A statement about the entries of a quantity as one about the whole."""
    from symbp.reading.sums import lifted

    entry = entry_of(left)
    if entry is None:
        return None
    quantity, place = entry
    frames = {(e.row, e.column) for e in right.atoms(Entry)}
    if frames != {place}:
        return None
    whole = lifted(right, quantity.shape)
    return None if whole is None else (quantity, whole)


def entry_of(left: Basic) -> tuple[Any, tuple[Basic, Basic]] | None:
    """The quantity that an entry belongs to, and the place of the entry; a rate's is a gradient."""
    if isinstance(left, Entry):
        return left.matrix, (left.row, left.column)
    if isinstance(left, Rate) and isinstance(left.denominator.matrix, MatrixSymbol):
        below = left.denominator
        if left.numerator == LOSS or isinstance(left.numerator, SampleLoss):
            return Gradient(LOSS, below.matrix), (below.row, below.column)
    return None


def inserted(side: Basic, derivation: Derivation, made: Sequence[Mistake]) -> Basic:
    """A side of a line in the names of the derivation, with what the mistakes say in place of the truth."""
    stated = dict(pair for mistake in made if (pair := meant(mistake, derivation)) is not None)
    written = {mistake.left: mistake.right for mistake in made}
    table: dict[Any, Any] = {**gradients(derivation), **stated, **written}
    table = {left: right for left, right in table.items() if not is_name(left)}

    def change(node: Basic) -> Basic | None:
        if node in table:
            return table[node]
        entry = entry_of(node) if isinstance(node, Rate) else None
        if entry is not None and entry[0] in table and not sums_samples(node):
            return Entry(table[entry[0]], *entry[1])
        return None

    return rebuild(side, change)


def is_name(node: Basic) -> bool:
    return isinstance(node, MatrixSymbol) or node == LOSS


def sums_samples(node: Rate) -> bool:
    """Whether a rate of one sample's loss is by a parameter, where the gradient sums all samples."""
    return isinstance(node.numerator, SampleLoss) and node.denominator.matrix.name[0] in "Wb"


def gradients(derivation: Derivation) -> dict[Basic, Basic]:
    """Every gradient of the derivation, in terms of its named quantities."""
    names, found = derivation.net.names, {}
    for step in derivation.steps:
        if step.level == "matrix" and isinstance(step.before, Gradient):
            chain = derivation.steps_of(step.target, "matrix")
            found[step.before] = chain[-1].after
    for layer in range(2, names.layers + 1):
        found[Gradient(LOSS, names.Z(layer))] = product(1 / derivation.net.delta_scale, names.delta(layer))
    for p in names.parameters:
        maker = names.W if p.name[0] == "W" else names.b
        found[Gradient(LOSS, p)] = maker(int(p.name[1:]), f"d{p.name[0]}")
    return found

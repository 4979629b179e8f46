"""A letter of a network's matrix: of which layer, whole, at one sample, or one entry of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, KroneckerDelta, S
from sympy.matrices.expressions import MatrixSymbol

from symbp.forward import weight_entry
from symbp.nodes import AddOnes, Entry
from symbp.penalties import N
from symbp.reading import surface as s
from symbp.reading.context import Context, index_symbol
from symbp.reading.entries import at_sample
from symbp.reading.layers import layer_number
from symbp.reading.names import LAYERED
from symbp.reading.problem import ReadingError
from symbp.reading.rows import row_of
from symbp.reading.scripted import applied, primed, with_words
from symbp.reading.scripts import Scripts, after_of
from symbp.reading.subscripts import SAMPLE_LETTERS, entry_of, known, picked
from symbp.reading.values import Options, Reading, combined, gather, one, times

BY_LETTERS = "i counts the inputs, j the hidden units, k the outputs"
UNIT_LETTERS = "ijk"
"""The letters of the units of the first layers, in texts that leave out the number of the layer."""


@dataclass(frozen=True)
class Place:
    """A letter in one role with its scripts, and where it is read."""

    role: str
    letter: s.Letter
    scripts: Scripts
    context: Context

    @property
    def at(self) -> int:
        return self.letter.at


def quantity(
    role: str, layer: s.Surface | None, scripts: Scripts, node: s.Letter, context: Context, cost: int
) -> Options:
    """A matrix of the network, or an entry of it."""
    if role not in LAYERED and layer is not None:
        layer_number(layer, context)
        raise ReadingError(f"{node.name!r} belongs to no layer", node.at + 1)
    if role == "b" and context.net.bias != "separate":
        raise ReadingError("this network has no biases of their own", node.at + 1)
    place = Place(role, node, scripts, context)
    if role == "delta" and layer is None and (same := kronecker(place)) is not None:
        return same
    if role in LAYERED and layer is None and (coded := by_letters(place)) is not None:
        return finished(tuple(reading.noted(BY_LETTERS, cost) for reading in coded), place)
    return gather(
        layers(place, layer),
        lambda way: finished(chosen(place, way[0], Reading(S.Zero, way[2], cost + way[1])), place),
    )


def kronecker(place: Place) -> Options | None:
    """δ_jk with two units below it and no layer: 1 where they are the same."""
    names = [index.name for index in place.scripts.indices if isinstance(index, s.Letter)]
    if len(names) != 2 or len(place.scripts.indices) != 2 or not set(names) <= set(UNIT_LETTERS):
        return None
    return one(KroneckerDelta(*map(index_symbol, names)))


def layers(place: Place, layer: s.Surface | None) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Our number of the layer, how unusual it is, and a remark; every layer where none is written."""
    quantities, context = place.context.quantities, place.context
    if place.role not in LAYERED:
        yield 0, 0, ()
    elif layer is not None:
        yield quantities.layer(place.role, layer_number(layer, context), place.at), 0, ()
    else:
        every = quantities.unnumbered(place.role)
        for cost, number in enumerate(every):
            remark = f"{place.letter.name} is that of layer {number}" if len(every) > 1 else ""
            yield number, cost, (remark,) if remark and cost else ()


def chosen(place: Place, layer: int, reading: Reading) -> Options:
    """The matrix of a layer, as far as the scripts pick something out of it."""
    quantities, context, scripts = place.context.quantities, place.context, place.scripts
    matrix = quantities.oriented(quantities.symbol(place.role, layer), place.role)
    found: Options = (replace(reading, value=matrix),)
    one_sample = all(isinstance(i, s.Letter) and i.name in SAMPLE_LETTERS for i in scripts.indices)
    if context.entries is not None and one_sample and scripts.sample is None:
        return (replace(reading, value=at_sample(matrix, place.role, layer, context, place.at)),)
    if scripts.indices or scripts.sample is not None:
        single = combined(
            [found], lambda value: picked(value, scripts.sample, scripts.indices, place.letter, context)
        )
        return (*counted_from_zero(single, place), *as_row(place, found), *as_unit(place, found))
    if all(known(size, context) == 1 for size in matrix.shape):
        return (*found, replace(reading, value=entry_of(matrix, S.One, S.One)).noted(cost=3))
    if place.role in ("a", "X") and context.net.bias == "folded":
        axis = 1 if matrix.shape[0] == N else 0
        with_unit = replace(reading, value=AddOnes(matrix, axis))
        return (*found, with_unit.noted(f"{place.letter.name} with its bias unit", 1))
    return found


FIRST, ZERO = ("bias unit", "counted as unit 1"), ("bias unit", "counted as unit 0")


def counted_from_zero(found: Options, place: Place) -> Options:
    """Entries where the bias is folded in, and those where it is unit 0: there w_ji is in column i + 1."""
    if place.context.net.bias != "folded" or place.role not in ("W", "a", "X"):
        return found
    moved = [replace(r, value=value) for r in found if (value := with_unit_zero(r.value, place)) is not None]
    weights = bool(moved) and place.role == "W"
    usual = tuple(replace(r, choices=(*r.choices, FIRST)) for r in found) if weights else found
    return (*usual, *(replace(r, choices=(*r.choices, ZERO)).noted(cost=1) for r in moved))


def with_unit_zero(value: Any, place: Place) -> Expr | None:
    """The entry of the unit after the one that is written, of weights or of a layer with its bias unit."""
    if not isinstance(value, Entry) or not isinstance(value.matrix, MatrixSymbol):
        return None
    net, matrix, where = place.context.net, value.matrix, [value.row, value.column]
    if place.role == "W":
        where[0 if net.in_by_out else 1] += 1
        return Entry(matrix, *where)
    if matrix == place.context.quantities.symbol("a", len(net.units)):
        return None
    axis = 1 if matrix.shape[0] == N else 0
    where[axis] += 1
    return Entry(AddOnes(matrix, axis), *where)


def as_row(place: Place, found: Options) -> Options:
    """One sample of a single unit, inside a sum over samples, as a row: for the product with another row."""
    written = (*place.scripts.indices, *filter(None, (place.scripts.sample,)))
    bound = [i.name for i in written if isinstance(i, s.Letter) and i.name in place.context.bound]
    if len(written) != 1 or not bound or N not in found[0].value.shape:
        return ()
    rows = combined([found], lambda value: row_of(value, index_symbol(bound[0]), place.at))
    return tuple(row.noted(cost=1) for row in rows)


def as_unit(place: Place, found: Options) -> Options:
    """δ_j of a layer with one unit: j is first the sample, as in f_i, then that unit of sample n."""
    only = place.scripts.indices[0] if len(place.scripts.indices) == 1 else None
    if place.scripts.sample is not None or not isinstance(only, s.Letter) or only.name in SAMPLE_LETTERS:
        return ()
    shape = [known(size, place.context) for size in found[0].value.shape]
    if only.name in place.context.bound or N not in shape or S.One not in shape:
        return ()
    where = (index_symbol("n"), index_symbol(only.name))
    row, column = where if shape[0] == N else where[::-1]
    return tuple(replace(r, value=entry_of(r.value, row, column)).noted(cost=1) for r in found)


def finished(found: Options, place: Place) -> Options:
    """What the other scripts make of it: powers, transposes, words."""
    scripts, context, scale = place.scripts, place.context, place.context.convention.delta_scale
    if place.role == "delta" and scale is not S.One:
        found = combined([found], lambda value: times(scale, value))
    found = applied(found, after_of(scripts), place.letter, context)
    if scripts.words:
        found = combined([found], lambda value: with_words(value, scripts.words, place.letter, context))
    return primed(found, scripts.primes, place.letter) if scripts.primes else found


def by_letters(place: Place) -> Options | None:
    """w_ji and δ_j without a layer: i counts the inputs, j the hidden units, k the outputs."""
    net = place.context.net
    names = [index.name for index in place.scripts.indices if isinstance(index, s.Letter)]
    if len(net.units) != 3 or not names or len(names) != len(place.scripts.indices):
        return None
    if not set(names) <= set(UNIT_LETTERS) or place.scripts.sample is not None:
        return None
    numbers = sorted(1 + UNIT_LETTERS.index(name) for name in names)
    symbols = [index_symbol(UNIT_LETTERS[number - 1]) for number in numbers]
    quantities = place.context.quantities
    if place.role == "W" and len(numbers) == 2 and numbers[1] == numbers[0] + 1:
        return counted_from_zero(one(weight_entry(net, quantities.symbol("W", numbers[0]), *symbols)), place)
    if place.role == "W" or len(numbers) != 1 or (place.role != "a" and numbers[0] == 1):
        return None
    layer = numbers[0] - 1 if place.role == "b" else numbers[0]
    matrix = quantities.oriented(quantities.symbol(place.role, layer), place.role)
    where = (index_symbol("n"), *symbols)
    found = combined(
        [one(matrix)],
        lambda value: (
            entry_of(value, *(where if value.shape[0] == N else where[::-1]))
            if N in value.shape
            else picked(value, None, place.scripts.indices, place.letter, place.context)
        ),
    )
    return counted_from_zero(found, place)

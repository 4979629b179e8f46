"""Which convention a text follows: the most usual one under which the most of its sides can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sympy import Basic, Expr, Symbol

from symbp.network import Network
from symbp.reading import surface as s
from symbp.reading.budget import CONVENTION, GLANCE, Budget
from symbp.reading.code import surface_of
from symbp.reading.context import Context, readings
from symbp.reading.derivatives import FormalError
from symbp.reading.families import layer_values
from symbp.reading.names import LETTERS, Convention
from symbp.reading.notation import named
from symbp.reading.problem import ReadingError
from symbp.reading.scripts import letter_of, merged
from symbp.reading.values import Options
from symbp.verify.indices import index_uses

MOST_TRIED = 40
"""How many equations decide."""

EVIDENCE = 2
"""How many equations must speak for another convention than the usual one: one alone may be a mistake."""

NUMBERINGS = ((1, 1), (0, 1), (1, 2), (0, 0), (1, 0), (0, 2))
"""The numbers of the input layer and of the first weights, the most usual first."""

ORIENTATIONS = ((False, False), (True, True), (True, False), (False, True))
"""Whether samples and whether weights lie the other way."""


def decided(trees: Sequence[s.Chain], net: Network, table: Mapping[str, str]) -> Convention:
    """The convention under which the fewest equations fail; the usual one unless there is evidence."""
    own, budget = named(table, net), Budget(CONVENTION)
    tried = [(tree, budget.part(GLANCE)) for tree in trees[:MOST_TRIED]]
    best, *others = candidates(trees, net)
    needed = 1 if any(map(has_square_layers, trees)) else EVIDENCE
    fewest = failures(tried, Context(net, best, defined=own), None)
    for other in others:
        if fewest < needed or budget.left < 0:
            break
        count = failures(tried, Context(net, other, defined=own), fewest - needed + 1)
        if count <= fewest - needed:
            best, fewest, needed = other, count, 1
    return best


def candidates(trees: Sequence[s.Chain], net: Network) -> list[Convention]:
    """The conventions that a text can follow, the most usual first."""
    letters = {name for tree in trees for name in names_in(tree)}
    y_is_output = "t" in letters and "y" in letters and "hat y" not in letters
    swapped = any(map(defines_z, trees))
    return [
        Convention(*numbering, *orientation, y_is_output=y_is_output, swapped=swapped)
        for numbering in likely(trees[:MOST_TRIED], net)
        for orientation in ORIENTATIONS
    ]


def has_square_layers(tree: s.Chain) -> bool:
    """Whether layers stand in square brackets, as they do in texts that count the input as layer 0."""
    above = (node.sup for node in s.walk(tree) if isinstance(node, s.Script))
    return any(isinstance(sup, s.Bracket) and sup.kind == "[" for sup in above)


def defines_z(tree: s.Chain) -> bool:
    """Whether an equation says z = h(a)."""
    left = letter_of(tree.items[0][1])
    if left is None or left.name not in "zZ" or left.accent:
        return False
    for _, side in tree.items[1:]:
        items = [item for _, item in side.items] if isinstance(side, s.Product) else []
        argument = letter_of(items[1].inner) if len(items) == 2 and isinstance(items[1], s.Bracket) else None
        if argument is not None and argument.name in "aA":
            return True
    return False


def failures(trees: Iterable[tuple[s.Chain, Budget]], context: Context, enough: int | None) -> int:
    """How many equations do not fit a convention; counting ends when there are enough.

    Each equation has one budget for all conventions, so that one alone cannot use up that of the text.
    """
    count = 0
    for tree, budget in trees:
        own = replace(context, budget=budget)
        count += fails(tree, own.with_layers(layer_values(tree, own)[0]))
        if enough is not None and count >= enough:
            break
    return count


def fails(tree: s.Chain, context: Context) -> bool:
    """Whether an equation does not fit a convention."""
    values = []
    for _, node in tree.items:
        try:
            values.append(readings(node, context))
        except FormalError:
            continue
        except ReadingError:
            return True
    return clash(values) or index_clash(values)


def index_clash(sides: Sequence[Options]) -> bool:
    """Whether an index runs along two dimensions in one equation."""
    runs: dict[Basic, Expr] = {}
    return any(
        runs.setdefault(index, size) != size
        for side in sides
        for index, size in index_uses(side[0].value)
        if isinstance(index, Symbol)
    )


def clash(sides: Sequence[Options]) -> bool:
    """Whether two sides of an equation have no shape in common."""
    shapes = [{getattr(r.value, "shape", ()) for r in side} for side in sides]
    return any(not (left & right) for left, right in pairwise(shapes))


def likely(trees: Sequence[s.Chain], net: Network) -> list[tuple[int, int]]:
    """The numberings under which the most written layers exist."""
    used = [pair for tree in trees for pair in layers_in(tree)]
    misfits = {
        numbering: sum(not exists(role, n, numbering, net) for role, n in used) for numbering in NUMBERINGS
    }
    least = min(misfits.values())
    return [numbering for numbering in NUMBERINGS if misfits[numbering] == least]


def exists(role: str, number: int, numbering: tuple[int, int], net: Network) -> bool:
    layers = len(net.units)
    if role in ("W", "b"):
        return 1 <= number - numbering[1] + 1 <= layers - 1
    return (1 if role == "a" else 2) <= number - numbering[0] + 1 <= layers


def layers_in(tree: s.Surface) -> Iterator[tuple[str, int]]:
    """Every layer number that is written, with the role of its letter."""
    for node in nodes(tree):
        if not isinstance(node, s.Script):
            continue
        try:
            found = merged(node)
        except ReadingError:
            continue
        if found is None:
            continue
        letter, scripts = found
        roles = LETTERS.get(letter.name, ()) if not letter.accent else ()
        written = scripts.layer or scripts.number or (scripts.indices[0] if scripts.indices else None)
        numbered = isinstance(written, s.Number) and written.text.isdigit() and len(written.text) < 3
        if roles and roles[0] in ("a", "Z", "W", "b", "delta") and isinstance(written, s.Number) and numbered:
            yield roles[0], int(written.text)


def names_in(tree: s.Surface) -> Iterator[str]:
    """The letters that stand for something; those of transposes and indices do not."""
    scripts = [part for node in nodes(tree) if isinstance(node, s.Script) for part in (node.sup, node.sub)]
    small = {id(node) for part in scripts if part is not None for node in nodes(part)}
    for node in nodes(tree):
        if isinstance(node, s.Letter) and id(node) not in small:
            yield f"{node.accent} {node.name}".strip()


def nodes(tree: s.Surface) -> Iterator[s.Surface]:
    """Every node; a piece of Python counts as the names in it."""
    for node in s.walk(tree):
        if not isinstance(node, s.Code):
            yield node
            continue
        for word in re.findall(r"\b[A-Za-z_]\w*\b(?!\s*\()", node.text):
            found = surface_of(word, 0)
            if found is not None:
                yield from s.walk(found)

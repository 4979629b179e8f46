"""A file read line by line: every equation with the readings of its sides, under one convention.

Which convention a text follows is decided for the whole text: it is the most usual one under which
the most of its sides can be read, for shapes and layer numbers rarely fit by accident.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from symbp.network import Network
from symbp.notation.plain import plain
from symbp.reading import code_entries, elaborate  # noqa: F401  # each fills the table of readers
from symbp.reading import surface as s
from symbp.reading.budget import GLANCE, TEXT, Budget
from symbp.reading.chunks import Chunk, Kind
from symbp.reading.claims import shape_claims
from symbp.reading.context import Context
from symbp.reading.conventions import decided
from symbp.reading.customs import with_delta_choices
from symbp.reading.equations import Equation, equations
from symbp.reading.families import layer_values
from symbp.reading.formal import EntryLevel, entry_level
from symbp.reading.kinds import kind_of, with_definition
from symbp.reading.notation import named, stated
from symbp.reading.parse import parse
from symbp.reading.problem import ReadingError
from symbp.reading.record import Line, ShapeClaim, Side
from symbp.reading.sources import chunks
from symbp.reading.values import Reading, shape_of

__all__ = ["Line", "ShapeClaim", "Side", "plain", "read", "read_expression", "with_delta_choices"]

LARGEST_FILE, LARGEST_TEXT, MOST_EQUATIONS = 5_000_000, 500_000, 2_000
"""Characters of a file (a notebook has pictures in it), of its text, and equations."""


def read(
    text: str, net: Network, *, notation: Mapping[str, str] | None = None, kind: Kind = "auto"
) -> tuple[Line, ...]:
    """Every line of a text, with the readings of every side.

    >>> net = Network.preset("lecture10-regression")
    >>> line, = read(r"$\\delta^{(2)} = \\delta^{(3)} W^{(2)T} \\odot \\sigma'(Z^{(2)})$", net)
    >>> plain(line.sides[1].readings[0].value)
    '(delta3 @ W2.T) * dsigmoid(Z2)'

    A line that cannot be read carries its error.  Raises `ReadingError` for a text too large to read.
    """
    start = time.monotonic()
    found = bounded(text, kind)
    table = {**(notation or {}), **stated(found)}
    written = list(equations(chunk for chunk in found if chunk.kind != "definition"))
    trees = [e.tree for e in written if isinstance(e, Equation) and e.tree is not None]
    context = Context(net, decided(trees, net, table), defined=named(table, net), budget=Budget(TEXT))
    share = (time.monotonic() - start) / max(1, len(trees))
    return tuple(numbered(lines(written, context, share)))


def bounded(text: str, kind: Kind) -> list[Chunk]:
    """The chunks of a text that is not too long to be read."""
    if len(text) > LARGEST_FILE:
        raise too_much(f"a file of {len(text)} characters; at most {LARGEST_FILE} are read")
    found: list[Chunk] = []
    length = count = 0
    for chunk in chunks(text, kind):
        found.append(chunk)
        length += len(chunk.text)
        count += chunk.kind in ("math", "code")
        if length > LARGEST_TEXT:
            raise too_much(f"a text of more than {LARGEST_TEXT} characters")
        if count > MOST_EQUATIONS:
            raise too_much(f"more than {MOST_EQUATIONS} equations")
    return found


def too_much(reason: str) -> ReadingError:
    return ReadingError(reason, advice="hand in the part that is the derivation")


def read_expression(text: str, net: Network) -> tuple[Reading, ...]:
    """The readings of one expression in LaTeX, under the convention that fits it best.

    >>> net = Network.preset("lecture10-regression")
    >>> [r.value for r in read_expression(r"(a^{(2)})^T \\delta_3", net)]
    [a2.T*delta3]

    Raises `ReadingError` where there is none.
    """
    tree = parse(text.strip().strip("$"))
    if len(tree.items) != 1:
        raise ReadingError("an equation where an expression was expected", tree.items[1][1].at + 1)
    context = Context(net, decided([tree], net, {}))
    return with_delta_choices(tree.items[0][1], context)


def numbered(found: Iterator[Line]) -> Iterator[Line]:
    """The lines with their parts: the equations that begin on one line of the text, counted."""
    seen: dict[int, int] = {}
    last: Line | None = None
    for line in found:
        if line.kind == "prose" and line.error is None:
            yield line
            continue
        if last is None or not line.case or (line.text, line.line) != (last.text, last.line):
            seen[line.line] = seen.get(line.line, 0) + 1
        last = line
        yield replace(line, part=seen[line.line])


def lines(written: Sequence[Equation | Chunk], context: Context, share: float) -> Iterator[Line]:
    """Each line with its readings; what a text defines is known from there on.

    `share` is the time that was spent on each line before.
    """
    for chain in chained(written):
        if isinstance(chain, Chunk):
            yield Line(chain.line, 0, chain.text, "prose")
            continue
        start = time.monotonic()
        trees = [item.tree for item in chain if item.tree is not None]
        level = entry_level(trees, replace(context, budget=context.budget.part(GLANCE)))
        spent = share + (time.monotonic() - start) / len(chain)
        for item in chain:
            if item.tree is None:
                yield Line(item.line, 0, item.text, "statement", error=item.error)
                continue
            own = replace(context, budget=context.budget.part())
            start = time.monotonic()
            for layers in layer_values(item.tree, own):
                line = line_of(item, item.tree, own.with_layers(layers), level)
                yield replace(line, seconds=spent + time.monotonic() - start)
            context = with_definition(item, item.tree, line, context)


def chained(written: Sequence[Equation | Chunk]) -> Iterator[Chunk | list[Equation]]:
    """Prose, and equations together with the lines that go on with them."""
    chain: list[Equation] = []
    for item in written:
        goes_on = isinstance(item, Equation) and item.tree is not None and bool(item.tree.items[0][0])
        if chain and not goes_on:
            yield chain
            chain = []
        if isinstance(item, Chunk):
            yield item
        else:
            chain.append(item)
    if chain:
        yield chain


def line_of(item: Equation, tree: s.Chain, context: Context, level: EntryLevel | None) -> Line:
    """One equation with the readings of its sides."""
    if level is not None:
        level = replace(level, context=replace(level.context, budget=context.budget))
    claims = tuple(shape_claims(tree, context))
    tree = s.Chain(tuple(pair for pair in tree.items if pair[0] != "∈"), at=tree.at)
    sides = alike([side_of(node, context, level) for _, node in tree.items])
    kind = kind_of(item, tree, sides, context)
    if kind == "prose" and claims:
        kind = "assumption"
    error = next((side.error for side in sides if side.error is not None), None)
    if kind == "prose" or (kind == "definition" and any(side.readings for side in sides[1:])):
        error = None
    return Line(
        item.line,
        0,
        item.text,
        kind,
        sides,
        tuple(relation for relation, _ in tree.items),
        claims,
        error.on_line(item.line) if error else None,
        ", ".join(f"{letter} = {number}" for letter, number in context.layers.items()),
        context.convention.words(context.net),
        context,
    )


def alike(sides: Sequence[Side]) -> tuple[Side, ...]:
    """The sides, each with those readings first whose shape all the sides can have."""
    shapes = [{shape_of(r) for r in side.readings} for side in sides if side.readings]
    common = set.intersection(*shapes) if shapes else set()
    return tuple(
        replace(side, readings=tuple(sorted(side.readings, key=lambda r: shape_of(r) not in common)))
        for side in sides
    )


def side_of(node: s.Surface, context: Context, level: EntryLevel | None = None) -> Side:
    """A side with its readings, those entry by entry last; or with the reason why it has none."""
    extra = level.readings(node) if level is not None else ()
    try:
        return Side(node, (*with_delta_choices(node, context), *extra))
    except ReadingError as error:
        return Side(node, extra, None if extra else error)

"""A file read line by line: every equation with the readings of its sides, under one convention.

Which convention a text follows is decided for the whole text: it is the most usual one under which
the most of its sides can be read, for shapes and layer numbers rarely fit by accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from sympy import Basic, Expr, MatrixBase, Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.names import LOSS
from symbp.network import Network
from symbp.notation.plain import plain
from symbp.penalties import N
from symbp.reading import code_entries, elaborate, letters  # noqa: F401  # each fills the table of readers
from symbp.reading import surface as s
from symbp.reading.chunks import Chunk, Kind
from symbp.reading.context import Context, key_of, readings
from symbp.reading.conventions import decided
from symbp.reading.equations import Equation, equations
from symbp.reading.notation import named, stated
from symbp.reading.parse import parse
from symbp.reading.problem import ReadingError
from symbp.reading.sources import chunks
from symbp.reading.values import Options, Reading, is_matrix

LARGEST_TEXT, MOST_EQUATIONS = 1_000_000, 2_000

LineKind = Literal["statement", "definition", "assumption", "prose"]


@dataclass(frozen=True)
class Side:
    """One side of an equation: as it was written, and its readings, the most usual first."""

    surface: s.Surface
    readings: tuple[Reading, ...] = ()
    error: ReadingError | None = None


@dataclass(frozen=True)
class ShapeClaim:
    """Dimensions that a text states of something: those claimed, and those that it has."""

    text: str
    claimed: tuple[Expr, Expr]
    actual: tuple[Expr, Expr] | None


@dataclass(frozen=True)
class Line:
    """One line of a text.

    `relations` has one entry for each side: the sign before it, "" before a side that begins a chain.
    A line whose first relation is not "" goes on with the chain of the line before.  `case` tells
    apart the lines that one formula for all layers stands for: "l = 2".  `context` is what was known
    where it stands.
    """

    line: int
    part: int
    text: str
    kind: LineKind
    sides: tuple[Side, ...] = ()
    relations: tuple[str, ...] = ()
    shape_claims: tuple[ShapeClaim, ...] = ()
    error: ReadingError | None = None
    case: str = ""
    how: tuple[str, ...] = ()
    context: Context | None = field(default=None, compare=False, repr=False)

    @property
    def continues(self) -> bool:
        """Whether it goes on with the chain of the line before."""
        return bool(self.relations and self.relations[0])


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
    if len(text) > LARGEST_TEXT:
        raise ReadingError(
            f"a text of {len(text)} characters; at most {LARGEST_TEXT} are read",
            advice="hand in a part of it",
        )
    found = chunks(text, kind)
    count = sum(chunk.kind in ("math", "code") for chunk in found)
    if count > MOST_EQUATIONS:
        raise ReadingError(
            f"{count} equations; at most {MOST_EQUATIONS} are read", advice="hand in a part of it"
        )
    table = {**(notation or {}), **stated(found)}
    written = list(equations(chunk for chunk in found if chunk.kind != "definition"))
    trees = [e.tree for e in written if isinstance(e, Equation) and e.tree is not None]
    context = Context(net, decided(trees, net, table), defined=named(table, net))
    return tuple(numbered(lines(written, context)))


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
        if line.kind == "prose" and not line.sides and line.error is None:
            yield line
            continue
        if last is None or not line.case or (line.text, line.line) != (last.text, last.line):
            seen[line.line] = seen.get(line.line, 0) + 1
        last = line
        yield replace(line, part=seen[line.line])


def lines(written: Sequence[Equation | Chunk], context: Context) -> Iterator[Line]:
    """Each line with its readings; what a text defines is known from there on."""
    for item in written:
        if isinstance(item, Chunk):
            yield Line(item.line, 0, item.text, "prose")
        elif item.tree is None:
            yield Line(item.line, 0, item.text, "statement", error=item.error)
        else:
            for layers in layer_values(item.tree, context):
                line = line_of(item, item.tree, context.with_layers(layers), layers)
                yield line
            context = with_definition(item, item.tree, line, context)


def line_of(item: Equation, tree: s.Chain, context: Context, layers: Mapping[str, int]) -> Line:
    """One equation with the readings of its sides."""
    sides = alike([side_of(node, context) for _, node in tree.items])
    relations = tuple(relation for relation, _ in tree.items)
    kind = kind_of(item, tree, sides, context)
    error = next((side.error for side in sides if side.error is not None), None)
    if kind == "prose" or (kind == "definition" and any(side.readings for side in sides[1:])):
        error = None
    case = ", ".join(f"{letter} = {number}" for letter, number in layers.items())
    return Line(
        item.line,
        0,
        item.text,
        kind,
        sides,
        relations,
        tuple(shape_claims(tree, context)),
        error.on_line(item.line) if error else None,
        case,
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


def shape_of(reading: Reading) -> tuple[Expr, ...]:
    """Rows and columns; nothing for a number."""
    return tuple(reading.value.shape) if is_matrix(reading.value) else ()


def side_of(node: s.Surface, context: Context) -> Side:
    try:
        return Side(node, with_delta_choices(node, context))
    except ReadingError as error:
        return Side(node, (), error)


# Readings with δ in either custom -----------------------------------------------------------------

HOLDS, WITHOUT = ("delta", "with the 1/N of the mean"), ("delta", "without the 1/N of the mean")


def with_delta_choices(node: s.Surface, context: Context) -> Options:
    """The readings, and those in which a written δ is N times as large, or as small, as the network's."""
    usual = readings(node, context)
    if context.net.reduction != "mean" or not any(mentions_delta(r.value) for r in usual):
        return usual
    ours, other, scale = (HOLDS, WITHOUT, N) if context.net.delta == "dL/dZ" else (WITHOUT, HOLDS, 1 / N)
    scaled = replace(context, convention=replace(context.convention, delta_scale=scale))
    return (*chosen(usual, ours, 0), *chosen(readings(node, scaled), other, 1))


def mentions_delta(value: Basic) -> bool:
    return any(symbol.name.startswith("delta") for symbol in value.atoms(MatrixSymbol))


def chosen(found: Options, choice: tuple[str, str], cost: int) -> Options:
    return tuple(
        replace(r, choices=(*r.choices, choice), cost=r.cost + cost, how=(*r.how, f"δ {choice[1]}"))
        for r in found
        if mentions_delta(r.value) or not cost
    )


# What kind of line --------------------------------------------------------------------------------

DEFINES = re.compile(
    r"\b(let|define|defining|denote|put|write|set|call|where|with)\b[^.]{0,40}$", re.IGNORECASE
)
ASSUMES = re.compile(r"\b(assume|assuming|suppose|given|because)\b[^.]{0,40}$", re.IGNORECASE)


def kind_of(item: Equation, tree: s.Chain, sides: Sequence[Side], context: Context) -> LineKind:
    """Whether an equation says something that can be true or false."""
    relations = [relation for relation, _ in tree.items]
    if len(sides) == 1 and not relations[0]:
        return "prose"
    if new_name(tree, sides, context) is not None:
        return "definition"
    if ASSUMES.search(item.before):
        return "assumption"
    if is_assignment(tree, sides):
        return "definition"
    if is_setting(sides):
        return "assumption"
    return "statement"


def new_name(tree: s.Chain, sides: Sequence[Side], context: Context) -> str | None:
    """The name that an equation defines: its left side is a letter that meant nothing before."""
    relation, left = tree.items[0]
    if relation or len(sides) < 2 or sides[0].readings:
        return None
    if isinstance(left, s.Code):
        return left.text if left.text.isidentifier() else None
    if isinstance(left, s.Letter) and not context.quantities.roles(left):
        return key_of(left)
    return None


def is_assignment(tree: s.Chain, sides: Sequence[Side]) -> bool:
    """W := W − α ∂L/∂W, and matrices of numbers for what is given."""
    if len(sides) < 2 or not sides[0].readings or not sides[-1].readings:
        return False
    left, right = sides[0].readings[0].value, sides[-1].readings[0].value
    if tree.items[1][0] == ":=" and isinstance(left, MatrixSymbol) and right.has(left):
        return True
    return isinstance(left, MatrixSymbol) and isinstance(right, MatrixBase) and left.name[0] in "XtTWb"


def is_setting(sides: Sequence[Side]) -> bool:
    """N = 3, λ = 0.1: a number for a symbol, or a statement about indices."""
    values = [side.readings[0].value for side in sides if side.readings]
    return len(values) > 1 and isinstance(values[0], Symbol) and values[0] != LOSS and values[1].is_number


def with_definition(item: Equation, tree: s.Chain, line: Line, context: Context) -> Context:
    """The context with what an equation defines."""
    name = new_name(tree, line.sides, context)
    right = next((side.readings for side in line.sides[1:] if side.readings), ())
    if name is None or not right:
        return context
    noted = tuple(r.noted(f"{name} as defined on line {item.line}") for r in right)
    return replace(context, defined={**context.defined, name: noted})


# One formula for all layers -------------------------------------------------------------------------


def layer_values(tree: s.Chain, context: Context) -> list[dict[str, int]]:
    """The layers for which a formula in l can be read; one empty choice for a formula without."""
    letter = layer_letter(tree)
    if letter is None:
        return [{}]
    fitting = [
        {letter: number}
        for number in range(context.net.names.layers + 2)
        if all(side_of(node, context.with_layers({letter: number})).readings for _, node in tree.items)
    ]
    return fitting or [{letter: 1 + context.convention.input_layer}]


def layer_letter(tree: s.Surface) -> str | None:
    """The letter that stands for any layer, unless a sum runs over it."""
    summed: set[str] = set()
    free: set[str] = set()
    for node in s.walk(tree):
        if isinstance(node, s.Big) and node.lower is not None:
            summed |= {n.name for n in s.walk(node.lower) if isinstance(n, s.Letter)}
        if isinstance(node, s.Script):
            free |= letters_in_layer(node)
    found = sorted((free & {"l", "ell"}) - summed)
    return found[0] if found else None


def letters_in_layer(node: s.Script) -> set[str]:
    return {
        n.name
        for part in (node.sub, node.sup)
        if part is not None
        for n in s.walk(part)
        if isinstance(n, s.Letter)
    }


# Dimensions under braces ----------------------------------------------------------------------------


def shape_claims(tree: s.Chain, context: Context) -> Iterator[ShapeClaim]:
    """Every statement about dimensions: under braces, and W ∈ R^{2×3}."""
    for node in s.walk(tree):
        if isinstance(node, s.Brace):
            yield from claim(node.inner, node.note, context)
    for (_, left), (relation, right) in pairwise(tree.items):
        if relation == "∈" and isinstance(right, s.Script) and right.sup is not None:
            yield from claim(left, right.sup, context)


def claim(inner: s.Surface, note: s.Surface, context: Context) -> Iterator[ShapeClaim]:
    try:
        claimed = letters.dimensions(note, context)
    except ReadingError:
        return
    if len(claimed) != 2:
        return
    try:
        value = readings(inner, context)[0].value
    except ReadingError:
        return
    actual = value.shape if is_matrix(value) else None
    yield ShapeClaim(plain(value), (claimed[0], claimed[1]), actual)

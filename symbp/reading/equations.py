"""From the chunks of a file to its equations: rows joined, remarks cut off, several equations told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from symbp.reading import surface as s
from symbp.reading.chunks import Chunk
from symbp.reading.parse import tree_of
from symbp.reading.problem import ReadingError
from symbp.reading.statements import code_sides
from symbp.reading.tokens import Token, tokens

TRAILING = re.compile(r"(\s|[,;.&]|\\(?:quad|qquad|[,;: ]|text\{\s*\}))+$")
CLOSERS = {"OPEN": 1, "LBRACE": 1, "BEGIN_MATRIX": 1, "BEGIN_CASES": 1}
CLOSERS |= {"CLOSE": -1, "RBRACE": -1, "END_MATRIX": -1, "END_CASES": -1}
REMARK = re.compile(r"(for|if|when|because|since|by|using|see|as|in|on|of|from|the|\()\b", re.IGNORECASE)


@dataclass(frozen=True)
class Equation:
    """An equation of a text, parsed; or the error that says why it was not.

    `before` is the prose before it, which may call it a definition.
    """

    line: int
    text: str
    tree: s.Chain | None
    error: ReadingError | None = None
    before: str = ""


def equations(found: Iterable[Chunk]) -> Iterator[Equation | Chunk]:
    """Equations and the prose between them, in order."""
    waiting: tuple[Chunk, list[Token]] | None = None
    for chunk in found:
        if chunk.kind == "math":
            try:
                row = tokens(chunk.text)
            except ReadingError as error:
                if waiting:
                    yield from split(*waiting)
                waiting = None
                yield Equation(chunk.line, chunk.text, None, error.on_line(chunk.line), chunk.before)
                continue
            if waiting and chunk.row and goes_on(waiting[1], row):
                first, before = waiting
                waiting = (replace(first, text=f"{first.text} {chunk.text}"), [*before, *row])
                continue
            if waiting:
                yield from split(*waiting)
            waiting = (chunk, row)
            continue
        if waiting:
            yield from split(*waiting)
            waiting = None
        yield code_equation(chunk) if chunk.kind == "code" else chunk
    if waiting:
        yield from split(*waiting)


def goes_on(before: Sequence[Token], row: Sequence[Token]) -> bool:
    """Whether a row is the rest of the row before: one of them breaks off at an operator."""
    solid = [token for token in row if token.kind not in ("AMP", "GAP")]
    last = [token for token in before if token.kind not in ("AMP", "WORDS", "GAP")]
    if not solid or not last:
        return False
    if last[-1].kind in ("RELATION", "SIGN", "OPERATOR"):
        return True
    opens = solid[0].kind in ("SIGN", "OPERATOR")
    return opens and not any(token.kind == "RELATION" for token in top_level(solid))


def top_level(row: Sequence[Token]) -> Iterator[Token]:
    """The tokens outside all brackets."""
    return (token for token, outside in with_depth(row) if outside)


def split(chunk: Chunk, row: Sequence[Token]) -> Iterator[Equation]:
    """The equations in one formula: text and commas outside brackets stand between them."""
    try:
        parts = pieces(row)
    except ReadingError as error:
        yield Equation(chunk.line, chunk.text, None, error.on_line(chunk.line), chunk.before)
        return
    several = len(parts) > 1
    for words, part in parts:
        text = shown(chunk.text, part, row) if several else chunk.text
        before = " ".join(filter(None, (chunk.before, words)))
        try:
            yield Equation(chunk.line, text, tree_of(part), None, before)
        except ReadingError as error:
            yield Equation(chunk.line, text, None, error.on_line(chunk.line), before)


def shown(text: str, part: Sequence[Token], row: Sequence[Token]) -> str:
    """The text of a part of a formula."""
    place = next(i for i, token in enumerate(row) if token is part[0])
    end = place + len(part)
    stop = row[end].at if end < len(row) and row[end].at > part[0].at else len(text)
    return TRAILING.sub("", text[part[0].at : stop])


@dataclass(frozen=True)
class Piece:
    """A stretch of a row that may be an equation, with the words, mere white space or the ⇒ before it."""

    words: str
    tokens: tuple[Token, ...] = ()
    gap: bool = False
    arrow: tuple[Token, ...] = ()

    def with_more(self, *tokens: Token) -> Piece:
        return replace(self, tokens=(*self.tokens, *tokens))

    @property
    def related(self) -> bool:
        """Whether there is a relation in it."""
        return any(token.kind == "RELATION" for token in top_level(self.tokens))

    @property
    def goes_on(self) -> bool:
        """Whether it belongs to the piece before: it begins with a relation, or is none after space or ⇒."""
        apart = self.related or self.dimensions
        return self.tokens[0].kind == "RELATION" or (bool(self.arrow or self.gap) and not apart)

    @property
    def led(self) -> Piece:
        """With its ⇒ as the sign of a chain, unless an equation stands behind it: then ⇒ is a word."""
        return self if self.related else replace(self, tokens=(*self.arrow, *self.tokens))

    @property
    def dimensions(self) -> bool:
        """Whether it is a remark such as (3 × 1), or (3 × 2 · 2 × 1 = 3 × 1)."""
        kinds = {token.kind for token in self.tokens if token.kind not in CLOSERS}
        times = any(token.value == "×" for token in self.tokens)
        return times and kinds <= {"NUMBER", "LETTER", "OPERATOR", "RELATION"}


ARROWS = ("⇒", "⇔")


def pieces(row: Sequence[Token]) -> list[tuple[str, list[Token]]]:
    """The equations in a row of tokens, each with the words before it.

    Words, commas and wide space outside brackets stand between equations.  What is no equation of its own is
    dropped only where it is a remark: after *for* or *by*, dimensions, or mere letters and numbers, as in
    ``a = b, l = 1, 2``.
    """
    found = [Piece("")]
    remark = False
    for token, outside in with_depth(row):
        if outside and token.kind in ("AMP", "NEWROW"):
            continue
        if outside and token.kind == "WORDS":
            remark = bool(REMARK.match(token.value)) and bool(found[-1].tokens or found[-1].gap)
            found.append(Piece(token.value))
        elif outside and token.kind == "COMMA":
            remark = False
            found.append(Piece(""))
        elif outside and token.value in ARROWS:
            remark = False
            found.append(Piece("", arrow=(token,)))
        elif outside and token.kind == "GAP":
            found.append(Piece(found[-1].words, gap=True) if found[-1].tokens else found.pop())
        elif not remark:
            found[-1] = found[-1].with_more(token)
    return [(p.words, list(p.tokens)) for p in told_apart([piece for piece in found if piece.tokens])]


def told_apart(parts: list[Piece]) -> list[Piece]:
    """The parts that are equations; a part that goes on with a chain belongs to the one before."""
    kept: list[Piece] = []
    for part in parts:
        if kept and part.goes_on:
            kept[-1] = kept[-1].with_more(*part.led.tokens)
        elif not kept or part.related:
            kept.append(part.led)
        elif not part.dimensions and any(token.kind not in ("LETTER", "NUMBER") for token in part.tokens):
            raise ReadingError(
                f"{part.words!r} stands inside an equation" if part.words else "a comma inside an equation",
                part.tokens[0].at + 1,
                "put remarks at its end, or into the text",
            )
    return kept[1:] if len(kept) > 1 and not kept[0].related else kept


def with_depth(row: Sequence[Token]) -> Iterator[tuple[Token, bool]]:
    """Each token, and whether it stands outside all brackets."""
    depth = 0
    for token in row:
        depth += CLOSERS.get(token.kind, 0)
        yield token, depth == 0 and token.kind not in CLOSERS


# Python -----------------------------------------------------------------------------------------


def code_equation(chunk: Chunk) -> Equation:
    """A statement of Python as an equation; only its syntax is looked at."""
    try:
        sides = code_sides(chunk.text)
    except ReadingError as error:
        return Equation(chunk.line, chunk.text, None, error.on_line(chunk.line))
    items = tuple(("=" if n else "", s.Code(side)) for n, side in enumerate(sides))
    return Equation(chunk.line, chunk.text, s.Chain(items))

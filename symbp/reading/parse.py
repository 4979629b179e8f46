"""From the tokens of an equation to its surface tree, by the grammar beside this file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, cast

from lark import Lark, Transformer, UnexpectedToken, v_args
from lark import Token as LarkToken
from lark.exceptions import UnexpectedEOF
from lark.lexer import Lexer

from symbp.reading import command_tokens  # noqa: F401  # fills the table of commands
from symbp.reading import surface as s
from symbp.reading.problem import ReadingError
from symbp.reading.tokens import Token, tokens

DEEPEST = 60
"""How many nodes may stand inside one another; what walks the tree may then recurse."""


def parse(text: str) -> s.Chain:
    """The surface tree of one equation in LaTeX mathematics, without dollar signs.

    >>> parse("a = b").items
    (('', Letter(name='a', face='', accent='')), ('=', Letter(name='b', face='', accent='')))

    Raises `ReadingError` with the column, what was found and what was expected.
    """
    return tree_of(tokens(text))


def tree_of(found: list[Token]) -> s.Chain:
    """The surface tree of tokens that `tokens` found; white space says nothing inside an expression."""
    found = [token for token in found if token.kind != "GAP"]
    if not found:
        raise ReadingError("nothing is written here", 1)
    try:
        tree: Any = parser().parse(_Stream(found))
    except (UnexpectedToken, UnexpectedEOF) as error:
        raise explained(error, found) from None
    check_depth(tree)
    return cast(s.Chain, tree)


def check_depth(tree: s.Surface) -> None:
    """Refuse a tree that recursion could not follow; itself it uses none."""
    level: list[s.Surface] = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in s.children(node)]
        if not level:
            return
    raise ReadingError(f"operations nested more than {DEEPEST} deep", level[0].at + 1, "name an inner part")


def explained(error: Any, found: list[Token]) -> ReadingError:
    """A parser's complaint in words."""
    token = getattr(error, "token", None)
    last = found[-1]
    if token is None or token.type == "$END":
        return ReadingError(f"ends after {shown(last)}", last.at + 1, "expected " + wanted(error))
    return ReadingError(f"found {shown(token)}", int(token.start_pos) + 1, "expected " + wanted(error))


def shown(token: Any) -> str:
    value = str(token.value)
    return {"RBRACE": "'}'", "CLOSE": "a closing bracket"}.get(
        str(getattr(token, "type", "") or getattr(token, "kind", "")), f"'{value}'"
    )


def wanted(error: Any) -> str:
    """What the grammar could have gone on with, as kinds of things."""
    accepted = set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
    kinds = {"NUMBER": "a number or letter", "OPEN": "'('", "RELATION": "'='", "SIGN": "+ or −"}
    kinds |= {"RBRACE": "'}'", "CLOSE": "a closing bracket", "LBRACE": "'{'", "END_MATRIX": "\\end"}
    kinds |= {"END_CASES": "\\end"}
    names = [words for kind, words in kinds.items() if kind in accepted]
    return " or ".join(dict.fromkeys(names)) or "the end"


class _Faced(LarkToken):
    """A token of lark's that remembers the face of its letter."""

    face = ""


class _Stream:
    """The tokens in the form in which lark takes them."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found

    def __iter__(self) -> Iterator[LarkToken]:
        for token in self.found:
            made = _Faced(token.kind, token.value, start_pos=token.at, line=1, column=token.at + 1)
            made.face = token.face
            yield made


class _Given(Lexer):
    """The lexer of a parser whose tokens are made already."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Iterator[LarkToken]:  # type: ignore[override]
        return iter(data)


@cache
def parser() -> Lark:
    grammar = resources.files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    terminals = sorted(set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*", "", grammar))))
    declared = f"{grammar}\n%declare {' '.join(terminals)}\n"
    return Lark(declared, start="chain", parser="lalr", lexer=_Given, transformer=Build())


@v_args(inline=True)
class Build(Transformer[Any, Any]):
    """What each rule of the grammar makes."""

    # Sums and products ----------------------------------------------------------------

    def chain(self, *parts: Any) -> s.Chain:
        items: list[tuple[str, s.Surface]] = []
        relation = ""
        for part in parts:
            if isinstance(part, LarkToken):
                relation = str(part)
            else:
                items.append((relation, part))
        return s.Chain(tuple(items), at=items[0][1].at)

    def sum(self, *parts: Any) -> s.Surface:
        items: list[tuple[str, s.Surface]] = []
        sign = "+"
        for part in parts:
            if isinstance(part, LarkToken):
                sign = str(part)
            else:
                items.append((sign, part))
        if len(items) == 1 and items[0][0] == "+":
            return items[0][1]
        return s.Sum(tuple(items), at=items[0][1].at)

    sum_term = sum

    def product(self, first: Any, *others: Any) -> s.Surface:
        items = list(first) if isinstance(first, tuple) else [("", first)]
        if others:
            sign = str(others[0]) if len(others) == 2 else ""
            items.append((sign, others[-1]))
        if len(items) == 1:
            return items[0][1]
        return s.Product(tuple(items), at=items[0][1].at)

    def factors(self, first: Any, *others: Any) -> tuple[tuple[str, s.Surface], ...]:
        if not others:
            return (("", first),)
        factor = others[-1]
        signs = [str(token) for token in others[:-1]]
        if len(signs) == 2:
            factor = s.Sum(((signs[1], factor),), at=factor.at)
        return (*first, (signs[0] if signs else "", factor))

    def big(self, token: Any, *parts: Any) -> s.Big:
        lower = upper = None
        for part in parts[:-1]:
            kind, value = part
            lower, upper = (value, upper) if kind == "_" else (lower, value if kind == "^" else upper)
        return s.Big(str(token), lower, upper, parts[-1], at=token.start_pos)

    # Scripts ------------------------------------------------------------------------------

    def script(self, token: Any, argument: Any = None) -> tuple[str, Any]:
        return str(token), argument

    def argument(self, *parts: Any) -> s.Surface:
        if len(parts) == 1:
            return parts[0]
        return s.Sum(((str(parts[0]), parts[1]),), at=parts[1].at)

    def scripted(self, base: Any, *scripts: Any) -> s.Surface:
        """A letter with its scripts; a second superscript is raised over the whole."""
        made = base
        for kind, value in scripts:
            made = with_script(made, kind, value)
        return made

    # Atoms --------------------------------------------------------------------------------

    def number(self, token: Any) -> s.Number:
        return s.Number(str(token), at=token.start_pos)

    def letter(self, token: Any) -> s.Letter:
        return s.Letter(str(token), token.face, at=token.start_pos)

    def face_number(self, token: Any) -> s.Letter:
        return s.Letter(str(token), "bold", at=token.start_pos)

    def accent(self, token: Any, inner: Any) -> s.Surface:
        if isinstance(inner, s.Letter):
            return replace(inner, accent="hat" if "hat" in token else str(token).replace("wide", ""))
        raise ReadingError(f"\\{token} over more than one letter", token.start_pos + 1)

    def fraction(self, token: Any, over: Any, under: Any) -> s.Fraction:
        return s.Fraction(over, under, at=token.start_pos)

    def root(self, token: Any, inner: Any) -> s.Root:
        return s.Root(inner, at=token.start_pos)

    def under(self, token: Any, inner: Any) -> s.Surface:
        return s.Brace(inner, s.Empty(), at=token.start_pos)

    def over(self, token: Any, note: Any, inner: Any) -> s.Brace:
        return s.Brace(inner, note, at=token.start_pos)

    def bracket(self, opening: Any, content: Any, closing: Any) -> s.Bracket:
        return s.Bracket(content, str(opening), at=opening.start_pos)

    def braces(self, opening: Any, content: Any, closing: Any) -> s.Surface:
        return content if not isinstance(content, s.Empty) else s.Empty(at=opening.start_pos)

    # Contents -----------------------------------------------------------------------------

    def content(self, *parts: Any) -> s.Surface:
        items = tuple(lone(part) for part in parts if not isinstance(part, LarkToken))
        return items[0] if len(items) == 1 else s.Listed(items, at=items[0].at)

    def empty(self) -> s.Empty:
        return s.Empty()

    def colon(self, token: Any) -> s.Colon:
        return s.Colon(at=token.start_pos)

    def colon_after(self, chain: Any, token: Any) -> s.Surface:
        return s.Signed("from", lone(chain), at=chain.at)

    def colon_before(self, token: Any, chain: Any) -> s.Surface:
        return s.Signed("up to", lone(chain), at=token.start_pos)

    def span(self, first: Any, token: Any, last: Any) -> s.Surface:
        return s.Product((("", lone(first)), (":", lone(last))), at=first.at)

    def sign_alone(self, token: Any) -> s.Surface:
        return s.Signed(str(token), s.Empty(), at=token.start_pos)

    def signed(self, token: Any, inner: Any) -> s.Signed:
        return s.Signed(str(token), inner, at=token.start_pos)

    def words(self, *parts: Any) -> s.Words:
        return s.Words(" ".join(map(str, parts)), at=parts[0].start_pos)

    # Tables -------------------------------------------------------------------------------

    def row(self, *parts: Any) -> tuple[s.Surface, ...]:
        return tuple(part for part in parts if not isinstance(part, LarkToken))

    def case(self, value: Any, *rest: Any) -> tuple[s.Surface, ...]:
        return (value, rest[-1]) if rest else (value, s.Condition("otherwise", None))

    def condition(self, *parts: Any) -> s.Condition:
        words = " ".join(part.text for part in parts if isinstance(part, s.Words))
        tests = [lone(part) for part in parts if not isinstance(part, s.Words)]
        return s.Condition(words, tests[0] if tests else None)

    def table(self, begin: Any, *parts: Any) -> s.Table:
        rows = [part for part in parts[:-1] if isinstance(part, tuple)]
        kept = tuple(row for row in rows if row != (s.Empty(),) and not isinstance(row[0], s.Empty))
        kind = "cases" if begin.type == "BEGIN_CASES" else "matrix"
        return s.Table(kind, kept, at=begin.start_pos)


def lone(node: Any) -> Any:
    """A chain of one side is that side."""
    if isinstance(node, s.Chain) and len(node.items) == 1 and not node.items[0][0]:
        return node.items[0][1]
    return node


def with_script(base: Any, kind: str, value: Any) -> Any:
    """A base with one more script."""
    if isinstance(base, s.Brace) and kind == "_" and isinstance(base.note, s.Empty):
        return replace(base, note=value)
    if isinstance(base, s.Brace) and kind == "^" and isinstance(base.note, s.Empty):
        return replace(base, note=value)
    script = base if isinstance(base, s.Script) else s.Script(base, at=base.at)
    if kind == "_" and script.sub is None:
        return replace(script, sub=value)
    if kind == "^" and script.sup is None and not is_prime(value):
        return replace(script, sup=value)
    if kind.startswith("'") or (kind == "^" and is_prime(value)):
        return replace(script, primes=script.primes + (len(kind) if kind != "^" else 1))
    name = "_" if kind == "_" else "^"
    return s.Script(base, **{"sub" if name == "_" else "sup": value}, at=base.at)


def is_prime(value: Any) -> bool:
    return isinstance(value, s.Letter) and value.name == "prime"

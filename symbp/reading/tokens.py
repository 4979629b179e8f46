"""LaTeX mathematics cut into tokens, with every limit that keeps what follows quick.

Length, nesting and digits are bounded here, before any tree is built.  Bars are paired as brackets
are, so that the grammar need not guess which of them opens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from symbp.errors import choices
from symbp.reading import commands as table
from symbp.reading.problem import ReadingError

LONGEST, DEEPEST, MOST_DIGITS = 8_000, 40, 40

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+(?![A-Za-z]))?|\.[0-9]+")
DIGITS = re.compile(r"[0-9]+")
COMMAND = re.compile(r"\\(?:([A-Za-z]+\*?)|(.))", re.DOTALL)
RUN = re.compile(r"[A-Za-z]+")
SPACE = re.compile(r"[\s~]+")
ONE = re.compile(r"\s*(?:\{\s*(\\[A-Za-z]+|[A-Za-z0-9])\s*\}|(\\[A-Za-z]+|[A-Za-z0-9]))")
INDEX_RUN = re.compile(r"[ijklmnpq]{2,3}(?![A-Za-z])")


@dataclass(frozen=True)
class Token:
    """One token: its terminal in the grammar, its value, where it begins, and its face."""

    kind: str
    value: str
    at: int
    face: str = ""


def tokens(text: str) -> list[Token]:
    """The tokens of one equation.  Raises `ReadingError` with the column."""
    if len(text) > LONGEST:
        raise ReadingError(
            f"an equation of {len(text)} characters; at most {LONGEST} are read",
            1,
            "write it on several lines",
        )
    scanner = Scanner(text)
    scanner.run()
    return scanner.found


class Scanner:
    """One pass over the text; `opened` is the stack of brackets that wait for their end."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.found: list[Token] = []
        self.opened: list[tuple[str, int]] = []

    def run(self) -> None:
        while self.place < len(self.text):
            self.step()
        if self.opened:
            kind, at = self.opened[-1]
            raise ReadingError(f"{shown(kind)} is never closed", at + 1, f"expected {closing(kind)}")

    # What comes next ------------------------------------------------------------------

    def step(self) -> None:
        text, place = self.text, self.place
        character = text[place]
        if match := SPACE.match(text, place):
            self.place = match.end()
        elif character == "%":
            end = text.find("\n", place)
            self.place = len(text) if end < 0 else end
        elif character == "\\":
            self.command()
        elif text.startswith("||", place):
            self.bar("norm", 2)
        elif character == "|":
            self.bar("abs", 1)
        elif text[place : place + 2] in table.PAIRS:
            self.emit(*table.PAIRS[text[place : place + 2]], 2)
        elif match := NUMBER.match(text, place):
            self.number(match.group())
        elif match := RUN.match(text, place):
            self.letters(match.group())
        else:
            self.character(character)

    def emit(self, kind: str, value: str, length: int = 0, face: str = "") -> None:
        """One token; brackets are paired on the way."""
        if kind in ("OPEN", "LBRACE"):
            self.open(value)
        elif kind in ("CLOSE", "RBRACE"):
            self.close(value)
        self.found.append(Token(kind, value, self.place, face))
        self.place += length

    def open(self, kind: str) -> None:
        self.opened.append((kind, self.place))
        if len(self.opened) > DEEPEST:
            raise ReadingError(
                f"brackets nested more than {DEEPEST} deep",
                self.place + 1,
                "name an inner part and use its name",
            )

    def close(self, kind: str) -> None:
        if not self.opened:
            raise ReadingError(f"{closing(kind)} without {shown(kind)} before it", self.place + 1)
        expected, at = self.opened.pop()
        if kind != expected:
            raise ReadingError(
                f"{closing(kind)} where {closing(expected)} was expected",
                self.place + 1,
                f"{shown(expected)} stands at column {at + 1}",
            )

    def bar(self, kind: str, length: int) -> None:
        opens = not any(opened == kind for opened, _ in self.opened)
        self.emit("OPEN" if opens else "CLOSE", kind, length)

    # Numbers and letters ------------------------------------------------------------------

    @property
    def in_script(self) -> bool:
        """Whether TeX would take only one character now: after ^ or _, or for \\frac12."""
        if not self.found:
            return False
        last = self.found[-1].kind
        before = self.found[-2].kind if len(self.found) > 1 else ""
        return last in ("SUP", "SUB", "FRAC") or before == "FRAC"

    def number(self, text: str) -> None:
        if len(text) > MOST_DIGITS:
            raise ReadingError(
                f"a number of {len(text)} digits; at most {MOST_DIGITS} are read", self.place + 1
            )
        text = text[0] if self.in_script and text[0] != "." else text
        self.emit("NUMBER", text, len(text))

    def letters(self, run: str) -> None:
        """Single letters, or one name where they spell one; digits right after them are an index."""
        scripted = self.in_script
        if scripted and (match := INDEX_RUN.match(self.text, self.place)):
            self.group([("LETTER", letter) for letter in match.group()], match.end() - self.place)
            return
        names = [run] if run in table.WORDS else list(run[:1] if scripted else run)
        for name in names:
            self.emit("LETTER", name, len(name))
        digits = DIGITS.match(self.text, self.place)
        if digits and not scripted:
            self.group([("NUMBER", digits.group())], len(digits.group()), "SUB")

    def group(self, inner: list[tuple[str, str]], length: int, script: str = "") -> None:
        """Tokens in braces that were written without, after the sign of a script where one is given."""
        if script:
            self.emit(script, "_" if script == "SUB" else "^")
        self.emit("LBRACE", "{")
        for kind, value in inner:
            self.emit(kind, value)
        self.emit("RBRACE", "{")
        self.place += length

    def character(self, character: str) -> None:
        if character in table.RAISED or character in table.LOWERED or character == "ᵀ":
            self.unicode_script(character)
        elif character in "!." or unicodedata.combining(character):
            self.place += 1  # a full stop ends a sentence; those of numbers are read with them
        elif character in table.CHARACTERS:
            kind, value = table.CHARACTERS[character]
            self.emit(kind, value, 1)
        elif len(parts := unicodedata.normalize("NFKD", character)) == 2 and parts[1] == "\u0302":
            self.emit("ACCENT", "hat")
            self.emit("LETTER", parts[0], 1)
        elif len(parts) == 1 and parts != character and parts.isascii():
            self.emit("NUMBER" if parts.isdigit() else "LETTER", parts, 1)
        else:
            name = unicodedata.name(character, "an unnamed character")
            raise ReadingError(
                f"{character!r} ({name.lower()}) is not part of the mathematics that is read",
                self.place + 1,
                "words belong into \\text{…}",
            )

    def unicode_script(self, character: str) -> None:
        """⁽²⁾, ᵀ and ₃: a run of raised or lowered characters is one script."""
        values = table.LOWERED if character in table.LOWERED else {**table.RAISED, "ᵀ": "T"}
        end = self.place
        while end < len(self.text) and self.text[end] in values:
            end += 1
        inner = [values[c] for c in self.text[self.place : end]]
        kinds = [
            (table.CHARACTERS[c][0] if c in table.CHARACTERS else "NUMBER" if c.isdigit() else "LETTER", c)
            for c in inner
        ]
        self.group(
            [(kind, "(" if kind == "CLOSE" else value) for kind, value in kinds],
            end - self.place,
            "SUB" if character in table.LOWERED else "SUP",
        )

    # Commands -------------------------------------------------------------------------------

    def command(self) -> None:
        match = COMMAND.match(self.text, self.place)
        if match is None:
            raise ReadingError("a backslash at the very end", self.place + 1)
        word, sign = match.groups()
        if sign is not None:
            self.sign(sign)
            return
        if word not in COMMANDS and word.endswith("*"):
            word = word[:-1]
        if word not in COMMANDS:
            raise ReadingError(f"\\{word} is not a command that is read", self.place + 1, advice_on(word))
        COMMANDS[word](self, word)

    def sign(self, sign: str) -> None:
        """A backslash before a character that is no letter."""
        if sign in "{}":
            self.emit("OPEN" if sign == "{" else "CLOSE", "{", 2)
        elif sign == "|":
            self.bar("norm", 2)
        elif sign == "\\":
            self.emit("NEWROW", "\\\\", 2)
            if match := re.compile(r"\*?(\[[^\]\n]{0,20}\])?").match(self.text, self.place):
                self.place = match.end()
        elif sign in table.SPACING:
            self.place += 2
        elif sign in "%$#_&":
            raise ReadingError(f"\\{sign} is text, not mathematics", self.place + 1, "put it into \\text{…}")
        else:
            raise ReadingError(f"\\{sign} is not a command that is read", self.place + 1)

    def argument(self) -> str:
        """The raw text of a command's argument in braces; `place` moves behind it."""
        start = self.place
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        if start >= len(self.text) or self.text[start] != "{":
            self.place = start + 1
            return self.text[start : start + 1]
        depth = 0
        for place in range(start, len(self.text)):
            if self.text[place - 1] == "\\" and place > start:
                continue
            depth += {"{": 1, "}": -1}.get(self.text[place], 0)
            if depth == 0:
                self.place = place + 1
                return self.text[start + 1 : place]
        raise ReadingError("'{' is never closed", start + 1, "expected '}'")


def advice_on(word: str) -> str:
    """What to write instead of a command that is not read."""
    if word in table.UNREAD:
        return table.UNREAD[word]
    likely = choices(COMMANDS, word)
    return likely if len(word) > 2 and likely.startswith("did you mean") else "write out what it stands for"


def shown(kind: str) -> str:
    return {"norm": "'‖'", "abs": "'|'", "begin": r"\begin", "<": r"\langle"}.get(kind, f"'{kind}'")


def closing(kind: str) -> str:
    ends = {"(": "')'", "[": "']'", "{": "'}'", "begin": r"\end", "<": r"\rangle"}
    return ends.get(kind) or shown(kind)


# What each kind of command does ---------------------------------------------------------------


def skip(scanner: Scanner, word: str) -> None:
    scanner.place += len(word) + 1


def fixed(kind: str, values: dict[str, str]) -> dict[str, Callable[[Scanner, str], None]]:
    """Commands that are one token each."""
    return dict.fromkeys(values, lambda scanner, word: scanner.emit(kind, values[word], len(word) + 1))


def drop(scanner: Scanner, word: str) -> None:
    """A command whose argument says nothing about the mathematics."""
    scanner.place += len(word) + 1
    scanner.argument()


def face(scanner: Scanner, word: str) -> None:
    """\\mathbf{W}: the face of one letter; around more than that it is left out."""
    start = scanner.place
    scanner.place += len(word) + 1
    match = ONE.match(scanner.text, scanner.place)
    inner = (match.group(1) or match.group(2)) if match else ""
    look = table.FACES[word]
    if match is None:
        return
    if inner in ("0", "1") and look in ("bold", "blackboard"):
        scanner.emit("ONES" if inner == "1" else "ZEROS", inner)
    elif inner.isdigit() or (inner.startswith("\\") and inner[1:] not in table.LETTERS):
        return
    else:
        name = table.LETTERS[inner[1:]] if inner.startswith("\\") else inner
        scanner.found.append(Token("LETTER", name, start, look))
    scanner.place = match.end()


def upright(scanner: Scanner, word: str) -> None:
    """\\operatorname{diag}: one name; several words are text."""
    start = scanner.place
    scanner.place += len(word) + 1
    words(scanner, start, scanner.argument(), name=True)


def text(scanner: Scanner, word: str) -> None:
    start = scanner.place
    scanner.place += len(word) + 1
    inner = scanner.argument()
    words(scanner, start, inner, name=inner.strip() in table.WORDS or len(inner.strip()) == 1)


def words(scanner: Scanner, start: int, inner: str, *, name: bool) -> None:
    plain = re.sub(r"\\[,;:! ]|~", " ", inner)
    joined = "".join(plain.split())
    if name and joined.isascii() and joined.isalnum() and not joined.isdigit():
        scanner.found.append(Token("LETTER", joined, start, "upright"))
    elif name and DIGITS.fullmatch(joined):
        scanner.found.append(Token("NUMBER", joined, start))
    elif plain.strip():
        scanner.found.append(Token("WORDS", " ".join(plain.split()), start))


def joined(scanner: Scanner, word: str) -> None:
    """\\mathbin{.*}: what stands inside, without its braces."""
    start = scanner.place
    scanner.place += len(word) + 1
    inner = scanner.argument()
    if inner in JOINED:
        scanner.found.append(Token("OPERATOR", JOINED[inner], start))
    else:
        scanner.found += [Token(t.kind, t.value, start, t.face) for t in tokens(inner)]


JOINED = {".*": "⊙", "./": "⊘", r".\wedge": ".^"}


def environment(scanner: Scanner, word: str) -> None:
    start = scanner.place
    scanner.place += len(word) + 1
    name = scanner.argument().strip().rstrip("*")
    if name == "array" and word == "begin":
        scanner.argument()
    kind = "cases" if name in ("cases", "dcases", "rcases") else "matrix" if name in table.MATRICES else ""
    if not kind and name in table.ROWS:
        return
    if not kind:
        raise ReadingError(
            f"\\{word}{{{name[:20]}}} is not an environment that is read",
            start + 1,
            choices(table.KNOWN, name),
        )
    here, scanner.place = scanner.place, start
    if word == "begin":
        scanner.open("begin")
    else:
        scanner.close("begin")
    scanner.found.append(Token(f"{word.upper()}_{kind.upper()}", name, start))
    scanner.place = here


def bar(kind: str) -> Callable[[Scanner, str], None]:
    return lambda scanner, word: scanner.bar(kind, len(word) + 1)


COMMANDS: dict[str, Callable[[Scanner, str], None]] = {
    **fixed("LETTER", table.LETTERS),
    **fixed("RELATION", table.RELATIONS),
    **fixed("OPERATOR", table.OPERATORS),
    **fixed("OPEN", table.OPENING),
    **fixed("CLOSE", table.CLOSING),
    **fixed("BIG", table.BIGS),
    **{word: fixed(kind, {word: word})[word] for word, kind in table.STRUCTURES.items()},
    **fixed("SIGN", {"pm": "±", "mp": "±"}),
    **fixed("COLON", {"colon": ":"}),
    **dict.fromkeys(table.ACCENTS, lambda scanner, word: scanner.emit("ACCENT", word, len(word) + 1)),
    **dict.fromkeys(table.FACES, face),
    **dict.fromkeys(table.UPRIGHT, upright),
    **dict.fromkeys(table.TEXTS, text),
    **dict.fromkeys(table.IGNORED, skip),
    **dict.fromkeys(table.TRANSPARENT, skip),
    **dict.fromkeys(table.DROPPED, drop),
    **dict.fromkeys(("mathbin", "mathrel", "mathord", "mathop"), joined),
    "begin": environment,
    "end": environment,
    "Vert": bar("norm"),
    "vert": bar("abs"),
}
"""What the scanner does at each command."""

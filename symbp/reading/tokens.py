"""LaTeX mathematics cut into tokens, with every limit that keeps what follows quick.

Length, nesting and digits are bounded here, before any tree is built.  Bars are paired as brackets
are, so that the grammar need not guess which of them opens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from symbp.errors import choices
from symbp.reading import commands as table
from symbp.reading.problem import ReadingError

LONGEST, DEEPEST, MOST_DIGITS = 8_000, 40, 40

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+(?![A-Za-z]))?|\.[0-9]+")
DOT_T = re.compile(r"\.T(?![A-Za-z])")
"""The transpose as NumPy writes it."""

DIGITS = re.compile(r"[0-9]+")
COMMAND = re.compile(r"\\(?:([A-Za-z]+\*?)|(.))", re.DOTALL)
RUN = re.compile(r"[A-Za-z]+")
SPACE = re.compile(r"[\s~]+")
INDEX_RUN = re.compile(r"[ijklmnpq]{2,3}(?![A-Za-z])")


Command = Callable[["Scanner", str], None]
COMMANDS: dict[str, Command] = {}
"""What the scanner does at each command; `command_tokens` fills it."""


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
        elif place and not text[place - 1].isspace() and DOT_T.match(text, place):
            self.group([("LETTER", "T")], 2, "SUP")
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
        if value == "*" and self.found and self.found[-1].value == "·":  # \cdot * is one sign
            self.found[-1] = replace(self.found[-1], value="⊙")
        else:
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
            scripted = self.in_script
            self.emit(kind, value, 1)
            digits = DIGITS.match(self.text, self.place)
            if kind == "LETTER" and digits and not scripted:
                self.group([("NUMBER", digits.group())], len(digits.group()), "SUB")
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

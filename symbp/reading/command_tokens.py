"""What the scanner makes of each LaTeX command."""

from __future__ import annotations

import re

from symbp.errors import choices
from symbp.reading import commands as table
from symbp.reading.problem import ReadingError
from symbp.reading.tokens import COMMANDS, DIGITS, Command, Scanner, Token, tokens

ONE = re.compile(r"\s*(?:\{\s*(\\[A-Za-z]+|[A-Za-z0-9])\s*\}|(\\[A-Za-z]+|[A-Za-z0-9]))")


def skip(scanner: Scanner, word: str) -> None:
    scanner.place += len(word) + 1


def fixed(kind: str, values: dict[str, str]) -> dict[str, Command]:
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
    inner = unwrapped(scanner, word)
    if inner is None:
        return
    if inner in JOINED:
        scanner.found.append(Token("OPERATOR", JOINED[inner], start))
    else:
        scanner.found += [Token(t.kind, t.value, start, t.face) for t in tokens(inner)]


def unwrapped(scanner: Scanner, word: str) -> str | None:
    """What stands in the braces of a command; None, with the braces left, where more such are inside."""
    scanner.place += len(word) + 1
    begin = scanner.place
    inner = scanner.argument()
    if not any(f"\\{other}" in inner for other in UNWRAPPED):
        return inner
    scanner.place = begin
    return None


UNWRAPPED = ("boxed", "mathbin", "mathrel", "mathord", "mathop")


def boxed(scanner: Scanner, word: str) -> None:
    """\\boxed{A = B}: the equation in the box, without its braces; around less than that the braces stay."""
    begin = scanner.place + len(word) + 1
    scanner.place = begin
    inner, at = scanner.argument(), begin + 1
    while box := BOX.fullmatch(inner):
        inner, at = box[1], at + box.start(1)
    inside = [] if any(f"\\{other}" in inner for other in UNWRAPPED) else tokens(inner)
    if any(token.kind == "RELATION" for token in inside):
        scanner.found += [Token(t.kind, t.value, at + t.at, t.face) for t in inside]
    else:
        scanner.place = begin


BOX = re.compile(r"\s*\\boxed\s*\{(.*)\}\s*", re.DOTALL)
"""A box in a box."""

JOINED = {".*": "⊙", "./": "⊘", r".\wedge": ".^"}


def noted(scanner: Scanner, word: str) -> None:
    """\\overset{(3)}{=}: a sign with a note is that sign; = with ! above it demands equality."""
    start = scanner.place
    scanner.place += len(word) + 1
    note = scanner.argument()
    begin = scanner.place
    below = SIGN.match(scanner.text, begin)
    if below is None:
        scanner.place = start
        scanner.emit("OVERSET", word, len(word) + 1)
        return
    (sign,) = tokens(below.group(1) or below.group(2))
    demanded = sign.value == "=" and note.strip() == "!"
    scanner.found.append(Token(sign.kind, DEMANDED if demanded else sign.value, start))
    scanner.place = below.end()


NAMES = "|".join(sorted(table.RELATIONS, key=len, reverse=True))
SIGN = re.compile(rf"\s*(?:\{{\s*([=<>]|\\(?:{NAMES}))\s*\}}|([=<>]|\\(?:{NAMES})(?![A-Za-z])))")
DEMANDED = "≟"


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


def bar(kind: str) -> Command:
    return lambda scanner, word: scanner.bar(kind, len(word) + 1)


COMMANDS |= {
    **fixed("LETTER", table.LETTERS),
    **fixed("RELATION", table.RELATIONS),
    **fixed("OPERATOR", table.OPERATORS),
    **fixed("OPEN", table.OPENING),
    **fixed("CLOSE", table.CLOSING),
    **fixed("BIG", table.BIGS),
    **{word: fixed(kind, {word: word})[word] for word, kind in table.STRUCTURES.items()},
    **fixed("SIGN", {"pm": "±", "mp": "±"}),
    **fixed("COLON", {"colon": ":"}),
    **fixed("GAP", {"quad": "", "qquad": ""}),
    **dict.fromkeys(table.ACCENTS, lambda scanner, word: scanner.emit("ACCENT", word, len(word) + 1)),
    **dict.fromkeys(table.FACES, face),
    **dict.fromkeys(table.UPRIGHT, upright),
    **dict.fromkeys(table.TEXTS, text),
    **dict.fromkeys(table.IGNORED, skip),
    **dict.fromkeys(table.TRANSPARENT, skip),
    **dict.fromkeys(table.DROPPED, drop),
    "boxed": boxed,
    **fixed("WORDS", table.CONJUNCTIONS),
    **dict.fromkeys(table.NOTED, noted),
    **dict.fromkeys(UNWRAPPED[1:], joined),
    "begin": environment,
    "end": environment,
    "Vert": bar("norm"),
    "vert": bar("abs"),
}

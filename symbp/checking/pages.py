"""The text itself with marks in the margin: PDF, HTML or Markdown.

Prose stays where it was.  Every equation is shown as it was read, with its source below it where that
could be read at all, and what was found.  Everything that the writer typed is text, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sympy import Basic

from symbp.checking.record import SHAPES, CheckedLine, Report
from symbp.document import story
from symbp.document.context import Meta
from symbp.document.lines import Code, Display, Inline, Line
from symbp.document.pdf import compile_typst
from symbp.errors import SymbpError
from symbp.network import Network
from symbp.notation import Style, layout
from symbp.resources import templates_dir

KINDS = {
    "proved": "true",
    "verified": "true",
    "wrong": "wrong",
    "undecided": "open",
    "assumed": "assumed",
    "prose": "assumed",
}
"""How a row is coloured, by the status of its line."""


@dataclass(frozen=True)
class Note:
    """One remark below a line."""

    kind: str
    parts: tuple[Inline, ...]


SHORT = 600
"""The characters of a line that is certain to fit on a page."""


@dataclass(frozen=True)
class Block:
    """A paragraph, if it has `parts`; else a line with its mark, its equation and its notes."""

    parts: tuple[Inline, ...] = ()
    mark: str = ""
    kind: str = ""
    word: str = ""
    number: str = ""
    display: Display | None = None
    source: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def short(self) -> bool:
        """Whether it fits on one page for certain, so that no page ends within it."""
        return len(self.source) <= SHORT and len(self.notes) <= 8


def html(report: Report, net: Network, title: str = "") -> str:
    """The annotated text as one HTML page without outside resources."""
    return rendered("html", report, net, title)


def markdown(report: Report, net: Network, title: str = "") -> str:
    """The annotated text as Markdown."""
    return rendered("markdown", report, net, title)


def pdf(report: Report, net: Network, title: str = "") -> bytes:
    """The annotated text as a PDF/UA-1 document."""
    return compile_typst(rendered("typst", report, net, title))


FORMATS: dict[str, Callable[[Report, Network, str], str | bytes]] = {
    "pdf": pdf,
    "html": html,
    "md": markdown,
}
"""The formats of an annotated text, by suffix."""


def rendered(format_name: str, report: Report, net: Network, title: str) -> str:
    style = Style.of(net)
    context = {
        "meta": meta(title or "A derivation, checked", report),
        "summary": f"{report.summary}.",
        "legend": legend(report.lines),
        "conventions": report.conventions,
        "blocks": list(blocks(report.lines, style)),
        "detail": "full",
    }
    return story.render(format_name, context, style, story="check", templates=templates_dir() / "check")


LEGEND = {
    "✓": "true",
    "✗": "wrong",
    "↳": "right, given an earlier line that is wrong",
    "?": "not decided",
    "·": "nothing to check",
}


def legend(lines: Iterable[CheckedLine]) -> str:
    """The marks that occur, in words."""
    used = {line.mark for line in lines if line.status != "prose"}
    return ", ".join(f"{mark} {words}" for mark, words in LEGEND.items() if mark in used)


def meta(title: str, report: Report) -> Meta:
    return Meta(title, "checked line by line", "", None, "", f"{title}: {report.summary}")


def blocks(lines: Iterable[CheckedLine], style: Style) -> Iterator[Block]:
    """Paragraphs and lines in the order of the text."""
    parts: list[Inline] = []
    for line in lines:
        if line.status == "prose":
            for title, text in headed(line.text) if not line.sides else [("", "")]:
                if title and (said := paragraph(parts)):
                    yield said
                parts = [] if title else parts
                if title:
                    yield Block((plain_words(title),), kind="heading")
                parts += prose(replace(line, text=text) if not line.sides else line, style)
            continue
        if said := paragraph(parts):
            yield said
        parts = []
        yield checked(line, style)
    if said := paragraph(parts):
        yield said


def paragraph(parts: list[Inline]) -> Block | None:
    """A paragraph, without the point or comma of the equation before it; none where that was all."""
    if parts and isinstance(parts[0], str):
        parts = [CLOSING.sub("", parts[0]), *parts[1:]]
    return Block(tuple(parts)) if any(not isinstance(p, str) or p.strip() for p in parts) else None


CLOSING = re.compile(r"^\s*[.,;:!?，。；：、！？]+(\s+|$)")
HEADING = re.compile(
    r"\\(?:(?:sub)*section|paragraph)\*?\{([^{}]*)\}|\\title\{([^{}]*)\}|^[ \t]*#{1,6}[ \t]+([^\n]+)", re.M
)


def headed(text: str) -> Iterator[tuple[str, str]]:
    """The headings in prose, each with the text up to the next."""
    title, place = "", 0
    for match in HEADING.finditer(text):
        if title or text[place : match.start()].strip():
            yield title, text[place : match.start()]
        title, place = next(filter(None, match.groups()), ""), match.end()
    yield title, text[place:]


COMMANDS = (
    (
        re.compile(
            r"\\(documentclass|usepackage|begin|end|label|pagestyle)(\[[^\]]*\])?\{[^{}]*\}(\[[^\]]*\])?"
        ),
        "",
    ),
    (re.compile(r"\\(?:emph|textbf|textit|text)\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\*\*([^*\n]+)\*\*|(?<!\w)__([^_\n]+)__(?!\w)|`([^`\n]+)`"), r"\1\2\3"),
    (re.compile(r"\\(maketitle|noindent|item|medskip|bigskip|smallskip|newpage)\b"), ""),
    (re.compile(r"(?m)^\s*(#{1,6}|[-*>]|```\w*)\s*"), ""),
    (re.compile(r"\s+"), " "),
)
"""Markup of prose that says nothing: left out."""


def prose(line: CheckedLine, style: Style) -> list[Inline]:
    """Words as words, a formula among them as a formula where it was read."""
    if line.sides and (tree := laid_out(line.sides[0], style)) is not None:
        return [tree, " "]
    text = plain_words(line.text)
    return [f"{text} "] if text else []


def plain_words(text: str) -> str:
    """Prose without its markup."""
    for pattern, put in COMMANDS:
        text = pattern.sub(put, text)
    return text.strip()


def checked(line: CheckedLine, style: Style) -> Block:
    display = shown(line, style)
    return Block(
        mark=line.mark,
        kind="carried" if line.carried else KINDS[line.status],
        word=line.wording,
        number=str(line.line) if line.part <= 1 else f"{line.line}.{line.part}",
        display=display,
        source=" ".join(line.text.split()),
        notes=tuple(notes(line, style)),
    )


def shown(line: CheckedLine, style: Style) -> Display | None:
    """The equation as it was read; nothing where one of its sides could not be."""
    trees = [laid_out(side, style) for side in line.sides]
    signs = line.relations or ("",)
    if not trees or None in trees or not SIGNS.keys() >= set(signs):
        return None
    continues = bool(signs[0])
    rows = []
    for number, (sign, tree) in enumerate(zip(signs, trees, strict=False)):
        if number or continues:
            left = trees[0] if number == 1 and not continues else None
            rows.append(Line(left, tree, sign=SIGNS[sign]))
    return Display(tuple(rows)) if rows else None


SIGNS = {
    "": "",
    **dict.fromkeys("=≡⇒⇔≟", "="),
    ":=": ":=",
    "≈": "approx",
    "∝": "propto",
    "→": "to",
    "↦": "mapsto",
}
SIGNS |= {"≠": "!=", "<": "<", ">": ">", "≤": "<=", "≥": ">="}


def laid_out(side: Basic | None, style: Style) -> Any:
    """A reading as a tree; None where it has no form."""
    if side is None:
        return None
    try:
        return layout(side, style)
    except (SymbpError, TypeError, ValueError, AttributeError, KeyError):
        return None


def notes(line: CheckedLine, style: Style) -> Iterator[Note]:
    """What is said about a line, the mistake first."""
    found = line.diagnosis
    if found:
        yield Note("said", (f"{found.title}. {found.message}" if found.title else found.message,))
        if found.edit:
            yield Note("plain", ("Change: ", Code(found.edit)))
        expected = laid_out(found.right, style)
        if expected is not None:
            yield Note("plain", ("It should be ", expected))
        if found.hint:
            yield Note("plain", (f"Hint: {found.hint}",))
    if line.witness and line.witness.at != SHAPES:
        yield Note("plain", (f"For example {line.witness}.",))
    yield from (Note("said" if not claim.ok else "quiet", (f"Shape: {claim}.",)) for claim in line.shapes)
    quiet = [line.reason, *(f"read so: {how}" for how in line.reading), *line.notes]
    quiet = [str(line.follows)] * bool(line.follows and not line.carried) + [text for text in quiet if text]
    if quiet or line.carried or not found:
        yield Note("quiet", ("; ".join((line.wording, *quiet)),))

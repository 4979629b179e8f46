"""A report for a terminal: a mark before every line, and below a wrong one what is the matter."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from symbp.checking.record import SHAPES, CheckedLine, Report

STYLES = {
    "proved": "green",
    "verified": "green",
    "wrong": "bold red",
    "undecided": "yellow",
    "assumed": "dim",
    "prose": "dim",
}
"""The colour of a line by its status."""

Styled = tuple[str, str]


def report_text(report: Report) -> str:
    """The whole report as plain text."""
    return "\n".join(text for text, _ in report_lines(report))


def report_lines(report: Report, columns: int = 0) -> Iterator[Styled]:
    """Every line of the report with its colour; prose is left out.

    What is said below a line is broken to fit so many columns, each of its lines indented.
    """
    shown = [line for line in report.lines if line.status != "prose"]
    width = max((len(number(line)) for line in shown), default=0)
    for line in shown:
        head = f"{line.mark} {number(line):>{width}}  {' '.join(line.text.split())}"
        yield head, "yellow" if line.carried else STYLES[line.status]
        indent = " " * (width + 4)
        for text, style in details(line):
            yield from ((indent + part, style) for part in broken(text, columns - len(indent)))
    for convention in report.conventions:
        yield f"Read so: {convention}.", "dim"
    yield report.summary, "bold"


def broken(text: str, columns: int) -> list[str]:
    """A text in lines of at most so many columns; in one where that makes no sense."""
    if columns < NARROWEST:
        return [text]
    return wrap(text, columns, break_long_words=False, break_on_hyphens=False, subsequent_indent="  ")


NARROWEST = 30


def number(line: CheckedLine) -> str:
    """12, or 12.2 for the second equation on a line."""
    return str(line.line) if line.part <= 1 else f"{line.line}.{line.part}"


def details(line: CheckedLine) -> Iterator[Styled]:
    """What is said below a line."""
    said = [] if line.status == "assumed" and not line.reason else [line.wording]
    said += [str(line.follows)] if line.follows and not line.carried else []
    said += [line.reason] if line.reason else []
    if said:
        yield "; ".join(said), "dim"
    yield from ((f"read: {how}", "dim") for how in line.reading)
    yield from ((f"shape: {claim}", "dim" if claim.ok else "red") for claim in line.shapes if not claim.ok)
    yield from ((note, "dim") for note in line.notes)
    yield from mistake(line)


def mistake(line: CheckedLine) -> Iterator[Styled]:
    """The diagnosis and the example of a wrong line."""
    found = line.diagnosis
    if found:
        yield str(found), "red"
        pairs = (("change", found.edit), ("you wrote", found.written), ("it should be", found.expected))
        yield from ((f"{what}: {text}", "red") for what, text in pairs if text)
        if found.hint:
            yield f"hint: {found.hint}", ""
    if line.witness and line.witness.at != SHAPES:
        yield f"for example {line.witness}", ""

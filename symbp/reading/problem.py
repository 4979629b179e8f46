"""The one error of reading: where it is, what was expected, and what to write instead."""

from __future__ import annotations

from symbp.errors import NotationError


class ReadingError(NotationError):
    """Text that is no mathematics symbp reads: its line and column, what is wrong, and advice.

    `column` counts from 1 within the equation's text; `line` is that of the file, 0 where the text
    is a single expression.
    """

    def __init__(self, reason: str, column: int = 0, advice: str = "", line: int = 0) -> None:
        self.reason, self.column, self.advice, self.line = reason, column, advice, line
        super().__init__(self.text())

    def text(self) -> str:
        places = [f"line {self.line}"] * bool(self.line) + [f"column {self.column}"] * bool(self.column)
        where = ", ".join(places)
        tail = f"; {self.advice}" if self.advice else ""
        return (f"{where}: " if where else "") + self.reason + tail

    def on_line(self, line: int) -> ReadingError:
        """The same error, with the line of the file on which its equation begins."""
        return ReadingError(self.reason, self.column, self.advice, line)

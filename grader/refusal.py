"""Why an upload cannot be read, in words that its author can act on."""

from __future__ import annotations


class RefusedError(Exception):
    """Raised inside the reading of an upload, and turned into an `Unreadable` there; it never leaves it."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return self.reason if self.line is None else f"line {self.line}: {self.reason}"


def shown(name: str, limit: int = 80) -> str:
    """A file name as it may stand in a message: one line, no control characters, not too long."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"

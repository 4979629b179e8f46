"""A piece of a file, and what its comments may state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["auto", "latex", "markdown", "numpy", "notebook"]
ChunkKind = Literal["math", "prose", "code", "definition"]


@dataclass(frozen=True)
class Chunk:
    """A piece of a file: `line` is its first physical line, `part` counts equations that begin there.

    `before` is the prose right before an equation, which may say that it is a definition; `row` is
    true for a row of a display that follows another, which may go on with its chain.
    """

    line: int
    part: int
    text: str
    kind: ChunkKind
    before: str = ""
    row: bool = False


NOTATION = re.compile(r"%\s*notation\s*:\s*(.+)", re.IGNORECASE)
"""A comment that gives a symbol its meaning."""

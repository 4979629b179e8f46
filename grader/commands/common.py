"""What the commands share: their arguments and options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def complete_assignment(incomplete: str) -> list[str]:
    """The TOML files that begin with what was typed."""
    return [str(path) for path in sorted(Path().glob("*.toml")) if str(path).startswith(incomplete)]


Assigned = Annotated[
    Path,
    typer.Argument(
        metavar="ASSIGNMENT",
        help="The assignment: a TOML file with a [network] table.",
        autocompletion=complete_assignment,
    ),
]
TrustedCode = Annotated[
    bool,
    typer.Option(
        "--trusted-code",
        help="Run submissions although they cannot be locked in here; they can then do whatever you can.",
    ),
]

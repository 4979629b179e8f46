"""The errors of symbp, by audience.

Every message says what is wrong, where, what was expected against what was
found, and what to do next.  The command line prints it and ends with
`exit_code`; no user's mistake ends in a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SymbpError(Exception):
    """Base of everything symbp raises on purpose."""

    exit_code = 2


class ConfigError(SymbpError):
    """A network specification, option or name that cannot be used."""


class DataError(SymbpError):
    """Numbers (data, weights) that do not fit the network."""


class NotationError(SymbpError):
    """Text that is not an expression symbp reads."""


class RuleError(SymbpError):
    """The derivation met an operation for which no rule is known."""


class OutputError(SymbpError):
    """A file that cannot be written."""


class UndecidedError(SymbpError):
    """An evaluation that cannot be carried out with certainty."""

    exit_code = 3


def choices(known: Iterable[str], found: str) -> str:
    """The tail of an error message: did you mean …, or the list of what is known.

    >>> choices(["sigmoid", "tanh"], "sigmod")
    "did you mean 'sigmoid'?"
    """
    names = list(known)
    close = get_close_matches(found, names, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else "expected one of: " + ", ".join(names)

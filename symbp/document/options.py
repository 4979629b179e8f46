"""What a document can be asked for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from symbp.errors import ConfigError, choices
from symbp.shown import SigmaPrime

SECTIONS = (
    "problem",
    "notation",
    "forward",
    "loss",
    "output",
    "activation",
    "hidden",
    "regularisation",
    "summary",
    "entries",
    "numbers",
    "check",
    "training",
    "program",
    "mistakes",
    "verification",
)
"""The sections of a worked solution, in order; each is a file in ``templates/story/sections``."""

FORMATS = ("pdf", "tex", "html", "md", "ipynb", "py", "json")
"""The files of a solution, by suffix."""

Detail = Literal["full", "matrix", "summary"]
Engine = Literal["typst", "latex"]

LEFT_OUT: dict[Detail, frozenset[str]] = {
    "full": frozenset(),
    "matrix": frozenset({"entries"}),
    "summary": frozenset({"entries", "output", "activation", "hidden", "regularisation", "mistakes"}),
}
"""The sections that a level of detail leaves out; `matrix` also leaves out the lines for one weight."""

MOST_DIGITS = 15


@dataclass(frozen=True)
class Options:
    """How a solution is written.

    `sections` are some of `SECTIONS` (all by default); `detail` is ``full``, ``matrix`` (no single
    weights) or ``summary`` (results only); `digits` follow the decimal point of a printed number.
    `product` is ``⊙`` or ``.*``, `gradient` is ``∂L/∂W`` or ``∇``, `sigma_prime` shows σ' by ``name``, by its
    ``value`` or ``both``.  `templates` is a directory searched
    before our own.  Raises `ConfigError` with the field, the value and what was expected.
    """

    sections: tuple[str, ...] = SECTIONS
    detail: Detail = "full"
    digits: int = 4
    title: str = ""
    author: str = ""
    date: datetime.date | str | None = None
    product: str = "⊙"
    gradient: str = "∂L/∂W"
    sigma_prime: SigmaPrime = "both"
    engine: Engine = "typst"
    formats: tuple[str, ...] = FORMATS
    templates: Path | None = field(default=None)

    def __post_init__(self) -> None:
        for name in self.sections:
            known("sections", name, SECTIONS)
        for name in self.formats:
            known("formats", name, FORMATS)
        known("detail", self.detail, get_args(Detail))
        known("engine", self.engine, get_args(Engine))
        known("product", self.product, ("⊙", ".*"))
        known("gradient", self.gradient, ("∂L/∂W", "∇"))
        known("sigma_prime", self.sigma_prime, get_args(SigmaPrime))
        if (
            isinstance(self.digits, bool)
            or not isinstance(self.digits, int)
            or not 1 <= self.digits <= MOST_DIGITS
        ):
            raise ConfigError(f"digits = {self.digits!r}: expected a whole number from 1 to {MOST_DIGITS}")
        if not self.sections:
            raise ConfigError("sections: none is left; name at least one of: " + ", ".join(SECTIONS))
        if self.templates is not None and not Path(self.templates).is_dir():
            raise ConfigError(f"templates = {str(self.templates)!r}: no such directory")

    @property
    def shown(self) -> tuple[str, ...]:
        """The sections that are written, in their order."""
        left_out = LEFT_OUT[self.detail]
        return tuple(name for name in SECTIONS if name in self.sections and name not in left_out)

    @property
    def day(self) -> datetime.date | None:
        """The date as a date, where it is one; any other text is printed as it stands."""
        if isinstance(self.date, datetime.date):
            return self.date
        try:
            return datetime.date.fromisoformat(self.date or "")
        except ValueError:
            return None

    @property
    def date_text(self) -> str:
        """The date as it is printed."""
        return f"{self.day.day} {self.day:%B %Y}" if self.day else str(self.date or "")


def known(field_name: str, value: Any, allowed: tuple[str, ...]) -> None:
    """Refuse a value that is not one of those allowed."""
    if value not in allowed:
        raise ConfigError(f"{field_name} = {value!r}: {choices(allowed, str(value))}")

"""Why not try all weights: the time that a grid search takes (L10)."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.errors import ConfigError
from symbp.numeric.settings import positive, whole

YEAR = 365.25 * 24 * 3600.0
UNITS = {"years": YEAR, "days": 24 * 3600.0, "h": 3600.0, "min": 60.0, "s": 1.0}


@dataclass(frozen=True)
class BruteForce:
    """Trying `trials` values for each of `parameters` weights, one parameter taking `first` seconds."""

    parameters: int
    trials: int
    first: float

    @property
    def evaluations(self) -> int:
        """How many combinations of weights there are."""
        return self.trials**self.parameters

    @property
    def seconds(self) -> float:
        """The whole time: each further parameter multiplies it by `trials`."""
        return self.first * float(self.trials) ** (self.parameters - 1)

    @property
    def hours(self) -> float:
        return self.seconds / UNITS["h"]

    @property
    def years(self) -> float:
        """In years of 365.25 days."""
        return self.seconds / YEAR

    def __str__(self) -> str:
        """The time in a unit that one can picture: ``50 s``, ``13.89 h``, ``1.58e+15 years``."""
        if self.seconds < 120:
            return f"{self.seconds:.4g} s"
        unit, size = next((u, size) for u, size in UNITS.items() if self.seconds >= 2 * size)
        value = self.seconds / size
        return f"{value:.4g} {unit}" if value < 1e6 else f"{value:.3g} {unit}"


def brute_force_time(parameters: int = 9, trials: int = 1000, seconds: float = 0.05) -> BruteForce:
    """The time to try all weights of a network, `seconds` being that for one parameter (L10).

    >>> str(brute_force_time(3)), str(brute_force_time(9))
    ('13.89 h', '1.58e+15 years')

    Raises `ConfigError` where a number is not positive or the result too large to write.
    """
    found = BruteForce(
        whole("parameters", parameters, 1), whole("trials", trials, 1), positive("seconds", seconds)
    )
    try:
        found.seconds  # noqa: B018
    except OverflowError:
        raise ConfigError(f"parameters = {parameters}: the time has more than 300 digits") from None
    return found

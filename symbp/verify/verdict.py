"""The answer to *are these two the same?*: yes, no with a witness, or undecided with a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal


@dataclass(frozen=True)
class Witness:
    """A place where two expressions differ.

    `at` says which entry, as pairs such as ("row", 1) or ("n", 2), empty for scalars; `left` and
    `right` are the two values (or the two shapes); `sizes` are N and the units of the layers.
    """

    at: tuple[tuple[str, int], ...]
    left: str
    right: str
    sizes: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        place = ", ".join(f"{name} {number}" for name, number in self.at)
        sizes = ", ".join(f"{name} = {size}" for name, size in self.sizes)
        return f"{self.left} against {self.right}" + (f" at {place}" if place else "") + f" ({sizes})"


@dataclass(frozen=True)
class Verdict:
    """Whether two expressions are equal, how that is known, and where they differ if not.

    `status` is ``equal``, ``different`` or ``undecided``.  An equal verdict is ``proved`` (the two
    sides are the same rational function of the entries and of the values of the activations, at small
    sizes) or ``verified`` (certified balls agree to `digits` digits at `points` random points).
    A different one carries a `witness`: balls that do not meet, a rigorous disproof.
    Only an equal verdict is true in a condition; an undecided one is not, but is no disproof.
    """

    status: Literal["equal", "different", "undecided"]
    proof: Literal["proved", "verified", ""] = ""
    digits: int = 0
    points: int = 0
    witness: Witness | None = None
    reason: str = ""
    seconds: float = field(default=0.0, compare=False)

    def __bool__(self) -> bool:
        return self.status == "equal"

    @property
    def wording(self) -> str:
        """The verdict in a few words, such as ``verified to 100 digits at 3 points``."""
        if self.proof == "verified":
            return f"verified to {self.digits} digits at {self.points} points"
        return self.proof or self.status

    def __str__(self) -> str:
        details = str(self.witness) if self.witness else self.reason
        return f"{self.wording}: {details}" if details else self.wording

    def to_dict(self) -> dict[str, Any]:
        """The verdict as plain data; without `seconds`, so that equal questions give equal data."""
        data: dict[str, Any] = {"status": self.status, "wording": self.wording}
        if self.proof:
            data |= {"proof": self.proof, "digits": self.digits, "points": self.points}
        if self.witness:
            data["witness"] = {
                "at": dict(self.witness.at),
                "left": self.witness.left,
                "right": self.witness.right,
                "sizes": dict(self.witness.sizes),
            }
        return data | ({"reason": self.reason} if self.reason else {})

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """What Jupyter shows."""
        return {
            "text/plain": str(self),
            "text/html": f"<p>{escape(str(self))}</p>",
            "application/json": self.to_dict(),
        }

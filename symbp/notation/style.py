"""How mathematics is to look: the few choices that a document or a reader makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Self

from sympy import Basic, Expr, Integer, Symbol

if TYPE_CHECKING:
    from symbp.network import Network

Product = Literal["⊙", ".*"]
GradientForm = Literal["∂L/∂W", "∇"]


@dataclass(frozen=True)
class Style:
    """The choices of notation; `Style.of(net)` makes those that suit one network.

    `product` is the sign of the element-wise product and `gradient` the form of a gradient.
    `sizes` shows dimensions as numbers and drops indices that can only be 1; `braces` puts the
    dimensions under each factor of a matrix product (L12).  `digits` follow the decimal point of
    a decimal number.  `names` prints a quantity under another name (``{"t": "T"}``), `functions`
    a scalar function under a name of its own (``{φ: "phi2"}``).
    """

    product: Product = "⊙"
    gradient: GradientForm = "∂L/∂W"
    sizes: Mapping[Symbol, int] = field(default_factory=dict)
    braces: bool = False
    digits: int = 4
    names: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[Basic, str] = field(default_factory=dict)

    @classmethod
    def of(cls, net: Network, **choices: Any) -> Self:
        """A style for one network: its layer sizes, T for one-hot targets, φ2, φ3 … for own activations."""
        one_hot = net.one_hot and not net.integer_targets
        custom = {f: f"phi{layer}" for layer, f in enumerate(net.functions, 2) if f.name == "custom"}
        given = {
            "sizes": net.names.sizes,
            "names": {"t": "T"} if one_hot else {},
            "functions": custom if len(custom) > 1 else {},
        }
        return cls(**{**given, **choices})

    def change(self, **choices: Any) -> Self:
        """The same style with other choices."""
        return replace(self, **choices)

    def size(self, dimension: Expr) -> Expr:
        """A dimension, as a number where `sizes` knows it."""
        if self.sizes and not isinstance(dimension, Integer):
            return dimension.xreplace({symbol: Integer(n) for symbol, n in self.sizes.items()})
        return dimension


DEFAULT = Style()

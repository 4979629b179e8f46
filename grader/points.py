"""The numbers at which submissions are tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from symbp.network import Network

PointName = Literal["main", "other", "one sample", "equal sizes", "saturated", "own sizes", "lecture"]


@dataclass(frozen=True)
class TestPoint:
    """A network of some sizes, and a number for every entry of X, t, the parameters and lam.

    `net` is the assignment's network with the units of this point.  `arrays` holds X, t, each parameter and lam as the
    derivation shapes them (a bias is a matrix), floats that are short dyadic fractions, labels as whole numbers of shape (N, 1) or (1, N).
    """

    __test__ = False  # not one of pytest's

    name: PointName
    net: Network
    samples: int
    arrays: Mapping[str, NDArray[Any]]

"""symbp: derive, prove, explain and compute the gradients of a neural network.

>>> import symbp
>>> d = symbp.derive(symbp.Network.preset("lecture10-regression"))
>>> list(d.gradients)
['dW1', 'dW2']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbp.backward import derive
    from symbp.checking import check
    from symbp.derivation import Derivation, Equation, Step
    from symbp.errors import SymbpError
    from symbp.network import Network
    from symbp.numeric.brute_force import brute_force_time
    from symbp.verify import Report, Verdict, equal

__version__ = "0.1.0"

_HOMES = {
    "Derivation": "symbp.derivation",
    "Equation": "symbp.derivation",
    "Network": "symbp.network",
    "Report": "symbp.verify",
    "Step": "symbp.derivation",
    "SymbpError": "symbp.errors",
    "Verdict": "symbp.verify",
    "brute_force_time": "symbp.numeric.brute_force",
    "check": "symbp.checking",
    "derive": "symbp.backward",
    "equal": "symbp.verify",
}

__all__ = [
    "Derivation",
    "Equation",
    "Network",
    "Report",
    "Step",
    "SymbpError",
    "Verdict",
    "__version__",
    "brute_force_time",
    "check",
    "derive",
    "equal",
]


def __getattr__(name: str) -> Any:
    """Import on first use, so that the command line's help does not wait for SymPy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'symbp' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return list(__all__)

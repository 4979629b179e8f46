"""What is known of a network, made once: its derivation, and the derivations with a mistake."""

from __future__ import annotations

from functools import lru_cache

from symbp.backward import derive
from symbp.derivation import Derivation
from symbp.misconceptions import Mutant, mutants
from symbp.network import Network


@lru_cache(maxsize=32)
def derived(net: Network) -> Derivation:
    """The derivation of a network, made once."""
    return derive(net)


@lru_cache(maxsize=32)
def known_mutants(net: Network) -> tuple[Mutant, ...]:
    """The mistakes that need no number to be solved for."""
    return tuple(m for m in mutants(derived(net)) if m.unknown is None)

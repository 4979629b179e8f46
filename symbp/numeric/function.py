"""The derivation as a NumPy function, by `sympy.lambdify` with the derivation's own names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import divide, exp, minimum
from numpy.typing import NDArray
from sympy import Basic, Symbol, lambdify
from sympy.matrices.expressions import MatAdd
from sympy.matrices.expressions.special import OneMatrix

from symbp.nodes import walk
from symbp.numeric.forms import computed, mentioned
from symbp.numeric.libraries import NUMPY
from symbp.numeric.listing import helper_texts, purpose
from symbp.numeric.printer import ArrayPrinter
from symbp.penalties import N, lam

if TYPE_CHECKING:
    from symbp.derivation import Derivation, Equation
    from symbp.network import Network

Array = NDArray[Any]
Function = Callable[..., Any]

FAST = replace(NUMPY, product=".dot", one="one")
"""`A.dot(B)` is the product `A @ B`, begun 0.4 µs sooner: the time of two additions of small matrices."""


class Constants(dict[Any, tuple[Any, Any]]):
    """The numbers 1 and 40 ready for use, by dtype.

    NumPy converts a Python number at each use, which takes longer than to add two small matrices;
    an array of the same dtype needs no conversion, and float32 stays float32.
    """

    def __missing__(self, dtype: Any) -> tuple[Any, Any]:
        return 1, 40


CONSTANTS = Constants({np.dtype(d): (np.array(1, d), np.array(40, d)) for d in (np.float32, np.float64)})


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^−z) as e^z / (1 + e^z); from z = 40 on it is 1 to the last digit, so exp cannot overflow."""
    one, forty = CONSTANTS[z.dtype]
    e = exp(minimum(z, forty))
    denominator = e + one
    return divide(e, denominator, denominator)


@lru_cache(maxsize=256)
def function(derivation: Derivation, *outputs: str) -> Function:
    """A NumPy function of ``X, t, W1[, b1], …[, lam]`` for the quantities named in `outputs`.

    Without names it returns all gradients in parameter order as a tuple; with one name that
    quantity alone; with several a tuple in the order asked for.  N is the number of samples of X.
    float32 arrays give float32 results.  Asked again it returns the same function.

    >>> import symbp
    >>> f = symbp.derive(symbp.Network.preset("lecture10-regression")).function("a2")
    >>> f(np.zeros((1, 2)), np.ones((1, 1)), np.ones((2, 3)), np.ones((3, 1)))
    array([[0.5, 0.5, 0.5]])

    Raises `ConfigError` for a name that the network does not have.
    """
    net = derivation.net
    wanted = [net.names.canonical(name) for name in outputs] or list(derivation.gradients)
    symbols = tuple(net.names.table[name].symbol for name in wanted)
    result = symbols[0] if len(outputs) == 1 else symbols
    equations = computed(derivation, wanted)
    definitions = [*preliminaries(net, equations), *((e.lhs, e.rhs) for e in equations)]
    made: Function = lambdify(
        net.names.arguments,
        result,
        modules=[namespace(net)],
        printer=ArrayPrinter(FAST, net),
        cse=lambda _: (definitions, result),
    )
    made.__name__ = wanted[0] if len(outputs) == 1 else "gradients" if not outputs else "quantities"
    made.__doc__ = purpose(net, wanted)
    return made


def preliminaries(net: Network, equations: tuple[Equation, ...]) -> Iterator[tuple[Basic, Basic]]:
    """The scalars that the equations use: what each is, as Python text."""
    used = set().union(*(mentioned(e.rhs) for e in equations))
    if N.name in used:
        yield N, Symbol("X.shape[0]" if net.samples == "rows" else "X.shape[1]")
    if lam.name in used:
        # A NumPy scalar would turn float32 into float64; a Python number does not.
        yield lam, Symbol("float(lam)")
    sums = (node for e in equations for node in walk(e.rhs) if isinstance(node, MatAdd))
    if any(isinstance(term, OneMatrix) for node in sums for term in node.args):
        yield Symbol("one"), Symbol("CONSTANTS[X.dtype][0]")


def namespace(net: Network) -> dict[str, Any]:
    """What the lines of the function may call."""
    helpers: dict[str, Any] = {"np": np, "math": math}
    for text in helper_texts(NUMPY, net).values():
        exec(text, helpers)
    return {**helpers, "sigmoid": sigmoid, "CONSTANTS": CONSTANTS}

"""The derivation as a NumPy function, by `sympy.lambdify` with the derivation's own names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Basic, Symbol, lambdify, preorder_traversal
from sympy.matrices.expressions import MatAdd
from sympy.matrices.expressions.special import OneMatrix

from symbp.numeric.fast import CALLED, FAST, shared_exponentials
from symbp.numeric.fit import Fit
from symbp.numeric.forms import computed, mentioned
from symbp.numeric.libraries import NUMPY
from symbp.numeric.listing import helper_texts, purpose, wanted_names
from symbp.numeric.printer import ArrayPrinter
from symbp.penalties import N

if TYPE_CHECKING:
    from symbp.derivation import Derivation, Equation
    from symbp.network import Network

Function = Callable[..., Any]


def function(derivation: Derivation, *outputs: str) -> Function:
    """A NumPy function of ``X, t, W1[, b1], …[, lam]`` for the quantities named in `outputs`.

    Without names it returns all gradients in parameter order as a tuple; with one name that
    quantity alone; with several a tuple in the order asked for.  N is the number of samples of X, all
    other sizes are those of `units`; lists are taken as arrays.  float32 arrays give float32 results.
    Asked again it returns the same function.

    >>> import symbp
    >>> f = symbp.derive(symbp.Network.preset("lecture10-regression")).function("a2")
    >>> f(np.zeros((1, 2)), np.ones((1, 1)), np.ones((2, 3)), np.ones((3, 1)))
    array([[0.5, 0.5, 0.5]])

    Raises `ConfigError` for a name that the network does not have.  The function raises `DataError` for
    shapes and labels that do not fit; it does not look for NaN, nor at the values of other targets, as
    `symbp.data.check_data` does.
    """
    return made(derivation, wanted_names(derivation, outputs), len(outputs) == 1)


@lru_cache(maxsize=256)
def made(derivation: Derivation, wanted: tuple[str, ...], single: bool) -> Function:
    """The function for some quantities, by their names in the table."""
    net = derivation.net
    symbols = tuple(net.names.table[name].symbol for name in wanted)
    result = symbols[0] if single else symbols
    equations = tuple(shared_exponentials(computed(derivation, wanted), wanted))
    definitions = [*preliminaries(net, equations), *((e.lhs, e.rhs) for e in equations)]
    function: Function = lambdify(
        net.names.arguments,
        result,
        modules=[namespace(net)],
        printer=ArrayPrinter(FAST, net),
        cse=lambda _: (definitions, result),
    )
    gradients = wanted == tuple(derivation.gradients) and not single
    function.__name__ = wanted[0] if single else "gradients" if gradients else "quantities"
    function.__doc__ = purpose(net, wanted)
    return function


def preliminaries(net: Network, equations: tuple[Equation, ...]) -> Iterator[tuple[Basic, Basic]]:
    """The test of the arguments and the scalars that the equations use: what each is, as Python text."""
    # What SymPy takes for a symbol is printed as it stands, be it several names or a whole expression.
    arguments = ", ".join(argument.name for argument in net.names.arguments)
    fits = " and ".join(Fit(net).tests)
    yield Symbol(arguments), Symbol(f"({arguments}) if {fits} else fitted({arguments})")
    used = set().union(*(mentioned(e.rhs) for e in equations))
    if N.name in used:
        yield N, Symbol("X.shape[0]" if net.samples == "rows" else "X.shape[1]")
    if any(
        isinstance(node, MatAdd) and adds_one(node) for e in equations for node in preorder_traversal(e.rhs)
    ):
        yield Symbol("one, limit"), Symbol("CONSTANTS[X.dtype]")


def adds_one(node: MatAdd) -> bool:
    return any(isinstance(term, OneMatrix) for term in node.args)


def namespace(net: Network) -> dict[str, Any]:
    """What the lines of the function may call."""
    helpers: dict[str, Any] = {"np": np, "math": math}
    for text in helper_texts(NUMPY, net).values():
        exec(text, helpers)
    fit = Fit(net)
    classes = {"classes": fit.classes} if net.integer_targets else {}
    return {**helpers, **CALLED, **classes, "fitted": fit}

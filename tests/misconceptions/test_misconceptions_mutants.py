"""Mutants: for any network, complete sets of equations that are other ones and give other numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from named import NAMED, derivation, mutants_of, written
from strategies import networks
from sympy import Basic, Symbol
from sympy.matrices.expressions import MatrixSymbol

from grader.numbers import Numbers, ShapesError
from grader.points import Points
from symbp import Derivation, Network, derive
from symbp.misconceptions import MISCONCEPTIONS, Mutant, mutants
from symbp.misconceptions.mutations import GENERATORS
from symbp.misconceptions.nodes import rate
from symbp.notation import latex

RATE = 0.375


@settings(max_examples=15)
@given(net=networks(deepest=3))
def test_a_random_network_has_mutants_that_are_complete_and_can_be_written(net: Network) -> None:
    d = derive(net)
    found = mutants(d)
    assert_told_apart(found)
    for mutant in found:
        assert_complete(d, mutant)
        assert written(mutant)
        assert all(latex(right) for right in mutant.equations.values())


def assert_told_apart(found: tuple[Mutant, ...]) -> None:
    """No two have the same name, or under one id the same equations."""
    names = {(m.id, m.target, m.variant) for m in found}
    formulas = {(m.id, *m.equations.items()) for m in found}
    assert len(names) == len(formulas) == len(found)


def assert_complete(d: Derivation, mutant: Mutant) -> None:
    """Each replaced equation is another one, and all quantities can still be computed."""
    right = {name: equation.rhs for name, equation in d.equations.items()}
    assert all(wrong != right[name] for name, wrong in mutant.equations.items())
    assert mutant.target == next(name for name in right if name in mutant.equations)
    assert mutant.unknown == (rate if mutant.id == "M23" else None)
    given = (
        {a.name for a in d.net.names.arguments} | {s.name for s in (*d.net.names.dims, rate)} | {"N", "lam"}
    )
    todo = {name: set(names_in(wrong)) for name, wrong in {**right, **mutant.equations}.items()}
    while todo:
        ready = [name for name, needed in todo.items() if needed <= given]
        assert ready, f"{mutant.id} {mutant.variant}: {sorted(todo)} depend on each other"
        given |= set(ready)
        todo = {name: needed for name, needed in todo.items() if name not in ready}


def names_in(right: Basic) -> Iterator[str]:
    custom = {"z"}  # the variable of an activation given as text
    yield from (symbol.name for symbol in right.atoms(MatrixSymbol))
    yield from ({symbol.name for symbol in right.atoms(Symbol)} - custom)


@pytest.mark.parametrize("id", GENERATORS)
def test_every_misconception_exists_for_some_named_network(id: str) -> None:
    assert [name for name in NAMED if any(m.id == id for m in mutants_of(name))]


def test_mutants_come_in_the_order_of_the_table_and_every_time_the_same() -> None:
    found = mutants(derivation("regression with a penalty"))
    order = list(MISCONCEPTIONS)
    assert [m.id for m in found] == sorted((m.id for m in found), key=order.index)
    assert found == mutants(derive(NAMED["regression with a penalty"]))


def test_the_lecture_network_has_a_moderate_number() -> None:
    assert 200 < len(mutants_of("regression with a penalty")) < 250


@pytest.mark.parametrize("name", NAMED)
def test_every_mutant_gives_other_numbers(name: str) -> None:
    """Those whose shapes fit at sizes that coincide only have no numbers at all."""
    d = derivation(name)
    numbers = Numbers(d, Points(NAMED[name]).main(b"mutants"))
    right = numbers.evaluate(d.equations)
    assert [m.variant for m in mutants_of(name) if agrees(numbers, right, m) and not excused(m)] == []


def agrees(numbers: Numbers, right: Mapping[str, Any], mutant: Mutant) -> bool:
    try:
        wrong = numbers.evaluate(right, mutant.equations, {"rate": RATE})
    except ShapesError:
        return False
    return all(
        np.shape(wrong[q]) == np.shape(x) and np.allclose(wrong[q], x, 1e-9, 0) for q, x in right.items()
    )


def excused(mutant: Mutant) -> bool:
    """|f − t| is f − t where every output is larger than its target."""
    return mutant.variant.startswith("|f − t|")

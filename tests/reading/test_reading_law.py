"""Everything that symbp prints is read back to the same object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from reading_forms import form
from strategies import networks

import symbp
from symbp.derivation import Derivation
from symbp.network import Network
from symbp.notation import Style, latex, plain
from symbp.presets import PRESETS
from symbp.reading import read


def styles(net: Network) -> tuple[Style, ...]:
    """The notation as it comes, in the network's numbers, and with every choice made the other way."""
    other = Style.of(net, braces=True, product=".*", gradient="∇")
    return Style(), Style.of(net), other


def sides(printed: Any) -> tuple[Any, Any]:
    return (printed.lhs, printed.rhs) if hasattr(printed, "lhs") else (printed.before, printed.after)


def everything(d: Derivation) -> Iterator[Any]:
    yield from d.equations.values()
    yield from d.steps
    yield from d.lemmas


def check(text: str, printed: Any, net: Network) -> None:
    """The first reading of each side is what was printed."""
    (line,) = (line for line in read(text, net) if line.sides or line.error)
    assert line.error is None, line.error
    for side, expected in zip(line.sides, sides(printed), strict=True):
        assert form(side.readings[0].value, net) == form(expected, net), text


def check_all(net: Network) -> None:
    for printed in everything(symbp.derive(net)):
        check(plain(printed), printed, net)
        for style in styles(net):
            check(f"$${latex(printed, style)}$$", printed, net)


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_printed_of_the_lectures_networks_is_read_back(preset: str) -> None:
    check_all(Network.preset(preset))


@settings(max_examples=5)
@given(networks(deepest=3))
def test_what_is_printed_of_any_network_is_read_back(net: Network) -> None:
    check_all(net)


def test_matrices_are_read_back_as_the_very_same_objects() -> None:
    d = symbp.derive(Network.preset("lecture10-regression"))
    for equation in (*d.forward, d.equations["delta3"], d.equations["delta2"]):
        (line,) = read(f"${latex(equation)}$", d.net)
        assert [side.readings[0].value for side in line.sides] == [equation.lhs, equation.rhs]

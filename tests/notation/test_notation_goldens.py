"""Golden files: every kind of node and every line of the six presets, in every notation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from notation_corpus import NET, NODES, derivation, objects_of
from syrupy.assertion import SnapshotAssertion

from symbp.notation import Style, latex, mathml, plain, typst, words
from symbp.presets import PRESETS

RENDERERS: dict[str, Callable[..., str]] = {"latex": latex, "typst": typst, "words": words, "mathml": mathml}


@pytest.mark.parametrize("format", RENDERERS)
def test_every_node_prints_as_written(format: str, snapshot: SnapshotAssertion) -> None:
    style = Style.of(NET)
    assert {name: RENDERERS[format](obj, style) for name, obj in NODES.items()} == snapshot


def test_every_node_prints_as_written_in_the_other_notation(snapshot: SnapshotAssertion) -> None:
    style = Style(product=".*", gradient="∇", braces=True)
    assert {name: latex(obj, style) for name, obj in NODES.items()} == snapshot


@pytest.mark.parametrize("preset", PRESETS)
def test_every_line_of_a_preset_prints_as_written(preset: str, snapshot: SnapshotAssertion) -> None:
    d = derivation(preset)
    style = Style.of(d.net)
    assert [latex(obj, style) for obj in objects_of(d)] == snapshot


@pytest.mark.parametrize("preset", PRESETS)
def test_every_equation_of_a_preset_in_every_notation(preset: str, snapshot: SnapshotAssertion) -> None:
    d = derivation(preset)
    style = Style.of(d.net)

    def every_way(equation: Any) -> dict[str, str]:
        return {"plain": plain(equation), "typst": typst(equation, style), "words": words(equation, style)}

    assert {name: every_way(equation) for name, equation in d.equations.items()} == snapshot

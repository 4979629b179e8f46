"""σ' as a reader wants it: by name, by value, or both."""

from __future__ import annotations

import pytest

import symbp
from symbp.document import solve
from symbp.network import Network
from symbp.nodes import Elementwise
from symbp.notation import plain
from symbp.presets import PRESETS
from symbp.shown import SigmaPrime, shown

FORMS: tuple[SigmaPrime, ...] = ("name", "value", "both")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_line_still_holds_and_chains_still_join(preset: str, form: SigmaPrime) -> None:
    d = shown(symbp.derive(Network.preset(preset)), form)
    assert d.verify(points=1, entry_level=False).ok
    for chain in d.chains():
        assert all(step.before != step.after for step in chain)


def test_the_name_the_value_or_both_are_written() -> None:
    d = symbp.derive(Network.preset("lecture10-regression"))
    last = {form: plain(shown(d, form).steps_of("delta2")[-1].after) for form in FORMS}
    assert last["name"] == "(delta3 @ W2.T) * dsigmoid(Z2)"
    assert last["value"] == last["both"] == "(delta3 @ W2.T) * a2 * (1 - a2)"
    assert plain(shown(d, "value")["delta2"]) == last["value"]
    by_value = [s.after for s in shown(d, "value").steps if s.level == "matrix"]
    assert not any(node.order for after in by_value for node in after.atoms(Elementwise))


@pytest.mark.parametrize("form", FORMS)
def test_a_document_is_written_with_each(form: SigmaPrime) -> None:
    text = solve("lecture10-regression", iterations=0, formats=("md",), sigma_prime=form).md
    assert (r"\sigma' (Z^{(2)})" in text or r"\sigma'(Z^{(2)})" in text) == (form != "value")

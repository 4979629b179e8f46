"""Every line of a derivation has its verdict, whatever the network."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sympy import Basic

import symbp
from symbp.derivation import Derivation
from symbp.network import Network
from symbp.nodes import transpose
from symbp.presets import PRESETS


def derived(**fields: object) -> Derivation:
    return symbp.derive(Network(**fields))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_line_of_every_preset_is_proved(preset: str) -> None:
    report = symbp.derive(Network.preset(preset)).verify()
    assert report.ok
    assert report.counts == {"proved": len(report.lines), "verified": 0, "different": 0, "undecided": 0}


def test_a_report_covers_every_step_equation_gradient_and_entry() -> None:
    d = symbp.derive(Network.preset("lecture10-regression-l2"))
    report = d.verify()
    sides = {(line.lhs, line.rhs) for line in report.lines}
    assert {(step.before, step.after) for step in d.steps} <= sides
    assert {(e.lhs, e.rhs) for e in d.equations.values()} <= sides
    assert [line.target for line in report.lines if line.level == "direction"] == ["dW1", "dW2"]
    assert [line.target for line in report.lines if line.level == "entry"] == ["dW1"] * 6 + ["dW2"] * 3


CONVENTIONS: dict[str, dict[str, object]] = {
    "columns, separate bias": {"samples": "columns", "bias": "separate"},
    "columns, folded bias": {"samples": "columns", "bias": "folded", "penalty": "lambda"},
    "rows, weights out x in": {"weights": "out x in", "bias": "separate"},
    "bias stored the other way": {"bias": "separate", "bias_shape": "(units, 1)", "penalise_bias": True},
    "delta without 1/N": {"delta": "N*dL/dZ", "penalty": "lambda/2"},
    "relu and leaky relu": {"activations": ("relu", "leaky_relu")},
    "an activation as an expression": {"activations": ("z*sigmoid(z)", "atan(z) + erf(z)")},
    "no half": {"half": False, "reduction": "sum"},
}


@pytest.mark.parametrize("fields", CONVENTIONS.values(), ids=CONVENTIONS)
def test_every_convention_is_proved(fields: dict[str, object]) -> None:
    d = derived(**{"units": (3, 2, 2), "activations": ("tanh", "softplus"), **fields})
    assert d.verify(points=2).counts["proved"] == len(d.verify(points=2).lines)


@pytest.mark.parametrize("targets", ["one-hot", "integers from 0", "integers from 1"])
def test_softmax_is_proved_for_every_coding_of_classes(targets: str) -> None:
    d = derived(
        units=(2, 3, 3), activations=("sigmoid", "tanh"), loss="softmax_cross_entropy", targets=targets
    )
    report = d.verify(points=1, entry_level=False)
    assert report.counts["proved"] == len(report.lines)


def test_a_wide_network_has_the_lines_and_verdicts_of_a_small_one() -> None:
    fields = {"activations": ("relu", "identity"), "loss": "softmax_cross_entropy", "bias": "separate"}
    wide, small = (
        derived(units=units, **fields).verify(entry_level=False) for units in ((784, 256, 10), (3, 4, 2))
    )
    assert [line.verdict for line in wide.lines] == [line.verdict for line in small.lines]
    assert wide.ok


def test_a_deep_network_is_verified_at_every_layer() -> None:
    report = derived(units=(2, *[3, 4] * 5, 1), activations=("tanh",) * 11).verify(points=1)
    assert report.ok
    assert {f"delta{layer}" for layer in range(2, 13)} <= {line.target for line in report.lines}


def tampered(d: Derivation, name: str, right: Basic) -> Derivation:
    """The same derivation with another right side in one backward equation."""
    backward = tuple(replace(e, rhs=right) if e.name == name else e for e in d.backward)
    return replace(d, backward=backward)


def test_a_wrong_equation_is_different_with_a_witness_and_so_is_what_follows_from_it() -> None:
    d = symbp.derive(Network.preset("lecture10-regression"))
    report = tampered(d, "delta2", -d["delta2"]).verify(entry_level=False)
    assert not report.ok
    found = [(line.target, line.rule) for line in report.failures]
    assert found == [("delta2", "equation"), ("dW1", "directional derivative")]
    assert all(line.verdict.status == "different" and line.verdict.witness for line in report.failures)


def test_a_transposed_gradient_is_refuted_by_its_shape() -> None:
    d = symbp.derive(Network.preset("lecture10-regression"))
    report = tampered(d, "dW2", transpose(d["dW2"])).verify(entry_level=False)
    assert str(report.failures[0].verdict).startswith("different: a 4×1 matrix against a 1×4 matrix")


def test_what_is_not_decided_in_time_is_undecided_and_not_wrong() -> None:
    report = symbp.derive(Network.preset("lecture10-regression")).verify(limit=0.0)
    assert not report.ok
    assert {line.verdict.status for line in report.lines} == {"undecided"}
    assert report.lines[0].verdict.reason == "the time limit of 0 s is reached"


def unchecked(activation: str) -> Derivation:
    """A derivation of what the specification would refuse: an activation that is not always defined."""
    net = Network(units=(2, 3, 1), activations=("sigmoid", "identity"))
    return symbp.derive(net.model_copy(update={"activations": (activation, "identity")}))


def test_an_activation_that_is_undefined_for_some_inputs_is_verified_where_it_is_defined() -> None:
    assert unchecked("log(z)").verify(points=1).ok


def test_an_activation_that_is_defined_nowhere_is_undecided() -> None:
    report = unchecked("log(-1 - z*z)").verify(points=1)
    forward = next(line for line in report.lines if line.target == "Z2")
    assert str(forward.verdict) == (
        "undecided: the network is undefined at all of 120 points drawn: the loss has no finite value"
    )


def test_reports_of_one_derivation_are_the_same_and_their_json_too() -> None:
    d = symbp.derive(Network.preset("lecture10-binary"))
    first, second = d.verify(), d.verify()
    assert first == second
    assert first.to_json() == second.to_json()


def test_a_report_shows_itself_as_text_html_and_json() -> None:
    report = symbp.derive(Network.preset("lecture10-regression")).verify()
    bundle = report._repr_mimebundle_()
    assert bundle["text/plain"].startswith(f"{len(report.lines)} lines: {len(report.lines)} proved\n")
    assert bundle["text/html"].startswith("<table><caption>")
    assert json.loads(report.to_json()) == bundle["application/json"]
    assert bundle["application/json"]["ok"] is True
    first = bundle["application/json"]["lines"][0]
    assert (first["target"], first["level"], first["wording"]) == ("Z2", "forward", "proved")

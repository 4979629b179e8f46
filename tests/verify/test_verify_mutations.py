"""Swap any entry of a table for a wrong one, and verification notices: nothing is believed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sympy import Basic, Integer

import symbp
from symbp.activations import ACTIVATIONS
from symbp.derivation import Derivation
from symbp.losses import LOSSES
from symbp.network import Network
from symbp.nodes import hadamard, product
from symbp.rules import RULES, Rule
from symbp.verify import Report

NETWORKS: dict[str, dict[str, Any]] = {
    "squared error": {"units": (2, 3, 1), "activations": ("tanh", "sigmoid"), "penalty": "lambda/(2N)"},
    "folded bias": {
        "units": (2, 3, 1),
        "activations": ("softplus", "identity"),
        "bias": "folded",
        "penalty": "lambda",
    },
    "cross-entropy": {
        "units": (2, 3, 2),
        "activations": ("tanh", "sigmoid"),
        "loss": "binary_cross_entropy",
        "weights": "out x in",
        "bias": "separate",
    },
    "logistic": {"units": (2, 3, 1), "activations": ("relu", "leaky_relu"), "loss": "logistic"},
    "softmax": {"units": (2, 3, 3), "activations": ("sigmoid", "identity"), "loss": "softmax_cross_entropy"},
}


def derivations() -> list[Derivation]:
    return [symbp.derive(Network(**fields)) for fields in NETWORKS.values()]


def lines_of(d: Derivation) -> list[tuple[Basic, Basic]]:
    return [(e.lhs, e.rhs) for e in d.equations.values()] + [(s.before, s.after) for s in d.steps]


def checked(d: Derivation) -> Report:
    return d.verify(points=1, entry_level=False)


def doubled(rule: Rule) -> Rule:
    """A rule that passes back twice what it should."""

    def pull(node: Any, G: Any, result: Any) -> Iterator[tuple[Any, Any]]:
        for part, gradient in rule.pull(node, G, result):
            yield part, product(Integer(2), gradient) if gradient.is_Matrix else 2 * gradient

    return replace(rule, pull=pull)


def unchanged(rule: Rule) -> Rule:
    """A rule that forgets the operation, as if it were the identity, where shapes allow it."""

    def pull(node: Any, G: Any, result: Any) -> Iterator[tuple[Any, Any]]:
        for part, gradient in rule.pull(node, G, result):
            fits = gradient.is_Matrix and G.is_Matrix and gradient.shape == G.shape
            yield part, G if fits else gradient

    return replace(rule, pull=pull)


@pytest.mark.parametrize("operation", RULES, ids=lambda operation: operation.__name__)
@pytest.mark.parametrize("wrong", [doubled, unchanged])
def test_a_wrong_rule_of_differentiation_is_noticed(
    operation: type[Basic], wrong: Callable[[Rule], Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = derivations()
    monkeypatch.setitem(RULES, operation, wrong(RULES[operation]))
    changed = [d for d, before in zip(derivations(), right, strict=True) if lines_of(d) != lines_of(before)]
    assert changed or wrong is unchanged, f"no network here uses the rule of {operation.__name__}"
    for d in changed:
        assert any(line.verdict.status == "different" for line in checked(d).lines)


def users_of(activation: str) -> list[dict[str, Any]]:
    return [fields for fields in NETWORKS.values() if activation in fields["activations"]]


@pytest.mark.parametrize("field", ["derivative", "from_value"])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_wrong_derivative_of_an_activation_is_noticed(
    name: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ACTIVATIONS[name]
    form = getattr(entry, field)
    if form is None:
        return
    monkeypatch.setitem(ACTIVATIONS, name, replace(entry, **{field: lambda *args: 2 * form(*args)}))
    assert users_of(name)
    for fields in users_of(name):
        report = checked(symbp.derive(Network(**fields)))
        assert any(line.verdict.status == "different" for line in report.lines)


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"identity"}))
def test_a_wrong_value_of_an_activation_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ACTIVATIONS[name]
    monkeypatch.setitem(ACTIVATIONS, name, replace(entry, value=lambda *args: 2 * entry.value(*args)))
    report = symbp.derive(Network(**users_of(name)[0])).verify(points=1)
    assert not report.ok


def every_wrong_loss() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, loss in LOSSES.items():
        yield name, {"term": lambda p, t, term=loss.term: product(Integer(2), term(p, t))}
        yield name, {"term": hadamard}
        yield name, {"sign": -loss.sign}
        yield name, {"half": not loss.half}
        yield name, {"link": None if loss.link else "sigmoid"}
        if loss.stable:
            yield name, {"stable": lambda p, t, stable=loss.stable: product(Integer(2), stable(p, t))}


@pytest.mark.parametrize(("name", "change"), list(every_wrong_loss()), ids=lambda value: str(value)[:24])
def test_a_wrong_loss_is_noticed(name: str, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    fields = next(f for f in NETWORKS.values() if f.get("loss", "squared_error") == name)
    net = Network(**fields)
    monkeypatch.setitem(LOSSES, name, replace(LOSSES[name], **change))
    assert not checked(symbp.derive(net)).ok

"""The specification: what is accepted, what is refused and in which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from symbp.errors import ConfigError
from symbp.network import Network
from symbp.presets import PRESETS

TOML = """
[network]
units = [2, 3, 1]
activations = ["sigmoid", "sigmoid"]   # hidden layers, then the output
loss = "squared_error"                 # its ½ is part of the loss: "half = false" removes it
reduction = "mean"
penalty = "lambda/(2N)"
bias = "none"
samples = "rows"
"""

BASE: dict[str, Any] = {"units": (2, 3, 1), "activations": ("sigmoid", "sigmoid")}

COURSES: dict[str, dict[str, Any]] = {
    "C1": {**BASE, "reduction": "sum"},
    "C2": {**BASE, "reduction": "sum", "penalty": "lambda/2"},
    "C3": {
        "units": (4, 5, 10),
        "activations": ("sigmoid", "sigmoid"),
        "loss": "binary_cross_entropy",
        "penalty": "lambda/(2N)",
        "bias": "folded",
        "weights": "out x in",
        "targets": "integers from 1",
    },
    "C4": {
        **BASE,
        "activations": ("tanh", "sigmoid"),
        "loss": "binary_cross_entropy",
        "samples": "columns",
        "bias": "separate",
        "delta": "N*dL/dZ",
    },
    "C5": {
        "units": (4, 5, 3),
        "activations": ("relu", "identity"),
        "loss": "softmax_cross_entropy",
        "penalty": "lambda",
        "bias": "separate",
        "bias_shape": "(units,)",
        "targets": "integers from 0",
    },
    "C6": {
        "units": (4, 5, 3),
        "activations": ("sigmoid", "sigmoid"),
        "reduction": "sum",
        "samples": "columns",
        "bias": "separate",
        "targets": "one-hot",
    },
    "C7": {
        "units": (2, 3, 2),
        "activations": ("tanh", "identity"),
        "reduction": "sum",
        "samples": "columns",
        "bias": "folded",
    },
}

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({**BASE, "units": (2, 0, 1)}, "units = [2, 0, 1]: expected every layer 1 to 1000000 units"),
    ({**BASE, "units": (2, -3, 1)}, "units = [2, -3, 1]: expected every layer 1 to 1000000 units"),
    (
        {**BASE, "activations": ("sigmoid",)},
        "activations = ['sigmoid']: expected 2, one per layer after the input, for units = [2, 3, 1]",
    ),
    ({**BASE, "los": "logistic"}, "unknown field 'los'; did you mean 'loss'?"),
    (
        {**BASE, "loss": "softmax_cross_entropy"},
        "units = [2, 3, 1]: expected at least 2 outputs for a softmax (K = 1 is always 1)",
    ),
    (
        {**BASE, "activations": ("sigmoid", "tanh"), "loss": "binary_cross_entropy"},
        "activations = 'tanh': expected an output strictly between 0 and 1 for binary_cross_entropy, "
        "such as sigmoid (loss = 'logistic' takes an output without activation)",
    ),
    (
        {**BASE, "loss": "logistic", "targets": "real"},
        "targets = 'real': expected for logistic: 0/1, one-hot, integers from 0, integers from 1",
    ),
    ({**BASE, "slope": 1.5}, "slope = 1.5: expected a number between 0 and 1"),
    (
        {**BASE, "bias_shape": "(units,)"},
        "bias_shape = '(units,)': expected nothing unless bias = 'separate'",
    ),
    (
        {**BASE, "targets": "one-hot"},
        "targets = 'one-hot': expected at least 2 outputs, not 1; or 0/1 targets",
    ),
    ({**BASE, "penalise_bias": True}, "penalise_bias = True: expected false where there is no bias"),
]


def test_the_documented_toml_works_as_it_is() -> None:
    net = Network.from_toml(TOML)
    assert net.units == (2, 3, 1)
    assert net == Network.preset("lecture10-regression-l2")


@pytest.mark.parametrize("name", PRESETS)
def test_presets_read_back_from_their_own_toml(name: str) -> None:
    assert Network.from_toml(Network.preset(name).to_toml()) == Network.preset(name)


def test_keys_beside_a_preset_override_it() -> None:
    net = Network.from_toml('[network]\npreset = "lecture10-regression"\nunits = [2, 5, 1]\n')
    assert net.units == (2, 5, 1)
    assert net.reduction == "sum"


def test_a_network_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Network(**BASE).units = (1, 1)


@pytest.mark.parametrize("course", COURSES)
def test_the_conventions_of_well_known_courses_can_be_stated(course: str) -> None:
    assert Network(**COURSES[course])


@pytest.mark.parametrize(("fields", "message"), REFUSED, ids=lambda v: str(v)[:40])
def test_impossible_networks_are_refused_with_field_value_and_expectation(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError) as error:
        Network(**fields)
    assert str(error.value) == message


def test_an_unknown_preset_gets_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="unknown preset 'lecture10-regresion'; did you mean"):
        Network.load("lecture10-regresion")


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*net\.toml: No such file"):
        Network.load(tmp_path / "net.toml")


@pytest.mark.parametrize("text", ["__import__('os')", "z.real", "[z]", "lambda: z", "z if z else 1", "'z'"])
def test_activation_text_is_never_evaluated_as_code(text: str) -> None:
    with pytest.raises(ConfigError, match=r"is not arithmetic|unknown function|is not a number"):
        Network(units=(1, 1), activations=(text,))

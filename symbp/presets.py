"""The networks of the lecture, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """One preset: its title, the lecture's row, and the fields of its network."""

    title: str
    source: str
    fields: dict[str, Any]


_REGRESSION = {"units": (2, 3, 1), "activations": ("sigmoid", "sigmoid"), "loss": "squared_error"}
_BINARY = {"units": (2, 3, 1), "activations": ("sigmoid", "sigmoid"), "loss": "binary_cross_entropy"}
_L2 = {"reduction": "mean", "penalty": "lambda/(2N)"}

PRESETS: dict[str, Preset] = {
    "lecture10-regression": Preset(
        "Regression, squared error (sum form)", "L16", {**_REGRESSION, "reduction": "sum"}
    ),
    "lecture10-regression-l2": Preset(
        "Regression, squared error (mean form) with an L2 penalty", "L21", {**_REGRESSION, **_L2}
    ),
    "lecture10-binary": Preset(
        "Binary classification, cross-entropy (sum form)", "L17", {**_BINARY, "reduction": "sum"}
    ),
    "lecture10-binary-l2": Preset(
        "Binary classification, cross-entropy (mean form) with an L2 penalty", "L22", {**_BINARY, **_L2}
    ),
    "lecture10-logistic": Preset(
        "Binary classification, logistic loss on the raw output (mean form)",
        "L05",
        {
            "units": (2, 3, 1),
            "activations": ("sigmoid", "identity"),
            "loss": "logistic",
            "reduction": "mean",
        },
    ),
    "lecture10-multiclass": Preset(
        "Multi-class classification, softmax and cross-entropy (mean form), K = 4",
        "L06, L07",
        {
            "units": (2, 3, 4),
            "activations": ("sigmoid", "identity"),
            "loss": "softmax_cross_entropy",
            "reduction": "mean",
        },
    ),
}

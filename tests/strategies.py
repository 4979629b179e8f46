"""Random valid networks, over every field of the specification."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from symbp.losses import LOSSES
from symbp.network import Network

ACTIVATIONS = (
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "softplus",
    "identity",
    "z*sigmoid(z)",
    "sin(z) + z/3",
)


@st.composite
def networks(draw: st.DrawFn, deepest: int = 4, widest: int = 4) -> Network:
    """A network that the specification accepts, 0 to `deepest` hidden layers."""
    loss = draw(st.sampled_from(sorted(LOSSES)))
    units = draw(st.lists(st.integers(1, widest), min_size=2, max_size=deepest + 2))
    targets = draw(st.sampled_from([None, *LOSSES[loss].targets]))
    if loss == "softmax_cross_entropy" or str(targets).startswith(("one-hot", "integers")):
        units[-1] = draw(st.integers(2, max(2, widest)))
    activations = draw(
        st.lists(st.sampled_from(ACTIVATIONS), min_size=len(units) - 1, max_size=len(units) - 1)
    )
    if loss == "binary_cross_entropy":
        activations[-1] = draw(st.sampled_from(["sigmoid", "1/2 + tanh(z)/3"]))
    fields: dict[str, Any] = {
        "units": tuple(units),
        "activations": tuple(activations),
        "loss": loss,
        "targets": targets,
        "reduction": draw(st.sampled_from(["sum", "mean"])),
        "half": draw(st.booleans()) if loss == "squared_error" else True,
        "penalty": draw(st.sampled_from(["none", "lambda/(2N)", "lambda/2", "lambda"])),
        "samples": draw(st.sampled_from(["rows", "columns"])),
        "weights": draw(st.sampled_from([None, "in x out", "out x in"])),
        "delta": draw(st.sampled_from(["dL/dZ", "N*dL/dZ"])),
        "slope": draw(st.sampled_from([0.01, 0.125])),
        **draw(biases()),
    }
    return Network(**fields)


@st.composite
def biases(draw: st.DrawFn) -> dict[str, Any]:
    """The fields that say how biases are kept."""
    bias = draw(st.sampled_from(["none", "separate", "folded"]))
    if bias == "none":
        return {"bias": bias}
    fields: dict[str, Any] = {"bias": bias, "penalise_bias": draw(st.booleans())}
    if bias == "separate":
        fields["bias_shape"] = draw(st.sampled_from([None, "(1, units)", "(units, 1)", "(units,)"]))
    return fields

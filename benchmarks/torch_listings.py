"""Run the PyTorch listings against the NumPy functions: float64, every preset and a few other conventions.

PyTorch is too large for the test suite, so this runs with the benchmarks.  It ends with an error where a
listing is wrong.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

import numpy as np
from measure import table, write_json

import symbp
from symbp.data import arguments, example_for
from symbp.network import Network
from symbp.numeric.weights import initial_weights
from symbp.presets import PRESETS

TOLERANCE = 1e-12

NETWORKS = {
    **{name: Network.preset(name) for name in PRESETS},
    "columns, biases, N*dL/dZ": Network(
        units=(2, 3, 2, 1),
        activations=("relu", "leaky_relu", "softplus"),
        samples="columns",
        bias="separate",
        bias_shape="(units,)",
        delta="N*dL/dZ",
    ),
    "folded biases, labels": Network(
        units=(2, 3, 4),
        activations=("erf(z)*step(z + 3)", "identity"),
        loss="softmax_cross_entropy",
        targets="integers from 1",
        bias="folded",
        penalty="lambda",
    ),
}


def difference(net: Network) -> float:
    """The largest difference between what the listing and the function return, relative to 1 or more."""
    import torch

    d = symbp.derive(net)
    names = ("loss", "f", *d.gradients)
    numbers = arguments(net, example_for(net), initial_weights(net), None if net.penalty == "none" else 0.5)
    module: dict[str, Any] = {}
    exec(d.source("torch", *names), module)
    tensors = [number if isinstance(number, float) else torch.tensor(number) for number in numbers]
    listed = [value.numpy() for value in module["gradients"](*tensors)]
    pairs = zip(listed, d.function(*names)(*numbers), strict=True)
    return max(float(np.max(np.abs(a - b) / (1 + np.abs(b)))) for a, b in pairs)


def main() -> int:
    if not find_spec("torch"):
        print("PyTorch is not installed; make bench installs it")
        return 0
    found = {name: difference(net) for name, net in NETWORKS.items()}
    rows = [(name, f"{d:.1e}", "ok" if d <= TOLERANCE else "WRONG") for name, d in found.items()]
    print(table("PyTorch listings", ("network", "difference", ""), rows))
    write_json("torch_listings", found)
    return int(max(found.values()) > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())

"""Derive a network of your own, verify it, train it and write its worked solution.

Run it with a directory to write to: python examples/script.py out
"""

from __future__ import annotations

import sys

import symbp
from symbp.data import example_for
from symbp.document import solve
from symbp.numeric.train import train

net = symbp.Network(
    units=(3, 4, 4, 2),
    activations=("tanh", "z*sigmoid(z)", "identity"),  # the second is an expression in z
    loss="softmax_cross_entropy",
    targets="integers from 0",
    bias="separate",
    penalty="lambda/(2N)",
)
d = symbp.derive(net)

print("The gradients:")
for name in d.gradients:
    print(" ", d.equations[name])

report = d.verify()
print("\nVerified:", report.summary)

data = example_for(net)
training = train(d, data, iterations=200)
print(f"\nLoss: {training.losses[0]:.4f} at the start, {training.loss:.4f} after 200 updates")

print("\nAs a NumPy function:\n")
print(d.source("numpy"))

if len(sys.argv) > 1:
    for path in solve(net, sys.argv[1], data=data, iterations=200).paths:
        print(path)

"""Deriving the lecture's network with all steps, against SymPy's scalar `diff` of its loss at N = 3.

Warm: SymPy has been imported and used on other networks; nothing of these networks is cached by
symbp.  SymPy's own cache is emptied before each scalar differentiation and each derivation, then
warmed by deriving another network, so that both sides start alike.
"""

from __future__ import annotations

from itertools import count, product
from time import perf_counter
from typing import Any

from measure import NOISE, Timing, in_words, ratios, table, write_json
from sympy import Expr, Rational, exp, symbols
from sympy.core.cache import clear_cache

import symbp
from symbp import Network

ROUNDS = 15
LECTURE, WIDE, DIFF = "derive 2-3-1", "derive 784-256-10", "SymPy diff of the loss, 2-3-1, N = 3"


def network(*units: int) -> Network:
    return Network(units=units, activations=("sigmoid", "sigmoid"), reduction="sum")


def scalar_loss(N: int = 3) -> tuple[Expr, list[Any]]:
    """The loss in plain SymPy, as a reader would type it, and the nine weights."""
    names = count()
    W1 = [[symbols(f"w{next(names)}") for _ in range(3)] for _ in range(2)]
    W2 = [symbols(f"v{j}") for j in range(3)]
    loss = Rational(0)
    for n in range(N):
        x, t = symbols(f"x{n}_0 x{n}_1"), symbols(f"t{n}")
        a = [1 / (1 + exp(-sum(x[i] * W1[i][j] for i in range(2)))) for j in range(3)]
        f = 1 / (1 + exp(-sum(a[j] * W2[j] for j in range(3))))
        loss += Rational(1, 2) * (f - t) ** 2
    return loss, [*(W1[i][j] for i, j in product(range(2), range(3))), *W2]


def warm() -> None:
    """SymPy as it is after other networks, and without what it remembers of these."""
    clear_cache()
    symbp.derive(Network(units=(4, 5, 3), activations=("tanh", "identity"), loss="softmax_cross_entropy"))


def derive(*units: int) -> float:
    net = network(*units)
    warm()
    start = perf_counter()
    steps = symbp.derive(net).steps
    assert steps
    return perf_counter() - start


def differentiate() -> float:
    warm()
    loss, weights = scalar_loss()
    start = perf_counter()
    for w in weights:
        loss.diff(w)
    return perf_counter() - start


def main() -> None:
    ways = {LECTURE: lambda: derive(2, 3, 1), WIDE: lambda: derive(784, 256, 10), DIFF: differentiate}
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            found[name].append(way())
    timings = {name: Timing(name, tuple(times[1:])) for name, times in found.items()}
    times = ratios(timings, LECTURE)
    rows = [(name, in_words(t.median), f"{times[name]:.2f}") for name, t in timings.items()]
    print(table("Derivation with all steps, warm", ("what", "median", "× derive 2-3-1"), rows))
    print(NOISE)
    write_json(
        "derivation", {name: {"median": t.median, "ratio": times[name]} for name, t in timings.items()}
    )


if __name__ == "__main__":
    main()

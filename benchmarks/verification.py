"""Verifying every line of the lecture's derivations, both levels, and refuting what SymPy cannot."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from measure import NOISE, in_words, table, write_json

import symbp
from symbp import Network
from symbp.notation.numpy_text import parse_matrix
from symbp.presets import PRESETS

ROUNDS = 7
WRONG = {
    "transposed": ("dW2", "delta3.T @ a2"),
    "σ' left out": ("delta2", "delta3 @ W2.T"),
    "σ' of the activation": ("delta3", "(f - t) * dsigmoid(f)"),
    "sign": ("dW1", "-X.T @ delta2"),
}


def seconds(run: Callable[[], Any]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def main() -> None:
    rows, results = [], {}
    for name in PRESETS:
        d = symbp.derive(Network.preset(name))
        report = d.verify()
        taken = median(seconds(d.verify) for _ in range(ROUNDS))
        proved = sum(line.verdict.proof == "proved" for line in report.lines)
        rows.append((name, str(len(report.lines)), str(proved), in_words(taken)))
        results[name] = {"lines": len(report.lines), "proved": proved, "median": taken}
    print(table("Every line of a derivation", ("network", "lines", "proved", "median"), rows))
    net, rows = Network.preset("lecture10-regression"), []
    for what, (name, text) in WRONG.items():
        left, right = (parse_matrix(side, net) for side in (name, text))
        verdict = symbp.equal(left, right, net)
        taken = median(seconds(lambda a=left, b=right: symbp.equal(a, b, net)) for _ in range(ROUNDS))
        rows.append((what, f"{name} = {text}", verdict.status, in_words(taken)))
        results[what] = {"status": verdict.status, "median": taken}
    print(table("Wrong candidates", ("mistake", "claim", "verdict", "median"), rows))
    print(NOISE)
    write_json("verification", results)


if __name__ == "__main__":
    main()

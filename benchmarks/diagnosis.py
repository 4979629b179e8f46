"""Naming mistakes: tables of mutants and pairs, a look-up, and what one mutant after another would cost."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any

import _one_thread  # noqa: F401 (one thread for every library that is imported later)
from measure import NOISE, in_words, table, write_json

from grader.diagnosis import Diagnoser, mutants_of
from grader.numbers import ShapesError
from grader.points import Points, TestPoint
from grader.reference import derivation_of, matrices
from grader.tables import Case
from symbp.derivation import Derivation, Equation
from symbp.network import Network
from symbp.numeric.function import made

ROUNDS = 5
ANSWERS = 200
LAMBDIFIED = 12
NETWORKS = {
    "lecture10-regression-l2": Network.preset("lecture10-regression-l2"),
    "lecture10-multiclass": Network.preset("lecture10-multiclass"),
    "relu, softmax, biases": Network(
        units=(4, 10, 3),
        activations=("relu", "identity"),
        loss="softmax_cross_entropy",
        bias="separate",
        penalty="lambda",
    ),
}


def seconds(run: Callable[[], Any]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def built(net: Network, point: TestPoint) -> Diagnoser:
    """All tables, from the mutants on."""
    mutants_of.cache_clear()
    diagnoser = Diagnoser(net, point)
    assert diagnoser.pairs.signatures
    assert diagnoser.unknown_pairs.lines
    return diagnoser


def answers(diagnoser: Diagnoser, cases: list[Case]) -> list[dict[str, Any]]:
    """What some wrong programs return."""
    found = []
    for case in random.Random(0).sample(cases, min(len(cases), 2 * ANSWERS)):
        try:
            values = diagnoser.numbers.evaluate(diagnoser.gradients, case.equations)
        except ShapesError:
            continue
        if diagnoser.diagnose(values).each:
            found.append(values)
    return found[:ANSWERS]


def look_up(diagnoser: Diagnoser, cases: list[Case]) -> float:
    return median(seconds(lambda a=answer: diagnoser.diagnose(a)) for answer in answers(diagnoser, cases))


def lambdified(derivation: Derivation, case: Case, point: TestPoint) -> None:
    """One mutant by a NumPy function of its own."""
    backward = tuple(Equation(e.lhs, case.equations.get(e.name, e.rhs)) for e in derivation.backward)
    function = made(replace(derivation, backward=backward), tuple(derivation.gradients), False)
    function(*(point.arrays[symbol.name] for symbol in derivation.net.names.arguments))


def one_by_one(derivation: Derivation, cases: list[Case], point: TestPoint) -> float:
    """Seconds for one mutant, of those in the backward pass that keep to the derivation's own shapes."""
    plain = [
        case for case in cases if case.mutants and case.mutants[0].id in ("M01", "M03", "M07", "M13", "M14")
    ]
    return median(seconds(lambda c=case: lambdified(derivation, c, point)) for case in plain[:LAMBDIFIED])


def main() -> None:
    rows, results = [], {}
    for name, net in NETWORKS.items():
        point = Points(matrices(net)).main(b"benchmark")
        derivation = derivation_of(point.net)
        build = median(seconds(lambda p=point: built(p.net, p)) for _ in range(ROUNDS))
        diagnoser = built(point.net, point)
        single, pair = (look_up(diagnoser, t.cases) for t in (diagnoser.singles, diagnoser.pairs))
        each = one_by_one(derivation, diagnoser.singles.cases, point)
        mutants, pairs = len(diagnoser.singles.cases) - 1, len(diagnoser.pairs.cases)
        ratio = each * (mutants + pairs) / build
        rows.append(
            (name, str(mutants), str(pairs), *map(in_words, (build, single, pair, each)), f"{ratio:.0f}×")
        )
        results[name] = {
            "mutants": mutants,
            "pairs": pairs,
            "build": build,
            "look-up of one mistake": single,
            "look-up of two": pair,
            "one mutant by lambdify": each,
            "all by lambdify / build": ratio,
        }
    head = ("network", "mutants", "pairs", "build", "look-up", "of a pair", "one by lambdify", "all / build")
    print(table("Tables of mistakes", head, rows))
    print(NOISE)
    write_json("diagnosis", results)


if __name__ == "__main__":
    main()

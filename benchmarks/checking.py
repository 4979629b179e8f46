"""Checking written derivations: time per line, and other ways to compare the same pairs of sides.

    python benchmarks/checking.py [--sympy PYTHON] [--math-verify PYTHON]

The pairs are lines of `tests/derivations`: right ones, and the same with one mistake.  Other programs run in
interpreters of their own, which have to be named: one with sympy, antlr4-python3-runtime 4.11 and lark, one
with math-verify.  What is not named is left out, and said so.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, reduce
from operator import mul
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from measure import NOISE, in_words, table, write_json
from sympy import Basic, Matrix, Symbol, ones
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixSymbol, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix

from symbp import Network, check, derive, equal
from symbp.activations import derivative_of, value_of
from symbp.derivation import Derivation
from symbp.nodes import Elementwise, EntrySum, Gradient
from symbp.penalties import N

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "derivations"
NETWORKS = {"L05": "lecture10-logistic", "L17": "lecture10-binary", "L21": "lecture10-regression-l2"}
LIMIT = 5.0
"""Seconds that each of the others has for a pair."""

EVERY = 2
"""Every second pair is put to the others."""

SMALL = ({}, 2)
LARGER = ({"D": 4, "S2": 6, "K": 2}, 5)
"""Sizes at which SymPy compares scalars: those of the lecture with two samples, and somewhat larger ones."""

FORWARD = r"$Z^{(2)} = X W^{(1)}$, $Z^{(3)} = a^{(2)} W^{(2)}$: "
"""What a line alone cannot tell: which way the matrices lie."""

Sizes = tuple[dict[str, int], int]


@dataclass(frozen=True)
class Pair:
    """Two sides of a line: their LaTeX, what symbp read, and whether they are equal."""

    net: Network
    left: str
    right: str
    values: tuple[Basic, Basic] | None
    equal: bool


def texts() -> Iterable[tuple[str, Network, int]]:
    """Every text of the lecture, right and with each mistake, and the line of the mistake."""
    for path in sorted((CORPUS / "lecture").glob("*.tex")):
        net = Network.preset(NETWORKS.get(path.stem, "lecture10-regression"))
        yield path.read_text(encoding="utf-8"), net, 0
    for mistake in tomllib.loads((CORPUS / "mistakes.toml").read_text(encoding="utf-8"))["mistake"]:
        lines = (CORPUS / "lecture" / f"{mistake['file']}.tex").read_text(encoding="utf-8").split("\n")
        place = mistake["line"] - 1
        lines[place] = lines[place].replace(mistake["was"], mistake["now"], 1)
        yield (
            "\n".join(lines),
            Network.preset(NETWORKS.get(mistake["file"], "lecture10-regression")),
            place + 1,
        )


def measured() -> tuple[list[Pair], list[float], list[float]]:
    """The pairs of all texts, the seconds per line, and per whole text."""
    pairs, per_line, per_text = [], [], []
    for text, net, wrong in texts():
        start = perf_counter()
        report = check(text, net)
        per_text.append(perf_counter() - start)
        per_line += [line.seconds for line in report.lines if line.status not in ("prose", "assumed")]
        pairs += [pair for pair in pairs_of(report, net, wrong) if pair is not None]
    return pairs, per_line, per_text


def pairs_of(report: Any, net: Network, wrong: int) -> Iterable[Pair | None]:
    """The lines of a right text; of a wrong one the wrong line."""
    head, left = None, ""
    for line in report.lines:
        if not line.sides or line.status in ("prose", "assumed"):
            continue
        written = sides(line.text.replace("&", ""))
        if not line.relations[0]:
            head, left = line.sides[0], written[0].strip()
        if wrong in (0, line.line):
            value = (head, line.sides[-1]) if None not in (head, line.sides[-1]) else None
            yield Pair(net, left, written[-1].strip().rstrip("\\").strip(), value, not wrong)


def sides(text: str) -> list[str]:
    """An equation cut at the equals signs that stand outside braces."""
    found, depth = [""], 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if character == "=" and not depth:
            found.append("")
        else:
            found[-1] += character
    return found


# SymPy on the objects that symbp read ---------------------------------------------------------------


@dataclass(frozen=True)
class Scalars:
    """Expressions of one network in scalars, every δ written out."""

    derivation: Derivation
    units: dict[str, int]
    samples: int

    def numbers(self, node: Any) -> tuple[int, int]:
        own = {
            symbol: self.units.get(symbol.name, n) for symbol, n in self.derivation.net.names.sizes.items()
        }
        rows, columns = (size.subs({**own, N: self.samples}) for size in node.shape)
        return int(rows), int(columns)


def explicit(node: Any, scalars: Scalars, known: dict[str, Any]) -> Any:
    """An expression in scalars."""
    derivation = scalars.derivation
    if isinstance(node, MatrixSymbol):
        return named(node, scalars, known)
    if isinstance(node, Gradient):
        name = f"d{node.wrt.name}" if node.wrt in derivation.net.names.parameters else ""
        return named(derivation.equations[name].lhs, scalars, known) if name else refuse(node)
    if not node.args or not node.has(MatrixSymbol):
        return (
            node.subs(N, scalars.samples) if not isinstance(node, OneMatrix) else ones(*scalars.numbers(node))
        )
    parts = [explicit(arg, scalars, known) for arg in node.args if isinstance(arg, Basic)]
    if isinstance(node, Elementwise):
        inner = explicit(node.arg, scalars, known)
        return inner.applyfunc(lambda x: (derivative_of if node.order else value_of)(node.function, x))
    if isinstance(node, HadamardPower):
        return parts[0].applyfunc(lambda x: x**node.exp)
    if isinstance(node, EntrySum):
        return sum(parts[0])
    return OPERATIONS[type(node)](parts)


def by_entry(parts: list[Any]) -> Any:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.multiply_elementwise(part)
    return whole


OPERATIONS: dict[type, Callable[[list[Any]], Any]] = {
    MatMul: lambda parts: reduce(mul, parts),
    MatAdd: lambda parts: sum(parts[1:], parts[0]),
    HadamardProduct: by_entry,
    Transpose: lambda parts: parts[0].T,
}


def refuse(node: Any) -> Any:
    raise TypeError(type(node).__name__)


def named(node: Any, scalars: Scalars, known: dict[str, Any]) -> Any:
    if node.name not in known:
        equation = scalars.derivation.equations.get(node.name)
        known[node.name] = (
            explicit(equation.rhs, scalars, known)
            if equation
            else Matrix(*scalars.numbers(node), lambda i, j: Symbol(f"{node.name}_{i}{j}", real=True))
        )
    return known[node.name]


def difference(pair: Pair, sizes: Sizes = SMALL) -> Any:
    """The entries of left − right, in scalars; None where this has no such form."""
    scalars = Scalars(derive(pair.net), *sizes)
    assert pair.values is not None
    try:
        known: dict[str, Any] = {}
        left, right = (explicit(value, scalars, known) for value in pair.values)
        return [x - y for x, y in zip(left, right, strict=True)] if left.shape == right.shape else "shape"
    except (TypeError, KeyError, AttributeError):
        return None


def compared(method: str, entries: list[Any], answer: Any) -> None:
    """Whether every difference is 0, by one method of SymPy."""
    from sympy import simplify

    zero = {"equals": lambda x: x.equals(0), "simplify": lambda x: simplify(x) == 0}[method]
    answer.put(all(zero(entry) for entry in entries))


def sympy_says(method: str, pair: Pair, sizes: Sizes) -> bool | None:
    """SymPy's answer within the limit; a difference of shapes is one without it."""
    entries = difference(pair, sizes)
    if entries is None or entries == "shape":
        return None if entries is None else False
    answers: Any = multiprocessing.Queue()
    process = multiprocessing.Process(target=compared, args=(method, entries, answers))
    process.start()
    process.join(LIMIT)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    return None if answers.empty() else bool(answers.get())


# Others on the LaTeX ----------------------------------------------------------------------------


def peer_says(python: str, peer: str, pair: Pair) -> bool | None:
    command = [python, str(Path(__file__).with_name("checking_peers.py")), peer, pair.left, pair.right]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT + 3, check=False)
    except subprocess.TimeoutExpired:
        return None
    return {"true": True, "false": False}.get(done.stdout.strip())


def symbp_says(pair: Pair) -> bool | None:
    line = check(f"{FORWARD} $${pair.left} = {pair.right}$$", pair.net).lines[-1]
    return {"proved": True, "verified": True, "wrong": False}.get(line.status)


def symbp_compares(pair: Pair) -> bool | None:
    assert pair.values is not None
    return {"equal": True, "different": False}.get(equal(*pair.values, pair.net).status)


def row(name: str, ask: Callable[[Pair], bool | None], pairs: list[Pair]) -> tuple[str, ...]:
    """How often a way is right, wrong, or has no answer; on right lines and on wrong ones."""
    found: Counter[str] = Counter()
    times = []
    for pair in pairs:
        start = perf_counter()
        answer = ask(pair)
        times.append(perf_counter() - start)
        found["none" if answer is None else "right" if answer == pair.equal else "wrong"] += 1
        found["accepts wrong"] += answer is True and not pair.equal
        found["rejects right"] += answer is False and pair.equal
    counts = (found[key] for key in ("right", "accepts wrong", "rejects right", "none"))
    return (name, *map(str, counts), in_words(median(times)), in_words(max(times)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sympy", default="", help="a Python with antlr4-python3-runtime 4.11 and lark")
    parser.add_argument("--math-verify", default="", help="a Python with math-verify")
    options = parser.parse_args()
    pairs, per_line, per_text = measured()
    rows = [
        ("line", in_words(median(per_line)), in_words(max(per_line)), str(len(per_line))),
        ("text", in_words(median(per_text)), in_words(max(per_text)), str(len(per_text))),
    ]
    print(table("symbp check, limit 1 s a line", ("", "median", "worst", "number"), rows))
    chosen = [pair for pair in pairs if pair.values is not None][::EVERY]
    matrices = [pair for pair in chosen if difference(pair) is not None]
    header = ("", "right", "accepts wrong", "rejects right", "no answer", "median", "worst")
    found = [row("symbp equal", symbp_compares, matrices)]
    for method in ("equals", "simplify"):
        for name, sizes in (("2-3-1, N = 2", SMALL), ("4-6-2, N = 5", LARGER)):
            ask = partial(sympy_says, method, sizes=sizes)
            found.append(row(f"SymPy {method}, {name}", ask, matrices))
    title = f"{len(matrices)} pairs as read by symbp, in scalars for SymPy; {LIMIT:g} s each"
    print(table(title, header, found))
    read = [row("symbp", symbp_says, chosen)]
    peers = {"sympy-antlr": options.sympy, "sympy-lark": options.sympy, "math-verify": options.math_verify}
    for peer, python in peers.items():
        if python:
            read.append(row(peer, lambda pair, p=peer, i=python: peer_says(i, p, pair), chosen))
        else:
            print(f"{peer}: no interpreter is named, left out", file=sys.stderr)
    print(table(f"{len(chosen)} pairs as LaTeX; the start of an interpreter is in the times", header, read))
    print(NOISE)
    write_json(
        "checking", {"line": {"median": median(per_line), "worst": max(per_line)}, "rows": [*found, *read]}
    )


if __name__ == "__main__":
    main()

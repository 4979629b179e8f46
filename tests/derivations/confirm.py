"""The labels of this corpus, confirmed without symbp: NumPy numbers for every line.

    python tests/derivations/confirm.py

A network of plain NumPy, at random numbers; gradients by complex steps.  Each line of `labels.toml` is a
claim ``left == right`` in Python, which has to hold where the label says *true*, and must not where
it says *wrong* (a claim that NumPy cannot compute does not hold either).
"""

from __future__ import annotations

import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
STEP = 1e-30
SIZES = {"N": 5}

FUNCTIONS = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "identity": lambda z: z,
}


def slope(function):
    """The derivative of a function of numbers, by a complex step."""
    return lambda z: function(np.asarray(z) + 1j * STEP).imag / STEP


def softmax(f):
    powers = np.exp(f)
    return powers / powers.sum(axis=1, keepdims=True)


class Net:
    """A network at random numbers; samples are rows in here, whatever the text has."""

    def __init__(self, spec, seed):
        rng = np.random.default_rng(seed)
        self.spec, self.units = spec, spec["units"]
        N, K = SIZES["N"], self.units[-1]
        self.values = {"X": rng.normal(size=(N, self.units[0]))}
        for n, (below, above) in enumerate(pairwise(self.units), 1):
            self.values[f"W{n}"] = rng.normal(size=(below, above))
            self.values[f"b{n}"] = rng.normal(size=(1, above)) * (spec.get("bias", "none") != "none")
        coding = spec.get("targets", "real")
        self.t = {
            "real": lambda: rng.normal(size=(N, K)),
            "0/1": lambda: (rng.random((N, K)) < 0.5) + 0.0,
            "one-hot": lambda: np.eye(K)[rng.integers(0, K, N)],
        }[coding]()
        self.lam = 0.7

    def run(self, given=None):
        """Every quantity, with some of them given."""
        v = {**self.values, **(given or {})}
        a, last = v["X"], len(self.units)
        for n, name in enumerate(self.spec["activations"], 2):
            v.setdefault(f"Z{n}", a @ v[f"W{n - 1}"] + v[f"b{n - 1}"])
            v.setdefault(f"a{n}", FUNCTIONS[name](v[f"Z{n}"]))
            a = v[f"a{n}"]
        v["f"] = v[f"a{last}"]
        v.setdefault(
            "P", {"logistic": FUNCTIONS["sigmoid"], "softmax": softmax}.get(self.kind, lambda f: f)(v["f"])
        )
        v["losses"] = self.losses(v["f"], v["P"])
        v["L"] = v["losses"].sum() + self.penalty(v)
        return v

    @property
    def kind(self):
        return self.spec["loss"].split("_")[0]

    def losses(self, f, P):
        """What each sample adds to the loss."""
        t, mean = self.t, SIZES["N"] if self.spec["reduction"] == "mean" else 1
        each = {
            "squared": lambda: (f - t) ** 2 / (2 if self.spec.get("half", True) else 1),
            "binary": lambda: -(t * np.log(f) + (1 - t) * np.log(1 - f)),
            "logistic": lambda: -(t * np.log(P) + (1 - t) * np.log(1 - P)),
            "softmax": lambda: -t * np.log(P),
        }[self.kind]()
        return each.sum(axis=1) / mean

    def penalty(self, v):
        factor = {"none": 0, "lambda/(2N)": 1 / (2 * SIZES["N"]), "lambda/2": 0.5}[
            self.spec.get("penalty", "none")
        ]
        return self.lam * factor * sum((v[f"W{n}"] ** 2).sum() for n in range(1, len(self.units)))

    def rates(self, name, result):
        """∂result/∂(every entry of a quantity)."""
        name = {"f": f"a{len(self.units)}"}.get(name, name)
        array = self.run()[name]
        found = []
        for place in np.ndindex(array.shape):
            moved = array.astype(complex)
            moved[place] += 1j * STEP
            found.append(np.imag(self.run({name: moved})[result]) / STEP)
        return np.array(found).reshape(*array.shape, *np.shape(found[0]))

    def names(self):
        """What a claim may say, laid out as the text lays it out."""
        columns = self.spec.get("samples", "rows") == "columns"
        lay = (lambda x: np.asarray(x).T) if columns else (lambda x: x)
        v, last = self.run(), len(self.units)
        said = {name: lay(x) for name, x in v.items() if name != "losses"}
        said |= {
            "t": lay(self.t),
            "T": lay(self.t),
            "y": lay(self.t),
            "yh": lay(v["f"]),
            "lam": self.lam,
            **SIZES,
        }
        said |= {"D": self.units[0], "K": self.units[-1], "np": np, "softmax": softmax, "losses": v["losses"]}
        for n in range(2, last + 1):
            said[f"d{n}"] = lay(self.rates(f"Z{n}", "L"))
        for n in range(1, last):
            said[f"dW{n}"], said[f"db{n}"] = lay(self.rates(f"W{n}", "L")), lay(self.rates(f"b{n}", "L"))
        said |= {
            "G": lambda name: lay(self.rates(name, "L")),
            "of_samples": lambda name: self.rates(name, "losses"),
        }
        said |= {"rates": self.rates, "s": FUNCTIONS["sigmoid"], "ds": slope(FUNCTIONS["sigmoid"])}
        said |= {"tanh": np.tanh, "dtanh": slope(np.tanh), "relu": FUNCTIONS["relu"], "slope": slope}
        said |= {"drelu": lambda z: (z > 0) + 0.0, "ones": np.ones, "exp": np.exp, "log": np.log}
        return said | {"z": np.random.default_rng(7).normal(size=9), "dot": np.dot}


def holds(claim, names):
    """Whether both sides are the same numbers, in the same shape."""
    left, _, right = claim.partition(" == ")
    try:
        x, y = (np.asarray(eval(side, dict(names))) for side in (left, right))
    except (ValueError, NameError, TypeError):
        return False
    return x.shape == y.shape and bool(np.allclose(x, y, rtol=1e-9, atol=1e-11))


def confirm(entry):
    """The lines of one file whose label is not confirmed."""
    nets = [Net(entry["network"], seed).names() for seed in (1, 2)]
    for place, label, *claims in entry["lines"]:
        truths = [all(holds(claim, names) for names in nets) for claim in claims]
        if label in ("true", "wrong", "carried") and all(truths) != (label == "true"):
            yield f"{entry['file']}, {place}: labelled {label}: {claims}"


def main():
    table = tomllib.loads((HERE / "labels.toml").read_text(encoding="utf-8"))
    problems = [problem for entry in table["text"] for problem in confirm(entry)]
    lines = sum(len(entry["lines"]) for entry in table["text"])
    print(*problems, f"{len(table['text'])} files, {lines} lines, {len(problems)} not confirmed", sep="\n")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())

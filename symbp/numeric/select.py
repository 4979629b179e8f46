"""Model selection: hidden layers, units, inputs and λ by validation; the test set is used once (L24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from symbp.backward import derive
from symbp.data import Dataset, arguments, check_data, selection_data
from symbp.errors import ConfigError, DataError
from symbp.network import Network
from symbp.numeric.settings import between, from_zero, seed_number, some, whole
from symbp.numeric.train import Training, train

if TYPE_CHECKING:
    from symbp.derivation import Derivation

Array = NDArray[Any]
Split = tuple[Array, Array]

EXAMPLE = Network(
    units=(3, 4, 1), activations=("tanh", "sigmoid"), penalty="lambda/(2N)", bias="separate", reduction="mean"
)
"""The network whose variants are compared on the example set of `symbp.data.selection_data`."""


@dataclass(frozen=True)
class Candidate:
    """One network to try: the units of its hidden layers, λ, and the inputs it sees."""

    hidden: tuple[int, ...]
    lam: float
    inputs: tuple[str, ...]

    def __str__(self) -> str:
        units = "-".join(map(str, self.hidden)) or "none"
        return f"hidden {units}, λ = {self.lam:g}, inputs {' '.join(self.inputs)}"


@dataclass(frozen=True)
class Row:
    """A candidate's validation scores: data loss per sample, without the penalty; smaller is better.

    `std` is the standard deviation over the folds, 0 for a single split.
    """

    candidate: Candidate
    scores: tuple[float, ...]
    chosen: bool = False

    @property
    def mean(self) -> float:
        return float(np.mean(self.scores))

    @property
    def std(self) -> float:
        return float(np.std(self.scores, ddof=1)) if len(self.scores) > 1 else 0.0


@dataclass(frozen=True)
class Selection:
    """What model selection found: a row per candidate, one of them chosen, and its score on the test set.

    The chosen network was trained again on all samples outside the test set (`training`) before the test
    set was used, once.  `sizes` counts the samples for training, validation and testing.
    """

    method: Literal["cross-validation", "split"]
    rows: tuple[Row, ...]
    sizes: tuple[int, int, int]
    training: Training
    test_score: float

    @property
    def chosen(self) -> Row:
        """The row with the smallest mean score; of equals the first."""
        return next(row for row in self.rows if row.chosen)

    @property
    def series(self) -> tuple[tuple[str, float, float], ...]:
        """What a plot shows: each candidate with its mean score and its standard deviation."""
        return tuple((str(row.candidate), row.mean, row.std) for row in self.rows)


def select(
    net: Network = EXAMPLE,
    data: Dataset | None = None,
    *,
    hidden_layers: Sequence[int] = (1, 2),
    units: Sequence[int] = (2, 4),
    lambdas: Sequence[float] | None = None,
    inputs: Sequence[Sequence[str]] | None = None,
    folds: int | None = 5,
    test_fraction: float = 0.2,
    rate: float | None = None,
    iterations: int = 500,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Selection:
    """Choose hidden layers, units per layer, λ and inputs by validation (L24).

    `net` gives everything that is not varied; its first activation is that of all hidden layers.  `data`
    is the example set where none is given.  A fraction of the samples is set aside for the test; the others
    are divided into `folds` for cross-validation, or, with ``folds=None``, into a training and a validation
    set of 3 : 1.  `lambdas` are 0 and 0.1 by default, and only 0 for a network without penalty; `inputs`
    are all of them, and all but one.  `progress` hears (trainings done, trainings in all).

    Raises `DataError` for too few samples and `ConfigError` for a choice that cannot be.
    """
    data = selection_data(net) if data is None else data
    check_data(net, data.X, data.t)
    test, splits = divided(data.N, folds, test_fraction, seed_number(seed))
    trial = Trial(net, data, rate, iterations, seed)
    candidates = list(all_candidates(net, data, hidden_layers, units, lambdas, inputs))
    rows = []
    for done, candidate in enumerate(candidates, 1):
        rows.append(Row(candidate, tuple(trial.run(candidate, *split)[1] for split in splits)))
        if progress:
            progress(done * len(splits), len(candidates) * len(splits))
    best = min(rows, key=lambda row: row.mean)
    training, score = trial.run(best.candidate, np.setdiff1d(np.arange(data.N), test), test)
    learning, validation = splits[0]
    return Selection(
        "split" if folds is None else "cross-validation",
        tuple(replace(row, chosen=row is best) for row in rows),
        (len(learning), len(validation), len(test)),
        training,
        score,
    )


def all_candidates(
    net: Network,
    data: Dataset,
    hidden_layers: Sequence[int],
    units: Sequence[int],
    lambdas: Sequence[float] | None,
    inputs: Sequence[Sequence[str]] | None,
) -> Iterator[Candidate]:
    """Every combination, the smallest networks first."""
    default = (0.0,) if net.penalty == "none" else (0.0, 0.1)
    strengths = [
        from_zero("lambdas", lam) for lam in (default if lambdas is None else some("lambdas", lambdas))
    ]
    if net.penalty == "none" and any(strengths):
        raise ConfigError(f"lambdas = {strengths}: expected only 0, as penalty = 'none'; state a penalty")
    depths = [whole("hidden_layers", layers) for layers in some("hidden_layers", hidden_layers)]
    widths = [whole("units", width, 1) for width in some("units", units)]
    chosen_inputs = all_but_one(data.features) if inputs is None else some("inputs", inputs)
    # Without hidden layers there are no units to choose; the dictionary keeps each shape once, in order.
    hidden = dict.fromkeys((width,) * layers for layers in depths for width in widths)
    for shape, lam, chosen in product(hidden, strengths, chosen_inputs):
        yield Candidate(shape, lam, tuple(some("inputs", chosen)))


def all_but_one(features: tuple[str, ...]) -> list[tuple[str, ...]]:
    """All inputs, and each set that lacks one of them."""
    if len(features) == 1:
        return [features]
    return [features, *(tuple(f for f in features if f != left_out) for left_out in features)]


def divided(N: int, folds: int | None, test_fraction: float, seed: int) -> tuple[Array, list[Split]]:
    """The test set, and the pairs of training and validation sets, as indices of samples."""
    test_fraction = between("test_fraction", test_fraction, 0, 1, "a number between 0 and 1")
    folds = None if folds is None else whole("folds", folds, 2)
    order = np.random.default_rng(seed).permutation(N)
    tests, parts = max(1, round(N * test_fraction)), folds or 4
    test, rest = np.sort(order[:tests]), order[tests:]
    if len(rest) < 2 * parts:
        needed = ceil(2 * parts / (1 - test_fraction)) + 1
        raise DataError(
            f"N = {N} samples are too few for a test set and {parts} parts of at least 2 samples; "
            f"expected about {needed}: give more data or fewer folds"
        )
    validations = [np.sort(part) for part in np.array_split(rest, parts)][: folds or 1]
    return test, [(np.setdiff1d(rest, validation), validation) for validation in validations]


@dataclass(frozen=True)
class Trial:
    """How each candidate is trained and scored."""

    net: Network
    data: Dataset
    rate: float | None
    iterations: int
    seed: int

    def run(self, candidate: Candidate, learning: Array, checking: Array) -> tuple[Training, float]:
        """Train on some samples; the training, and the score on others."""
        net, data = variant(self.net, candidate), self.data.inputs(candidate.inputs)
        lam = None if net.penalty == "none" else candidate.lam
        try:
            training = train(
                derived(net),
                data.rows(learning),
                rate=self.rate,
                lam=lam,
                iterations=self.iterations,
                seed=self.seed,
            )
        except DataError as error:
            raise DataError(f"{candidate}: {error}") from None
        return training, score(net, data.rows(checking), training)


def variant(net: Network, candidate: Candidate) -> Network:
    """The network of a candidate; its hidden layers share the first activation."""
    activations = (net.activations[0],) * len(candidate.hidden) + net.activations[-1:]
    units = (len(candidate.inputs), *candidate.hidden, net.units[-1])
    return Network(**{**net.model_dump(), "units": units, "activations": activations})


def score(net: Network, data: Dataset, training: Training) -> float:
    """The data loss per sample, without the penalty."""
    plain = Network(**{**net.model_dump(), "penalty": "none", "penalise_bias": False, "reduction": "mean"})
    return float(derived(plain).function("loss")(*arguments(plain, data, training.after)))


@lru_cache(maxsize=256)
def derived(net: Network) -> Derivation:
    """The derivation of a network; candidates that differ in λ share it."""
    return derive(net)

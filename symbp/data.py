"""Data for a network: checked numbers, the presets' own sets, and the user's CSV files.

A `Dataset` always has one sample per row, whatever the network's orientation; `arguments`
turns it the way the network's function takes it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from symbp.errors import ConfigError, DataError, choices

if TYPE_CHECKING:
    from symbp.network import Network

Array = NDArray[Any]
Place = Callable[[int], str]


@dataclass(frozen=True)
class Dataset:
    """Samples: `X` is N×D, `t` is N×K, or N integer labels where the network wants those.

    `note` says where the numbers come from; `rate` is a learning rate α that suits them (the lecture
    states none), and `seed` draws the initial weights that go with them.
    """

    name: str
    X: Array = field(repr=False)
    t: Array = field(repr=False)
    features: tuple[str, ...]
    targets: tuple[str, ...]
    note: str
    rate: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        self.X.setflags(write=False)
        self.t.setflags(write=False)

    @property
    def N(self) -> int:
        """The number of samples."""
        return len(self.X)

    def rows(self, chosen: Sequence[int] | Array) -> Dataset:
        """Some of the samples."""
        return self.replaced(self.X[chosen], self.t[chosen], self.features)

    def inputs(self, chosen: Sequence[str]) -> Dataset:
        """The same samples with some of the inputs, by name."""
        for name in chosen:
            if name not in self.features:
                raise ConfigError(f"unknown input {name!r}; {choices(self.features, name)}")
        columns = [self.features.index(name) for name in chosen]
        return self.replaced(self.X[:, columns], self.t, tuple(chosen))

    def replaced(self, X: Array, t: Array, features: tuple[str, ...]) -> Dataset:
        return replace(self, X=X, t=t.copy(), features=features)


LECTURE = "The three rows of the lecture."
EXAM = (
    "An example of ours, as the lecture gives no classification data: hours of study and hours online "
    "before an exam, in tens, and whether twelve students passed (1) or not (0)."
)
TOWN = (
    "An example of ours, as the lecture gives no classification data: twelve houses, how far east and "
    "north of the market they stand, in kilometres, and the quarter of the town they belong to."
)
SELECTION = (
    "An example of ours: 120 rows of t = 0.5 + 0.3 sin(3 x_1) + 0.15 x_1 x_2 + noise of standard deviation "
    "0.03, with x_1, x_2, x_3 uniform in [-1, 1] (default_rng(0)); x_3 plays no part."
)

SETS: dict[str, tuple[str, str, float]] = {
    "lecture10-regression": ("lecture10", LECTURE, 1.0),
    "lecture10-regression-l2": ("lecture10", LECTURE, 1.0),
    "lecture10-binary": ("exam", EXAM, 0.1),
    "lecture10-binary-l2": ("exam", EXAM, 1.0),
    "lecture10-logistic": ("exam", EXAM, 1.0),
    "lecture10-multiclass": ("town", TOWN, 1.0),
}
"""The data set of each preset, where it comes from, and the learning rate α that goes with it."""


def dataset_for(preset: str, net: Network | None = None) -> Dataset:
    """A preset's own data; `net` is the network it must fit where fields of the preset were changed.

    Raises `ConfigError` for an unknown preset and `DataError` where the data does not fit `net`.
    """
    from symbp.network import Network

    if preset not in SETS:
        raise ConfigError(f"unknown preset {preset!r}; {choices(SETS, preset)}")
    name, note, rate = SETS[preset]
    return replace(shipped(name, note, net or Network.preset(preset)), rate=rate)


def data_for(net: Network) -> Dataset:
    """What to compute with where no data is given: the data of the preset that `net` is, or an example."""
    from symbp.network import Network

    preset = next((name for name in SETS if Network.preset(name) == net), None)
    return dataset_for(preset) if preset else example_for(net)


def selection_data(net: Network) -> Dataset:
    """The example set of model selection (L24): 120 samples, three inputs of which one is irrelevant."""
    return shipped("selection", SELECTION, net)


def shipped(name: str, note: str, net: Network) -> Dataset:
    """One of the data sets that come with symbp."""
    text = (files("symbp") / "datasets" / f"{name}.csv").read_text(encoding="utf-8")
    return parse_csv(text.splitlines(), net, f"{name}.csv", note)


def load_csv(path: str | Path, net: Network) -> Dataset:
    """A user's data: a header row, then one sample per row, the inputs first and the targets last.

    The targets are K columns; one column of labels for integer targets, and for one-hot targets also
    one column of labels counted from 0.  Raises `DataError` with file, line and column.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DataError(f"cannot read {path}: not UTF-8 text") from None
    return parse_csv(text.splitlines(), net, str(path), f"Read from {Path(path).name}.")


def parse_csv(lines: Iterable[str], net: Network, where: str, note: str) -> Dataset:
    """The data set that the lines of a CSV file hold."""
    try:
        table = [(line, row) for line, row in enumerate(csv.reader(lines), 1) if "".join(row).strip()]
    except csv.Error as error:
        raise DataError(f"{where}: not a CSV file: {error}") from None
    if len(table) < 2:
        raise DataError(f"{where}: no data; expected a header row and at least one row of numbers")
    (_, header), *rows = table
    names = tuple(name.strip() for name in header)
    D = net.units[0]
    check_width(net, names, where)
    values = np.array([numbers(row, names, f"{where}, line {line}") for line, row in rows])

    def place(sample: int) -> str:
        return f"{where}, line {rows[sample][0]}"

    t = coded(net, values[:, D:], place)
    check_data(net, values[:, :D], t, place)
    return Dataset(Path(where).stem, values[:, :D], t, names[:D], names[D:], note, safe_rate(net, len(t)))


def safe_rate(net: Network, N: int) -> float:
    """A learning rate to begin with: 1 for a mean over the samples, 1/N for their sum."""
    return 1.0 if net.reduction == "mean" else 1 / N


def check_width(net: Network, header: Sequence[str], where: str) -> None:
    """Refuse a table whose columns cannot be the inputs and the targets."""
    D, K = net.units[0], net.units[-1]
    possible = {"integers": [1], "one-hot": [K, 1]}.get(net.target_coding.split()[0], [K])
    if len(header) - D not in possible:
        targets = " or ".join("1 column of labels" if k == 1 < K else f"{k} of targets" for k in possible)
        raise DataError(
            f"{where}: {len(header)} columns; expected {D} of inputs and {targets} "
            f"for units = {list(net.units)}"
        )


def numbers(row: Sequence[str], header: Sequence[str], where: str) -> list[float]:
    """A row's cells as numbers."""
    if len(row) != len(header):
        raise DataError(f"{where}: {len(row)} cells; expected {len(header)}, as in the header")
    return [number(cell, f"{where}, column {name!r}") for cell, name in zip(row, header, strict=True)]


def number(cell: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise DataError(f"{where}: {cell.strip()!r}; expected a number") from None
    if not isfinite(value):
        raise DataError(f"{where}: {cell.strip()!r}; expected a finite number")
    return value


def coded(net: Network, targets: Array, place: Place) -> Array:
    """Target columns as the network takes them: labels as N integers, or as one-hot rows."""
    K = net.units[-1]
    if net.integer_targets:
        return labels(targets[:, 0], int(net.target_coding[-1]), K, place)
    if net.target_coding == "one-hot" and targets.shape[1] == 1:
        return np.eye(K)[labels(targets[:, 0], 0, K, place)]
    return targets.copy()


def labels(column: Array, first: int, classes: int, place: Place) -> Array:
    """A column of labels as integers."""
    for sample, label in enumerate(column):
        if not (first <= label < first + classes and label == int(label)):
            last = first + classes - 1
            raise DataError(
                f"{place(sample)}: label {label:g}; expected a whole number from {first} to {last}"
            )
    return column.astype(int)


# Checks -----------------------------------------------------------------------------


def in_words(sample: int) -> str:
    return f"sample {sample + 1}"


def check_data(net: Network, X: Any, t: Any, place: Place = in_words) -> None:
    """Refuse data that does not fit the network; `X` and `t` have one sample per row.

    Raises `DataError` that says where (`place` names a sample), what was expected and what was found.
    """
    X, t = real_array("X", X), real_array("t", t)
    check_shape("X", X, (len(X), net.units[0]) if X.ndim else (1, net.units[0]))
    if not len(X):
        raise DataError("no samples: N = 0; expected at least one row of X")
    check_finite("X", X, place)
    check_finite("t", t, place)
    check_targets(net, t, len(X), place)


def check_shape(name: str, array: Array, expected: tuple[int, ...]) -> None:
    if array.shape != expected:
        raise DataError(f"{name} has shape {array.shape}; expected {expected}")


def check_finite(name: str, array: Array, place: Place) -> None:
    """Refuse NaN and infinities."""
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        sample, *column = bad[0]
        where = f"{place(sample)}, {name}" + "".join(f" column {c + 1}" for c in column)
        raise DataError(f"{where}: {array[tuple(bad[0])]}; expected a finite number")


def check_real(name: str, array: Array) -> None:
    if array.dtype.kind not in "iufb":
        raise DataError(f"{name} has elements of type {array.dtype}; expected real numbers")


def real_array(name: str, value: Any) -> Array:
    """A matrix, or lists of numbers, as an array of real numbers."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise DataError(f"{name} has rows of different lengths; expected a matrix") from None
    check_real(name, array)
    return array


def check_targets(net: Network, t: Array, N: int, place: Place) -> None:
    """Refuse targets that are not coded as the network says."""
    K, coding = net.units[-1], net.target_coding
    if net.integer_targets:
        check_shape("t", t, (N, 1) if t.ndim == 2 else (N,))
        labels(t.reshape(-1), int(coding[-1]), K, place)
        return
    check_shape("t", t, (N, K))
    if coding == "real":
        return
    for sample, row in enumerate(t):
        if not np.isin(row, (0, 1)).all():
            raise DataError(f"{place(sample)}: target {listed(row)}; expected 0 or 1 (targets = {coding!r})")
        if coding == "one-hot" and row.sum() != 1:
            raise DataError(f"{place(sample)}: targets {listed(row)}; expected one 1 among {K} (one-hot)")


def listed(row: Array) -> str:
    return " ".join(f"{value:g}" for value in row)


# Use --------------------------------------------------------------------------------


def arguments(
    net: Network, data: Dataset, weights: Mapping[str, Array], lam: float | None = None
) -> tuple[Any, ...]:
    """What the network's function takes: X and t in its orientation, the weights in order, and λ."""
    turn = (lambda array: array) if net.samples == "rows" else (lambda array: np.ascontiguousarray(array.T))
    parameters = [weights[p.name] for p in net.names.parameters]
    return (turn(data.X), turn(data.t), *parameters, *([] if lam is None else [lam]))


def example_for(net: Network, samples: int | None = None, seed: int = 0) -> Dataset:
    """A small set of multiples of 1/8 for a network without data of its own; it says that it is ours.

    It holds six samples, or two for each class.
    """
    D, K = net.units[0], net.units[-1]
    N = samples or max(6, 2 * K if net.one_hot else 0)
    rng = np.random.default_rng(seed)
    X = rng.integers(-8, 9, size=(N, D)) / 8
    note = f"Made up by symbp (multiples of 1/8, default_rng({seed})): give data of your own with --data."
    names = tuple(f"x_{d + 1}" for d in range(D))
    targets = ("t",) if K == 1 or net.integer_targets else tuple(f"t_{k + 1}" for k in range(K))
    return Dataset("example", X, example_targets(net, rng, N), names, targets, note, safe_rate(net, N))


def example_targets(net: Network, rng: np.random.Generator, N: int) -> Array:
    """Targets as the network wants them: every class in turn, or multiples of 1/8 that f can reach."""
    from symbp.activations import ACTIVATIONS

    K = net.units[-1]
    turns = np.arange(N) % K
    if net.integer_targets:
        return turns + int(net.target_coding[-1])
    if net.target_coding == "one-hot":
        return np.eye(K)[turns]
    if net.target_coding == "0/1":
        return (np.arange(N)[:, None] + np.arange(K)) % 2.0
    positive = net.functions[-1].name in ACTIVATIONS and ACTIVATIONS[net.functions[-1].name].range[0] >= 0
    return rng.integers(1 if positive else -7, 8, size=(N, K)) / 8

"""`symbp select`: choose the network by validation (L24)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from symbp.commands.common import (
    Data,
    Json,
    Rate,
    complete_spec,
    progress_bar,
    show_json,
    show_table,
    write_file,
)
from symbp.numeric.settings import LARGEST_SEED

if TYPE_CHECKING:
    from symbp.data import Dataset
    from symbp.network import Network
    from symbp.numeric.select import Row, Selection

Number = TypeVar("Number", int, float)

BAR = 20
"""How long the bar of the worst score is."""


Varied = Annotated[
    str | None,
    typer.Argument(
        metavar="[SPEC]",
        help="What is not varied: a preset's name or a TOML file; an example of ours if left out.",
        show_default=False,
        autocompletion=complete_spec,
    ),
]
HiddenLayers = Annotated[str, typer.Option(help="Numbers of hidden layers to try.")]
Units = Annotated[str, typer.Option(help="Units per hidden layer to try.")]
Lambdas = Annotated[
    str | None, typer.Option(help="λ to try; 0 and 0.1, or only 0 without a penalty, if left out.")
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        help="A set of inputs to try, such as x1,x2; repeatable. All, and all but one, if left out."
    ),
]
Folds = Annotated[int, typer.Option(help="Folds of the cross-validation.")]
Split = Annotated[bool, typer.Option("--split", help="Use one validation set instead of folds.")]
TestFraction = Annotated[float, typer.Option(help="Share of the samples set aside for the test.")]
Updates = Annotated[int, typer.Option(help="Updates of each training.")]
SplitSeed = Annotated[int, typer.Option(help="Seed of the split and the weights.", min=0, max=LARGEST_SEED)]
Plot = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE", help="Draw the table into this SVG file.")
]


def select(
    spec: Varied = None,
    data: Data = None,
    hidden_layers: HiddenLayers = "1,2",
    units: Units = "2,4",
    lambdas: Lambdas = None,
    inputs: Inputs = None,
    folds: Folds = 5,
    split: Split = False,
    test_fraction: TestFraction = 0.2,
    rate: Rate = None,
    iterations: Updates = 500,
    seed: SplitSeed = 0,
    plot: Plot = None,
    json: Json = False,
) -> None:
    """Choose layers, units, inputs and λ by validation.

    The test set is used once, for the network that was chosen.
    """
    from symbp.network import Network
    from symbp.numeric.select import EXAMPLE, select

    net = Network.load(spec) if spec else EXAMPLE
    with progress_bar("model selection", "{} of {} trainings") as progress:
        selection = select(
            net,
            samples_for(net, data),
            hidden_layers=listed("hidden-layers", hidden_layers, int),
            units=listed("units", units, int),
            lambdas=None if lambdas is None else listed("lambdas", lambdas, float),
            inputs=[names.split(",") for names in inputs] if inputs else None,
            folds=None if split else folds,
            test_fraction=test_fraction,
            rate=rate,
            iterations=iterations,
            seed=seed,
            progress=progress,
        )
    if plot is not None:
        draw(selection, plot)
    show_json(as_data(selection)) if json else show_selection(selection)


def draw(selection: Selection, file: Path) -> None:
    """The table as an SVG drawing."""
    from symbp.document.selection_figure import selection_svg

    write_file(file, selection_svg(selection))


def samples_for(net: Network, file: Path | None) -> Dataset:
    """The user's samples, or our example set where it fits the network."""
    from symbp.data import load_csv, selection_data
    from symbp.errors import DataError

    if file is not None:
        return load_csv(file, net)
    try:
        return selection_data(net)
    except DataError as error:
        raise DataError(
            f"our example set does not fit this network ({error}); give yours: --data FILE.csv"
        ) from None


def listed(option: str, text: str, kind: Callable[[str], Number]) -> list[Number]:
    """The numbers of a list such as 1,2."""
    from symbp.errors import ConfigError

    try:
        return [kind(part) for part in text.split(",")]
    except ValueError:
        what = "whole numbers" if kind is int else "numbers"
        raise ConfigError(f"--{option} {text}: expected {what} separated by commas, such as 1,2") from None


def row_data(row: Row) -> dict[str, Any]:
    return {
        "hidden": list(row.candidate.hidden),
        "lambda": row.candidate.lam,
        "inputs": list(row.candidate.inputs),
        "scores": list(row.scores),
        "mean": row.mean,
        "std": row.std,
        "chosen": row.chosen,
    }


def as_data(selection: Selection) -> dict[str, Any]:
    """The selection as plain data."""
    return {
        "method": selection.method,
        "sizes": dict(zip(("training", "validation", "test"), selection.sizes, strict=True)),
        "rows": [row_data(row) for row in selection.rows],
        "chosen": row_data(selection.chosen),
        "test_score": selection.test_score,
    }


def show_selection(selection: Selection) -> None:
    """Every candidate with its score as a number and a bar, then the chosen one and its test."""
    worst = max(row.mean for row in selection.rows)
    show_table(
        ("hidden", "λ", "inputs", "validation loss", "±", ""),
        (
            (
                "-".join(map(str, row.candidate.hidden)) or "none",
                f"{row.candidate.lam:g}",
                " ".join(row.candidate.inputs),
                f"{row.mean:.5f}",
                f"{row.std:.5f}" if len(row.scores) > 1 else "",
                "█" * max(1, round(BAR * row.mean / worst)) + (" chosen" if row.chosen else ""),
            )
            for row in selection.rows
        ),
        right=(1, 3, 4),
    )
    training, validation, test = selection.sizes
    typer.echo(f"\n{selection.method}: {training} samples train, {validation} validate, {test} test")
    typer.echo(f"chosen: {selection.chosen.candidate}")
    typer.echo(f"loss on the test set, used once: {selection.test_score:.5f}")

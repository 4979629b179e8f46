"""`symbp train`: gradient descent on a network's data (L18–L20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from symbp.commands.common import (
    Data,
    Iterations,
    Json,
    Rate,
    Seed,
    Spec,
    Strength,
    load_data,
    progress_bar,
    show_json,
    show_table,
)

if TYPE_CHECKING:
    from symbp.numeric.train import Training

LossTolerance = Annotated[float | None, typer.Option(help="Stop when an update changes the loss by less.")]
GradientTolerance = Annotated[
    float | None, typer.Option(help="Stop when every entry of the gradients is smaller.")
]

STOPPED = {
    "iterations": "all updates are made",
    "work": "more would take long; --iterations makes more",
    "tolerance_loss": "the loss changes by less than its tolerance",
    "tolerance_gradient": "every entry of the gradients is below its tolerance",
}
ROWS = 10
"""How many lines of the loss's course are shown."""


def train(
    spec: Spec,
    data: Data = None,
    rate: Rate = None,
    lam: Strength = None,
    iterations: Iterations = None,
    tolerance_loss: LossTolerance = None,
    tolerance_gradient: GradientTolerance = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Train by gradient descent.

    Without --data it learns the samples of the lecture, or a small example of ours.
    """
    from symbp.backward import derive
    from symbp.network import Network
    from symbp.numeric.train import train

    net = Network.load(spec)
    samples = load_data(net, data)
    with progress_bar("training", "{} updates, loss {:.4g}") as progress:
        training = train(
            derive(net),
            samples,
            rate=rate,
            lam=lam,
            iterations=iterations,
            tolerance_loss=tolerance_loss,
            tolerance_gradient=tolerance_gradient,
            seed=seed,
            progress=progress,
        )
    if json:
        show_json(as_data(training))
    else:
        show_training(training, f"{samples.N} samples ({samples.name})")


def as_data(training: Training) -> dict[str, Any]:
    """The training as plain data."""
    return {
        "rate": training.rate,
        "lambda": training.lam,
        "iterations": training.iterations,
        "stopped": training.stopped,
        "loss": training.loss,
        "losses": training.losses.tolist(),
        "before": {name: value.tolist() for name, value in training.before.items()},
        "after": {name: value.tolist() for name, value in training.after.items()},
        "predictions": training.predictions.tolist(),
    }


def show_training(training: Training, samples: str) -> None:
    """The course of the loss, why it stopped, and the weights."""
    strength = "" if training.lam is None else f", λ = {training.lam:g}"
    typer.echo(f"{samples}, α = {training.rate:g}{strength}\n")
    last = training.iterations
    shown = sorted({round(last * step / ROWS) for step in range(ROWS + 1)})
    show_table(("updates", "loss"), ((i, f"{training.losses[i]:.6g}") for i in shown), right=(0, 1))
    typer.echo(f"\nstopped after {last} updates: {STOPPED[training.stopped]}")
    for name, value in training.after.items():
        typer.echo(f"\n{name} =\n{value}")

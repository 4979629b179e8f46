"""`symbp solve`: the worked solution as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from symbp.commands.common import (
    Data,
    Iterations,
    Rate,
    Seed,
    SigmaPrime,
    Spec,
    Strength,
    exit_code,
    progress_bar,
)

if TYPE_CHECKING:
    from symbp.document import Solution

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="The directory to write to; made if need be.")
]
Formats = Annotated[
    str | None, typer.Option(help="Files to write: some of pdf,tex,html,md,ipynb,py,json; all if left out.")
]
Sections = Annotated[
    str | None, typer.Option(help="Sections to write, such as problem,forward,summary; all if left out.")
]
Detail = Annotated[
    Literal["full", "matrix", "summary"],
    typer.Option(help="full; matrix: nothing for single weights; summary: results only."),
]
Digits = Annotated[int, typer.Option(help="Decimals of printed numbers.")]
Title = Annotated[str, typer.Option(help="The title in place of ours.")]
Author = Annotated[str, typer.Option(help="The author's name.")]
Date = Annotated[str, typer.Option(help="The date, such as 2026-11-22, or any text.")]
Product = Annotated[Literal["⊙", ".*"], typer.Option(help="The sign of the element-wise product.")]
Gradient = Annotated[Literal["partial", "nabla"], typer.Option(help="Write gradients as ∂L/∂W or with ∇.")]
Engine = Annotated[
    Literal["typst", "latex"],
    typer.Option(help="What makes the PDF: typst is built in, latex uses your TeX."),
]
Templates = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Templates of yours, searched before ours.")
]

GRADIENTS = {"partial": "∂L/∂W", "nabla": "∇"}


def solve(
    spec: Spec,
    output: Output,
    data: Data = None,
    formats: Formats = None,
    sections: Sections = None,
    detail: Detail = "full",
    digits: Digits = 4,
    title: Title = "",
    author: Author = "",
    date: Date = "",
    product: Product = "⊙",
    gradient: Gradient = "partial",
    sigma_prime: SigmaPrime = "both",
    engine: Engine = "typst",
    templates: Templates = None,
    rate: Rate = None,
    lam: Strength = None,
    iterations: Iterations = None,
    seed: Seed = None,
) -> None:
    """Write the worked solution: PDF, LaTeX, HTML and more.

    The exit code is 1 if a line of the derivation is found false, 3 if one is undecided.
    """
    from symbp.document import solve

    options: dict[str, Any] = {
        "detail": detail,
        "digits": digits,
        "title": title,
        "author": author,
        "date": date or None,
        "product": product,
        "gradient": GRADIENTS[gradient],
        "sigma_prime": sigma_prime,
        "engine": engine,
        "templates": templates,
        **parts(formats=formats, sections=sections),
    }
    training: dict[str, Any] = {"rate": rate, "lam": lam, "iterations": iterations, "seed": seed}
    with progress_bar(f"solving {spec}", "{}") as progress:
        solution = solve(spec, output, data=data, progress=progress, **training, **options)
    show_solution(solution)
    raise typer.Exit(exit_code(solution.report))


def parts(**lists: str | None) -> dict[str, tuple[str, ...]]:
    """Options that are lists such as pdf,tex; one that is left out is not in the result."""
    return {name: tuple(text.split(",")) for name, text in lists.items() if text}


def show_solution(solution: Solution) -> None:
    """The files written, then the counts of verified lines, and those that do not hold."""
    for path in solution.paths:
        typer.echo(path)
    if solution.training.stopped == "work":
        typer.echo(f"trained with {solution.training.iterations} updates; --iterations makes more")
    typer.echo(solution.report.summary)
    for line in solution.report.failures:
        typer.echo(f"symbp: {line}", err=True)

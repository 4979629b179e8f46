"""`symbp solve`: the worked solution as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from symbp.commands.common import Data, Spec, exit_code, progress_bar

if TYPE_CHECKING:
    from symbp.document import Solution

Detail = Literal["full", "matrix", "summary"]
Product = Literal["⊙", ".*"]
Gradient = Literal["partial", "nabla"]
Engine = Literal["typst", "latex"]

GRADIENTS = {"partial": "∂L/∂W", "nabla": "∇"}


def solve(
    spec: Spec,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="The directory to write to; made if need be."),
    ],
    data: Data = None,
    formats: Annotated[
        str | None,
        typer.Option(help="Files to write: some of pdf,tex,html,md,ipynb,py,json; all if left out."),
    ] = None,
    sections: Annotated[
        str | None, typer.Option(help="Sections to write, such as problem,forward,summary; all if left out.")
    ] = None,
    detail: Annotated[
        Detail, typer.Option(help="full; matrix: nothing for single weights; summary: results only.")
    ] = "full",
    digits: Annotated[int, typer.Option(help="Decimals of printed numbers.")] = 4,
    title: Annotated[str, typer.Option(help="The title in place of ours.")] = "",
    author: Annotated[str, typer.Option(help="The author's name.")] = "",
    date: Annotated[str, typer.Option(help="The date, such as 2026-11-22, or any text.")] = "",
    product: Annotated[Product, typer.Option(help="The sign of the element-wise product.")] = "⊙",
    gradient: Annotated[Gradient, typer.Option(help="Write gradients as ∂L/∂W or with ∇.")] = "partial",
    engine: Annotated[
        Engine, typer.Option(help="What makes the PDF: typst is built in, latex uses your TeX.")
    ] = "typst",
    templates: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Templates of yours, searched before ours.")
    ] = None,
    rate: Annotated[float | None, typer.Option(help="The learning rate α of the training.")] = None,
    lam: Annotated[float | None, typer.Option(help="λ of a penalised network.")] = None,
    iterations: Annotated[int | None, typer.Option(help="Updates of the training.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the first weights.", min=0, max=2**32 - 1)] = None,
) -> None:
    """Write the worked solution: PDF, LaTeX, HTML and more.

    The exit code is 1 if a line of the derivation is found false, 3 if one is undecided.
    """
    from symbp.document import solve

    lists: dict[str, Any] = {
        name: tuple(text.split(",")) for name, text in (("formats", formats), ("sections", sections)) if text
    }
    with progress_bar(f"solving {spec}", "{}") as progress:
        solution = solve(
            spec,
            output,
            data=data,
            rate=rate,
            lam=lam,
            iterations=iterations,
            seed=seed,
            progress=progress,
            detail=detail,
            digits=digits,
            title=title,
            author=author,
            date=date or None,
            product=product,
            gradient=GRADIENTS[gradient],
            engine=engine,
            templates=templates,
            **lists,
        )
    show_solution(solution)
    raise typer.Exit(exit_code(solution.report))


def show_solution(solution: Solution) -> None:
    """The files written, then the counts of verified lines, and those that do not hold."""
    for path in solution.paths:
        typer.echo(path)
    typer.echo(solution.report.summary)
    for line in solution.report.failures:
        typer.echo(f"symbp: {line}", err=True)

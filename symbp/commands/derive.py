"""`symbp derive`: the equations of a network and the steps that lead to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from symbp.commands.common import Json, SigmaPrime, Spec, show_json

if TYPE_CHECKING:
    from symbp.derivation import Derivation, Equation, Step

    Write = Callable[[Any], str]

Level = Literal["matrix", "sample", "entry", "all"]
Format = Literal["plain", "latex", "typst", "mathml", "words"]


def derive(
    spec: Spec,
    level: Annotated[
        Level, typer.Option(help="Which steps to show; entry writes every ∂L/∂w_ij out.")
    ] = "matrix",
    format: Annotated[Format, typer.Option(help="How to write the mathematics.")] = "plain",
    sigma_prime: SigmaPrime = "both",
    samples: Annotated[int, typer.Option("--samples", "-n", help="N of the entry level.", min=1, max=20)] = 2,
    json: Json = False,
) -> None:
    """Derive the gradients: the forward pass, the loss, the errors δ, the gradients, and why."""
    from symbp.backward import derive
    from symbp.network import Network
    from symbp.shown import shown

    derivation = shown(derive(Network.load(spec)), sigma_prime)
    write = writer(format, derivation)
    parts = {
        "equations": [line_of_equation(e, write) for e in derivation.equations.values()],
        "steps": [line_of_step(s, write) for s in steps(derivation, level)],
        "entries": list(entry_lines(derivation, samples, write)) if level in ("entry", "all") else [],
    }
    if json:
        show_json({"network": derivation.net.model_dump(mode="json"), "format": format, **parts})
    else:
        typer.echo("\n".join(page(derivation, parts)))


def writer(format: Format, derivation: Derivation) -> Write:
    """The renderer of a format; plain text is NumPy notation and knows no style."""
    from symbp import notation

    if format == "plain":
        return notation.plain
    style, render = notation.Style.of(derivation.net), getattr(notation, format)
    return lambda thing: str(render(thing, style))


def steps(derivation: Derivation, level: Level) -> Iterator[Step]:
    """The steps of a level, what they rely on first."""
    yield from (step for step in (*derivation.lemmas, *derivation.steps) if level in ("all", step.level))


def line_of_equation(equation: Equation, write: Write) -> dict[str, Any]:
    return {
        "name": equation.name,
        "left": write(equation.lhs),
        "right": write(equation.rhs),
        "shape": [str(size) for size in getattr(equation.lhs, "shape", ())],
    }


def line_of_step(step: Step, write: Write) -> dict[str, Any]:
    return {
        "target": step.target,
        "level": step.level,
        "rule": step.rule,
        "reason": step.reason,
        "assumption": step.assumption,
        "before": write(step.before),
        "after": write(step.after),
        "shape": [str(size) for size in step.shape],
    }


def entry_lines(derivation: Derivation, samples: int, write: Write) -> Iterator[dict[str, Any]]:
    """Every ∂L/∂w_ij, written out by SymPy's own `diff`."""
    from symbp.entrywise import entries

    for line in entries(derivation.net, samples):
        place = {"target": line.target, "row": line.row, "column": line.column}
        yield {**place, "before": write(line.before), "after": write(line.after)}


def page(derivation: Derivation, parts: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The derivation as text: equations, then each chain of steps, then the entries."""
    yield from (f"{line['left']} = {line['right']}" for line in parts["equations"])
    last = None
    for line in parts["steps"]:
        if (line["target"], line["level"], line["before"]) != last:
            yield f"\n{line['target']} ({line['level']} level)"
            yield f"  {line['before']}"
        yield f"    = {line['after']}"
        yield f"        {line['rule']}: {line['reason']}"
        last = (line["target"], line["level"], line["after"])
    if parts["entries"]:
        yield "\nentry by entry"
        yield from (f"  {line['before']} = {line['after']}" for line in parts["entries"])

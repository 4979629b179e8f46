"""What a story can use: everything a document shows, made once from the derivation and the numbers.

A story sees the names of `texts` and `numbers` below, and the functions of `symbols`: `q("W1")` is the
symbol of a quantity, `letter("N")` a letter, `entry("P", "k")` an entry for one sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sympy import Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.data import Dataset
from symbp.derivation import Derivation, Equation
from symbp.document import entry_lines, loss_words, penalty_words, tables
from symbp.document.activation_words import activations
from symbp.document.check import check
from symbp.document.layers import layers
from symbp.document.lines import Display, Line, Ref, definition
from symbp.document.mistakes import mistakes
from symbp.document.network_figure import network_figure
from symbp.document.numerals import Numerals, Values
from symbp.document.options import Options
from symbp.document.trained import ALPHA, trained
from symbp.document.worked import worked
from symbp.entrywise import parameter_count
from symbp.forward import n, sample_entry
from symbp.network import Network
from symbp.notation import Style, layout
from symbp.notation.tree import Op, Tree
from symbp.numeric.train import Training
from symbp.verify import Report

KEYWORDS = ("backpropagation", "gradient", "neural network", "chain rule", "gradient descent")
TITLE = "Backpropagation, worked out"


@dataclass(frozen=True)
class Meta:
    """What a document says about itself."""

    title: str
    subtitle: str
    author: str
    date: date | None
    date_text: str
    description: str
    lang: str = "en"
    keywords: tuple[str, ...] = KEYWORDS


def story_context(
    d: Derivation, data: Dataset, training: Training, report: Report, options: Options
) -> tuple[dict[str, Any], Style]:
    """The names that a story sees, and the style in which its mathematics is laid out."""
    style = Style.of(d.net, product=options.product, gradient=options.gradient, digits=options.digits)
    context = {
        **texts(d, data, report, style, options),
        **numbers(d, data, training, style, options),
        **symbols(d.net, style),
    }
    return context, style


def texts(d: Derivation, data: Dataset, report: Report, style: Style, options: Options) -> dict[str, Any]:
    """What needs no numbers: the derivation and what is said about it."""
    net, every = d.net, layers(d, style)
    return {
        "meta": meta(net, options),
        "sections": options.shown,
        "detail": options.detail,
        "net": net,
        "rows": net.samples == "rows",
        "link": net.link,
        "penalty": net.penalty != "none",
        "hidden": every[:-1],
        "output": every[-1],
        "sign": Op({"⊙": "odot", ".*": ".*"}[style.product]),
        "alpha": ALPHA,
        "forward": forward(d, style),
        "loss": loss(d, style),
        "activations": activations(net, style) if "activation" in options.shown else None,
        "regularisation": regularisation(d, style),
        "summary": summary(d, style),
        "entries": entries(d, style, data.N) if "entries" in options.shown else None,
        "mistakes": mistakes(d, style),
        "quantities": tables.quantities(d, style, data.N),
        "signs": tables.signs(d, style),
        "verification": verification(report),
        "program": d.source("numpy", "loss", *d.gradients),
    }


def numbers(
    d: Derivation, data: Dataset, training: Training, style: Style, options: Options
) -> dict[str, Any]:
    """What needs data and weights."""
    numerals = Numerals(Values.at(d, data, training), style, options.digits)
    run = trained(d, data, training, style, options.digits)
    return {
        "data": {"samples": data.N, "note": data.note, "table": tables.data_table(data)},
        "numbers": worked(d, numerals, data.seed) if "numbers" in options.shown else None,
        "check": check(d, numerals) if "check" in options.shown else None,
        "training": run,
        "drawings": {
            "network": network_figure(d.net, style),
            "loss": run.loss,
            "predictions": run.predictions,
        },
        "captions": {"network": f"The network, {sizes(d.net)}.", **run.captions},
    }


def symbols(net: Network, style: Style) -> dict[str, Any]:
    """Functions by which a story names things: a quantity, a letter, an entry for one sample."""

    def q(name: str) -> Tree:
        return layout(net.names.table[net.names.canonical(name)].symbol, style)

    def letter(name: str) -> Tree:
        return layout(Symbol(name), style)

    def entry(name: str, unit: str) -> Tree:
        return layout(sample_entry(net, net.names.table[name].symbol, n, Symbol(unit)), style)

    return {"q": q, "letter": letter, "entry": entry}


def sizes(net: Network) -> str:
    return "–".join(map(str, net.units))


def meta(net: Network, options: Options) -> Meta:
    """Title and the rest; the date is the one asked for, never today's."""
    penalty = ", with an L2 penalty" if net.penalty != "none" else ""
    subtitle = f"A {sizes(net)} network, {net.loss_entry.title}, {net.reduction} form{penalty}"
    about = f"{subtitle}: forward pass, loss, every step of the backward pass, numbers, check and program."
    return Meta(options.title or TITLE, subtitle, options.author, options.day, options.date_text, about)


def forward(d: Derivation, style: Style) -> Display:
    """The forward equations with dimensions under the factors, each with its reason."""
    braces = style.change(braces=True)
    return Display(tuple(definition(e, braces, forward_reason(d.net, e)) for e in d.forward))


def forward_reason(net: Network, equation: Equation) -> str:
    """What a forward equation does, in words."""
    if equation.name == "T":
        return f"the labels as {net.samples} of 0 and 1"
    if equation.name == "P":
        return (
            "softmax of the output, sample by sample" if net.link == "softmax" else "sigmoid of every output"
        )
    if equation.name.startswith("Z"):
        return "matrix product" + (", and the bias once for every sample" if net.bias == "separate" else "")
    return "no activation" if isinstance(equation.rhs, MatrixSymbol) else "the activation, on every entry"


def loss(d: Derivation, style: Style) -> dict[str, Any]:
    """The loss, one sample's part of it, the lecture's questions and what their answers refer to."""
    sample = loss_words.sample_loss(d, style)
    return {
        "title": d.net.loss_entry.title,
        "opening": loss_words.OPENINGS[d.net.loss],
        "whole": Display((definition(d.loss, style),)),
        "sample": sample,
        "sample_symbol": sample.lines[0].left,
        "questions": loss_words.questions(d, style),
        "proofs": loss_words.proofs(d, style),
        "proof_text": loss_words.PROOF_TEXTS.get(d.net.loss, ""),
    }


def regularisation(d: Derivation, style: Style) -> dict[str, Any]:
    """What is said and shown about the penalty."""
    return {
        "paragraphs": penalty_words.paragraphs(d, style),
        "displays": penalty_words.displays(d, style),
        "added": penalty_words.added(d),
    }


def summary(d: Derivation, style: Style) -> Mapping[str, Display]:
    """Forward and backward pass in the order of computation (L16, L17)."""

    def display(equations: tuple[Equation, ...]) -> Display:
        lines = (
            Line(layout(e.lhs, style), layout(e.rhs, style), seen=Ref(f"eq-{e.name}", " ")) for e in equations
        )
        return Display(tuple(lines))

    return {"forward": display((*d.forward, d.loss)), "backward": display(d.backward)}


def entries(d: Derivation, style: Style, samples: int) -> dict[str, Any] | None:
    """The gradients entry by entry (L09), where there are few enough entries."""
    if parameter_count(d.net) > entry_lines.MOST:
        return None
    return {
        "shapes": entry_lines.shapes(d, style),
        "displays": entry_lines.entry_displays(d, style),
        "one": entry_lines.written_out(d, style, samples) if samples <= 4 else None,
    }


def verification(report: Report) -> dict[str, Any]:
    """What was found about the lines of the derivation."""
    verdicts = [line.verdict for line in report.lines if line.verdict.proof == "verified"]
    return {
        "ok": report.ok,
        "total": len(report.lines),
        "digits": min((v.digits for v in verdicts), default=0),
        "points": min((v.points for v in verdicts), default=0),
        "failures": [str(line) for line in report.failures],
        "table": tables.verified(report),
    }

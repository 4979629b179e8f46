"""What a story can use: everything a document shows, made once from the derivation and the numbers.

A story sees these names: `meta`, `sections`, `detail`, `net`, `data`, `hidden`, `output`, `loss`, `link`,
`penalty`, `rows`, `deltas`, `forward`, `notation`, `activations`, `regularisation`, `summary`, `entries`,
`numbers`, `check`, `training`, `program`, `mistakes`, `verification`, `drawings` and `captions`; `q(name)` is the symbol of a
quantity, `letter(name)` a letter, `entry(name, …)` an entry of a matrix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sympy import Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.activation_steps import activation_steps
from symbp.data import Dataset
from symbp.derivation import Derivation, Equation
from symbp.document import loss_words, penalty_words
from symbp.document.entry_lines import MOST, entry_displays, shapes, written_out
from symbp.document.layers import layers
from symbp.document.lines import Display, Inline, Line, Ref, chain, definition
from symbp.document.mistakes import mistakes
from symbp.document.network_figure import network_figure
from symbp.document.numerals import Numerals, Values
from symbp.document.options import Options
from symbp.document.results import check, trained, worked
from symbp.entrywise import parameter_count
from symbp.names import Quantity
from symbp.network import Network
from symbp.notation import Style, glossary, layout, shape
from symbp.notation.tree import Num, Op, Script, Sym, Tree
from symbp.numeric.train import Training
from symbp.verify import Report

KEYWORDS = ("backpropagation", "gradient", "neural network", "chain rule", "gradient descent")


@dataclass(frozen=True)
class Meta:
    """What a document says about itself."""

    title: str
    subtitle: str
    author: str
    date: date | None
    date_text: str
    lang: str
    description: str
    keywords: tuple[str, ...]


def story_context(
    d: Derivation, data: Dataset, training: Training, report: Report, options: Options
) -> tuple[dict[str, Any], Style]:
    """The names that a story sees, and the style in which its mathematics is laid out."""
    style = Style.of(d.net, product=options.product, gradient=options.gradient, digits=options.digits)
    return {**texts(d, data, report, style, options), **figures_and_numbers(d, data, training, style, options)}, style


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
        "deltas": [e for e in d.backward if e.name.startswith("delta")],
        "sign": Op({"⊙": "odot", ".*": ".*"}[style.product]),
        "alpha": Sym("alpha"),
        "forward": forward(d, style),
        "loss": loss(d, style),
        "activations": activations(net, style) if "activation" in options.shown else None,
        "regularisation": {"paragraphs": penalty_words.paragraphs(d, style), "displays": penalty_words.displays(d, style)},
        "summary": summary(d, style),
        "entries": entries(d, style, data.N) if "entries" in options.shown else None,
        "mistakes": mistakes(d, style),
        "notation": notation(d, style, data.N),
        "verification": verification(report),
        "program": program(d),
        **symbols(net, style),
    }


def figures_and_numbers(
    d: Derivation, data: Dataset, training: Training, style: Style, options: Options
) -> dict[str, Any]:
    """What needs data and weights."""
    net = d.net
    values = Values.at(d, data, training)
    numerals = Numerals(values, style, options.digits)
    run = trained(d, data, training, style, options.digits)
    sizes = "–".join(map(str, net.units))
    return {
        "data": described(data, style),
        "numbers": worked(d, numerals, data.seed) if "numbers" in options.shown else None,
        "check": check(d, numerals) if "check" in options.shown else None,
        "training": run,
        "drawings": {"network": network_figure(net, style), "loss": run.loss, "predictions": run.predictions},
        "captions": {"network": f"The network, {sizes}.", **run.captions},
    }


def meta(net: Network, options: Options) -> Meta:
    sizes = "–".join(map(str, net.units))
    title = options.title or "Backpropagation, worked out"
    subtitle = f"A {sizes} network, {net.loss_entry.title}, {net.reduction} form" + (
        ", with an L2 penalty" if net.penalty != "none" else ""
    )
    description = f"{subtitle}: forward pass, loss, every step of the backward pass, numbers, check and program."
    return Meta(title, subtitle, options.author, options.day, options.date_text, "en", description, KEYWORDS)


def symbols(net: Network, style: Style) -> dict[str, Any]:
    """Functions by which a story names things: a quantity, a letter, an entry."""

    def q(name: str) -> Tree:
        return layout(net.names.table[net.names.canonical(name)].symbol, style)

    def letter(name: str) -> Tree:
        return layout(Symbol(name), style)

    def entry(name: str, unit: str) -> Tree:
        from symbp.forward import sample_entry

        return layout(sample_entry(net, net.names.table[name].symbol, Symbol("n"), Symbol(unit)), style)

    return {"q": q, "letter": letter, "entry": entry}


def forward(d: Derivation, style: Style) -> Display:
    """The forward equations with dimensions under the factors, each with its reason."""
    braces = style.change(braces=True)
    return Display(tuple(definition(e, braces, forward_reason(d.net, e)) for e in d.forward))


def forward_reason(net: Network, equation: Equation) -> str:
    name = equation.name
    if name == "T":
        return "the labels as rows of 0 and 1" if net.samples == "rows" else "the labels as columns of 0 and 1"
    if name == "P":
        return f"{net.link} of the output, sample by sample" if net.link == "softmax" else "sigmoid of every output"
    if name.startswith("Z"):
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


def activations(net: Network, style: Style) -> dict[str, Any] | None:
    """The derivative of every activation that the network has, and of the sigmoid in its loss (L11)."""
    from symbp.nodes import ScalarFunction

    used = [*net.functions, *([ScalarFunction("sigmoid")] if net.link == "sigmoid" else [])]
    parts = []
    for function in dict.fromkeys(used):
        if steps := activation_steps(function):
            label = f"eq-activation-{len(parts) + 1}"
            parts.append({"text": activation_text(function.name), "display": chain(steps, style, label)})
    names = {function.name for function in used if activation_steps(function)}
    title = "The derivative of the sigmoid" if names == {"sigmoid"} else "The derivatives of the activations"
    return {"title": title, "parts": parts} if parts else None


ACTIVATION_TEXTS = {
    "sigmoid": (
        "The derivative of the sigmoid is a polynomial in its own value, so that the backward pass can take it from the "
        "activations of the forward pass:"
    ),
    "tanh": "The derivative of the hyperbolic tangent is again a polynomial in its value:",
    "relu": "The rectifier has slope 0 on the left and 1 on the right:",
    "leaky_relu": "The leaky rectifier has a small slope on the left and 1 on the right:",
    "softplus": "The derivative of softplus is the sigmoid:",
    "custom": "For the activation of this network, differentiated as it stands:",
}


def activation_text(name: str) -> str:
    return ACTIVATION_TEXTS[name]


def summary(d: Derivation, style: Style) -> dict[str, Display]:
    """Forward and backward pass in the order of computation (L16, L17)."""

    def lines(equations: tuple[Equation, ...]) -> Display:
        return Display(
            tuple(
                Line(layout(e.lhs, style), layout(e.rhs, style), seen=Ref(f"eq-{e.name}", " "))
                for e in equations
            )
        )

    return {"forward": lines((*d.forward, d.loss)), "backward": lines(d.backward)}


def entries(d: Derivation, style: Style, samples: int) -> dict[str, Any] | None:
    """The gradients entry by entry (L09), where there are few enough entries."""
    if parameter_count(d.net) > MOST:
        return None
    one = written_out(d, style, samples) if samples <= 4 else None
    return {"shapes": shapes(d, style), "displays": entry_displays(d, style), "one": one}


def notation(d: Derivation, style: Style, samples: int) -> dict[str, Any]:
    """Every quantity with its shape in letters and in numbers, and the special signs."""
    letters = style.change(sizes={})
    numbers = style.change(sizes={**d.net.names.sizes, Symbol("N", integer=True, positive=True): samples})
    rows = []
    for quantity in d.net.names.table.values():
        matrix = isinstance(quantity.symbol, MatrixSymbol)
        shapes = [shape(quantity.shape, s) if matrix else "number" for s in (letters, numbers)]
        rows.append((layout(quantity.symbol, style), *shapes, meaning(d.net, quantity, style)))
    signs = glossary(*(e.rhs for e in d.equations.values()), *(s.after for s in d.steps), style=style)
    return {"rows": rows, "signs": signs}


def meaning(net: Network, quantity: Quantity, style: Style) -> Inline:
    """What a quantity is; a gradient names its parameter as the text writes it."""
    if quantity.kind != "gradient":
        return quantity.meaning
    return ("gradient of the loss with respect to ", layout(net.names.table[quantity.name[1:]].symbol, style))


def program(d: Derivation) -> dict[str, Any]:
    """The NumPy listing."""
    return {"source": d.source("numpy", "loss", *d.gradients)}


LEVELS = {
    "forward": "forward pass and loss",
    "matrix": "backward pass in matrices",
    "sample": "backward pass for one weight",
    "entry": "every entry, by direct differentiation",
    "direction": "gradients, against the slope of the loss along a direction",
}


def verification(report: Report) -> dict[str, Any]:
    """How many lines of each level hold, and how that is known."""
    rows = []
    for level, words in LEVELS.items():
        lines = [line for line in report.lines if line.level == level]
        if lines:
            proofs = [line.verdict.proof for line in lines]
            open_lines = sum(not line.verdict for line in lines)
            rows.append((words, len(lines), proofs.count("proved"), proofs.count("verified"), open_lines))
    verified = [line.verdict for line in report.lines if line.verdict.proof == "verified"]
    return {
        "rows": rows,
        "ok": report.ok,
        "total": len(report.lines),
        "digits": min((v.digits for v in verified), default=0),
        "points": min((v.points for v in verified), default=0),
        "failures": [str(line) for line in report.failures],
    }


MOST_SAMPLES = 12
LETTER = re.compile(r"([A-Za-z])_(\d+)")


def column_name(name: str) -> Inline:
    """A column's name as text; x_1 as a letter with its subscript."""
    match = LETTER.fullmatch(name)
    return Script(Sym(match[1]), sub=Num(match[2])) if match else name


def described(data: Dataset, style: Style) -> dict[str, Any]:
    """The data as a table; of many samples the first few and the last."""
    import numpy as np

    targets = np.reshape(data.t, (data.N, -1))
    kept = list(range(data.N)) if data.N <= MOST_SAMPLES else [*range(MOST_SAMPLES - 2), -1, data.N - 1]
    columns = len(data.features) + len(data.targets)
    wide = columns > 8
    rows = []
    for sample in kept if not wide else []:
        if sample < 0:
            rows.append(tuple(Op("vdots") for _ in range(columns + 1)))
        else:
            numbers = [f"{float(x):g}".replace("-", "−") for x in (*data.X[sample], *targets[sample])]
            rows.append((str(sample + 1), *numbers))
    return {
        "samples": data.N,
        "note": data.note,
        "header": ("sample", *map(column_name, (*data.features, *data.targets))),
        "rows": rows,
        "align": ("right",) * (columns + 1),
    }



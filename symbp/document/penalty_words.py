"""What a document says about regularisation (L21 to L23)."""

from __future__ import annotations

from sympy import Add, Symbol
from sympy.matrices.expressions import MatrixSymbol

from symbp.derivation import Derivation
from symbp.document.lines import Display, Inline, Line, Ref
from symbp.forward import penalised_parameters, scaled
from symbp.network import Network
from symbp.nodes import EntrySum, power, product
from symbp.notation import Style, layout
from symbp.notation.naming import by_partials
from symbp.notation.tree import Sym

FOR_EVER = (
    "Can more units and more layers be added for ever to improve the fit? On the training data, yes: a "
    "large enough "
    "network comes as close to the targets as one likes. On new data, no: past some size it learns the "
    "noise of its "
    "sample, and its predictions get worse."
)
NONE = (
    "This loss has no penalty. One could be added, such as a multiple of the sum of all squared weights; "
    "every gradient "
    "would then gain that multiple of twice its weights."
)
PENALTY = Sym("R")


def paragraphs(d: Derivation, style: Style) -> tuple[Inline, ...]:
    """The question whether networks can grow for ever, and what the penalty does about it."""
    if d.net.penalty == "none":
        return FOR_EVER, NONE
    lam = layout(Symbol("lam", positive=True), style)
    return FOR_EVER, (
        "The penalty, written ",
        PENALTY,
        " here, makes large weights expensive and so the function smoother; ",
        lam,
        " says how expensive, and is chosen with data that was not used for training. ",
        covered(d.net),
        " It adds one term to the loss, and to the gradient of what it covers a multiple of the weights "
        "themselves:",
    )


def covered(net: Network) -> str:
    """Which parameters the penalty covers, in words."""
    if net.bias == "none":
        return "It sums over all weights."
    if net.penalise_bias:
        return "It sums over all weights, and here over the biases too."
    return "It sums over the weights only: biases move the function without making it less smooth."


def added(d: Derivation) -> Inline:
    """Which part of the penalty stands in which gradient."""
    if d.net.penalty == "none":
        return ""
    parts: list[Inline] = [
        "The penalty ",
        Ref("eq-penalty"),
        " is the last part of the loss ",
        Ref("eq-loss", "above"),
    ]
    for parameter in penalised(d.net):
        parts += [
            "; ",
            Ref(f"eq-penalty-{parameter.name}"),
            " stands in ",
            Ref(f"eq-d{parameter.name}", "the gradient"),
        ]
    return (*parts, ".")


def penalised(net: Network) -> list[MatrixSymbol]:
    """The parameters that the penalty covers, as far as it does."""
    return [p for p in net.names.parameters if net.penalise_bias or p.name[0] == "W"]


def displays(d: Derivation, style: Style) -> tuple[Display, ...]:
    """The penalty, and the part that each gradient gains."""
    net, squared = d.net, penalised_parameters(d.net)
    if not squared:
        return ()
    whole = scaled(net.penalty_factor, Add(*(EntrySum(power(p, 2)) for p in squared), evaluate=False))
    lines = [Line(PENALTY, layout(whole, style), label="eq-penalty")]
    for parameter, part in zip(penalised(net), squared, strict=True):
        rate = by_partials(PENALTY, layout(parameter, style))
        gained = layout(product(2 * net.penalty_factor, part), style)
        lines.append(Line(rate, gained, label=f"eq-penalty-{parameter.name}"))
    return (Display(tuple(lines)),)

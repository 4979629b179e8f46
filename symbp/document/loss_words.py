"""What a document says about the loss: the questions of the lecture, answered for one network."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Sum, Symbol, exp

from symbp.activation_steps import logistic_steps
from symbp.activations import is_identity
from symbp.derivation import Derivation
from symbp.document.lines import Display, Inline, Line, Ref, chain
from symbp.forward import j, k, n, sample_entry
from symbp.nodes import SampleLoss
from symbp.notation import Style, layout

Question = tuple[str, Inline]

OPENINGS = {
    "squared_error": "The loss measures how far the outputs are from the targets:",
    "binary_cross_entropy": (
        "The loss is minus the logarithm of the probability that the network gives to the targets:"
    ),
    "logistic": "The loss takes the output as it is and turns it into a probability itself:",
    "softmax_cross_entropy": (
        "The loss is minus the logarithm of the probability that the network gives to the right classes:"
    ),
}


def questions(d: Derivation, style: Style) -> tuple[Question, ...]:
    """The questions that the lecture asks about a loss, with their answers."""
    return (*QUESTIONS[d.net.loss](d, style), ("Sum or mean?", sum_or_mean(d, style)))


def squared_error(d: Derivation, style: Style) -> Iterator[Question]:
    f, matrices = layout(d.net.names.f, style), len(d.net.units) - 1
    stand = "a weight matrix stands" if matrices == 1 else f"{matrices} weight matrices stand"
    question = "How does it differ from the loss of linear regression?"
    if matrices == 1 and is_identity(d.net.functions[0]):
        yield question, "Not at all: one weight matrix and no activation make a linear regression."
        return
    yield (
        question,
        (
            "Not in its form but in ",
            f,
            ". There the prediction is linear in one set of weights, and a formula gives the one minimum. "
            "Here "
            f"{stand} inside ",
            f,
            ", which is not linear in them: no formula gives a minimum, there may be several, and we go "
            "downhill "
            "step by step.",
        ),
    )


def cross_entropy(d: Derivation, style: Style) -> Iterator[Question]:
    if d.net.functions[-1].name == "sigmoid":
        yield (
            "Why a sigmoid at the output?",
            (
                "So that ",
                layout(d.net.names.f, style),
                " lies between 0 and 1 whatever the weights are. Only then can it be read as the "
                "probability of "
                "class 1, and only then do both logarithms exist.",
            ),
        )


def logistic(d: Derivation, style: Style) -> Iterator[Question]:
    f, P = layout(d.net.names.f, style), layout(d.net.names.P, style)
    yield (
        "Where did the sigmoid of the output go?",
        (
            "Into the loss. The output ",
            f,
            " may be any number, and ",
            P,
            " is its sigmoid. By cases, the loss of one output is minus the logarithm of the probability "
            "of what did "
            "happen; that is the cross-entropy of ",
            P,
            ", as ",
            Ref("eq-logistic"),
            " shows.",
        ),
    )


def softmax(d: Derivation, style: Style) -> Iterator[Question]:
    yield (
        "What does the softmax do?",
        (
            "It makes probabilities of the outputs of a sample, as ",
            Ref("eq-softmax"),
            " says: they are positive and sum to 1. The targets are one-hot, so that only the right class "
            "remains "
            "of the sum over the classes.",
        ),
    )
    if not is_identity(d.net.functions[-1]):
        yield (
            "An activation before the softmax?",
            "Usually there is none. Where there is one, as here, its derivative is one more factor in the "
            "error of the "
            "output layer.",
        )


QUESTIONS = {
    "squared_error": squared_error,
    "binary_cross_entropy": cross_entropy,
    "logistic": logistic,
    "softmax_cross_entropy": softmax,
}


def sum_or_mean(d: Derivation, style: Style) -> Inline:
    N = layout(Symbol("N"), style)
    if d.net.reduction == "sum":
        other: tuple[Inline, ...] = ("The mean form divides the sum by ", N, ", and so every gradient. ")
    else:
        other = ("The sum form, without the division by ", N, ", has gradients ", N, " times as large. ")
    if d.net.penalty == "none":
        return (*other, "The best weights are the same; only the learning rate has to be chosen anew.")
    lam = layout(Symbol("lam", positive=True), style)
    return (*other, "Beside a penalty it also matters for the best weights: ", lam, " has to change with it.")


PROOF_TEXTS = {
    "logistic": "Stated by cases, then in one formula, the cross-entropy of the sigmoid of the output:",
    "softmax_cross_entropy": "The probabilities come from the outputs of the sample, by the softmax:",
}


def proofs(d: Derivation, style: Style) -> tuple[Display, ...]:
    """What the answers refer to: the two forms of the logistic loss (L05), the softmax (L06)."""
    if d.net.loss == "logistic":
        return (chain(logistic_steps(d.net), style, "eq-logistic"),)
    if d.net.link != "softmax":
        return ()
    f, P = d.net.names.f, d.net.names.P
    below = Sum(exp(sample_entry(d.net, f, n, j)), (j, 1, d.net.names.dims[-1]))
    quotient = exp(sample_entry(d.net, f, n, k)) / below
    line = Line(layout(sample_entry(d.net, P, n, k), style), layout(quotient, style), label="eq-softmax")
    return (Display((line,)),)


def sample_loss(d: Derivation, style: Style) -> Display:
    """L_n, what one sample adds to the loss."""
    line = Line(layout(SampleLoss(n), style), layout(d.sample_loss(n), style), label="eq-sample-loss")
    return Display((line,))

"""The displays of the backward pass: step 1 at the output layer, step 2 at each hidden one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Eq, Sum
from sympy.matrices.expressions import MatrixSymbol

from symbp.activations import is_identity
from symbp.derivation import Derivation, Level, Step
from symbp.document.lines import (
    Display,
    Inline,
    Ref,
    chain,
    entry_products,
    group,
    is_matrix_product,
    matrix_products,
)
from symbp.forward import k, n, sample_entry
from symbp.nodes import Elementwise, ScalarFunction, split_factor
from symbp.notation import Style, layout, shape
from symbp.notation.tree import Op, Tree

ACTIVATION_WORDS = {
    "sigmoid": "sigmoid activation",
    "tanh": "tanh activation",
    "relu": "ReLU activation",
    "leaky_relu": "leaky ReLU activation",
    "softplus": "softplus activation",
    "identity": "no activation",
}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Layer:
    """One layer after the input, and the displays that lead to its δ and to the gradients before it.

    `sum`, `sample` and `restored` are for one weight: the sum over samples, the chain rule for one sample,
    the matrix product that restores the sum; `bias` is the same for a bias.  `scores` derives the softmax,
    `loss` is ∂L/∂f at the output, `through` is ∂L/∂a of a hidden layer, `error` is δ, `weights` are the
    gradients.
    """

    number: int
    units: int
    activation: Inline
    identity: bool
    place: str
    step_title: str
    sum: Display | None
    sample: Display | None
    restored: Display | None
    bias: tuple[Display, ...]
    scores: tuple[Display, ...]
    loss: tuple[Display, ...]
    through: Display | None
    error: Display
    weights: tuple[Display, ...]
    products: Inline
    cancels: Inline = ""


def layers(d: Derivation, style: Style) -> tuple[Layer, ...]:
    """Every layer after the input, in forward order."""
    return tuple(layer(d, style, number) for number in range(2, d.net.names.layers + 1))


def layer(d: Derivation, style: Style, number: int) -> Layer:
    names, function = d.net.names, d.net.functions[number - 2]
    last, hidden = number == names.layers, names.layers - 2
    W, a = names.W(number - 1), names.a(number)
    one_weight = displays(d, style, f"d{W.name}", "sample")
    return Layer(
        number=number,
        units=d.net.units[number - 1],
        activation=activation_words(function, style),
        identity=is_identity(function),
        place="a" if hidden == 1 else f"a {ordinal(number - 1)}",
        step_title="Step 2: the hidden layer" if hidden == 1 else f"Step 2: hidden layer {number}",
        sum=one_weight[0] if one_weight else None,
        sample=one_weight[1] if one_weight else None,
        restored=one_weight[2] if one_weight else None,
        bias=unnumbered(displays(d, style, f"db{number - 1}", "sample")),
        scores=displays(d, style, a.name, "sample") if last else (),
        loss=tuple(at for q in ("P", "f") for at in displays(d, style, q, "matrix")) if last else (),
        through=None if last else displays(d, style, a.name, "matrix")[0],
        error=displays(d, style, f"delta{number}", "matrix")[0],
        weights=weights(d, style, number - 1),
        products=products(d, style, number),
        cancels=cancels(d, style) if last else "",
    )


def ordinal(place: int) -> str:
    return ORDINALS[place - 1] if place <= len(ORDINALS) else f"{place}th"


def activation_words(function: ScalarFunction, style: Style) -> Inline:
    """How a sentence names an activation; one's own by its letter."""
    if function.name != "custom":
        return ACTIVATION_WORDS[function.name]

    return ("activation ", layout(Elementwise(function, MatrixSymbol("z", 1, 1)), style))


def displays(d: Derivation, style: Style, target: str, level: Level) -> tuple[Display, ...]:
    """The chains of steps that lead to a quantity; the last line of each has its label."""
    chains = group(d.steps_of(target, level))
    label = f"eq-{target}" if target.startswith("d") else f"eq-d{target}"
    suffix = "" if level == "matrix" else "-sample"
    known = {ONE_CLASS: one_class(d, style)}
    return tuple(
        chain(steps, style, f"{label}{suffix}{f'-{place}' if place > 1 else ''}", known)
        for place, steps in enumerate(chains, 1)
    )


ONE_CLASS = "Σ_k t_nk = 1"


def one_class(d: Derivation, style: Style) -> Tree:
    """The assumption that every sample has one class, as it is written."""
    targets = Sum(sample_entry(d.net, d.net.names.T, n, k), (k, 1, d.net.names.dims[-1]))
    return layout(Eq(targets, 1, evaluate=False), style)


def unnumbered(found: tuple[Display, ...]) -> tuple[Display, ...]:
    """Displays that no text refers to."""
    return tuple(Display(tuple(replace(line, label="") for line in display.lines)) for display in found)


def weights(d: Derivation, style: Style, number: int) -> tuple[Display, ...]:
    """The gradients of the parameters before a layer, with dimensions under the factors of the result."""
    found = []
    for parameter in d.net.names.parameters:
        if parameter.name[1:] == str(number):
            (display, *_) = displays(d, style, f"d{parameter.name}", "matrix")
            found.append(with_dimensions(display, d.steps_of(f"d{parameter.name}", "matrix"), style))
    return tuple(found)


def with_dimensions(display: Display, steps: Sequence[Step], style: Style) -> Display:
    """The display with a brace of dimensions under each factor of its last line (L12, L13)."""
    *others, last = display.lines
    return Display((*others, replace(last, right=layout(steps[-1].after, style.change(braces=True)))))


def products(d: Derivation, style: Style, number: int) -> Inline:
    """Which products of a layer's equations are matrix products and which are element-wise (L14)."""
    parts: list[Any] = []
    for name in (f"delta{number}", *(f"d{p.name}" for p in d.net.names.parameters)):
        if name.startswith("delta") or name[2:] == str(number - 1):
            parts += product_words(d, style, name)
    return tuple(parts)


def product_words(d: Derivation, style: Style, name: str) -> list[Any]:
    """One sentence about the products in one equation."""
    rhs, where = d.equations[name].rhs, Ref(f"eq-{name}", "the gradient")
    sentence: list[Any] = []
    for node in matrix_products(rhs):
        _, factors = split_factor(node)
        sizes = [part for f in factors for part in (" by ", shape(f.shape, style))][1:]
        plain = [part for f in factors for part in (" and ", layout(f, style))][1:]
        sentence += ["; " if sentence else "", *plain, " form a matrix product (", *sizes, ")"]
    for node in entry_products(rhs):
        sign = Op({"⊙": "odot", ".*": ".*"}[style.product])
        sentence += [
            "; " if sentence else "",
            sign,
            " joins matrices of ",
            shape(node.shape, style),
            " entry by entry",
        ]
    if not sentence:
        return []
    return ["In ", where, ", ", *sentence, ". "]


def cancels(d: Derivation, style: Style) -> Inline:
    """Why σ' is not in the last δ (L17), where it is not."""
    net, names = d.net, d.net.names
    if net.loss == "binary_cross_entropy" and net.functions[-1].name == "sigmoid":
        what = layout(names.f, style)
        return (
            "The derivative of the cross-entropy has ",
            what,
            " and one minus ",
            what,
            " below its fraction bars, and the derivative "
            "of the sigmoid is the product of exactly these two. What is left is the difference of output "
            "and target.",
        )
    if net.link == "sigmoid":
        return (
            "The sigmoid inside the loss cancels the fractions of the logarithms, just as a sigmoid at the "
            "output does under "
            "the cross-entropy.",
        )
    return ""


__all__ = ["Layer", "is_matrix_product", "layers"]

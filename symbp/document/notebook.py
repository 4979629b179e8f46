"""A notebook: the Markdown of a document, and cells that compute what it says."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import numpy as np

from symbp.data import Dataset, arguments
from symbp.derivation import Derivation
from symbp.forward import bias_axis
from symbp.numeric.train import Training
from symbp.numeric.weights import parameter_shape

SECTION = re.compile(r"^(?=## )", re.MULTILINE)
IMAGE = re.compile(r"\]\(solution-([\w-]+)\.svg\)")
LISTING = re.compile(r"^```python\n.*?^```\n", re.MULTILINE | re.DOTALL)


def notebook(text: str, drawings: Mapping[str, str], d: Derivation, data: Dataset, training: Training) -> str:
    """The notebook as text: a cell for each section, figures attached, and runnable code after the listing.

    `text` is the document in Markdown and `drawings` the SVG of each figure.  The same document gives
    the same bytes.
    """
    cells: list[dict[str, Any]] = []
    for section in SECTION.split(text):
        cells.append(markdown_cell(LISTING.sub("", section), drawings))
        if LISTING.search(section):
            cells += map(code_cell, code(d, data, training))
    content = {
        "cells": [{**cell, "id": identity(place, cell)} for place, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def identity(place: int, cell: Mapping[str, Any]) -> str:
    """An id that depends on the cell's content and place only."""
    return sha256(f"{place} {''.join(cell['source'])}".encode()).hexdigest()[:12]


def markdown_cell(text: str, drawings: Mapping[str, str]) -> dict[str, Any]:
    """A cell of text, with the figures it shows attached to it."""
    shown = IMAGE.findall(text)
    cell: dict[str, Any] = {
        "cell_type": "markdown",
        "metadata": {},
        "source": lines(IMAGE.sub(r"](attachment:\1.svg)", text)),
    }
    if shown:
        encoded = {name: b64encode(drawings[name].encode()).decode() for name in shown}
        cell["attachments"] = {f"{name}.svg": {"image/svg+xml": image} for name, image in encoded.items()}
    return cell


def code_cell(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": lines(source),
    }


def lines(text: str) -> list[str]:
    """The text as Jupyter keeps it: a list of lines."""
    return text.strip("\n").splitlines(keepends=True)


def code(d: Derivation, data: Dataset, training: Training) -> Iterator[str]:
    """The cells: the listing, the numbers, a check of the gradients, the training loop."""
    net = d.net
    outputs = ["loss", *d.gradients]
    names = [symbol.name for symbol in net.names.arguments]
    parameters = [p.name for p in net.names.parameters]
    yield d.source("numpy", *outputs).rstrip()
    yield given(d, data, training)
    yield CHECK.format(
        arguments=", ".join(names),
        parameters=", ".join(f'"{name}": {name}' for name in parameters),
    ).strip()
    yield LOOP.format(
        rate=training.rate,
        iterations=len(training.losses) - 1,
        outputs=", ".join(outputs),
        arguments=", ".join(names),
        updates="\n".join(f"    {name} = {name} - alpha * d{name}" for name in parameters),
    ).strip()


MOST_NUMBERS = 2000
"""A parameter with more numbers is drawn again in the notebook, as `initial_weights` drew it."""


def given(d: Derivation, data: Dataset, training: Training) -> str:
    """The data and the first weights as arrays."""
    values = arguments(d.net, data, training.before, training.lam)
    named = dict(zip((symbol.name for symbol in d.net.names.arguments), values, strict=True))
    drawn = max(map(np.size, training.before.values())) > MOST_NUMBERS
    lines = [
        f"{name} = {literal(np.asarray(value))}"
        for name, value in named.items()
        if not (drawn and name in training.before)
    ]
    return "\n".join([*lines, *(draws(d, data.seed) if drawn else [])])


def draws(d: Derivation, seed: int) -> Iterator[str]:
    """The lines that draw the first weights."""
    yield f"rng = np.random.RandomState({seed})"
    for parameter in d.net.names.parameters:
        shape = parameter_shape(d.net, parameter)
        if parameter.name.startswith("b"):
            yield f"{parameter.name} = np.zeros({shape})"
        elif d.net.bias == "folded":
            axis = bias_axis(d.net)
            without = tuple(size - (place == axis) for place, size in enumerate(shape))
            yield f"{parameter.name} = np.insert(rng.randn{without}, 0, 0.0, axis={axis})"
        else:
            yield f"{parameter.name} = rng.randn{shape}"


def literal(array: Any) -> str:
    """An array as Python text that gives exactly the same numbers."""
    return repr(array.item()) if not array.ndim else f"np.array({array.tolist()!r})"


CHECK = """
# Central differences of the loss against the formula.
def loss_of(**changed):
    values = dict(zip("{arguments}".split(", "), ({arguments},))) | changed
    return gradients(**values)[0]


found = gradients({arguments})[1:]
h = 6e-6
for (name, W), dW in zip({{{parameters}}}.items(), found):
    difference = np.empty_like(W)
    for place in np.ndindex(W.shape):
        step = np.zeros_like(W)
        step[place] = h
        difference[place] = (loss_of(**{{name: W + step}}) - loss_of(**{{name: W - step}})) / (2 * h)
    print(name, "largest difference:", np.abs(difference - dW).max())
    assert np.allclose(difference, dW, rtol=1e-6, atol=1e-8)
"""

LOOP = """
alpha = {rate!r}
losses = []
for iteration in range({iterations}):
    {outputs} = gradients({arguments})
    losses.append(loss)
{updates}

print("loss before:", losses[0])
print("loss after: ", gradients({arguments})[0])
"""

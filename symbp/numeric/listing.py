"""The derivation as the text of a module: one function that a person would have written."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from symbp.errors import ConfigError, choices
from symbp.forward import bias_axis, sample_axis
from symbp.numeric.forms import computed, mentioned
from symbp.numeric.libraries import COLUMNS, LIBRARIES, Library
from symbp.numeric.printer import ArrayPrinter
from symbp.penalties import N

if TYPE_CHECKING:
    from symbp.derivation import Derivation
    from symbp.names import Quantity
    from symbp.network import Network

LINE = 100
"""The longest line of a listing."""


def source(derivation: Derivation, library: str, *outputs: str, name: str = "gradients") -> str:
    """A module with one function for NumPy, PyTorch or JAX that needs nothing else.

    `outputs` are named and returned as by `symbp.numeric.function.function`.  Raises `ConfigError`
    for an unknown library or quantity and for a `name` that cannot be the function's.
    """
    if library not in LIBRARIES:
        raise ConfigError(f"unknown library {library!r}; {choices(LIBRARIES, library)}")
    net, spelling = derivation.net, LIBRARIES[library]
    check_name(net, spelling, name)
    wanted = wanted_names(derivation, outputs)
    body = "\n".join(
        f"    {line}".rstrip() for line in body_lines(derivation, spelling, wanted, len(outputs) == 1)
    )
    helpers = {helper: text for helper, text in helper_texts(spelling, net).items() if calls(body, helper)}
    head = f"def {name}({', '.join(argument_names(net))}):"
    parts = [imports(spelling, helpers), *(text.strip() for text in helpers.values())]
    return "\n\n\n".join([*parts, f'{head}\n    """{purpose(net, wanted)}\n    """\n{body}']) + "\n"


def wanted_names(derivation: Derivation, outputs: Sequence[object]) -> tuple[str, ...]:
    """The table's names of the quantities asked for; the gradients where none are."""
    for output in outputs:
        if not isinstance(output, str):
            raise ConfigError(f"output {output!r}: expected the name of a quantity, such as 'loss' or 'dW1'")
    return tuple(derivation.net.names.canonical(str(name)) for name in outputs) or tuple(derivation.gradients)


def body_lines(
    derivation: Derivation, library: Library, wanted: Sequence[str], single: bool
) -> Iterator[str]:
    """The function's lines: a section for the forward pass, the loss and the backward pass."""
    net, printer = derivation.net, ArrayPrinter(library, derivation.net)
    equations = computed(derivation, wanted)
    if any(N.name in mentioned(e.rhs) for e in equations):
        yield f"N = {net.names.X.name}.shape[{1 - sample_axis(net)}]"
        yield ""
    section = ""
    for equation in equations:
        found = section_of(derivation, equation.name)
        if found != section:
            yield from [""] if section else []
            yield f"# {SECTIONS[found](net)}"
            section = found
        yield from wrapped(equation.name, printer.doprint(equation.rhs))
    yield ""
    yield "return " + ", ".join(wanted) + ("" if single or len(wanted) > 1 else ",")


def section_of(derivation: Derivation, name: str) -> str:
    """Which pass a quantity belongs to."""
    if name == derivation.loss.name:
        return "loss"
    return "backward" if name in {e.name for e in derivation.backward} else "forward"


def wrapped(name: str, code: str) -> Iterator[str]:
    """``name = code``, one term of the outermost sum per line where that is too long."""
    if len(f"    {name} = {code}") <= LINE:
        yield f"{name} = {code}"
        return
    yield f"{name} = ("
    yield from (f"    {term}" for term in terms_of(code))
    yield ")"


def terms_of(code: str) -> list[str]:
    """The terms of the outermost sum, each but the first with its sign."""
    depth, starts = 0, [0]
    for place, letter in enumerate(code):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and code[place : place + 3] in (" + ", " - "):
            starts.append(place + 1)
    return [code[start:end].strip() for start, end in zip(starts, [*starts[1:], len(code)], strict=True)]


def loss_title(net: Network) -> str:
    if net.loss == "squared_error":
        return "Loss"
    score = "f" if net.link else f"Z{len(net.units)}"
    return f"Loss; logarithms come from {score}, because that of a number rounded to 0 would be -inf"


def backward_title(net: Network) -> str:
    times = "" if net.delta_scale == 1 else "N times "
    return f"Backward pass: delta2 is {times}the gradient of the loss with respect to Z2, and so on"


SECTIONS = {"forward": lambda net: "Forward pass", "loss": loss_title, "backward": backward_title}


def purpose(net: Network, wanted: Sequence[str]) -> str:
    """What a function takes and returns, with shapes: the text of its docstring."""
    table = net.names.table
    rows = [(name, shape(net, table[name]), meaning(net, table[name])) for name in argument_names(net)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"    {name:{widths[0]}}  {size:{widths[1]}}  {words}" for name, size, words in rows]
    results = ", ".join(f"{name} {shape(net, table[name])}".rstrip() for name in wanted)
    units = "-".join(map(str, net.units))
    title = f"{summary(net, wanted)} of a {units} network, {net.loss_entry.title} ({net.reduction} form)."
    return "\n".join([title, "", *lines, "", f"    Returns {results}."])


def meaning(net: Network, quantity: Quantity) -> str:
    """What an argument is; of targets, how they are coded."""
    coded = quantity.name == "t" and net.target_coding != "real"
    return f"{quantity.meaning}, {net.target_coding}" if coded else quantity.meaning


def summary(net: Network, wanted: Sequence[str]) -> str:
    """What the results are, in a few words."""
    kinds = [net.names.table[name].kind for name in wanted]
    if len(wanted) == 1:
        words = net.names.table[wanted[0]].meaning
        return words[0].upper() + words[1:]
    named = {("gradient",): "Gradients of the loss", ("gradient", "loss"): "Loss and gradients"}
    return named.get(tuple(sorted(set(kinds))), "Quantities")


def shape(net: Network, quantity: Quantity) -> str:
    """The shape of an array as NumPy writes it; empty for a number."""
    if quantity.kind in ("loss", "strength"):
        return ""
    if quantity.name == "t" and net.integer_targets:
        return "(N,)"
    sizes = [str(size.xreplace(net.names.sizes)) for size in quantity.shape]
    if net.bias_shape == "(units,)" and quantity.name.lstrip("d")[0] == "b":
        return f"({max(sizes, key=int)},)"
    return f"({', '.join(sizes)})"


def argument_names(net: Network) -> list[str]:
    return [argument.name for argument in net.names.arguments]


def helper_texts(library: Library, net: Network) -> dict[str, str]:
    """The library's helpers, written for the network's orientation."""
    biases = COLUMNS[bias_axis(net)].format(0)
    return {
        name: text.replace("{axis}", str(sample_axis(net))).replace("{biases}", biases)
        for name, text in library.helpers.items()
    }


def calls(code: str, helper: str) -> bool:
    return re.search(rf"(?<![\w.]){helper}\(", code) is not None


def imports(library: Library, helpers: dict[str, str]) -> str:
    return "import math\n\n" + library.imports if "erf" in helpers else library.imports


def check_name(net: Network, library: Library, name: str) -> None:
    """Refuse a name that Python or the listing itself needs."""
    taken = {*net.names.table, *library.helpers, library.np, "N", "math", "jax"}
    if not name.isidentifier() or keyword.iskeyword(name) or name in taken:
        raise ConfigError(
            f"name = {name!r}: expected a free Python name for the function, such as 'gradients'"
        )

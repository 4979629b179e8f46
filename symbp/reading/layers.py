"""Where the number of a layer stands among the scripts of a letter, and which number it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbp.reading import surface as s
from symbp.reading.context import Context
from symbp.reading.names import LAYERED
from symbp.reading.problem import ReadingError
from symbp.reading.scripts import Scripts


def layer_choices(
    role: str, scripts: Scripts, context: Context
) -> Iterator[tuple[s.Surface | None, Scripts, int]]:
    """Where the layer may stand: in brackets above, as a number above or below, or nowhere."""
    bare = replace(scripts, layer=None, number=None)
    power = bare if scripts.number is None else replace(bare, after=(("^", scripts.number), *bare.after))
    sample = (
        scripts.layer is not None
        and isinstance(scripts.layer, s.Letter)
        and scripts.layer.name not in context.layers
        and scripts.layer.name not in ("l", "ell", "L")
    )
    if sample:  # x^{(i)}: a sample, in texts that count them above
        assert scripts.layer is not None
        above = replace(power, sample=scripts.layer)
        if scripts.number is not None:
            yield scripts.number, replace(above, after=scripts.after), 0
        yield from layer_below(role, above)
        return
    if scripts.layer is not None:
        yield scripts.layer, power, 0
        return
    if scripts.number is not None and role in LAYERED:
        yield scripts.number, bare, 0
        if scripts.indices or role in ("a", "W", "b"):
            yield from ((layer, rest, cost + 1) for layer, rest, cost in layer_below(role, power))
        return
    layer = named_layer(role, power, context)
    if layer is not None:
        yield layer, replace(power, indices=(), words=""), 0
    yield from (
        (below, rest, cost + 2 * (layer is not None)) for below, rest, cost in layer_below(role, power)
    )


OUTPUT, HIDDEN = frozenset({"o", "out", "output"}), frozenset({"h", "hid", "hidden"})
"""Words for a layer, as in δ_o and W_{hidden}."""


def named_layer(role: str, scripts: Scripts, context: Context) -> s.Number | None:
    """The number, as the text counts, of a layer that a word names: δ_o, and δ_h where one is hidden."""
    letters = [node.name if isinstance(node, s.Letter) else "" for node in scripts.indices]
    word = scripts.words.strip().lower() or "".join(letters)
    layers = len(context.net.units)
    if role not in LAYERED or role == "a" or "" in letters or word in context.bound:
        return None
    if not (word in OUTPUT or (word in HIDDEN and layers == 3)):
        return None
    last = context.convention.input_layer + layers - 1
    if role in ("W", "b"):
        last = context.convention.first_weights + layers - 2
    return s.Number(str(last if word in OUTPUT else last - 1))


def layer_below(role: str, scripts: Scripts) -> Iterator[tuple[s.Surface | None, Scripts, int]]:
    """A layer among the indices: alone, before them, or after them."""
    indices = scripts.indices
    if role in LAYERED and indices:
        if is_layer_index(indices[0]):
            yield indices[0], replace(scripts, indices=indices[1:]), 0
        if len(indices) > 1 and is_layer_index(indices[-1]):
            yield indices[-1], replace(scripts, indices=indices[:-1]), 1
    alone = len(indices) == 1 and is_layer_index(indices[0]) and not two_digits(indices[0])
    if role not in LAYERED or not alone:
        yield None, scripts, 1 if indices and is_layer_index(indices[0]) else 0


def two_digits(node: s.Surface) -> bool:
    """Whether a number below stands for two indices: w_12."""
    return isinstance(node, s.Number) and len(node.text) == 2


def is_layer_index(node: s.Surface) -> bool:
    """Whether an index can be the number of a layer."""
    if isinstance(node, s.Sum):
        return all(is_layer_index(item) for _, item in node.items)
    return (isinstance(node, s.Number) and node.text.isdigit()) or (
        isinstance(node, s.Letter) and node.name in ("l", "ell", "L")
    )


def layer_number(node: s.Surface | None, context: Context) -> int | None:
    """The number of a layer as it is written: 2, l+1, L."""
    if node is None:
        return None
    if isinstance(node, s.Number) and node.text.isdigit() and len(node.text) < 4:
        return int(node.text)
    if isinstance(node, s.Letter) and node.name in context.layers:
        return context.layers[node.name]
    if isinstance(node, s.Letter) and node.name == "L":
        return context.net.names.layers - 1 + context.convention.input_layer
    if isinstance(node, s.Sum):
        parts = [(sign, layer_number(item, context)) for sign, item in node.items]
        if all(value is not None for _, value in parts):
            return sum((-1 if sign == "-" else 1) * (value or 0) for sign, value in parts)
    raise ReadingError("this is not the number of a layer", node.at + 1, "expected a number such as (2)")

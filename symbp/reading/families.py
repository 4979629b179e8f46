"""One formula for all layers: δ^(l) = … stands for a line of every layer l that it fits."""

from __future__ import annotations

from symbp.reading import surface as s
from symbp.reading.context import Context, readings
from symbp.reading.problem import ReadingError


def layer_values(tree: s.Chain, context: Context) -> list[dict[str, int]]:
    """The layers for which a formula in l can be read; one empty choice for a formula without."""
    letter = layer_letter(tree)
    if letter is None:
        return [{}]
    fitting = [
        {letter: number}
        for number in range(context.net.names.layers + 2)
        if all(is_readable(node, context.with_layers({letter: number})) for _, node in tree.items)
    ]
    return fitting or [{letter: 1 + context.convention.input_layer}]


def layer_letter(tree: s.Surface) -> str | None:
    """The letter that stands for any layer, unless a sum runs over it."""
    summed: set[str] = set()
    free: set[str] = set()
    for node in s.walk(tree):
        if isinstance(node, s.Big) and node.lower is not None:
            summed |= {n.name for n in s.walk(node.lower) if isinstance(n, s.Letter)}
        if isinstance(node, s.Script):
            free |= letters_in_layer(node)
    found = sorted((free & {"l", "ell"}) - summed)
    return found[0] if found else None


def letters_in_layer(node: s.Script) -> set[str]:
    return {
        n.name
        for part in (node.sub, node.sup)
        if part is not None
        for n in s.walk(part)
        if isinstance(n, s.Letter)
    }


def is_readable(node: s.Surface, context: Context) -> bool:
    try:
        return bool(readings(node, context))
    except ReadingError:
        return False

"""A text's own names: a table beside the network, or comments in the text, from a symbol to a quantity."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from symbp.errors import ConfigError, NotationError
from symbp.network import Network
from symbp.notation.numpy_text import parse_matrix
from symbp.reading import surface as s
from symbp.reading.chunks import Chunk
from symbp.reading.problem import ReadingError
from symbp.reading.values import Options, one


def notation_of(path: str | Path) -> dict[str, str]:
    """The ``[notation]`` table of a TOML file; empty where it has none, or where the path is a preset.

    Raises `ConfigError` for a table whose values are not text.
    """
    file = Path(str(path))
    if not file.is_file():
        return {}
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"cannot read {file}: {error}") from None
    table = document.get("notation", {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise ConfigError(f'{file}: [notation]: expected lines such as "\\\\delta_2" = "delta3"')
    return table


def stated(found: Iterable[Chunk]) -> dict[str, str]:
    """The notation that comments of a text state: ``% notation: \\delta_2 = delta3``."""
    table = {}
    for chunk in found:
        if chunk.kind == "definition":
            left, sign, right = chunk.text.rpartition("=")
            if not sign:
                raise ReadingError(
                    f"notation {chunk.text!r}: no equals sign",
                    advice="expected \\delta_2 = delta3",
                    line=chunk.line,
                )
            table[left.strip()] = right.strip()
    return table


def named(table: Mapping[str, str], net: Network) -> dict[str, Options]:
    """What each symbol of a table means, by the form in which it is looked up.

    Raises `NotationError` for a right side that is neither a quantity nor an expression.
    """
    found: dict[str, Options] = {}
    for symbol, meaning in table.items():
        try:
            value = parse_matrix(meaning, net)
        except NotationError as error:
            raise NotationError(f'[notation] "{symbol}" = "{meaning}": {error}') from None
        found[form(symbol)] = tuple(r.noted(f"{symbol} is {meaning}") for r in one(value))
    return found


def form(symbol: str) -> str:
    """The one spelling of a symbol under which all its spellings are found."""
    from symbp.reading.parse import parse

    tree = parse(symbol.strip().strip("$"))
    if len(tree.items) != 1:
        raise NotationError(f"[notation] {symbol!r}: expected one symbol on the left")
    return spelled(tree.items[0][1])


def spelled(node: s.Surface) -> str:
    """A surface tree as a key; positions and faces are left out."""
    if isinstance(node, s.Letter):
        return f"{node.accent} {node.name}".strip()
    if isinstance(node, s.Script):
        sub = f"_{spelled(node.sub)}" if node.sub is not None else ""
        sup = f"^{spelled(node.sup)}" if node.sup is not None else ""
        return spelled(node.base) + sub + sup + "'" * node.primes
    if isinstance(node, s.Bracket):
        return f"({spelled(node.inner)})"
    if isinstance(node, s.Product):
        return " ".join(spelled(item) for _, item in node.items)
    if isinstance(node, s.Number):
        return node.text
    return repr(node)

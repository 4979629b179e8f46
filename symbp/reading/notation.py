"""A text's own names: a table beside the network, or comments in the text, from a symbol to a quantity."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from symbp.errors import ConfigError, NotationError
from symbp.network import Network
from symbp.notation.numpy_text import parse_matrix
from symbp.reading.chunks import Chunk
from symbp.reading.parse import parse
from symbp.reading.problem import ReadingError
from symbp.reading.scripts import symbol_key
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
        options = tuple(r.noted(f"{symbol} is {meaning}") for r in one(value))
        found.update(dict.fromkeys(forms(symbol), options))
    return found


def forms(symbol: str) -> tuple[str, ...]:
    """The spellings under which a symbol is looked up; those of a Python name are two."""
    bare = symbol.strip().strip("$").strip()
    raw = (bare,) if bare.isidentifier() else ()
    try:
        tree = parse(bare)
    except ReadingError:
        if raw:
            return raw
        raise
    found = symbol_key(tree.items[0][1]) if len(tree.items) == 1 else None
    if found is None and not raw:
        raise NotationError(f"[notation] {symbol!r}: expected a single symbol, such as \\delta_2")
    return (*raw, *([found] if found else []))

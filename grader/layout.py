"""How an assignment says what goes in and what comes back: names, nested as the program nests them.

A text names a quantity (``"W1"``), several packed into one vector (``"vector(W1, W2) by columns"``), a
form (``"column(t)"``) or a place (``"self.dW1"``); a list is a list or tuple, an inline table a dictionary,
and ``"_"`` is whatever comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, cast

from typing_extensions import TypeAliasType

from grader.errors import AssignmentError
from symbp.errors import choices
from symbp.network import Network

Words = TypeAliasType("Words", "str | tuple[Words, ...] | dict[str, Words]")
"""A layout as it stands in the file."""

Form = Literal["own", "vector", "column", "row"]
Place = Literal["returned", "self", "module", "argument"]


@dataclass(frozen=True)
class Leaf:
    """One value of the program: the quantities in it, how they are packed, and where it is found.

    `word` is what the assignment calls it, or where it lies inside of that (``params.W1``).  `form` is
    ``own`` for one quantity in the shape that the conventions of the network give it; the others hold all
    entries of the quantities one after another, each row by row (`order` C) or column by column (F).
    """

    word: str
    quantities: tuple[str, ...]
    form: Form = "own"
    order: Literal["C", "F"] = "C"
    place: Place = "returned"


@dataclass(frozen=True)
class Skip:
    """A returned value that nobody looks at."""


Layout = Leaf | Skip | tuple["Layout", ...] | dict[str, "Layout"]

SIZES = {"N": "number of samples", "rate": "learning rate"}
"""What may be an argument besides the quantities of a network and its layer sizes D, S2, …, K."""

TEXT = re.compile(r"(?:(self|module|argument)\s*\.\s*)?(\S.*)")
PACKED = re.compile(r"(vector|column|row)\s*\(([^()]*)\)(?:\s+by\s+(rows|columns))?")


def leaves(layout: Layout) -> Iterator[Leaf]:
    """The leaves of a layout, in the order in which they are counted."""
    if isinstance(layout, Leaf):
        yield layout
    elif not isinstance(layout, Skip):
        for part in layout.values() if isinstance(layout, dict) else layout:
            yield from leaves(part)


@dataclass(frozen=True)
class Vocabulary:
    """The words of one assignment: the network's names, and `theirs`, each with what it stands for.

    A word of `theirs` goes before one of ours.
    """

    net: Network
    theirs: Mapping[str, Words]

    @cached_property
    def ours(self) -> dict[str, str]:
        """Every name of ours, with the quantity it is: ``a<L>`` is f."""
        names = self.net.names
        table = {name: name for name in (*names.table, *map(str, names.dims), *SIZES)}
        return {**table, f"a{names.layers}": "f", "a1": "X"}

    def layout(self, words: Words, where: str) -> Layout:
        """The layout that some words say; `where` is their key in the file."""
        if isinstance(words, tuple):
            return tuple(self.layout(part, f"{where}[{count}]") for count, part in enumerate(words, 1))
        if isinstance(words, dict):
            return {key: self.layout(part, f"{where}.{key}") for key, part in words.items()}
        if words.strip() == "_":
            return Skip()
        found = TEXT.fullmatch(words.strip())
        if found is None:
            raise AssignmentError(
                f'{where} = "{words}": expected a name, such as "W1"; or "_" for a value to skip'
            )
        place, word = found.groups()
        layout = self.word(word, where)
        if place and not word.isidentifier():
            raise AssignmentError(f'{where} = "{words}": expected one name after the dot')
        # The patterns let no other words through.
        return placed(layout, cast(Place, place), word) if place else layout

    def word(self, word: str, where: str) -> Layout:
        """One word of theirs or ours, or a packed value."""
        if word in self.theirs:
            return named(self.meaning(word), word)
        packed = PACKED.fullmatch(word)
        if packed is None:
            return Leaf(word, (self.quantity(word, where),))
        form, inside, by = packed.groups()
        quantities = tuple(self.quantity(name.strip(), where) for name in inside.split(","))
        only = inside.strip() if len(quantities) == 1 else ""
        order: Literal["C", "F"] = "F" if by == "columns" else "C"
        return Leaf(only, quantities, cast(Form, form), order)

    def meaning(self, word: str) -> Layout:
        """What a word of theirs stands for, in words of ours."""
        layout = Vocabulary(self.net, {}).layout(self.theirs[word], f"submission.names.{word}")
        for leaf in leaves(layout):
            if leaf.place != "returned":
                raise AssignmentError(
                    f'submission.names.{word} = "{leaf.place}.{leaf.word}": expected a name without a place; '
                    f'"{leaf.place}.{word}" stands in returns'
                )
        return layout

    def quantity(self, word: str, where: str) -> str:
        """The quantity that a single word stands for."""
        meant = self.theirs.get(word, word)
        if isinstance(meant, str) and meant in self.ours:
            return self.ours[meant]
        if meant == "lam":
            raise AssignmentError(f'{where} = "{word}": this network has no λ, as network.penalty = "none"')
        raise AssignmentError(
            f'{where} = "{word}": unknown name; {choices((*self.theirs, *self.ours), word)}'
            " ([submission.names] says what a word of your own stands for)"
        )


def placed(layout: Layout, place: Place, path: str) -> Layout:
    """The same layout, found elsewhere than in what is returned: at ``W1``, ``params.W1``, ``weights.0``."""
    if isinstance(layout, dict):
        return {key: placed(part, place, f"{path}.{key}") for key, part in layout.items()}
    if isinstance(layout, tuple):
        return tuple(placed(part, place, f"{path}.{index}") for index, part in enumerate(layout))
    return replace(layout, word=path, place=place) if isinstance(layout, Leaf) else layout


def named(layout: Layout, word: str) -> Layout:
    """A layout under another word; only a leaf bears one."""
    return replace(layout, word=word) if isinstance(layout, Leaf) else layout


def check_exchanges(names: Mapping[str, Words]) -> None:
    """Refuse two quantities that bear each other's names; a single word of ours may mean another.

    Raises:
        AssignmentError: with both words.
    """
    for word, meant in names.items():
        if isinstance(meant, str) and meant != word and names.get(meant) == word:
            raise AssignmentError(
                f'submission.names: {word} = "{meant}" and {meant} = "{word}" exchange two names; '
                "expected a word of its own for each"
            )

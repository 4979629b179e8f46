"""Python and NumPy expressions: Python's own `ast` reads them, and nothing of them is ever run.

The notation is that of `symbp.notation.numpy_text`, in the names the text uses, and with what
symbp itself prints for single entries: ``W2[i, j]``, ``loss[n]``, ``sum(… for n in range(N))``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from symbp.activations import FUNCTIONS, z
from symbp.errors import NotationError
from symbp.notation import numpy_text
from symbp.notation.numpy_text import Site
from symbp.notation.scalar_text import parse_tree
from symbp.reading import surface as s
from symbp.reading.commands import GREEK_LETTERS
from symbp.reading.context import Context, index_symbol, readings, reads
from symbp.reading.problem import ReadingError
from symbp.reading.values import Options, also_number, one

INDICES = frozenset("ijkn")

IDENTIFIER = re.compile(
    r"(?:(?:dL_?|d[JEC]_?)?d_?|grad_)?(?P<letter>[A-Za-z]+?)_?(?P<hat>[hH]at)?_?(?P<layer>[0-9]*)_?"
)


@dataclass(frozen=True)
class CodeSite(Site):
    """A place in Python text, whose names are those of the text; under `labels` t are integer labels."""

    context: Context | None = None
    labels: bool = False

    def value(self) -> Any:
        found = CODE_READERS.get(type(self.node))
        value = found(self) if found else None
        return super().value() if value is None else value


@reads(s.Code)
def code(node: s.Code, context: Context) -> Options:
    text = node.text.strip()
    try:
        tree = Spelling().visit(parse_tree(text))
        found = one(CodeSite(context.net, text, tree, context).value())
        return also_number(found, context.net.names.sizes)
    except ReadingError:
        raise
    except NotationError as error:
        match = re.match(r"column (\d+): (.*)", str(error), re.DOTALL)
        if match:
            raise ReadingError(match.group(2), int(match.group(1))) from None
        raise ReadingError(str(error), 1) from None


SLOPE = re.compile(r"([a-z]+)_?(?:[Pp]rime|[Dd]eriv|[Dd]erivative|[Gg]rad|[Gg]radient)")


class Spelling(ast.NodeTransformer):
    """What programs write otherwise: `self.` is left out, and sigmoid_prime(z2) is dsigmoid(z2).

    Of an activation it stays a function that is not known: it may be meant as a (1 − a).
    """

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        own = isinstance(node.value, ast.Name) and node.value.id == "self"
        return ast.copy_location(ast.Name(node.attr, ast.Load()), node) if own else node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        match = SLOPE.fullmatch(node.func.id) if isinstance(node.func, ast.Name) else None
        first = node.args[0] if len(node.args) == 1 else None
        if match and match.group(1) in FUNCTIONS and isinstance(first, ast.Name) and first.id[0] in "zZ":
            node.func = ast.copy_location(ast.Name(f"d{match.group(1)}", ast.Load()), node.func)
        return node


def name(site: CodeSite) -> Any:
    """A name of the text; symbp's own names are read as they are."""
    context = site.context
    assert context is not None
    wanted = site.node.id
    if wanted in INDICES and wanted not in context.defined:
        return index_symbol(wanted)
    if wanted == "z":
        return z
    if wanted == "t" and site.labels:
        return context.net.names.t
    if wanted in context.defined:
        return context.defined[wanted][0].value
    found = surface_of(wanted, site.column - 1)
    if found is not None:
        try:
            return readings(found, context)[0].value
        except ReadingError:
            if context.convention != type(context.convention)():
                raise
    return numpy_text.name(site)


def surface_of(identifier: str, at: int) -> s.Surface | None:
    """An identifier as it would be written: dW2, delta_3, yhat, Z2, y_hat."""
    match = IDENTIFIER.fullmatch(identifier)
    if match is None:
        return None
    name, hat, layer = match.group("letter"), match.group("hat"), match.group("layer")
    if len(name) > 1 and name.endswith(("hat", "Hat")):
        name, hat = name[:-3], "hat"
    if len(name) > 1 and name not in {*GREEK_LETTERS.values(), "loss", "lam", "cost", "Loss", "net"}:
        return None
    letter = s.Letter(name, accent="hat" if hat else "", at=at)
    whole: s.Surface = s.Script(letter, sub=s.Number(layer), at=at) if layer else letter
    gradient = identifier[: match.start("letter")]
    if gradient:
        return s.Product((("", s.Letter("d", at=at)), ("", whole)), at=at)
    return whole


CODE_READERS: dict[type[ast.AST], Callable[[CodeSite], Any]] = {ast.Name: name}
"""What is read in another way than `numpy_text` reads it."""

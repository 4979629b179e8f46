"""Walking a syntax tree, several times as fast as `ast.walk`: it is most of the work of reading a program."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes directly below a node, in the order of the text."""
    for value in vars(node).values():
        if isinstance(value, ast.AST):
            yield value
        elif type(value) is list:
            yield from (part for part in value if isinstance(part, ast.AST))


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, level by level as `ast.walk` does.

    >>> tree = ast.parse("def f(x, *y: int) -> str: return [x + 1 for _ in y] if x else {**x}")
    >>> list(walk(tree)) == list(ast.walk(tree))
    True
    """
    found = [node]
    for each in found:  # which grows
        yield each
        found += children(each)

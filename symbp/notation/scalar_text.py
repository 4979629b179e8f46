"""Read a scalar expression in z, such as ``z*sigmoid(z)``, without evaluating any of it as code.

The text is parsed by Python's own `ast` and translated node by node; what is not in the
small tables below is refused with its column.  Numbers are read exactly: 0.1 is 1/10.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from sympy import Basic, Expr, Integer, Pow, Rational, pi, sqrt
from sympy.matrices.expressions.hadamard import HadamardPower

from symbp.errors import NotationError, choices

LONGEST_TEXT = 2_000
LARGEST_EXPONENT = 64
LARGEST_NUMBER = 10**30
LARGEST_POWER = 4_096
DEEPEST = 100

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def parse_scalar(text: str, names: Mapping[str, Expr]) -> Expr:
    """The SymPy expression that `text` writes down in the given names.

    >>> from sympy import Symbol
    >>> parse_scalar("z/(1 + abs(z))", {"z": Symbol("z", real=True)})
    z/(Abs(z) + 1)

    Raises `NotationError` with the column and what was expected.
    """
    return _translate(parse_tree(text), names)


def parse_tree(text: str) -> ast.expr:
    """The syntax tree of one Python expression; its size is bounded, its errors are ours."""
    if len(text) > LONGEST_TEXT:
        raise NotationError(f"an expression of {len(text)} characters; at most {LONGEST_TEXT} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own opinions about the text
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        where = f"column {error.offset}" if error.offset else "its end"
        raise NotationError(f"cannot read {text!r}: {error.msg} at {where}") from None
    except (RecursionError, MemoryError, ValueError):
        raise NotationError(f"cannot read {text[:40]!r}…: nested too deeply, or a NUL character") from None
    check_depth(tree, text)
    return tree


def check_depth(tree: ast.expr, text: str) -> None:
    """Refuse a tree that recursion could not follow; itself it uses none."""
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise NotationError(f"cannot read {text[:40]!r}…: operations nested more than {DEEPEST} deep")


def number(value: object, column: int) -> Expr:
    """An exact number for a literal of the text."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST_NUMBER:
        raise NotationError(f"column {column}: {value!r} is not a number below 10^30")
    return Integer(value) if isinstance(value, int) else Rational(repr(value))


def _translate(node: ast.expr, names: Mapping[str, Expr]) -> Expr:
    column = node.col_offset + 1
    match node:
        case ast.Constant(value=value):
            return number(value, column)
        case ast.Name(id=name):
            return _name(name, names, column)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_translate(operand, names)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _translate(operand, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return _binary(op, _translate(left, names), _translate(right, names), column)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(name, [_translate(arg, names) for arg in args], column)
    raise NotationError(
        f"column {column}: {ast.unparse(node)[:40]!r} is not arithmetic in {', '.join(names)}"
    )


def _name(name: str, names: Mapping[str, Expr], column: int) -> Expr:
    known = {**names, "pi": pi}
    if name not in known:
        raise NotationError(f"column {column}: unknown name {name!r}; {choices(known, name)}")
    return known[name]


def _binary(op: ast.operator, left: Expr, right: Expr, column: int) -> Expr:
    if isinstance(op, ast.Pow):
        check_power(left, right, column)
    if isinstance(op, ast.Div) and right.is_zero:
        raise NotationError(f"column {column}: division by zero")
    return OPERATORS[type(op)](left, right)


def check_power(base: Basic, exponent: Expr, column: int) -> None:
    """Refuse an exponent whose power, with the powers inside it, would grow without bound."""
    if not exponent.is_number:
        return
    if not exponent.is_comparable:
        raise NotationError(f"column {column}: the exponent {exponent} has no size; expected a real number")
    if base.is_zero and exponent < 0:
        raise NotationError(f"column {column}: division by zero")
    inner = [abs(p.exp) for p in base.atoms(Pow, HadamardPower) if p.exp.is_comparable]
    bits = [int(size).bit_length() for size in base.atoms(Integer)]
    whole = max([1, *inner]) * abs(exponent)
    if whole > LARGEST_EXPONENT:
        raise NotationError(f"column {column}: exponent {whole}; at most {LARGEST_EXPONENT}")
    if max([1, *bits]) * abs(exponent) > LARGEST_POWER:
        raise NotationError(f"column {column}: a power of more than {LARGEST_POWER} bits")


def _call(name: str, args: list[Expr], column: int) -> Expr:
    from symbp.activations import FUNCTIONS

    known: dict[str, Callable[..., Expr]] = {**FUNCTIONS, "sqrt": sqrt}
    if name not in known:
        raise NotationError(f"column {column}: unknown function {name!r}; {choices(known, name)}")
    expected = 2 if name == "leaky_relu" else 1
    if len(args) != expected:
        raise NotationError(f"column {column}: {name} takes {expected} argument(s), got {len(args)}")
    return known[name](*args)

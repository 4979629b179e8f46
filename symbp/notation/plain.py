"""NumPy text of an expression: what `numpy_text.parse_matrix` reads back to the same object.

``*`` and ``/`` are element-wise and ``@`` is the matrix product, as in NumPy.  Where NumPy has no name
there is one of ours: ``dsigmoid(Z2)`` is σ'(Z2), ``grad(loss, W1)`` is ∂L/∂W1, ``onehot``, ``mask_bias``.
Indices count from 0 as in Python, so the n of a written sum from 1 to N is the n of ``range(N)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sympy import (
    Abs,
    Add,
    Derivative,
    Eq,
    Expr,
    Float,
    Function,
    Integer,
    KroneckerDelta,
    Lambda,
    Mul,
    Number,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
)
from sympy.core.numbers import Exp1, Pi
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul, MatrixSymbol, Transpose
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix

from symbp.activations import FUNCTIONS
from symbp.derivation import Equation, Step
from symbp.errors import NotationError
from symbp.misconceptions.nodes import DropLast, LooseOneHot, OneSample, Unchecked
from symbp.nodes import (
    AddOnes,
    DropOnes,
    Elementwise,
    Entry,
    EntrySum,
    Gradient,
    MaskBias,
    OneHot,
    Rate,
    SampleLoss,
    ScalarFunction,
    Softmax,
    split_factor,
)

ADD, MUL, POWER, ATOM = range(1, 5)
"""Binding strength of Python's operators."""

SCALAR_NAMES: dict[type, str] = {cls: name for name, cls in FUNCTIONS.items() if isinstance(cls, type)}


class Text(NamedTuple):
    """A piece of source text, how strongly it binds, and whether it begins with a minus."""

    text: str
    level: int = ATOM
    negative: bool = False


def plain(obj: Any) -> str:
    """The NumPy text of a SymPy object, an equation or a step.

    >>> from symbp.network import Network
    >>> from symbp.backward import derive
    >>> plain(derive(Network.preset("lecture10-regression")).equations["delta2"])
    'delta2 = (delta3 @ W2.T) * dsigmoid(Z2)'
    """
    text = write(obj)
    return f"-{text.text}" if text.negative else text.text


def write(node: Any) -> Text:
    """The text of any object; a leading minus is kept apart, for sums."""
    for kind in type(node).__mro__:
        if kind in WRITERS:
            return WRITERS[kind](node)
    raise NotationError(f"no NumPy text for {type(node).__name__}: {str(node)[:60]!r}")


def at(text: Text, level: int) -> str:
    """The text, in parentheses where it binds more weakly than `level`."""
    if text.negative:
        return f"(-{text.text})"
    return text.text if text.level >= level else f"({text.text})"


def call(name: str, *arguments: Any) -> Text:
    return Text(f"{name}({', '.join(a if isinstance(a, str) else plain(a) for a in arguments)})")


def joined(terms: list[Text]) -> Text:
    """Terms with + and − between them."""
    first, *others = terms
    text = at(first._replace(negative=False), MUL)
    for term in others:
        text += (" - " if term.negative else " + ") + at(term._replace(negative=False), MUL)
    return Text(f"-{text}" if first.negative else text, ADD)


# Scalars ----------------------------------------------------------------------------------


def number(node: Number) -> Text:
    size = abs(node)
    if isinstance(size, Float):
        return Text(repr(float(size)), negative=bool(node < 0))
    return Text(str(size), ATOM if size.q == 1 else MUL, bool(node < 0))


def scalar_sum(node: Add) -> Text:
    """What is subtracted comes last; a loss keeps the order in which it was written."""
    terms = [write(term) for term in node.args]
    return joined(terms if node.has(EntrySum) else sorted(terms, key=lambda term: term.negative))


def scalar_product(node: Mul) -> Text:
    """Factors over factors; a product that stands first stays a group of its own."""
    first, *others = node.args
    if isinstance(first, Mul) and others:
        front = write(first)
        rest = "".join(f"*{at(write(other), POWER)}" for other in others)
        return Text(front.text + rest, MUL, front.negative)
    return quotient(node)


def quotient(node: Mul) -> Text:
    """A flat product as numerators over denominators: lam/(2*N)."""
    negative, over, under = False, list[str](), list[str]()
    for factor in node.args:
        if isinstance(factor, Rational):
            negative ^= bool(factor < 0)
            over += [str(abs(factor.p))] * (abs(factor.p) != 1)
            under += [str(factor.q)] * (factor.q != 1)
        elif divides(factor):
            under.append(at(write(Pow(factor.base, -factor.exp)), POWER))
        else:
            over.append(at(write(factor), POWER))
    text = "*".join(over) or "1"
    if under:
        text += "/" + (under[0] if len(under) == 1 else f"({'*'.join(under)})")
    return Text(text, MUL, negative)


def divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and isinstance(factor.exp, Number) and bool(factor.exp < 0)


def scalar_power(node: Pow) -> Text:
    if divides(node):
        return Text("1/" + at(write(Pow(node.base, -node.exp)), POWER), MUL)
    return Text(f"{at(write(node.base), ATOM)}**{at(write(node.exp), ATOM)}", POWER)


def scalar_function(node: Function) -> Text:
    return call(SCALAR_NAMES.get(type(node), node.func.__name__), *node.args)


# Matrices ---------------------------------------------------------------------------------


def matrix_sum(node: MatAdd) -> Text:
    """Terms in their order; a single 𝟏 beside other matrices is the number 1."""
    lone = sum(isinstance(arg, OneMatrix) for arg in node.args) == 1
    return joined([Text("1") if lone and isinstance(arg, OneMatrix) else write(arg) for arg in node.args])


def matrix_product(node: MatMul) -> Text:
    factor, matrices = split_factor(node)
    if len(matrices) == 1:
        whole = at(write(matrices[0]), MUL)
    else:
        whole = " @ ".join(at(write(m), POWER) for m in matrices)
    if factor is S.One or factor is S.NegativeOne:
        return Text(whole, MUL, factor is S.NegativeOne)
    front = write(factor)
    return Text(f"{at(front._replace(negative=False), MUL)} * {whole}", MUL, front.negative)


def matrix_hadamard(node: HadamardProduct) -> Text:
    first, *others = node.args
    text = at(write(first), POWER)
    for other in others:
        inverse = isinstance(other, HadamardPower) and other.exp is S.NegativeOne
        text += (" / " if inverse else " * ") + at(write(other.base if inverse else other), POWER)
    return Text(text, MUL)


def matrix_power(node: HadamardPower) -> Text:
    exponent = write(node.exp)
    sign = "-" if exponent.negative else ""
    return Text(f"{at(write(node.base), ATOM)}**{sign}{at(exponent._replace(negative=False), ATOM)}", POWER)


def elementwise(node: Elementwise) -> Text:
    """sigmoid(Z2), its derivative dsigmoid(Z2); a function of one's own carries its expression."""
    name = "d" * node.order + node.function.name
    if node.function.name == "custom":
        return call(f'{name}("{plain(node.function.parameters[0].expr)}")', node.arg)
    return call(name, node.arg, *node.function.parameters)


def with_ones(node: AddOnes) -> Text:
    stack = "hstack" if node.axis == 1 else "vstack"
    rows, columns = node.arg.shape
    column = OneMatrix(rows, 1) if node.axis == 1 else OneMatrix(1, columns)
    return Text(f"{stack}([{plain(column)}, {plain(node.arg)}])")


def without_first(node: DropOnes) -> Text:
    return Text(at(write(node.arg), ATOM) + ("[:, 1:]" if node.axis == 1 else "[1:, :]"))


def without_last(node: DropLast) -> Text:
    return Text(at(write(node.arg), ATOM) + ("[:, :-1]" if node.axis == 1 else "[:-1, :]"))


def one_sample(node: OneSample) -> Text:
    place = f"[[{node.which}], :]" if node.axis == 0 else f"[:, [{node.which}]]"
    return Text(at(write(node.arg), ATOM) + place)


def loose_one_hot(node: LooseOneHot) -> Text:
    options = [f"first={node.first}", f"axis={node.axis}", *["wrap=True"] * node.wrap]
    return call("onehot", node.labels, node.classes, *options)


# Indices ----------------------------------------------------------------------------------


def index(node: Expr) -> str:
    """A written index, which counts from 1, as one that counts from 0."""
    return str(node - 1) if isinstance(node, Integer) else plain(node)


def entry(node: Entry) -> Text:
    return Text(f"{at(write(node.matrix), ATOM)}[{index(node.row)}, {index(node.column)}]")


def sum_over(node: Sum) -> Text:
    loops = ""
    for letter, first, last in reversed(node.limits):
        start = "" if first is S.One else f"{index(first)}, "
        loops += f" for {letter} in range({start}{plain(last)})"
    return Text(f"sum({plain(node.function)}{loops})")


def cases(node: Piecewise) -> Text:
    """Values by their conditions, as NumPy's `select` takes them."""
    conditions = ", ".join(condition(when) for _, when in node.args)
    return Text(f"select([{conditions}], [{', '.join(plain(value) for value, _ in node.args)}])")


def condition(node: Any) -> str:
    return "True" if node == S.true else f"{plain(node.lhs)} {node.rel_op} {plain(node.rhs)}"


def equation(left: Any, right: Any) -> Text:
    return Text(f"{plain(left)} = {plain(right)}", 0)


WRITERS: dict[type, Callable[[Any], Text]] = {
    Number: number,
    Symbol: lambda node: Text(node.name),
    Pi: lambda node: Text("pi"),
    Exp1: lambda node: Text("exp(1)"),
    Add: scalar_sum,
    Mul: scalar_product,
    Pow: scalar_power,
    Function: scalar_function,
    Abs: lambda node: call("abs", *node.args),
    MatrixSymbol: lambda node: Text(node.name),
    MatAdd: matrix_sum,
    MatMul: matrix_product,
    HadamardProduct: matrix_hadamard,
    HadamardPower: matrix_power,
    Transpose: lambda node: Text(at(write(node.arg), ATOM) + ".T"),
    OneMatrix: lambda node: Text(f"ones(({plain(node.rows)}, {plain(node.cols)}))"),
    ZeroMatrix: lambda node: Text(f"zeros(({plain(node.rows)}, {plain(node.cols)}))"),
    Elementwise: elementwise,
    ScalarFunction: lambda node: Text(node.name),
    Softmax: lambda node: call("softmax", node.arg, f"axis={node.axis}"),
    OneHot: lambda node: call(
        "onehot", node.labels, node.classes, f"first={node.first}", f"axis={node.axis}"
    ),
    MaskBias: lambda node: call("mask_bias", node.arg, f"axis={node.axis}"),
    AddOnes: with_ones,
    DropOnes: without_first,
    DropLast: without_last,
    OneSample: one_sample,
    LooseOneHot: loose_one_hot,
    Unchecked: lambda node: write(node.arg),
    EntrySum: lambda node: call("sum", node.matrix),
    Gradient: lambda node: call("grad", node.scalar, node.wrt),
    Entry: entry,
    SampleLoss: lambda node: Text(f"loss[{index(node.sample)}]"),
    Rate: lambda node: call("grad", node.numerator, node.denominator),
    Derivative: lambda node: call("grad", node.expr, *node.variables),
    KroneckerDelta: lambda node: Text(f"({plain(node.args[0])} == {plain(node.args[1])})"),
    Sum: sum_over,
    Lambda: lambda node: Text(f"lambda {node.variables[0]}: {plain(node.expr)}", 0),
    Piecewise: cases,
    Eq: lambda node: equation(node.lhs, node.rhs),
    Equation: lambda node: equation(node.lhs, node.rhs),
    Step: lambda node: equation(node.before, node.after),
}
"""How each kind of object is written."""

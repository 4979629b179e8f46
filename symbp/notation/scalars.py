"""Scalars as they are written: what is subtracted comes last, fractions gather what divides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
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
    exp,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1, Infinity, NegativeInfinity, Pi

from symbp.activations import FUNCTIONS
from symbp.errors import NotationError
from symbp.nodes import Rate, SampleLoss, ScalarFunction
from symbp.notation.dispatch import Signed, lay, lay_signed, lays, lays_signed
from symbp.notation.naming import LOSS, by_partials, written
from symbp.notation.order import factors_in_order, penalty_terms
from symbp.notation.pieces import (
    ATOM,
    BIG,
    ONE,
    RELATION,
    SCRIPT,
    Piece,
    added,
    called,
    fraction,
    multiplied,
    raised,
    row,
    summed,
    within,
)
from symbp.notation.style import Style
from symbp.notation.tree import Cases, Fence, Frac, Num, Op, Script, Sym, Tree, Words

SPELLINGS: dict[str, Tree] = {
    "sigmoid": Sym("sigma"),
    "custom": Sym("phi"),
    "relu": Sym("ReLU", "operator"),
    "leaky_relu": Sym("LReLU", "operator"),
    "identity": Sym("id", "operator"),
    "sign": Sym("sgn", "operator"),
}
"""How a scalar function is written where that is not its own name upright."""

NAMES: dict[type, str] = {cls: name for name, cls in FUNCTIONS.items() if isinstance(cls, type)}


CONSTANTS: dict[type, Tree] = {Pi: Sym("pi"), Exp1: Sym("e"), Infinity: Op("infinity")}


# Numbers and letters ----------------------------------------------------------------------


@lays_signed(Integer, Rational, Float)
def number(node: Number, style: Style) -> Signed:
    negative = bool(node < 0)
    size = -node if negative else node
    if isinstance(size, Float):
        return negative, Piece(Num(f"{float(size):.{style.digits}f}"))
    if size.q == 1:
        return negative, Piece(Num(str(size.p)))
    return negative, fraction(Num(str(size.p)), Num(str(size.q)))


@lays(Symbol)
def symbol(node: Symbol, style: Style) -> Piece:
    name = node.name
    tree = written(style.names.get(name, name))
    return Piece(tree, letter_level(tree))


def letter_level(tree: Tree) -> int:
    """Whether a letter can carry an exponent without brackets: W^(1) cannot, S_2 can."""
    return SCRIPT if isinstance(tree, Frac) or (isinstance(tree, Script) and tree.sup) else ATOM


@lays(Pi, Exp1, Infinity)
def constant(node: Expr, style: Style) -> Piece:
    return Piece(CONSTANTS[type(node)])


@lays_signed(NegativeInfinity)
def minus_infinity(node: Expr, style: Style) -> Signed:
    return True, Piece(Op("infinity"))


# Sums, products, powers -------------------------------------------------------------------


@lays(Add)
def sum_of_terms(node: Add, style: Style) -> Piece:
    """Σ comes first, what is subtracted later, a penalty's part last: Σ …, f − t, … + (λ/N) w."""
    penalty = penalty_terms(node)
    terms = [(lay_signed(term, style), term in penalty) for term in node.args]
    terms.sort(key=lambda term: term[0][1].level != BIG and 1 + term[0][0] + 2 * term[1])
    return added([signed for signed, _ in terms])


@lays_signed(Mul)
def product_of_factors(node: Mul, style: Style) -> Signed:
    negative, factors = signed_factors(node)
    return negative, arranged(factors, style)


def signed_factors(node: Expr) -> tuple[bool, list[Expr]]:
    """The factors of a product without their signs and ones, and whether the whole is negative."""
    negative, factors = False, []
    for arg in factors_in_order(node) if isinstance(node, Mul) else (node,):
        if isinstance(arg, Mul):
            inner, parts = signed_factors(arg)
            negative ^= inner
            factors += parts
        elif isinstance(arg, Number) and arg < 0:
            negative = not negative
            factors.append(-arg)
        else:
            factors.append(arg)
    return negative, [f for f in factors if f is not S.One]


def arranged(factors: Sequence[Expr], style: Style) -> Piece:
    """Constants first and in their own fraction, as in (1/2N) Σ …; t/f stays together."""
    constant_over: list[Piece] = []
    constant_under: list[Piece] = []
    over: list[Piece] = []
    under: list[Piece] = []
    for factor in factors:
        constant = is_constant(factor)
        top, bottom = numerator(factor), denominator(factor)
        if top is not S.One:
            (constant_over if constant else over).append(lay(top, style))
        if bottom is not S.One:
            (constant_under if constant else under).append(lay(bottom, style))
    if under and not constant_under:
        constant_over, over = [], constant_over + over
    front = quotient(constant_over, constant_under)
    whole = front + quotient(over, under)
    return multiplied(whole) if whole else Piece(ONE)


def quotient(over: list[Piece], under: list[Piece]) -> list[Piece]:
    """Factors over factors; just the factors where nothing divides them."""
    if not under:
        return over
    return [fraction(multiplied(over).tree if over else ONE, multiplied(under).tree)]


def is_constant(factor: Expr) -> bool:
    """Whether a factor is a number, a dimension, or λ."""
    base = factor.base if isinstance(factor, Pow) else factor
    return isinstance(base, Number) or (isinstance(base, Symbol) and bool(base.is_positive))


def denominator(factor: Expr) -> Expr:
    if isinstance(factor, Rational):
        return Integer(factor.q)
    if isinstance(factor, Pow) and isinstance(factor.exp, Number) and factor.exp < 0:
        return Pow(factor.base, -factor.exp)
    return S.One


def numerator(factor: Expr) -> Expr:
    if isinstance(factor, Rational):
        return Integer(factor.p)
    return S.One if denominator(factor) is not S.One else factor


@lays(Pow)
def power_of(node: Pow, style: Style) -> Piece:
    if denominator(node) is not S.One:
        return arranged([node], style)
    exponent = lay(node.exp, style).tree
    if isinstance(node.base, Function) and isinstance(node.exp, Integer) and has_name(node.base):
        function, arguments = function_parts(node.base, style)
        return called(raised(Piece(function), exponent).tree, *arguments)
    return raised(lay(node.base, style), exponent)


# Functions --------------------------------------------------------------------------------


@lays(exp)
def exponential(node: exp, style: Style) -> Piece:
    return Piece(Script(Sym("e"), sup=lay(node.args[0], style).tree), SCRIPT)


@lays(Abs)
def absolute(node: Abs, style: Style) -> Piece:
    return Piece(Fence(lay(node.args[0], style).tree, "abs"))


@lays(Function, AppliedUndef)
def application(node: Function, style: Style) -> Piece:
    function, arguments = function_parts(node, style)
    return called(function, *arguments)


def has_name(node: Function) -> bool:
    return isinstance(node, AppliedUndef) or (type(node) in NAMES and not isinstance(node, exp | Abs))


def function_parts(node: Function, style: Style) -> tuple[Tree, list[Tree]]:
    """How a scalar function is written, and its arguments; a slope stands at the name."""
    if isinstance(node, AppliedUndef):
        return written(node.func.__name__), [lay(arg, style).tree for arg in node.args]
    if type(node) not in NAMES:
        raise NotationError(f"no written form for the function {type(node).__name__}")
    name, (arg, *parameters) = NAMES[type(node)], node.args
    return function_tree(ScalarFunction(name, *parameters), style), [lay(arg, style).tree]


def function_tree(function: ScalarFunction, style: Style) -> Tree:
    """How a named scalar function is written."""
    if function in style.functions:
        return written(style.functions[function])
    name = function.name
    tree = SPELLINGS.get(name) or Sym(name, "operator")
    if name == "custom" or not function.parameters:
        return tree
    return Script(tree, sub=decimal(function.parameters[0], style))


def decimal(value: Expr, style: Style) -> Tree:
    """A parameter such as a slope, as a decimal number where it is one exactly."""
    text = repr(float(value)) if value.is_Rational else ""
    return Num(text) if text and Rational(text) == value else lay(value, style).tree


@lays(Lambda)
def mapping(node: Lambda, style: Style) -> Piece:
    variables = lay(node.variables[0], style).tree
    return Piece(row(variables, Op("mapsto"), lay(node.expr, style).tree), RELATION)


@lays(Piecewise)
def cases(node: Piecewise, style: Style) -> Piece:
    return Piece(Cases(tuple((lay(value, style).tree, condition(when, style)) for value, when in node.args)))


def condition(when: Any, style: Style) -> Tree:
    if when == True:  # noqa: E712  # SymPy's true is not Python's
        return Words("otherwise")
    return row(Words("if "), lay(when, style).tree)


# Sums over indices, rates of change -------------------------------------------------------


@lays(Sum)
def sum_over(node: Sum, style: Style) -> Piece:
    piece = lay(node.function, style)
    for index, first, last in node.limits:
        limits = (index, first, style.size(last))
        piece = summed([lay(limit, style).tree for limit in limits], piece)
    return piece


@lays(KroneckerDelta)
def kronecker(node: KroneckerDelta, style: Style) -> Piece:
    """[j = k]: Kronecker's sign without its letter, since δ is taken by the errors."""
    left, right = (lay(index, style).tree for index in node.args)
    return Piece(Fence(row(left, Op("="), right), "["))


@lays(SampleLoss)
def sample_loss(node: SampleLoss, style: Style) -> Piece:
    return Piece(Script(LOSS, sub=lay(node.sample, style).tree))


@lays(Rate)
def rate(node: Rate, style: Style) -> Piece:
    over, under = (within(lay(part, style), SCRIPT) for part in (node.numerator, node.denominator))
    return Piece(by_partials(over, under), SCRIPT)


@lays(Derivative)
def derivative(node: Derivative, style: Style) -> Piece:
    ((variable, order),) = node.variable_count
    d, letter = Piece(Op("d")), lay(variable, style)
    if order != 1:
        count = lay(order, style).tree
        d, letter = raised(d, count), raised(letter, count)
    operator = fraction(d.tree, row(Op("d"), letter.tree))
    return multiplied([operator, lay(node.expr, style)])


def indices(parts: Sequence[Basic], style: Style) -> Tree | None:
    """Indices side by side, with commas where one has more than a letter or a digit."""
    trees = [lay(part, style).tree for part in parts]
    if not trees:
        return None
    short = all(
        (isinstance(t, Num) and len(t.text) == 1) or (isinstance(t, Sym) and len(t.name) == 1) for t in trees
    )
    apart = [item for tree in trees for item in (Op(","), tree)][1:]
    return row(*trees) if short else row(*apart)

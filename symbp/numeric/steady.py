"""Activations given as text, rewritten so that nothing in them overflows unless the value itself does.

What is known by name stays readable: log(1 + e^z) is softplus(z), a sigmoid is a sigmoid.  Any other
expression in e^z is written with q = e^−|z|, which is at most 1, once for z > 0 and once for z ≤ 0.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

from sympy import (
    Abs,
    Add,
    Expr,
    Function,
    Integer,
    Mul,
    Poly,
    Pow,
    Rational,
    Symbol,
    Wild,
    cancel,
    cosh,
    exp,
    factor,
    fraction,
    log,
    sign,
    sinh,
    tanh,
)

from symbp.activations import sigmoid, softplus, step, z

u = Wild("u")
power = Wild("power", properties=[lambda p: p.is_negative])
q = Symbol("q", positive=True)
"""e^−|z|."""
T = Symbol("T", real=True)
"""tanh or σ of a multiple of z."""

KNOWN = (exp, sinh, cosh, log, step, Abs, sign)
"""The functions whose behaviour for large arguments is known here."""

LONGEST = 6
"""The degree up to which a polynomial in tanh or σ is looked for; a longer one is no simpler."""


class either(Function):
    """either(z, p, m) is p where z > 0, else m."""

    nargs = 3
    is_real = True


@lru_cache(maxsize=512)
def steady(expression: Expr) -> Expr:
    """An expression in z in the form in which it is computed.

    >>> steady(exp(z) / (1 + exp(z))), steady((exp(z) - exp(-z)) / (exp(z) + exp(-z)))
    (sigmoid(z), tanh(z))
    >>> steady(log(cosh(z)))
    log(1 + exp(-2*Abs(z))) + Abs(z) - log(2)
    """
    return unless_growing(named(expression), expression)


@lru_cache(maxsize=512)
def steady_slope(expression: Expr) -> Expr:
    """The derivative of an expression in z in the form in which it is computed."""
    return unless_growing(named(expression).diff(z), expression.diff(z))


def unless_growing(form: Expr, expression: Expr) -> Expr:
    """`form` if no power of e^z is left in it, else `expression` by sides if that is possible."""
    if in_q(form, 1).has(q) or in_q(form, -1).has(q):
        return by_sides(expression) or form
    return form.replace(lambda node: isinstance(node, Function) and not isinstance(node, KNOWN), opaque)


# By name ----------------------------------------------------------------------------


def named(expression: Expr) -> Expr:
    """log(1 + e^u) as softplus(u), 1/(1 + e^u) as sigmoid(−u), e^u sigmoid(−u) as sigmoid(u)."""
    expression = expression.replace(log(1 + exp(u)), softplus(u))
    expression = expression.replace(Pow(1 + exp(u), power), sigmoid(-u) ** (-power))
    return expression.replace(Mul, absorbed)


def absorbed(*factors: Expr) -> Expr:
    """e^u sigmoid(−u) as sigmoid(u), as often as both stand in the product."""
    whole = Mul(*factors)
    for part in factors:
        if isinstance(part, exp) and whole.has(sigmoid(-part.args[0])):
            u = part.args[0]
            return absorbed(*Mul.make_args(whole / part / sigmoid(-u) * sigmoid(u)))
    return whole


# By sides ---------------------------------------------------------------------------


def by_sides(expression: Expr) -> Expr | None:
    """The expression in q, for z > 0 and for z ≤ 0; None if it grows like a power of e^z on a side."""
    plus, minus = (factor(in_q(expression, side)) for side in (1, -1))
    if exponent(plus).is_negative or exponent(minus).is_negative:
        return None
    value = by_name(plus, minus) or (plus if plus == minus else either(z, plus, minus))
    return value.subs(q, exp(-Abs(z)))


def in_q(node: Expr, side: int) -> Expr:
    """A node for z > 0 (side 1) or z ≤ 0 (side −1) with powers of q for those of e^z."""
    if isinstance(node, sinh | cosh):
        return in_q(node.rewrite(exp), side)
    if isinstance(node, Pow) and node.base.is_number and not node.exp.is_number:
        return in_q(exp(node.exp * log(node.base)), side)
    if isinstance(node, exp):
        return exponential(node, side)
    if isinstance(node, step):
        return step_on(node, side)
    if not node.args:
        return node
    parts = [in_q(part, side) for part in node.args]
    if isinstance(node, log):
        return logarithm(factor(parts[0]))
    if isinstance(node, Abs | sign):
        return node.func(factor(parts[0]))
    return opaque(node) if isinstance(node, Function) else node.func(*parts)


def opaque(node: Expr) -> Expr:
    """A function of which nothing is known for large arguments keeps its own, put as safely as can be."""
    return node.func(*map(steady, node.args))


def exponential(node: Expr, side: int) -> Expr:
    """e^(kz + m|z| + c) as q^(−k − m) e^c for z > 0; any other exponential as it is."""
    argument = node.args[0].expand()
    k, m = (argument.coeff(variable) for variable in (z, Abs(z)))
    rest = argument - k * z - m * Abs(z)
    return node if (k + m + rest).has(z) else q ** (-side * k - m) * exp(rest)


def step_on(node: Expr, side: int) -> Expr:
    """The step function where it is constant on a side; at 0, which belongs to z ≤ 0, step(kz) is 0."""
    k = node.args[0].coeff(z)
    if node.args[0] != k * z or (side < 0 and k.is_negative):
        return node
    return Integer(bool(side * k > 0))


def exponent(factored: Expr) -> Expr:
    """The power of q in front of the rest, which is finite and not 0 at q = 0."""
    pairs = (part.as_base_exp() for part in Mul.make_args(factored))
    return sum((e for base, e in pairs if base == q), Integer(0))


def logarithm(argument: Expr) -> Expr:
    """log(q^e R) as log R − e|z|."""
    e = exponent(argument)
    return log(factor(argument / q**e)) - e * Abs(z)


def by_name(plus: Expr, minus: Expr) -> Expr | None:
    """A quotient of exponentials as a polynomial in T = tanh(gz/2) or in σ(gz) = (1 + T)/2, if it is one."""
    if not (plus.free_symbols == minus.free_symbols == {q} and plus.is_rational_function(q)):
        return None
    plus, minus = cancel(plus), cancel(minus)
    powers = [power for part in fraction(plus) for (power,) in Poly(part, q).monoms()]
    g = gcd(*powers)
    if max(powers) > LONGEST * g:
        return None
    small = ((1 - T) / (1 + T)) ** Rational(1, g)
    above, below = cancel(plus.subs(q, small)), cancel(minus.subs(q, 1 / small))
    if above != below or not above.is_polynomial(T):
        return None
    forms = {tanh(g * z / 2): above, sigmoid(g * z): above.subs(T, 2 * T - 1).expand()}
    function = min(forms, key=lambda known: len(Add.make_args(forms[known])))
    return forms[function].subs(T, function)

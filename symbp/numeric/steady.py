"""Activations given as text, rewritten so that they do not overflow before they must."""

from __future__ import annotations

from sympy import Expr, Mul, Pow, Wild, exp, log

from symbp.activations import sigmoid, softplus

u = Wild("u")
power = Wild("power", properties=[lambda p: p.is_negative])


def steady(expression: Expr) -> Expr:
    """log(1 + e^u) as softplus(u), 1/(1 + e^u) as sigmoid(−u), e^u sigmoid(−u) as sigmoid(u).

    >>> from sympy import Symbol
    >>> steady(exp(Symbol("z")) / (1 + exp(Symbol("z"))))
    sigmoid(z)
    """
    expression = expression.replace(log(1 + exp(u)), softplus(u))
    expression = expression.replace(Pow(1 + exp(u), power), sigmoid(-u) ** (-power))
    return expression.replace(Mul, absorbed)


def absorbed(*factors: Expr) -> Expr:
    """e^u sigmoid(−u) as sigmoid(u), as often as both stand in the product."""
    whole = Mul(*factors)
    for factor in factors:
        if isinstance(factor, exp) and whole.has(sigmoid(-factor.args[0])):
            u = factor.args[0]
            return absorbed(*Mul.make_args(whole / factor / sigmoid(-u) * sigmoid(u)))
    return whole

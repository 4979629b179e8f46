"""Slips of the pen: an operator, a factor or a function that is another one than in the formula."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import S
from sympy.matrices.expressions import MatrixExpr

from symbp.activations import is_identity
from symbp.forward import spread_bias
from symbp.misconceptions.mutations.forward import activated
from symbp.misconceptions.mutations.slopes import COMMON, in_slopes
from symbp.misconceptions.parts import Change, Parts, everywhere_and_each, exchanged
from symbp.nodes import Elementwise, ScalarFunction, hadamard, minus, power, product, split_factor, total


def operator_mistyped(parts: Parts) -> Iterator[Change]:
    """M39."""
    yield from slope_joined_wrongly(parts)
    yield from error_mistyped(parts)
    yield from activation_mistyped(parts)
    yield from bias_subtracted(parts)


def slope_joined_wrongly(parts: Parts) -> Iterator[Change]:
    """+, − or ⊘ for ⊙ before σ', a factor repeated, σ for σ'."""
    for n, slope in parts.slopes.items():
        for form, wrong in joined(parts.without_slope(n), slope).items():
            yield f"{form}, in delta{n}", {f"delta{n}": wrong}
        if slope.function.name != "relu":  # whose derivative is its own square
            yield f"σ' twice, in delta{n}", {f"delta{n}": hadamard(parts.delta(n), slope)}
    functions = {n: Elementwise(s.function, s.arg) for n, s in parts.slopes.items()}
    yield from in_slopes(parts, "σ for σ'", functions)


def joined(error: MatrixExpr, slope: MatrixExpr) -> dict[str, MatrixExpr]:
    factor, (inner, *others) = split_factor(error)
    inner = product(inner, *others)
    return {
        "+ for ⊙": total(error, slope),
        "+ for ⊙, the factor outside": product(factor, total(inner, slope)),
        "− for ⊙": minus(error, slope),
        "⊘ for ⊙": hadamard(error, power(slope, S.NegativeOne)),
        "the error twice": hadamard(error, inner, slope),
    }


def error_mistyped(parts: Parts) -> Iterator[Change]:
    """Another operator than − between output and target, or no target, or the error squared."""
    last, output, T = parts.last, parts.output, parts.names.T
    wrong = {
        "f + t for f − t": total(output, T),
        "f ⊙ t for f − t": hadamard(output, T),
        "f for f − t": output,
        "(f − t)² for f − t": power(parts.error, 2),
        "|f − t| for f − t": Elementwise(ScalarFunction("abs"), parts.error),
    }
    for form, value in wrong.items():
        yield form, {f"delta{last}": exchanged(parts.delta(last), {parts.error: value})}


def activation_mistyped(parts: Parts) -> Iterator[Change]:
    """Another activation on the way forward, the right derivative; a sigmoid with e^z for e^−z."""
    active = [n for n in parts.layers if not is_identity(parts.function(n))]
    for other in COMMON:
        function = ScalarFunction(other)
        rivals = [n for n in active if parts.function(n) != function]
        yield from activated(
            parts, f"{other} forward", {n: Elementwise(function, parts.names.Z(n)) for n in rivals}
        )
    turned = {n: mirrored(parts, n) for n in active if parts.function(n).name in ("sigmoid", "tanh")}
    names = parts.names
    changes = {names.a(n).name: value for n, value in turned.items()}
    yield from everywhere_and_each("σ(−Z) for σ(Z)", changes)


def mirrored(parts: Parts, layer: int) -> MatrixExpr:
    """σ(−Z)."""
    return Elementwise(parts.function(layer), product(S.NegativeOne, parts.names.Z(layer)))


def bias_subtracted(parts: Parts) -> Iterator[Change]:
    """− for + before the bias."""
    if parts.net.bias != "separate":
        return
    for n in parts.layers:
        bias = spread_bias(parts.net, n - 1)
        wrong = exchanged(parts[f"Z{n}"], {bias: product(S.NegativeOne, bias)})
        yield f"bias subtracted, in Z{n}", {f"Z{n}": wrong}

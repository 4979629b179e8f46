"""Scripts on any value: transposes, powers, entries, and what words below a matrix say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sympy import E, exp, sqrt

from symbp.forward import bias_axis
from symbp.nodes import Elementwise, EntrySum, MaskBias, ScalarFunction, power, transpose
from symbp.reading import surface as s
from symbp.reading.context import Context, readings
from symbp.reading.problem import ReadingError
from symbp.reading.scripts import Scripts, scripts_of
from symbp.reading.subscripts import placed
from symbp.reading.values import Options, combined, is_matrix, raised, shown


def norm(node: s.Script, context: Context) -> Options:
    """‖W‖²: the sum of squares, with F or 2 below it or without."""
    assert isinstance(node.base, s.Bracket)
    kind = letter_or_number(node.sub)
    if kind not in ("", "F", "2", "Fro"):
        raise ReadingError(
            f"the norm with {kind or 'this'} below it is not read", node.at + 1, "expected F or 2"
        )
    squares = combined([readings(node.base.inner, context)], squared)
    if node.sup == s.Number("2"):
        return squares
    return scripted_value(combined([squares], sqrt), replace(scripts_of(node), indices=()), node, context)


def letter_or_number(node: s.Surface | None) -> str:
    if node is None:
        return ""
    return node.name if isinstance(node, s.Letter) else node.text if isinstance(node, s.Number) else "?"


def squared(value: Any) -> Any:
    return EntrySum(power(value, 2)) if is_matrix(value) else value**2


def scripted_value(base: Options, scripts: Scripts, node: s.Surface, context: Context) -> Options:
    """What scripts make of a value that is not a bare letter."""
    after = scripts.after
    if scripts.number is not None:
        after = (("^", scripts.number), *after)
    if scripts.layer is not None:
        after = (("^", scripts.layer), *after)
    result = applied(base, after, node, context)
    if scripts.primes:
        result = primed(result, scripts.primes, node)
    if scripts.words:
        result = combined([result], lambda value: with_words(value, scripts.words, node, context))
    if scripts.indices:
        result = combined([result], lambda value: placed(value, scripts.indices, node, context))
    return result


def primed(base: Options, primes: int, node: s.Surface) -> Options:
    """A prime on something that is no function is a transpose."""
    if primes > 1:
        raise ReadingError("two primes on something that is no function", node.at + 1)
    return tuple(
        r.noted("' as the transpose") for r in combined([base], lambda value: transposed(value, node.at))
    )


def applied(
    base: Options, after: Iterable[tuple[str, s.Surface | None]], node: s.Surface, context: Context
) -> Options:
    """Transposes and powers, one after another."""
    for sign, exponent in after:
        if sign == "T":
            base = combined([base], lambda value: transposed(value, node.at))
        else:
            assert exponent is not None
            base = combined([base, readings(exponent, context)], lambda b, e: powered(b, e, node.at))
    return base


def transposed(value: Any, at: int) -> Any:
    if not is_matrix(value):
        return value  # a number is its own transpose
    return transpose(value)


def powered(base: Any, exponent: Any, at: int) -> Any:
    """A power; of e also one whose exponent is a matrix, or depends on the data."""
    if base is E:
        return Elementwise(ScalarFunction("exp"), exponent) if is_matrix(exponent) else exp(exponent)
    if is_matrix(exponent):
        raise ReadingError("an exponent that is a matrix", at + 1, "expected a number")
    if not exponent.is_Rational:
        raise ReadingError(f"the exponent {shown(exponent)}", at + 1, "expected a rational number")
    return raised(base, exponent, at)


def with_words(value: Any, words: str, node: s.Surface, context: Context) -> Any:
    """W_{no bias}: the weights with their biases set to zero."""
    if words.replace("-", " ").lower() in ("no bias", "nobias") and is_matrix(value):
        return MaskBias(value, bias_axis(context.net))
    raise ReadingError(f"the subscript {words!r} is not understood", node.at + 1)

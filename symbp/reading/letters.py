"""Letters with their scripts: quantities of the network, their entries, sizes, numbers of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product as cartesian
from typing import Any

from sympy import E, Expr, Integer, Rational, S, oo, sqrt

from symbp.forward import bias_axis
from symbp.names import LOSS
from symbp.nodes import EntrySum, MaskBias, SampleLoss, ones, power, product, transpose
from symbp.reading import surface as s
from symbp.reading.context import Context, index_symbol, readings, reads
from symbp.reading.entries import at_sample
from symbp.reading.layers import layer_choices, layer_number
from symbp.reading.names import BATCH, LAYERED, free
from symbp.reading.problem import ReadingError
from symbp.reading.scripts import Scripts, key, merged, scripts_of
from symbp.reading.subscripts import SAMPLE_LETTERS, entry_of, index, known, placed
from symbp.reading.values import Options, Reading, best, combined, gather, is_matrix, one, raised


@reads(s.Number)
def number(node: s.Number, context: Context) -> Options:
    return one(Integer(node.text) if node.text.isdigit() else Rational(node.text))


@reads(s.Letter)
def letter(node: s.Letter, context: Context) -> Options:
    return named(node, Scripts(), context)


@reads(s.Script)
def script(node: s.Script, context: Context) -> Options:
    """A letter with scripts; or scripts on brackets: a transpose, a power, an entry, a slice."""
    found = merged(node)
    if found is not None:
        return named(*found, context)
    if isinstance(node.base, s.Bracket) and node.base.kind == "norm":
        return norm(node, context)
    return scripted_value(readings(node.base, context), scripts_of(node), node, context)


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
        r.noted("' read as transpose") for r in combined([base], lambda value: transposed(value, node.at))
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
    if is_matrix(exponent):
        raise ReadingError("an exponent that is a matrix", at + 1, "expected a number")
    if is_matrix(base) and not exponent.is_Rational:
        raise ReadingError(f"a matrix to the power {exponent}", at + 1, "expected a number as exponent")
    return raised(base, exponent, at)


def with_words(value: Any, words: str, node: s.Surface, context: Context) -> Any:
    """W_{no bias}: the weights with their biases set to zero."""
    if words.replace("-", " ").lower() in ("no bias", "nobias") and is_matrix(value):
        return MaskBias(value, bias_axis(context.net))
    raise ReadingError(f"the subscript {words!r} is not understood", node.at + 1)


# Named letters ------------------------------------------------------------------------------


def named(node: s.Letter, scripts: Scripts, context: Context) -> Options:
    """Every reading of a letter with its scripts."""
    if (whole := key(node, at_layer(scripts, context))) in context.defined:
        return scripted_value(context.defined[whole], after_only(scripts), node, context)
    if key(node) in context.defined and scripts.layer is None:
        return scripted_value(context.defined[key(node)], scripts, node, context)
    if node.face == "bold" and node.name in ("0", "1"):
        return ones_of(node, scripts, context)
    if node.name == "e" and not node.accent and not scripts.indices and (scripts.after or scripts.number):
        return applied(one(E), after_of(scripts), node, context)
    if (node.name in context.bound or node.name in INDICES) and not node.accent and scripts == Scripts():
        return one(index_symbol(node.name))
    own = free(node)
    if own is not None and not scripts.indices and scripts.layer is None:
        return free_number(own, scripts, node, context)
    if node.name == "infinity":
        return one(oo)
    roles = context.quantities.roles(node)
    if not roles:
        raise unknown(node)
    return gather(enumerate(roles), lambda way: as_role(way[1], node, scripts, context, way[0]))


INDICES = frozenset("ijkn")


def free_number(own: Expr, scripts: Scripts, node: s.Letter, context: Context) -> Options:
    """A letter that is a number of its own, such as α; z^3 may also be the Z of layer 3."""
    power = applied(one(own), after_of(scripts), node, context)
    roles = context.quantities.roles(node) if scripts.number is not None else ()
    try:
        named = gather(roles, lambda role: as_role(role, node, scripts, context, 0)) if roles else ()
    except ReadingError:
        named = ()
    return (*named, *(reading.noted(cost=2) for reading in power)) if named else power


def after_only(scripts: Scripts) -> Scripts:
    """The powers, transposes and primes of a symbol."""
    return Scripts(primes=scripts.primes, after=scripts.after)


def at_layer(scripts: Scripts, context: Context) -> Scripts:
    """The scripts with the number for a letter that stands for a layer."""
    if isinstance(scripts.layer, s.Letter) and scripts.layer.name in context.layers:
        return replace(scripts, layer=s.Number(str(context.layers[scripts.layer.name])))
    return scripts


def unknown(node: s.Letter) -> ReadingError:
    written = key(node)
    return ReadingError(
        f"{written!r} is no quantity of this network",
        node.at + 1,
        f'define it ("let {written} = …") or name it under [notation]',
    )


def after_of(scripts: Scripts) -> tuple[tuple[str, s.Surface | None], ...]:
    """The powers of a number, a bare one included."""
    if scripts.number is None:
        return scripts.after
    return (("^", scripts.number), *scripts.after)


def as_role(role: str, node: s.Letter, scripts: Scripts, context: Context, cost: int) -> Iterable[Reading]:
    """The readings of a letter in one role."""
    if role == "d" or (node.name == "d" and role == "delta" and not layered(scripts)):
        raise unknown(node)
    if role == "loss":
        return loss(node, scripts, context)
    if role == "S":
        return size(node, scripts, context)
    if role not in LAYERED and role not in BATCH:
        if scripts.indices or scripts.layer:
            raise ReadingError(f"{node.name!r} has no index here", node.at + 1)
        return applied(one(context.quantities.symbol(role)), after_of(scripts), node, context)
    return gather(
        layer_choices(role, scripts, context),
        lambda way: quantity(role, way[0], way[1], node, context, cost + way[2]),
    )


def layered(scripts: Scripts) -> bool:
    return scripts.layer is not None or scripts.number is not None or bool(scripts.indices)


def quantity(
    role: str, layer: s.Surface | None, scripts: Scripts, node: s.Letter, context: Context, cost: int
) -> Options:
    """A matrix of the network, or an entry of it."""
    quantities = context.quantities
    ours = 0
    if role in LAYERED:
        ours = quantities.layer(role, layer_number(layer, context), node.at)
    elif layer is not None:
        layer_number(layer, context)
        raise ReadingError(f"{node.name!r} belongs to no layer", node.at + 1)
    if role == "b" and context.net.bias != "separate":
        raise ReadingError("this network has no biases of their own", node.at + 1)
    matrix = quantities.oriented(quantities.symbol(role, ours), role)
    return finished(Reading(matrix, cost=cost), role, ours, scripts, node, context)


def finished(
    reading: Reading, role: str, layer: int, scripts: Scripts, node: s.Letter, context: Context
) -> Options:
    """A named matrix with what its scripts still say."""
    context_scale = context.convention.delta_scale
    value = reading.value
    if role == "delta" and context_scale is not S.One:
        value = product(context_scale, value)
    indices = scripts.indices
    base: Options = (replace(reading, value=value),)
    one_sample = all(isinstance(i, s.Letter) and i.name in SAMPLE_LETTERS for i in indices)
    if indices and (context.entries is None or not one_sample):
        base = combined([base], lambda matrix: placed(matrix, indices, node, context))
    elif context.entries is not None and is_matrix(value):
        base = (replace(reading, value=at_sample(value, role, layer, context, node.at)),)
    elif is_matrix(value) and all(known(size, context) == 1 for size in value.shape):
        base = (*base, Reading(entry_of(value, S.One, S.One), reading.how, reading.cost + 3))
    base = applied(base, after_of(scripts), node, context)
    if scripts.words:
        base = combined([base], lambda v: with_words(v, scripts.words, node, context))
    return primed(base, scripts.primes, node) if scripts.primes else base


def loss(node: s.Letter, scripts: Scripts, context: Context) -> Options:
    """L, or L_n for one sample; L^{(n)} too."""
    indices = scripts.indices
    if scripts.layer is not None:
        indices = (*indices, scripts.layer)
    if not indices:
        whole = LOSS if context.entries is None else SampleLoss(index_symbol("n"))
        return applied(one(whole), after_of(scripts), node, context)
    if len(indices) == 1:
        return combined([index(indices[0], context)], lambda i: SampleLoss(i))
    raise ReadingError(
        f"{node.name!r} with {len(indices)} indices", node.at + 1, "expected one, of the sample"
    )


def size(node: s.Letter, scripts: Scripts, context: Context) -> Options:
    """S_l."""
    if len(scripts.indices) != 1:
        raise unknown(node)
    number = layer_number(scripts.indices[0], context)
    assert number is not None
    return one(context.quantities.size(number))


def ones_of(node: s.Letter, scripts: Scripts, context: Context) -> Options:
    """𝟏 with its shape below it; without one it takes the shape of its neighbours."""
    if node.name == "0":
        return one(S.Zero)
    shape = scripts.indices
    if not shape:
        return applied(one(S.One), scripts.after, node, context)
    sizes = dimensions(shape[0] if len(shape) == 1 else s.Listed(shape), context)
    rows, columns = (*sizes, S.One)[:2]
    pairs = cartesian(symbolic(rows, context), symbolic(columns, context))
    found = [Reading(ones(*pair), cost=int(rows == columns and pair[0] != pair[1])) for pair in pairs]
    return applied(best(found), scripts.after, node, context)


def symbolic(size: Expr, context: Context) -> list[Expr]:
    """What a size can be: itself, or for a number the dimensions that have it, the outputs first."""
    dims = [dim for dim, units in reversed(context.net.names.sizes.items()) if size == units]
    return [*dims, size] if size != 1 else [size, *dims]


def dimensions(node: s.Surface, context: Context) -> tuple[Expr, ...]:
    """The sizes in N × D."""
    if isinstance(node, s.Bracket):
        return dimensions(node.inner, context)
    if isinstance(node, s.Product):
        parts = [item for _, item in node.items]
    elif isinstance(node, s.Listed):
        parts = list(node.items)
    else:
        parts = [node]
    found = []
    for part in parts:
        value = readings(part, context)[0].value
        if is_matrix(value):
            raise ReadingError("this is not a size", part.at + 1)
        found.append(value)
    return tuple(found)

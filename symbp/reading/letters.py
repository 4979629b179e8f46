"""Letters with their scripts: quantities of the network, their entries, sizes, numbers of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product as cartesian

from sympy import E, Expr, Integer, Rational, S, oo

from symbp.names import LOSS
from symbp.nodes import SampleLoss, ones
from symbp.penalties import N
from symbp.reading import surface as s
from symbp.reading.context import Context, index_symbol, readings, reads
from symbp.reading.layers import layer_choices, layer_number
from symbp.reading.names import BATCH, LAYERED, free
from symbp.reading.problem import ReadingError
from symbp.reading.quantities import quantity
from symbp.reading.scripted import applied, norm, scripted_value
from symbp.reading.scripts import Scripts, after_of, key, merged, scripts_of
from symbp.reading.subscripts import index
from symbp.reading.values import Options, Reading, best, combined, gather, is_matrix, one, times


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


def loss(node: s.Letter, scripts: Scripts, context: Context) -> Options:
    """L, or L_n for one sample; L^{(n)} too."""
    indices = scripts.indices
    if scripts.layer is not None:
        indices = (*indices, scripts.layer)
    if not indices:
        alone = context.entries is not None and context.one_sample
        whole = SampleLoss(index_symbol("n")) if alone else LOSS
        return applied(one(whole), after_of(scripts), node, context)
    if len(indices) == 1:
        found = combined([index(indices[0], context)], lambda i: SampleLoss(i))
        return found if context.net.reduction == "sum" else (*tagged(found, S.One), *tagged(found, N))
    raise ReadingError(
        f"{node.name!r} with {len(indices)} indices", node.at + 1, "expected one, of the sample"
    )


def tagged(found: Options, scale: Expr) -> Options:
    """The loss of one sample with the 1/N of the mean in it, or N times that, without."""
    word = "with" if scale == 1 else "without"
    return tuple(
        replace(
            r,
            value=times(scale, r.value),
            choices=(*r.choices, ("loss of one sample", f"{word} the 1/N of the mean")),
        ).noted(cost=int(scale != 1))
        for r in found
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
    below = scripts.layer or (*shape, None)[0]
    if isinstance(below, s.Chain):
        return readings(s.Bracket(below, "[", at=node.at), context)  # 1 below which stands a condition
    if not shape:  # alone it is 1 in every entry, beside a matrix it may sum over the samples
        return applied((Reading(S.One), Reading(ones(N, 1), cost=1)), scripts.after, node, context)
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

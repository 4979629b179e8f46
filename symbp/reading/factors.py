"""The factors of a product: which bracket is an argument, what a derivative acts on, what divides.

A letter that may be a function or a quantity gives two sequences of factors; both are followed up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sympy import S

from symbp.nodes import SampleLoss
from symbp.penalties import N
from symbp.reading import surface as s
from symbp.reading.budget import BudgetError
from symbp.reading.context import Context, index_symbol, readings, reads
from symbp.reading.derivatives import OPERATORS, FormalError, derivative, gradient_of, quotient_of
from symbp.reading.functions import Head, applications, called, head_of, rectified
from symbp.reading.problem import ReadingError
from symbp.reading.products import Factor, Grouping, multiplied, one_unit_apart
from symbp.reading.scripted import scripted_value
from symbp.reading.scripts import letter_of, merged, scripts_of
from symbp.reading.subscripts import index
from symbp.reading.values import (
    Options,
    Reading,
    also_number,
    combinations,
    combined,
    gather,
    joined,
    one,
    times,
)

MOST_ITEMS, MOST_OPERATORS = 60, 8


@dataclass(frozen=True)
class Operand:
    """One factor with all its readings."""

    sign: str
    readings: Options
    at: int


@reads(s.Product)
def product_of(node: s.Product, context: Context) -> Options:
    if len(node.items) > MOST_ITEMS:
        raise ReadingError(
            f"a product of {len(node.items)} factors; at most {MOST_ITEMS} are read", node.at + 1
        )
    found = gather(
        sequences(tuple(node.items), context), lambda operands: product_readings(operands, context)
    )
    return also_number(found, context.net.names.sizes)


def product_readings(operands: Sequence[Operand], context: Context) -> list[Reading]:
    """All readings of a product whose factors are known."""
    found: list[Reading] = []
    first: ReadingError | None = None
    for chosen in combinations([operand.readings for operand in operands]):
        factors = [Factor(o.sign, r.value, o.at) for o, r in zip(operands, chosen, strict=True)]
        try:
            groupings = groupings_of(factors, context)
        except BudgetError as error:
            first = first or error
            break
        except ReadingError as error:
            first = first or error
            continue
        for grouping in groupings:
            reading = joined(chosen, grouping.value, cost=grouping.cost)
            for how in grouping.how:
                reading = reading.noted(how)
            found.append(reading)
    if not found and first is not None:
        raise first
    return found


def groupings_of(factors: Sequence[Factor], context: Context) -> list[Grouping]:
    """Every way to understand a product, that of one sample with its numbers among them."""
    try:
        return multiplied(factors, context.budget)
    except BudgetError:
        raise
    except ReadingError:
        found = one_unit_apart(factors, context.net.names.sizes, context.budget) if context.bound else []
        if not found:
            raise
        return found


Items = tuple[tuple[str, s.Surface], ...]


def sequences(items: Items, context: Context) -> list[list[Operand]]:
    """The factors of a product, functions with their arguments; several ways where a letter may be either."""
    found: list[list[Operand]] = []
    errors: list[ReadingError] = []
    flat = one_line_quotients(dotted_powers(items))
    if sum(is_operator(node, context) for _, node in flat) > MOST_OPERATORS:
        raise ReadingError(
            f"more than {MOST_OPERATORS} functions of one another", flat[0][1].at + 1, "set brackets"
        )
    for form in dict.fromkeys((wide_denominators(flat), flat)):
        for functions_first in (True, False):
            try:
                operands = list(scan(form, context, functions_first))
            except ReadingError as error:
                errors.append(error)
                continue
            if operands not in found:
                found.append(operands)
    if not found:
        raise errors[0]
    return found


def is_operator(node: s.Surface, context: Context) -> bool:
    """Whether a factor acts on those after it: d/dz, or a function without brackets around it."""
    sides = quotient_of(node)
    if sides is not None:
        return sides[0] is None
    head = head_of(node, context)
    return head is not None and head.certain


def scan(items: Items, context: Context, functions_first: bool) -> Iterator[Operand]:
    """One factor after another."""
    place = 0
    while place < len(items):
        sign, node = items[place]
        taken, options = take(items, place, context, functions_first)
        yield Operand(sign, options, node.at)
        place += taken


def take(items: Items, place: int, context: Context, functions_first: bool) -> tuple[int, Options]:
    """How many items the next factor takes up, and its readings."""
    _, node = items[place]
    rest = items[place + 1 :]
    if (sides := quotient_of(node)) is not None and sides[0] is None and rest:
        return len(items) - place, derivative(remaining(rest), sides[1], context, node.at)
    letter = letter_of(node)
    juxtaposed = bool(rest) and not rest[0][0]
    if letter is not None and letter.name == "nabla" and juxtaposed:
        return 2, nabla(node, rest[0][1], context)
    if isinstance(node, s.Letter) and node.name == "d" and juxtaposed and letter_of(rest[0][1]) is not None:
        return 2, gradient_of(rest[0][1], context)
    if juxtaposed and (known := rectifier(node, rest[0][1], context)) is not None:
        return 2, known
    if juxtaposed and (named := output_call(node, rest[0][1], context)) is not None:
        return 2, named
    head = head_of(node, context)
    if head is not None and juxtaposed and (head.certain or functions_first or head.scripts.primes):
        taken = application(head, items, place, context)
        if taken is not None:
            return taken
    return 1, readings(node, context)


def application(head: Head, items: Items, place: int, context: Context) -> tuple[int, Options] | None:
    """A function with what follows it."""
    _, argument = items[place + 1]
    bracketed, outer = unwrapped(argument)
    if bracketed is not None:
        if isinstance(bracketed.inner, s.Listed):
            return None
        result = applications(head, bracketed, context)
        if outer is not None:
            result = scripted_value(result, scripts_of(outer), outer, context)
        return 2, result
    if not head.certain:
        return None
    taken, options = take(items, place + 1, context, True)
    return taken + 1, called(head, options, context)


def rectifier(node: s.Surface, argument: s.Surface, context: Context) -> Options | None:
    """max(0, z)."""
    if not (isinstance(node, s.Letter) and node.name == "max"):
        return None
    if not isinstance(argument, s.Bracket) or not isinstance(argument.inner, s.Listed):
        raise ReadingError("max of what?", node.at + 1, "expected max(0, z)")
    parts = [readings(item, context) for item in argument.inner.items]
    return combined(parts, lambda *values: rectified(values, node.at))


def unwrapped(node: s.Surface) -> tuple[s.Bracket | None, s.Script | None]:
    """The brackets of an argument, and scripts that stand on them: log(p)_n, σ(Z)^T."""
    if isinstance(node, s.Bracket) and node.kind in "([{":
        return node, None
    if isinstance(node, s.Script) and isinstance(node.base, s.Bracket) and node.base.kind in "([{":
        return node.base, node
    return None, None


def remaining(items: Items) -> s.Surface:
    """The rest of a product as one node."""
    if len(items) == 1:
        return items[0][1]
    return s.Product((("", items[0][1]), *items[1:]), at=items[0][1].at)


def nabla(node: s.Surface, scalar: s.Surface, context: Context) -> Options:
    """∇_W L."""
    if not isinstance(node, s.Script) or node.sub is None:
        raise ReadingError("∇ by what?", node.at + 1, "write it below, such as \\nabla_{W_2} L")
    return derivative(scalar, node.sub, context, node.at)


def output_call(node: s.Surface, argument: s.Surface, context: Context) -> Options | None:
    """f(X, W), f(x_n, W), L(W): a quantity with what it depends on in brackets."""
    bracketed, outer = unwrapped(argument)
    if bracketed is None or outer is not None:
        return None
    inner = bracketed.inner
    parts = list(inner.items) if isinstance(inner, s.Listed) else [inner]
    found = merged(node)
    if found is None or found[0].name in context.defined:
        return None
    roles = context.quantities.roles(found[0])
    parts = [outputs_of(part) for part in parts] if roles and roles[0] == "loss" else parts
    depends = [dependence(part, context) for part in parts]
    if not roles or not all(depends):
        return None
    if roles[0] == "loss" and all(kind == "W" for kind in depends):
        return readings(node, context)
    if roles[0] == "loss" and depends in (["f", "t"], ["t", "f"]):
        return one_sample_loss(parts, context)
    if roles[0] in ("f", "P", "a") and depends[0] == "X":
        return output_at(node, parts[0], context)
    return None


def outputs_of(node: s.Surface) -> s.Surface:
    """f_n for f(x_n) and f(x_n, W), as an argument of a loss."""
    if not isinstance(node, s.Product) or len(node.items) != 2 or node.items[1][0]:
        return node
    letter, bracketed = node.items[0][1], unwrapped(node.items[1][1])[0]
    if bracketed is None or not isinstance(letter, s.Letter):
        return node
    inner = bracketed.inner
    found = merged(inner.items[0] if isinstance(inner, s.Listed) else inner)
    if found is None or found[0].name not in ("x", "X") or not found[1].indices:
        return node
    return s.Script(letter, sub=found[1].indices[0], at=node.at)


def dependence(node: s.Surface, context: Context) -> str:
    """What an argument is: an input, a parameter, or neither."""
    letter = letter_of(node)
    if letter is None:
        return ""
    if letter.name in ("W", "w", "Theta", "theta", "b"):
        return "W"
    if letter.name in ("X", "x"):
        return "X"
    roles = context.quantities.roles(letter)
    return roles[0] if roles and roles[0] in ("f", "t") else ""


def one_sample_loss(parts: Sequence[s.Surface], context: Context) -> Options:
    """Loss(f_n, t_n): what one sample adds to the loss, before the mean is taken."""
    found = merged(parts[0])
    assert found is not None
    sample = found[1].indices[:1] or ((found[1].layer,) if found[1].layer is not None else ())
    if not sample and context.entries is None:
        raise FormalError("the loss of one sample, beside all samples", parts[0].at + 1, "write f_n and t_n")
    number = index(sample[0], context) if sample else one(index_symbol("n"))
    count = N if context.net.reduction == "mean" else S.One
    return combined([number], lambda n: times(count, SampleLoss(n)))


def output_at(node: s.Surface, source: s.Surface, context: Context) -> Options:
    """f(x_n, W) is f_n, and f(X, W) is f."""
    found = merged(source)
    assert found is not None
    scripts = found[1]
    sample = scripts.indices or ((scripts.layer,) if scripts.layer is not None else ())
    node = output(node, context)
    if not sample:
        return readings(bare(node), context)
    base = node if isinstance(node, s.Script) else s.Script(node, at=node.at)
    unit = base.sub
    at_sample = s.Listed((sample[0], unit)) if unit is not None and not is_parameter(unit) else sample[0]
    return readings(replace(base, sub=at_sample), context)


def output(node: s.Surface, context: Context) -> s.Surface:
    """h(x) without a layer is the output, whatever h is elsewhere."""
    found = merged(node)
    if found is None or found[1].layer is not None or found[1].number is not None:
        return node
    letter = replace(found[0], name="f", accent="")
    if context.quantities.roles(found[0])[0] != "a":
        return node
    return replace(node, base=letter) if isinstance(node, s.Script) else letter


def bare(node: s.Surface) -> s.Surface:
    """f for f_W: parameters below a letter say only what it depends on."""
    if isinstance(node, s.Script) and node.sub is not None and is_parameter(node.sub):
        return replace(node, sub=None)
    return node


def is_parameter(node: s.Surface) -> bool:
    letter = letter_of(node)
    return letter is not None and letter.name in ("W", "w", "Theta", "theta")


def dotted_powers(items: Items) -> Items:
    """a .^ 2 as an element-wise power."""
    made: list[tuple[str, s.Surface]] = []
    for sign, node in items:
        if sign == ".^" and made:
            before, base = made[-1]
            made[-1] = (before, s.Script(base, sup=s.Signed("⊙", node, at=node.at), at=base.at))
        else:
            made.append((sign, node))
    return tuple(made)


def one_line_quotients(items: Items) -> Items:
    """dL/dW on one line, as the fraction that it is."""
    made: list[tuple[str, s.Surface]] = []
    place = 0
    while place < len(items):
        window = items[place : place + 4]
        if is_quotient(window):
            (sign, d), (_, top), (_, by), (_, below) = window
            over = s.Product((("", d), ("", top)), at=d.at)
            under = s.Product((("", by), ("", below)), at=by.at)
            made.append((sign, s.Fraction(over, under, at=d.at)))
            place += 4
        else:
            made.append(items[place])
            place += 1
    return tuple(made)


def is_quotient(window: Items) -> bool:
    """Whether four factors are d, L, /d and W."""
    return [sign for sign, _ in window[1:]] == ["", "/", ""] and all(
        isinstance(n, s.Letter) and n.name in OPERATORS for _, n in (window[0], window[2])
    )


def wide_denominators(items: Items) -> Items:
    """1/2N as 1/(2N)."""
    made: list[tuple[str, s.Surface]] = []
    for sign, node in items:
        last = made[-1] if made else ("", node)
        if not sign and last[0] == "/" and isinstance(last[1], s.Number) and isinstance(node, s.Letter):
            made[-1] = ("/", s.Product((("", last[1]), ("", node)), at=last[1].at))
        else:
            made.append((sign, node))
    return tuple(made)

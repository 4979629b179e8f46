"""One reading of what was written, and the arithmetic of readings: shapes are checked, order is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from sympy import Add, Basic, Expr, Integer, Mul, Pow, S, Sum
from sympy.matrices.expressions import MatrixExpr

from symbp.errors import NotationError
from symbp.names import LOSS
from symbp.nodes import Entry, EntrySum, SampleLoss, hadamard, ones, power, product, total
from symbp.notation.numpy_text import shape_text, spread
from symbp.notation.plain import plain
from symbp.notation.scalar_text import check_power
from symbp.reading.budget import BudgetError
from symbp.reading.problem import ReadingError

Way = TypeVar("Way")

MOST, MOST_PUT_TOGETHER = 24, 480
"""How many readings of one piece are followed up, and of how many parts they are put together."""


@dataclass(frozen=True)
class Reading:
    """What an expression means, if read in one particular way.

    `value` is an object of the derivation's kind.  `how` says in words which ambiguities were
    resolved how, `choices` the same for choices that a whole file should make alike, such as
    ("delta", "without 1/N").  The lower the `cost`, the more usual the reading.
    """

    value: Basic
    how: tuple[str, ...] = ()
    cost: int = 0
    choices: tuple[tuple[str, str], ...] = ()

    def noted(self, how: str = "", cost: int = 0) -> Reading:
        """The same reading with a further remark."""
        notes = (*self.how, how) if how and how not in self.how else self.how
        return replace(self, how=notes, cost=self.cost + cost)


Options = tuple[Reading, ...]


def one(value: Any) -> Options:
    """The only reading."""
    return (Reading(value),)


def best(readings: Iterable[Reading], most: int = MOST) -> Options:
    """The most usual readings, each object once."""
    found: dict[Basic, Reading] = {}
    for reading in sorted(readings, key=lambda r: r.cost):
        found.setdefault(reading.value, reading)
    return tuple(islice(found.values(), most))


def joined(parts: Sequence[Reading], value: Basic, how: str = "", cost: int = 0) -> Reading:
    """A reading made from readings of its parts."""
    notes = tuple(dict.fromkeys(note for part in parts for note in part.how))
    chosen = tuple(dict.fromkeys(choice for part in parts for choice in part.choices))
    return Reading(value, notes, sum(p.cost for p in parts) + cost, chosen).noted(how)


def also_number(found: Options, sizes: Mapping[Any, Any]) -> Options:
    """The readings, and of a matrix with a single entry also the number in it: (f − t)ᵀ(f − t)."""
    single = (
        r for r in found if is_matrix(r.value) and {n.xreplace(sizes) for n in r.value.shape} == {S.One}
    )
    return (*found, *(replace(r, value=EntrySum(r.value), cost=r.cost + 1) for r in single))


def combined(parts: Sequence[Options], make: Callable[..., Any]) -> Options:
    """Every combination of readings for which `make` gives a value; the first error where none does."""
    return gather(
        combinations(parts), lambda chosen: [joined(chosen, make(*(reading.value for reading in chosen)))]
    )


def combinations(parts: Sequence[Options]) -> list[tuple[Reading, ...]]:
    """One reading of each part, the most usual first, without contradicting choices.

    Part after part is added, and only the most usual beginnings are gone on with.
    """
    most = max(2, min(MOST, MOST_PUT_TOGETHER // max(1, len(parts))))
    found: list[tuple[int, tuple[Reading, ...]]] = [(0, ())]
    for part in parts:
        longer = ((cost + r.cost, (*chosen, r)) for cost, chosen in found for r in part)
        fitting = (pair for pair in longer if not pair[1][-1].choices or consistent(pair[1]))
        found = sorted(fitting, key=lambda pair: pair[0])[:most]
    return [chosen for _, chosen in found]


def consistent(chosen: Sequence[Reading]) -> bool:
    """Whether readings make the same choices where both make one."""
    made: dict[str, str] = {}
    return all(made.setdefault(key, taken) == taken for r in chosen for key, taken in r.choices)


def gather(ways: Iterable[Way], read: Callable[[Way], Iterable[Reading]]) -> Options:
    """What is read in each of several ways.  Raises the first error where all of them fail."""
    found: list[Reading] = []
    first: ReadingError | None = None
    for way in ways:
        try:
            found.extend(read(way))
        except ReadingError as error:
            first = first or error
            if isinstance(error, BudgetError):
                break
    if not found:
        raise first or ReadingError("nothing is written here")
    return best(found)


# Arithmetic -------------------------------------------------------------------------------


class ShapeError(ReadingError):
    """An operation on matrices whose shapes do not fit."""


def is_matrix(value: Any) -> bool:
    return bool(getattr(value, "is_Matrix", False))


def shape_of(reading: Reading) -> tuple[Expr, ...]:
    """Rows and columns; nothing for a number."""
    return tuple(reading.value.shape) if is_matrix(reading.value) else ()


def described(value: Any) -> str:
    """A value in a message: its text and its shape."""
    text = shown(value)
    text = text if len(text) <= 40 else text[:39] + "…"
    return f"{text} is {shape_text(value)}" if is_matrix(value) else f"{text} is a number"


def shown(value: Any) -> str:
    """A value in NumPy notation; a matrix of numbers and an imaginary number have none."""
    try:
        return plain(value)
    except NotationError:
        return "this matrix" if is_matrix(value) else "this number"


def added(signs: Sequence[str], terms: Sequence[Any], at: int) -> Any:
    """A sum in the written order; numbers, rows and columns are repeated to the others' shape."""
    signed = [
        times(S.NegativeOne, term) if sign == "-" else term for sign, term in zip(signs, terms, strict=True)
    ]
    matrices = [term for term in signed if is_matrix(term)]
    if not matrices:
        return scalar_sum(signed)
    shape = common_shape(matrices, at)
    return total(*(fitted(constant(term, at), shape) for term in signed))


def no_entry_beside(values: Iterable[Any], at: int) -> None:
    """Refuse an entry, such as x_ni, in a product with a whole matrix."""
    for value in values:
        if not is_matrix(value) and value.atoms(Entry, SampleLoss) and not value.has(Sum):
            raise ReadingError(f"{brief(value)}: one entry beside a whole matrix", at + 1)


def constant(value: Any, at: int) -> Any:
    """A number that may be added to every entry of a matrix."""
    if is_matrix(value) or not value.has(*KEPT, SampleLoss, LOSS):
        return value
    raise ReadingError(f"{brief(value)}: a number that depends on the data, added to a matrix", at + 1)


def common_shape(matrices: Sequence[MatrixExpr], at: int) -> tuple[Expr, Expr]:
    rows, columns = matrices[0].shape
    for matrix in matrices[1:]:
        for mine, other in ((rows, matrix.shape[0]), (columns, matrix.shape[1])):
            if mine != other and S.One not in (mine, other):
                raise misfit("a sum needs equal shapes", matrices[0], matrix, at)
        rows = matrix.shape[0] if rows == 1 else rows
        columns = matrix.shape[1] if columns == 1 else columns
    return rows, columns


def fitted(term: Any, shape: tuple[Expr, Expr]) -> Any:
    return spread(term, *shape) if is_matrix(term) else product(term, ones(*shape))


def misfit(reason: str, left: Any, right: Any, at: int) -> ShapeError:
    """A shape error: which factors, which dimensions, and the transpose that would fit."""
    hint = ""
    if (
        is_matrix(left)
        and is_matrix(right)
        and any(a - b in (1, -1) for a, b in zip(left.shape, right.shape, strict=True))
    ):
        hint = "one of them has a bias unit and the other has not; without it is A_{:, 2:}"
    elif is_matrix(left) and is_matrix(right):
        hint = fitting_transpose(left, right, reason.startswith("a matrix product"))
    return ShapeError(f"{reason}: {described(left)}, {described(right)}", at + 1, hint)


def fitting_transpose(left: Any, right: Any, as_product: bool) -> str:
    a, b = left.shape, right.shape
    fits = (
        (f"{brief(left)}ᵀ", a[0] == b[0] if as_product else a[::-1] == b),
        (f"{brief(right)}ᵀ", a[1] == b[1] if as_product else a == b[::-1]),
        ("an element-wise product, ⊙", as_product and a == b),
        (f"the other order, {brief(right)} first", as_product and b[1] == a[0]),
    )
    found = [words for words, fit in fits if fit]
    return f"did you mean {' or '.join(found[:2])}?" if found else ""


def brief(value: Any) -> str:
    text = shown(value).replace(".T", "ᵀ")
    if text.replace("ᵀ", "").isalnum():
        return text
    return f"({text})" if len(text) <= 40 else f"({text[:39]}…)"


KEPT = (Entry, EntrySum, Sum)
"""What keeps sums and products of numbers in the order in which they are written."""


def scalar_sum(terms: Sequence[Expr]) -> Expr:
    """A sum of numbers; in SymPy's own order where no entry stands in it and no term is lost."""
    whole = Add(*terms)
    if len(terms) > 1 and (len(Add.make_args(whole)) < len(terms) or any(t.has(*KEPT) for t in terms)):
        return Add(*(arg for term in terms for arg in Add.make_args(term)), evaluate=False)
    return whole


def times(factor: Any, value: Any) -> Any:
    """A number times anything."""
    return product(factor, value) if is_matrix(value) else scalar_product([factor, value])


def scalar_product(factors: Sequence[Expr]) -> Expr:
    """A product of numbers: constants in front, entries and sums after them in their order."""
    parts = [part for factor in factors for part in Mul.make_args(factor)]
    front = Mul(*(part for part in parts if not part.has(*KEPT)))
    rest = [part for part in parts if part.has(*KEPT)]
    if not rest:
        return Mul(*factors, evaluate=False) if front.is_Add and len(factors) > 1 else front
    whole = rest if front is S.One else [front, *rest]
    return whole[0] if len(whole) == 1 else Mul(*whole, evaluate=False)


def raised(base: Any, exponent: Expr, at: int) -> Any:
    """A power: of every entry for a matrix.  Exponents are bounded as everywhere in symbp."""
    try:
        check_power(base, exponent, at + 1)
    except NotationError as error:
        raise ReadingError(str(error).split(": ", 1)[-1], at + 1) from None
    if is_matrix(base):
        return power(base, exponent)
    if base.is_zero and exponent.is_negative:
        raise ReadingError("division by zero", at + 1)
    return Pow(base, exponent)


def divided(over: Any, under: Any, at: int) -> Any:
    """A quotient: by a number, or entry by entry."""
    if is_matrix(under):
        inverse = power(under, Integer(-1))
        return times_entries(over, inverse, at) if is_matrix(over) else product(over, inverse)
    if under.is_zero:
        raise ReadingError("division by zero", at + 1)
    if is_matrix(over):
        return product(1 / under, over)
    if over is S.One:
        return Pow(under, -1)
    return scalar_product([over, Pow(under, -1)])


def times_entries(left: Any, right: Any, at: int) -> Any:
    """An element-wise product; a single row or column is repeated."""
    for a, b in zip(left.shape, right.shape, strict=True):
        if a != b and S.One not in (a, b):
            raise misfit("an element-wise product needs equal shapes", left, right, at)
    shape = common_shape([left, right], at)
    return hadamard(fitted(left, shape), fitted(right, shape))

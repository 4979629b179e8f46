"""Named quantities at given numbers, to any number of digits: what printed numbers are rounded from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from symbp.derivation import Derivation
from symbp.errors import DataError, UndecidedError
from symbp.network import Network
from symbp.verify.ball import Balls, precision
from symbp.verify.environment import Definitions, Environment
from symbp.verify.numbers import Clock
from symbp.verify.points import Point, Rows

HIGHEST_PRECISION = 1 << 16


def reference(
    source: Derivation | Network,
    data: Mapping[str, Any],
    digits: int = 30,
    names: Iterable[str] | None = None,
    limit: float = 60.0,
) -> dict[str, Any]:
    """Every named quantity (or those in `names`) at these numbers, certified to `digits` digits.

    `data` gives X, t, each parameter and, where there is a penalty, lam; lists and NumPy arrays of any
    kind of number.  Floats are taken exactly, decimal text as written.  Matrices come as lists of
    rows of `flint.arb` balls, the loss as one ball; ``ball.str(30, radius=False)`` writes one down.
    Gradients are computed by the derivation's own equations, which `verify` checks.

    >>> import symbp
    >>> net = symbp.Network(units=(1, 1), activations=("sigmoid",), reduction="sum")
    >>> found = reference(net, {"X": [[1]], "t": [["0.5"]], "W1": [[0]]})
    >>> found["f"][0][0].str(10, radius=False)
    '0.5000000000'

    Raises `DataError` where numbers are missing or do not fit, `UndecidedError` where a quantity has
    no finite value.
    """
    derivation = derived(source)
    definitions = Definitions(
        derivation.net,
        {e.name: e.rhs for e in derivation.equations.values()},
        derivation.sample_loss,
        Clock(limit),
    )
    point = point_of(derivation.net, data)
    wanted = list(derivation.net.names.table) if names is None else list(names)
    return to_digits(definitions, point, [derivation.net.names.canonical(name) for name in wanted], digits)


def derived(source: Derivation | Network) -> Derivation:
    if isinstance(source, Derivation):
        return source
    from symbp.backward import derive

    return derive(source)


def to_digits(definitions: Definitions, point: Point, names: list[str], digits: int) -> dict[str, Any]:
    """The values, with as much precision as the digits need."""
    wanted = bits = int(digits * 3.3220) + 8
    while bits < HIGHEST_PRECISION:
        bits *= 2
        with precision(bits):
            env = Environment(definitions, Balls(), point)
            values = {name: env.value(name) for name in names}
            balls = [ball for value in values.values() for ball in balls_of(value)]
        if all(ball.rel_accuracy_bits() >= wanted for ball in balls):
            return values
    if all(ball.is_finite() for ball in balls):
        return values
    raise UndecidedError("a quantity has no finite value at these numbers; see the range of its activations")


def balls_of(value: Any) -> Iterator[arb]:
    yield from (x for row in value for x in row) if isinstance(value, list) else (value,)


def point_of(net: Network, data: Mapping[str, Any]) -> Point:
    """Given numbers as a point, each table with the shape of its quantity."""
    needed = [symbol.name for symbol in net.names.arguments]
    for name in needed:
        if name not in data:
            raise DataError(f"{name}: missing; expected {', '.join(needed)}")
    X = rows_of("X", data["X"])
    samples = len(X) if net.samples == "rows" else len(X[0])
    sizes = {"N": samples, **{symbol.name: units for symbol, units in net.names.sizes.items()}}
    point = Point(net, sizes, "")
    return Point(net, sizes, "", given={name: fitted(point, name, data[name]) for name in needed})


def fitted(point: Point, name: str, numbers: Any) -> Rows:
    """Numbers as a table of the quantity's shape; a plain list fills a row or a column."""
    table, (rows, columns) = rows_of(name, numbers), point.shape(name)
    flat = [x for row in table for x in row]
    as_vector = len(flat) == rows * columns and 1 in (rows, columns)
    if (len(table), len(table[0])) != (rows, columns) and not as_vector:
        raise DataError(f"{name}: a {len(table)}×{len(table[0])} matrix; expected {rows}×{columns}")
    return [flat[i * columns : (i + 1) * columns] for i in range(rows)]


def rows_of(name: str, numbers: Any) -> Rows:
    """Numbers, a list of them or a list of rows, as rows of exact numbers."""
    numbers = numbers.tolist() if hasattr(numbers, "tolist") else numbers
    rows = numbers if isinstance(numbers, list | tuple) else [numbers]
    rows = [row if isinstance(row, list | tuple) else [row] for row in rows]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise DataError(f"{name}: expected rows of equal length, at least one number")
    return [[exact(name, x) for x in row] for row in rows]


def exact(name: str, number: Any) -> fmpq:
    """A number without rounding: floats are dyadic, decimal text is a fraction."""
    known = isinstance(number, int | float | str | Decimal | Fraction)
    try:
        fraction = Fraction(number if known else str(number))
    except (ValueError, OverflowError, InvalidOperation, ZeroDivisionError):
        raise DataError(f"{name}: {number!r} is not a finite number") from None
    return fmpq(fraction.numerator, fraction.denominator)


def rounds_to(text: str, ball: arb) -> bool:
    """Whether a printed decimal is a correct rounding of a value; at a tie both neighbours are.

    >>> rounds_to("0.67", arb(2) / 3), rounds_to("0.66", arb(2) / 3)
    (True, False)
    """
    printed = Decimal(text.replace("−", "-"))
    half = Fraction(1, 2) * Fraction(Decimal(1).scaleb(int(printed.as_tuple().exponent)))
    if ball.is_exact():
        value = ball.fmpq()
        return bool(abs(Fraction(int(value.p), int(value.q)) - Fraction(printed)) <= half)
    with precision(max(256, ball.bits() + 64)):
        return bool((ball - arb(exact("", printed))).abs_upper() <= arb(exact("", half)))

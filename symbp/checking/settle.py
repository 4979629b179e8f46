"""What a text does alike in all its lines is settled once, by what makes the fewest of them wrong.

Such as whether a written δ holds the 1/N of a mean: one line may leave it open, all of them rarely do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from symbp.checking.judge import World
from symbp.checking.rows import Row, judged_rows
from symbp.reading.one_sample import about_one_sample
from symbp.reading.record import Line, Side
from symbp.reading.values import Reading

Choice = Mapping[str, str]

LETTERS = {"delta": "δ", "bias unit": "the bias unit"}
"""The choices of readings that a whole text makes alike, and how they are called."""

MOST_CHOICES = 8
"""How many combinations of choices are tried."""


def settled(lines: Sequence[Line], world: World) -> tuple[list[Row], tuple[str, ...], World]:
    """The lines judged under the choice that fits them best, that choice in words, and what names mean."""
    taken, meant, rows = best(lines, world)
    conventions = [*(how for line in lines for how in line.how), *worded(taken)]
    if meant is not world:
        conventions.append(ONE_SAMPLE)
    return [plainly(row, taken) for row in rows], tuple(dict.fromkeys(conventions)), meant


def best(lines: Sequence[Line], world: World) -> tuple[Choice, World, list[Row]]:
    """The choice under which the fewest lines are wrong, and those as late as can be.

    All samples come before one, and the usual before the unusual.  What is tried is time of the line.
    """
    tried: list[tuple[Choice, World, list[Row]]] = []
    for meant, choice in product(worlds(lines, world), list(choices(lines))):
        rows = list(judged_rows((under(line, choice) for line in lines), meant))
        tried.append((choice, meant, rows))
        lines = [replace(line, seconds=row.seconds) for line, row in zip(lines, rows, strict=True)]
        if not any(row.wrong for row in rows):
            break
    taken, meant, rows = min(tried, key=lambda attempt: blame(attempt[2], attempt[1] is not world))
    rows = [replace(row, seconds=line.seconds) for line, row in zip(lines, rows, strict=True)]
    return taken, meant, rows


def blame(rows: Sequence[Row], one_sample: bool) -> tuple[int, ...]:
    """How many lines are wrong, and where: what is said first is believed first."""
    wrong = [-place for place, row in enumerate(rows) if row.wrong]
    return len(wrong), one_sample, *wrong


ONE_SAMPLE = "everything is said of one sample"


def worlds(lines: Sequence[Line], world: World) -> Iterator[World]:
    """The network with its samples; then with one, where a text can be about that."""
    yield world
    if about_one_sample(lines):
        yield replace(world, fixed={"N": 1})


def choices(lines: Iterable[Line]) -> Iterator[Choice]:
    """Every combination of the choices that readings make, the most usual first."""
    found: dict[str, dict[str, None]] = {}
    for reading in readings(lines):
        for key, value in reading.choices:
            if key in LETTERS:
                found.setdefault(key, {})[value] = None
    combinations = product(*found.values())
    for _, values in zip(range(MOST_CHOICES), combinations, strict=False):
        yield dict(zip(found, values, strict=True))


def readings(lines: Iterable[Line]) -> Iterator[Reading]:
    """Every reading of every side, the most usual first."""
    found = [reading for line in lines for side in line.sides for reading in side.readings]
    yield from sorted(found, key=lambda reading: reading.cost)


def under(line: Line, choice: Choice) -> Line:
    """A line with the readings that go with a choice; with all of them where none does."""
    return replace(line, sides=tuple(side_under(side, choice) for side in line.sides))


def side_under(side: Side, choice: Choice) -> Side:
    kept = tuple(r for r in side.readings if all(choice.get(key, value) == value for key, value in r.choices))
    return replace(side, readings=kept or side.readings)


def worded(choice: Choice) -> list[str]:
    """A choice in words, where one was made."""
    return [f"{LETTERS[key]} {value}" for key, value in choice.items()]


def plainly(row: Row, choice: Choice) -> Row:
    """A row whose readings do not repeat what holds for the whole text."""
    said = set(worded(choice)) | set(row.line.how)
    links = tuple(replace(link, judged=link.judged.without(said)) for link in row.links)
    return replace(row, links=links)

"""What the derivation knows of a value: which quantity it is, or which part of one, up to a factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from sympy import Expr

from grader.formulas import compiled
from grader.numbers import Numbers
from grader.reference import Reference, derivation_of, matrices
from grader.tracing.formula import Formula, expression, negated, number, over, plus, quantity, scaled
from symbp.nodes import Gradient

if TYPE_CHECKING:
    from grader.findings import Slip
    from symbp.derivation import Derivation

Array = NDArray[Any]
Kind = Literal["quantity", "part"]

DOUBLE, SINGLE = 1e-8, 2e-3
"""How far values may be apart to be the same, in parts of the largest entry, in either precision."""


@dataclass(frozen=True, eq=False)
class Entry:
    """Something that has a name or a formula, and its value at each point."""

    kind: Kind
    name: str
    formula: Formula
    values: tuple[Array, ...]
    flat: bool = False
    """Whether it is usual that its entries stand in no row and no column: labels."""

    @cached_property
    def shapes(self) -> tuple[int, ...]:
        return tuple(sorted(size for size in self.values[0].shape if size != 1))


@dataclass(frozen=True)
class Match:
    """A value that is known: the entry, its factor, and which axis of the value is which of the entry's.

    `axes` has for each axis of the entry the axis of the value, None where its length is 1.
    """

    entry: Entry
    factor: Formula | None
    axes: tuple[int | None, ...]

    @property
    def is_itself(self) -> bool:
        """Whether the value is just the entry."""
        return self.factor is None


class Known:
    """The derivation's quantities and their parts at the points where a program was run."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self.references = tuple(references)
        self.net = matrices(references[0].point.net)
        self.derivation: Derivation = derivation_of(self.net)
        self.worlds = [Numbers(derivation_of(matrices(r.point.net)), r.point) for r in references]

    @cached_property
    def reserved(self) -> frozenset[str]:
        """The names that mean something in the derivation."""
        names = self.net.names
        return frozenset({*names.table, *self.sizes, f"a{names.layers}", "a1"})

    @cached_property
    def quantities(self) -> list[Entry]:
        """Everything in the table of names."""
        found = []
        for name in self.net.names.table:
            values = tuple(np.asarray(r.values[name], float) for r in self.references)
            labels = name == "t" and self.net.integer_targets
            found.append(Entry("quantity", name, quantity(name), values, flat=labels))
        return found

    @cached_property
    def parts(self) -> list[Entry]:
        """What stands inside the right sides of the derivation and of its steps."""
        known = {entry.name for entry in self.quantities}
        found: dict[str, Entry] = {}
        for node in self._inside():
            if not isinstance(node, Expr) or node.is_Atom or node.has(Gradient):
                continue
            entry = self._part(node)
            if entry is not None and entry.name not in known:
                found.setdefault(entry.name, entry)
        return sorted(found.values(), key=lambda entry: len(entry.name))

    def _inside(self) -> Iterator[Any]:
        from sympy import preorder_traversal

        sides = [equation.rhs for equation in self.derivation.equations.values()]
        steps = [s for s in self.derivation.steps if s.level == "matrix"]
        sides += [side for step in steps for side in (step.before, step.after)]
        for side in dict.fromkeys(sides):
            yield from preorder_traversal(side)

    def _part(self, node: Any) -> Entry | None:
        try:
            form = compiled(node)
            formula = expression(node)
            values = []
            with np.errstate(all="ignore"):
                for world in self.worlds:
                    right = {name: world.right[name].array for name in form.names}
                    values.append(np.asarray(form.run({**world.sizes, **right}), float))
        except Exception:  # what has no numbers or no written form is no part
            return None
        return Entry("part", formula.plain, formula, tuple(values))

    def carried(self, slips: Sequence[Slip]) -> dict[str, tuple[Array, ...]]:
        """What every quantity is when these mistakes are made; nothing where a factor is not known."""
        from grader.diagnosis import mutants_of
        from grader.merging import merged_equations

        known, _ = mutants_of(self.derivation)
        table = {(m.id, m.target, m.variant): m.equations for case in known for m in case.mutants}
        equations: Mapping[str, Any] | None = {}
        right = {name: equation.rhs for name, equation in self.derivation.equations.items()}
        for slip in slips:
            changed = table.get((slip.id, slip.target, slip.variant))
            equations = (
                merged_equations(right, equations, changed) if changed and equations is not None else None
            )
        return {} if equations is None else dict(self._under(equations))

    def _under(self, equations: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Array, ...]]]:
        names = list(self.derivation.equations)
        values = [world.values(names, equations) for world in self.worlds]
        for name in names:
            if not any(each[name].error for each in values):
                yield name, tuple(np.asarray(each[name].array, float) for each in values)

    # Numbers ----------------------------------------------------------------------------------

    @cached_property
    def sizes(self) -> dict[str, tuple[float, ...]]:
        """N, the number of samples, and the sizes of the layers at each point."""
        found = {"N": tuple(float(r.point.samples) for r in self.references)}
        for symbol, place in zip(self.net.names.dims, range(len(self.net.units)), strict=True):
            found[str(symbol)] = tuple(float(r.point.net.units[place]) for r in self.references)
        return found

    def size(self, values: Sequence[float]) -> str:
        """The name of a whole number that is a size at every point; empty for any other."""
        if all(value == 1 for value in values):
            return ""
        return next((name for name, sizes in self.sizes.items() if sizes == tuple(values)), "")

    def length(self, values: Sequence[int]) -> Formula | None:
        """How long an axis or a loop is: a size, or one more where there is a unit for the bias."""
        for more in (0, 1):
            name = self.size([float(value - more) for value in values])
            if name:
                return plus(quantity(name), number(1)) if more else quantity(name)
        return None

    @cached_property
    def factors(self) -> list[tuple[Formula, tuple[float, ...]]]:
        """By what a value may differ from a quantity, the simplest first."""
        samples = quantity("N")
        ones = tuple(1.0 for _ in self.references)
        sizes = self.sizes["N"]
        means: list[tuple[Formula | None, tuple[float, ...]]] = [
            (None, ones),
            (samples, sizes),
            (over(number(1), samples), tuple(1 / size for size in sizes)),
        ]
        found: list[tuple[Formula, tuple[float, ...]]] = []
        for (mean, values), factor, sign in product(means, (1, 2, 0.5, 4, 0.25), (1, -1)):
            if mean is None and factor == sign == 1:
                continue
            first = number(factor) if factor >= 1 else over(number(1), number(1 / factor))
            shown = first if mean is None else mean if factor == 1 else scaled(first, mean)
            formula = negated(shown) if sign < 0 else shown
            found.append((formula, tuple(sign * factor * value for value in values)))
        return found

    # Looking up -------------------------------------------------------------------------------

    def quantity(self, values: Sequence[Array], single: bool = False) -> Match | None:
        """The quantity that a value is, in some arrangement of its axes."""
        return self.among(self.quantities, values, single, scaling=False)

    def meaning(self, values: Sequence[Array], single: bool = False) -> Match | None:
        """What a value is: a quantity, a multiple of one, a part of one, or a multiple of that."""
        exact = self.quantity(values, single)
        if exact or trivial(values):
            return exact
        return (
            self.among(self.quantities, values, single, scaling=True)
            or self.part(values, single)
            or self.among(self.parts, values, single, scaling=True)
        )

    def part(self, values: Sequence[Array], single: bool = False) -> Match | None:
        """A quantity or a part of one that a value is, without a factor."""
        return self.quantity(values, single) or self.among(self.parts, values, single, scaling=False)

    def is_value(self, wanted: tuple[Array, ...], values: Sequence[Array], single: bool) -> bool:
        """Whether a value is another, in some arrangement and up to a factor."""
        entry = Entry("part", "", number(0), wanted)
        return not trivial(values) and self.among([entry], values, single, scaling=True) is not None

    def among(
        self, entries: Sequence[Entry], values: Sequence[Array], single: bool, scaling: bool
    ) -> Match | None:
        """The first entry that fits a value at every point."""
        shape = tuple(sorted(size for size in values[0].shape if size != 1))
        tolerance = SINGLE if single else DOUBLE
        for entry in entries:
            if entry.shapes != shape:
                continue
            for axes in arrangements(values[0].shape, entry.values[0].shape):
                moved = [arranged(v, e.shape, axes) for v, e in zip(values, entry.values, strict=True)]
                if any(each is None for each in moved):
                    continue
                fit = self.fits(moved, entry.values, tolerance, scaling)
                if fit is not None:
                    return Match(entry, fit[0], axes)
        return None

    def fits(
        self, values: Sequence[Any], wanted: Sequence[Array], tolerance: float, scaling: bool
    ) -> tuple[Formula | None] | None:
        """The factor by which values are multiples of others; None if they are none."""
        if all(near(v, w, tolerance) for v, w in zip(values, wanted, strict=True)):
            return (None,)
        if not scaling:
            return None
        ratios = [ratio(v, w) for v, w in zip(values, wanted, strict=True)]
        for formula, factors in self.factors:
            close = zip(ratios, factors, strict=True)
            if all(abs(have - want) <= 10 * tolerance * abs(want) for have, want in close) and all(
                near(v, f * w, tolerance) for v, w, f in zip(values, wanted, factors, strict=True)
            ):
                return (formula,)
        return None


def trivial(values: Sequence[Array]) -> bool:
    """Whether nothing can be learnt from a value: zeros, ones, a whole number."""
    first = [float(value.ravel()[0]) if value.size else 0.0 for value in values]
    same = all(bool(np.all(value == one)) for value, one in zip(values, first, strict=True))
    return same and (all(one.is_integer() for one in first) or any(value.size != 1 for value in values))


def arrangements(shape: tuple[int, ...], wanted: tuple[int, ...]) -> Iterator[tuple[int | None, ...]]:
    """The ways in which axes of a value can be those of an entry; axes of length 1 come and go."""
    long = [axis for axis, size in enumerate(shape) if size != 1]
    for order in permutations(long):
        axes = iter(order)
        yield tuple(next(axes, None) if size != 1 else None for size in wanted)


def arranged(value: Array, shape: tuple[int, ...], axes: tuple[int | None, ...]) -> Array | None:
    """A value with its axes where those of an entry are."""
    long = [axis for axis, size in enumerate(value.shape) if size != 1]
    kept = [axis for axis in axes if axis is not None]
    if sorted(long) != sorted(kept):
        return value.reshape(shape) if value.size == np.prod(shape, dtype=int) and len(kept) == 1 else None
    moved = value.squeeze().transpose([long.index(axis) for axis in kept])
    return moved.reshape(shape) if moved.size == np.prod(shape, dtype=int) and fitting(moved, shape) else None


def fitting(value: Array, shape: tuple[int, ...]) -> bool:
    return value.shape == tuple(size for size in shape if size != 1)


def near(value: Array, wanted: Array, tolerance: float) -> bool:
    """Whether two arrays are the same; entries that are not there (nan) are not compared."""
    there = ~np.isnan(value)
    if not there.any():
        return False
    scale = float(np.max(np.abs(wanted[there]), initial=0.0))
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(value - wanted)[there] <= tolerance * scale))


def ratio(value: Array, wanted: Array) -> float:
    """How many times one array another is, at its largest entry."""
    place = int(np.argmax(np.abs(np.nan_to_num(wanted)).ravel()))
    bottom = float(wanted.ravel()[place])
    return float(value.ravel()[place]) / bottom if bottom else 0.0

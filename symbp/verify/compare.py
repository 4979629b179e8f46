"""Deciding whether two sides are equal, point after point and then exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product
from math import prod
from typing import Any

from flint import arb
from sympy import Basic, Max, Min, Piecewise, Symbol

from symbp.activations import FUNCTIONS
from symbp.errors import UndecidedError
from symbp.nodes import ScalarFunction
from symbp.verify.ball import ONE_SIDED, Balls, precision
from symbp.verify.environment import Definitions, Environment
from symbp.verify.evaluate import Table, dimensions
from symbp.verify.exact import Exact
from symbp.verify.indices import index_uses, nodes_of
from symbp.verify.numbers import UndefinedError, UnsupportedError
from symbp.verify.points import LARGEST_UNITS, SAMPLES, Point, Sizes, exact_sizes, size_of, sizes_for
from symbp.verify.verdict import Verdict, Witness

SPARE_POINTS = 12
"""How many points a line may be undefined at before it is given up."""

DRAWS = 120
"""How often a point is drawn anew until the network is defined at it."""

INDEX_VALUES = 128
"""How many combinations of index values are tried at most."""

KINKED, KINKED_FREE = 6, 12
"""How many points are tried where a function is not smooth; free variables take every sign and size twice."""

NARROW = 4
"""How many points take the place of each but the first where a layer of one unit has a kink."""

MOST_CLASSES = 16
"""For how many classes each has points of its own."""

SIDED = (*(FUNCTIONS[name] for name in ONE_SIDED), Piecewise, Max, Min)
"""The scalar nodes that are not smooth."""

GUARD_BITS = 64
PRECISIONS = (1, 4, 16)
"""How much precision is raised where balls are too wide."""

FAILURES = (UndecidedError, ArithmeticError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Side:
    """One side of a line: its expression, and how to evaluate it if that is not by its nodes."""

    node: Basic
    run: Callable[[Environment], Any] | None = None


Place = tuple[tuple[str, int], ...]
Pair = tuple[Place, Any, Any]


class Checker:
    """Compares expressions of one network; what was computed for one line serves the next.

    An `adversarial` claim may have been made to look true at a few points; a derivation's line was not.
    """

    def __init__(
        self,
        definitions: Definitions,
        digits: int,
        points: int,
        seed: int,
        fixed: Sizes | None = None,
        adversarial: bool = False,
    ) -> None:
        self.definitions, self.digits, self.points, self.seed = definitions, digits, points, seed
        self.net, self.clock = definitions.net, definitions.clock
        self.fixed, self.adversarial = fixed or {}, adversarial
        self.bits = int(digits * 3.3220) + GUARD_BITS
        self.drawn: dict[int, Point] = {}
        self.left_out = False
        self.environments: dict[tuple[int, int], Environment] = {}

    def compare(self, left: Side, right: Side) -> Verdict:
        """The verdict on left = right."""
        start = self.clock.seconds
        try:
            verdict = self.decide(left, right)
        except FAILURES as error:
            verdict = Verdict("undecided", reason=explained(error))
        return replace(verdict, seconds=self.clock.seconds - start)

    def decide(self, left: Side, right: Side) -> Verdict:
        """Points until enough agree or one differs; then the attempt of a proof."""
        agreed, reason, wanted = 0, "", self.most_points(left.node, right.node)
        self.left_out = False
        for index in range(wanted + SPARE_POINTS):
            try:
                witness = self.differ_at(index, left, right)
            except UndefinedError as error:
                reason = str(error)
                continue
            if witness:
                return Verdict("different", witness=witness)
            agreed += 1
            if agreed == wanted:
                return self.accepted(left, right, wanted)
        undefined = wanted + SPARE_POINTS - agreed
        return Verdict("undecided", reason=f"undefined at {undefined} points: {reason}")

    def accepted(self, left: Side, right: Side, points: int) -> Verdict:
        """The verdict on sides that agree at every point."""
        if self.left_out:
            raise UnsupportedError(f"more than {INDEX_VALUES} combinations of indices")
        return Verdict("equal", "proved" if self.proves(left, right) else "verified", self.digits, points)

    def most_points(self, *nodes: Basic) -> int:
        """How many points a line takes: more where an adversarial claim may have several sides."""
        least = 1 + NARROW * (self.points - 1) if self.has_narrow_kink else self.points
        return max(self.points, least, *(self.sides(*nodes) if self.adversarial else ()))

    @cached_property
    def has_narrow_kink(self) -> bool:
        """Whether a layer of one unit has a kink: at few points that unit may be alive for every sample."""
        layers = zip(self.net.units[1:], self.net.functions, strict=True)
        return any(units == 1 and kinked(function) for units, function in layers)

    def sides(self, *nodes: Basic) -> Iterator[int]:
        """Points for functions that are not smooth, for each class twice, and for sizes as numbers."""
        compiler, table = self.definitions.compiler, self.net.names.table
        names = frozenset[str]().union(*map(compiler.names_of, nodes))
        yield self.points + len(SAMPLES) if names - set(table) else 0
        if self.has_kinks(*nodes):
            yield KINKED_FREE if any(compiler.free_of(node) for node in nodes) else KINKED
        if self.net.target_coding != "real" and names & self.definitions.affected["t"]:
            yield 2 * min(max(self.net.units[-1], LARGEST_UNITS), MOST_CLASSES)

    def has_kinks(self, *nodes: Basic) -> bool:
        """Whether functions that are not smooth act, in the network or in a line."""
        return self.network_has_kinks or any(map(kinked, nodes))

    @cached_property
    def network_has_kinks(self) -> bool:
        return any(map(kinked, self.net.functions))

    # Balls ------------------------------------------------------------------------------

    def differ_at(self, index: int, left: Side, right: Side) -> Witness | None:
        """Where the sides differ at one point; None where they agree to all digits."""
        for factor in PRECISIONS:
            bits = self.bits * factor
            env = self.environment(index, bits)
            with precision(bits):
                pairs = self.pairs(env, left, right)
                for place, x, y in pairs:
                    if apart(x, y):
                        return Witness(place, *shown_apart(x, y), tuple(env.point.sizes.items()))
                if all(self.settled(x, y, last=factor == PRECISIONS[-1]) for _, x, y in pairs):
                    return None
        if all(x.is_finite() and y.is_finite() for _, x, y in pairs):
            raise UnsupportedError(f"the values are not known to {self.digits} digits with {bits} bits")
        if any(x.is_finite() != y.is_finite() for _, x, y in pairs):
            raise UnsupportedError("only one side has a finite value at a point")
        raise UndefinedError("no finite value")

    def settled(self, x: arb, y: arb, last: bool) -> bool:
        """Whether overlapping balls are narrow enough: relative to the value, at last absolutely."""
        wanted = self.digits * 3.3220
        if x.rel_accuracy_bits() >= wanted and y.rel_accuracy_bits() >= wanted:
            return True
        return last and bool((x - y).abs_upper() < arb(2) ** int(-4 * wanted))

    def environment(self, index: int, bits: int) -> Environment:
        key = (index, bits)
        if key not in self.environments:
            self.environments[key] = Environment(self.definitions, Balls(), self.point(index))
        return self.environments[key]

    def point(self, index: int) -> Point:
        """The index-th point: drawn until the network is defined at it and away from kinks."""
        if index not in self.drawn:
            self.drawn[index] = self.draw(index)
        return self.drawn[index]

    def draw(self, index: int) -> Point:
        # Sizes grow against claims that hold at small ones; more points of a derivation are other numbers.
        turn = index if self.adversarial else index % len(SAMPLES)
        sizes, reason = sizes_for(self.net, turn, self.fixed), ""
        for attempt in range(DRAWS):
            seed = f"{self.seed}/{index}/{attempt}"
            point = Point(self.net, sizes, seed, positive=attempt > DRAWS // 2, index=index)
            try:
                with precision(self.bits):
                    env = Environment(self.definitions, Balls(), point)
                    if env.scalar("loss").is_finite():
                        self.environments[index, self.bits] = env
                        return point
                reason = "the loss has no finite value"
            except (UndefinedError, ArithmeticError, ValueError) as error:
                reason = explained(error)
        raise UnsupportedError(f"the network is undefined at all of {DRAWS} points drawn: {reason}")

    # Values -------------------------------------------------------------------------------

    def pairs(self, env: Environment, left: Side, right: Side) -> list[Pair]:
        """Both values of every entry and for every index; two tables where their shapes differ."""
        found: list[Pair] = []
        for place in self.index_places(env, left.node, right.node):
            with ExitStack() as stack:
                for name, value in place:
                    stack.enter_context(env.binding(Symbol(name), value))
                x, y = self.values(env, left, right)
            found += [(place + at, a, b) for at, a, b in entry_pairs(x, y)]
        return found

    def values(self, env: Environment, left: Side, right: Side) -> tuple[Any, Any]:
        """Both sides at a point; it is skipped where neither is defined, and decides nothing where one is."""
        found, reason = [], ""
        for side in (left, right):
            try:
                found.append(self.value(env, side))
            except UndefinedError as error:
                reason = str(error)
        if len(found) == 1:
            raise UnsupportedError(f"only one side is defined at a point: {reason}")
        if not found:
            raise UndefinedError(reason)
        return found[0], found[1]

    def value(self, env: Environment, side: Side) -> Any:
        try:
            return (side.run or self.definitions.compiler(side.node))(env)
        except (ZeroDivisionError, ValueError) as error:
            raise UndefinedError(explained(error)) from None

    def index_places(self, env: Environment, *nodes: Basic) -> Iterator[Place]:
        """Values for the free indices of a line, as far as each goes in every place it stands in."""
        ends: dict[str, int] = {}
        for node in nodes:
            free = self.definitions.compiler.free_of(node)
            for index, size in index_uses(node):
                if index in free:
                    end = size_of(size, env.point.sizes)
                    ends[index.name] = min(end, ends.get(index.name, end))
        ranges = [[(name, value) for value in range(1, end + 1)] for name, end in sorted(ends.items())]
        self.left_out |= prod(len(values) for values in ranges) > INDEX_VALUES
        return islice(product(*ranges), INDEX_VALUES)

    # Proof ----------------------------------------------------------------------------------

    @cached_property
    def rings(self) -> list[tuple[Exact, Environment]]:
        """Environments over exact numbers: first with every Z as an indeterminate, then from X on."""
        sizes = exact_sizes(self.net, self.fixed)
        point = Point(self.net, sizes, f"{self.seed}/exact")
        units = sum(sizes.values()) - sizes["N"]
        parameters = sum(r * c for r, c in (point.shape(p.name) for p in self.net.names.parameters))
        Zs = frozenset(self.net.names.Z(layer).name for layer in range(2, self.net.names.layers + 1))
        size = parameters + 4 * sizes["N"] * units
        rings = []
        for cuts in (Zs, frozenset[str]()):
            numbers = Exact(size, self.fixed)
            rings.append((numbers, Environment(self.definitions, numbers, point, cuts)))
            if self.net.link == "softmax":
                rings[-1][1].value("P")
        return rings

    def proves(self, left: Side, right: Side) -> bool:
        """Whether both sides are the same element of an exact ring."""
        try:
            return any(self.same_in(numbers, env, left, right) for numbers, env in self.rings)
        except FAILURES:
            return False

    def same_in(self, numbers: Exact, env: Environment, left: Side, right: Side) -> bool:
        numbers.start_line()
        pairs = self.pairs(env, left, right)
        return all(not isinstance(x, list) and numbers.is_zero(x - y) for _, x, y in pairs)


def entry_pairs(x: Any, y: Any) -> Iterator[Pair]:
    """The entries of two tables side by side; two numbers; or whatever the two are, where they do not fit."""
    if not (isinstance(x, list) and isinstance(y, list) and shape(x) == shape(y)):
        yield (), x, y
        return
    for i, rows in enumerate(zip(x, y, strict=True), 1):
        for j, (a, b) in enumerate(zip(*rows, strict=True), 1):
            yield (("row", i), ("column", j)), a, b


def kinked(node: Basic) -> bool:
    """Whether a function that is not smooth acts in an expression."""
    return any(
        isinstance(part, SIDED) or (isinstance(part, ScalarFunction) and part.name in ONE_SIDED)
        for part in nodes_of(node)
    )


def shape(table: Table) -> tuple[int, int]:
    return len(table), len(table[0])


def apart(x: Any, y: Any) -> bool:
    """Whether two values certainly differ: in kind or shape, or as balls that do not meet."""
    if isinstance(x, list) or isinstance(y, list):
        return True
    return bool(x.is_finite() and y.is_finite() and not x.overlaps(y))


def kind(value: Any) -> str:
    """What a value is, for a reader: a number or a matrix of some shape."""
    return f"a {dimensions(value)} matrix" if isinstance(value, list) else "a number"


def shown_apart(x: Any, y: Any) -> tuple[str, str]:
    """Two values to 15 digits, or to as many as it takes to see them differ; of tables only the shapes."""
    if isinstance(x, list) or isinstance(y, list):
        return kind(x), kind(y)
    for digits in (15, 30, 60, 120, 2000):
        left, right = (ball.str(digits, radius=False) for ball in (x, y))
        if left != right:
            break
    return shortened(left), shortened(right)


def shortened(number: str) -> str:
    """A number whose exponent alone would fill a line, cut."""
    return number if len(number) <= 150 else f"{number[:60]}…"


def explained(error: BaseException) -> str:
    """A failure as a reason for a reader."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, MemoryError):
        return "more memory needed than there is"
    return str(error)

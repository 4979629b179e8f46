"""Does a line follow from the one before by one recognisable step?  Which?

Two expressions are compared in a normal form, in which order and names of gradients do not matter.
A step is recognised where the one becomes the other by one entry of `STEPS`, or where it is a line of
the network's own derivation.  What is true without that is a big step, and is called so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Add, Basic, Derivative, Mul, Pow, Sum, cancel, expand, together
from sympy.matrices.expressions import HadamardProduct, MatAdd, MatMul
from sympy.matrices.expressions.hadamard import HadamardPower

from symbp.activations import FUNCTIONS, a, derivative_from_value, derivative_of, z
from symbp.checking.edits import BUILD_FAILURES
from symbp.checking.gallery import named
from symbp.derivation import Derivation, Step
from symbp.elementwise import to_matrix, to_scalar
from symbp.moves import activation_names, write_activation
from symbp.names import LOSS
from symbp.nodes import Elementwise, Entry, EntrySum, Gradient, Rate, SampleLoss, rebuild, split_factor
from symbp.rules import RULES

LARGEST = 4000
"""Expressions of more characters are not rewritten step by step."""

BIG = "a big step"


@dataclass(frozen=True, eq=False)
class Steps:
    """Recognises steps between expressions of one network."""

    derivation: Derivation

    def rule(self, before: Basic, after: Basic) -> str:
        """The name of the step from one expression to another that is equal to it."""
        return next(self.rules(before, after), BIG)

    def rules(self, before: Basic, after: Basic) -> Iterator[str]:
        first, last = self.normal(before), self.normal(after)
        if first == last:
            yield "the same in another form" if before != after else "the same"
        yield from self.own.get((first, last), ())
        yield from (f"{rule}, backwards" for rule in self.own.get((last, first), ()))
        if max(len(str(first)), len(str(last))) > LARGEST:
            return
        for step in STEPS:
            with suppress(*BUILD_FAILURES):
                yield from step(before, after, self)

    @cached_property
    def own(self) -> dict[tuple[Any, Any], list[str]]:
        """The lines of the derivation, by what stands on their two sides."""
        found: dict[tuple[Any, Any], list[str]] = {}
        for equation in self.derivation.equations.values():
            for rule in self.of_equation(equation.name):
                found.setdefault((self.normal(equation.lhs), self.normal(equation.rhs)), []).append(rule)
        lemmas = self.derivation.lemmas
        by_target = [tuple(step for step in lemmas if step.target == t) for t in ("loss", "activation")]
        for chain in (*self.derivation.chains(), *filter(None, by_target)):
            for start, step in enumerate(chain):
                key = (self.normal(step.before), self.normal(step.after))
                found.setdefault(key, []).append(title(step))
                head = (self.normal(chain[0].before), self.normal(step.after))
                if start:
                    found.setdefault(head, []).append(title(self.telling(chain[: start + 1])))
        return found

    def of_equation(self, name: str) -> Iterator[str]:
        """The rule by which a quantity gets its right side."""
        kind = self.derivation.net.names.table[name].kind
        if kind in ("forward", "loss"):
            yield "the definition of the network" if kind == "forward" else "the definition of the loss"
        elif steps := self.derivation.steps_of(name, "matrix"):
            yield title(self.telling(steps))

    def telling(self, chain: tuple[Step, ...]) -> Step:
        """The step of a chain that names it: the last rule of differentiation, if there is one."""
        rules = {rule.title for rule in RULES.values()}
        return next((step for step in reversed(chain) if step.rule in rules), chain[-1])

    def normal(self, node: Basic) -> Any:
        """The form in which the order of terms and factors and the names of gradients do not matter."""
        return normal(named(node, self.derivation, names_only=True))

    def same(self, one: Basic, other: Basic) -> bool:
        return bool(self.normal(one) == self.normal(other))


TITLES = {
    "definition": "the definition of δ",
    "definition times N": "the definition of δ",
    "substitution": "insert what was found",
    "activation value": "σ' by its value",
    "multiply out": "multiply out",
    "collect": "collect the terms",
    "sum over samples": "sum rule over the samples",
    "sum and penalty": "sum rule, the penalty differentiated",
    "one sample": "chain rule for one sample",
    "factors": "each factor found",
    "name": "δ recognised",
    "matrix form": "the sum over samples as a matrix product",
    "lemma": "the derivative of the activation",
}
"""Moves of a derivation in the words of a checker; rules keep their titles."""


def title(step: Step) -> str:
    if step.rule == "lemma" and step.target == "loss":
        return "the cases in one formula"
    return TITLES.get(step.rule, step.rule)


def normal(node: Basic) -> Any:
    """Nested tuples: sums and element-wise products as sorted lists, constants gathered in front."""
    if isinstance(node, MatMul):
        factor, parts = split_factor(node)
        return (
            ("product", str(expand(factor)), *map(normal, parts))
            if len(parts) > 1
            else scaled(factor, parts[0])
        )
    if isinstance(node, MatAdd | Add):
        return ("sum", *sorted(map(normal, node.args), key=str))
    if isinstance(node, HadamardProduct):
        return ("entries", *sorted(map(normal, node.args), key=str))
    if isinstance(node, Mul):
        return ("times", *sorted(map(normal, Mul(*node.args).args), key=str))
    if isinstance(node, HadamardPower | Pow):
        return ("power", normal(node.base), str(node.exp))
    if not node.args or isinstance(node, Elementwise):
        return str(node)
    return (type(node).__name__, *map(normal, node.args))


def scaled(factor: Basic, part: Basic) -> Any:
    return ("product", str(expand(factor)), normal(part))


# One kind of step each --------------------------------------------------------------------------

Known = Callable[[Basic, Basic, Steps], Iterator[str]]


def inserted(before: Basic, after: Basic, steps: Steps) -> Iterator[str]:
    """A quantity with its right side in its place, or the reverse."""
    for name, equation in steps.derivation.equations.items():
        table = {equation.lhs: equation.rhs}
        if before.has(equation.lhs) and steps.same(rebuild(before, table.get), after):
            yield f"insert {spoken(name)}"
        if after.has(equation.lhs) and steps.same(rebuild(after, table.get), before):
            yield f"write {spoken(name)} for it"


def spoken(name: str) -> str:
    return name.replace("delta", "δ").replace("lam", "λ")


def by_value(before: Basic, after: Basic, steps: Steps) -> Iterator[str]:
    """σ'(Z) by its value, in terms of a or of σ(Z)."""
    if getattr(before, "is_Matrix", False) and before.has(Elementwise):
        forms = (write_activation(steps.derivation.net, before), written_out(before))
        if any(steps.same(form, after) for form in forms):
            yield "σ' by its value"
    if before.has(Entry) and steps.same(entries_by_value(before, steps), after):
        yield "σ' by its value"


def written_out(expression: Any) -> Any:
    """σ'(Z) as σ(Z) ⊙ (1 − σ(Z)), and the like."""

    def change(node: Basic) -> Basic | None:
        if not (isinstance(node, Elementwise) and node.order == 1):
            return None
        value = Elementwise(node.function, node.arg)
        form = derivative_from_value(node.function, a)
        if form is None:
            form = derivative_of(node.function, z)
            return to_matrix(form, {z: node.arg}, node.shape)
        return to_matrix(form, {a: value}, node.shape)

    return rebuild(expression, change)


def entries_by_value(expression: Basic, steps: Steps) -> Basic:
    """The same for entries of σ'(Z)."""
    values = activation_names(steps.derivation.net)

    def change(node: Basic) -> Basic | None:
        inner = node.matrix if isinstance(node, Entry) else None
        if not (isinstance(inner, Elementwise) and inner.order == 1 and inner.arg in values):
            return None
        assert isinstance(node, Entry)
        form = derivative_from_value(inner.function, a)
        entry = Entry(values[inner.arg], node.row, node.column)
        return None if form is None else form.xreplace({a: entry})

    return rebuild(expression, change)


def differentiated(before: Basic, after: Basic, steps: Steps) -> Iterator[str]:
    """A derivative carried out."""
    if before.has(Derivative) and not after.has(Derivative):
        yield "differentiate"
    rates = before.atoms(Rate, Gradient)
    left = after.atoms(Rate, Gradient)
    if rates and left and len(left) > len(rates):
        yield "chain rule"
    if any(isinstance(rate, Rate) for rate in rates) and not left:
        yield "each factor found"
    if before.has(Rate) and left and len(left) == len(rates) - 1 and not isinstance(before, Sum):
        yield "one factor found"


def summed(before: Basic, after: Basic, steps: Steps) -> Iterator[str]:
    """A sum written as a matrix product, or a derivative taken inside a sum."""
    if before.has(Sum) and not after.has(Sum) and not after.has(SampleLoss):
        yield (
            "the sum over samples as a matrix product"
            if not after.has(EntrySum)
            else "a sum over all entries"
        )
    if after.has(Sum) and not before.has(Sum) and before.has(Rate, Gradient, LOSS):
        yield "sum rule over the samples"


def algebra(before: Basic, after: Basic, steps: Steps) -> Iterator[str]:
    """Entry by entry, or as functions of z, the same after multiplying out."""
    matrices = [getattr(side, "is_Matrix", False) for side in (before, after)]
    if all(matrices):
        entries: dict[Any, Any] = {}
        difference = to_scalar(before, entries) - to_scalar(after, entries)
    elif not any(matrices) and not (before.has(Sum, Rate, EntrySum) or after.has(Sum, Rate, EntrySum)):
        difference = before - after
    else:
        return
    if difference.has(Derivative):
        return
    if expand(difference) == 0:
        yield "multiply out and collect"
    elif cancel(together(difference)) == 0:
        yield "algebra"
    elif cancel(together(definitions(difference))) == 0:
        yield "algebra, with the definition of the activation"


def definitions(node: Any) -> Any:
    """σ(z) as 1/(1 + e^(−z))."""
    from sympy import exp

    sigmoid = FUNCTIONS["sigmoid"]
    return node.replace(sigmoid, lambda x: 1 / (1 + exp(-x)))


STEPS: tuple[Known, ...] = (inserted, by_value, differentiated, summed, algebra)

"""A derivation is data: named equations and the steps between them.

Everything else reads it: the proof of each line, the worked solution, the NumPy function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sympy import Basic, Eq, Expr, Lambda, Symbol
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol

if TYPE_CHECKING:
    from symbp.network import Network
    from symbp.verify.report import Report

Level = Literal["matrix", "sample"]


@dataclass(frozen=True)
class Equation:
    """A named quantity and what it is, such as Z2 = X·W1."""

    lhs: MatrixSymbol | Symbol
    rhs: Basic

    @property
    def name(self) -> str:
        return str(self.lhs.name)

    @property
    def eq(self) -> Eq:
        """The equation as a SymPy object."""
        return Eq(self.lhs, self.rhs, evaluate=False)

    def __str__(self) -> str:
        """The equation in NumPy notation."""
        from symbp.notation import plain

        return plain(self)


@dataclass(frozen=True)
class Step:
    """One line of the derivation: `before` = `after`, by `rule`, because of `reason`.

    `target` names the quantity it belongs to; consecutive steps of one target and level form
    a chain, where each `before` is the `after` of the line above it.  `rule` is a key of
    `symbp.rules.RULES` or of `symbp.rules.MOVES`.  `shape` is that of both sides, () for scalars.
    """

    target: str
    level: Level
    rule: str
    reason: str
    before: Basic
    after: Basic
    assumption: str = ""

    @property
    def shape(self) -> tuple[Expr, ...]:
        return tuple(self.after.shape) if isinstance(self.after, MatrixExpr) else ()


@dataclass(frozen=True)
class Derivation:
    """The derivation of one network: forward, loss, backward, and every step between.

    `forward` and `backward` are equations in the order of computation; `loss` is the loss's.
    `sample_loss` is L_n as a function of n, in entries of the forward quantities.
    """

    net: Network
    forward: tuple[Equation, ...]
    loss: Equation
    backward: tuple[Equation, ...]
    steps: tuple[Step, ...]
    sample_loss: Lambda = field(repr=False)

    @cached_property
    def equations(self) -> Mapping[str, Equation]:
        """Every equation by the name of its left side, in the order of computation."""
        everything = (*self.forward, self.loss, *self.backward)
        return MappingProxyType({e.name: e for e in everything})

    @cached_property
    def deltas(self) -> Mapping[str, MatrixExpr]:
        """delta<L> … delta2, in the order in which they are computed."""
        return MappingProxyType({e.name: e.rhs for e in self.backward if e.name.startswith("delta")})

    @cached_property
    def gradients(self) -> Mapping[str, MatrixExpr]:
        """dW1 [db1] dW2 …: the gradients in parameter order."""
        order = [f"d{p.name}" for p in self.net.names.parameters]
        return MappingProxyType({name: self.equations[name].rhs for name in order})

    @cached_property
    def lemmas(self) -> tuple[Step, ...]:
        """The lines that the steps rely on: σ' of each activation (L11), the logistic loss by cases (L05)."""
        from symbp.activation_steps import activation_steps, logistic_steps
        from symbp.nodes import ScalarFunction

        inside = [ScalarFunction("sigmoid")] if self.net.link == "sigmoid" else []
        functions = dict.fromkeys([*self.net.functions, *inside])
        stated = logistic_steps(self.net) if self.net.loss == "logistic" else ()
        return (*stated, *(step for function in functions for step in activation_steps(function)))

    def __getitem__(self, name: str) -> Basic:
        """The right side of a quantity's equation; ``a<L>`` is f."""
        return self.equations[self.net.names.canonical(name)].rhs

    def steps_of(self, target: str, level: Level | None = None) -> tuple[Step, ...]:
        """The steps that lead to one quantity."""
        return tuple(s for s in self.steps if s.target == target and level in (None, s.level))

    def chains(self) -> Iterator[tuple[Step, ...]]:
        """The steps grouped into chains, each the lines of one displayed equation."""
        chain: list[Step] = []
        for step in self.steps:
            if chain and (step.target, step.level, step.before) != (
                chain[-1].target,
                chain[-1].level,
                chain[-1].after,
            ):
                yield tuple(chain)
                chain = []
            chain.append(step)
        if chain:
            yield tuple(chain)

    # What is made from a derivation lives in its own package; these are the ways there ----

    def verify(self, **options: Any) -> Report:
        """Check every line; see `symbp.verify.verify`."""
        from symbp.verify import verify

        return verify(self, **options)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """How Jupyter shows a derivation: every equation, aligned."""
        from symbp.notation import aligned_latex, aligned_plain

        equations = tuple(self.equations.values())
        return {"text/plain": aligned_plain(equations), "text/latex": aligned_latex(equations)}

    def function(self, *outputs: str) -> Callable[..., Any]:
        """A NumPy function of ``X, t, W1, …``; see `symbp.numeric.function.function`."""
        from symbp.numeric.function import function

        return function(self, *outputs)

    def source(self, library: str = "numpy", *outputs: str, name: str = "gradients") -> str:
        """The same as the text of a module; see `symbp.numeric.listing.source`."""
        from symbp.numeric.listing import source

        return source(self, library, *outputs, name=name)

"""How the nodes that only mistakes are made of are evaluated: as NumPy would, where it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symbp.misconceptions.nodes import OneSample, Unchecked
from symbp.verify.evaluate import Compiler, Run, Table, evaluates

if TYPE_CHECKING:
    from symbp.verify.environment import Environment


@evaluates(Unchecked)
def unchecked(node: Unchecked, build: Compiler) -> Run:
    return build(node.arg)


@evaluates(OneSample)
def one_sample(node: OneSample, build: Compiler) -> Run:
    matrix, place = build(node.arg), node.which

    def run(env: Environment) -> Table:
        table = matrix(env)
        return [table[place]] if node.axis == 0 else [[row[place]] for row in table]

    return run

"""Which assignment used what another had made: told by the values, which are kept once each."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from grader.sandbox.instruments import AFTER, BEFORE, ROOT, VALUE
from grader.tracing.lines import Written
from grader.tracing.program import Program


class Flow:
    """The assignments of a program and the values that went from one to the other, in the first run."""

    def __init__(self, program: Program, lines: Sequence[Written]) -> None:
        self.program, self.lines = program, lines
        self.makers: Mapping[int, list[Written]] = defaultdict(list)
        for each in lines:
            for value in set(self.produced(each)):
                self.makers[value].append(each)

    def before(self, each: Written) -> Iterator[Written]:
        """The assignments that made what went into one."""
        for value in set(self.consumed(each)):
            yield from self.makers.get(value, ())

    @cached_property
    def ends(self) -> list[Written]:
        """The assignments of which no other makes use."""
        users: dict[int, set[int]] = defaultdict(set)
        for each in self.lines:
            for value in self.consumed(each):
                users[value].add(id(each))
        used = [
            set[int]().union(*(users.get(value, ()) for value in self.produced(each))) for each in self.lines
        ]
        return [each for each, by in zip(self.lines, used, strict=True) if not by - {id(each)}]

    def of_answers(self, answers: Mapping[str, Any]) -> list[Written]:
        """The assignments that made what came back."""
        return list(
            dict.fromkeys(each for number in self.equal(answers) for each in self.makers.get(number, ()))
        )

    def equal(self, answers: Mapping[str, Any]) -> Iterator[int]:
        """The recorded values that hold the numbers of an answer, in whatever arrangement."""
        for answer in answers.values():
            flat = np.sort(np.ravel(np.asarray(answer, float)))
            for number, value in enumerate(self.program.runs[0].values):
                if value.size == flat.size and np.allclose(np.sort(value.ravel()), flat, rtol=1e-9, atol=0):
                    yield number

    def produced(self, each: Written) -> Iterator[int]:
        """The numbers of the values that an assignment made."""
        assignment, place = each.assignment, self.program.place
        if assignment.target is not None:
            yield from numbers(each, place(assignment.target), AFTER)
        if assignment.item is None:
            yield from numbers(each, place(assignment.value), VALUE)
        whole = each.view.mapped(self.program.frame).numbers(place(assignment.statement), ROOT)[0]
        yield from (int(number) for number in np.unique(whole) if number >= 0)

    def consumed(self, each: Written) -> Iterator[int]:
        """The numbers of the values that went into it."""
        assignment, place = each.assignment, self.program.place
        for node in ast.walk(assignment.value):
            if isinstance(node, ast.expr) and (node is not assignment.value or isinstance(node, ast.Call)):
                yield from numbers(each, place(node), VALUE)
        if assignment.target is not None:
            yield from numbers(each, place(assignment.target), BEFORE)


def numbers(each: Written, place: int, what: int) -> Iterator[int]:
    ids = each.view.numbers(place, what)[0]
    yield from (int(number) for number in np.unique(ids) if number >= 0)

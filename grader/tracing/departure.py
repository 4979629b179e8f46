"""The first line that departs: back from what is wrong, along the values that went into it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.sandbox.instruments import AFTER, BEFORE, ROOT, VALUE
from grader.tracing.known import trivial
from grader.tracing.lines import Written
from grader.tracing.program import Program
from grader.tracing.words import lacking
from grader.tracing.writer import shown


@dataclass(frozen=True, eq=False)
class First:
    """The line, what is said of it, and the misconception, where it is one."""

    written: Written
    message: str
    mistake: str = ""
    quantity: str = ""
    carried: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """What other quantities are when this one is wrong."""
    suspects: Sequence[Written] = ()
    """The lines on the way to what is wrong."""


def departure(program: Program, lines: Sequence[Written], wrong: Mapping[str, Any]) -> First | None:
    """The first line on the way to a wrong answer whose value the derivation does not have."""
    if not wrong:
        return None
    suspects = suspected(program, lines, wrong)
    if not suspects:
        return None
    named = [each for each in suspects if is_mistake(each)]
    chosen = min(named or suspects, key=lambda each: each.when)
    return replace(described(program, chosen, wrong), suspects=tuple(suspects))


def is_right(each: Written) -> bool:
    """Whether a value stands in the derivation, up to a factor."""
    return each.match is not None and each.match.entry.kind != "mistake"


def is_harmless(each: Written) -> bool:
    """Whether nothing is to be said of a value: a size, a factor, an array still to be filled."""
    stack = each.stack
    return stack is None or trivial(stack.values) or all(v.size == 1 for v in stack.values)


def is_mistake(each: Written) -> bool:
    return each.match is not None and each.match.entry.kind == "mistake"


def suspected(program: Program, lines: Sequence[Written], wrong: Mapping[str, Any]) -> list[Written]:
    """Lines whose value is not the derivation's and that lead to a wrong answer by others of that kind."""
    makers: dict[int, list[Written]] = {}
    for each in lines:
        for value in produced(program, each):
            makers.setdefault(value, []).append(each)
    ends = [each for number in equal_values(program, wrong) for each in makers.get(number, ())]
    found: dict[int, Written] = {}
    queue = ends or [each for each in lines if not is_right(each)]
    while queue:
        each = queue.pop()
        if id(each) in found:
            continue
        found[id(each)] = each
        for value in consumed(program, each):
            queue += [maker for maker in makers.get(value, ()) if not is_right(maker)]
    suspects = [each for each in found.values() if each in ends or not is_harmless(each)]
    return [each for each in suspects if not is_right(each)] or suspects


def equal_values(program: Program, wrong: Mapping[str, Any]) -> Iterator[int]:
    """The recorded values that are what came back, in some arrangement."""
    for answer in wrong.values():
        if answer is None:
            continue
        flat = np.sort(np.ravel(np.asarray(answer, float)))
        for number, value in enumerate(program.runs[0].values):
            if value.size == flat.size and np.allclose(np.sort(value.ravel()), flat, rtol=1e-9, atol=0):
                yield number


def produced(program: Program, each: Written) -> Iterator[int]:
    """The numbers of the values that an assignment made in the first run."""
    assignment, place = each.assignment, program.place
    wanted = [(place(assignment.value), VALUE)]
    if assignment.target is not None:
        wanted = [(place(assignment.target), AFTER)]
    wanted.append((place(assignment.statement), ROOT))
    yield from (number for node, what in wanted for number in numbers(each, node, what))
    if assignment.target is None or not each.view.there(*wanted[0]):
        yield from numbers(each, place(assignment.value), VALUE)


def consumed(program: Program, each: Written) -> Iterator[int]:
    """The numbers of the values that went into it."""
    assignment = each.assignment
    for node in ast.walk(assignment.value):
        if isinstance(node, ast.expr) and node is not assignment.value:
            yield from numbers(each, program.place(node), VALUE)
    if isinstance(assignment.value, ast.Call):
        yield from numbers(each, program.place(assignment.value), VALUE)
    if assignment.target is not None:
        yield from numbers(each, program.place(assignment.target), BEFORE)


def numbers(each: Written, place: int, what: int) -> Iterator[int]:
    ids = each.view.numbers(place, what)[0]
    yield from (int(number) for number in np.unique(ids) if number >= 0)


def described(program: Program, chosen: Written, wrong: Mapping[str, Any]) -> First:
    """What is said of the first line."""
    from grader.findings import Slip
    from grader.words import note

    match = chosen.match
    net = program.known.net
    if match is not None and match.entry.mutant is not None:
        mutant = match.entry.mutant
        said = note(Slip(mutant.id, mutant.target, mutant.variant), match.entry.name, net)
        return First(
            chosen,
            f"{match.entry.name} is wrong here: {mutant.variant} ({mutant.id}: {said.title})",
            mutant.id,
            match.entry.name,
            program.known.carried(mutant),
        )
    names, verb = ", ".join(wrong), "follows" if len(wrong) == 1 else "follow"
    if match is not None and chosen.stack is not None:
        lack = lacking(match, program.known)
        what = lack or shown(match, chosen.stack).plain
        return First(chosen, f"what comes back as {names} is {what}")
    return First(chosen, f"this stands nowhere in the derivation, and {names} {verb} from it")

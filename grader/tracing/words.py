"""What a value is, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy.matrices.expressions import MatAdd

from grader.tracing.explained import Status
from grader.tracing.formula import expression, quantity
from grader.tracing.known import Entry, Known, Match, trivial
from grader.tracing.stacks import shown

if TYPE_CHECKING:
    from grader.tracing.departure import First
    from grader.tracing.lines import Written


@dataclass(frozen=True)
class Said:
    """What is said of a value."""

    status: Status = "own"
    quantity: str = ""
    plain: str = ""
    latex: str = ""
    note: str = ""


def meaning(each: Written, first: First | None, known: Known) -> Said:
    """What an assignment comes to."""
    match, stack = each.match, each.stack
    if first is not None and each is first.written:
        name = "" if match is None or stack is None else shown(match, stack).plain
        return Said("departs", plain=name, note=first.message)
    if match is None or stack is None:
        return following(each, first, known)
    formula, entry = shown(match, stack), match.entry
    status: Status = "part" if entry.kind == "part" else "right" if match.is_itself else "multiple"
    note = f"of the whole {each.filled}" if each.filled else lacking(match, known)
    return Said(status, entry.name * (entry.kind == "quantity"), formula.plain, formula.latex, note)


def following(each: Written, first: First | None, known: Known) -> Said:
    """A value that is right but for what went wrong before."""
    if first is None or each.stack is None:
        return Said()
    for name, values in first.carried.items():
        entry = Entry("quantity", name, quantity(name), values)
        match = known.among([entry], each.stack.values, each.stack.single, scaling=True)
        if match is not None and not trivial(each.stack.values):
            formula = shown(match, each.stack)
            return Said("follows", name, formula.plain, formula.latex, "but for the departure")
    return Said()


def lacking(match: Match, known: Known) -> str:
    """Of which gradient a part is all but a term."""
    for name, equation in known.derivation.equations.items():
        if not isinstance(equation.rhs, MatAdd):
            continue
        terms = [expression(term).plain for term in equation.rhs.args]
        if match.entry.name in terms and name.startswith("d") and len(terms) == 2:
            other = next(term for term in terms if term != match.entry.name)
            return f"{name} without {other}"
    return ""

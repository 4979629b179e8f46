"""What a value is, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sympy.matrices.expressions import MatAdd

from grader.tracing.formula import expression
from grader.tracing.known import Known, Match, near
from grader.tracing.writer import shown

if TYPE_CHECKING:
    from grader.tracing.departure import First
    from grader.tracing.lines import Written


@dataclass(frozen=True)
class Said:
    """What is said of a value."""

    status: Any = "own"
    quantity: str = ""
    plain: str = ""
    latex: str = ""
    note: str = ""
    mistake: str = ""


def meaning(each: Written, first: First | None, known: Known) -> Said:
    """What an assignment comes to."""
    match, stack = each.match, each.stack
    if match is None or stack is None:
        return following(each, first)
    formula = shown(match, stack)
    entry = match.entry
    if entry.kind == "mistake" and entry.mutant is not None:
        if first is None or each not in first.suspects or first.mistake != entry.mutant.id:
            return following(each, first)
        return Said(
            "mistake", entry.name, formula.plain, formula.latex, entry.mutant.variant, entry.mutant.id
        )
    status = "part" if entry.kind == "part" else "right" if match.is_itself else "multiple"
    quantity = entry.name if entry.kind == "quantity" else ""
    note = f"of the whole {each.filled}" if each.filled else lacking(match, known)
    return Said(status, quantity, formula.plain, formula.latex, note)


def following(each: Written, first: First | None) -> Said:
    """A value that is right but for what went wrong before."""
    if first is None or each.stack is None or each.stack.loops:
        return Said()
    for name, values in first.carried.items():
        if name != first.quantity and all(
            have.shape == want.shape and near(have, want, 1e-8)
            for have, want in zip(each.stack.values, values, strict=True)
        ):
            from grader.tracing.formula import quantity

            shown_name = quantity(name)
            return Said("follows", name, shown_name.plain, shown_name.latex, f"from that {first.quantity}")
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

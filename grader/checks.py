"""The graph of checks: what each looks at, and on which others it depends.

A check whose ground has failed is skipped, so a submission that cannot be loaded has one failure, not nine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.calling import Misfit
from grader.result import CheckOutcome, Status
from grader.trial import ENDINGS

if TYPE_CHECKING:
    from grader.judge import Case, Judgement

Judged = Mapping[str, "Judgement"]
Found = tuple[Status, str]
"""A status and a message."""

PASSED: Found = ("passed", "")


@dataclass(frozen=True)
class Check:
    """One check, and the checks that must have passed before."""

    name: str
    needs: tuple[str, ...]
    look: Callable[[Case, Judged], Found]


def run_checks(case: Case, judged: Judged) -> tuple[CheckOutcome, ...]:
    """Every check in order; those without ground are skipped."""
    found: dict[str, CheckOutcome] = {}
    for check in CHECKS:
        if any(found[name].status in ("failed", "skipped") for name in check.needs):
            found[check.name] = CheckOutcome(check.name, "skipped")
            continue
        status, message = check.look(case, judged)
        found[check.name] = CheckOutcome(check.name, status, message)
    return tuple(found.values())


def loads(case: Case, judged: Judged) -> Found:
    """The text compiles and its definitions run."""
    reply = case.observed.loaded
    if reply.outcome in ("returned", "missing"):
        return PASSED
    where = f" ({case.place(reply.line)})" if reply.line else ""
    return "failed", ENDINGS.get(reply.outcome, reply.error) + where


def signature(case: Case, judged: Judged) -> Found:
    """What is to be called is there, and takes these arguments."""
    for reply in case.observed.replies():
        if reply.outcome in ("missing", "signature"):
            return "failed", reply.error
    return PASSED


def returns(case: Case, judged: Judged) -> Found:
    """The call comes to an end, and what comes back is laid out as asked."""
    trial = case.decisive
    if trial is None:
        return "failed", "it was not called"
    reply = trial.reply
    if reply.outcome == "raised":
        where = f" in {case.place(reply.line)}" if reply.line else ""
        name, colon, message = reply.error.partition(": ")
        return "failed", name + where + colon + message
    if reply.outcome != "returned":
        return "failed", ENDINGS.get(reply.outcome, reply.error or reply.returned)
    return PASSED


def shape(case: Case, judged: Judged) -> Found:
    """Every quantity has the shape of what it is."""
    trial = case.decisive
    answers = {} if trial is None else trial.answers
    wrong = [f"{name}: {a.reason}" for name, a in answers.items() if isinstance(a, Misfit)]
    return ("failed", "; ".join(wrong)) if wrong else PASSED


def finite(case: Case, judged: Judged) -> Found:
    """Every number is one."""
    wrong = [q for q, j in judged.items() if any(slip.id == "not finite" for slip in j.mistakes)]
    return ("failed", ", ".join(wrong)) if wrong else PASSED


def value(case: Case, judged: Judged) -> Found:
    """Double precision agrees at every point."""
    wrong = [q for q, j in judged.items() if j.verdict != "correct"]
    return ("failed", ", ".join(wrong)) if wrong else PASSED


def certified(case: Case, judged: Judged) -> Found:
    """Certified arithmetic agrees."""
    open_ = [q for q, j in judged.items() if j.certificate.kind != "balls"]
    if not open_:
        return "passed", f"to {min(j.certificate.digits or 0 for j in judged.values())} digits"
    return "remark", judged[open_[0]].certificate.why


def stability(case: Case, judged: Judged) -> Found:
    """Saturated activations make nothing infinite."""
    return remarked(judged, "M30", "not stable where activations are saturated")


def purity(case: Case, judged: Judged) -> Found:
    """The arguments are left as they were, and the same call gives the same answer."""
    return remarked(judged, "M34", "an argument is changed in place")


def remarked(judged: Judged, identifier: str, message: str) -> Found:
    """A remark where some quantity has it."""
    there = any(slip.id == identifier for j in judged.values() for slip in j.remarks)
    return ("remark", message) if there else PASSED


CHECKS = (
    Check("loads", (), loads),
    Check("signature", ("loads",), signature),
    Check("returns", ("signature",), returns),
    Check("shape", ("returns",), shape),
    Check("finite", ("returns",), finite),
    Check("value", ("shape", "finite"), value),
    Check("certified", ("value",), certified),
    Check("stability", ("value",), stability),
    Check("purity", ("value",), purity),
)

"""Written derivations: a part of the marks that is read line by line, and never run.

The lines are checked by `symbp.check`.  A derivation earns points for its true lines, and for a true
line that states the required quantity; what follows from a wrong line counts as true where errors are
carried forward.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from grader.archives import is_archive
from grader.credit import points
from grader.decoding import decode
from grader.refusal import RefusedError
from grader.required import states, telling
from grader.result import Certificate, Note, PartResult
from grader.uploads import digest, opened, uploaded
from grader.words import step_of

if TYPE_CHECKING:
    from grader.archives import Files
    from grader.assignment import Assignment, Part
    from grader.result import Verdict
    from symbp.checking.record import CheckedLine, Report

LONGEST, MOST_LINES = 200_000, 400
"""Characters of a derivation, and lines that state something."""

TRUE = ("proved", "verified")

NOT_STATED = "No true line says what {} is, free of derivatives."


def derivation_part(part: Part, assignment: Assignment, path: Path) -> PartResult:
    """The marks of one written derivation.  Whatever it holds, there are some."""
    from symbp.errors import SymbpError

    try:
        text = derivation_text(path, part.file)
        report = checked(text, assignment)
    except (RefusedError, SymbpError) as problem:
        why = Certificate("none", str(problem))
        return PartResult(part.id, part.quantity, 0.0, part.points, "error", why)
    return marked(part, assignment, report)


def derivation_text(path: Path, pattern: str) -> str:
    """The text of the file that matches a pattern, in a folder, in an archive, or by itself."""
    try:
        files = uploaded(path)
        archived = any(map(is_archive, files.contents.values()))
        found = matching(opened(files) if archived else files, pattern)
    except OSError as problem:
        raise RefusedError(f"it cannot be opened: {problem.strerror}") from None
    if found is None:
        raise RefusedError(f"there is no file {pattern} with the derivation")
    text, _ = decode(found)
    text = written(text)
    if len(text) > LONGEST:
        raise RefusedError(f"the derivation is too long ({len(text):,} characters; at most {LONGEST:,})")
    return text


def written(text: str) -> str:
    """What stands between the programs of a notebook; any other text as it is."""
    from symbp.reading.sources import cells_of, kind_of

    if kind_of(text) != "notebook":
        return text
    cells = (cell for cell in cells_of(text) if isinstance(cell, dict) and cell.get("cell_type") != "code")
    sources = (cell.get("source", "") for cell in cells)
    return "\n\n".join("".join(map(str, s)) if isinstance(s, list) else str(s) for s in sources)


def upload_digest(path: Path) -> str:
    """The SHA-256 of an upload; nothing where it cannot be read."""
    try:
        return digest(uploaded(path))
    except (RefusedError, OSError):
        return ""


def matching(files: Files, pattern: str) -> bytes | None:
    """The first file by name that matches."""
    everything: Mapping[str, bytes] = {**files.contents, **files.texts}
    names = (name for name in sorted(everything) if fnmatch.fnmatch(PurePosixPath(name).name, pattern))
    name = next(names, None)
    return None if name is None else everything[name]


def checked(text: str, assignment: Assignment) -> Report:
    """Every line of a derivation, as far as there are not too many."""
    from symbp.checking import check
    from symbp.reading import read

    if sum(line.kind != "prose" for line in read(text, assignment.network)) > MOST_LINES:
        raise RefusedError(f"the derivation has more than {MOST_LINES} lines")
    return check(text, assignment.network)


def marked(part: Part, assignment: Assignment, report: Report) -> PartResult:
    """Points for the lines, and for the required result."""
    carry = assignment.credit.carried_forward
    told = list(telling(report.lines))
    lines = [line for line, _ in told]
    true = [(line, sides) for line, sides in told if line.status in TRUE and (carry or not line.carried)]
    right = [line for line, _ in true]
    reached = any(states(sides, part.quantity, assignment.network) for _, sides in true)
    share = len(right) / len(lines) if lines else 0.0
    fraction = part.steps * share + (1 - part.steps) * reached
    verdict: Verdict = "correct" if reached and len(right) == len(lines) else "wrong"
    unread = [line for line in lines if line.status == "undecided"]
    if verdict == "wrong" and unread and not any(line.status == "wrong" for line in lines):
        verdict = "undecided"
    notes = [note(line, part, assignment) for line in lines if line.status == "wrong"]
    notes += [Note("undecided", unclear(line), "a line that is not decided", credit=0.0) for line in unread]
    if not reached:
        notes.append(Note("result", NOT_STATED.format(part.quantity), "required result", credit=part.steps))
    why = f"{len(right)} of {len(lines)} lines are true" + (", proved or verified" if right else "")
    return PartResult(
        id=part.id,
        quantity=part.quantity,
        score=points(fraction, part.points),
        max_score=part.points,
        verdict=verdict,
        certificate=Certificate("none", why),
        diagnosis=tuple(notes),
    )


def unclear(line: CheckedLine) -> str:
    """Why nothing is said of a line."""
    return f"line {line.line} is undecided" + (f": {line.reason}" if line.reason else "")


def note(line: CheckedLine, part: Part, assignment: Assignment) -> Note:
    """A wrong line in words."""
    found = line.diagnosis
    message = f"line {line.line} is wrong" + (f": {found.message}" if found else "")
    return Note(
        id=(found.id if found else "") or "line",
        message=message,
        title=found.title if found else "a wrong line",
        hint=found.hint if found else "Compare both sides for one sample and small numbers.",
        step=step_of(part.quantity, assignment.network),
        credit=0.0,
    )

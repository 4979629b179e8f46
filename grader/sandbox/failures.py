"""What went wrong in a submission, in words, and on which of its lines."""

from __future__ import annotations

import re
from types import TracebackType

from grader.sandbox.records import Outcome, Reply
from grader.sandbox.values import kind_name

LONGEST = 500

PYTHON_2 = re.compile(
    r"Missing parentheses in call to '(print|exec)'|multiple exception types must be parenthesized"
    r"|leading zeros in decimal integer|name '(xrange|raw_input|unichr|reduce)'"
    r"|no attribute '(has_key|iteritems|itervalues)'"
)
"""What Python 3 says of Python 2."""

OLD_LINES = re.compile(
    r"^\s*(print\s+[^(=\s]|raise\s+\w+\s*,|except\s+[\w.]+\s*,)|<>|(?<![\w.])0[0-7]+\b(?!\.)"
    r"|(?<![\w.])\d+[lL]\b|\bur['\"]"
)
"""Lines at which Python 3 finds no better words than "invalid syntax"."""


ONE_ENTRY = re.compile(r"only 0-dimensional arrays can be converted|setting an array element with a sequence")
"""What NumPy says since version 2.4 where an array of one number stands for the number."""

ADVICE = " (an array of one number is no number: take its .item(), or another shape)"


def failure(error: BaseException, filename: str, outcome: Outcome = "raised", note: str = "") -> Reply:
    """The reply to a submission that raised this."""
    outcome = "memory" if isinstance(error, MemoryError) else outcome
    try:
        return Reply(outcome, error=(words(error, filename) + note)[:LONGEST], line=line(error, filename))
    except BaseException:
        return Reply(outcome, error=kind_name(error))


def words(error: BaseException, filename: str) -> str:
    """Type and message, and a word about Python 2 where it looks like that."""
    message = text(error)
    name = kind_name(error)
    if is_python_2(error, message):
        at = line(error, filename)
        return f"this is Python 2 code{f' (line {at})' if at else ''}; {name}: {message}"
    advice = ADVICE if ONE_ENTRY.search(message) else ""
    return f"{name}: {message}{advice}" if message else name


def text(error: BaseException) -> str:
    """The message of an exception, of which even `str` may raise."""
    try:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        return str(message)[:LONGEST]
    except BaseException:
        return "(its message cannot be read)"


def is_python_2(error: BaseException, message: str) -> bool:
    """Whether this looks like a program for Python 2."""
    source = str(error.text or "") if isinstance(error, SyntaxError) else ""
    return bool(PYTHON_2.search(message) or OLD_LINES.search(source))


def line(error: BaseException, filename: str) -> int | None:
    """The last line of the submission's own code that was being executed, or the one that cannot be read."""
    if isinstance(error, SyntaxError) and error.filename == filename and isinstance(error.lineno, int):
        return error.lineno
    return last_line(error.__traceback__, filename)


def last_line(trace: TracebackType | None, filename: str) -> int | None:
    found = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found

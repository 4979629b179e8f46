"""What a submission says once it has been called, without what may be hidden inputs in other clothes.

A process that was called knows the inputs, and every text it sends may be of its own making.  So a text
passes only if it is one of the sandbox's sentences, and of what stands in the gaps of a sentence only what
could not be made up from the inputs: names that are written in the submission, small numbers, small shapes.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from grader.sandbox.records import Absent, Reply

MOST_AXES, LONGEST_AXIS, LONGEST_TUPLE, MOST_NAMES = 3, 64, 20, 12
"""Larger shapes and lengths are not told, nor more names."""

NAME = re.compile(r"[^\W\d]\w*")
PYTHON_2 = re.compile(r"^this is Python 2 code[^;]*; ")
GAPS = {
    "name": r"[^\W\d]\w{0,59}",
    "shape": r"\([0-9, ]*\)",
    "number": r"[0-9]+",
    "names": r"(?:other keys|[^\W\d]\w*)(?:, (?:other keys|[^\W\d]\w*))*",
    "parameters": r"(?:\*{0,2}[^\W\d]\w*(?:, \*{0,2}[^\W\d]\w*)*)?",
    "kind": r"None|an? [^\W\d]\w*",
}
THING = (
    "array of shape {shape}", "tuple of {number}", "list of {number}", "dict with {names}",
    "dict with nothing in it", "a number", "{kind}",
)  # fmt: skip
"""What came back."""

ABSENT = (
    "no key '{name}'; the dict has {names}", "no key '{name}'; the dict has no keys", "no key '{name}'",
    "no global variable '{name}'", "no argument '{name}'", "no item {name}", "no item {number}",
    "the object has no attribute '{name}'",
    "an array of {name}", "an array of shape {shape}", "{kind} with rows of different lengths",
    "list with rows of different lengths", "tuple with rows of different lengths",
    "a whole number too large", "too many entries", "{kind} that raises {name} when it is read", "{kind}",
)  # fmt: skip
"""Why a value is not there."""

ERRORS = (
    "the class {name} has no method '{name}'", "'{name}' is no function but a value of type {name}",
    "there is no {name} '{name}'; the file defines {names}",
    "there is no {name} '{name}'; the file defines no function and no class",
    *(f"{{name}}{method}({{parameters}}) takes {{number}}{most} argument{s}; it is called with {given}"
      for method in ("", ".{name}") for most in ("", " to {number}") for s in ("", "s")
      for given in ("none", "{number}", "{number}: {names}")),
    *(f"{{number}} values in a tuple are asked for; it returned {thing}" for thing in THING),
    *(f"a dict with {{names}} is asked for; it returned {thing}" for thing in THING),
    *(f"{{number}} values are asked for; it returned a {kind} of {{number}}" for kind in ("tuple", "list")),
)  # fmt: skip
"""Why it could not be called, or what it returned otherwise than asked."""

RAISED = ("raised", "untraceable", "memory")
"""Outcomes with an exception of the submission's own."""

MESSAGES = (
    "name '{name}' is not defined",
    "cannot access local variable '{name}' where it is not associated with a value",
    *(f"'{{name}}' object is not {what}" for what in ("callable", "subscriptable", "iterable")),
    "'{name}' object has no attribute '{name}'",
    "module '{name}' has no attribute '{name}'",
    "'{name}'",  # the key of a KeyError
    "operands could not be broadcast together with shapes {shape} {shape}",
    "matmul: Input operand {number} has a mismatch in its core dimension {number}, with gufunc signature"
    " (n?,k),(k,m?)->(n?,m?) (size {number} is different from {number})",
    "shapes {shape} and {shape} not aligned: {number} (dim {number}) != {number} (dim {number})",
)  # fmt: skip
"""What an exception may say beside its name."""

PLACES = (builtins, np, np.exceptions)
KINDS = ("LinAlgError", "NoneType", "function")
"""Where names stand that everybody knows, and some that stand nowhere."""


@dataclass(frozen=True)
class Discretion:
    """What may be said of one submission: `texts` are what its author and the assignment have written.

    The first is the file whose lines are counted.

    >>> discreet = Discretion(("def f(x):\\n    return {'dW1': x}",))
    >>> discreet(Reply("raised", error="ValueError: 0.7666015625", line=2)).error
    'ValueError'
    >>> discreet(Reply("returned", returned="dict with aaiajid, dW1")).returned
    'dict with dW1, other keys'
    """

    texts: tuple[str, ...]

    def __call__(self, reply: Reply) -> Reply:
        """The same reply to a call, with texts and a line number that may be shown."""
        values = tuple(
            Absent(self.sentence(value.reason, ABSENT)) if isinstance(value, Absent) else value
            for value in reply.values
        )
        raised = reply.outcome in RAISED
        return replace(
            reply,
            values=values,
            returned=self.sentence(reply.returned, THING),
            error=self.exception(reply.error) if raised else self.sentence(reply.error, ERRORS),
            line=reply.line if 0 < (reply.line or 0) <= self.lines else None,
        )

    @cached_property
    def lines(self) -> int:
        return len(self.texts[0].splitlines())

    @cached_property
    def written(self) -> frozenset[str]:
        """Every name in the texts."""
        return frozenset(name for text in self.texts for name in NAME.findall(text))

    def knows(self, name: str) -> bool:
        """Whether a name is written down, or one of Python's or NumPy's."""
        return name in self.written or name in KINDS or any(name in vars(place) for place in PLACES)

    def exception(self, error: str) -> str:
        """The name of an exception, and its message where that is one that may be told."""
        name, _, message = PYTHON_2.sub("", error).partition(":")
        name, message = name.strip(), message.strip()
        if not self.knows(name):
            return name and "an exception"
        told = any(pattern(sentence).fullmatch(message) for sentence in MESSAGES)
        return f"{name}: {self.sentence(message, MESSAGES)}" if told else name

    def sentence(self, text: str, sentences: tuple[str, ...]) -> str:
        """A text that is one of these sentences, its gaps filled with what may be told."""
        for sentence in sentences:
            if text and (found := pattern(sentence).fullmatch(text)):
                return self.filled(sentence, found.groups())
        return text and "something else"

    def filled(self, sentence: str, texts: Iterable[str]) -> str:
        """A sentence with what may be told of these texts in its gaps."""
        left = iter(texts)
        return re.sub(r"\{(\w+)\}", lambda gap: self.told(gap[1], next(left)), sentence)

    def told(self, gap: str, text: str) -> str:
        """What stands in a gap, as far as it may be told."""
        match gap:
            case "shape":
                sizes = [int(size[:20]) for size in re.findall(r"\d+", text)]
                return shape_in_words(sizes)
            case "number":
                return text if len(text) <= 2 and int(text) <= LONGEST_TUPLE else "many"
            case "names":
                return ", ".join(self.names(text.split(", ")))
            case "parameters":
                few = text.count(",") < MOST_NAMES
                return NAME.sub(lambda name: name[0] if self.knows(name[0]) else "…", text) if few else "…"
            case "kind":
                return text if text == "None" or self.knows(text.split()[1]) else "an object"
        return text if self.knows(text) else "…"

    def names(self, names: Iterable[str]) -> list[str]:
        """The first known names, each once, and that there are others."""
        found = list(dict.fromkeys(names))
        known = [name for name in found if name != "other keys" and self.knows(name)][:MOST_NAMES]
        return known if len(known) == len(found) else [*known, "other keys"]


@lru_cache
def pattern(sentence: str) -> re.Pattern[str]:
    """The expression that finds a sentence, with a group for each gap."""
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(f"({GAPS[part]})" if i % 2 else re.escape(part) for i, part in enumerate(parts))
    )


def shape_in_words(shape: Iterable[int]) -> str:
    """A shape if it is small.

    >>> shape_in_words((2, 3)), shape_in_words((0, 549, 674))
    ('(2, 3)', '(other sizes)')
    """
    sizes = tuple(shape)
    small = len(sizes) <= MOST_AXES and all(size <= LONGEST_AXIS for size in sizes)
    return str(sizes) if small else "(other sizes)"

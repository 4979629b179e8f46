"""What crosses the border of the sandbox: plain data, built here from bytes and never unpickled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Template = Mapping[str, Any]
"""How values are laid out, as JSON: ``{"leaf": 0}``, ``{"list": […]}``, ``{"dict": {"W1": …}}``,
``{"skip": true}`` (a returned value nobody looks at).  A leaf of `returns` may say where it is read:
``{"leaf": 1, "from": "self" | "module" | "argument", "name": "W1"}``; without ``from`` it is part of
what the call returned."""

Numbers = Literal["double", "balls", "recorded"]


@dataclass(frozen=True)
class Entry:
    """What to call in a submission, and where the results are.

    Either `function`, or `class_name` (built with `construct`), on which `attributes` are set and
    `method` is called. Leaves of `construct`, `attributes` and `arguments` count the slots of a call;
    leaves of `returns` count the values of a reply.  `parameters` are the assignment's names of the
    arguments: where the callable has parameters of just these names, it is called by name, else by position.
    """

    arguments: tuple[Template, ...]
    returns: Template
    parameters: tuple[str, ...] = ()
    function: str | None = None
    class_name: str | None = None
    construct: tuple[Template, ...] = ()
    attributes: Mapping[str, Template] = field(default_factory=dict)
    method: str | None = None


@dataclass(frozen=True)
class Limits:
    """What one submission may use, all its calls together."""

    seconds: float = 5.0
    memory_mb: int = 512
    output_bytes: int = 1 << 16
    reply_bytes: int = 1 << 24


Slot = NDArray[Any] | float | int
"""What a leaf of the arguments holds; numbers arrive as Python numbers, arrays as the submission's own
copies.
"""


@dataclass(frozen=True)
class Array:
    """Numbers that came back; `container` is what they came in: ndarray, matrix, list, tuple, number."""

    array: NDArray[Any]
    container: str = "ndarray"


@dataclass(frozen=True)
class BallArray:
    """Certified numbers: `flint.arb` entries in row-major order, each within 4 ulp of any float literal
    used.
    """

    shape: tuple[int, ...]
    entries: tuple[Any, ...]
    rounded: bool = False
    """Whether a float that is no short dyadic fraction (0.1, 1/3) entered somewhere."""


@dataclass(frozen=True)
class Absent:
    """No numbers, and why: ``no key 'dW1'``, ``None``, ``a str``."""

    reason: str


@dataclass(frozen=True)
class Trace:
    """What was recorded of a call in doubles (`grader.sandbox.recording`).

    A row of `contexts` is a place in the run: the row of the place around it, the node of a loop or of a
    function, the node of the call that led there (or -1), and how often it had been there before.  A row of
    `events` is 4·node + what (see `grader.sandbox.instruments`), a row of `contexts`, and a place in
    `values`, where each value stands once.  Nodes are counted as `ast.walk` finds them.
    """

    contexts: NDArray[np.int32]
    events: NDArray[np.int32]
    values: tuple[NDArray[Any], ...]
    complete: bool = True
    """Whether the whole call is there; a long one is recorded up to a limit."""


Value = Array | BallArray | Absent

Outcome = Literal[
    "returned",  # values are there, some may be Absent
    "raised",  # the submission raised; error, line
    "missing",  # no such function, class or method
    "signature",  # it cannot be called with these arguments
    "returns",  # what came back is not laid out as asked (wrong count, no dictionary)
    "untraceable",  # balls only: the trace was lost; error says where
    "timeout",
    "memory",
    "output",  # more printed or replied than allowed
    "died",  # the process ended without an answer: os._exit, a signal, a crash
    "protocol",  # bytes that are no reply: an attempt to forge one
    "incident",  # the sandbox itself failed; not the student's fault
]


@dataclass(frozen=True)
class Reply:
    """What one call came to."""

    outcome: Outcome
    values: tuple[Value, ...] = ()
    returned: str = ""
    """What came back, in words: ``tuple of 2``, ``dict with dW1, dW2``."""
    error: str = ""
    """Type and message of an exception; text of the submission's making, to be escaped and hidden as due."""
    line: int | None = None
    """The line of the submission where it was raised."""
    changed: tuple[int, ...] = ()
    """Slots whose arrays the call changed in place."""
    operations: int = 0
    """Balls only: how many multiplications and functions of numbers the call took."""
    local: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    """Arrays that stood in local variables when the function returned, where asked for."""
    trace: Trace | None = None
    """Recorded runs only: every value that was computed."""


LAYERS = ("namespaces", "landlock", "uid", "rlimits", "seccomp")


@dataclass(frozen=True)
class Isolation:
    """How far a submission is locked in, as found by trying.

    `level` is ``full`` (all of LAYERS that this system can have), ``filtered`` (at least rlimits and
    seccomp) or ``none``.  `canaries` says of each forbidden action whether it was refused.
    """

    level: Literal["full", "filtered", "none"]
    layers: tuple[str, ...]
    canaries: Mapping[str, bool] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    """The layers that are not there, and why."""

"""One submission in one locked child: its calls, and an outcome for each whatever it does."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from time import monotonic
from types import TracebackType
from typing import Any, Final, Protocol

import numpy as np

from grader.sandbox import wire
from grader.sandbox.channel import Channel, EndedError, FloodedError, LostError
from grader.sandbox.control import Ended, Handle, Pipes
from grader.sandbox.layouts import count
from grader.sandbox.records import (
    Absent,
    Array,
    BallArray,
    Entry,
    Limits,
    Numbers,
    Outcome,
    Reply,
    Slot,
)

LOCK_SECONDS: Final = 10.0
"""How long a child may take to lock itself in; longer is a fault of the machine."""

OUTCOMES: Final[Mapping[type[Exception], Outcome]] = {
    TimeoutError: "timeout",
    FloodedError: "output",
    wire.OversizeError: "output",
    wire.ProtocolError: "protocol",
    LostError: "incident",
}


class Host(Protocol):
    """What a session needs of its worker."""

    imports: tuple[str, ...]

    def fork(self, limits: Limits, pipes: Pipes) -> Handle:
        """A new locked child."""

    def control(self) -> int:
        """The descriptor that closes when the zygote is gone."""

    def ended(self) -> Ended | None:
        """How the child ended; None where the zygote is gone, and a new one started."""


@dataclass(frozen=True)
class Asked:
    """What a reply may hold: values, slots that were changed, numbers of a kind, local arrays."""

    values: int = 0
    slots: int = 0
    numbers: Numbers = "double"
    local: bool = False

    def check(self, reply: Reply) -> None:
        """Raise where a reply holds something else."""
        kinds = (Absent, BallArray if self.numbers == "balls" else Array)
        fitting = (
            len(reply.values) == self.values or (reply.outcome != "returned" and not reply.values),
            all(isinstance(value, kinds) for value in reply.values),
            all(slot < self.slots for slot in reply.changed),
            self.local or not reply.local,
            self.numbers == "recorded" or reply.trace is None,
        )
        if not all(fitting):
            raise wire.ProtocolError("a reply that does not fit its question")


class Session:
    """Calls of one submission; a context manager.

    A submission that ends its process, runs over a limit or sends bytes that are no reply has had its last
    call: every later one gets the same reply.
    """

    def __init__(
        self,
        host: Host,
        text: str,
        entry: Entry,
        limits: Limits,
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self.host = host
        self.limits = limits
        self.leaves = count(entry.returns)
        self.program = {
            "text": text,
            "entry": asdict(entry),
            "imports": host.imports,
            "modules": dict(modules or {}),
        }
        self.incidents: list[str] = []
        self.seconds = 0.0
        self.channel = Channel(limits)
        self.handle: Handle | None = None
        self.loaded: dict[Numbers, Reply] = {}
        self.last: Reply | None = None
        self.questions = 0

    def __enter__(self) -> Session:
        try:
            self.handle = self.host.fork(self.limits, self.channel.child)
        except BaseException:
            self.channel.close()
            raise
        finally:
            self.channel.hand_over()
        try:
            self.receive(b"", wire.READY, LOCK_SECONDS)
        except (TimeoutError, wire.ProtocolError, EndedError, LostError) as error:
            self.end()
            why = self.output.strip() or str(error) or type(error).__name__
            self.last = self.incident(f"a child could not be locked in: {why}")
        self.seconds = 0.0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def output(self) -> str:
        """What was printed so far."""
        return self.channel.printed.decode("utf-8", "replace")

    def load(self, numbers: Numbers = "double") -> Reply:
        """Compile and run the submission, once for each kind of numbers."""
        if numbers not in self.loaded:
            self.loaded[numbers] = self.ask(wire.LOAD, {**self.program, "numbers": numbers})
        return self.last or self.loaded[numbers]

    def call(self, slots: Sequence[Slot], numbers: Numbers = "double", local: bool = False) -> Reply:
        """Call it with these values; a submission that does not load is not called.

        `local` asks for the arrays in its local variables as well.
        """
        loaded = self.load(numbers)
        if loaded.outcome != "returned":
            return loaded
        arrays = [slot for slot in slots if isinstance(slot, np.ndarray)]
        plain = [None if isinstance(slot, np.ndarray) else slot for slot in slots]
        body = {"slots": plain, "numbers": numbers, "local": local}
        asked = Asked(self.leaves, len(slots), numbers, local)
        return self.ask(wire.CALL, body, arrays, asked)

    def ask(
        self, kind: int, body: Mapping[str, Any], arrays: Sequence[Any] = (), asked: Asked | None = None
    ) -> Reply:
        """One request and its reply."""
        if self.last is not None:
            return self.last
        self.questions += 1
        request = wire.encode_request(wire.Request(kind, self.questions, body, tuple(arrays)))
        try:
            self.channel.expect_silence()
            reply = wire.decode_reply(self.receive(request, wire.REPLY, self.limits.seconds - self.seconds))
            (asked or Asked()).check(reply)
            return reply
        except EndedError:
            self.last = self.post_mortem(self.end())
        except tuple(OUTCOMES) as error:
            self.end()
            self.last = Reply(
                next(OUTCOMES[base] for base in type(error).__mro__ if base in OUTCOMES), error=str(error)
            )
        return self.last

    def receive(self, request: bytes, expected: int, seconds: float) -> bytes:
        """The payload of the answer to a request; counts the time."""
        start = monotonic()
        try:
            head, payload = self.channel.ask(request, seconds, self.host.control())
        finally:
            self.seconds += monotonic() - start
        if (head.kind, head.number) != (expected, self.questions):
            raise wire.ProtocolError("not the answer to what was asked")
        return payload

    def post_mortem(self, ended: Ended | None) -> Reply:
        """What a child died of."""
        if ended is None:
            return Reply("incident", error=self.incidents[-1])
        if ended.user + ended.system >= self.limits.seconds:
            return Reply("timeout")
        return Reply("died", error=cause(ended.status))

    def end(self) -> Ended | None:
        """Kill the child, and wait until it is gone; None where that was not to be learnt."""
        if self.handle is None:
            return None
        self.handle.kill()
        self.handle = None
        ended = self.host.ended()
        if ended is None:
            self.incident("the sandbox ended with the submission in it, and was started anew")
        elif ended.strays:
            self.incidents.append(f"{ended.strays} processes that the submission left behind were killed")
        self.sweep()
        return ended

    def sweep(self) -> None:
        """Close the pipes; keep what was still printed, and note bytes that nobody asked for."""
        with suppress(FloodedError):
            self.channel.drain()
        try:
            self.channel.expect_silence()
        except wire.ProtocolError:
            self.incidents.append("bytes came after the last reply")
        self.channel.close()

    def incident(self, what: str) -> Reply:
        """A fault of the sandbox, not of the submission."""
        self.incidents.append(what)
        return Reply("incident", error=what)


def cause(status: int) -> str:
    """What a wait status says of the end of a process that gave no answer."""
    if not os.WIFSIGNALED(status):
        return f"the process ended with exit status {os.WEXITSTATUS(status)}"
    if os.WTERMSIG(status) == signal.SIGKILL:  # by us, since it no longer answered
        return "the process closed its pipes"
    return f"the process crashed: {signal.strsignal(os.WTERMSIG(status))}"

"""One submission in one locked child: its calls, and an outcome for each whatever it does."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from grader.sandbox import wire
from grader.sandbox.channel import Channel, EndedError, FloodedError, LostError
from grader.sandbox.control import Ended, Handle
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

T = TypeVar("T")
Ticket = Callable[[], Reply]

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

    def open(self, limits: Limits) -> tuple[Channel, Handle]:
        """A new locked child, and the way to it."""

    def control(self) -> int:
        """The descriptor that closes when the zygote is gone."""

    def ended(self, limits: Limits) -> Ended | None:
        """How the child ended; None where the zygote is gone, and a new one started.

        The next child may be made ready meanwhile, for the same limits.
        """


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
        self.program: dict[str, Any] = {
            "text": text,
            "entry": asdict(entry),
            "imports": host.imports,
            "modules": dict(modules or {}),
        }
        self.incidents: list[str] = []
        self.seconds = 0.0
        self.channel: Channel | None = None
        self.handle: Handle | None = None
        self.starting: dict[Numbers, Ticket] = {}
        self.loaded: dict[Numbers, Reply] = {}
        self.last: Reply | None = None
        self.questions = self.answers = 0
        self.printed = b""

    def __enter__(self) -> Session:
        self.channel, self.handle = self.host.open(self.limits)
        try:
            self.receive(wire.READY, 0, LOCK_SECONDS)
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
    def texts(self) -> tuple[str, ...]:
        """What was written before anything ran: the file, the assignment's names, the other files."""
        return self.program["text"], repr(self.program["entry"]), *self.program["modules"].values()

    @property
    def output(self) -> str:
        """What was printed so far."""
        printed = self.printed if self.channel is None else self.channel.printed
        return printed.decode("utf-8", "replace")

    def load(self, numbers: Numbers = "double") -> Reply:
        """Compile and run the submission, once for each kind of numbers."""
        return self.start(numbers)()

    def start(self, numbers: Numbers = "double") -> Ticket:
        """The same without waiting."""
        if numbers not in self.starting:
            self.starting[numbers] = self.ask(wire.LOAD, {**self.program, "numbers": numbers})
        return partial(self.started, numbers)

    def started(self, numbers: Numbers) -> Reply:
        """The reply to `start`."""
        if numbers not in self.loaded:
            self.loaded[numbers] = self.starting[numbers]()
        return self.last or self.loaded[numbers]

    def call(self, slots: Sequence[Slot], numbers: Numbers = "double", local: bool = False) -> Reply:
        """Call it with these values; a submission that does not load is not called.

        `local` asks for the arrays in its local variables as well.
        """
        loaded = self.load(numbers)
        if loaded.outcome != "returned":
            return loaded
        return self.post(slots, numbers, local)()

    def post(self, slots: Sequence[Slot], numbers: Numbers = "double", local: bool = False) -> Ticket:
        """The same for a submission that was loaded, without waiting: the reply is had by calling the ticket.

        Tickets are redeemed in the order in which they were given.
        """
        arrays = [slot for slot in slots if isinstance(slot, np.ndarray)]
        plain = [None if isinstance(slot, np.ndarray) else slot for slot in slots]
        body = {"slots": plain, "numbers": numbers, "local": local}
        return self.ask(wire.CALL, body, arrays, Asked(self.leaves, len(slots), numbers, local))

    def probe(self) -> frozenset[str]:
        """The forbidden actions that a child can do here; asked before anything is loaded."""
        return frozenset(self.ask(wire.PROBE, {})().returned.split())

    def ask(
        self, kind: int, body: Mapping[str, Any], arrays: Sequence[Any] = (), asked: Asked | None = None
    ) -> Ticket:
        """Send one request; its reply is to be fetched by the ticket."""
        if self.channel is not None and self.last is None:
            self.questions += 1
            request = wire.encode_request(wire.Request(kind, self.questions, body, tuple(arrays)))
            self.guarded(lambda: self.send(request))
        return partial(self.fetch, self.questions, asked or Asked())

    def send(self, request: bytes) -> None:
        """Put a request on its way; bytes that came before the first are no reply."""
        channel = self.open_channel
        if self.questions == self.answers + 1:
            channel.expect_silence()
        channel.post(request)

    def fetch(self, number: int, asked: Asked) -> Reply:
        """The reply to one request."""
        if self.last is not None:
            return self.last
        return self.guarded(lambda: self.reply(number, asked)) or self.final

    def reply(self, number: int, asked: Asked) -> Reply:
        """The next reply, which must be the one to this request."""
        payload = self.receive(wire.REPLY, number, self.limits.seconds - self.seconds)
        self.answers += 1
        reply = wire.decode_reply(payload)
        asked.check(reply)
        return reply

    def guarded(self, action: Callable[[], T]) -> T | None:
        """What an action gives; None where the submission has had its last call, and why is in `last`."""
        try:
            return action()
        except EndedError:
            self.last = self.post_mortem(self.end())
        except tuple(OUTCOMES) as error:
            self.end()
            outcome = next(OUTCOMES[base] for base in type(error).__mro__ if base in OUTCOMES)
            self.last = Reply(outcome, error=str(error))
        return None

    @property
    def open_channel(self) -> Channel:
        """The way to the child; there is none after the end."""
        if self.channel is None:
            raise EndedError
        return self.channel

    @property
    def final(self) -> Reply:
        """The reply to every later call."""
        return self.last or Reply("incident", error="the session is over")

    def receive(self, expected: int, number: int, seconds: float) -> bytes:
        """The payload of the next frame, which must be of this kind and number; counts the time."""
        start = monotonic()
        try:
            head, payload = self.open_channel.answer(seconds, self.host.control())
        finally:
            self.seconds += monotonic() - start
        if (head.kind, head.number) != (expected, number):
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
        ended = self.host.ended(self.limits)
        if ended is None:
            self.incident("the sandbox ended with the submission in it, and was started anew")
        elif ended.strays:
            self.incidents.append(f"{ended.strays} processes that the submission left behind were killed")
        self.sweep()
        return ended

    def sweep(self) -> None:
        """Close the pipes; keep what was still printed, and note bytes that nobody asked for."""
        channel, self.channel = self.open_channel, None
        with suppress(FloodedError):
            channel.drain()
        if channel.dropped:
            self.incidents.append("more was printed than is kept")
        try:
            if self.questions == self.answers:
                channel.expect_silence()
        except wire.ProtocolError:
            self.incidents.append("bytes came after the last reply")
        self.printed = bytes(channel.printed)
        channel.close()

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

"""The grader's ends of a child's three pipes: ask, and get one frame in time, or an error that says why."""

from __future__ import annotations

import contextlib
import os
import select
from time import monotonic
from typing import Final

from grader.sandbox import wire
from grader.sandbox.control import Pipes
from grader.sandbox.records import Limits

CHUNK: Final = 1 << 16


class EndedError(Exception):
    """The child closed its pipe: it is dead or dying."""


class FloodedError(Exception):
    """More was printed than allowed."""


class LostError(Exception):
    """The zygote is gone, and the child with it."""


class Channel:
    """Requests in, replies and printed text out; nothing here waits longer than told."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.printed = bytearray()
        self.received = bytearray()
        request_end, self.requests = os.pipe()
        self.replies, reply_end = os.pipe()
        self.output, output_end = os.pipe()
        self.child = Pipes(request_end, reply_end, output_end)
        for end in (self.requests, self.replies, self.output):
            os.set_blocking(end, False)

    def hand_over(self) -> None:
        """Close the child's ends here, once the child has them."""
        for end in self.child:
            os.close(end)

    def close(self) -> None:
        """Close the grader's ends."""
        for end in (self.requests, self.replies, self.output):
            os.close(end)

    def ask(self, request: bytes, seconds: float, control: int) -> tuple[wire.Head, bytes]:
        """Send a request and receive one frame: its head and payload.

        Raises `TimeoutError`, `EndedError`, `FloodedError`, `LostError`, and `wire.ProtocolError` for bytes
        that are no frame, come before they are asked for, or follow where nothing may follow.
        """
        deadline = monotonic() + seconds
        waiting = self.send(memoryview(request))
        events = self.poller(control, sending=bool(waiting))
        while True:
            found = dict(events.poll(max(0.0, deadline - monotonic()) * 1000))
            if self.output in found:
                self.drain(events)
            if self.requests in found:
                waiting = self.send(waiting)
                if not waiting:
                    events.unregister(self.requests)
            if self.replies in found and (answer := self.receive(bool(waiting))):
                return answer
            if control in found:
                raise LostError("the zygote is gone")
            if monotonic() > deadline:
                raise TimeoutError

    def poller(self, control: int, sending: bool) -> select.poll:
        """What to wait for; of the control socket only its end."""
        events = select.poll()
        events.register(self.replies, select.POLLIN)
        events.register(self.output, select.POLLIN)
        events.register(control, 0)
        if sending:
            events.register(self.requests, select.POLLOUT)
        return events

    def expect_silence(self) -> None:
        """Raise for a reply to a question nobody asked."""
        with contextlib.suppress(BlockingIOError):
            if os.read(self.replies, 1):
                raise wire.ProtocolError("a reply before its request")

    def send(self, data: memoryview) -> memoryview:
        """Write what fits into the pipe; returns the rest."""
        try:
            while data:
                data = data[os.write(self.requests, data) :]
        except BlockingIOError:
            pass
        except BrokenPipeError as error:
            raise EndedError from error
        return data

    def receive(self, sending: bool) -> tuple[wire.Head, bytes] | None:
        """Read what is there; returns the frame once it is complete."""
        part = os.read(self.replies, CHUNK)
        if not part:
            raise EndedError
        if sending:
            raise wire.ProtocolError("a reply before the whole request")
        self.received += part
        head = wire.frame_head(self.received, self.limits.reply_bytes)
        if head is None:
            return None
        missing = wire.HEADER.size + head.length - len(self.received)
        if missing < 0:
            raise wire.ProtocolError("more than one reply")
        if missing > 0:
            return None
        payload = bytes(self.received[wire.HEADER.size :])
        self.received.clear()
        return head, payload

    def drain(self, events: select.poll | None = None) -> None:
        """Keep what was printed, as far as allowed."""
        try:
            part = os.read(self.output, CHUNK)
        except BlockingIOError:
            return
        if not part and events is not None:
            events.unregister(self.output)
        room = self.limits.output_bytes - len(self.printed)
        self.printed += part[:room]
        if len(part) > room:
            raise FloodedError(f"more than {self.limits.output_bytes} bytes printed")

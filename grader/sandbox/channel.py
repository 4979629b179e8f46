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

ENDLESS: Final = 64
"""Printing so many times what is kept ends a submission; what is less is dropped."""


class EndedError(Exception):
    """The child closed its pipe: it is dead or dying."""


class FloodedError(Exception):
    """Far more was printed than is kept: it looks endless."""


class LostError(Exception):
    """The zygote is gone, and the child with it."""


class Channel:
    """Requests in, replies and printed text out; nothing here waits longer than told.

    Requests may be posted ahead of the replies to earlier ones; replies come in the same order.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.printed = bytearray()
        self.dropped = 0
        """How many bytes were printed beyond what is kept."""
        self.received = bytearray()
        self.waiting = bytearray()
        """Requests that do not fit into the pipe yet."""
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

    def post(self, request: bytes) -> None:
        """Send a request, as far as the pipe takes it."""
        self.waiting += request
        self.send()

    def answer(self, seconds: float, control: int) -> tuple[wire.Head, bytes]:
        """Wait for one frame: its head and payload.

        Raises `TimeoutError`, `EndedError`, `FloodedError`, `LostError`, and `wire.ProtocolError` for bytes
        that are no frame.
        """
        deadline = monotonic() + seconds
        if self.received and (answer := self.frame()):
            return answer
        events = self.poller(control)
        while True:
            found = dict(events.poll(max(0.0, deadline - monotonic()) * 1000))
            if self.output in found:
                self.drain(events)
            if self.requests in found and not self.send():
                events.unregister(self.requests)
            if self.replies in found and (answer := self.receive()):
                return answer
            if control in found:
                raise LostError("the zygote is gone")
            if monotonic() > deadline:
                raise TimeoutError

    def poller(self, control: int) -> select.poll:
        """What to wait for; of the control socket only its end."""
        events = select.poll()
        events.register(self.replies, select.POLLIN)
        events.register(self.output, select.POLLIN)
        events.register(control, 0)
        if self.waiting:
            events.register(self.requests, select.POLLOUT)
        return events

    def expect_silence(self) -> None:
        """Raise for a reply to a question nobody asked."""
        with contextlib.suppress(BlockingIOError):
            if self.received or os.read(self.replies, 1):
                raise wire.ProtocolError("a reply before its request")

    def send(self) -> bool:
        """Write what fits into the pipe; whether something is left."""
        try:
            while self.waiting:
                del self.waiting[: os.write(self.requests, self.waiting)]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            # The child is gone; what it answered before is still to be read.
            self.waiting.clear()
        return bool(self.waiting)

    def receive(self) -> tuple[wire.Head, bytes] | None:
        """Read what is there; returns the first frame once it is complete."""
        part = os.read(self.replies, CHUNK)
        if not part:
            raise EndedError
        self.received += part
        return self.frame()

    def frame(self) -> tuple[wire.Head, bytes] | None:
        """The first of the frames received, if it is complete."""
        head = wire.frame_head(self.received, self.limits.reply_bytes)
        if head is None or len(self.received) < (end := wire.HEADER.size + head.length):
            return None
        payload = bytes(self.received[wire.HEADER.size : end])
        del self.received[:end]
        return head, payload

    def drain(self, events: select.poll | None = None) -> None:
        """Keep what was printed, as far as there is room, and drop the rest."""
        try:
            part = os.read(self.output, CHUNK)
        except BlockingIOError:
            return
        if not part and events is not None:
            events.unregister(self.output)
        kept = part[: self.limits.output_bytes - len(self.printed)]
        self.printed += kept
        self.dropped += len(part) - len(kept)
        most = ENDLESS * self.limits.output_bytes
        if len(self.printed) + self.dropped > most:
            raise FloodedError(f"more than {most} bytes printed")

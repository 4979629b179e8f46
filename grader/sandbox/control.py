"""What the grader and its zygote say to each other, over a socket that no child ever holds.

The zygote says hello once: what it could load and lock.  Then, for each submission: limits with three pipe
ends go in, a handle of the child comes back, and when the child has ended, how.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from grader.sandbox.records import Limits

LENGTH: Final = struct.Struct("<I")
FORK: Final = struct.Struct("<dQ")
FORKED: Final = struct.Struct("<i")
ENDED: Final = struct.Struct("<iddQI")


NOT_ROOT: Final = "not started by root: the processes keep their user"
"""Why a zygote does without the layer `uid`, and no fault."""

NOT_INHERITED: Final = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
"""Descriptors that arrive go to no program started later."""


class Pipes(NamedTuple):
    """The ends of three pipes that a child gets."""

    requests: int
    replies: int
    output: int


class Handle(NamedTuple):
    """A child, to be killed once.

    A process id can be another's a moment later, a handle of the kernel's never; where there are none,
    trusted code makes do with the id.
    """

    process: int
    handle: int | None

    def kill(self) -> None:
        """Kill it, where it still lives, and forget it."""
        with suppress(ProcessLookupError):
            if self.handle is None:
                os.kill(self.process, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        if self.handle is not None:
            os.close(self.handle)


@dataclass(frozen=True)
class Ended:
    """How a child ended: its wait status, what it used (seconds, kilobytes), how many processes it left."""

    status: int
    user: float
    system: float
    kilobytes: int
    strays: int


def receive(control: socket.socket, size: int) -> bytes:
    """Exactly that many bytes; raises `EOFError` where the other side is gone."""
    data = b""
    while len(data) < size:
        part = control.recv(size - len(data))
        if not part:
            raise EOFError("the other side is gone")
        data += part
    return data


def send_hello(control: socket.socket, hello: Mapping[str, Any]) -> None:
    """The zygote's first word."""
    text = json.dumps(hello).encode()
    control.sendall(LENGTH.pack(len(text)) + text)


def receive_hello(control: socket.socket) -> Mapping[str, Any]:
    """The zygote's first word."""
    (length,) = LENGTH.unpack(receive(control, LENGTH.size))
    hello: Mapping[str, Any] = json.loads(receive(control, length))
    return hello


def send_fork(control: socket.socket, limits: Limits, pipes: Pipes) -> None:
    """Ask for a child with these limits and pipe ends."""
    socket.send_fds(control, [FORK.pack(limits.seconds, limits.memory_mb << 20)], list(pipes))


def receive_fork(control: socket.socket) -> tuple[float, int, Pipes] | None:
    """Seconds, bytes and pipe ends for the next child; None where the grader is gone."""
    data, ends, _, _ = socket.recv_fds(control, FORK.size, len(Pipes._fields))
    if not data:
        return None
    seconds, memory = FORK.unpack(data)
    return seconds, memory, Pipes(*ends)


def send_handle(control: socket.socket, process: int, handle: int | None) -> None:
    """Give the grader a handle of a child."""
    socket.send_fds(control, [FORKED.pack(process)], [] if handle is None else [handle])


def receive_handle(control: socket.socket) -> Handle:
    """The handle of the child asked for; raises `EOFError` where the zygote is gone."""
    data, handles, _, _ = socket.recv_fds(control, FORKED.size, 1, NOT_INHERITED)
    if not data:
        raise EOFError("the zygote is gone")
    (process,) = FORKED.unpack(data)
    return Handle(process, handles[0] if handles else None)


def send_ended(control: socket.socket, ended: Ended) -> None:
    """Say how the child ended."""
    control.sendall(ENDED.pack(ended.status, ended.user, ended.system, ended.kilobytes, ended.strays))


def receive_ended(control: socket.socket) -> Ended:
    """How the child ended; raises `EOFError` where the zygote is gone, `TimeoutError` where it is silent."""
    return Ended(*ENDED.unpack(receive(control, ENDED.size)))

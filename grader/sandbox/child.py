"""The life of a child: lock down, then answer requests until there are no more.

From the moment it has loaded a submission this process belongs to the submission: what it sends is worth no
more than the numbers in it, and the grader reads it so.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
from typing import Any

from grader.sandbox import canaries, wire
from grader.sandbox.control import Pipes
from grader.sandbox.lockdown import REPLIES, REQUESTS, Lockdown
from grader.sandbox.program import Program
from grader.sandbox.records import Entry, Reply, Slot

NO_ANSWER = 98
"""The exit status of a child that could not be locked."""


def live(lockdown: Lockdown, seconds: float, memory: int, pipes: Pipes, zygote: int) -> None:
    """Lock down, answer, and end; never returns."""
    try:
        lockdown.take(seconds, memory, pipes, zygote)
        random.seed(0)  # Python draws a new seed after every fork
    except BaseException as error:
        # Nothing of a submission has been read, so these are our words; the grader finds them in the output.
        with contextlib.suppress(OSError):
            os.write(2, f"a child was not locked: {error!r}\n".encode())
        os._exit(NO_ANSWER)
    with contextlib.suppress(BaseException):
        answer_all()
    os._exit(0)


def answer_all() -> None:
    """Answer requests until the grader closes the pipe."""
    output = sys.stdout, sys.stderr
    write(wire.frame(wire.READY, 0))
    program: Program | None = None
    while (request := receive()) is not None:
        if request.kind == wire.LOAD and program is None:
            program = load(request.body)
        reply = encoded(program, request)
        for stream in output:
            with contextlib.suppress(BaseException):
                stream.flush()
        write(reply)


def encoded(program: Program | None, request: wire.Request) -> bytes:
    """The reply to a request in bytes, whatever the submission does to prevent it."""
    try:
        return wire.encode_reply(answer(program, request), request.number)
    except MemoryError:
        return wire.encode_reply(Reply("memory"), request.number)
    except BaseException as error:
        return wire.encode_reply(Reply("raised", error=type(error).__name__), request.number)


def answer(program: Program | None, request: wire.Request) -> Reply:
    """The reply to a request."""
    if program is None:
        return Reply("returned", returned=" ".join(canaries.allowed()))
    if request.kind == wire.LOAD:
        return program.load(request.body["numbers"])
    return program.call(slots(request), request.body["numbers"], request.body["local"])


def load(body: Any) -> Program:
    """The program of a load request."""
    return Program(body["text"], entry(body["entry"]), body["imports"], modules=body["modules"])


def entry(body: Any) -> Entry:
    """An entry from its JSON."""
    sequences = {name: tuple(body[name]) for name in ("arguments", "parameters", "construct")}
    return Entry(**{**body, **sequences})


def slots(request: wire.Request) -> tuple[Slot, ...]:
    """The values of a call: a number stands in the request, an array beside it."""
    arrays = iter(request.arrays)
    return tuple(next(arrays) if slot is None else slot for slot in request.body["slots"])


def receive() -> wire.Request | None:
    """The next request; None at the end."""
    header = read(wire.HEADER.size)
    if not header:
        return None
    head = wire.frame_head(header, wire.MAX_JSON)
    if head is None:
        return None
    return wire.decode_request(head, read(head.length))


def read(size: int) -> bytes:
    """That many bytes, fewer only at the end."""
    data = bytearray()
    while len(data) < size:
        part = os.read(REQUESTS, size - len(data))
        if not part:
            break
        data += part
    return bytes(data)


def write(data: bytes) -> None:
    """All of these bytes."""
    view = memoryview(data)
    while view:
        view = view[os.write(REPLIES, view) :]

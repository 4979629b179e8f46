"""The process from which children fork: clean, warm, with nothing in it worth stealing.

It is started with exec, so that no memory of the grader is in it, loads NumPy and whatever else a
submission may import (under the lock nothing can be loaded any more), and forks one child at a time.  It
reads nothing that a child wrote.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import select
import signal
import socket
import sys
import time
import types
from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

from grader.sandbox import lockdown
from grader.sandbox.control import Ended, Pipes, receive_fork, send_ended, send_handle, send_hello
from grader.sandbox.records import Entry, Numbers

STANDARD: Final = (
    "abc", "array", "bisect", "builtins", "cmath", "codecs", "collections", "collections.abc",
    "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools",
    "gc", "hashlib", "heapq", "inspect", "io", "itertools", "json", "keyword", "linecache", "logging",
    "math", "numbers", "operator", "os", "os.path", "pathlib", "pickle", "platform", "pprint", "queue",
    "random", "re", "secrets", "statistics", "string", "struct", "sys", "tempfile", "textwrap",
    "threading", "time", "timeit", "traceback", "types", "typing", "unicodedata", "unittest", "uuid",
    "warnings", "weakref", "encodings.ascii", "encodings.latin_1", "encodings.utf_8",
)  # fmt: skip
NUMERICAL: Final = (
    "flint", "numpy", "numpy.fft", "numpy.lib.stride_tricks", "numpy.linalg", "numpy.ma", "numpy.matlib",
    "numpy.polynomial", "numpy.random", "numpy.testing", "numpy.typing",
    "scipy", "scipy.linalg", "scipy.special",
)  # fmt: skip
"""What is loaded, where it is installed, for the submissions and for the program that runs them."""


WARM_UP: Final = """
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def gradients(X, t):
    N, a2 = X.shape[0], sigmoid(X @ X.T)
    d3 = (a2 - t) * a2 * (1 - a2) / N
    dW2 = a2.T.dot(d3) + np.sum(np.maximum(d3, 0), axis=0, keepdims=True)
    dW1 = np.dot(X.T, d3) + np.einsum("ij,jk->ik", X.T, d3, optimize=True)
    return dW1, dW2
"""
WARM_UPS: Final = 3


def main(settings: Mapping[str, Any]) -> None:
    """Load, lock what can be locked beforehand, say hello, and fork children until the grader is gone."""
    control = socket.socket(fileno=settings["control"])
    sys.argv[:] = [""]
    do_without("numpy.f2py")
    preload([*STANDARD, *NUMERICAL])
    missing = preload(settings["imports"])
    warm_up()
    settle()
    locks = lockdown.prepare(settings["layers"])
    send_hello(control, {"missing": dict(locks.missing), "not_imported": missing})
    adopt_strays()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(BrokenPipeError):
        while (request := receive_fork(control)) is not None:
            fork(control, locks, *request)
    os._exit(0)


def preload(names: Iterable[str]) -> dict[str, str]:
    """Import these modules; the reason for each that cannot be."""
    missing = {}
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:  # whatever a module raises that cannot be had here
            missing[name] = str(error)
    return missing


def do_without(name: str) -> None:
    """Put nothing in the place of a module: less memory to copy for every child.

    `numpy.matlib` takes all names of NumPy, and with them a compiler of Fortran that nobody can use here.
    """
    package, _, last = name.rpartition(".")
    nothing = sys.modules[name] = types.ModuleType(name)
    setattr(importlib.import_module(package), last, nothing)


def warm_up() -> None:
    """Run a small submission of our own, as a child would.

    NumPy sets up some things at first use, and Python rewrites what it runs for the third time: done here,
    that is done for all children, and the memory stays shared with them.
    """
    import numpy as np

    from grader.sandbox import child, wire
    from grader.sandbox.program import Program, share_modules

    share_modules()
    leaves = [{"leaf": 0}, {"leaf": 1}]
    entry = Entry(tuple(leaves), {"list": leaves}, ("X", "t"), "gradients")
    slots = (np.eye(3, 2), np.ones((3, 3)))
    for _ in range(WARM_UPS):
        program = Program(WARM_UP, entry)
        for numbers in get_args(Numbers):
            body = {"slots": [None, None], "numbers": numbers, "local": numbers == "double"}
            data = wire.encode_request(wire.Request(wire.CALL, 1, body, slots))
            head = wire.frame_head(data, wire.MAX_JSON)
            assert head is not None
            child.encoded(program, wire.decode_request(head, data[wire.HEADER.size :]))


def settle() -> None:
    """Make the process the same for every submission: no environment, random numbers from a fixed seed."""
    import numpy as np

    os.environ.clear()
    np.random.seed(0)
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    sys.stdout = printer()
    sys.stderr = printer()


def printer() -> io.TextIOWrapper:
    """A text stream into what will be a child's output pipe; no character can break it."""
    return io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), "utf-8", "backslashreplace")


def adopt_strays() -> None:
    """Be the parent of whatever a child leaves behind."""
    if sys.platform == "linux":
        lockdown.prctl(lockdown.PR_SET_CHILD_SUBREAPER, 1)


def fork(control: socket.socket, locks: lockdown.Lockdown, seconds: float, memory: int, pipes: Pipes) -> None:
    """Fork one child, hand its handle to the grader, and report its end."""
    from grader.sandbox import child

    zygote = os.getpid()
    process = os.fork()
    if not process:
        child.live(locks, seconds, memory, pipes, zygote)
    for end in pipes:
        os.close(end)
    handle = os.pidfd_open(process) if hasattr(os, "pidfd_open") else None
    send_handle(control, process, handle)
    wait(control, process, handle)
    _, status, usage = os.wait4(process, 0)
    send_ended(control, Ended(status, usage.ru_utime, usage.ru_stime, usage.ru_maxrss, end_strays()))


def wait(control: socket.socket, process: int, handle: int | None) -> None:
    """Until the child has ended; where the grader goes first, the child goes too."""
    if handle is None:
        return
    ready = select.poll()
    ready.register(control, 0)
    ready.register(handle, select.POLLIN)
    if any(end == control.fileno() for end, _ in ready.poll()):
        os.kill(process, signal.SIGKILL)
    os.close(handle)


def end_strays() -> int:
    """Kill every process that a child left behind; returns how many there were."""
    killed: set[int] = set()
    while True:
        try:
            process, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return len(killed)
        if not process:
            for stray in own_children():
                killed.add(stray)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(stray, signal.SIGKILL)
            time.sleep(0.001)


def own_children() -> list[int]:
    """The processes whose parent is this one."""
    with open(f"/proc/self/task/{os.getpid()}/children") as children:
        return [int(process) for process in children.read().split()]

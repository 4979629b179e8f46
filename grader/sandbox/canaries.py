"""Forbidden actions, to be tried in a locked child before any submission is: each must be refused."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import socket
from collections.abc import Callable
from typing import Final

NO_PROCESS: Final = 0x7FFFFFFE
PTRACE_ATTACH: Final = 16
REFUSED: Final = {errno.EPERM, errno.EACCES, errno.EAGAIN, errno.ENOSYS}
"""How a system says no; "not found" is a door that opened on an empty room."""


def open_a_file() -> None:
    os.close(os.open("/", os.O_RDONLY))


def write_a_file() -> None:
    path = f"/tmp/.canary-{os.getpid()}"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    os.unlink(path)


def read_proc() -> None:
    os.close(os.open("/proc/self/environ", os.O_RDONLY))


def open_a_socket() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def pair_sockets() -> None:
    for end in socket.socketpair():
        end.close()


def fork() -> None:
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)


def execute() -> None:
    os.execv("/no such program", ["no such program"])


def signal_the_parent() -> None:
    os.kill(os.getppid(), 0)


def trace_a_process() -> None:
    libc("ptrace", PTRACE_ATTACH, NO_PROCESS, 0, 0)


def make_code() -> None:
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def become_root() -> None:
    os.setuid(0)


def leave_namespaces() -> None:
    libc("unshare", 0x10000000)


def libc(name: str, *arguments: int) -> None:
    """Call a function of the C library that Python does not offer."""
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*map(ctypes.c_long, arguments)) == -1:
        raise OSError(ctypes.get_errno(), name)


CANARIES: Final[tuple[Callable[[], None], ...]] = (
    open_a_file,
    write_a_file,
    read_proc,
    open_a_socket,
    pair_sockets,
    fork,
    execute,
    signal_the_parent,
    trace_a_process,
    make_code,
    become_root,
    leave_namespaces,
)
NAMES: Final = tuple(canary.__name__ for canary in CANARIES)


def allowed() -> list[str]:
    """The names of the actions that are not refused here."""
    make_room()
    return [canary.__name__ for canary in CANARIES if not refused(canary)]


def make_room() -> None:
    """Close two descriptors: that there is none to spare would hide what can be opened."""
    for spare in (0, 2):
        os.close(spare)


def refused(canary: Callable[[], None]) -> bool:
    """Whether the system said no."""
    try:
        canary()
    except OSError as error:
        return error.errno in REFUSED
    return False

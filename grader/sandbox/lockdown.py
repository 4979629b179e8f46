"""The locks of a child, taken in this order before it reads the first byte of a submission.

1. a session of its own;
2. Landlock: no path, no TCP port, no signal or abstract socket to a process outside;
3. every descriptor closed but the three pipes;
4. another user, where it is root;
5. death when its zygote dies;
6. limits of memory, time, files and processes;
7. no new privileges, ever;
8. seccomp: the few system calls that arithmetic needs, and no other.

What can be made ready is made ready once, in the zygote.  A lock that fails ends the child: the grader
hears nothing from it and calls that an incident.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import math
import os
import resource
import signal
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.sandbox.control import NOT_ROOT, Pipes

LIBC: Final = ctypes.CDLL(None, use_errno=True)
NOBODY: Final = 65534
CAP_SETGID, CAP_SETUID = 6, 7
PROT_EXEC: Final = 4
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER, INSTRUCTION = 22, 2, 8

REQUESTS, REPLIES, DESCRIPTORS = 3, 4, 5
"""Where a locked child finds its pipes, and how many descriptors it has."""

ALLOWED: Final = (
    "read", "write", "close", "fstat", "lseek",
    "brk", "munmap", "mremap", "madvise", "futex",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall", "exit", "exit_group",
    "clock_gettime", "clock_getres", "gettimeofday", "time", "nanosleep", "clock_nanosleep",
    "times", "getrusage", "sysinfo", "uname", "getrandom", "sched_yield", "sched_getaffinity",
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid",
)  # fmt: skip
"""The system calls of a program that computes, sleeps and prints."""


@dataclass(frozen=True)
class Lockdown:
    """The locks this system has, made ready for children to take."""

    layers: tuple[str, ...]
    missing: Mapping[str, str]
    filter: Instructions | None = None
    rules: Any = None
    null: int = -1
    address_space: int = 0

    def take(self, seconds: float, memory: int, pipes: Pipes, zygote: int) -> None:
        """Lock this process in, for good."""
        os.setsid()
        if self.rules is not None:
            self.rules.restrict()
            self.rules.close()
        keep_only(self.null, pipes)
        if "uid" in self.layers:
            become(NOBODY)
        if sys.platform == "linux":
            die_with(zygote)
        if "rlimits" in self.layers:
            limit(seconds, self.address_space + memory)
        if self.filter is not None:
            prctl(PR_SET_NO_NEW_PRIVS, 1)
            prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, self.filter)


def prepare(wanted: Collection[str]) -> Lockdown:
    """Make ready those of the wanted layers that this system has."""
    missing: dict[str, str] = {}
    rules = landlock_rules(missing) if "landlock" in wanted else None
    calls = call_filter(missing) if "seccomp" in wanted else None
    program = compiled(calls) if calls is not None else None
    if "uid" in wanted and (why := user_is_kept()):
        missing["uid"] = why
    own = [layer for layer in ("landlock", "uid", "rlimits", "seccomp") if layer in wanted]
    return Lockdown(
        layers=tuple(layer for layer in own if layer not in missing),
        missing=missing,
        filter=program,
        rules=rules,
        null=os.open(os.devnull, os.O_RDWR),
        address_space=address_space() if "rlimits" in wanted else 0,
    )


def landlock_rules(missing: dict[str, str]) -> Any:
    """The rule that nothing may be reached."""
    try:
        import landlockpy
    except ImportError as error:
        missing["landlock"] = str(error)
        return None
    if not landlockpy.supported():
        missing["landlock"] = "this kernel has no Landlock"
        return None
    return landlockpy.Ruleset(scoped=landlockpy.Scope.SIGNAL | landlockpy.Scope.ABSTRACT_UNIX_SOCKET)


def call_filter(missing: dict[str, str]) -> Any:
    """The filter of system calls; what is not allowed fails with "operation not permitted"."""
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        missing["seccomp"] = str(error)
        return None
    calls = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in ALLOWED:
        calls.add_rule(seccomp.ALLOW, name)
    for name in ("mmap", "mprotect"):  # everything is loaded: no more code
        calls.add_rule(seccomp.ALLOW, name, seccomp.Arg(2, seccomp.MASKED_EQ, PROT_EXEC, 0))
    calls.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(2, seccomp.EQ, 0))  # limits are read, not set
    # The C library falls back to clone only when clone3 is unknown, and then reports the refusal.
    calls.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    return calls


class Instructions(ctypes.Structure):
    """A filter as the kernel reads it (``struct sock_fprog``): how many instructions there are, and where."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def compiled(calls: Any) -> Instructions:
    """A filter as instructions, so that they are made once and not by every child.

    A file in memory, as no directory need be there in which one may write.
    """
    with open(os.memfd_create("filter"), "w+b") as file:
        calls.export_bpf(file)
        file.seek(0)
        instructions = file.read()
    return Instructions(len(instructions) // INSTRUCTION, instructions)


def keep_only(null: int, pipes: Pipes) -> None:
    """Leave the pipes at their places, nothing to read at 0, and the output at 1 and 2."""
    wanted = (null, pipes.output, pipes.output, pipes.requests, pipes.replies)
    aside = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 2 * DESCRIPTORS) for end in wanted]
    for place, end in enumerate(aside):
        os.dup2(end, place, inheritable=False)
    os.closerange(DESCRIPTORS, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def user_is_kept() -> str:
    """Why this process cannot make its children another user's; nothing where it can."""
    if os.geteuid() != 0:
        return NOT_ROOT
    with open("/proc/self/status") as status:
        (powers,) = (int(line.split()[1], 16) for line in status if line.startswith("CapEff"))
    needed = 1 << CAP_SETUID | 1 << CAP_SETGID
    return "" if powers & needed == needed else "root without the right to change its user"


def become(user: int) -> None:
    """Be another user, with no way back."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def die_with(parent: int) -> None:
    """Be killed when the parent ends; nobody may look into this process."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(PR_SET_DUMPABLE, 0)
    if os.getppid() != parent:
        raise ProcessLookupError("the zygote ended while its child was being locked")


def limit(seconds: float, memory: int) -> None:
    """What this process may use; the time is the grader's to watch, and the limit here stands behind it."""
    limits = {
        resource.RLIMIT_CPU: math.ceil(seconds) + 1,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: DESCRIPTORS,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for kind, most in limits.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def address_space() -> int:
    """Bytes of address space this process has already; what a submission may use comes on top."""
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[0]) * resource.getpagesize()


def prctl(option: int, value: int, filter: Instructions | None = None) -> None:
    """The one system call that no library at hand makes."""
    address = None if filter is None else ctypes.byref(filter)
    if LIBC.prctl(option, ctypes.c_ulong(value), address, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}: {os.strerror(ctypes.get_errno())}")

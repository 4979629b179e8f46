"""Starting a zygote: a new Python, a clean environment, namespaces of its own where the system permits."""

from __future__ import annotations

import importlib.util
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

import grader
from grader.sandbox import control
from grader.sandbox.channel import Channel
from grader.sandbox.control import Ended, Handle
from grader.sandbox.records import Limits

START: Final = "import json, sys; settings = json.loads(sys.argv[1]); sys.path[:] = settings['path']; \
from grader.sandbox.zygote import main; main(settings)"
"""What the new Python runs: only from places on a path of our own."""

ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    "LC_ALL": "C.UTF-8",
    # A set of strings has the same order in every run, so that a run can be repeated.
    "PYTHONHASHSEED": "0",
    # A fork keeps only one thread, and a child may not start any.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

START_SECONDS: Final = 60.0
FORK_SECONDS: Final = 10.0
END_SECONDS: Final = 10.0
CLOSE_SECONDS: Final = 1.0
LOADED: Final = ("numpy", "flint", "scipy", "landlockpy", "pyseccomp")
PACKAGE: Final = Path(grader.__file__).parent
SYSTEM: Final = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


GONE: Final = (EOFError, OSError)
"""What speaking to a zygote raises that is dead or does not answer."""


class StartError(Exception):
    """A zygote that did not start; the message is what it said."""


class Zygote:
    """The grader's side of a zygote; one child at a time."""

    def __init__(self, layers: Collection[str], imports: Sequence[str]) -> None:
        self.imports = tuple(imports)
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the zygote)
        self.last_words = ""
        self.socket, end = socket.socketpair()
        settings = {
            "control": end.fileno(),
            "layers": sorted(layers),
            "imports": list(imports),
            "path": search_path(imports),
        }
        with end:
            self.process = subprocess.Popen(
                [*(namespaces(imports) if "namespaces" in layers else ()), *interpreter(settings)],
                pass_fds=[end.fileno()],
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=self.complaints,
                stderr=self.complaints,
                cwd="/",
                start_new_session=True,
            )

    def hello(self) -> Mapping[str, Any]:
        """Wait until it is warm; raises `StartError`."""
        self.socket.settimeout(START_SECONDS)
        try:
            return control.receive_hello(self.socket)
        except GONE as error:
            self.close()
            raise StartError(self.last_words or str(error)) from error

    def order(self, limits: Limits) -> Channel:
        """Ask for a child; `handle` waits for it.  Raises `GONE` where the zygote is."""
        self.socket.settimeout(FORK_SECONDS)
        channel = Channel(limits)
        try:
            control.send_fork(self.socket, limits, channel.child)
        except BaseException:
            channel.close()
            raise
        finally:
            channel.hand_over()
        return channel

    def handle(self) -> Handle:
        """The child that was ordered; raises `GONE` where the zygote is."""
        if self.gone:
            raise EOFError("the zygote is gone")
        self.socket.settimeout(FORK_SECONDS)
        return control.receive_handle(self.socket)

    def open(self, limits: Limits) -> tuple[Channel, Handle]:
        """A new child, and the way to it; raises `GONE` where the zygote is."""
        channel = self.order(limits)
        try:
            return channel, self.handle()
        except BaseException:
            channel.close()
            raise

    @property
    def gone(self) -> bool:
        """Whether the zygote has closed its end; what it sent before may still be there to read."""
        events = select.poll()
        events.register(self.socket, 0)
        return bool(events.poll(0))

    def control(self) -> int:
        """The descriptor that closes when the zygote is gone."""
        return self.socket.fileno()

    def ended(self, limits: Limits | None = None) -> Ended | None:
        """How the child ended; None where the zygote is gone."""
        self.socket.settimeout(END_SECONDS)
        try:
            return control.receive_ended(self.socket)
        except GONE:
            return None

    def close(self) -> None:
        """End it; it ends by itself when the socket closes, and is killed where it does not."""
        self.socket.close()
        try:
            self.process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if not self.complaints.closed:
            self.last_words = last_line(self.complaints)
            self.complaints.close()


def last_line(file: IO[bytes]) -> str:
    """The last line of a file, the whole of which may be long."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - 4000))
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def interpreter(settings: Mapping[str, Any]) -> list[str]:
    """A Python without the working directory, the user's packages, or those of a virtual environment."""
    return [os.path.realpath(sys.executable), "-P", "-s", "-B", "-c", START, json.dumps(settings)]


def search_path(imports: Iterable[str] = ()) -> list[str]:
    """Where the new Python finds its library and the packages it needs: where they are found here."""
    library = [place for place in sys.path if within(place, [sys.base_prefix])]
    packages = [*package_directories(imports), PACKAGE.parent]
    return [*library, *dict.fromkeys(map(str, packages))]


def package_directories(imports: Iterable[str]) -> Iterator[Path]:
    """The directories in which the packages stand that a zygote loads."""
    for name in (*LOADED, *imports):
        found = importlib.util.find_spec(name.partition(".")[0])
        if found and found.has_location and found.origin:
            place = Path(found.origin).parent
            yield place.parent if found.submodule_search_locations else place


def within(place: str | Path, directories: Iterable[str | Path]) -> bool:
    """Whether a place lies in one of these directories."""
    return any(Path(place).is_relative_to(directory) for directory in directories)


def namespaces(imports: Iterable[str]) -> list[str]:
    """The bubblewrap command: own processes, network and names; only the system and Python, read-only."""
    return [
        shutil.which("bwrap") or "bwrap",
        *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
        *("--hostname", "grader", "--cap-drop", "ALL", *privileges()),
        *("--ro-bind", "/usr", "/usr", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
        *(word for place in SYSTEM for word in system_directory(place)),
        *(word for place in python_places(imports) for word in ("--ro-bind", place, place)),
        *("--dev", "/dev", "--proc", "/proc", "--chdir", "/", "--"),
    ]


def privileges() -> Sequence[str]:
    """What a zygote that is root keeps, to make its children another user and to kill them."""
    if os.geteuid() != 0:
        return ["--unshare-user"]
    return [word for power in ("SETUID", "SETGID", "KILL") for word in ("--cap-add", f"CAP_{power}")]


def system_directory(place: str) -> Sequence[str]:
    """A directory beside /usr: a link into it on most systems."""
    if os.path.islink(place):
        return "--symlink", os.readlink(place), place
    return "--ro-bind-try", place, place


def python_places(imports: Iterable[str]) -> list[str]:
    """Python and its packages; of this package, where it stands elsewhere, only what the sandbox needs."""
    base, python = Path(sys.base_prefix), Path(os.path.realpath(sys.executable))
    places = [base, base.resolve(), python.parent, *package_directories(imports)]
    if not within(PACKAGE, places):
        places += [PACKAGE / "__init__.py", PACKAGE / "sandbox"]
    return [str(place) for place in dict.fromkeys(places) if not within(place, ["/usr"])]

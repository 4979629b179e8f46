"""The place where student code runs: one zygote, one locked child for each submission.

A child is given numbers and gives back numbers.  The verdict is reached here, in a process that never ran a
line of the submission, from arrays that were decoded without pickle (`grader.sandbox.wire`).  How far a
child is locked in is tried before the first submission and stands in each result (`Worker.isolation`).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

from grader.errors import SandboxError
from grader.sandbox.channel import Channel
from grader.sandbox.control import Ended, Handle
from grader.sandbox.isolation import WISHES, Wish, check_platform, insist, judge, probe
from grader.sandbox.launch import GONE, StartError, Zygote
from grader.sandbox.records import Entry, Isolation, Limits
from grader.sandbox.session import Session


class Worker:
    """Runs submissions, one at a time; a context manager.

    `imports` are modules that submissions may import besides the usual ones.  `isolation` is ``strongest``
    (whatever this system has, but at least ``filtered``), ``full`` or ``filtered``.  Where that is not to
    be had, `SandboxError` says what to do; `trusted` runs the code all the same, behind the layers there
    are.

    It starts at once and is waited for at first use, so that a grader can get on with its own preparations.
    """

    def __init__(
        self, imports: Iterable[str] = (), isolation: Wish = "strongest", trusted: bool = False
    ) -> None:
        check_platform(trusted)
        self.imports = tuple(imports)
        self.wish: Wish = isolation
        self.trusted = trusted
        self._missing: dict[str, str] = {}
        self._zygote: Zygote | None = None
        self._isolation: Isolation | None = None
        self._spare: Channel | None = None

    def __enter__(self) -> Worker:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop_spare()
        self.zygote.close()

    def _drop_spare(self) -> None:
        """The spare child dies with its zygote."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    @property
    def zygote(self) -> Zygote:
        """The process that forks."""
        if self._zygote is None:
            raise SandboxError("the worker is not started; use it in a with statement")
        return self._zygote

    @property
    def isolation(self) -> Isolation:
        """How far submissions are locked in, as found by trying."""
        if self._isolation is None:
            self._isolation = self._settle()
        return self._isolation

    def session(
        self,
        text: str,
        entry: Entry,
        limits: Limits | None = None,
        modules: Mapping[str, str] | None = None,
    ) -> Session:
        """The calls of one submission; a context manager.

        `modules` are the texts of its other files, by the names they are imported by.
        """
        insist(self.isolation, self.wish, self.trusted)
        return Session(self, text, entry, limits or Limits(), modules)

    # ------------------------------------------------ what a session needs

    def open(self, limits: Limits) -> tuple[Channel, Handle]:
        """A locked child: the spare one if it is there, else a new one; where the zygote died, of a new
        one.
        """
        try:
            channel, handle = self._spare_child() or self.zygote.open(limits)
            if channel.limits == limits:
                return channel, handle
            handle.kill()
            channel.close()
            if self.zygote.ended() is not None:
                return self.zygote.open(limits)
        except GONE:
            pass
        self.restart()
        return self.zygote.open(limits)

    def _spare_child(self) -> tuple[Channel, Handle] | None:
        """The child that was ordered ahead."""
        channel, self._spare = self._spare, None
        if channel is None:
            return None
        try:
            return channel, self.zygote.handle()
        except BaseException:
            channel.close()
            raise

    def control(self) -> int:
        """The descriptor that closes when the zygote is gone."""
        return self.zygote.control()

    def ended(self, limits: Limits) -> Ended | None:
        """How the child ended; where the zygote is gone, a new one is started.

        The next child is ordered first, so that it locks itself in while the grader looks at this one's
        answers.
        """
        with suppress(*GONE):
            self._spare = self.zygote.order(limits)
        ended = self.zygote.ended()
        if ended is None:
            self.restart()
        return ended

    # ----------------------------------------------------------- the zygote

    def restart(self) -> None:
        """A new zygote in place of a dead one."""
        self._drop_spare()
        self.zygote.close()
        self._start()
        self._isolation = self._settle()

    def _start(self) -> None:
        self._zygote = Zygote(self._layers(), self.imports)

    def _layers(self) -> list[str]:
        """The layers to ask for: those wished for and not found missing."""
        if "namespaces" in WISHES[self.wish] and shutil.which("bwrap") is None:
            self._missing["namespaces"] = "bubblewrap is not installed"
        wished = WISHES[self.wish] if sys.platform == "linux" else ()
        return [layer for layer in wished if layer not in self._missing]

    def _settle(self) -> Isolation:
        """Wait for the zygote, without namespaces where they are refused; try what its children can do."""
        try:
            hello, allowed = self.zygote.hello(), probe(self.zygote)
        except StartError as error:
            self.zygote.close()
            if "namespaces" in self._missing or "namespaces" not in WISHES[self.wish]:
                raise SandboxError(f"the sandbox does not start: {error}") from error
            self._missing["namespaces"] = str(error)
            self._start()
            return self._settle()
        self._check_imports(hello)
        own = [layer for layer in self._layers() if layer not in hello["missing"]]
        return judge(own, {**self._missing, **hello["missing"]}, allowed)

    def _check_imports(self, hello: Mapping[str, Any]) -> None:
        for name, why in hello["not_imported"].items():
            raise SandboxError(
                f"the assignment allows the module {name!r}, which cannot be imported here ({why}); "
                "install it for this Python, or take it out of `imports`"
            )

"""How far this machine locks a submission in: tried, not believed.

A real child is locked and told to do what no submission may (`grader.sandbox.canaries`); what it finds
possible decides the level that stands in every result.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from typing import Final, Literal

from grader.errors import SandboxError
from grader.sandbox import wire
from grader.sandbox.canaries import NAMES
from grader.sandbox.control import NOT_ROOT
from grader.sandbox.launch import GONE, StartError, Zygote
from grader.sandbox.records import LAYERS, Entry, Isolation, Limits
from grader.sandbox.session import Session

Wish = Literal["strongest", "full", "filtered", "none"]

WISHES: Final[Mapping[Wish, tuple[str, ...]]] = {
    "strongest": LAYERS,
    "full": LAYERS,
    "filtered": ("uid", "rlimits", "seccomp"),
    "none": ("uid", "rlimits"),
}
"""The layers tried for each wish; ``none`` is for trusted code."""

ADVICE: Final = (
    "install libseccomp2 (Debian and Ubuntu: apt install libseccomp2), or grade on Linux, in Docker or in "
    "WSL2; --trusted-code runs code that you would run yourself"
)


def check_platform(trusted: bool) -> None:
    """Refuse where there is no way to run a submission; raises `SandboxError`."""
    if sys.platform == "win32":
        raise SandboxError("submissions cannot be run on Windows itself; grade in WSL2 or in Docker")
    if sys.platform != "linux" and not trusted:
        raise SandboxError(
            f"submissions cannot be locked in on {sys.platform}, only on Linux with seccomp; {ADVICE}"
        )


def probe(zygote: Zygote) -> frozenset[str]:
    """The forbidden actions that a child of this zygote can do; raises `StartError` where there is none."""
    nothing = Entry(arguments=(), returns={"list": []})
    try:
        with Session(zygote, "", nothing, Limits(seconds=5.0)) as session:
            reply = session.ask(wire.PROBE, {})()
    except GONE as error:
        raise StartError(str(error)) from error
    if reply.outcome != "returned":
        raise StartError(reply.error or reply.outcome)
    return frozenset(reply.returned.split())


def judge(layers: Collection[str], missing: Mapping[str, str], allowed: Collection[str]) -> Isolation:
    """The level that these layers come to, given what a child could do under them."""
    refused = {name: name not in allowed for name in NAMES}
    locked = all(refused.values()) and {"rlimits", "seccomp"} <= set(layers)
    complete = not owed(missing) and set(LAYERS) - set(missing) <= set(layers)
    return Isolation(
        level="full" if locked and complete else "filtered" if locked else "none",
        layers=tuple(layer for layer in LAYERS if layer in layers),
        canaries=refused,
        missing=dict(missing),
    )


def insist(found: Isolation, wish: Wish, trusted: bool) -> None:
    """Refuse a level below what was wished for; raises `SandboxError`."""
    if trusted:
        return
    if found.level == "none":
        raise SandboxError(f"submissions cannot be locked in here: {shortcoming(found)}; {ADVICE}")
    if wish == "full" and found.level != "full":
        raise SandboxError(
            f"the isolation is not full here: {shortcoming(found)}; "
            "provide what is missing, or ask for the strongest there is"
        )


def owed(missing: Mapping[str, str]) -> dict[str, str]:
    """What is missing that could be there: only root can change its user, and only root has to."""
    return {layer: why for layer, why in missing.items() if why != NOT_ROOT}


def shortcoming(found: Isolation) -> str:
    """What is missing for the next level, in words."""
    lost = [f"no {layer} ({why})" for layer, why in owed(found.missing).items()]
    could = [name.replace("_", " ") for name, refused in found.canaries.items() if not refused]
    return ", ".join(lost) or f"a locked child could {', '.join(could)}"

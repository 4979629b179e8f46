"""The arrays in local variables of a function when it returned, so that the first wrong one can be named."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.records import Array
from grader.sandbox.values import numbers_in

MOST, LARGEST = 64, 10**4

Frames = dict[str, dict[str, Any]]
"""The local variables of the last return of each function of a submission, by its name."""


@contextmanager
def watching(filename: str) -> Iterator[Frames]:
    """Note the local variables of the functions of a file as they return."""
    frames: Frames = {}

    def note(frame: Any, event: str, _: object) -> None:
        if event == "return" and frame.f_code.co_filename == filename:
            frames[frame.f_code.co_name] = dict(frame.f_locals)

    sys.setprofile(note)
    try:
        yield frames
    finally:
        sys.setprofile(None)


def arrays(frames: Frames, name: str, instance: object = None) -> Mapping[str, NDArray[np.float64]]:
    """Local arrays by name: those of function `name` as it calls them, ``self.a2``, and ``helper.a2``."""
    own = frames.get(name, {})
    attributes = getattr(instance, "__dict__", {})
    others = {other: variables for other, variables in frames.items() if other != name}
    found: dict[str, NDArray[np.float64]] = {}
    for prefix, variables in (("", own), ("self.", attributes), *((f"{k}.", v) for k, v in others.items())):
        for key, array in named(variables):
            if len(found) < MOST:
                found[prefix + key] = array
    return found


def named(variables: Mapping[str, Any]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """The arrays among variables, and in those that are containers: ``cache.A1``, ``deltas.0``."""
    for key, value in list(variables.items()):
        array = small_array(value)
        if array is not None:
            yield key, array
            continue
        for at, part in inside(value):
            if (array := small_array(part)) is not None:
                yield f"{key}.{at}", array


def inside(value: Any) -> list[tuple[Any, Any]]:
    """What a container holds, with its key or place."""
    if isinstance(value, dict):
        return [(key, part) for key, part in list(value.items())[:MOST] if isinstance(key, str | int)]
    return list(enumerate(value[:MOST])) if isinstance(value, list | tuple) else []


def small_array(value: Any) -> NDArray[np.float64] | None:
    """An array of real numbers, as doubles; None for anything else."""
    if not isinstance(value, np.ndarray | list | tuple):
        return None
    found = numbers_in(value)
    if not isinstance(found, Array) or found.array.ndim == 0 or found.array.size > LARGEST:
        return None
    return found.array.astype(np.float64) if found.array.dtype.kind in "biuf" else None

"""From whatever a submission hands back to plain numbers; anything else is `Absent`, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox.records import Absent, Array, Value
from grader.sandbox.wire import MAX_AXES, MAX_AXIS

LARGEST = 10**7
"""Entries of one value; more is no gradient but an attempt on the memory."""

DEEPEST = 8
PLAIN = (bool, int, float, complex, np.number, np.bool_)


class NoNumbersError(Exception):
    """A value holds something else than numbers; the message says what."""


def numbers_in(value: Any) -> Value:
    """The numbers of a value, copied, or why there are none."""
    try:
        return Array(np.array(native(entries(value))), container(value))
    except NoNumbersError as reason:
        return Absent(str(reason))
    except BaseException as error:
        return Absent(f"{kind(value)} that raises {kind_name(error)} when it is read")


def native(array: NDArray[Any]) -> NDArray[Any]:
    """An array of numbers in the machine's byte order, none wider than a double."""
    if array.dtype.kind not in "biufc":
        raise NoNumbersError(f"an array of {array.dtype.type.__name__.rstrip('_')}")
    sendable(array)
    widest = {"f": np.float64, "c": np.complex128}.get(array.dtype.kind, array.dtype)
    return array.astype(
        widest if array.dtype.itemsize > np.dtype(widest).itemsize else array.dtype.newbyteorder("=")
    )


def sendable(array: NDArray[Any]) -> None:
    """Raise for an array with more or longer axes than a reply may have."""
    if array.ndim > MAX_AXES or max(array.shape, default=0) > MAX_AXIS:
        raise NoNumbersError(f"an array of shape {array.shape}")


def entries(value: Any) -> NDArray[Any]:
    """The entries of a value as a plain array; nothing of the value's own making is called."""
    if isinstance(value, np.ndarray):
        array = np.asarray(value)
        small_enough(array.size)
        return np.asarray(numeric(array.tolist())) if array.dtype == object else array
    return np.asarray(numeric(value))


def numeric(value: Any) -> Any:
    """A number or nested lists of numbers of one length at each level."""
    array = np.array(nested(value, DEEPEST))
    if array.dtype == object:
        raise NoNumbersError("a whole number too large")
    return array


def nested(value: Any, depth: int, plain: tuple[type, ...] = PLAIN) -> Any:
    """Lists, tuples and arrays as lists of numbers, which are instances of `plain`."""
    if isinstance(value, np.ndarray) and (value.dtype != object or depth):
        small_enough(value.size)
        array = np.asarray(value)
        return nested(array.tolist(), depth - 1, plain) if array.dtype == object else array
    if isinstance(value, list | tuple) and depth:
        small_enough(len(value))
        parts = [nested(part, depth - 1, plain) for part in value]
        if len({np.shape(part) for part in parts}) > 1:
            raise NoNumbersError(f"{container(value)} with rows of different lengths")
        return parts
    if isinstance(value, plain):
        return value
    raise NoNumbersError(kind(value))


def small_enough(size: int) -> None:
    if size > LARGEST:
        raise NoNumbersError("too many entries")


def container(value: Any) -> str:
    """What numbers come in, as `Array` says it."""
    kinds = {"matrix": np.matrix, "ndarray": np.ndarray, "list": list, "tuple": tuple}
    return next((name for name, cls in kinds.items() if isinstance(value, cls)), "number")


def kind_name(value: object) -> str:
    """The name of a value's class, which may be of the submission's making."""
    return str(type.__getattribute__(type(value), "__name__"))[:60]


def kind(value: object) -> str:
    """``None``, ``a str``, ``an OrderedDict``."""
    name = kind_name(value)
    return "None" if value is None else f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"


def description(value: Any) -> str:
    """What came back, in words: ``tuple of 2``, ``dict with dW1, dW2``, ``array of shape (2, 3)``.

    >>> description((1, 2)), description({"dW1": 0}), description(None)
    ('tuple of 2', 'dict with dW1', 'None')
    """
    if isinstance(value, np.ndarray):
        return f"array of shape {np.asarray(value).shape}"
    if isinstance(value, tuple | list):
        return f"{container(value)} of {len(value)}"
    if isinstance(value, Mapping):
        return f"dict with {', '.join(keys(value)) or 'nothing in it'}"
    return "a number" if isinstance(value, PLAIN) else kind(value)


def keys(value: Mapping[Any, Any]) -> list[str]:
    """The first keys of a dictionary that are names, and that there are others."""
    names = [key for key in value if isinstance(key, str) and key.isidentifier() and len(key) <= 40][:12]
    return names if len(names) == len(value) else [*names, "other keys"]

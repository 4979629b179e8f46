"""Whether a callable can be called with these arguments, and how: told without calling it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import FunctionType
from typing import Any

from grader.sandbox.values import kind_name

Called = tuple[tuple[Any, ...], dict[str, Any]]


class SignatureError(Exception):
    """The callable takes other arguments; the message says which."""


def calling(
    function: Callable[..., Any], name: str, values: Sequence[Any], names: Sequence[str] = ()
) -> Called:
    """Positional and keyword arguments with which to call: by name where the parameters have these names."""
    # A function is called many times; whatever else can be called may be another each time.
    find = places_of_function if isinstance(function, FunctionType) else places
    args, kwargs = find(function, name, len(values), tuple(names))
    return tuple(values[at] for at in args), {key: values[at] for key, at in kwargs.items()}


def places(function: Callable[..., Any], name: str, given: int, names: tuple[str, ...]) -> Called:
    """The same for the places 0, 1, … of the values."""
    values = tuple(range(given))
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return values, {}
    by_name = dict(zip(names, values, strict=False))
    if named(signature, by_name):
        return by_position(signature, by_name)
    if binds(signature, *values):
        return values, {}
    if by_name and binds(signature, **by_name):
        return (), by_name
    raise SignatureError(complaint(signature, name, given, names))


places_of_function = lru_cache(places)


def named(signature: inspect.Signature, by_name: dict[str, Any]) -> bool:
    """Whether the parameters are these, in whatever order, others having defaults."""
    ours = all(name in signature.parameters for name in by_name)
    return bool(by_name) and ours and binds(signature, **by_name)


def by_position(signature: inspect.Signature, by_name: dict[str, Any]) -> Called:
    bound = signature.bind(**by_name)
    return bound.args, bound.kwargs


def binds(signature: inspect.Signature, *args: Any, **kwargs: Any) -> bool:
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def complaint(signature: inspect.Signature, name: str, given: int, names: Sequence[str]) -> str:
    """``gradients(X, t) takes 2 arguments; it is called with 5: X, t, W1, W2, lam``."""
    parameters = list(signature.parameters.values())
    needed = sum(each.default is each.empty and each.kind not in STARRED for each in parameters)
    most = sum(each.kind not in STARRED for each in parameters)
    counted = f"{needed} to {most}" if needed < most else str(most)
    plural = "argument" if counted == "1" else "arguments"
    called = f"{given}: {', '.join(names)}" if names else str(given) if given else "none"
    shown = ", ".join(STARRED.get(each.kind, "") + each.name for each in parameters)
    return f"{name}({shown}) takes {counted} {plural}; it is called with {called}"


STARRED: Mapping[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def not_callable(name: str, value: object) -> str:
    return f"'{name}' is no function but a value of type {kind_name(value)}"

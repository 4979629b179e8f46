"""One call of a loaded submission: arguments made, the function or method called, the result read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from types import ModuleType
from typing import Any

import numpy as np

from grader.sandbox.failures import failure
from grader.sandbox.kinds import Kind
from grader.sandbox.layouts import LayoutError, build, count, leaves, read
from grader.sandbox.records import Entry, Reply, Slot, Template
from grader.sandbox.signatures import SignatureError, calling, not_callable
from grader.sandbox.values import description
from grader.sandbox.watching import arrays, watching


class MissingError(Exception):
    """The submission does not define what is asked for; the message says what it does define."""


class Call:
    """One call of a loaded program."""

    def __init__(
        self, entry: Entry, filename: str, module: ModuleType, slots: tuple[Slot, ...], kind: Kind
    ) -> None:
        self.entry, self.filename, self.module, self.slots, self.kind = entry, filename, module, slots, kind
        self.copies: list[tuple[int, Any]] = []
        self.arguments: tuple[Any, ...] = ()
        self.instance: Any = None

    def reply(self, local: bool) -> Reply:
        """What the call came to, whatever happens in it."""
        return self.kind.finished(self._reply(local))

    def _reply(self, local: bool) -> Reply:
        try:
            with self.kind.running():
                return self.kind.judged(self._watched() if local else self._answer(self._result()))
        except MissingError as error:
            return Reply("missing", error=str(error))
        except SignatureError as error:
            return Reply("signature", error=str(error))
        except BaseException as error:
            return failure(error, self.filename, self.kind.failed)

    def _watched(self) -> Reply:
        """The answer, and the local variables at the time it was returned."""
        with watching(self.filename) as frames:
            result = self._result()
        name = self.entry.function or self.entry.method or "__call__"
        return replace(self._answer(result), local=arrays(frames, name, self.instance))

    def _result(self) -> Any:
        function = self._function()
        self.arguments = tuple(self._build(template) for template in self.entry.arguments)
        name = self.entry.function or f"{self.entry.class_name}.{self.entry.method}"
        args, kwargs = calling(function, name, self.arguments, self.entry.parameters)
        return function(*args, **kwargs)

    def _function(self) -> Callable[..., Any]:
        """The function, or the method of an object built and filled as the entry says."""
        entry = self.entry
        if entry.class_name is None:
            return self.module.__dict__[entry.function or ""]
        built = self.module.__dict__[entry.class_name]
        args, kwargs = calling(built, entry.class_name, [self._build(each) for each in entry.construct])
        self.instance = built(*args, **kwargs)
        for attribute, template in entry.attributes.items():
            setattr(self.instance, attribute, self._build(template))
        return self._method()

    def _method(self) -> Callable[..., Any]:
        name = self.entry.method or "__call__"
        method = getattr(self.instance, name, None)
        if method is None:
            raise MissingError(f"the class {self.entry.class_name} has no method '{name}'")
        if not callable(method):
            raise MissingError(not_callable(name, method))
        return method

    def _build(self, template: Template) -> Any:
        return build(template, self._fresh)

    def _fresh(self, slot: int) -> Any:
        copy = self.kind.fresh(self.slots[slot])
        self.copies.append((slot, copy))
        return copy

    def _answer(self, result: Any) -> Reply:
        returned = description(result)
        changed = tuple(sorted({*self._changed(), *self._replaced()}))
        try:
            found = read(self.entry.returns, result, self.kind.convert, self._find)
        except LayoutError as error:
            return Reply("returns", returned=returned, error=str(error), changed=changed)
        values = tuple(found[leaf] for leaf in range(count(self.entry.returns)))
        return Reply("returned", values, returned, changed=changed)

    def _changed(self) -> Iterator[int]:
        """Slots whose arrays hold something else than before."""
        return (slot for slot, copy in self.copies if self._is_changed(slot, copy))

    def _replaced(self) -> Iterator[int]:
        """Slots whose places in the arguments' lists and dictionaries hold something else than before."""
        for template, argument in zip(self.entry.arguments, self.arguments, strict=True):
            yield from replaced(template, argument, self._is_still_there)

    def _is_still_there(self, slot: int, value: Any) -> bool:
        given = dict(self.copies)[slot]
        return value is given or (isinstance(value, np.ndarray) and not self._is_changed(slot, value))

    def _is_changed(self, slot: int, copy: Any) -> bool:
        if not isinstance(copy, np.ndarray):
            return False
        given = self.kind.fresh(self.slots[slot])
        return copy.shape != given.shape or not self.kind.same(copy, given)

    def _find(self, place: str, name: str) -> Any:
        """What an attribute, a global variable, an argument or an item of one (``params.W1``) holds."""
        first, *path = name.split(".")
        return reduce(inside, path, self._found(place, first))

    def _found(self, place: str, name: str) -> Any:
        if place == "self":
            return attribute(self.instance, name)
        if place == "module":
            return item(self.module.__dict__, name, "no global variable")
        if name in self.entry.parameters:
            return self.arguments[self.entry.parameters.index(name)]
        holding = (argument for argument in self.arguments if isinstance(argument, dict) and name in argument)
        return item(next(holding, {}), name, "no argument")


def replaced(template: Template, value: Any, is_there: Callable[[int, Any], bool]) -> Iterator[int]:
    """The slots of a template that are no longer where `build` put them."""
    parts = template.get("dict") or dict(enumerate(template.get("list", ())))
    if "leaf" in template:
        yield from () if is_there(template["leaf"], value) else (template["leaf"],)
    elif parts and keys_of(value) != list(parts):
        yield from (leaf["leaf"] for leaf in leaves(template))
    else:
        for key, part in parts.items():
            yield from replaced(part, value[key], is_there)


def keys_of(container: Any) -> list[Any]:
    """The keys of a dictionary, the places of a list."""
    return list(container) if isinstance(container, dict) else list(range(len(container)))


def attribute(instance: Any, name: str) -> Any:
    """An attribute of the object; raises `LookupError`."""
    if not hasattr(instance, name):
        raise LookupError(f"the object has no attribute '{name}'")
    return getattr(instance, name)


def item(table: Mapping[str, Any], name: str, lack: str) -> Any:
    """An entry of a table; raises `LookupError`."""
    if name not in table:
        raise LookupError(f"{lack} '{name}'")
    return table[name]


def inside(value: Any, key: str) -> Any:
    """An item of a dictionary, list or tuple; raises `LookupError`."""
    if isinstance(value, Mapping):
        return item(value, key, "no key")
    if isinstance(value, list | tuple) and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    raise LookupError(f"no item {key}")

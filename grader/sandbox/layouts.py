"""Templates at work: arguments built from slots, results taken apart into values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.sandbox.records import Absent, Template, Value
from grader.sandbox.values import container, description, keys

Convert = Callable[[Any], Value]
Find = Callable[[str, str], Any]
"""Finds what a leaf names elsewhere: place, name → value; raises `LookupError` with the reason."""


class LayoutError(Exception):
    """What came back is laid out otherwise than asked; the message says how."""


def build(template: Template, fresh: Callable[[int], Any]) -> Any:
    """What a template describes, with ``fresh(slot)`` at its leaves."""
    if "leaf" in template:
        return fresh(template["leaf"])
    if "list" in template:
        return [build(part, fresh) for part in template["list"]]
    if "dict" in template:
        return {key: build(part, fresh) for key, part in template["dict"].items()}
    return None


def count(template: Template) -> int:
    """How many values a template asks for."""
    return sum(1 for _ in leaves(template))


def leaves(template: Template) -> Iterator[Template]:
    if "leaf" in template:
        yield template
    for part in (*template.get("list", ()), *template.get("dict", {}).values()):
        yield from leaves(part)


def returned(template: Template) -> bool:
    """Whether anything of a template is looked for in what was returned."""
    skipped = "skip" in template
    return skipped or any("from" not in leaf for leaf in leaves(template))


def read(template: Template, value: Any, convert: Convert, find: Find) -> dict[int, Value]:
    """The values of a template's leaves; raises `LayoutError`."""
    if "leaf" in template:
        return {template["leaf"]: leaf(template, value, convert, find)}
    if "dict" in template and returned(template):
        return in_dict(template, value, convert, find)
    parts = template.get("list", ()) or tuple(template.get("dict", {}).values())
    items = iter(in_list([part for part in parts if returned(part)], value))
    found: dict[int, Value] = {}
    for part in parts:
        found |= read(part, next(items) if returned(part) else None, convert, find)
    return found


def leaf(template: Template, value: Any, convert: Convert, find: Find) -> Value:
    if "from" not in template:
        return convert(value)
    try:
        return convert(find(template["from"], template["name"]))
    except LookupError as reason:
        return Absent(str(reason.args[0]))


def in_list(parts: list[Template], value: Any) -> list[Any]:
    """What a tuple or list holds; a single value may come without one."""
    if not parts:
        return []
    if len(parts) == 1 and not (isinstance(value, tuple | list) and len(value) == 1):
        return [value]
    if not isinstance(value, tuple | list):
        raise LayoutError(f"{len(parts)} values in a tuple are asked for; it returned {description(value)}")
    if len(value) != len(parts):
        raise LayoutError(
            f"{len(parts)} values are asked for; it returned a {container(value)} of {len(value)}"
        )
    return list(value)


def in_dict(template: Template, value: Any, convert: Convert, find: Find) -> dict[int, Value]:
    parts = template["dict"]
    if not isinstance(value, Mapping):
        raise LayoutError(f"a dict with {', '.join(parts)} is asked for; it returned {description(value)}")
    found: dict[int, Value] = {}
    for key, part in parts.items():
        if key in value or not returned(part):
            found |= read(part, value.get(key), convert, find)
        else:
            reason = Absent(f"no key '{key}'; the dict has {', '.join(keys(value)) or 'no keys'}")
            found |= {each["leaf"]: reason for each in leaves(part)}
    return found

"""The first complaint of pydantic about an assignment, in the words of its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from symbp.errors import choices

EXPECTED = {
    "tuple_type": "a list in brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "int_type": "a whole number",
    "string_type": "text in quotes",
    "string_too_short": "text that is not empty",
    "too_short": "at least one",
    "bool_type": "true or false",
    "float_type": "a number",
    "finite_number": "a finite number",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
    "literal_error": "{expected}",
}
"""What pydantic's types of error ask for."""

BRANCHES = ("str", "int", "tuple[", "dict[", "function-", "nullable", "lax-or-strict")
"""How pydantic names the members of a union within a place; they mean nothing to the writer of a file."""


def complaint(error: ValidationError, model: type[BaseModel]) -> str:
    """One line: table.field = value: expected …."""
    first = error.errors()[0]
    steps = [step for step in first["loc"] if isinstance(step, int) or not str(step).startswith(BRANCHES)]
    where, found = place(steps), first["input"]
    if first["type"] == "extra_forbidden":
        return f"{where}: unknown key; {choices(keys(model, steps[:-1]), str(steps[-1]))}"
    if first["type"] == "missing":
        return f"{where}: missing; every {steps[0]} needs one"
    expected = EXPECTED.get(first["type"], first["msg"]).format(**first.get("ctx", {}))
    branches = sum(other["input"] is found for other in error.errors())
    if branches > 1 and first["type"] == "string_type":
        expected = EITHER.get(str(steps[-1]), "a name in quotes, a list, or an inline table")
    return f"{where} = {shown(found)}: expected {expected}"


EITHER = {"seed": "text in quotes or a whole number"}
"""What is expected where there is a choice of types."""


def place(steps: list[Any]) -> str:
    """Where in the file: ``part[1].points``; lists are counted from 1."""
    text = ""
    for step in steps:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def shown(value: Any) -> str:
    """A value as a TOML file would show it, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def keys(model: type[BaseModel], steps: list[Any]) -> list[str]:
    """The keys of the table at a place."""
    names = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    for count, step in enumerate(steps):
        if isinstance(step, str):
            return keys(next(tables(names[step])), steps[count + 1 :])
    return list(names)


def tables(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from tables(part)

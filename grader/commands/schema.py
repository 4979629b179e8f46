"""`grader schema`: what an assignment may say, for editors."""

from __future__ import annotations


def schema() -> None:
    """Print the JSON Schema of assignments."""
    from grader.assignment import Assignment
    from symbp.commands.common import show_json

    show_json(Assignment.json_schema())

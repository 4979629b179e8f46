"""Pages from templates: a student's feedback in three forms, and the class's report.

Every value that a template prints is escaped for its format.  The pages need nothing from elsewhere, and
a policy inside each forbids it: a feedback page runs no script at all, the report only its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.report import Summary, feedback
from grader.result import Result
from grader.show import CHECKS, SIGNS, VERDICTS, count, number, printable
from grader.store import as_json
from symbp.document import escape
from symbp.resources import read_text, templates_dir

if TYPE_CHECKING:
    from jinja2 import Template


def feedback_pages(result: Result, level: str) -> dict[str, str]:
    """A student's feedback as HTML, Markdown and JSON, by suffix."""
    told = feedback(result, level)
    return {
        "html": _template("feedback.html.j2").render(told),
        "md": _template("feedback.md.j2").render(told),
        "json": as_json(told),
    }


def class_page(summary: Summary) -> str:
    """The report for staff."""
    script = read_text("report/class.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _template("class.html.j2").render(summary=summary, script=Markup(script), digest=Markup(digest))


@cache
def _template(name: str) -> Template:
    escaped = _markdown if name.endswith(".md.j2") else printable
    environment = Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        finalize=_finalize(escaped),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, count=lambda many, one: count(many, one))
    environment.globals.update(SIGNS=SIGNS, VERDICTS=VERDICTS, CHECKS=CHECKS)
    return environment.get_template(f"report/{name}")


def _markdown(text: str) -> Markup:
    return Markup(escape.markdown(printable(text)))


def _finalize(escaped: Callable[[str], str]) -> Callable[[Any], Any]:
    """Everything printed is made safe, except numbers and what is markup already."""

    def finalize(value: Any) -> Any:
        return escaped(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    return finalize

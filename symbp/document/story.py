"""One story, several hands: a Jinja story calls macros, and each format is a set of those macros.

`templates/story/` holds stories: plain text and calls of macros.  The text is escaped for
the format when the story is compiled, and so is everything a story or a macro prints, unless a
macro made it: what a user typed can never become markup.  `templates/<format>/macros.j2` holds the
macros and `page.j2` the frame around them.  A user's directory of the same form is searched first;
its `macros.j2` need define only the macros that it changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from symbp.document import escape, filters
from symbp.document.lines import Code, Ref
from symbp.errors import ConfigError, choices
from symbp.notation.tree import Tree
from symbp.resources import templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment

    from symbp.notation import Style

REFERENCE = re.compile("\ue000(.*?)\ue001(.*?)\ue002", re.DOTALL)
DELIMITERS: dict[str, dict[str, Any]] = {
    "latex": {
        "variable_start_string": "<<",
        "variable_end_string": ">>",
        "block_start_string": "<%",
        "block_end_string": "%>",
        "comment_start_string": "<#",
        "comment_end_string": "#>",
    }
}
"""LaTeX is full of braces, so its templates call by other signs."""

TITLES = {"equation": "({})", "figure": "Figure {}", "table": "Table {}", "listing": "Listing {}"}


@dataclass(frozen=True)
class Format:
    """One hand that writes the story: how it escapes text, and which renderer writes its mathematics."""

    name: str
    escape: Callable[[str], str]
    renderer: str
    tidy: Callable[[str], str] = str


def single_gaps(text: str) -> str:
    """Markdown with one blank line where there were several, outside of listings."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(p if p.startswith("```") else re.sub(r"\n[ \n]*\n", "\n\n", p) for p in parts)


FORMATS = {
    entry.name: entry
    for entry in (
        Format("typst", escape.typst, "typst"),
        Format("latex", escape.latex, "latex"),
        Format("html", escape.html, "mathml"),
        Format("markdown", escape.markdown, "latex", single_gaps),
    )
}


class Numbers:
    """The numbers of equations, figures, tables and sections, given in reading order."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.given: dict[str, tuple[str, str]] = {}
        self.headings: list[tuple[str, str]] = []

    def number(self, kind: str, label: str, heading: str = "") -> str:
        """The next number of a kind; a subsection counts within its section."""
        if label in self.given:
            raise ConfigError(f"the story uses the label {label!r} twice; give one of them another name")
        self.counts[kind] = self.counts.get(kind, 0) + 1
        text = str(self.counts[kind])
        if kind == "section":
            self.counts["subsection"] = 0
        if kind == "subsection":
            text = f"{self.counts['section']}.{text}"
        self.given[label] = (kind, text)
        if heading:
            self.headings.append((label, heading))
        return text

    def contents(self) -> list[tuple[str, str]]:
        """The sections so far: label and heading."""
        return self.headings

    def title(self, label: str) -> str:
        """How a text names what stands at the label: (3), Figure 2, Section 1.4."""
        kind, text = self.given[label]
        return TITLES.get(kind, "Section {}").format(text)

    def resolve(self, text: str, link: Callable[[str, str, str], str], plain: Callable[[str], str]) -> str:
        """The text with every reference in place; one to something left out becomes its words."""

        def replace(match: re.Match[str]) -> str:
            label, otherwise = match.groups()
            if label in self.given:
                return link(label, self.title(label), self.given[label][0])
            if otherwise:
                return plain(otherwise)
            raise ConfigError(f"the story refers to {label!r}; {choices(self.given, label)}")

        return REFERENCE.sub(replace, text)


def render(
    format_name: str,
    context: Mapping[str, Any],
    style: Style,
    *,
    story: str = "solution",
    templates: Path | None = None,
) -> str:
    """The whole document in one format, from ``templates/story/<story>.j2``."""
    entry = FORMATS[format_name]
    numbers = Numbers()
    tools = {**_tools(entry, style, numbers), **context}
    try:
        page, macros = _written(format_name, story, templates, tools)
    except (TemplateError, TypeError) as error:
        if templates is None:
            raise
        where = f"{error.name}, line {error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
        raise ConfigError(f"a template cannot be used: {where}{error}".splitlines()[0]) from None
    return entry.tidy(numbers.resolve(page, macros["reference"], entry.escape))


def _written(
    format_name: str, story: str, templates: Path | None, tools: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The page with references still open, and the macros that close them."""
    look = _environment(format_name, templates)
    macros = _macros(look, tools)
    names = {**tools, **macros}
    body = _environment("story", templates, format_name).get_template(f"{story}.j2").render(names)
    return look.get_template("page.j2").render({**names, "body": Markup(body)}), macros


def drawings(context: Mapping[str, Any], style: Style, *, templates: Path | None = None) -> dict[str, str]:
    """The figures of a document as SVG documents of their own, by name."""
    environment = _environment("html", templates)
    macros = _macros(environment, {**_tools(FORMATS["html"], style, Numbers()), **context})
    colours = environment.get_template("drawing.css").render()
    figures = context["drawings"].values()
    return {figure.name: str(macros["svg"](figure, colours)) for figure in figures}


def _tools(entry: Format, style: Style, numbers: Numbers) -> dict[str, Any]:
    """What macros may call: the renderers of mathematics, numbers and references."""
    from symbp import notation
    from symbp.notation.mathml import CSS

    renderer = getattr(notation, entry.renderer)

    def maths(x: Any, **how: bool) -> Markup:
        return Markup(renderer(x, style, **how))

    def words(x: Any) -> str:
        return notation.words(x, style)

    def ref(label: str, otherwise: str = "") -> Markup:
        return Markup(f"\ue000{label}\ue001{otherwise}\ue002")

    def references(displays: Iterable[Any]) -> Markup:
        return Markup(" and ").join(ref(display.label, "this") for display in displays)

    return {
        "references": references,
        "maths_css": Markup(CSS),
        "maths": maths,
        "words": words,
        "ref": ref,
        "number": numbers.number,
        "title_of": numbers.title,
        "contents": numbers.contents,
    }


def _macros(environment: Environment, tools: Mapping[str, Any]) -> dict[str, Any]:
    """The macros of a format, the user's in place of ours where both define one."""
    found: dict[str, Any] = {}
    for name in ("builtin/macros.j2", "macros.j2"):
        module = environment.get_template(name).make_module({**tools, **found})
        found |= {key: value for key, value in vars(module).items() if not key.startswith("_")}
    return found


@lru_cache(maxsize=16)
def _environment(folder: str, templates: Path | None, hand: str = "") -> Environment:
    """The Jinja environment of one folder of templates, which are compiled once.

    Stories are compiled for the hand that writes them: their text is escaped for it.
    """
    escaped = FORMATS[hand or folder].escape
    ours = FileSystemLoader(templates_dir() / folder)
    users = [FileSystemLoader(templates / folder)] if templates else []
    environment = Environment(
        loader=ChoiceLoader([*users, ours, PrefixLoader({"builtin": ours})]),
        autoescape=True,
        finalize=_finalize(escaped),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do", *([_escaped_text(escaped)] if hand else [])],
        **DELIMITERS.get(folder, {}),
    )
    environment.filters.update(filters.FILTERS)
    kinds: dict[str, Any] = {"code": Code, "reference": Ref, "parts": tuple, "formula": get_args(Tree)}
    tests: dict[str, Any] = environment.tests
    tests.update({name: partial(_is, kind) for name, kind in kinds.items()})
    return environment


def _finalize(escaped: Callable[[str], str]) -> Callable[[Any], Any]:
    """Everything printed is escaped for the format, except numbers and what a macro made."""

    def finalize(value: Any) -> Any:
        if isinstance(value, int | float) or hasattr(value, "__html__"):
            return value
        return Markup(escaped(str(value)))

    return finalize


def _escaped_text(escaped: Callable[[str], str]) -> type[Any]:
    """The Jinja extension that escapes the text of a template, as opposed to its calls."""

    class EscapedText(Extension):
        def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
            for token in stream:
                if token.type == "data":
                    text = escaped(token.value) if token.value.strip() else token.value[:1]
                    token = Token(token.lineno, "data", text)
                yield token

    return EscapedText


def _is(kind: type | tuple[type, ...], value: Any) -> bool:
    return isinstance(value, kind)

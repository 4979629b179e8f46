"""`symbp check`: is each line of a derivation that somebody wrote true?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from symbp.commands.common import Json, complete_spec, console, show_json

if TYPE_CHECKING:
    from symbp.checking import Report
    from symbp.network import Network
    from symbp.reading.chunks import Kind

KINDS: dict[str, Kind] = {".py": "numpy", ".ipynb": "notebook", ".md": "markdown", ".tex": "latex"}
"""What a file is, by its suffix; of others the text tells."""

PAGE = "Write the text with its marks as {} to OUT."


def check(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="LaTeX, Markdown, a notebook, or NumPy lines; - is standard input."
        ),
    ],
    network: Annotated[
        str,
        typer.Option(
            "--network",
            "-n",
            metavar="SPEC",
            help="A preset's name or a TOML file, which may have a [notation] table.",
            autocompletion=complete_spec,
        ),
    ],
    limit: Annotated[
        float, typer.Option(help="Seconds for each line, beyond which it is undecided.", min=0.01)
    ] = 1.0,
    json: Json = False,
    pdf: Annotated[Path | None, typer.Option(metavar="OUT", help=PAGE.format("a PDF"))] = None,
    html: Annotated[Path | None, typer.Option(metavar="OUT", help=PAGE.format("HTML"))] = None,
    md: Annotated[Path | None, typer.Option(metavar="OUT", help=PAGE.format("Markdown"))] = None,
) -> None:
    """Check a derivation line by line; it is read, never run.

    ✓ true, ✗ wrong, ↳ follows from a wrong line above, ? undecided, · nothing to check.  The exit code is 0
    where nothing is wrong, 1 where a line is, 3 where none is wrong but some are undecided.
    """
    from symbp.checking import check as examine
    from symbp.network import Network
    from symbp.reading import notation_of

    net = Network.load(network)
    kind = KINDS.get(file.suffix, "auto")
    report = examine(text_of(file), net, notation=notation_of(network), kind=kind, limit=limit)
    write_pages(report, net, file.name, {"pdf": pdf, "html": html, "md": md})
    show_json(report.to_dict()) if json else show_report(report)
    raise typer.Exit(report.exit_code)


def text_of(file: Path) -> str:
    """What a file says.  Raises `ConfigError` where it cannot be read."""
    from symbp.errors import ConfigError

    try:
        content = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read {file}: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"cannot read {file}: not UTF-8 text") from None


def write_pages(report: Report, net: Network, title: str, wanted: dict[str, Path | None]) -> None:
    """The text with its marks, in the formats that were asked for."""
    from symbp.checking.pages import FORMATS
    from symbp.document.files import write_all

    for suffix, path in wanted.items():
        if path is not None:
            content = FORMATS[suffix](report, net, title)
            write_all(path.parent, {path.name: content if isinstance(content, bytes) else content.encode()})


def show_report(report: Report) -> None:
    """Every line with its mark, in colour on a terminal."""
    from rich.text import Text

    from symbp.checking.text import report_lines

    screen = console()
    for text, style in report_lines(report, screen.width if screen.is_terminal else 0):
        screen.print(Text(text, style=style), soft_wrap=True)

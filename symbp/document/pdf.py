"""From a typeset source to PDF: by the embedded engine, or by a TeX that is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from symbp.errors import ConfigError, OutputError

STANDARD = "ua-1"
"""PDF/UA-1: the engine refuses a document with an equation or a figure that has no alternative text."""

TEX_SECONDS = 120


MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
BODY = "#let document-title"


@cache
def _compiler(system_fonts: bool) -> Any:
    """One compiler for the process; with the engine's own fonts only, unless a text needs others."""
    import typst

    return typst.Compiler(ignore_system_fonts=not system_fonts)


def compile_typst(source: str) -> bytes:
    """A PDF/UA-1 document of a Typst source; the same source gives the same bytes.

    A text in a script that the engine's fonts do not hold is set in a font of this machine; where
    there is none, its characters are shown as code points, such as (U+4E2D).  Raises `OutputError`
    where the engine refuses the source, as it may do with a user's templates.
    """
    for system_fonts in (False, True):
        done, missing = attempt(source, system_fonts)
        if done is not None:
            return done
    done, _ = attempt(with_code_points(source, missing), system_fonts=True)
    if done is None:
        raise OutputError(f"the PDF cannot be made: no font for {' '.join(sorted(missing))}")
    return done


def attempt(source: str, system_fonts: bool) -> tuple[bytes | None, set[str]]:
    """The document, or the characters that no font holds."""
    import typst

    try:
        compiler = _compiler(system_fonts)
        return compiler.compile(source.encode(), format="pdf", pdf_standards=STANDARD, timestamp=0), set()
    except typst.TypstError as error:
        missing = set("".join(MISSING.findall(error.diagnostic)))
        if not missing:
            raise OutputError(f"the PDF cannot be made: {error.message}") from None
        return None, missing


def with_code_points(source: str, missing: set[str]) -> str:
    """The source with characters replaced in its body, not in its metadata."""
    head, sign, body = source.partition(BODY)
    table = {ord(c): f"(U+{ord(c):04X})" for c in missing}
    return head + sign + body.translate(table)


def compile_latex(source: str) -> bytes:
    """A PDF of a LaTeX source, by latexmk or pdflatex.

    Raises `ConfigError` where neither is installed, `OutputError` where TeX reports an error.
    """
    command = tex_command()
    with tempfile.TemporaryDirectory(prefix="symbp-tex-") as folder:
        (Path(folder) / "solution.tex").write_text(source, encoding="utf-8")
        for _ in range(1 if "latexmk" in command[0] else 2):
            run_tex(command, folder)
        return (Path(folder) / "solution.pdf").read_bytes()


def tex_command() -> list[str]:
    """latexmk where it is installed, else pdflatex."""
    options = ["-interaction=nonstopmode", "-halt-on-error", "solution.tex"]
    if latexmk := shutil.which("latexmk"):
        return [latexmk, "-pdf", "-norc", *options]
    if pdflatex := shutil.which("pdflatex"):
        return [pdflatex, *options]
    raise ConfigError(
        "engine = 'latex': neither latexmk nor pdflatex is installed; install a TeX "
        "(Debian: texlive-latex-recommended texlive-pictures lmodern), or use engine = 'typst', which "
        "needs none"
    )


def run_tex(command: list[str], folder: str) -> None:
    """One run of TeX; its first complaint becomes the error."""
    quiet = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=quiet, capture_output=True, timeout=TEX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise OutputError(f"{command[0]} did not finish within {TEX_SECONDS} seconds") from None
    if done.returncode:
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        complaint = next((line for line in lines if line.startswith("!")), "no reason given")
        raise OutputError(f"{command[0]} failed: {complaint}")

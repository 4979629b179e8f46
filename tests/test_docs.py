"""Every block of code in the README and in docs/ does what the text around it says."""

from __future__ import annotations

import doctest
import re
import runpy
import shlex
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

import symbp
from grader.assignment import Assignment, Credit, Feedback, Part, SubmissionLimits, SubmissionSpec
from grader.commands.app import app as grader_app
from grader.costs import KINDS
from symbp import Network
from symbp.activations import ACTIVATIONS, FUNCTIONS
from symbp.commands.app import app as symbp_app
from symbp.document import FORMATS, SECTIONS, Options
from symbp.losses import LOSSES
from symbp.penalties import PENALTIES

ROOT = Path(__file__).resolve().parent.parent
TABLES = (Assignment, SubmissionSpec, SubmissionLimits, Part, Credit, Feedback)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
PROGRAMS = {"symbp": symbp_app, "grader": grader_app}


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in blocks_of(page) if block.language in languages]


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(page, text.count("\n", 0, m.start()) + 1, m[1], m[2]) for m in FENCE.finditer(text)]


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory in which the pages' commands find the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    kinds = {"python", "console", "sh", "toml", "text"}
    assert [str(block) for page in PAGES for block in blocks_of(page) if block.language not in kinds] == []


@pytest.mark.parametrize("page", [page for page in PAGES if "```python" in page.read_text()], ids=str)
@pytest.mark.usefixtures("workshop")
def test_python_sessions_of_a_page_run_in_order(page: Path) -> None:
    names: dict[str, object] = {}
    for block in blocks_of(page):
        if block.language != "python":
            continue
        if ">>>" not in block.text:
            exec(compile(block.text, str(block), "exec"), names)
            continue
        session = doctest.DocTestParser().get_doctest(block.text, names, str(block), None, block.line)
        report: list[str] = []
        runner = doctest.DocTestRunner(optionflags=FLAGS)
        runner.run(session, out=report.append, clear_globs=False)
        assert runner.summarize(verbose=False).failed == 0, "".join(report)
        names = session.globs


@pytest.mark.parametrize("block", [b for b in blocks("toml") if b.page.stem != "assignment"], ids=str)
def test_tables_are_networks(block: Block) -> None:
    symbp.derive(Network.from_toml(block.text))


@pytest.mark.parametrize("block", [b for b in blocks("toml") if b.page.stem == "assignment"], ids=str)
def test_tables_are_assignments(block: Block) -> None:
    assert Assignment.from_toml(block.text).parts


@pytest.mark.parametrize("block", blocks("console"), ids=str)
@pytest.mark.usefixtures("workshop")
def test_commands_print_what_the_page_shows(block: Block) -> None:
    for session in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = session.partition("\n")
        printed = run(command).output
        assert doctest.OutputChecker().check_output(shown, printed, FLAGS), f"$ {command}\n{printed}"


@pytest.mark.parametrize("block", blocks("sh"), ids=str)
@pytest.mark.usefixtures("workshop")
def test_commands_run(block: Block) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in block.text.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        if program == "make":
            assert arguments[0] in targets
        elif program in PROGRAMS:
            result = run(line)
            assert result.exit_code == 0, result.output
        else:
            assert line.startswith(("git clone", "cd ", "pip install"))


def run(command: str):
    program, *arguments = shlex.split(command, comments=True)
    return CliRunner().invoke(PROGRAMS[program], arguments, prog_name=program)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("specification.md", Network.model_fields),
        ("specification.md", [*ACTIVATIONS, *FUNCTIONS]),
        ("specification.md", [*LOSSES, *PENALTIES]),
        ("assignment.md", [key for table in TABLES for key in table.file_keys()]),
        ("assignment.md", [*KINDS.values(), *get_args(Feedback.model_fields["level"].annotation)]),
        ("solution.md", [*SECTIONS, *FORMATS]),
        ("solution.md", [f"--{name.replace('_', '-')}" for name in Options.__dataclass_fields__]),
        (
            "notation.md",
            ["X", "t", "T", "W1", "b1", "Z2", "a2", "f", "P", "loss", "delta2", "dW1", "db1", "lam"],
        ),
    ],
)
def test_pages_name_everything_that_can_be_written(page: str, names: Iterable[str]) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    code = set(re.findall(r"[\w/()*.-]+", " ".join(re.findall(r"`([^`\n]+)`", text))))
    assert set(names) - code == set()


def test_the_example_script_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["script.py", str(tmp_path / "out")])
    runpy.run_path(str(ROOT / "examples" / "script.py"), run_name="__main__")
    verified = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Verified:"))
    assert not {"different", "undecided"} & set(verified.split())
    assert (tmp_path / "out" / "solution.pdf").exists()


NETWORKS = [ROOT / "examples" / "network.toml", *sorted((ROOT / "examples" / "courses").glob("*.toml"))]


@pytest.mark.parametrize("spec", NETWORKS, ids=lambda path: path.name)
def test_example_networks_are_verified(spec: Path) -> None:
    report = symbp.derive(Network.load(spec)).verify()
    assert report.ok

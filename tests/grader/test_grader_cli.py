"""The command `grader`: what it prints, its exit codes, and a class of forty from beginning to end."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_worker import result_of
from typer.testing import CliRunner, Result

from grader.commands.app import app
from grader.commands.check import exit_code, show

ROOT = Path(__file__).resolve().parent.parent.parent
ASSIGNMENT = ROOT / "examples" / "assignments" / "c1" / "assignment.toml"
CLASS = ROOT / "examples" / "class"

Grader = Callable[..., Result]


@pytest.fixture
def grader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grader:
    """Run `grader …` in this process, in an empty directory."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="grader")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def refused(result: Result, message: str) -> None:
    """The command ended with code 2 and this one line."""
    assert result.stderr == f"grader: {message}\n"
    assert (result.stdout, result.exit_code) == ("", 2)


# One submission ---------------------------------------------------------------------------------


@pytest.mark.sandbox
def test_a_correct_submission_ends_with_0(grader: Grader) -> None:
    result = grader("check", ASSIGNMENT, CLASS / "adams_emma.py")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "Backpropagation by hand: adams_emma.py  10 of 10 points"
    assert lines[2] == "✓ step 1 (dW2): correct  5 / 5"
    assert lines[3].startswith("  certified arithmetic agrees to ")
    assert lines[-1].startswith("isolation: ")


@pytest.mark.sandbox
def test_a_wrong_submission_ends_with_1_and_names_the_mistake(grader: Grader) -> None:
    result = grader("check", ASSIGNMENT, CLASS / "muller_finn.py", "--level", "full")
    assert result.exit_code == 1
    assert "✗ step 2 (dW1): not correct  2.5 / 5" in result.stdout
    assert "Hidden derivative left out (M03)" in result.stdout
    assert "Worked solution: Step 2: the hidden layer" in result.stdout
    short = grader("check", ASSIGNMENT, CLASS / "muller_finn.py", "--level", "verdict").stdout
    assert "M03" not in short
    assert "Hint" not in short


@pytest.mark.sandbox
def test_json_holds_the_whole_result(grader: Grader) -> None:
    result = grader("check", ASSIGNMENT, CLASS / "muller_finn.py", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (told["score"], told["max_score"], told["student"]) == (7.5, 10, "muller_finn.py")
    assert {"parts", "isolation", "incidents", "seed_id", "versions"} <= set(told)
    part = told["parts"][1]
    assert set(part) == {"id", "quantity", "score", "max_score", "verdict", "certificate", "diagnosis"}
    assert {"id", "message", "hint", "step", "credit"} <= set(part["diagnosis"][0])
    assert part["diagnosis"][0]["id"] == "M03"


@pytest.mark.sandbox
def test_a_submission_that_cannot_be_read_is_a_result(grader: Grader) -> None:
    result = grader("check", ASSIGNMENT, CLASS / "vega_diego.py")
    assert result.exit_code == 1
    assert "! step 1 (dW2): could not be run  0 / 5" in result.stdout
    assert "✗ reading: " in result.stdout


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("answer", "came"), [("return None", "None"), ("return (0.0, X, t)", "a tuple of 3")]
)
def test_an_answer_of_another_form_is_told_as_that(
    grader: Grader, tmp_path: Path, answer: str, came: str
) -> None:
    file = tmp_path / "a.py"
    file.write_text(f"def gradients(X, t, W1, W2, lam):\n    {answer}\n")
    lines = grader("check", ASSIGNMENT, file).stdout.splitlines()
    assert "– step 1 (dW2): came back in another form than asked for  0 / 5" in lines
    (told,) = (line for line in lines if line.startswith("✗ what comes back: "))
    assert "asked for" in told
    assert told.endswith(f"it returned {came}")


@pytest.mark.sandbox
def test_files_that_are_no_submissions_are_named_in_the_last_line(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for name in ("a.py", ".hidden.py", "Thumbs.db"):
        (tmp_path / "class" / name).write_text("x = (")
    lines = grader("run", ASSIGNMENT, tmp_path / "class", "-o", tmp_path / "out").stdout.splitlines()
    assert lines[0].startswith("1 submission: ")
    assert lines[-1] == "hidden and system files, not graded: .hidden.py, Thumbs.db"


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        (["correct", "correct"], 0),
        (["correct", "wrong"], 1),
        (["correct", "undecided"], 3),
        (["wrong", "undecided"], 1),
        (["error", "error"], 1),
        (["skipped", "undecided"], 1),
    ],
)
def test_the_exit_code_tells_the_verdict(verdicts: list[str], code: int) -> None:
    from dataclasses import replace

    result = result_of("a.py", 3)
    parts = tuple(replace(part, verdict=v) for part, v in zip(result.parts, verdicts, strict=True))
    assert exit_code(replace(result, parts=parts)) == code


@pytest.mark.parametrize(("setting", "coloured"), [("FORCE_COLOR", True), ("NO_COLOR", False)])
def test_colours_are_a_choice(
    setting: str, coloured: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(setting, "1")
    show(result_of("a.py", 7.5), "hint")
    assert ("\x1b[1;32m✓ 1 (dW1): correct" in capsys.readouterr().out) == coloured


def test_a_submission_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(result_of("\x1b[2J\u202e[bold].py", 10, incidents=("\x1b]0;title\x07",)), "hint")
    printed = capsys.readouterr().out
    assert r"\x1b[2J\u202e[bold].py" in printed
    assert "\x1b" not in printed
    assert "\x07" not in printed


# Mistakes of the user -----------------------------------------------------------------------------


def test_a_missing_submission(grader: Grader) -> None:
    refused(grader("check", ASSIGNMENT, "x.py"), "cannot read x.py: there is no such file or folder")


def test_a_missing_assignment(grader: Grader) -> None:
    refused(grader("check", "a.toml", "x.py"), "cannot read a.toml: No such file or directory")


def test_an_assignment_that_says_nothing(grader: Grader) -> None:
    Path("a.toml").write_text("titel = 1")
    result = grader("run", "a.toml", ".", "-o", "out")
    refused(
        result,
        "a.toml: no [network] table; expected [network] with preset = … or units = [2, 3, 1] …",
    )
    assert not Path("out").exists()


def test_a_folder_without_submissions(grader: Grader) -> None:
    Path("a.toml").write_text(ASSIGNMENT.read_text())
    refused(
        grader("run", "a.toml", ".", "-o", "out"),
        ". holds no submissions: it needs one file or folder for each student",
    )


def test_an_output_directory_that_cannot_be_made(grader: Grader) -> None:
    Path("out").touch()
    result = grader("run", ASSIGNMENT, CLASS, "-o", "out")
    assert result.exit_code == 1
    assert result.stderr == "grader: cannot read or write out: File exists\n"


def test_a_mistyped_command(grader: Grader) -> None:
    result = grader("chekc", ASSIGNMENT, "x.py")
    assert result.exit_code == 2
    assert "No such command 'chekc'. Did you mean 'check'?" in result.stderr


# Around it ----------------------------------------------------------------------------------------


def test_the_schema_is_json(grader: Grader) -> None:
    schema = json.loads(grader("schema").stdout)
    assert {"network", "submission", "part", "credit", "feedback"} <= set(schema["properties"])


def test_help_names_every_command(grader: Grader) -> None:
    help_text = grader("--help").stdout
    assert all(command in help_text for command in ("check", "run", "selftest", "schema"))
    assert "Exit codes: 0 done" in help_text


def python(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys; from grader.commands.app import app; "
        "print({'numpy', 'sympy', 'flint', 'pydantic', 'jinja2'} & set(sys.modules))"
    )
    assert python("-c", script, cwd=tmp_path).stdout == "set()\n"


@pytest.mark.sandbox
def test_a_module_beside_the_submissions_is_never_imported(tmp_path: Path) -> None:
    """A student's numpy.py in the current directory is not for us, nor for our workers."""
    for name in ("numpy.py", "json.py", "typer.py", "sitecustomize.py"):
        (tmp_path / name).write_text("open('broken', 'w')\nraise SystemExit('imported')\n")
    result = python("-m", "grader", "run", ASSIGNMENT, ".", "-o", "out", "--jobs", "1", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert not (tmp_path / "broken").exists()
    assert result.stdout.startswith("4 submissions: mean 0, median 0 of 10 points")


# A class ------------------------------------------------------------------------------------------

EXPECTED = """
10: adams_emma baker_oliver chen_yu dubois_camille ekstrom_alva fischer_jonas garcia_lucia ivanova_daria
10: jensen_freja kowalski_piotr li_wei
10 M28: haddad_karim
10 M34: suzuki_mei
8.75 M32: santos_maria
8.5 M07: novak_petra
8.5 M08: okafor_chidi
8.5 M09: olsen_nora
8 M23: quinn_sean
7.5 M01: martin_lea
7.5 M03: muller_finn taylor_grace tremblay_noah
7.5 M04: nakamura_ren
7.5 M06: schmidt_lukas
7.5 M35: rossi_giulia
7.5 shape: weber_paul
7 M12: hansen_lars
7 M14: petrov_ivan
6 M13: patel_anika
5 M22: silva_joao
5 M28: smith_james
3.5 M13 M03: svensson_erik
0: vega_diego wagner_mia walker_ella xu_hao yilmaz_ece young_lily zhang_lan
0 M33: zielinski_adam
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a run over the example class."""
    out = tmp_path_factory.mktemp("class") / "out"
    result = CliRunner().invoke(app, ["run", str(ASSIGNMENT), str(CLASS), "-o", str(out)], prog_name="grader")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("40 submissions: mean ")
    return out


def rows(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((out / "grades.csv").read_text().splitlines()))


@pytest.mark.sandbox
def test_a_class_of_forty_gets_the_marks_it_earned(graded: Path) -> None:
    lines = (line.partition(": ") for line in EXPECTED.strip().splitlines())
    expected = {student: marks for marks, _, students in lines for student in students.split()}
    found = {
        row["student"].partition(".")[0]: f"{row['score']} {row['diagnosis']}".strip() for row in rows(graded)
    }
    assert found == expected
    assert len(found) == 40


@pytest.mark.sandbox
def test_who_copied_is_in_one_group(graded: Path) -> None:
    report = (graded / "report.html").read_text()
    groups = [
        set(re.findall(r"feedback/(\w+)", group))
        for group in re.findall(r"(?s)<details.*?</details>", report)
    ]
    assert {"muller_finn", "taylor_grace", "tremblay_noah"} in groups


@pytest.mark.sandbox
def test_what_hostile_programs_print_and_raise_is_on_no_page(graded: Path) -> None:
    for path in (graded / "feedback").iterdir():
        text = path.read_text()
        assert "alert(" not in text
        assert "root:" not in text
        assert "all tests passed" not in text
    assert "alert(" not in (graded / "report.html").read_text()


@pytest.mark.sandbox
def test_what_ended_a_program_is_an_incident(graded: Path) -> None:
    incidents = {row["student"] for row in rows(graded) if row["incidents"] != "0"}
    assert incidents == {"xu_hao.py", "yilmaz_ece.py"}
    page = (graded / "feedback" / "xu_hao.py.md").read_text()
    assert "did not finish in the time allowed" in page

"""What each command prints, and its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symbp import __version__
from symbp.commands.common import complete_spec
from symbp.presets import PRESETS

COMMANDS = ("presets", "derive", "verify", "equal", "solve", "code", "train", "select", "brute-force")


def test_help_names_every_command(symbp) -> None:
    result = symbp("--help")
    assert result.exit_code == 0
    for command in COMMANDS:
        assert f"  {command} " in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(symbp, command: str) -> None:
    result = symbp(command, "-h")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: symbp {command} [OPTIONS]")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, symbp.commands.app; "
        "print(sorted({'sympy', 'numpy', 'pydantic', 'flint', 'typst', 'jinja2', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_version(symbp) -> None:
    assert symbp("--version").stdout == f"symbp {__version__}\n"


def test_presets_lists_names_titles_and_lecture_rows(symbp) -> None:
    lines = symbp("presets").stdout.splitlines()
    assert lines[0].split() == ["preset", "network", "lecture"]
    assert [line.split()[0] for line in lines[1:]] == list(PRESETS)
    assert lines[1].endswith("L16")


def test_presets_as_json(symbp) -> None:
    listed = json.loads(symbp("presets", "--json").stdout)
    assert [entry["name"] for entry in listed] == list(PRESETS)
    assert listed[-1]["source"] == "L06, L07"


def test_derive_shows_the_summary_and_the_reasons(symbp) -> None:
    result = symbp("derive", "lecture10-regression")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "dW2 = a2.T @ delta3" in lines
    assert "    = (f - t) * f * (1 - f)" in lines
    assert any("chain rule: " in line for line in lines)
    assert not any("sample level" in line for line in lines)


def test_derive_shows_the_derivative_by_name_or_by_value(symbp) -> None:
    named = symbp("derive", "lecture10-regression", "--sigma-prime", "name").stdout
    valued = symbp("derive", "lecture10-regression", "--sigma-prime", "value").stdout
    assert "(1 - f)" not in named
    assert "delta3 = (f - t) * dsigmoid(Z3)" in named
    assert "delta3 = (f - t) * f * (1 - f)" in valued


def test_derive_shows_one_level_or_all(symbp) -> None:
    sample = symbp("derive", "lecture10-regression", "--level", "sample").stdout
    everything = symbp("derive", "lecture10-regression", "--level", "all").stdout
    assert "(sample level)" in sample
    assert "(matrix level)" not in sample
    assert all(part in everything for part in ("(matrix level)", "(sample level)", "entry by entry"))


def test_derive_writes_latex(symbp) -> None:
    printed = symbp("derive", "lecture10-regression", "--format", "latex").stdout
    assert r"Z^{(2)} = X W^{(1)}" in printed.splitlines()


def test_derive_entries_as_json(symbp) -> None:
    """L09: one line for every weight, in the shape of the weights."""
    shown = json.loads(
        symbp("derive", "lecture10-regression", "--level", "entry", "-n", "1", "--json").stdout
    )
    places = [(line["target"], line["row"], line["column"]) for line in shown["entries"]]
    assert len(places) == 2 * 3 + 3 * 1
    assert places[0] == ("dW1", 1, 1)
    assert shown["network"]["units"] == [2, 3, 1]
    assert {"name": "Z2", "left": "Z2", "right": "X @ W1", "shape": ["N", "S2"]} in shown["equations"]


def test_verify_says_how_each_line_is_known(symbp) -> None:
    result = symbp("verify", "lecture10-regression")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["quantity", "level", "status", "line"]
    assert lines[-1].endswith(" proved")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_derived_and_verified(symbp, preset: str) -> None:
    assert symbp("derive", preset, "--level", "all").exit_code == 0
    assert symbp("verify", preset).exit_code == 0


def test_the_logistic_loss_by_cases_is_the_cross_entropy_of_the_sigmoid(symbp) -> None:
    """L05, as one of the verified lines."""
    t, f = "t[n, 0]", "f[n, 0]"
    cases = f"select([{t} == 1, {t} == 0], [-log(sigmoid({f})), -log(1 - sigmoid({f}))])"
    lines = symbp("verify", "lecture10-logistic").stdout.splitlines()
    assert [line.split()[2] for line in lines if f"  {cases} = " in line] == ["proved"]


def test_verify_as_json(symbp) -> None:
    report = json.loads(symbp("verify", "lecture10-binary-l2", "--json").stdout)
    assert report["ok"] is True
    assert {line["status"] for line in report["lines"]} == {"equal"}


def test_verify_out_of_time_is_undecided(symbp) -> None:
    result = symbp("verify", "lecture10-regression", "--limit", "0.01")
    assert result.exit_code == 3
    assert "the time limit of 0.01 s is reached" in result.stdout


def test_equal_expressions(symbp) -> None:
    result = symbp("equal", "a2.T @ delta3", "dW2", "--network", "lecture10-regression")
    assert (result.exit_code, result.stdout) == (0, "equal: proved\n")


def test_different_expressions_come_with_a_witness(symbp) -> None:
    result = symbp("equal", "a2.T @ (f - t)", "dW2", "--network", "lecture10-regression")
    assert result.exit_code == 1
    assert result.stdout.startswith("different: ")
    assert " against " in result.stdout


def test_equal_as_json(symbp) -> None:
    found = json.loads(symbp("equal", "X.T @ delta2", "dW1", "-n", "lecture10-regression", "--json").stdout)
    assert found["status"] == "equal"
    assert found["proof"] == "proved"


def test_expressions_that_cannot_be_evaluated_are_undecided(symbp) -> None:
    result = symbp("equal", "log(0 - f**2)", "f", "--network", "lecture10-regression")
    assert result.exit_code == 3
    assert result.stdout.startswith("undecided: ")


def test_code_is_a_program(symbp, tmp_path: Path) -> None:
    printed = symbp("code", "lecture10-regression")
    assert printed.exit_code == 0
    names: dict[str, object] = {}
    exec(printed.stdout, names)
    assert callable(names["gradients"])
    assert symbp("code", "lecture10-regression", "-o", "gradients.py").stdout == ""
    assert (tmp_path / "gradients.py").read_text() == printed.stdout


def test_code_for_named_quantities_in_another_library(symbp) -> None:
    printed = symbp("code", "lecture10-regression", "loss", "delta2", "--language", "jax").stdout
    assert "import jax.numpy as jnp" in printed
    assert "return loss, delta2" in printed


def test_brute_force(symbp) -> None:
    """L10: 50 s for two parameters, 13.89 h for three, and the question about nine."""
    assert symbp("brute-force", "--parameters", 2).stdout.endswith(": 50 s\n")
    assert symbp("brute-force", "--parameters", 3).stdout.endswith(": 13.89 h\n")
    assert symbp("brute-force").stdout == "9 parameters, 1000 values each: 1.58e+15 years\n"
    assert json.loads(symbp("brute-force", "--json").stdout)["years"] == pytest.approx(1.58e15, rel=0.01)


def test_completion_knows_presets_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lecture-of-mine.toml").touch()
    names = [name for name, _ in complete_spec("lecture")]
    assert names == [*PRESETS, "lecture-of-mine.toml"]
    assert complete_spec("x") == []


def test_shell_completion_offers_presets(start) -> None:
    environment = {
        "_SYMBP_COMPLETE": "complete_bash",
        "COMP_WORDS": "symbp verify lecture10-b",
        "COMP_CWORD": "2",
    }
    with start(environment=environment) as process:
        printed, _ = process.communicate(timeout=60)
    assert printed.split() == ["lecture10-binary", "lecture10-binary-l2"]


def test_train_shows_the_loss_and_the_weights(symbp) -> None:
    """L18, L19: 5000 updates from the lecture's weights."""
    result = symbp("train", "lecture10-regression")
    assert result.exit_code == 0
    assert result.stdout.startswith("3 samples (lecture10), α = 1\n")
    assert "stopped after 5000 updates: all updates are made" in result.stdout
    assert result.stderr == ""


def test_train_as_json(symbp) -> None:
    trained = json.loads(symbp("train", "lecture10-binary-l2", "--iterations", 20, "--json").stdout)
    assert (trained["iterations"], trained["stopped"]) == (20, "iterations")
    assert len(trained["losses"]) == 21
    assert trained["losses"][-1] < trained["losses"][0]
    assert list(trained["after"]) == ["W1", "W2"]


def test_train_stops_at_a_tolerance(symbp) -> None:
    result = symbp("train", "lecture10-regression", "--tolerance-loss", "1e-4")
    assert "the loss changes by less than its tolerance" in result.stdout


def test_train_on_a_file(symbp, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("x1,x2,t\n0,1,0.5\n1,0,0.25\n")
    assert symbp("train", "lecture10-regression", "--data", "mine.csv").stdout.startswith("2 samples (mine)")


def test_select_shows_every_candidate_and_the_test(symbp) -> None:
    """L24: the chosen network's score on the test set comes last."""
    result = symbp("select", "--split", "--hidden-layers", "0,1", "--units", 3, "--iterations", 50)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["hidden", "λ", "inputs", "validation", "loss", "±"]
    assert sum(line.endswith(" chosen") for line in lines) == 1
    assert lines[-3] == "split: 72 samples train, 24 validate, 24 test"
    assert lines[-1].startswith("loss on the test set, used once: 0.")


def test_select_as_json(symbp) -> None:
    inputs = ("--inputs", "x_1,x_2", "--inputs", "x_3")
    options = (
        "--hidden-layers",
        "1",
        "--units",
        "2,3",
        "--lambdas",
        "0",
        "--folds",
        "2",
        "--iterations",
        "20",
    )
    found = json.loads(symbp("select", *options, *inputs, "--json").stdout)
    assert [(row["hidden"], row["inputs"]) for row in found["rows"]] == [
        ([2], ["x_1", "x_2"]),
        ([2], ["x_3"]),
        ([3], ["x_1", "x_2"]),
        ([3], ["x_3"]),
    ]
    assert all(len(row["scores"]) == 2 for row in found["rows"])
    assert found["chosen"] in found["rows"]


def test_solve_writes_the_files_and_says_which(symbp, tmp_path: Path) -> None:
    result = symbp("solve", "lecture10-regression", "-o", "out", "--formats", "py,html", "--iterations", 10)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["out/solution.py", "out/solution.html"]
    assert result.stdout.splitlines()[-1].endswith(" proved")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["solution.html", "solution.py"]


def test_solve_writes_as_asked(symbp, tmp_path: Path) -> None:
    words = ("--title", "Week 10", "--author", "A. Student", "--date", "2026-11-22")
    signs = ("--product", ".*", "--gradient", "nabla", "--sections", "problem,summary", "--digits", "2")
    files = ("--formats", "md", "--iterations", "10")
    assert symbp("solve", "lecture10-regression", "-o", "out", *words, *signs, *files).exit_code == 0
    text = (tmp_path / "out" / "solution.md").read_text()
    assert all(part in text for part in ("# Week 10", "A. Student", "22 November 2026", r"\nabla"))
    assert r"\odot" not in text
    assert "Common mistakes" not in text


def test_a_wide_network_is_trained_for_seconds_unless_asked(symbp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symbp.numeric.train.WORK", 1e4)
    files = ("-o", "out", "--formats", "py,md")
    printed = symbp("solve", "lecture10-regression", *files).stdout.splitlines()
    assert "trained with 40 updates; --iterations makes more" in printed
    printed = symbp("solve", "lecture10-regression", *files, "--iterations", 30).stdout
    assert "--iterations" not in printed
    printed = symbp("train", "lecture10-regression").stdout
    assert "stopped after 40 updates: more would take long; --iterations makes more" in printed


def test_solve_reports_a_line_that_does_not_hold(symbp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3: with no time to verify, every line is undecided."""
    from symbp.derivation import Derivation
    from symbp.verify import verify

    monkeypatch.setattr(Derivation, "verify", lambda self: verify(self, limit=1e-9))
    result = symbp("solve", "lecture10-regression", "-o", "out", "--formats", "py", "--iterations", 10)
    assert result.exit_code == 3
    assert "undecided: the time limit of 1e-09 s is reached" in result.stderr


def test_the_network_of_a_preset_comes_with_its_data(symbp, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[network]\npreset = "lecture10-binary"\n')
    assert symbp("train", "mine.toml").stdout.startswith("12 samples (exam)")
    (tmp_path / "other.toml").write_text('[network]\npreset = "lecture10-binary"\nunits = [4, 3, 1]\n')
    assert symbp("train", "other.toml").stdout.startswith("6 samples (example)")


def test_select_draws_the_table(symbp, tmp_path: Path) -> None:
    """One dot for every candidate; the drawing says in words what it shows."""
    options = ("--split", "--hidden-layers", "1", "--units", "2,3", "--lambdas", "0", "--iterations", "20")
    assert symbp("select", *options, "--plot", "select.svg").exit_code == 0
    svg = ElementTree.parse(tmp_path / "select.svg").getroot()
    assert len(svg.findall("{http://www.w3.org/2000/svg}circle")) == 2 * 4
    assert svg.get("aria-label").startswith("Validation loss of 8 candidates; the smallest is 0.")

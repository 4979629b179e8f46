"""Mistakes at the command line: one line on standard error, the right exit code, nothing half-written."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

NETWORK = '[network]\nunits = {units}\nactivations = ["sigmoid", "sigmoid"]\n'


def refused(result, message: str) -> None:
    """The command ended with code 2 and this one line."""
    assert result.stderr == f"symbp: {message}\n"
    assert result.stdout == ""
    assert result.exit_code == 2


# Names ------------------------------------------------------------------------------------


def test_unknown_preset(symbp) -> None:
    refused(
        symbp("derive", "lecture10-regresion"),
        "unknown preset 'lecture10-regresion'; did you mean 'lecture10-regression'?",
    )


def test_missing_file(symbp) -> None:
    refused(symbp("verify", "network.toml"), "cannot read network.toml: No such file or directory")


def test_unknown_command(symbp) -> None:
    result = symbp("slove", "lecture10-regression")
    assert result.exit_code == 2
    assert "No such command 'slove'. Did you mean 'solve'?" in result.stderr


def test_missing_argument(symbp) -> None:
    result = symbp("derive")
    assert result.exit_code == 2
    assert "Missing argument 'SPEC'" in result.stderr


def test_unknown_quantity(symbp) -> None:
    refused(symbp("code", "lecture10-regression", "los"), "unknown quantity 'los'; did you mean 'loss'?")


# Expressions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("a2.T @ delt3", "column 8: unknown name 'delt3'; did you mean 'delta3'?"),
        (
            "a2 @ delta3",
            "column 4: '@' needs equal inner sizes: a2 is N×S2 and delta3 is N×K; did you mean a2.T?",
        ),
        ("((", "cannot read '((': '(' was never closed at column 2"),
        ("f**9**9", "column 4: exponent 387420489; at most 64"),
    ],
)
def test_expressions_that_cannot_be_read(symbp, expression: str, message: str) -> None:
    refused(symbp("equal", expression, "dW2", "--network", "lecture10-regression"), message)


def test_expressions_are_never_evaluated(symbp, tmp_path: Path) -> None:
    attack = f"__import__('pathlib').Path('{tmp_path}/broken').touch()"
    result = symbp("equal", attack, "dW2", "--network", "lecture10-regression")
    assert result.exit_code == 2
    assert result.stderr.startswith("symbp: column ")
    assert not (tmp_path / "broken").exists()


# Specifications ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            "units = [2, 3, 1]",
            "network.toml: no [network] table; expected [network] with units = [2, 3, 1] …",
        ),
        ("[network]\nunits = [2, 3, 1]", "activations: missing; a network needs units and activations"),
        (NETWORK.format(units="[2, 0, 1]"), "units = [2, 0, 1]: expected every layer 1 to 1000000 units"),
        (NETWORK.format(units="[2, -3, 1]"), "units = [2, -3, 1]: expected every layer 1 to 1000000 units"),
        (NETWORK.format(units='["2", 3, 1]'), "units: '2' in the list: expected whole numbers"),
        (NETWORK.format(units="[2.5, 3, 1]"), "units: 2.5 in the list: expected whole numbers"),
        (NETWORK.format(units="[true, 3, 1]"), "units: True in the list: expected whole numbers"),
        (NETWORK.format(units="3"), "units = 3: expected a list in brackets"),
        (NETWORK.format(units="[3]"), "units = [3]: expected 2 to 64 layers"),
        (
            NETWORK.format(units="[2, 3, 3, 1]"),
            "activations = ['sigmoid', 'sigmoid']: expected 3, one per layer after the input, "
            "for units = [2, 3, 3, 1]",
        ),
        (
            '[network]\nunits = [2, 3, 1]\nactivations = ["sigmod", "sigmoid"]',
            "activations: unknown activation 'sigmod'; did you mean 'sigmoid'?",
        ),
        (
            '[network]\nunits = [2, 3, 1]\nactivations = ["ReLU", "sigmoid"]',
            "activations: unknown activation 'ReLU'; did you mean 'relu'?",
        ),
        (
            '[network]\nunits = [2, 3, 1]\nactivations = ["sigmoid", "softmax"]',
            "activations = 'softmax': expected another activation: the softmax belongs to "
            "loss = 'softmax_cross_entropy', whose output is usually 'identity'",
        ),
        (
            '[network]\nunits = [2, 3, 1]\nactivations = ["log(z)", "sigmoid"]',
            "activations = 'log(z)': expected a real number for every z",
        ),
        (
            '[network]\nunits = [2, 3, 1]\nactivations = ["2*y", "sigmoid"]',
            "activations = '2*y': column 3: unknown name 'y'; expected one of: z, pi",
        ),
        (NETWORK.format(units="[2, 3, 1]") + 'los = "logistic"', "unknown field 'los'; did you mean 'loss'?"),
        (
            NETWORK.format(units="[2, 3, 1]") + 'penalty = "L2"',
            "penalty = 'L2': expected one of: none, lambda/(2N), lambda/2, lambda",
        ),
        (NETWORK.format(units="[2, 3, 1]") + 'half = "no"', "half = 'no': expected true or false"),
        (
            NETWORK.format(units="[2, 3, 1]") + 'loss = "softmax_cross_entropy"',
            "units = [2, 3, 1]: expected at least 2 outputs for a softmax (K = 1 is always 1)",
        ),
        (
            '[network]\npreset = "lecture10-binary"\nactivations = ["sigmoid", "tanh"]',
            "activations = 'tanh': expected an output strictly between 0 and 1 for binary_cross_entropy, "
            "such as sigmoid (loss = 'logistic' takes an output without activation)",
        ),
        (
            '[network]\npreset = "lecture10-binary"\ntargets = "real"',
            "targets = 'real': expected for binary_cross_entropy: "
            "0/1, one-hot, integers from 0, integers from 1",
        ),
        ("network = " + "[" * 5000, "network.toml: not valid TOML: nested too deeply"),
    ],
)
def test_networks_that_cannot_be(symbp, tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "network.toml").write_text(toml)
    refused(symbp("derive", "network.toml"), message)


def test_a_specification_that_is_not_text(symbp, tmp_path: Path) -> None:
    (tmp_path / "network.toml").write_bytes(b"\xff\xfe")
    refused(symbp("derive", "network.toml"), "cannot read network.toml: not UTF-8 text")


def test_a_network_too_wide_to_write_out(symbp, tmp_path: Path) -> None:
    (tmp_path / "wide.toml").write_text(NETWORK.format(units="[20, 50, 10]"))
    refused(
        symbp("derive", "wide.toml", "--level", "entry"),
        "units = [20, 50, 10]: 1500 entries over 10 paths are too many to write out; "
        "entries times paths may be 100. The matrix level holds for every size",
    )


# Data -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "csv", "message"),
    [
        (
            "lecture10-regression",
            "x1,x2,t\n",
            "data.csv: no data; expected a header row and at least one row of numbers",
        ),
        (
            "lecture10-regression",
            "",
            "data.csv: no data; expected a header row and at least one row of numbers",
        ),
        (
            "lecture10-regression",
            "x1,x2,t\n1,nan,3\n",
            "data.csv, line 2, column 'x2': 'nan'; expected a finite number",
        ),
        (
            "lecture10-regression",
            "x1,x2,t\n1,two,3\n",
            "data.csv, line 2, column 'x2': 'two'; expected a number",
        ),
        ("lecture10-regression", "x1,x2,t\n1,2\n", "data.csv, line 2: 2 cells; expected 3, as in the header"),
        (
            "lecture10-regression",
            "x1,t\n1,2\n",
            "data.csv: 2 columns; expected 2 of inputs and 1 of targets for units = [2, 3, 1]",
        ),
        (
            "lecture10-binary",
            "x1,x2,t\n1,2,0.5\n",
            "data.csv, line 2: target 0.5; expected 0 or 1 (targets = '0/1')",
        ),
        (
            "lecture10-multiclass",
            "x1,x2,t\n1,2,0\n1,2,4\n",
            "data.csv, line 3: label 4; expected a whole number from 0 to 3",
        ),
    ],
)
@pytest.mark.parametrize("command", ["train", "solve"])
def test_data_that_cannot_be_used(
    symbp, tmp_path: Path, command: str, spec: str, csv: str, message: str
) -> None:
    (tmp_path / "data.csv").write_text(csv)
    where = ["-o", "out"] if command == "solve" else []
    refused(symbp(command, spec, "--data", "data.csv", *where), message)
    assert not (tmp_path / "out").exists()


def test_missing_data_file(symbp) -> None:
    refused(
        symbp("train", "lecture10-regression", "--data", "data.csv"),
        "cannot read data.csv: No such file or directory",
    )


def test_settings_that_cannot_be_used(symbp) -> None:
    refused(symbp("train", "lecture10-regression", "--rate", "-1"), "rate = -1.0: expected a number above 0")
    refused(
        symbp("train", "lecture10-regression", "--lam", "1"),
        "lam = 1.0: expected none, as penalty = 'none'; state a penalty",
    )
    refused(
        symbp("brute-force", "--parameters", "500"), "parameters = 500: the time has more than 300 digits"
    )


# The world outside ------------------------------------------------------------------------


def ended(process: subprocess.Popen[str], code: int, message: str) -> None:
    """The process ended with this code and this one line."""
    _, stderr = process.communicate(timeout=120)
    assert stderr == f"symbp: {message}\n"
    assert process.returncode == code


@pytest.mark.parametrize("command", [["presets"], ["verify", "lecture10-regression"]])
def test_a_full_disk_behind_standard_output(start, command: list[str]) -> None:
    with Path("/dev/full").open("w") as full, start(*command, stdout=full) as process:
        ended(process, 1, "cannot read or write: No space left on device")


def test_a_closed_pipe_is_silent(start) -> None:
    read, write = os.pipe()
    os.close(read)
    with start("derive", "lecture10-regression", stdout=write) as process:
        os.close(write)
        assert process.communicate(timeout=60)[1] == ""
        assert process.returncode == 1


def test_a_closed_standard_output_changes_nothing(start) -> None:
    with start("presets", preexec_fn=lambda: os.close(1)) as process:
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0


def test_letters_that_the_terminal_lacks(start) -> None:
    with start("train", "lecture10-regression", environment={"PYTHONIOENCODING": "latin-1"}) as process:
        assert "\\u03b1 = 1" in process.communicate(timeout=60)[0]
        assert process.returncode == 0


@pytest.mark.parametrize("parent", ["a-file", "a-locked-directory"])
def test_a_file_that_cannot_be_written(symbp, tmp_path: Path, parent: str) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "a-locked-directory").mkdir(mode=0o500)
    if parent == "a-locked-directory" and os.geteuid() == 0:
        parent = "/proc"  # root may write into any directory but this
    result = symbp("code", "lecture10-regression", "-o", f"{parent}/gradients.py")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"symbp: cannot write to {parent}: ")
    assert result.stderr.endswith("; choose another directory\n")


def small_files(limit: int) -> None:
    """Let no file of this process grow beyond `limit` bytes, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def test_a_disk_that_fills_up_leaves_no_file(start, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with start(
        "code", "lecture10-regression", "-o", "out/gradients.py", preexec_fn=partial(small_files, 64)
    ) as process:
        ended(process, 2, "cannot write to out: File too large; choose another directory")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--sections", "problem,sumary", "sections = 'sumary': did you mean 'summary'?"),
        ("--formats", "pdf,docx", "formats = 'docx': expected one of: pdf, tex, html, md, ipynb, py, json"),
        ("--digits", "0", "digits = 0: expected a whole number from 1 to 15"),
        ("--templates", "mine", "templates = 'mine': no such directory"),
    ],
)
def test_solutions_that_cannot_be_written(
    symbp, tmp_path: Path, option: str, value: str, message: str
) -> None:
    refused(symbp("solve", "lecture10-regression", "-o", "out", option, value), message)
    assert not (tmp_path / "out").exists()


def test_a_solution_on_a_full_disk_leaves_no_file(start, tmp_path: Path) -> None:
    """The small files would fit; none of them may stay when the large one does not."""
    (tmp_path / "out").mkdir()
    formats = ("--formats", "py,md", "--iterations", "10")
    with start(
        "solve", "lecture10-regression", "-o", "out", *formats, preexec_fn=partial(small_files, 2000)
    ) as process:
        ended(process, 2, "cannot write to out: File too large; choose another directory")
    assert list((tmp_path / "out").iterdir()) == []


def interrupt_while_reading(process: subprocess.Popen[str], fifo: Path) -> None:
    """Ctrl-C while the command waits for what the pipe will hold: it opened it, so it is at work."""
    with os.fdopen(opened_for_writing(fifo, process), "w"):
        process.send_signal(signal.SIGINT)
        ended(process, 130, "interrupted")


def opened_for_writing(fifo: Path, reader: subprocess.Popen[str]) -> int:
    """The pipe, as soon as the process has opened it for reading."""
    while reader.poll() is None:
        try:
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.01)
    pytest.fail(f"ended before it read: {reader.communicate()[1]}")


@pytest.mark.parametrize("command", ["derive", "verify", "train", "select"])
def test_ctrl_c_ends_in_one_line(start, tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "network.toml")
    with start(command, "network.toml") as process:
        interrupt_while_reading(process, tmp_path / "network.toml")


def test_ctrl_c_during_solve_leaves_no_file(start, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "data.csv")
    with start("solve", "lecture10-regression", "-o", "out", "--data", "data.csv") as process:
        interrupt_while_reading(process, tmp_path / "data.csv")
    assert not (tmp_path / "out").exists()


def test_ctrl_c_in_the_middle_of_training(start, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "data.csv")
    endless = ("--iterations", "1000000000")
    with start("train", "lecture10-regression", "--data", "data.csv", *endless) as process:
        with os.fdopen(opened_for_writing(tmp_path / "data.csv", process), "w") as pipe:
            pipe.write("x1,x2,t\n0,1,0.5\n1,0,0.25\n")
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        process.send_signal(signal.SIGINT)
        ended(process, 130, "interrupted")

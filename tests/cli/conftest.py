"""Running the command line from tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from symbp.commands.app import app

ROOT = Path(__file__).resolve().parent.parent.parent

Symbp = Callable[..., Result]
Process = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def symbp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Symbp:
    """Run `symbp …` in this process, in an empty directory; the result has exit_code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="symbp")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def start(tmp_path: Path) -> Process:
    """Start `python -m symbp …` as a process of its own, in an empty directory."""

    def run(
        *arguments: str | Path, environment: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[str]:
        pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(
            [sys.executable, "-m", "symbp", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            text=True,
            encoding="utf-8",
            **{"stdin": subprocess.DEVNULL, **pipes, **options},
        )

    return run

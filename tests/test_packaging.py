"""The wheel, built and used outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.packaging


def run(*command: str | Path, cwd: Path) -> str:
    """The output of a command that must succeed, run where no checkout is in sight."""
    env = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
    env["PYTHONSAFEPATH"] = "1"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def runtime_dependencies() -> list[Distribution]:
    """What `pip install symbp` without extras would install, transitively."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    queue = [("symbp", "")]
    while queue:
        name, extra = queue.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found[name] = distribution(name)
        for line in found[name].requires or []:
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                queue += [(canonicalize_name(wanted.name), e) for e in ("", *wanted.extras)]
    del found["symbp"]
    return list(found.values())


def share(dependencies: list[Distribution], site_packages: Path) -> None:
    """Make installed distributions importable from another environment, and no others.

    Links instead of a second download: the test stays quick and needs no
    network, and an import that is not a declared dependency still fails.
    """
    for dependency in dependencies:
        files = dependency.files
        assert files, f"{dependency.name} does not record its files"
        for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            link = site_packages / top
            if not link.exists():
                link.symlink_to(Path(str(dependency.locate_file(top))).resolve())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("symbp-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and its dependencies only."""
    home = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    programs = home / "bin"
    python = programs / "python"
    site_packages = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip()
    )
    share(runtime_dependencies(), site_packages)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=home)
    return programs


def test_wheel_contains_every_template_and_module(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    def wanted(directory: str) -> set[str]:
        files = (p for p in (ROOT / directory).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return {p.relative_to(ROOT).as_posix() for p in files}

    templates = wanted("templates")
    assert templates
    assert {f"symbp/{name}" for name in templates} <= names
    assert wanted("symbp") <= names
    assert "symbp/py.typed" in names


def test_wheel_contains_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"symbp", "grader"}


def test_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = (
        "import symbp; print(symbp.__file__); "
        "from symbp.resources import templates_dir; print(templates_dir())"
    )
    for path in run(installed / "python", "-c", code, cwd=tmp_path).split():
        assert Path(path).is_relative_to(installed.parent)


@pytest.mark.slow
def test_installed_command_solves_a_preset(installed: Path, tmp_path: Path) -> None:
    out = tmp_path / "solution"
    run(installed / "symbp", "solve", "lecture10-regression", "-o", out, cwd=tmp_path)
    for suffix, start in ((".pdf", b"%PDF-"), (".tex", b""), (".html", b"<!")):
        content = (out / f"solution{suffix}").read_bytes()
        assert content, f"solution{suffix} is empty"
        assert content.startswith(start)


@pytest.mark.slow
def test_module_is_the_command(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "python", "-m", "symbp", "presets", cwd=tmp_path) == run(
        installed / "symbp", "presets", cwd=tmp_path
    )

"""All files or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from symbp.document import files, solve
from symbp.document.files import write_all
from symbp.errors import OutputError


def test_writes_every_file_and_nothing_else(tmp_path: Path) -> None:
    paths = write_all(tmp_path / "new" / "place", {"a.txt": b"one", "b.txt": b"two"})
    assert [p.read_bytes() for p in paths] == [b"one", b"two"]
    assert sorted(p.name for p in (tmp_path / "new" / "place").iterdir()) == ["a.txt", "b.txt"]


def test_a_written_file_has_ordinary_permissions(tmp_path: Path) -> None:
    (path,) = write_all(tmp_path, {"a.txt": b""})
    mask = os.umask(0)
    os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_half_way_leaves_the_old_files_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    written = files._write_aside

    def fail_at_the_second(directory: Path, content: bytes) -> Path:
        if content == b"two":
            raise failure
        return written(directory, content)

    monkeypatch.setattr(files, "_write_aside", fail_at_the_second)
    with pytest.raises((OutputError, KeyboardInterrupt)) as caught:
        write_all(tmp_path, {"a.txt": b"one", "b.txt": b"two"})
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    if isinstance(failure, OSError):
        expected = f"cannot write to {tmp_path}: No space left on device; choose another directory"
        assert str(caught.value) == expected


def test_a_failure_while_writing_one_file_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, {"a.txt": b"one"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_the_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match=r"cannot write to .*out: File exists; choose another directory"):
        write_all(tmp_path / "out", {"a.txt": b""})


def test_solve_writes_the_formats_asked_for(tmp_path: Path) -> None:
    solution = solve("lecture10-regression", tmp_path, iterations=2, formats=("md", "py", "json"))
    names = {p.name for p in tmp_path.iterdir()}
    figures = {f"solution-{name}.svg" for name in ("network", "loss", "predictions")}
    assert names == {"solution.md", "solution.py", "solution.json"} | figures
    assert {p.name for p in solution.paths} == names


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (solve("lecture10-binary", iterations=20, date="2026-11-22") for _ in range(2))
    assert first.contents() == second.contents()

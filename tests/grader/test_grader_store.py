"""The directory of a run: safe names, whole files, one run at a time, and what a resumed run keeps."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest
from fake_worker import result_of
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import StoreError
from grader.store import Submission, left_out, opened, slugs, submissions, upload_digest

RUN = {"assignment": "a1", "title": "Backpropagation", "versions": {"symbp": "1"}}
PAGES = {"html": "<p>", "md": "-", "json": "{}"}

# Names ------------------------------------------------------------------------------------------

names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=80)


@given(st.sets(names | st.sampled_from(["Eve", "eve", "EVE", "..", "CON", "é", "e\u0301"]), max_size=12))
def test_every_student_has_a_file_name_of_their_own_on_any_system(students: set[str]) -> None:
    found = slugs(students)
    assert len({slug.casefold() for slug in found.values()}) == len(students)
    assert all(re.fullmatch(r"[\w-][\w.-]{0,99}", slug, re.ASCII) for slug in found.values())


def test_a_plain_name_stays_as_it_is() -> None:
    assert slugs(["Mueller_Anna-123.py"]) == {"Mueller_Anna-123.py": "Mueller_Anna-123.py"}


def test_names_that_are_no_text_are_told_apart(tmp_path: Path) -> None:
    for name in (b"caf\xe9.py", b"caf\xe8.py"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).touch()
    first, second = submissions(tmp_path)
    assert first.slug != second.slug
    assert first.student == second.student == "caf\ufffd.py"


# What was handed in -----------------------------------------------------------------------------


def test_submissions_are_files_and_folders_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("zoe.py", "Adam.py", ".DS_Store", ".hidden.py", "Thumbs.db", "desktop.ini", "grades.csv"):
        (tmp_path / name).touch()
    for name in ("eve", "__MACOSX", "out"):
        (tmp_path / name).mkdir()
    found = submissions(tmp_path, apart_from=[tmp_path / "out"])
    assert [submission.student for submission in found] == ["Adam.py", "eve", "grades.csv", "zoe.py"]
    assert left_out(tmp_path) == (".DS_Store", ".hidden.py", "__MACOSX", "desktop.ini", "Thumbs.db")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none", "{0}/none is no folder; name the folder that holds the submissions"),
        ("file", "{0}/file is no folder; name the folder that holds the submissions"),
        ("empty", "{0}/empty holds no submissions: it needs one file or folder for each student"),
    ],
)
def test_a_folder_without_submissions_is_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError) as caught:
        submissions(tmp_path / name)
    assert str(caught.value) == message.format(tmp_path)


def test_a_digest_tells_what_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1")
    before = upload_digest(tmp_path)
    os.utime(file, (1, 1))
    assert upload_digest(tmp_path) == before
    file.write_text("x = 2")
    changed = upload_digest(tmp_path)
    file.rename(tmp_path / "b.py")
    assert len({before, changed, upload_digest(tmp_path)}) == 3


def test_a_digest_follows_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.mkdir()
    os.mkfifo(upload / "pipe")
    (upload / "endless").symlink_to("/dev/zero")
    (upload / "loop").symlink_to(upload)
    assert upload_digest(upload) == upload_digest(upload)


# The directory ----------------------------------------------------------------------------------


def submission(folder: Path, name: str = "anna.py") -> Submission:
    path = folder / name
    path.write_text("x = 1")
    return Submission(path, name)


def test_the_secret_is_drawn_once_and_for_its_owner_only(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with opened(out, RUN) as store:
        secret = store.secret
    assert (out / "secret").read_bytes() == secret
    assert len(secret) == 32
    assert stat.S_IMODE((out / "secret").stat().st_mode) == 0o600
    with opened(out, RUN, resume=True) as store:
        assert store.secret == secret


def test_a_kept_result_is_found_again_until_its_submission_changes(tmp_path: Path) -> None:
    anna, out = submission(tmp_path), tmp_path / "out"
    result = result_of("anna.py", 10, source_digest=upload_digest(anna.path))
    with opened(out, RUN) as store:
        assert not store.holds(anna)
        store.keep(anna, result, PAGES)
        assert store.result(anna) == result
        assert store.holds(anna)
        anna.path.write_text("x = 2")
        assert not store.holds(anna)


@pytest.mark.parametrize("lost", ["results/anna.py.json", "feedback/anna.py.html", "feedback/anna.py.md"])
def test_a_result_is_there_with_its_feedback_or_not_at_all(tmp_path: Path, lost: str) -> None:
    anna, out = submission(tmp_path), tmp_path / "out"
    with opened(out, RUN) as store:
        store.keep(anna, result_of("anna.py", 10, source_digest=upload_digest(anna.path)), PAGES)
        (out / lost).unlink()
        assert not store.holds(anna)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"student": 1}'])
def test_a_result_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    anna, out = submission(tmp_path), tmp_path / "out"
    with opened(out, RUN) as store:
        (out / "results" / "anna.py.json").write_text(content)
        assert store.result(anna) is None


def test_text_of_a_submission_that_is_no_unicode_is_stored(tmp_path: Path) -> None:
    anna, out = submission(tmp_path), tmp_path / "out"
    result = result_of("anna.py", 10, incidents=("half a pair: \ud800",))
    with opened(out, RUN) as store:
        store.keep(anna, result, PAGES)
        assert store.result(anna) == result


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    with opened(out, RUN) as store:
        store.write("grades.csv", "old")
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store.write("grades.csv", "new")
    assert (out / "grades.csv").read_text() == "old"
    assert list(out.rglob(".*")) == []


def test_what_a_killed_run_left_half_written_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with opened(out, RUN):
        pass
    (out / "results" / ".grader-x1").write_text("half a res")
    with opened(out, RUN, resume=True):
        assert list((out / "results").iterdir()) == []


# Refusals ---------------------------------------------------------------------------------------


def refusal(out: Path, run: dict, **options) -> str:
    with pytest.raises(StoreError) as caught, opened(out, run, **options):
        pass
    return str(caught.value).replace(str(out), "OUT")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    with opened(tmp_path / "out", RUN):
        pass
    return tmp_path / "out"


def test_a_run_is_not_begun_twice(out: Path) -> None:
    assert refusal(out, RUN) == "OUT holds a run; go on with it by --resume or choose another -o"


def test_another_assignment_is_refused(out: Path) -> None:
    assert refusal(out, {**RUN, "assignment": "a2"}, resume=True) == (
        "OUT holds a run of another assignment, or of this one before it was changed, and marks of two "
        "kinds are not to be mixed; choose another -o"
    )


def test_another_version_is_refused(out: Path) -> None:
    assert refusal(out, {**RUN, "versions": {"symbp": "2"}}, resume=True) == (
        "OUT holds a run of another version of grader, and marks of two kinds are not to be mixed; "
        "choose another -o"
    )


def test_another_secret_is_refused(out: Path) -> None:
    assert refusal(out, RUN, resume=True, secret=bytes(32)) == (
        "OUT/secret was made from another seed; leave out --seed or choose another -o"
    )


def test_a_directory_of_something_else_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    expected = "OUT holds 'thesis.tex' and no run of grader; choose an empty directory for -o"
    assert refusal(tmp_path, RUN) == expected
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_two_runs_in_one_directory_are_refused(out: Path) -> None:
    with opened(out, RUN, resume=True):
        assert refusal(out, RUN, resume=True) == (
            "another run is writing to OUT; wait for it or choose another -o"
        )


def test_a_run_says_what_it_is(out: Path) -> None:
    assert json.loads((out / "run.json").read_text()) == RUN

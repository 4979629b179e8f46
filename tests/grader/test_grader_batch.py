"""Grading a class: no submission is lost or graded twice, whatever dies, and a stopped run goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from fake_run import FAKE

from grader.batch import Run, run
from grader.crew import answers, shares
from grader.errors import SandboxError
from grader.result import Result
from grader.store import Store, Submission, submissions

ROOT = Path(__file__).resolve().parent.parent.parent
ASSIGNMENT = """
title = "Backpropagation by hand"
network.preset = "lecture10-regression-l2"
part = [{ id = "1", quantity = "dW2", points = 5 }, { id = "2", quantity = "dW1", points = 5 }]
"""


class Class:
    """A folder of submissions that say what is to happen to them, and a run over it."""

    def __init__(self, folder: Path) -> None:
        self.assignment, self.folder, self.out = folder / "a.toml", folder / "class", folder / "out"
        self.assignment.write_text(ASSIGNMENT)
        self.folder.mkdir()
        self.log = folder / "graded"
        self.log.touch()

    def hand_in(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            (self.folder / name).write_text(text)

    def grade(self, **options) -> dict[str, Result]:
        """The results by student, read back from the directory."""
        run(Run(self.assignment, self.folder, self.out, **{"workers": 2, "command": FAKE, **options}))
        return self.results()

    def results(self) -> dict[str, Result]:
        store = Store(self.out, b"")
        return {s.student: result for s in submissions(self.folder) if (result := store.result(s))}

    def graded(self) -> Counter[str]:
        """How often each submission was given to a worker."""
        return Counter(self.log.read_text().splitlines())

    def started(self, *options: str) -> subprocess.Popen[str]:
        """`grader run` as a process of its own."""
        program = [sys.executable, str(Path(__file__).with_name("fake_run.py")), "run"]
        paths = [str(self.assignment), str(self.folder), "-o", str(self.out)]
        return subprocess.Popen(
            [*program, *paths, "--jobs", "2", "--seed", "1", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def tree(self) -> dict[str, bytes]:
        """Every file of the run."""
        files = (path for path in sorted(self.out.rglob("*")) if path.is_file())
        return {str(path.relative_to(self.out)): path.read_bytes() for path in files}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    found = Class(tmp_path)
    monkeypatch.setenv("GRADED", str(found.log))
    return found


def test_every_submission_has_a_result_a_page_and_a_row(room: Class) -> None:
    texts = {f"s{n}.py": f"score {n}" for n in range(11)}
    room.hand_in(texts)
    results = room.grade()
    assert {name: result.score for name, result in results.items()} == {f"s{n}.py": n for n in range(11)}
    assert room.graded() == Counter(texts.keys())
    rows = (room.out / "grades.csv").read_text().splitlines()
    assert rows[0] == "student,score,max,1 score,1 verdict,2 score,2 verdict,diagnosis,incidents,feedback"
    assert rows[4] == "s2.py,2,10,2,wrong,0,wrong,M03,0,feedback/s2.py.html"
    for suffix in ("html", "md", "json"):
        assert len(list((room.out / "feedback").glob(f"*.{suffix}"))) == 11
    assert "11 submissions" in (room.out / "report.html").read_text()


def test_hostile_names_are_names(room: Class) -> None:
    names = ["<script>x.py", "=1+1.py", "\x1b[31m.py", "a,b\n.py", "É.py", "e\u0301.py", "x" * 250, "a.."]
    room.hand_in(dict.fromkeys(names, "score 10"))
    assert {result.student for result in room.grade().values()} == {*names}
    assert len((room.out / "grades.csv").read_text().splitlines()) == len(names) + 1
    assert all(str(path).isascii() for path in room.tree())


# What dies --------------------------------------------------------------------------------------


def test_a_worker_that_dies_is_replaced_and_its_submission_tried_once_more(room: Class) -> None:
    room.hand_in({"a.py": "score 10", "b.py": "die once", "c.py": "score 5"})
    results = room.grade(workers=1)
    assert [result.incidents for result in results.values()] == [(), (), ()]
    assert room.graded() == {"a.py": 1, "b.py": 2, "c.py": 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("die", "the process that graded it died"),
        ("fail", "ValueError: of all things"),
    ],
)
def test_a_submission_that_cannot_be_graded_is_an_undecided_result(room: Class, text: str, why: str) -> None:
    room.hand_in({"a.py": "score 10", "b.py": text, "c.py": "score 5"})
    results = room.grade()
    assert results["b.py"].incidents == (why,)
    assert results["b.py"].score == 0
    assert results["b.py"].max_score == 10
    assert [part.verdict for part in results["b.py"].parts] == ["undecided", "undecided"]
    assert (results["a.py"].score, results["c.py"].score) == (10, 5)
    assert room.graded()["b.py"] == 2


def test_a_worker_that_hangs_is_ended(room: Class) -> None:
    room.hand_in({"a.py": "hang", "b.py": "score 5"})
    handed_in = submissions(room.folder)
    order = {"assignment": {"network": {"preset": "lecture10-regression"}}, "secret": "", "trusted": False}
    found = {
        answer.submission.student: answer.failure
        for answer in answers(handed_in, order, workers=2, command=FAKE, patience=2.0)
    }
    assert found == {"a.py": "no answer within 2 s", "b.py": ""}
    assert room.graded()["a.py"] == 2


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"assignment": {}}, "no [network] table; expected"),
        ({}, "a grading process ended before it was ready; its own words stand above"),
    ],
)
def test_a_worker_that_cannot_work_stops_the_run(
    tmp_path: Path, order: dict, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    handed_in = [Submission(tmp_path, "x")]
    with pytest.raises(SandboxError) as caught:
        list(answers(handed_in, order, workers=1, command=FAKE))
    assert str(caught.value).startswith(message)
    assert bool(capfd.readouterr().err) == (not order)


# What is kept -----------------------------------------------------------------------------------


def test_a_resumed_run_grades_what_is_new_changed_or_was_not_graded(room: Class) -> None:
    room.hand_in({"a.py": "score 10", "b.py": "score 5", "c.py": "fail"})
    room.grade()
    room.hand_in({"b.py": "score 6", "d.py": "score 1"})
    (room.out / "feedback" / "a.py.html").unlink()
    room.log.write_text("")
    results = room.grade(resume=True)
    assert room.graded() == {"a.py": 1, "b.py": 1, "c.py": 2, "d.py": 1}
    assert [result.score for result in results.values()] == [10, 6, 0, 1]
    room.log.write_text("")
    room.hand_in({"c.py": "score 2"})
    room.grade(resume=True)
    assert room.graded() == {"c.py": 1}


def test_a_submission_that_was_taken_back_is_not_in_the_tables(room: Class) -> None:
    room.hand_in({"a.py": "score 10", "b.py": "score 5"})
    room.grade()
    (room.folder / "b.py").unlink()
    room.grade(resume=True)
    assert "b.py" not in (room.out / "grades.csv").read_text()


def test_a_run_that_is_killed_at_any_moment_and_resumed_ends_with_the_same_files(room: Class) -> None:
    room.hand_in({f"s{n:02}.py": "slow" for n in range(24)})
    for attempt in range(3):
        process = room.started(*["--resume"][:attempt])
        time.sleep(random.uniform(0.3, 1.5))
        process.kill()
        process.communicate()
    kept = set(room.results()) if room.out.exists() else set()
    room.log.write_text("")
    last = room.started("--resume")
    assert last.communicate()[1] == ""
    assert last.returncode == 0
    assert kept & set(room.graded()) == set()
    assert kept | set(room.graded()) == {path.name for path in room.folder.iterdir()}
    resumed = room.tree()
    room.out = room.out.with_name("other")
    assert room.started().communicate()[1] == ""
    assert resumed == room.tree()


def test_ctrl_c_ends_at_once_and_leaves_a_run_that_can_be_resumed(room: Class) -> None:
    room.hand_in({"a.py": "score 10", "b.py": "hang", "c.py": "hang", "d.py": "score 1"})
    process = room.started()
    while set(room.graded()) < {"b.py", "c.py"}:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out) == (130, "")
    assert err == "grader: interrupted; the same command with --resume goes on\n"
    room.hand_in({"b.py": "score 2", "c.py": "score 3"})
    assert [result.score for result in room.grade(resume=True).values()] == [10, 2, 3, 1]


def test_no_worker_outlives_a_killed_run(room: Class) -> None:
    room.hand_in({f"s{n:02}.py": "slow" for n in range(99)})
    process = room.started()
    while not room.graded():
        time.sleep(0.02)
    workers = children(process.pid)
    assert len(workers) == 2
    process.kill()
    process.communicate()
    end = time.monotonic() + 5
    while any(Path(f"/proc/{pid}/cmdline").exists() and alive(pid) for pid in workers):
        assert time.monotonic() < end
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


# What nobody is told ----------------------------------------------------------------------------


def test_nothing_holds_the_secret_but_its_own_file(room: Class) -> None:
    room.hand_in({"a.py": "score 10", "b.py": "score 5"})
    room.grade()
    secret = (room.out / "secret").read_bytes()
    for name, content in room.tree().items():
        if name != "secret":
            assert secret not in content
            assert secret.hex().encode() not in content


def test_a_seed_repeats_the_secret(room: Class) -> None:
    room.hand_in({"a.py": "score 10"})
    room.grade(seed=1)
    first = (room.out / "secret").read_bytes()
    room.out = room.out.with_name("other")
    room.grade(seed=1)
    assert (room.out / "secret").read_bytes() == first
    room.out = room.out.with_name("third")
    room.grade(seed=2)
    assert (room.out / "secret").read_bytes() != first


def test_processors_are_dealt_out_where_there_is_one_for_each_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 2, 4, 6, 8}, raising=False)
    assert shares(1) == [{0, 2, 4, 6, 8}]
    assert shares(2) == [{0, 4, 8}, {2, 6}]
    assert shares(5) == [{0}, {2}, {4}, {6}, {8}]
    assert shares(6) == [frozenset()] * 6, "more workers than processors may run anywhere"


TELLS_ITS_PROCESSORS = """
import json, os, sys
sys.stdin.readline()
print('{"ready": true}', flush=True)
for line in sys.stdin:
    print(json.dumps({"processors": sorted(os.sched_getaffinity(0))}), flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not bind processes")
def test_a_worker_keeps_to_its_processors(room: Class) -> None:
    room.hand_in({f"{n}.py": "" for n in range(20)})
    workers = min(2, len(os.sched_getaffinity(0)))
    todo = submissions(room.folder)
    found = answers(todo, {}, workers=workers, command=(sys.executable, "-c", TELLS_ITS_PROCESSORS))
    assert {frozenset(answer.content["processors"]) for answer in found} <= set(shares(workers))

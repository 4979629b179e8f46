"""Every attack earns what its mathematics earned; no process survives it, and nothing is written.

The attacks are tables in `tests/students/hostile`, the uploads are built by `hostile_uploads`.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from select import select

import pytest
from hostile import (
    ASSIGNMENT,
    ATTACKS,
    FULL,
    PIECES,
    Attack,
    assignment,
    descendants,
    orphans,
    settled,
    traces,
)
from hostile_uploads import RIGHT, UPLOADS, WRONG, notebook, zipped

from grader.batch import Run, run
from grader.grading import Grader
from grader.result import Result
from grader.sandbox.records import Entry, Limits
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.sandbox

LEVELS = ("strongest", "filtered")
PRODUCT = bool(os.environ.get("ATTACKS"))
"""Set by `make attacks`: every attack at every level, and as definitions only."""

FIRST = {attack.group: attack for attack in reversed(ATTACKS)}


class Graders:
    """A grader for each level and kind of assignment, made when it is first asked for."""

    def __init__(self, exits: ExitStack) -> None:
        self.exits = exits
        self.made: dict[tuple[str, str, bool], Grader] = {}

    def __call__(self, level: str, execute: str = "everything", hangs: bool = False) -> Grader:
        key = level, execute, hangs
        if key not in self.made:
            grader = Grader(assignment(execute, hangs), secret=bytes(32), isolation=level)
            self.made[key] = self.exits.enter_context(grader)
            assert self.made[key].isolation.level in ("full", "filtered")
        return self.made[key]


@pytest.fixture(scope="module")
def graders() -> Iterator[Graders]:
    os.environ["HOSTILE_SECRET"] = "hostile-secret"
    before, running = orphans(), descendants()
    with ExitStack() as exits:
        yield Graders(exits)
    del os.environ["HOSTILE_SECRET"]
    assert settled(lambda: descendants() <= running)
    assert settled(lambda: orphans() <= before)


def written(text: str, folder: Path) -> Path:
    path = folder / "solution.py"
    path.write_text(text)
    return path


def graded(grader: Grader, path: Path) -> Result:
    """The result of one attack, which left no process and no file."""
    files = sorted(path.parent.rglob("*"))
    zygote, running = grader.worker.zygote.process.pid, descendants()
    result = grader.grade(path)
    assert settled(lambda: spare_is_there(grader))
    assert settled(lambda: len(descendants() - running) <= 1)
    assert grader.worker.zygote.process.pid == zygote
    assert traces() == []
    assert sorted(path.parent.rglob("*")) == files
    json.dumps(result.to_json(), allow_nan=False)
    return result


def spare_is_there(grader: Grader) -> bool:
    """Whether the child that waits for the next submission has locked itself in: the one new process."""
    spare = grader.worker._spare
    return spare is None or bool(select([spare.replies], [], [], 0)[0])


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_at_the_strongest_level(attack: Attack, graders: Graders, tmp_path):
    result = graded(graders("strongest", hangs=attack.hangs), written(attack.text, tmp_path))
    assert attack.is_fair(result.score), result
    record = json.dumps(result.to_json(), ensure_ascii=False)
    assert not attack.hides or not re.search(attack.hides + r".{0,60}\d{4}", record)


@pytest.mark.parametrize("attack", ATTACKS if PRODUCT else FIRST.values(), ids=str)
def test_without_namespaces_and_landlock(attack: Attack, graders: Graders, tmp_path):
    grader = graders("filtered", hangs=attack.hangs)
    assert grader.isolation.level == "filtered"
    assert attack.is_fair(graded(grader, written(attack.text, tmp_path)).score)


if PRODUCT:

    @pytest.mark.parametrize(("attack", "level"), list(product(ATTACKS, LEVELS)), ids=str)
    def test_as_definitions_only(attack: Attack, level: str, graders: Graders, tmp_path):
        result = graded(graders(level, "definitions", attack.hangs), written(attack.text, tmp_path))
        # What would have spoilt a right answer may have been left out.
        assert attack.is_fair(result.score) or (result.score == FULL and "gradients = right" in attack.code)


@pytest.mark.parametrize("name", UPLOADS)
def test_uploads(name: str, graders: Graders, tmp_path):
    earns, build = UPLOADS[name]
    result = graded(graders("strongest", "definitions"), build(tmp_path))
    assert result.score == {"everything": FULL, "nothing": 0.0}[earns], result
    assert earns == "everything" or result.checks[0].message


def test_there_are_attacks_of_every_class():
    assert set(FIRST) == set("ABCDEFGHI") - {"H"}
    assert len(ATTACKS) + len(UPLOADS) > 200
    assert len({str(attack) for attack in ATTACKS}) == len(ATTACKS)


# --- the cheats are real: they beat a grader that runs in the process of the submission

NAIVE = """
import json, sys, types
import numpy as np
{right}
CHEAT = {cheat!r}


def grade():
    draw = np.random.default_rng(0)
    X, t, W1, W2 = (draw.normal(size=size) for size in ((4, 2), (4, 1), (2, 3), (3, 1)))
    expected = right(X, t, W1, W2, 0.5)
    solution = types.ModuleType("cheat")
    exec(CHEAT, solution.__dict__)
    try:
        answer = solution.gradients(X, t, W1, W2, 0.5)
    except Exception:
        answer = None
    score = 0
    if answer is not None:
        for found, wanted in zip(answer, expected):
            if np.allclose(found, wanted):
                score += 5
    print(json.dumps({{"score": score}}), flush=True)
"""
"""The usual autograder: it calls the function, compares with allclose, prints a score and exits with 0."""


def naively_graded(text: str, worker: Worker) -> int:
    """What such a grader, itself locked in, reports: the score it printed, or that the script ended well."""
    program = NAIVE.format(right=PIECES, cheat=text)
    with worker.session(program, Entry((), {"skip": True}, function="grade"), Limits(seconds=2.0)) as session:
        reply = session.call(())
    printed = session.output.strip().splitlines()
    if printed:
        return json.loads(printed[-1])["score"]
    ended_well = "exit status 0" in reply.error or reply.error.startswith("SystemExit: 0")
    return int(FULL) if ended_well else 0


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


@pytest.mark.parametrize("attack", [each for each in ATTACKS if each.naive], ids=str)
def test_harmless_cheats_beat_a_naive_grader(attack: Attack, worker: Worker):
    assert naively_graded(attack.text, worker) == FULL


def test_the_naive_grader_is_right_about_honest_work(worker: Worker):
    assert naively_graded(RIGHT, worker) == FULL
    assert naively_graded(WRONG, worker) == 0


# --- a class with all of this in it


def test_the_run_goes_on_and_its_reports_are_safe(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    texts = {str(attack): attack.text for attack in FIRST.values()}
    markup = next(attack for attack in ATTACKS if attack.name == "message-with-markup").text
    names = {
        "<img src=x onerror=alert(1)>": RIGHT,
        "=cmd|'x'!A0": markup,
        "honest": RIGHT,
        "@SUM(1)": WRONG,
    }
    for name, text in {**texts, **names}.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "-notebook.ipynb").write_text(notebook("%%html\n<script>alert('hostile')</script>", RIGHT))
    zipped(folder / "+bomb.zip", {"solution.py": bytes(30_000_000)})
    (tmp_path / "sheet.toml").write_text(ASSIGNMENT.format(execute="everything", seconds=0.4))
    run(Run(tmp_path / "sheet.toml", folder, tmp_path / "out", workers=1))
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + len(list(folder.iterdir()))
    assert not [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell)]
    scores = {row[0].lstrip("'"): row for row in rows}
    assert "10" in "".join(scores["honest.py"])
    for page in (tmp_path / "out").rglob("*.html"):
        assert "<script>alert" not in page.read_text()
        assert "<img src=x" not in page.read_text()
    assert traces() == []

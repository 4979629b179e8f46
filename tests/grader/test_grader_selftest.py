"""The self-test of an assignment: what it can tell apart, and that it would notice if it could not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.assignment import Assignment
from grader.diagnosis import Diagnoser
from grader.points import Points
from grader.reference import matrices
from grader.selftest import SelfTest, Trial, selftest
from symbp.misconceptions import MISCONCEPTIONS
from symbp.network import Network

COURSES = Path(__file__).parents[2] / "examples" / "assignments"
LECTURE = Network.preset("lecture10-regression-l2")


def trial(net: Network, *names: str) -> Trial:
    points = Points(matrices(net))
    return Trial("a test", points, points.main(b"selftest"), names)


@pytest.fixture(scope="module")
def lecture() -> SelfTest:
    return trial(LECTURE, "dW2", "dW1").run()


@pytest.mark.parametrize("course", ["c3", "c5", "c6"])
def test_the_courses_pass(course: str) -> None:
    found = selftest(Assignment.load(COURSES / course / "assignment.toml"))
    assert found.reference
    assert [row for row in found.every if not (row.caught and row.named)] == []
    assert found.ok
    assert found.smallest > 1e-6


def test_every_misconception_has_its_place(lecture: SelfTest) -> None:
    assert {*lecture.applicable, *lecture.absent, *lecture.program} == set(MISCONCEPTIONS)
    assert not set(lecture.applicable) & set(lecture.absent)
    assert set(lecture.absent) == {"M17", "M02", "M24", "M37", "M26", "M27"}
    assert all(lecture.applicable.values())


def test_the_results_and_the_unknown_rate_are_tried(lecture: SelfTest) -> None:
    assert [row.slips[0].id for row in lecture.results] == ["M41", "M31", "M21", "M32", "M23"]


def test_mistakes_that_need_equal_sizes_are_tried_at_equal_sizes(lecture: SelfTest) -> None:
    impossible = set(lecture.impossible)
    found = [slip for row in lecture.coinciding for slip in row.slips]
    assert "M20" in {slip.id for slip in found}
    assert set(found) <= impossible


def test_what_is_the_same_formula_is_said_with_its_reason(lecture: SelfTest) -> None:
    pairs = {(alike.one.id, alike.other.id): alike.reason for alike in lecture.alike}
    assert pairs["M01", "M40"] == "the same formula for this network"
    assert pairs["M11", "M09"] == "the same formula for this network"


def test_mistakes_that_only_other_sizes_tell_apart() -> None:
    """With D = 2 and fixed sizes, dividing by D is halving."""
    net = Network.preset("lecture10-regression")
    fixed = Points(net, free=False)
    found = Trial("fixed", fixed, fixed.main(b"1"), ("dW2", "dW1")).run()
    rows = [{slip.id for slip in row.slips} for row in found.rows]
    assert any({"M08", "M12"} <= ids for ids in rows)
    free = trial(net, "dW2", "dW1").run()
    assert not any({"M08", "M12"} <= {slip.id for slip in row.slips} for row in free.rows)


def test_mistakes_that_do_not_come_back_are_unseen(lecture: SelfTest) -> None:
    """The loss is not returned, so what is wrong with it alone does not show."""
    assert {slip.target for slip in lecture.unseen} == {"loss"}
    assert not trial(LECTURE, "loss", "delta3", "delta2", "dW2", "dW1").run().unseen


def test_a_point_that_hides_a_mistake_is_noticed() -> None:
    """With λ = 0 every mistake with the penalty gives the right answer."""
    one = trial(LECTURE, "dW2", "dW1")
    arrays = {**one.point.arrays, "lam": np.array(0.0)}
    found = replace(one, point=replace(one.point, arrays=arrays)).run()
    assert "M13" in {slip.id for slip in found.unseen}
    assert "M13" in found.absent


def test_a_wrong_name_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Diagnoser.diagnose
    monkeypatch.setattr(Diagnoser, "diagnose", lambda self, values: right(self, {"dW1": values["dW1"]}))
    found = trial(LECTURE, "dW2", "dW1").run()
    assert not found.ok
    assert not all(found.applicable.values())

"""The derivations of `tests/derivations`: the lecture's, single mistakes in them, texts in the wild."""

import runpy
import tomllib
from pathlib import Path

import pytest

from symbp import Network, check

HERE = Path(__file__).parent.parent / "derivations"
NETWORKS = {"L05": "lecture10-logistic", "L17": "lecture10-binary", "L21": "lecture10-regression-l2"}
LECTURE = sorted(path.stem for path in (HERE / "lecture").glob("*.tex"))
MISTAKES = tomllib.loads((HERE / "mistakes.toml").read_text(encoding="utf-8"))["mistake"]
TEXTS = tomllib.loads((HERE / "labels.toml").read_text(encoding="utf-8"))["text"]
LABELS = {"proved": "true", "verified": "true"}
PATIENT = 30.0
"""Seconds for a line: no verdict here is to depend on what else the machine does."""

UNREAD: dict[str, set[str]] = {}
"""Lines of texts in the wild that are not read, with the place; each says what to change."""


def lecture(name: str) -> tuple[str, Network]:
    text = (HERE / "lecture" / f"{name}.tex").read_text(encoding="utf-8")
    return text, Network.preset(NETWORKS.get(name, "lecture10-regression"))


@pytest.mark.parametrize("name", LECTURE)
def test_every_line_of_the_lecture_is_accepted(name):
    text, net = lecture(name)
    report = check(text, net, limit=PATIENT)
    assert report.exit_code == 0, str(report)
    assert sum(line.status in ("proved", "verified") for line in report.lines) >= 5


def spoiled(mistake: dict[str, object]) -> tuple[str, Network]:
    text, net = lecture(str(mistake["file"]))
    lines = text.split("\n")
    number = int(str(mistake["line"])) - 1
    assert str(mistake["was"]) in lines[number]
    lines[number] = lines[number].replace(str(mistake["was"]), str(mistake["now"]), 1)
    return "\n".join(lines), net


@pytest.fixture(scope="module")
def found():
    """The wrong lines of every spoiled text, and what the first of them is called."""
    return [(mistake, check(*spoiled(mistake), limit=PATIENT)) for mistake in MISTAKES]


def test_the_wrong_line_is_found_and_no_other_blamed(found):
    assert len(MISTAKES) >= 60
    blamed = [(m, {line.line for line in report.wrong}) for m, report in found]
    assert [(m["file"], m["line"], m["now"], lines) for m, lines in blamed if lines != {m["line"]}] == []
    assert not any(line.status == "undecided" for _, report in found for line in report.lines)


def test_nine_mistakes_of_ten_are_named(found):
    names = [(m, set(names_of(report))) for m, report in found]
    unnamed = [(m["file"], m["line"], m["now"], got) for m, got in names if not got & set(m["names"])]
    assert len(unnamed) <= len(MISTAKES) // 10, unnamed


def names_of(report):
    for line in report.wrong:
        if line.diagnosis:
            yield from (line.diagnosis.id, line.diagnosis.title)


def test_every_wrong_line_has_a_witness(found):
    assert [m for m, report in found for line in report.wrong if line.witness is None] == []


@pytest.mark.parametrize("entry", TEXTS, ids=[entry["file"] for entry in TEXTS])
def test_texts_in_the_wild(entry):
    path = HERE / "wild" / entry["file"]
    kind = "numpy" if path.suffix == ".py" else "auto"
    net = Network.from_table(entry["network"])
    report = check(path.read_text(encoding="utf-8"), net, kind=kind, limit=PATIENT)
    said = {f"{line.line}.{line.part}": line for line in report.lines if line.status != "prose"}
    labels = {place: label_of(line) for place, line in said.items()}
    wanted = {place: label for place, label, *_ in entry["lines"]}
    unread = UNREAD.get(entry["file"], set())
    assert {p: label for p, label in labels.items() if p not in unread} == {
        p: label for p, label in wanted.items() if p not in unread
    }, str(report)
    assert all(said[place].status == "undecided" and said[place].reason for place in unread)


def label_of(line):
    return "carried" if line.carried else LABELS.get(line.status, line.status)


def test_at_least_nine_texts_of_ten_are_read():
    assert len(TEXTS) >= 30
    assert len(UNREAD) <= len(TEXTS) // 10


def test_the_labels_are_confirmed_without_symbp():
    module = runpy.run_path(str(HERE / "confirm.py"))
    assert [problem for entry in TEXTS for problem in module["confirm"](entry)] == []
    assert "symbp" not in (HERE / "confirm.py").read_text(encoding="utf-8").split('"""')[2]

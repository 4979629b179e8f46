"""What a submission may say of the inputs it has seen: nothing that depends on them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import hostile
import pytest

from grader.discretion import Discretion, shape_in_words
from grader.grading import Grader
from grader.sandbox.records import Absent, Reply

discreet = Discretion(("def gradients(X, t):\n    return {'dX': X}\n", "('dW1', 'dW2')"))


@pytest.mark.parametrize(
    "text",
    [
        "a dict with dW1, dW2 is asked for; it returned tuple of 2",
        "a dict with dW1, dW2 is asked for; it returned dict with dX",
        "2 values in a tuple are asked for; it returned array of shape (3, 2)",
        "2 values in a tuple are asked for; it returned None",
        "2 values are asked for; it returned a list of 3",
        "gradients(X, t) takes 2 arguments; it is called with 3: X, t, dW1",
        "gradients(X, *t) takes 1 to 2 arguments; it is called with none",
        "the class gradients has no method 'dW1'",
        "'gradients' is no function but a value of type float64",
    ],
)
def test_the_sandboxs_own_sentences_pass(text: str) -> None:
    assert discreet(Reply("returns", error=text)).error == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2 values in a tuple are asked for; it returned dict with aaia", "dict with other keys"),
        ("2 values in a tuple are asked for; it returned dict with aaia, dX", "dict with dX, other keys"),
        ("2 values in a tuple are asked for; it returned an aaia", "an object"),
        ("2 values in a tuple are asked for; it returned array of shape (9, 576)", "shape (other sizes)"),
        ("2 values are asked for; it returned a tuple of 576", "a tuple of many"),
        ("2 values are asked for; it returned a tuple of ٣", "something else"),
        ("gradients(aaia, X) takes 2 arguments; it is called with 1", "(…, X) takes 2"),
        ("gradients(X, 576) takes 2 arguments; it is called with 1", "something else"),
        ("X t dX gradients return", "something else"),
    ],
)
def test_what_may_have_been_made_up_does_not(text: str, told: str) -> None:
    assert told in discreet(Reply("returns", error=text)).error
    assert not {"aaia", "576"} & set(discreet(Reply("returns", error=text)).error.replace(",", "").split())


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("no key 'dW1'; the dict has dX", "no key 'dW1'; the dict has dX"),
        ("no key 'dW1'; the dict has aaia", "no key 'dW1'; the dict has other keys"),
        ("a str", "a str"),
        (
            "an aaia that raises ValueError when it is read",
            "an object that raises ValueError when it is read",
        ),
        ("an array of void", "an array of void"),
        ("an array of shape (0, 600000000000)", "an array of shape (other sizes)"),
        ("list with rows of different lengths", "list with rows of different lengths"),
        ("0.7666015625", "something else"),
    ],
)
def test_reasons_why_a_value_is_not_there(reason: str, told: str) -> None:
    assert discreet(Reply("returned", (Absent(reason),))).values == (Absent(told),)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("ValueError: shapes (3, 4) and (4, 1)", "ValueError"),
        ("LinAlgError", "LinAlgError"),
        ("aaia: 1", "an exception"),
        (
            "this is Python 2 code (line 2); NameError: name 'xrange' is not defined",
            "NameError: name '…' is not defined",
        ),
    ],
)
def test_of_an_exception_the_name_is_told_if_it_is_known(error: str, told: str) -> None:
    assert discreet(Reply("raised", error=error, line=2)) == Reply("raised", error=told, line=2)


@pytest.mark.parametrize("line", [0, 3, 576513])
def test_a_line_beyond_the_file_is_not_told(line: int) -> None:
    assert discreet(Reply("raised", error="ValueError", line=line)).line is None


def test_no_more_than_a_few_names_are_told() -> None:
    names = [f"name{i}" for i in range(40)]
    told = Discretion((" ".join(names),))(
        Reply("returned", returned=f"dict with {', '.join(names)}")
    ).returned
    assert told == f"dict with {', '.join(names[:12])}, other keys"


def test_small_shapes_are_told() -> None:
    assert [shape_in_words(shape) for shape in ((), (3,), (3, 64), (3, 65), (1, 1, 1, 1))] == [
        "()", "(3,)", "(3, 64)", "(other sizes)", "(other sizes)",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def graders() -> Iterator[list[Grader]]:
    with (
        Grader(hostile.assignment(), b"one secret" * 4) as one,
        Grader(hostile.assignment(), b"other secret" * 4) as other,
    ):
        yield [one, other]


LEAKS = [
    attack
    for attack in hostile.ATTACKS
    if attack.name.startswith(("letters-", "a-number", "a-line", "numbers-"))
]


@pytest.mark.sandbox
@pytest.mark.parametrize("attack", LEAKS, ids=str)
def test_the_same_words_whatever_the_inputs(attack: hostile.Attack, graders: list[Grader], tmp_path) -> None:
    """Shapes expected differ with the sizes drawn, so only what a program can choose is compared."""
    path = tmp_path / "solution.py"
    path.write_text(attack.text)
    one, other = (grader.grade(path) for grader in graders)
    assert told(one) == told(other)


def told(result) -> str:
    record = result.to_json()
    return json.dumps({key: record[key] for key in ("parts", "checks", "remarks", "incidents", "notes")})


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("NameError: name 'dX' is not defined", "NameError: name 'dX' is not defined"),
        ("NameError: name 'x07666' is not defined", "NameError: name '…' is not defined"),
        (
            "TypeError: 'NoneType' object is not subscriptable",
            "TypeError: 'NoneType' object is not subscriptable",
        ),
        (
            "ValueError: operands could not be broadcast together with shapes (3,4) (5,) ",
            "ValueError: operands could not be broadcast together with shapes (3, 4) (5,)",
        ),
        (
            "ValueError: operands could not be broadcast together with shapes (76660,) (15625,)",
            "ValueError: operands could not be broadcast together with shapes (other sizes) (other sizes)",
        ),
        ("ValueError: the answer is 0.7666015625", "ValueError"),
        ("X0Error: name 'dX' is not defined", "an exception"),
    ],
)
def test_an_exception_says_what_is_not_made_up(error: str, told: str) -> None:
    assert discreet(Reply("raised", error=error)).error == told

"""Verdicts render as words, data and what Jupyter shows."""

from __future__ import annotations

import json

from symbp.network import Network
from symbp.verify import Verdict, Witness, equal

WITNESS = Witness((("row", 1), ("column", 2)), "0.25", "-0.25", (("N", 3), ("D", 2)))

PROVED = Verdict("equal", "proved", 100, 3)
VERIFIED = Verdict("equal", "verified", 100, 3)
DIFFERENT = Verdict("different", witness=WITNESS)
UNDECIDED = Verdict("undecided", reason="nested too deeply")


def test_the_four_wordings() -> None:
    assert str(PROVED) == "proved"
    assert str(VERIFIED) == "verified to 100 digits at 3 points"
    assert str(DIFFERENT) == "different: 0.25 against -0.25 at row 1, column 2 (N = 3, D = 2)"
    assert str(UNDECIDED) == "undecided: nested too deeply"


def test_only_equal_is_true() -> None:
    assert [bool(v) for v in (PROVED, VERIFIED, DIFFERENT, UNDECIDED)] == [True, True, False, False]


def test_json_holds_the_witness_and_no_time() -> None:
    assert json.loads(DIFFERENT.to_json()) == {
        "status": "different",
        "wording": "different",
        "witness": {
            "at": {"row": 1, "column": 2},
            "left": "0.25",
            "right": "-0.25",
            "sizes": {"N": 3, "D": 2},
        },
    }
    assert json.loads(VERIFIED.to_json()) == {
        "status": "equal",
        "wording": "verified to 100 digits at 3 points",
        "proof": "verified",
        "digits": 100,
        "points": 3,
    }
    assert json.loads(UNDECIDED.to_json())["reason"] == "nested too deeply"


def test_jupyter_shows_the_words_and_the_data() -> None:
    bundle = Verdict("undecided", reason="1 < 2")._repr_mimebundle_()
    assert bundle["text/plain"] == "undecided: 1 < 2"
    assert bundle["text/html"] == "<p>undecided: 1 &lt; 2</p>"
    assert bundle["application/json"] == {"status": "undecided", "wording": "undecided", "reason": "1 < 2"}


def test_values_too_close_for_15_digits_are_shown_to_as_many_as_tell_them_apart() -> None:
    from sympy import Rational

    net = Network.preset("lecture10-regression")
    witness = equal(net.names.X, (1 + Rational(1, 10**40)) * net.names.X, net).witness
    assert witness is not None
    assert len(witness.left) > 50

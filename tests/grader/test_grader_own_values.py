"""Own values: what follows from a student's own earlier value, and what is charged where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.diagnosis import Diagnoser
from grader.explain import Explanation, Knowledge, explain
from grader.findings import Diagnosis, Finding, Slip
from grader.judge import Judgement, nothing
from grader.own_values import Own, follows_from
from grader.points import Points
from grader.reference import derivation_of, matrices, reference_at
from symbp.network import Network

LECTURE = matrices(Network.preset("lecture10-regression-l2"))
REFERENCE = reference_at(Points(LECTURE).main(b"test"))
RIGHT = {
    "a2": "sigmoid(Z2)",
    "f": "sigmoid(Z3)",
    "d3": "(f - t) * f * (1 - f) / N",
    "dW2": "a2.T @ d3 + lam / N * W2",
    "d2": "(d3 @ W2.T) * a2 * (1 - a2)",
    "dW1": "X.T @ d2 + lam / N * W1",
}
UNKNOWN_D3 = "(f - t**3) * f * (1 - f) / N"


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def program(**lines: str) -> dict[str, Any]:
    """Every variable of the lecture's program with some lines changed."""
    arrays = REFERENCE.point.arrays
    values = {**arrays, "lam": float(arrays["lam"]), "N": REFERENCE.point.samples}
    line = {"Z2": "X @ W1", "a2": RIGHT["a2"], "Z3": "a2 @ W2", **RIGHT, **lines}
    for name in ("Z2", "a2", "Z3", "f", "d3", "dW2", "d2", "dW1"):
        values[name] = eval(line[name], {"np": np, "sigmoid": lines.get("sigmoid", sigmoid)}, values)
    return values


def followed(**lines: str) -> dict[str, Own]:
    """What the two gradients follow from."""
    values = program(**lines)
    own = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    answers = {name: values[name] for name in ("dW2", "dW1")}
    return follows_from(answers, own, REFERENCE, derivation_of(LECTURE))


@pytest.mark.parametrize(
    "lines",
    [
        {"a2": "sigmoid(Z2) * 1.3 + 0.1"},
        {"a2": "Z2**2 + 3 * Z2"},
        {"a2": "1 / (2 + np.exp(-Z2))", "f": "1 / (2 + np.exp(-Z3))"},
        {"a2": "Z2**2 + 3 * Z2", "d3": UNKNOWN_D3},
    ],
    ids=["scaled", "a polynomial", "a wrong sigmoid in both layers", "and an unknown error besides"],
)
def test_the_derivative_may_be_that_of_the_students_own_activation(lines: dict[str, str]) -> None:
    """L12 with σ' written a ⊙ (1 − a): a wrong a2 is the root of everything."""
    assert followed(**lines) == {"dW2": Own("a2"), "dW1": Own("a2")}


@pytest.mark.parametrize(
    ("last", "penalty", "slip"),
    [("", "none", "M13"), ("- lam / N * W{}", "minus", "M16"), ("+ lam * W{}", "lam", "M14")],
)
def test_a_mistake_in_the_penalty_is_found_besides_an_unknown_error(
    last: str, penalty: str, slip: str
) -> None:
    found = followed(d3=UNKNOWN_D3, dW2="a2.T @ d3" + last.format(2), dW1="X.T @ d2" + last.format(1))
    assert {q: (own.root, [s.id for s in own.slips]) for q, own in found.items()} == {
        "dW2": ("delta3", [slip]),
        "dW1": ("delta3", [slip]),
    }


def test_what_has_no_data_term_follows_from_nothing() -> None:
    assert followed(d3="f * 0") == {}
    assert followed(d3="t.copy() - t", dW2="lam / N * W2", dW1="lam / N * W1") == {}


# What is charged ---------------------------------------------------------------------------------


def wrong(*quantities: str) -> list[Judgement]:
    return [Judgement(q, "wrong", nothing("")) for q in quantities]


def explained(own: dict[str, Own], behaviour: dict[str, Slip]) -> list[Explanation]:
    known = Knowledge(Diagnosis(), lambda finding, quantity: False, own, behaviour)
    return list(explain(wrong("dW2", "dW1"), known, True).values())


UNUSED = {q: Slip("M33", q, "lam makes no difference") for q in ("dW2", "dW1")}


def test_an_unknown_value_is_charged_once_and_a_mistake_of_ones_own_besides() -> None:
    forgotten = {q: Slip("M13", q) for q in ("dW2", "dW1")}
    first, second = explained({q: Own("delta3", (slip,)) for q, slip in forgotten.items()}, UNUSED)
    assert first == Explanation((Slip("unknown", "delta3"), forgotten["dW2"]))
    assert second == Explanation((forgotten["dW1"],), (Slip("carried", "delta3"),))


def test_an_argument_that_is_not_used_names_the_first_wrong_value() -> None:
    first, second = explained({q: Own("delta3") for q in ("dW2", "dW1")}, UNUSED)
    assert first.charged == (Slip("M33", "delta3", "lam makes no difference"),)
    assert (second.charged, second.free) == ((), (Slip("carried", "delta3"),))


def test_what_is_right_for_the_lecture_only_stays_hard_coded() -> None:
    kept = {q: Slip("M33", q, "right for the data of the lecture only") for q in ("dW2", "dW1")}
    assert [e.charged for e in explained({"dW2": Own("delta3")}, kept)] == [(kept["dW2"],), (kept["dW1"],)]


def test_each_of_several_mistakes_is_charged_where_it_is_made() -> None:
    """Twice the error is one mistake, though dW1 has others of its own."""
    twice, hidden = Slip("M08", "delta3"), Slip("M03", "delta2")
    diagnosis = Diagnosis(
        (Finding((twice, hidden)),), {"dW2": (Finding((twice,)),), "dW1": (Finding((twice, hidden)),)}
    )
    known = Knowledge(diagnosis, lambda finding, quantity: True)
    first, second = explain(wrong("dW2", "dW1"), known, True).values()
    assert first.charged == (twice,)
    assert (second.charged, second.free) == ((hidden,), (twice,))


@pytest.mark.parametrize("lost", [("dW1",), ("dW2",), ("dW1", "dW2")])
def test_a_gradient_without_its_data_term_is_explained_by_nothing(lost: tuple[str, ...]) -> None:
    diagnoser = Diagnoser(REFERENCE.point.net, REFERENCE.point)
    values = program(**{q: f"lam / N * W{q[2:]}" for q in lost})
    found = diagnoser.diagnose({q: values[q] for q in ("dW1", "dW2")})
    assert found == Diagnosis((), dict.fromkeys(sorted(lost, key=("dW2", "dW1").index), ()))


def test_the_right_value_of_one_quantity_may_be_the_own_value_of_another() -> None:
    """Where the activation is forgotten, a2 is Z2; both gradients follow from that, and it costs once."""
    assert followed(a2="Z2", d3=UNKNOWN_D3) == {"dW1": Own("a2"), "dW2": Own("a2")}


def test_the_right_error_times_N_is_no_own_value() -> None:
    assert "dW2" not in followed(d2="(d3 @ W2.T) * Z2")

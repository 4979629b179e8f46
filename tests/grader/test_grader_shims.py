"""A certified run follows what students write to the numbers of doubles, or says that it lost them."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from idioms import IDIOMS, LOSSES
from numpy.testing import assert_allclose

from grader.sandbox.program import Program
from grader.sandbox.records import Array, BallArray, Entry, Limits, Reply, Slot
from grader.sandbox.worker import Worker

if importlib.util.find_spec("scipy"):
    import scipy.special  # noqa: F401 (loaded beforehand, as in the sandbox)

NAMES = ("X", "t", "W1", "W2", "y", "lam")


def entry(function: str = "gradients", parameters: tuple[str, ...] = NAMES) -> Entry:
    return Entry(
        tuple({"leaf": at} for at in range(len(parameters))), {"leaf": 0}, parameters, function=function
    )


def values(*shape: int, seed: int = 0) -> Slot:
    return np.round(np.random.default_rng((seed, *shape)).normal(size=shape) * 64) / 64


SLOTS: tuple[Slot, ...] = (
    values(4, 2),
    np.array([[0.0], [1.0], [1.0], [0.0]]),
    values(2, 3),
    values(3, 1),
    np.array([0, 2, 1, 1]),
    0.75,
)


def called(source: str, numbers: str) -> Reply:
    return Program(source, entry()).call(SLOTS, numbers)


def doubles(value: object) -> np.ndarray:
    """Balls or numbers as an array of doubles."""
    if isinstance(value, BallArray):
        return np.array([float(each.mid()) for each in value.entries]).reshape(value.shape)
    assert isinstance(value, Array)
    return value.array.astype(float)


@pytest.mark.parametrize("name", IDIOMS)
def test_balls_give_the_numbers_that_doubles_give(name: str) -> None:
    expected = called(IDIOMS[name], "double")
    reply = called(IDIOMS[name], "balls")
    assert (expected.outcome, reply.outcome, reply.error) == ("returned", "returned", "")
    precision = 1e-6 if "float32" in IDIOMS[name] else 1e-12
    assert_allclose(doubles(reply.values[0]), doubles(expected.values[0]), precision, precision)


@pytest.mark.parametrize("name", IDIOMS)
def test_balls_stay_narrow_unless_a_rounded_constant_entered(name: str) -> None:
    (value,) = called(IDIOMS[name], "balls").values
    assert isinstance(value, BallArray)
    widest = max(float(each.rad()) for each in value.entries)
    assert widest < (1e-5 if value.rounded else 1e-90)


@pytest.mark.parametrize("product", ["np.dot(a=X, b=W1)", "X.dot(b=W1)", "np.dot(X, b=W1)"])
def test_a_product_is_one_whose_factors_are_passed_by_name(product: str) -> None:
    source = f"import numpy as np\ndef gradients(X, t, W1, W2, y, lam):\n    return {product}\n"
    expected, reply = called(source, "double"), called(source, "balls")
    assert (expected.outcome, reply.outcome, reply.error) == ("returned", "returned", "")
    assert_allclose(doubles(reply.values[0]), doubles(expected.values[0]), 1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_a_lost_trace_is_told_and_never_a_number(name: str) -> None:
    reply = called(LOSSES[name], "balls")
    assert reply.outcome == "untraceable"
    assert reply.error
    assert reply.values == ()


def test_an_error_of_the_trace_that_the_program_swallows_is_told_all_the_same() -> None:
    source = """
def gradients(X, t, W1, W2, y, lam):
    try:
        return __import__("numpy").random.rand(2) * float.__float__(lam)
    except Exception:
        return X * 0
"""
    swallowed = source.replace("float.__float__(lam)", "lam.__float__()")
    assert called(swallowed, "balls") == Reply("untraceable", error="float() of a traced number")


def test_the_line_where_the_trace_was_lost_is_told() -> None:
    reply = called("import numpy as np\ndef gradients(*given):\n    return given[0] * 1j\n", "balls")
    assert (reply.outcome, reply.line) == ("untraceable", 3)
    assert reply.error == "UntraceableError: complex numbers"


@pytest.mark.parametrize(
    ("constant", "rounded"),
    [("0.5", False), ("1 / 4", False), ("3.0", False), ("1e6", False), ("0.1", True), ("1 / 3", True)],
)
def test_only_a_float_that_is_no_short_dyadic_fraction_marks_the_run_as_rounded(
    constant: str, rounded: bool
) -> None:
    reply = called(f"def gradients(X, *_):\n    return X * ({constant})\n", "balls")
    assert [value.rounded for value in reply.values if isinstance(value, BallArray)] == [rounded]


def test_the_mark_of_one_call_does_not_reach_the_next() -> None:
    program = Program(
        "def gradients(X, t, W1, W2, y, lam):\n    return X * (0.1 if lam > 1 else 1)\n", entry()
    )
    marks = [program.call((*SLOTS[:5], lam), "balls").values[0].rounded for lam in (2.0, 0.5)]
    assert marks == [True, False]


def test_multiplications_and_functions_are_counted() -> None:
    reply = called("import numpy as np\ndef gradients(X, *_):\n    return np.exp(X) * X\n", "balls")
    assert reply.operations == 16


def test_a_program_with_balls_leaves_the_real_modules_as_they_are() -> None:
    called(
        "import numpy as np\nimport math\nnp.zeros = math.exp = None\ndef gradients(*_): return 1\n", "balls"
    )
    assert np.zeros(2).dtype == np.float64


def test_everything_of_numpy_can_be_imported_by_star() -> None:
    source = "from numpy import *\ndef gradients(X, *_):\n    return exp(zeros(2)) + array([0.0, 1.0])\n"
    assert doubles(called(source, "balls").values[0]).tolist() == [1.0, 2.0]


def test_weights_as_lists_of_arrays_can_be_changed_in_place() -> None:
    source = """
import numpy as np
def gradients(X, t, W1, W2, y, lam):
    weights = [W1, W2]
    grads = [np.zeros(w.shape) for w in weights]
    for grad, weight in zip(grads, weights):
        grad += lam * weight
    return grads[0]
"""
    assert_allclose(doubles(called(source, "balls").values[0]), 0.75 * np.asarray(SLOTS[2]))


@pytest.mark.sandbox
def test_nothing_is_imported_late_in_the_locked_process() -> None:
    with Worker() as worker:
        for name in list(IDIOMS)[::4]:
            with worker.session(IDIOMS[name], entry(), Limits()) as session:
                replies = [session.call(SLOTS, numbers) for numbers in ("double", "balls")]
            assert [(reply.outcome, reply.error) for reply in replies] == [("returned", "")] * 2, name


# Programs at random ---------------------------------------------------------------------------

STATEMENTS = """
a = b @ c / 4
a = np.dot(b.T, c) / 4
a = np.tanh(a + b)
a = 1 / (1 + np.exp(-b))
a = np.maximum(a, 0)
a = np.where(b > 0.125, c, b * 0.25)
a = (b > c) * 1.0 - 0.5
a = (b > 0).astype(float); a *= c
a = b
a = np.asarray(b)
a = np.array(b)
a = b.copy()
a = np.asarray(b, dtype=float)
a = b.astype(np.float64, copy=False)
a = np.ascontiguousarray(b)
a = np.zeros_like(b); a[0] = b[1]; a[:, 2] = c.sum(axis=1) / 4
a = np.ones((3, 3)); a[1, 1] = b[0, 0]
a = np.eye(3); a += b / 4
a += b / 4
a -= 0.25 * c
a *= b
a /= 1 + b ** 2
a[a < 0] = 0
a[b > c] *= 0.5
a[0] = b[2]
a[:, 1] -= b[:, 0] / 2
a[range(3), [0, 2, 1]] -= 1
a[np.arange(3), np.argmax(b + E, axis=1)] -= 0.5
v = a.T; v[0, 1] = 0.375
v = a.reshape(-1); v[3] = b[0, 1]
v = np.reshape(a, (9,)); v[4] = 0.0
v = np.transpose(a); v[2] = 1
v = a[1:]; v[:] = b[:2]
v = a.ravel(); v += 0.125
v = np.squeeze(a[:1]); v -= 0.25
v = np.swapaxes(a, 0, 1); v[1] = c[0]
np.fill_diagonal(a, 2); v = a.T; v[0, 1] = 5
np.fill_diagonal(a, 0.5); a = np.exp(-a ** 2)
np.multiply(b, c, out=a)
np.maximum(b, 0, out=a)
np.copyto(a, b)
np.add.at(a, [0, 0, 1], 1)
np.clip(a, -1, 1, out=a)
a.flat[4] = 0.75
a.fill(0.5); a[0, 0] = b[0, 0]
a = np.vstack([b[:1], c[1:]])
a = np.hstack((b[:, :2], np.ones((3, 1))))
a = b - b.mean(axis=0)
a = np.exp(b) / np.exp(b).sum(axis=1, keepdims=True)
a = np.outer(b[0], c[:, 1])
a = np.einsum('ij,kj->ik', b, c) / 4
a = np.array([[x * y for x, y in zip(r, s)] for r, s in zip(b, c)])
a = np.array([r / 2 for r in b.tolist()[0]] * 3).reshape(3, 3)
a = np.sign(b + E) * np.abs(c)
a = np.round(b * 4 + E) / 4
a = np.full((3, 3), b[0, 0]); a[2] = 1
a = np.vectorize(lambda x: x if x > 0.0625 else 0.0)(b)
a, b = b, a
b = a + E
c = np.sqrt(a ** 2 + 1) - 1
""".strip().splitlines()

PROGRAM = """
import numpy as np
def gradients(a, b, c, E):
    {}
    return np.concatenate([np.ravel(x) for x in (a, b, c)])
"""
FOUR: tuple[Slot, ...] = (values(3, 3), values(3, 3, seed=1), values(3, 3, seed=2), values(3, 3, seed=3) / 8)


@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=10))
@settings(max_examples=100)
def test_a_program_of_any_statements_comes_to_the_same_numbers_or_is_untraceable(lines: list[str]) -> None:
    program = Program(PROGRAM.format("\n    ".join(lines)), entry(parameters=("a", "b", "c", "E")))
    expected, reply = program.call(FOUR), program.call(FOUR, "balls")
    assert expected.outcome == "returned"
    if reply.outcome == "untraceable":
        assert "may be equal" in reply.error or "cannot be decided" in reply.error
    else:
        assert_allclose(doubles(reply.values[0]), doubles(expected.values[0]), 1e-9, 1e-9)

"""From a point to arguments and from what came back to gradients, in every convention."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.random  # submissions find it loaded
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.assignment import Assignment
from grader.calling import BallAnswer, Frame, Misfit, entry, read, slot, slots
from grader.layout import leaves
from grader.packing import packings
from grader.points import Points, TestPoint
from grader.reference import Reference, matrices, reference_at
from grader.sandbox.program import Program
from grader.sandbox.records import Absent, Array, BallArray, Reply
from symbp.network import Network
from symbp.verify.ball import precision
from tests.strategies import networks

NETWORK = '[network]\npreset = "lecture10-regression"\n'
BIASES = """
[network]
units = [2, 3, 3]
activations = ["tanh", "identity"]
loss = "softmax_cross_entropy"
bias = "separate"
bias_shape = "(units,)"
targets = "integers from 0"
"""

STEP = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def parts(X, t, W1, W2):
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    d3 = (f - t) * f * (1 - f)
    return X.T @ ((d3 @ W2.T) * a2 * (1 - a2)), a2.T @ d3

"""


def assignment(text: str, network: str = NETWORK) -> Assignment:
    return Assignment.from_toml(f"{network}[submission]\n{text}")


@cache
def reference(net: Network) -> Reference:
    return reference_at(Points(matrices(net)).main(b"a seed"))


def given_for(text: str, network: str = NETWORK) -> tuple[TestPoint, tuple[Any, ...]]:
    """The point, and the values of the arguments at it."""
    made = assignment(text, network)
    at = reference(made.network)
    return at.point, slots(made, at.point, at.values)


def answers(text: str, code: str, network: str = NETWORK) -> Mapping[str, Any]:
    """What is read from a program that is run."""
    made = assignment(text, network)
    at = reference(made.network)
    program = Program("import numpy as np\n" + STEP + textwrap.dedent(code), entry(made))
    reply = program.call(slots(made, at.point, at.values))
    assert reply.outcome == "returned", reply
    return read(made, at.point, reply)


def assert_right(found: Mapping[str, Any], net: Network) -> None:
    for name, value in found.items():
        want = reference(net).values[name]
        assert value.shape == want.shape
        np.testing.assert_allclose(value, want, rtol=1e-12, atol=1e-14)


# What a submission is called with ---------------------------------------------------------------


def test_arguments_come_in_the_order_and_names_of_the_assignment() -> None:
    made = assignment('arguments = ["W2", "X", "y", "W1"]\nnames = { y = "t" }')
    assert entry(made).arguments == ({"leaf": 0}, {"leaf": 1}, {"leaf": 2}, {"leaf": 3})
    assert entry(made).parameters == ("W2", "X", "y", "W1")
    at = reference(made.network)
    for name, value in zip(["W2", "X", "t", "W1"], slots(made, at.point, {}), strict=True):
        np.testing.assert_array_equal(value, at.values[name])


def test_leaves_are_counted_through_constructor_attributes_and_arguments() -> None:
    made = assignment(
        'class = "Net"\nmethod = "prime"\nconstruct = [["D", "S2", "K"]]\n'
        'attributes = { weights = ["W1", "W2"] }\narguments = [{ inputs = "X", targets = "t" }]'
    )
    assert entry(made).construct == ({"list": [{"leaf": 0}, {"leaf": 1}, {"leaf": 2}]},)
    assert entry(made).attributes == {"weights": {"list": [{"leaf": 3}, {"leaf": 4}]}}
    assert entry(made).arguments == ({"dict": {"inputs": {"leaf": 5}, "targets": {"leaf": 6}}},)
    at = reference(made.network)
    assert slots(made, at.point, {})[:3] == at.point.net.units


def test_biases_and_labels_lie_flat_where_the_conventions_say_so() -> None:
    point, (b1, t, *_) = given_for('arguments = ["b1", "t", "X", "W1", "W2", "b2"]', BIASES)
    assert b1.shape == (point.net.units[1],)
    assert t.shape == (point.samples,)
    assert t.dtype == np.int64


def test_labels_may_be_a_column_or_a_row() -> None:
    text = 'arguments = ["column(t)", "row(t)", "X", "W1", "b1", "W2", "b2"]'
    point, (column, row, *_) = given_for(text, BIASES)
    assert (column.shape, row.shape) == ((point.samples, 1), (1, point.samples))
    assert column.dtype == np.int64


def test_numbers_arrive_as_numbers() -> None:
    text = 'arguments = ["lam", "rate", "N", "D", "S2", "K", "X", "t", "W1", "W2"]\nrate = 0.5'
    point, given = given_for(text, '[network]\npreset = "lecture10-regression-l2"\n')
    found = given[:6]
    assert found == (float(point.arrays["lam"]), 0.5, point.samples, *point.net.units)
    assert [type(value) for value in found] == [float, float, int, int, int, int]


def test_vectors_are_packed_row_by_row_or_column_by_column() -> None:
    text = 'arguments = ["vector(W1, W2)", "vector(W1, W2) by columns", "X", "t"]'
    point, (rows, columns, *_) = given_for(text)
    W1, W2 = point.arrays["W1"], point.arrays["W2"]
    np.testing.assert_array_equal(rows, [*W1.reshape(-1), *W2.reshape(-1)])
    np.testing.assert_array_equal(columns, [*W1.T.reshape(-1), *W2.T.reshape(-1)])


def test_quantities_of_the_forward_pass_may_come_in() -> None:
    made = assignment('arguments = [{ A1 = "a2", A2 = "a3" }, "delta3", "X", "t", "W1", "W2"]')
    at = reference(made.network)
    for name, value in zip(["a2", "f", "delta3"], slots(made, at.point, at.values)[:3], strict=True):
        np.testing.assert_array_equal(value, at.values[name])


def test_one_sample_may_be_a_plain_vector() -> None:
    text = 'batch = false\narguments = ["x", "t", "W1", "W2"]\nnames = { x = "vector(X)" }'
    made = assignment(text)
    point = Points(made.network, batch=False).main(b"a seed")
    assert slots(made, point, {})[0].shape == (point.net.units[0],)


# What comes back ----------------------------------------------------------------------------------

RIGHT = {
    "a tuple": ('returns = ["dW1", "dW2"]', "return g1, g2"),
    "another order": ('returns = ["dW2", "dW1"]', "return g2, g1"),
    "a dictionary": ('returns = { a = "dW1", b = "dW2" }', "return {'b': g2, 'more': 1, 'a': g1}"),
    "a list inside": ('returns = ["_", ["dW1", "dW2"]]', "return 'whatever', [g1, g2]"),
    "a vector": ('returns = "vector(dW1, dW2)"', "return np.r_[g1.ravel(), g2.ravel()]"),
    "a column": (
        'returns = "column(dW1, dW2) by columns"',
        "return np.r_[g1.ravel('F'), g2.ravel('F')].reshape(-1, 1)",
    ),
    "their names": ('returns = ["one", "two"]\nnames = { one = "dW1", two = "dW2" }', "return g1, g2"),
    "nested lists": ('returns = ["dW1", "dW2"]', "return g1.tolist(), g2.tolist()"),
    "np.matrix": ('returns = ["dW1", "dW2"]', "return np.asmatrix(g1), np.asmatrix(g2)"),
    "module variables": (
        'returns = ["module.dW1", "module.grad"]\nnames = { grad = "dW2" }',
        "global dW1, grad; dW1, grad = g1, g2",
    ),
    "updated weights": ('returns = ["W1", "W2"]', "return W1 - g1, W2 - g2"),
    "a rate": ('returns = ["W1", "W2"]\nrate = 0.125', "return W1 - g1 / 8, W2 - g2 / 8"),
    "an updated vector": ('returns = "vector(W1, W2)"', "return np.r_[(W1 - g1).ravel(), (W2 - g2).ravel()]"),
    "arguments in place": ('returns = ["argument.W1", "argument.W2"]', "W1 -= g1; W2 -= g2"),
    "some of each": ('returns = ["dW1", "argument.W2"]', "W2 -= g2; return g1"),
}


@pytest.mark.parametrize(("text", "code"), RIGHT.values(), ids=list(RIGHT))
def test_gradients_are_read_from(text: str, code: str) -> None:
    found = answers(text, f"def gradients(X, t, W1, W2):\n    g1, g2 = parts(X, t, W1, W2); {code}")
    assert set(found) == {"dW1", "dW2"}
    assert_right(found, Network.preset("lecture10-regression"))


OBJECTS = {
    "attributes after a call": ('["self.dJdW1", "self.dW2"]', "self.dJdW1, self.dW2 = g1, g2"),
    "updated attributes": ('["self.W1", "self.W2"]', "self.W1 = self.W1 - g1; self.W2 = self.W2 - g2"),
    "attributes changed in place": ('["self.W1", "self.W2"]', "self.W1 -= g1; self.W2 -= g2"),
    "a list attribute": ('"self.weights"', "self.weights = [self.W1 - g1, self.W2 - g2]"),
    "a dictionary attribute": ('"self.grads"', "self.grads = {'W1': g1, 'W2': g2}"),
}


@pytest.mark.parametrize(("returns", "code"), OBJECTS.values(), ids=list(OBJECTS))
def test_gradients_are_read_from_an_object(returns: str, code: str) -> None:
    text = (
        'class = "Net"\nmethod = "train"\nattributes = ["W1", "W2"]\narguments = ["X", "t"]\n'
        f"returns = {returns}\n"
        'names = { dJdW1 = "dW1", weights = ["W1", "W2"], grads = { W1 = "dW1", W2 = "dW2" } }'
    )
    code = f"""
    class Net:
        def train(self, X, t):
            g1, g2 = parts(X, t, self.W1, self.W2)
            {code}
    """
    found = answers(text, code)
    assert set(found) == {"dW1", "dW2"}
    assert_right(found, Network.preset("lecture10-regression"))


def test_items_of_dictionaries_are_read_where_they_are_changed() -> None:
    found = answers(
        'arguments = ["params", "X", "t"]\nreturns = "argument.params"\n'
        'names = { params = { a = "W1", b = "W2" } }',
        """
        def gradients(params, X, t):
            g1, g2 = parts(X, t, params['a'], params['b'])
            params['a'] = params['a'] - g1
            params['b'] -= g2
        """,
    )
    assert_right(found, Network.preset("lecture10-regression"))


def test_loss_and_intermediates_are_read_in_their_shapes() -> None:
    code = """
    def gradients(X, t, W1, W2):
        f = sigmoid(sigmoid(X @ W1) @ W2)
        return np.array([[np.sum((f - t) ** 2) / 2]]), f, (f - t) * f * (1 - f)
    """
    found = answers('returns = ["loss", "a3", "delta3"]', code)
    assert_right(found, Network.preset("lecture10-regression"))
    assert found["loss"].shape == ()


def test_flat_biases_are_read_as_the_matrices_of_the_derivation() -> None:
    made = assignment("", BIASES)
    at = reference(made.network)
    values = tuple(
        Array(at.values[name].reshape(-1) if name[1] == "b" else at.values[name]) for name in made.quantities
    )
    assert_right(read(made, at.point, Reply("returned", values)), made.network)


# What does not fit ----------------------------------------------------------------------------------


def misfit(array: Any, quantity: str = "dW1", form: str = "") -> Misfit:
    made = assignment(f'returns = "{form or quantity}"')
    found = read(made, reference(made.network).point, Reply("returned", (array,)))[quantity]
    assert isinstance(found, Misfit)
    return found


def test_a_transposed_answer_says_so_and_can_be_read() -> None:
    array = np.arange(21.0).reshape(7, 3)
    found = misfit(Array(array))
    assert (found.reason, found.got, found.expected) == (
        "it has the shape (7, 3); expected (3, 7)",
        (7, 3),
        (3, 7),
    )
    np.testing.assert_array_equal(found.readings["transposed"], array.T)
    np.testing.assert_array_equal(found.readings["by rows"], array.reshape(3, 7))


def test_a_flattened_answer_can_be_read_by_rows_and_by_columns() -> None:
    found = misfit(Array(np.arange(21.0)))
    assert list(found.readings) == ["by rows", "by columns"]
    np.testing.assert_array_equal(found.readings["by columns"], np.arange(21.0).reshape(7, 3).T)


def test_a_vector_as_a_column_can_be_taken_apart() -> None:
    found = misfit(Array(np.arange(28.0).reshape(-1, 1)), form="vector(dW1, dW2)")
    assert (found.got, found.expected) == ((28, 1), (28,))
    np.testing.assert_array_equal(found.readings["by rows"], np.arange(21.0).reshape(3, 7))


def test_updated_weights_of_another_shape_are_read_as_gradients() -> None:
    made = assignment('returns = "W1"')
    point = reference(made.network).point
    found = read(made, point, Reply("returned", (Array(point.arrays["W1"].T - 1),)))["dW1"]
    assert isinstance(found, Misfit)
    np.testing.assert_array_equal(found.readings["transposed"], np.ones((3, 7)))


def test_another_size_cannot_be_read() -> None:
    assert misfit(Array(np.ones((5, 6)))).readings == {}


def test_what_is_absent_or_not_real_is_a_misfit_with_its_reason() -> None:
    assert misfit(Absent("None")) == Misfit("None", None, (3, 7))
    assert misfit(Array(np.ones((3, 7), complex))) == Misfit("it holds no real numbers", (3, 7), (3, 7))


def test_nothing_is_read_unless_it_returned() -> None:
    made = assignment("")
    assert read(made, reference(made.network).point, Reply("raised")) == {}


# Certified numbers --------------------------------------------------------------------------------------


def balls(array: Any) -> BallArray:
    return BallArray(array.shape, tuple(map(arb, array.reshape(-1).tolist())))


def test_balls_are_taken_apart_like_floats() -> None:
    made = assignment('returns = "vector(dW1, dW2) by columns"')
    point = reference(made.network).point
    found = read(made, point, Reply("returned", (balls(np.arange(28.0)),)))
    assert isinstance(found["dW1"], BallAnswer)
    assert found["dW1"].shape == (3, 7)
    assert [float(ball) for ball in found["dW1"].entries[:3]] == [0, 3, 6]


def test_gradients_from_updated_balls_keep_all_their_digits() -> None:
    made = assignment('returns = ["W1", "W2"]\nrate = 0.1')
    point = reference(made.network).point
    step = arb(2) ** -200
    with precision(500):
        entries = tuple(arb(w) - step / 10 for w in point.arrays["W1"].reshape(-1).tolist())
    updated = BallArray(point.arrays["W1"].shape, entries, rounded=True)
    found = read(made, point, Reply("returned", (updated, balls(point.arrays["W2"]))))
    assert found["dW1"].rounded
    with precision(300):
        assert all(abs(ball / step - 1) < 1e-50 for ball in found["dW1"].entries)


# For every network ----------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(networks(), st.sampled_from(["{}", "vector({})", "column({})", "row({}) by columns"]), st.data())
def test_what_is_laid_out_is_read_back(net: Network, form: str, data: st.DataObject) -> None:
    names = [name for name in net.names.table if name.startswith(("dW", "db", "delta", "Z"))]
    most = 1 if form == "{}" else 3
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))
    made = Assignment(network=net, submission={"returns": form.format(", ".join(chosen))})
    point = Points(matrices(net)).draw("main", b"a seed")
    frame = Frame(net, point)
    rng = np.random.default_rng(0)
    values = {name: rng.normal(size=frame.derived(name)) for name in chosen}
    (leaf,) = leaves(made.returns)
    found = read(made, point, Reply("returned", (Array(np.asarray(slot(leaf, frame, values))),)))
    assert list(found) == chosen
    for name in chosen:
        np.testing.assert_array_equal(found[name], values[name])


# Vectors that are packed in another way ------------------------------------------------------------------

COLUMNS = """
returns = "grad"
arguments = ["X", "t", "theta"]
names = { theta = "vector(W1, W2) by columns", grad = "vector(dW1, dW2) by columns" }
"""
PACKED = {
    "it is packed row by row": ("F", "np.r_[g1.ravel(), g2.ravel()]"),
    "its vectors are packed row by row": ("C", "np.r_[g1.ravel(), g2.ravel()]"),
    "it is packed in the order dW2, dW1": ("F", "np.r_[g2.ravel('F'), g1.ravel('F')]"),
}


@pytest.mark.parametrize("words", PACKED)
def test_another_packing_is_recognised(words: str) -> None:
    order, code = PACKED[words]
    made = assignment(COLUMNS)
    at = reference(made.network)
    inputs, hidden, _ = at.point.net.units
    program = Program(
        f"import numpy as np\n{STEP}\n"
        "def gradients(X, t, theta):\n"
        f"    W1 = theta[:{inputs * hidden}].reshape(({inputs}, {hidden}), order='{order}')\n"
        f"    g1, g2 = parts(X, t, W1, theta[{inputs * hidden}:, None])\n    return {code}",
        entry(made),
    )
    reply = program.call(slots(made, at.point, {}))
    matching = [
        packing.words
        for packing in packings(made, at.point, reply)
        if all(np.allclose(reference_at(packing.point).values[q], x) for q, x in packing.values.items())
    ]
    assert matching == [words]

"""Submissions are loaded, called and read; whatever they do is a reply in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.sandbox.program import Program
from grader.sandbox.records import Absent, Array, BallArray, Entry, Numbers, Reply, Slot, Template

X = np.array([[1.0, -2.0], [0.5, 0.25], [-1.0, 3.0]])
W = np.array([[0.5], [-0.75]])
TWO: Template = {"list": [{"leaf": 0}, {"leaf": 1}]}


def function(*names: str, returns: Template = TWO) -> Entry:
    arguments = tuple({"leaf": at} for at in range(len(names)))
    return Entry(arguments, returns, names, function="gradients")


def call(
    source: str,
    entry: Entry | None = None,
    slots: tuple[Slot, ...] = (X, W),
    numbers: Numbers = "double",
    local: bool = False,
) -> Reply:
    return Program(source, entry or function("X", "W")).call(slots, numbers, local)


def returning(value: str, returns: Template | None = None) -> Any:
    """The value that the reader makes of an expression."""
    source = f"import numpy as np\nimport collections\ndef gradients(X, W):\n    return {value}\n"
    (got,) = call(source, function("X", "W", returns=returns or {"leaf": 0})).values
    return got


# What comes back ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "container", "dtype"),
    [
        ("X.T @ X", "ndarray", "float64"),
        ("np.float32(X)", "ndarray", "float32"),
        ("np.matrix(X)", "matrix", "float64"),
        ("X.tolist()", "list", "float64"),
        ("[[1, 2], [3, 4]]", "list", "int64"),
        ("((1.0, 2), (3, 4))", "tuple", "float64"),
        ("[X[0], X[1]]", "list", "float64"),
        ("X[0, 0]", "number", "float64"),
        ("3", "number", "int64"),
        ("2.5", "number", "float64"),
        ("True", "number", "bool"),
        ("1j", "number", "complex128"),
        ("np.array(1.5)", "ndarray", "float64"),
        ("X > 0", "ndarray", "bool"),
        ("X.astype(object)", "ndarray", "float64"),
        ("np.array([np.array(1.5), 2.0], dtype=object)", "ndarray", "float64"),
        ("X.astype('>f8')", "ndarray", "float64"),
        ("X.astype(np.longdouble)", "ndarray", "float64"),
        ("np.ma.masked_array(X)", "ndarray", "float64"),
        ("collections.namedtuple('Two', 'a b')(1.0, 2.0)", "tuple", "float64"),
    ],
)
def test_numbers_are_read_whatever_they_come_in(value: str, container: str, dtype: str) -> None:
    got = returning(value)
    assert isinstance(got, Array)
    assert (got.container, got.array.dtype.name, got.array.dtype.isnative) == (container, dtype, True)
    assert type(got.array) is np.ndarray


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("None", "None"),
        ("'0.5'", "a str"),
        ("{'dW': X}", "a dict"),
        ("object()", "an object"),
        ("(x for x in X)", "a generator"),
        ("[[1, 2], [3]]", "list with rows of different lengths"),
        ("[X, W]", "list with rows of different lengths"),
        ("[1, None]", "None"),
        ("np.array(['a'])", "an array of str"),
        ("np.zeros(2, dtype=[('a', float)])", "an array of void"),
        ("np.array([None, 1.0])", "None"),
        ("10 ** 400", "a whole number too large"),
        ("np.broadcast_to(0.0, (10**6, 10**6))", "too many entries"),
        ("np.zeros((0, 6 * 10**11))", "an array of shape (0, 600000000000)"),
        ("np.zeros((1,) * 9)", "an array of shape (1, 1, 1, 1, 1, 1, 1, 1, 1)"),
    ],
)
def test_what_is_no_number_is_absent_with_the_reason(value: str, reason: str) -> None:
    assert returning(value) == Absent(reason)


def test_a_list_within_itself_is_absent() -> None:
    source = "def gradients(X, W):\n    a = []\n    a.append(a)\n    return a\n"
    assert call(source, function("X", "W", returns={"leaf": 0})).values == (Absent("a list"),)


@pytest.mark.parametrize("method", ["__array__", "__float__", "__len__", "__getitem__", "__eq__", "__iter__"])
def test_objects_of_the_submission_are_not_asked_for_numbers(method: str) -> None:
    source = f"""
class Trap:
    def {method}(self, *_, **__):
        raise SystemExit(0)
def gradients(X, W):
    return Trap(), [Trap()]
"""
    assert call(source).values == (Absent("a Trap"), Absent("a Trap"))


def test_answers_are_copies_so_that_a_later_call_cannot_change_them() -> None:
    program = Program("kept = []\ndef gradients(X, W):\n    return X, W\n", function("X", "W"))
    first = program.call((X, W)).values[0]
    program.call((X * 0, W))
    assert isinstance(first, Array)
    assert first.array.tolist() == X.tolist()


# The layout of what comes back ----------------------------------------------------------------


def test_a_tuple_or_list_of_the_right_length_is_taken_apart() -> None:
    for value in ("(X, W)", "[X, W]"):
        reply = call(f"def gradients(X, W): return {value}")
        assert [v.array.shape for v in reply.values if isinstance(v, Array)] == [(3, 2), (2, 1)]
        assert reply.returned == f"{'tuple' if value[0] == '(' else 'list'} of 2"


@pytest.mark.parametrize(
    ("value", "error", "returned"),
    [
        ("X, W, 1", "2 values are asked for; it returned a tuple of 3", "tuple of 3"),
        ("[X]", "2 values are asked for; it returned a list of 1", "list of 1"),
        (
            "X",
            "2 values in a tuple are asked for; it returned array of shape (3, 2)",
            "array of shape (3, 2)",
        ),
        ("None", "2 values in a tuple are asked for; it returned None", "None"),
        ("dict(dX=1)", "2 values in a tuple are asked for; it returned dict with dX", "dict with dX"),
    ],
)
def test_another_layout_is_told(value: str, error: str, returned: str) -> None:
    reply = call(f"def gradients(X, W): return {value}")
    assert (reply.outcome, reply.error, reply.returned) == ("returns", error, returned)


def test_a_dictionary_needs_its_keys_and_may_have_more() -> None:
    returns = {"dict": {"dX": {"leaf": 0}, "dW": {"leaf": 1}}}
    source = "def gradients(X, W): return {'dX': X, 'loss': 1, 3: 4}"
    reply = call(source, function("X", "W", returns=returns))
    assert isinstance(reply.values[0], Array)
    assert reply.values[1] == Absent("no key 'dW'; the dict has dX, loss, other keys")


def test_a_tuple_for_a_dictionary_is_told() -> None:
    returns = {"dict": {"dX": {"leaf": 0}, "dW": {"leaf": 1}}}
    reply = call("def gradients(X, W): return X, W", function("X", "W", returns=returns))
    assert (reply.outcome, reply.error) == (
        "returns",
        "a dict with dX, dW is asked for; it returned tuple of 2",
    )


def test_nested_layouts_and_values_nobody_looks_at() -> None:
    returns = {"list": [{"skip": True}, {"dict": {"W": {"list": [{"leaf": 0}, {"leaf": 1}]}}}]}
    reply = call("def gradients(X, W): return 'loss', {'W': [X, W]}", function("X", "W", returns=returns))
    assert [v.array.shape for v in reply.values if isinstance(v, Array)] == [(3, 2), (2, 1)]


def test_the_only_value_may_come_with_or_without_a_tuple() -> None:
    returns = {"list": [{"leaf": 0}]}
    for value in ("X", "(X,)", "[X]"):
        (got,) = call(f"def gradients(X, W): return {value}", function("X", "W", returns=returns)).values
        assert isinstance(got, Array)
        assert got.array.shape == (3, 2)


def test_values_are_found_in_globals_arguments_and_what_is_returned() -> None:
    places = [
        {"leaf": 0, "from": "module", "name": "dW"},
        {"leaf": 1, "from": "argument", "name": "W"},
        {"leaf": 2},
        {"leaf": 3, "from": "self", "name": "dW"},
        {"leaf": 4, "from": "module", "name": "dV"},
    ]
    source = "def gradients(X, W):\n    global dW\n    dW = 2 * W\n    W -= 1\n    return X\n"
    reply = call(source, function("X", "W", returns={"list": places}))
    assert [v.array.shape for v in reply.values[:3] if isinstance(v, Array)] == [(2, 1), (2, 1), (3, 2)]
    assert reply.values[3:] == (
        Absent("the object has no attribute 'dW'"),
        Absent("no global variable 'dV'"),
    )
    assert reply.changed == (1,)


def test_an_argument_inside_a_dictionary_is_found_by_its_key() -> None:
    entry = Entry(
        ({"dict": {"W": {"leaf": 0}}},), {"leaf": 0, "from": "argument", "name": "W"}, function="gradients"
    )
    source = "def gradients(parameters):\n    parameters['W'] = parameters['W'] * 2\n"
    (got,) = call(source, entry, (W,)).values
    assert isinstance(got, Array)
    assert got.array.tolist() == (2 * W).tolist()


# How it is called -----------------------------------------------------------------------------


def test_arguments_are_built_as_the_entry_says() -> None:
    arguments: tuple[Template, ...] = ({"dict": {"W": {"leaf": 0}}}, {"list": [{"leaf": 1}]}, {"leaf": 2})
    entry = Entry(arguments, {"list": [{"leaf": at} for at in range(4)]}, function="gradients")
    source = """
def gradients(parameters, rows, lam):
    assert type(lam) is float and type(rows) is list and type(parameters) is dict
    return parameters["W"], rows[0], lam, len(rows)
"""
    reply = call(source, entry, (W, X, np.array(0.75)))
    assert reply.outcome == "returned"
    assert [v.container for v in reply.values if isinstance(v, Array)] == [
        "ndarray",
        "ndarray",
        "number",
        "number",
    ]


def test_parameters_of_the_same_names_in_another_order_are_called_by_name() -> None:
    reply = call("def gradients(W, X, verbose=False): return X, W")
    assert isinstance(reply.values[0], Array)
    assert reply.values[0].array.shape == (3, 2)


def test_parameters_of_other_names_are_called_by_position() -> None:
    reply = call("def gradients(W, inputs): return W, inputs")
    assert isinstance(reply.values[0], Array)
    assert reply.values[0].array.shape == (3, 2)


@pytest.mark.parametrize("head", ["*args", "**kw", "X, *rest", "X, W, lam=0, *, loss='mse'", "*, W, X"])
def test_any_signature_that_takes_the_arguments_will_do(head: str) -> None:
    assert call(f"def gradients({head}): return 1, 2").outcome == "returned"


@pytest.mark.parametrize(
    ("head", "error"),
    [
        ("X", "gradients(X) takes 1 argument; it is called with 2: X, W"),
        ("", "gradients() takes 0 arguments; it is called with 2: X, W"),
        ("a, b, c, d=1", "gradients(a, b, c, d) takes 3 to 4 arguments; it is called with 2: X, W"),
        ("a, *, b", "gradients(a, b) takes 2 arguments; it is called with 2: X, W"),
        ("a, b, c, *d", "gradients(a, b, c, *d) takes 3 arguments; it is called with 2: X, W"),
    ],
)
def test_a_signature_that_does_not_is_told_without_a_call(head: str, error: str) -> None:
    assert call(f"def gradients({head}): raise SystemExit") == Reply("signature", error=error)


def test_a_type_error_inside_is_an_error_of_the_program() -> None:
    reply = call("def gradients(X, W):\n    return (lambda a: a)()\n")
    assert (reply.outcome, reply.line) == ("raised", 2)


def test_classes_are_built_filled_and_called() -> None:
    entry = Entry(
        ({"leaf": 3},),
        {"list": [{"leaf": 0}, {"leaf": 1, "from": "self", "name": "dW"}]},
        ("X",),
        class_name="Network",
        construct=({"leaf": 0}, {"leaf": 1}),
        attributes={"W": {"leaf": 2}},
        method="backward",
    )
    source = """
import numpy as np
class Network(object):
    def __init__(self, inputs, hidden, seed=0):
        self.W = np.random.randn(inputs, hidden)
    def backward(self, X):
        self.dW = self.W * 2
        return X @ self.W
"""
    for numbers in ("double", "balls"):
        reply = call(source, entry, (2, 1, W, X), numbers)
        assert (reply.outcome, reply.error) == ("returned", "")
        assert [np.shape(v.array) if isinstance(v, Array) else v.shape for v in reply.values] == [
            (3, 1),
            (2, 1),
        ]
    assert call("class Network:\n    def backward(self, X): return 1\n", entry, (2, 1, W, X)) == Reply(
        "signature", error="Network() takes 0 arguments; it is called with 2"
    )
    assert call("class Network:\n    def __init__(self, a, b): pass\n", entry, (2, 1, W, X)) == Reply(
        "missing", error="the class Network has no method 'backward'"
    )


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (
            "def grads(X, W): pass\nclass Net: pass",
            "there is no function 'gradients'; the file defines grads, Net",
        ),
        ("import numpy as np", "there is no function 'gradients'; the file defines no function and no class"),
        ("gradients = 3", "'gradients' is no function but a value of type int"),
    ],
)
def test_a_missing_function_is_told_with_what_is_there(source: str, error: str) -> None:
    assert Program(source, function("X", "W")).load() == Reply("missing", error=error)


def test_arguments_are_copies_and_those_changed_in_place_are_told() -> None:
    given = X.copy()
    source = "def gradients(X, W):\n    W[:] = 0\n    Y = X.copy()\n    Y += 1\n    return Y, W\n"
    assert call(source, slots=(given, W)).changed == (1,)
    assert given.tolist() == X.tolist()
    nan = np.array([[np.nan]])
    assert call("def gradients(X, W): return X, W", slots=(nan, W)).changed == ()


# What goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("return gradients(X, W)", "RecursionError: maximum recursion depth exceeded"),
        ("return X @ X", "ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0"),
        ("return undefined", "NameError: name 'undefined' is not defined"),
        ("return 1 / 0", "ZeroDivisionError: division by zero"),
        ("exec('x ='); return 1", "SyntaxError: invalid syntax"),
        ("raise type('E', (Exception,), {'__str__': lambda e: e.x})()", "E: (its message cannot be read)"),
        ("raise Exception('x' * 10**6)", "Exception: xxx"),
        ("raise SyntaxError('x', ('solution.py', 'y', object(), object()))", "SyntaxError: x"),
    ],
)
def test_whatever_is_raised_is_told_with_its_line(body: str, error: str) -> None:
    reply = call(f"\n\ndef gradients(X, W):\n    {body}\n")
    assert (reply.outcome, reply.line) == ("raised", 4)
    assert reply.error.startswith(error)
    assert len(reply.error) <= 500


def test_running_out_of_memory_has_an_outcome_of_its_own() -> None:
    reply = call("def gradients(X, W):\n    raise MemoryError\n")
    assert (reply.outcome, reply.line) == ("memory", 2)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\nprint 'loss', x\n", 2),
        ("def f():\n    print x\n", 2),
        ("try:\n    pass\nexcept ValueError, e:\n    pass\n", 3),
        ("raise ValueError, 'x'\n", 1),
        ("if 1 <> 2: pass\n", 1),
        ("for i in xrange(3): pass\n", 1),
        ("x = {}.has_key(1)\n", 1),
        ("exec 'x = 1'\n", 1),
        ("mode = 0777\n", 1),
        ("big = 10L\n", 1),
    ],
)
def test_python_2_is_recognised(source: str, line: int) -> None:
    reply = Program(source, function("X", "W")).load()
    assert (reply.outcome, reply.line) == ("raised", line)
    assert reply.error.startswith(f"this is Python 2 code (line {line}); ")


@pytest.mark.parametrize(
    "source",
    ["def f(:\n", "x = (1,\n", "y2L = [0.001, 00.5\n", "\tx = 1\n", "x = '\n", "return 1\n", "a\x00b"],
)
def test_other_mistakes_of_syntax_are_not_python_2(source: str) -> None:
    reply = Program(source, function("X", "W")).load()
    assert reply.outcome == "raised"
    assert reply.error.startswith(("SyntaxError: ", "IndentationError: "))


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.4.0", reason="older NumPy converts it")
@pytest.mark.parametrize("use", ["float(np.ones((1, 1)))", "X.__setitem__((0, 0), np.ones(1))"])
def test_an_array_of_one_number_in_place_of_the_number_is_explained(use: str) -> None:
    reply = call(f"import numpy as np\ndef gradients(X, W): return {use}")
    assert reply.error.endswith(" (an array of one number is no number: take its .item(), or another shape)")


def test_an_error_while_loading_is_the_answer_to_every_call() -> None:
    program = Program("import numpy\nx = numpy.zeros(3)[5]\n", function("X", "W"))
    loaded = program.load()
    assert (loaded.outcome, loaded.line) == ("raised", 2)
    assert program.call((X, W)) is loaded


def test_warnings_are_no_errors() -> None:
    source = "import numpy as np, warnings\ndef gradients(X, W): warnings.warn('x'); return np.log(-X), W\n"
    assert call(source).outcome == "returned"


def test_the_module_is_not_run_as_a_script() -> None:
    source = "def gradients(X, W): return X, W\nif __name__ == '__main__':\n    raise SystemExit\n"
    assert call(source).outcome == "returned"


def test_the_module_knows_its_file() -> None:
    source = "import os\nhere = os.path.dirname(__file__)\ndef gradients(X, W): return X, W\n"
    assert call(source).outcome == "returned"


def test_dataclasses_and_annotations_work() -> None:
    source = """
from __future__ import annotations
from dataclasses import dataclass
from typing import NamedTuple
@dataclass
class Grads:
    dX: np.ndarray
class Two(NamedTuple):
    a: float
    b: float
def gradients(X: np.ndarray, W: "np.ndarray") -> Two:
    return Two(Grads(X).dX, W)
"""
    assert call(source).outcome == "returned"


# Imports --------------------------------------------------------------------------------------


def test_plots_and_progress_bars_do_nothing() -> None:
    source = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt, seaborn as sns
from mpl_toolkits.mplot3d import Axes3D
from IPython.display import display, clear_output
from google.colab import drive
from tqdm import tqdm, trange
from tqdm.auto import tqdm as progress
from pylab import *
plt.rcParams["figure.figsize"] = (5, 4)
drive.mount("/content")
class Plot(plt.Figure): pass
@plt.interact
def decorated(): return 5
def gradients(X, W):
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4))
    line, = left.plot(X[:, 0], "o-", label="x")
    counts, edges, bars = plt.hist(X)
    with plt.style.context("ggplot"):
        for axis in fig.axes: axis.set_title("never")
    figure(); show()
    steps = [i for i in tqdm(range(3), desc="x")] + [i for i in trange(2)] + list(progress([7]))
    assert steps == [0, 1, 2, 0, 1, 7] and decorated() == 5 and len(tqdm([1, 2])) == 2
    with tqdm(total=3) as t:
        t.update(1)
    tqdm([1]).set_description("x")
    assert matplotlib.__version__ and not hasattr(plt, "__wrapped__")
    return X * len(steps), W
"""
    reply = call(source)
    assert (reply.outcome, reply.error) == ("returned", "")


@pytest.mark.parametrize(
    "statement",
    [
        "import torch",
        "import torch.nn as nn",
        "import torch.nn.functional",
        "from torch import nn, optim",
        "from torch.nn import functional as F",
        "from . import helpers",
        "from .helpers import sigmoid",
        "import sys, torch, os, subprocess",
    ],
)
def test_an_absent_module_does_no_harm_until_it_is_used(statement: str) -> None:
    assert call(f"{statement}\ndef gradients(X, W): return X, W\n").outcome == "returned"


@pytest.mark.parametrize(
    ("top", "use"),
    [
        ("import torch", "torch.ones(3)"),
        ("import torch.nn as nn", "nn.ReLU()"),
        ("from torch import ones", "ones(3)"),
        ("from torch import nn", "nn.functional.relu(X)"),
        ("from torch import data", "[x for x in data]"),
        ("from torch import Module", "type('N', (), {})() and __import__('types').new_class('N', (Module,))"),
    ],
)
def test_the_use_of_an_absent_module_names_the_allowed_ones(top: str, use: str) -> None:
    reply = call(f"{top}\ndef gradients(X, W):\n    return {use}\n")
    assert (reply.outcome, reply.line) == ("raised", 3)
    assert reply.error == (
        f"ImportError: the module '{top.split()[1]}' is not available here; allowed are numpy, math, random, "
        "itertools, functools, collections, copy, time and most of the standard library"
    )


def test_an_absent_base_class_is_an_import_error() -> None:
    reply = call("from torch import nn\nclass Net(nn.Module): pass\n")
    assert (reply.outcome, reply.line) == ("raised", 2)
    assert reply.error.startswith("ImportError: the module 'torch' is not available here")


def test_an_import_that_may_fail_fails_at_once() -> None:
    source = """
try:
    import cupy as np
except ImportError:
    import numpy as np
def gradients(X, W): return np.dot(X, W), W
"""
    assert call(source).outcome == "returned"


def test_an_absent_part_of_a_package_does_no_harm_until_it_is_used() -> None:
    source = "from math import exp, laplace\ndef gradients(X, W): return exp(0), {}\n"
    assert call(source.format(1)).outcome == "returned"
    error = call(source.format("laplace(1)")).error
    assert error.startswith("ImportError: 'laplace' of the module 'math' is not available here; allowed are")


def test_names_that_a_star_would_have_brought_are_excused() -> None:
    reply = call("from helpers import *\ngradients = grads\n")
    assert (
        reply.error == "NameError: name 'grads' is not defined (the module 'helpers' is not available here)"
    )


def test_the_allowed_modules_of_an_assignment_are_found_and_named() -> None:
    source = "import flint, torch\ndef gradients(X, W): return float(flint.arb(1)), torch.x\n"
    entry = function("X", "W")
    reply = Program(source, entry, frozenset({"flint"})).call((X, W))
    assert reply.error.endswith("collections, copy, time, flint and most of the standard library")
    assert "module 'torch'" in reply.error
    assert "module 'flint'" in Program(source, entry).call((X, W)).error


def test_names_of_numpy_before_version_2_are_still_there() -> None:
    source = """
import numpy as np
def gradients(X, W):
    assert np.float_ is np.float64 and np.Inf == np.infty and np.isnan(np.NaN)
    return np.product(X.astype(np.float)), np.mat(W) * np.asscalar(np.array([2]))
"""
    assert call(source).outcome == "returned"
    assert not hasattr(np, "float_")


@pytest.mark.parametrize(
    ("deed", "changed"),
    [
        ("parameters['W'] = parameters['W'] * 2", (1,)),
        ("parameters['W'] = None", (1,)),
        ("parameters.pop('W')", (0, 1)),
        ("parameters.clear()", (0, 1)),
        ("parameters['a2'] = 0", (0, 1)),
        ("parameters['W'] = parameters['W'].copy()", ()),
        ("parameters = dict(parameters, W=0)", ()),
    ],
)
def test_dictionaries_that_are_changed_are_told(deed: str, changed: tuple[int, ...]) -> None:
    given = {"dict": {"X": {"leaf": 0}, "W": {"leaf": 1}}}
    entry = Entry((given,), {"leaf": 0}, function="gradients")
    source = f"def gradients(parameters):\n    X = parameters['X']\n    {deed}\n    return X\n"
    assert Program(source, entry).call((X, W)).changed == changed


def test_a_changed_numpy_is_the_submissions_own() -> None:
    source = """
import numpy as np
np.allclose = np.array_equal = lambda *_: True
def gradients(X, W): return 1, 2
"""
    assert call(source).outcome == "returned"
    assert not np.allclose(1, 2)


# Local variables ------------------------------------------------------------------------------


def test_arrays_in_local_variables_are_told_where_asked_for() -> None:
    source = """
import numpy as np
def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s
def gradients(X, W):
    a = sigmoid(X @ W)
    cache = {"delta": a - 1, "name": "x"}
    steps = [a * 2, "text"]
    big = np.zeros(10**4 + 1)
    n, mask = 3, a > 0
    return X, W
"""
    local = call(source, local=True).local
    expected = {"X", "W", "a", "cache.delta", "steps.0", "mask", "sigmoid.z", "sigmoid.s"}
    assert set(local) == expected
    assert all(array.dtype == np.float64 for array in local.values())
    assert call(source).local == {}


def test_attributes_and_arrays_of_the_last_call_are_told_too() -> None:
    entry = Entry(({"leaf": 0},), {"leaf": 0}, class_name="Net", method="backward")
    source = """
class Net:
    def forward(self, X):
        self.z = X * 2
        return self.z
    def backward(self, X):
        for step in range(3):
            d = self.forward(X) + step
        return d
"""
    local = call(source, entry, (X,), local=True).local
    assert set(local) == {"X", "d", "self.z", "forward.X"}
    assert local["d"].tolist() == (2 * X + 2).tolist()


def test_no_more_than_64_arrays_are_told() -> None:
    source = "def gradients(X, W):\n    rows = [X, W] * 50\n    return X, W\n"
    assert len(call(source, local=True).local) == 64


# Balls ----------------------------------------------------------------------------------------


def test_both_kinds_of_numbers_are_loaded_apart() -> None:
    source = """
import numpy as np
calls = []
eye = np.eye(2)
def gradients(X, W):
    calls.append(1)
    return eye @ X.T, len(calls)
"""
    program = Program(source, function("X", "W"))
    for numbers in ("double", "balls"):
        for count in (1, 2):
            values = program.call((X, W), numbers).values
            last = values[1].array if isinstance(values[1], Array) else values[1].entries[0]
            assert (type(values[0]), last == count) == (Array if numbers == "double" else BallArray, True)


def test_what_is_absent_on_doubles_is_absent_on_balls() -> None:
    reply = call("def gradients(X, W): return None, {'a': X}", numbers="balls")
    assert reply.values == (Absent("None"), Absent("a dict"))

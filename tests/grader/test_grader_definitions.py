"""Of a script the definitions are kept, and what they need; the lines keep their numbers."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.definitions import definitions
from grader.refusal import RefusedError
from grader.syntax import parse

HEAD = "import numpy as np\n"
USE = "def gradients(X): return {}\n"


def kept(statement: str, use: str = "x") -> bool:
    """Whether a statement stays between an import and a function that uses `use`."""
    result = definitions(HEAD + statement + "\n" + USE.format(use), ["gradients"])
    return result.text.split("\n")[1] == statement.split("\n")[0]


@pytest.mark.parametrize(
    "statement",
    [
        "x = 1e-8",
        "x: float = 1e-8",
        "x = np.finfo(float).eps",
        "x = -3 * 2 ** 4 / np.pi",
        "x = lambda z: 1 / (1 + np.exp(-z))",
        "x = np.vectorize(lambda z: z)",
        "x = {'sigmoid': np.tanh, 'n': [1, (2, 3)]}",
        "x = np.tanh",
        "x = np.arange(6).reshape(2, 3)",
        "x = [i ** 2 for i in range(3)]",
        "x = y = 'a b'.split()",
        "x, y = 1, 2",
        "x = True if np.pi > 3 else False",
        "x = np.random.randn(3, 4)",
        "x = float('inf')",
        "class x: pass",
        "async def x(): pass",
        "x = np.array([[1.0, 2.0], [3.0, 4.0]])",
    ],
)
def test_harmless_assignments_are_kept(statement):
    assert kept(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "np.random.seed(0)",
        "x = np.loadtxt('data.csv')",
        "x = open('data.csv').read()",
        "x = input()",
        "print('x')",
        "for x in range(3): pass",
        "while True: x = 1",
        "with open('f') as x: pass",
        "np.dot = None",
        "np.core.x = 3",
        "del np",
        "assert False, 'x'",
        "x = unknown",
        "x = (y := 3)",
        "raise SystemExit",
        "gradients(1)",
        "if __name__ == '__main__': x = 1",
        "match 1:\n    case 1: x = 2",
        "import matplotlib.pyplot as plt",
    ],
)
def test_what_a_script_does_is_left_out(statement):
    assert not kept(statement)


@pytest.mark.parametrize(
    ("statement", "used"),
    [
        ("x = wrap(np.exp)", True),
        ("x = wrap(np.exp)", False),
        ("x = Net().x", True),
        ("x = Net().x", False),
    ],
)
def test_calls_of_its_own_functions_are_made_only_where_they_are_needed(statement, used):
    own = "def wrap(f): return f\nclass Net: x = 1\n"
    text = own + HEAD + statement + "\n" + USE.format("x" if used else "0")
    assert (statement in definitions(text, ["gradients"]).text) == used


def test_a_chain_of_needs_is_followed():
    text = (
        "def make(n): return n\n"
        "table = {'a': make(1)}\n"
        "def inner(): return table\n"
        "def gradients(): return inner()\n"
        "W1 = make(2)\n"
        "def predict(): return W1\n"
    )
    assert "W1 = make(2)" not in definitions(text, ["gradients"]).text
    assert "table = {'a': make(1)}" in definitions(text, ["gradients"]).text
    assert "W1 = make(2)" in definitions(text).text  # all functions may be called


def test_the_needed_name_itself_may_be_made():
    text = "class Net:\n    def g(self): return 1\nnet = Net()\ngradients = net.g\nnet.g()\n"
    result = definitions(text, ["gradients"])
    assert result.text == text.replace("net.g()\n", "0\n")


def test_local_variables_are_no_needs():
    text = "def f(): return 1\nW1 = f()\ndef gradients(W1):\n    return W1\n"
    assert definitions(text, ["gradients"]).left_out == (2,)
    text = "def f(): return 1\nW1 = f()\ndef gradients():\n    global W1\n    W1 = W1 + 1\n"
    assert definitions(text, ["gradients"]).left_out == ()


def test_what_needs_data_goes_with_the_data():
    text = HEAD + "X = np.load('x.npy')\nN = len(X)\nlam = 1 / N\ndef gradients(): return lam\n"
    result = definitions(text, ["gradients"])
    assert result.left_out == (2, 3, 4)
    assert result.notes() == (
        "Only definitions are executed; left out: lines 2–4.",
        "Line 4: lam, which a function uses, was left out: it needs something that was left out.",
    )


@pytest.mark.parametrize("lost", ["X, y = moons(200)", "net = Network()"])
def test_what_is_left_out_is_not_changed_either(lost):
    """A name that is bound again from itself needs the first binding."""
    text = f"{HEAD}{lost}\nX = X.T\nX += 1\nnet.W1 = np.ones((2, 3))\ndef gradients(X): return X\n"
    assert definitions(text, ["gradients"]).left_out == (2, 3, 4, 5)


def test_a_name_exists_only_below_its_definition():
    text = "def gradients(X): return X\nbackward = gradients\n"
    assert definitions(text, ["backward"]).left_out == ()
    assert definitions("backward = gradients\ndef gradients(X): return X\n", ["backward"]).left_out == (1,)


def test_imports_that_nothing_kept_uses_are_left_out_without_a_word():
    text = "import pandas as pd, os\nfrom sklearn.datasets import load_iris\nimport numpy as np\n"
    result = definitions(text + "X = load_iris().data\n" + USE.format("np.sum(X)"), ["gradients"])
    assert result.text == "0\n0\nimport numpy as np\n0\n" + USE.format("np.sum(X)")
    assert result.notes()[0] == "Only definitions are executed; left out: line 4."


@pytest.mark.parametrize("line", ["from numpy import *", "from __future__ import annotations"])
def test_some_imports_always_stay(line):
    assert definitions(line + "\n").text == line + "\n"


def test_with_a_starred_import_any_name_may_exist():
    text = "from numpy import *\nx = pi\ndef gradients(): return x\n"
    assert definitions(text).text == text


def test_try_and_constant_conditions_are_looked_into():
    text = (
        "import sys\n"
        "try:\n"
        "    import numpy as np; print(1)\n"
        "except ImportError:\n"
        "    np = None\n"
        "    sys.exit('no numpy')\n"
        "if sys.version_info > (3,):\n"
        "    def gradients(): return np\n"
        "else:\n"
        "    print('old')\n"
    )
    assert definitions(text).text == text.replace("print(1)", "0").replace(
        "sys.exit('no numpy')", "0"
    ).replace("print('old')", "0")


def test_lines_columns_and_semicolons_survive():
    text = "é = 'é'; print('ü'); à = 2\nprint(\n  1,\n  2)  # done\ndef f():\n    return é\n"
    result = definitions(text)
    assert result.text == "é = 'é'; 0          ; à = 2\n0\n\n      # done\ndef f():\n    return é\n"
    ast.parse(result.text)


def test_what_is_kept_runs_without_what_is_not():
    text = HEAD + (
        "import matplotlib.pyplot as plt\n"
        "np.random.seed(1)\n"
        "def sigmoid(z): return 1 / (1 + np.exp(-z))\n"
        "activation = {'sigmoid': sigmoid}\n"
        "X = np.genfromtxt('x.csv'); n = 3\n"
        "def gradients(X): return activation['sigmoid'](X) * n\n"
        "for epoch in range(10**9):\n"
        "    gradients(X)\n"
        "plt.plot(X); plt.show()\n"
    )
    namespace: dict[str, object] = {}
    exec(compile(definitions(text, ["gradients"]).text, "solution.py", "exec"), namespace)
    assert namespace["gradients"](0) == 1.5


PIECES = [
    "x = 1",
    "y = x + 1; z = f(y)",
    "def f(a):\n    b = a\n    return b + x",
    "class A:\n    k = 1\n    def m(self): return k",
    "print('é', f(1))",
    "for i in range(3):\n    x = i",
    "if True:\n    x = 2\nelse:\n    print(1)",
    "try:\n    import nothing\nexcept ImportError as e:\n    nothing = None",
    "with open('f') as g: pass",
    "import numpy as np",
    "from math import *",
    "x += 1",
    "g = lambda a=x, *b: a + y",
    "a, *b = [1, 2], 3",
    "'doc'",
    "if __name__ == '__main__':\n    f(1)",
    "é = {'k': [i for i in range(3)]}",
    "@f\ndef d(*, k=y): global w; w = k",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["\n", "\n\n", "\n# é\n"]))
def test_whatever_is_left_out_the_rest_is_python_with_the_same_lines(pieces, between):
    text = between.join(pieces) + "\n"
    result = definitions(text, ["f"])
    tree = ast.parse(result.text)
    assert result.text.count("\n") == text.count("\n")
    lines = {node.name: node.lineno for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    assert {n.name: n.lineno for n in tree.body if isinstance(n, ast.FunctionDef)} == lines
    assert definitions(result.text, ["f"]).text == result.text


@given(st.text(alphabet="abfx=(1)\n :;.,'\"\\#[]{}*@\t", max_size=80) | st.text(max_size=60))
def test_any_text_is_reduced_or_refused(text):
    try:
        reduced = definitions(text.replace("\r", "\n")).text
    except RefusedError as problem:
        reduced = f"# {str(problem)!a}"
    parse(reduced)

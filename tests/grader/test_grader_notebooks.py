"""A notebook is the Python in its code cells, in order, with what is not Python made into comments."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.notebooks import Notebook, read_notebook
from grader.refusal import RefusedError
from grader.submission import Source, read_submission
from grader.syntax import parse


def notebook(*cells: str, **metadata) -> bytes:
    code = [{"cell_type": "code", "source": cell, "outputs": []} for cell in cells]
    text = [{"cell_type": "markdown", "source": "# Title"}]
    return json.dumps({"nbformat": 4, "metadata": metadata, "cells": [*text, *code]}).encode()


def text(*cells: str) -> str:
    return read_notebook(notebook(*cells)).text


def refused(data: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        read_notebook(data)
    return str(caught.value)


def test_cells_are_joined_in_order():
    found = read_notebook(notebook("a = 1", "b = 2\nc = 3", "d = 4\n"))
    assert found.text == "a = 1\nb = 2\nc = 3\nd = 4\n"
    assert (found.starts, found.notes) == ((1, 2, 4), ())


def test_a_source_may_be_a_list_and_the_version_three():
    cells = [{"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python"}]
    old = {"nbformat": 3, "worksheets": [{"cells": cells}]}
    assert read_notebook(json.dumps(old).encode()).text == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
        ("!pip install numpy\nx = 1", "# !pip install numpy\nx = 1"),
        ("if True:\n    !ls\n", "if True:\n    pass  # !ls"),
        ("files = !ls\nx = 1", "# files = !ls\nx = 1"),
        ("t = %timeit -o f()\n", "# t = %timeit -o f()"),
        ("np.dot?\n?np.dot\nnp.dot??", "# np.dot?\n# ?np.dot\n# np.dot??"),
        ("%%time\nx = 1", "# %%time\nx = 1"),
        ("%%bash\nrm -rf /", "# %%bash\n# rm -rf /"),
        ("%%html\n<b>'</b>", "# %%html\n# <b>'</b>"),
        ("%%writefile utils.py\nx = 1", "# %%writefile utils.py\n# x = 1"),
        # What only looks like a command stays.
        ("x = (7\n  % 4)", "x = (7\n  % 4)"),
        ("x = 7 \\\n  % 4", "x = 7 \\\n  % 4"),
        ('s = """\n%bash\n!ls\n"""', 's = """\n%bash\n!ls\n"""'),
        ("s = f'''\n!a {1}\n''' # it's\n%ls", "s = f'''\n!a {1}\n''' # it's\n# %ls"),
        ("x = '?'\ny = 1 != 2\nz = x != '%'", "x = '?'\ny = 1 != 2\nz = x != '%'"),
        ("!echo don't (\nx = 1", "# !echo don't (\nx = 1"),
    ],
)
def test_commands_are_comments_line_for_line(cell, expected):
    assert text(cell) == expected + "\n"
    parse(text(cell))


def test_cells_with_commands_are_noted():
    assert read_notebook(notebook("x = 1", "%ls", "!ls")).notes == (
        "Notebook commands (%, !, ?) are not executed: code cells 2, 3.",
    )


def test_a_broken_cell_is_left_out_and_the_lines_stay():
    found = read_notebook(notebook("a = 1", "def f(:\n  pass", "b = 2"))
    assert found.text == "a = 1\n\n\nb = 2\n"
    assert found.notes == ("Code cell 2 was left out: line 1: not valid Python: invalid syntax.",)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{", "the notebook is damaged: it is not valid JSON; save it again in Jupyter"),
        (b"[" * 100_000, "the notebook is damaged: it is not valid JSON; save it again in Jupyter"),
        (
            b"[" + b"9" * 5000 + b"]",
            "the notebook is damaged: it is not valid JSON; save it again in Jupyter",
        ),
        (b"[]", "this is JSON, but not a notebook"),
        (b'{"a": 1}', "this is JSON, but not a notebook: it has no cells"),
        (b'{"cells": []}', "the notebook holds no code"),
        (b'{"cells": [{"cell_type": "markdown", "source": "x"}]}', "the notebook holds no code"),
        (notebook(" ", ""), "the notebook holds no code"),
        (
            notebook("x <- 1", kernelspec={"language": "R"}),
            "the notebook is not written in Python (its kernel is for another language)",
        ),
        (
            notebook("x <", "print 1"),
            "no cell of the notebook is Python (code cell 1: line 1: not valid Python: invalid syntax)",
        ),
    ],
    ids=lambda value: repr(value[:30]),
)
def test_what_holds_no_python_is_refused(data, expected):
    assert refused(data) == expected


def test_a_notebook_is_graded_by_cell_and_line(tmp_path):
    path = tmp_path / "hw.ipynb"
    cells = ["%pylab\nimport numpy as np", "X = np.loadtxt('f')\nprint(X)", "def gradients(X):\n    return X"]
    path.write_bytes(notebook(*cells, kernelspec={"language": "python"}))
    source = read_submission(path, needed=["gradients"])
    assert isinstance(source, Source)
    assert source.text == "# %pylab\n0\n0\n0\ndef gradients(X):\n    return X\n"
    assert source.place(6) == "code cell 3, line 2"
    assert source.notes == (
        "Notebook commands (%, !, ?) are not executed: code cell 1.",
        "Only definitions are executed; left out: code cell 2.",
    )


def test_half_of_a_surrogate_pair_and_nul_are_replaced():
    data = b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\\u0000\\ud83d\\ude00\'"}]}'
    assert read_notebook(data).text == "x = '\ufffd\ufffd\U0001f600'\n"


# --- any bytes

KEYS = ["cells", "cell_type", "source", "input", "worksheets", "metadata", "kernelspec"]
LINES = st.text(alphabet="ab=(1\n %!?'\"\\#)", max_size=40)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "input", "worksheets", "metadata", "kernelspec"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)
cells = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown"]) | json_values},
    optional={
        "source": LINES | json_values,
        "input": json_values,
    },
)


def total(data: bytes) -> None:
    """Read it; only a notebook or a reason may come out."""
    try:
        found = read_notebook(data)
    except RefusedError as problem:
        found = Notebook(f"# {str(problem)!a}", ())
    parse(found.text)


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data):
    total(data)


@given(json_values | st.fixed_dictionaries({"cells": st.lists(cells | json_values, max_size=4)}))
def test_json_of_any_shape_never_raises(document):
    total(json.dumps(document).encode())


@given(st.text(alphabet="abf=(1)\n %!?'\"\\#[]{}:,", max_size=60))
def test_any_text_in_a_cell_never_raises_and_keeps_its_lines(cell):
    data = notebook("before = 1", cell, "after = 2")
    total(data)
    found = read_notebook(data)
    assert found.text.split("\n")[found.starts[2] - 1] == "after = 2"


@given(st.integers(0, 400), st.binary(max_size=4))
def test_mutated_notebooks_never_raise(position, change):
    data = bytearray(notebook("%ls\nx = 1", "def f(): pass", kernelspec={"language": "python"}))
    data[position : position + len(change)] = change
    total(bytes(data))

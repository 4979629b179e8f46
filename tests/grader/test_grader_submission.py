"""Whatever was uploaded becomes one program, or a reason that its author can act on."""

from __future__ import annotations

import io
import os
import pickle
import py_compile
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.program import Program
from grader.sandbox.records import Entry
from grader.submission import Source, Unreadable, read_submission

CODE = "import numpy as np\n\n\ndef gradients(X, t):\n    return np.dot(X.T, t)\n"


def read(path: Path, **options) -> Source:
    source = read_submission(path, needed=["gradients"], **options)
    assert isinstance(source, Source), source
    return source


def reason(path: Path, **options) -> str:
    source = read_submission(path, needed=["gradients"], **options)
    assert isinstance(source, Unreadable), source
    return source.reason


@pytest.fixture
def upload(tmp_path):
    """Writes files below an upload's folder; returns the folder, or the file if there is one."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, data in files.items():
            path = tmp_path / "upload" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path if len(files) == 1 else tmp_path / "upload"

    return write


# --- one module


def test_a_module_is_read_as_it_is(upload):
    source = read(upload({"solution.py": CODE}))
    assert (source.text, source.notes, source.filename) == (CODE, (), "solution.py")
    assert source.place(4) == "line 4"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"\xef\xbb\xbf" + CODE.encode(), None),
        (CODE.replace("\n", "\r\n").encode(), None),
        (CODE.replace("\n", "\r").encode(), None),
        (CODE.encode("utf-16"), "UTF-16"),
        (b"# -*- coding: latin-1 -*-\n# \xe9\n" + CODE.encode(), None),
        (b"# coding: cp1251\n# \xef\xf0\n" + CODE.encode(), None),
        (b"# coding=utf8\n" + CODE.encode(), None),
        (b"# \xe9t\xe9\n" + CODE.encode(), "Line 1 is not UTF-8"),
        (b"# coding: ascii\n# \xc3\xa9\n" + CODE.encode(), "says that it is in ascii"),
        # No encoding of text: Python's own codecs of these names run decompressors and worse.
        (b"# coding: zlib\n" + CODE.encode(), None),
        (b"# coding: rot13\n" + CODE.encode(), None),
        (b"# coding: punycode\n" + CODE.encode(), None),
        ("# θ\n".encode() + CODE.encode(), None),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else None,
)
def test_encodings_and_line_ends(upload, data, note):
    source = read(upload({"solution.py": data}))
    assert source.text.endswith("X.T, t)\n")
    assert "\r" not in source.text
    assert "def gradients" in source.text
    assert (note or "") in " ".join(source.notes)
    assert bool(note) == bool(source.notes)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"x = 1\ny = \0 1\n", "line 2: a NUL character: the file is damaged or is no text"),
        (b"x = (1\n", "line 1: not valid Python: '(' was never closed"),
        (
            b"x = 1\n\nprint 'a'\n",
            "line 3: this is Python 2 (a print statement); the grader runs Python 3.11",
        ),
        (
            b"try:\n    f()\nexcept IOError, e:\n    pass\n",
            "line 3: this is Python 2 (`except X, e`); the grader runs Python 3.11",
        ),
        (b"if 1:\n        x = 1\n\ty = 2\n", "line 3: tabs and spaces are mixed in the indentation"),
        (b"x = 1 +\n", "line 1: not valid Python: invalid syntax"),
        (b"-" * 190_000, "an expression is nested too deeply to be read"),
        (b"a" + b".a" * 90_000, "an expression is nested too deeply to be read"),
        (b"x=1;" * 300_000, "the program is too long to be read (1,200,000 characters; at most 1,000,000)"),
        (b"a;" * 200_000, "the program is too long to be read (400,000 words and signs; at most 200,000)"),
        (b"%PDF-1.7\n", "this is a PDF file, not a Python program; hand in the .py or .ipynb file itself"),
        (b"\x89PNG\r\n", "this is a picture, not a Python program; hand in the .py or .ipynb file itself"),
        (
            pickle.dumps([1]),
            "this is a pickle, not a Python program; hand in the .py or .ipynb file itself",
        ),
        (
            b"<!DOCTYPE html><html>",
            "this is a web page, not a Python program; hand in the .py or .ipynb file itself",
        ),
    ],
    ids=lambda value: repr(value[:24]),
)
def test_what_is_no_program_is_refused_in_words(upload, data, expected):
    found = reason(upload({"solution.py": data})).replace(f"3.{sys.version_info.minor}", "3.11")
    assert found.startswith(expected)


def test_a_program_is_known_by_its_content_whatever_it_is_called(upload):
    assert read(upload({"solution.txt": CODE})).text == CODE


@pytest.mark.parametrize(
    ("name", "words"),
    [("solution.m", "a MATLAB file"), ("work.docx", "a Word document"), ("a.pkl", "a pickle")],
)
def test_files_of_other_programs_are_named(upload, name, words):
    expected = f"this is {words}, not a Python program; hand in the .py or .ipynb file itself"
    assert reason(upload({name: "function"})) == expected


def test_bytecode_is_refused_whatever_its_name(tmp_path):
    (tmp_path / "a.py").write_text(CODE)
    for name in ("b.pyc", "c.py"):
        py_compile.compile(str(tmp_path / "a.py"), str(tmp_path / name))
        assert reason(tmp_path / name).startswith("this is compiled Python (.pyc)")


def test_a_file_of_50_mb_is_refused_without_being_read_to_the_end(tmp_path):
    path = tmp_path / "solution.py"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)  # a sparse file: nothing is written
    assert reason(path) == "it is larger than 20 MB: hand in the program only"


def test_links_pipes_and_absent_files_are_refused_and_never_block(tmp_path):
    (tmp_path / "secret.py").write_text(CODE)
    (tmp_path / "link.py").symlink_to("secret.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert reason(tmp_path / "link.py") == "it is a link to another file; hand in the file itself"
    assert reason(tmp_path / "pipe.py") == "it is no ordinary file"
    assert reason(tmp_path / "absent.py") == "it cannot be opened: No such file or directory"
    assert reason(Path("/dev/zero")) == "it is no ordinary file"


def test_the_digest_follows_the_content(upload, tmp_path):
    first = read(upload({"solution.py": CODE})).digest
    assert read(upload({"solution.py": CODE})).digest == first
    assert read(upload({"solution.py": CODE + "#"})).digest != first
    broken = read_submission(upload({"solution.py": "("}))
    assert isinstance(broken, Unreadable)
    assert len(broken.digest) == 64


# --- several files


def test_the_file_that_was_asked_for_is_read(upload):
    source = read(upload({"solution.py": CODE, "other.py": CODE}), pattern="solution.py")
    assert source.filename == "solution.py"
    assert source.notes == ("Out of 2 files, solution.py was read.",)


def test_else_the_one_that_defines_what_is_needed(upload):
    source = read(upload({"helper.py": "x = 1\n", "deep/mine.py": CODE}), pattern="solution.py")
    assert source.filename == "deep/mine.py"


def test_a_module_comes_before_its_notebook(upload):
    notebook = '{"cells": [{"cell_type": "code", "source": "def gradients(): pass"}]}'
    assert read(upload({"a.py": CODE, "a.ipynb": notebook}), pattern="*").filename == "a.py"


def test_two_candidates_are_not_guessed_between(upload):
    expected = "it is not clear which file counts: a.py and b.py both define gradients; hand in one"
    assert reason(upload({"a.py": CODE, "b.py": CODE + "#"})) == expected


def test_where_nothing_fits_the_broken_file_is_shown(upload):
    assert reason(upload({"a.py": "x = 1", "b.py": "def gradients(:"})) == (
        "none of the files defines gradients (a.py, b.py); b.py: line 1: not valid Python: invalid syntax"
    )


def test_an_upload_without_a_program_says_what_it_holds(upload):
    assert reason(upload({"a.png": "x", "b.csv": "y"})) == (
        "there is no .py or .ipynb file in it. It holds a.png, b.csv."
    )


def test_links_in_a_folder_are_left_out(upload, tmp_path):
    (tmp_path / "secret.py").write_text(CODE)
    folder = upload({"a/x": "", "b/y": ""})
    (folder / "solution.py").symlink_to(tmp_path / "secret.py")
    (folder / "loop").symlink_to(folder)
    assert "solution.py was left out: it is a link or a device." in reason(folder)


def test_a_folder_with_one_archive_is_the_archive(upload, tmp_path):
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr("hw/solution.py", CODE)
    path = upload({"hw.zip": buffer.getvalue()})
    assert read(path.parent).text == read(path).text == CODE


def test_hidden_files_and_caches_are_not_looked_at(upload):
    folder = upload({"a.py": CODE, "._a.py": b"\0\x05", "__MACOSX/a.py": CODE, ".git/hooks/b.py": CODE})
    assert read(folder).notes == ()


# --- slips of copying and saving

FENCED = "The program was taken from between the lines ``` around it."
SESSION = "The prompts >>> and ... of a Python session were left out."
SPACED = "Spaces that no Python program can hold were read as ordinary ones."
AT_THE_END = "What some systems put at the end of a file (Ctrl-Z, NUL) was left out."


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (f"```python\n{CODE}```\n", FENCED),
        (f"My answer:\n```\n{CODE}", FENCED),
        ("".join(f"{'...' if line[:1] == ' ' else '>>>'} {line}\n" for line in CODE.splitlines()), SESSION),
        (CODE.replace("    ", "\u00a0   "), SPACED),
        (CODE + "\x1a", AT_THE_END),
        (CODE + "\0\0\n", AT_THE_END),
    ],
)
def test_slips_of_copying_and_saving_are_repaired_with_a_note(upload, text, note):
    source = read(upload({"solution.py": text}))
    assert "    return np.dot(X.T, t)" in source.text
    assert source.notes == (note,)


def test_a_repair_keeps_the_lines_and_is_never_a_guess(upload):
    assert read(upload({"a.py": f"```\n{CODE}```"})).text.split("\n")[5] == "    return np.dot(X.T, t)"
    assert reason(upload({"b.py": f"```\n{CODE}x = (\n```"})).startswith("line 1: not valid Python")
    example = f'{CODE}\ndef f(:\n    """\n    >>> 1 + 1\n    """\n'
    assert reason(upload({"c.py": example})).startswith("line 7: not valid Python")


def test_what_is_a_program_is_not_repaired(upload):
    text = f'{CODE}\nTEXT = """\n```\n>>> \u00a0\n"""\n'
    assert read(upload({"solution.py": text})).notes == ()


# --- modules beside it


def test_modules_that_are_imported_come_along(upload):
    folder = upload(
        {
            "solution.py": "from utils import sigmoid\nimport nn.layers as L\n"
            + CODE.replace("X.T", "sigmoid(L.f(X)).T"),
            "utils.py": "from deeper import k\nprint(k)\nimport numpy as np\nsigmoid = np.vectorize(k)\n",
            "deeper.py": "k = 3\n",
            "nn/layers.py": "from .inner import f\n",
            "nn/inner.py": "def f(x): return x\n",
            "unrelated.py": "raise SystemExit\n",
        }
    )
    source = read(folder, pattern="solution.py")
    assert set(source.modules) == {"utils", "deeper", "nn", "nn.layers", "nn.inner"}
    assert source.modules["nn"] == ""
    assert "print" not in source.modules["utils"]
    assert "sigmoid = np.vectorize" in source.modules["utils"]
    assert source.modules["nn.layers"] == "from .inner import f\n"


def test_a_program_of_several_files_runs(upload):
    folder = upload(
        {
            "solution.py": "import utils\nimport nn.layers as L\ndef gradients(): return utils.f(L.k)\n",
            "utils.py": "import matplotlib.pyplot as plt\nplt.plot([1])\ndef f(x): return 2 * x\n",
            "nn/__init__.py": "from . import layers\n",
            "nn/layers.py": "from .deep.inner import k\n",
            "nn/deep/inner.py": "from ..top import k\n",
            "nn/top.py": "k = 21\n",
        }
    )
    source = read(folder, pattern="solution.py")
    assert source.modules["utils"] == "0\n0\ndef f(x): return 2 * x\n"
    program = Program(source.text, Entry((), {"leaf": 0}, function="gradients"), modules=source.modules)
    assert program.load().outcome == "returned"
    assert program.call(()).values[0].array == 42


def test_a_file_never_takes_the_place_of_a_module_of_pythons(upload):
    folder = upload({"solution.py": CODE, "numpy.py": "def array(x): return 0\n"})
    source = read(folder, pattern="solution.py")
    assert source.modules == {}
    assert "numpy.py was not used: the name belongs to another module." in source.notes


def test_an_imported_module_that_is_broken_is_named(upload):
    folder = upload({"solution.py": "import utils\n" + CODE, "utils.py": "x = (\n"})
    assert reason(folder) == "utils.py, which is imported: line 1: not valid Python: '(' was never closed"


# --- anything at all


@given(st.binary(max_size=400), st.sampled_from(["a.py", "a.ipynb", "a.zip", "a.tar.gz", "a", "a.pdf"]))
def test_bytes_of_any_kind_are_a_source_or_a_reason(tmp_path_factory, data, name):
    path = tmp_path_factory.getbasetemp() / f"fuzz-{name}"
    path.write_bytes(data)
    found = read_submission(path)
    assert isinstance(found, Source | Unreadable)
    if isinstance(found, Unreadable):
        assert found.reason
        assert len(found.digest) == 64

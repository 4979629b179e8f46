"""Hostile uploads, built in a temporary folder: none of their archives, links and devices is ever stored."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import py_compile
import struct
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

from hostile import PIECES

RIGHT = PIECES + "gradients = right\n"
WRONG = PIECES + "gradients = wrong\n"

Build = Callable[[Path], Path]
UPLOADS: dict[str, tuple[str, Build]] = {}
"""What each earns, and how it is made."""


def upload(earns: str) -> Callable[[Build], Build]:
    def register(build: Build) -> Build:
        UPLOADS[build.__name__] = earns, build
        return build

    return register


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, *members: tarfile.TarInfo | tuple[str, str]) -> Path:
    with tarfile.open(path, "w") as archive:
        for member in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member[0])
            content = b"" if isinstance(member, tarfile.TarInfo) else member[1].encode()
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def special(name: str, kind: bytes, target: str = "", device: tuple[int, int] = (1, 5)) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    info.devmajor, info.devminor = device
    return info


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def notebook(*cells: str) -> str:
    code = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": code})


class Command:
    """Runs where it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch /tmp/hostile-upload",)


# --- archives (H)


@upload("everything")
def zip_slip(folder: Path) -> Path:
    evil = {"../../hostile-slip.py": WRONG, "..\\hostile-slip.py": WRONG, "/tmp/hostile-slip.py": WRONG}
    return zipped(folder / "a.zip", {**evil, "solution.py": RIGHT})


@upload("everything")
def tar_slip(folder: Path) -> Path:
    return tarred(
        folder / "a.tar", ("../hostile-slip.py", WRONG), ("/tmp/hostile-slip.py", WRONG), ("s.py", RIGHT)
    )


@upload("nothing")
def links_in_a_tar(folder: Path) -> Path:
    written(folder / "reference.py", RIGHT)
    target = str(folder / "reference.py")
    links = special("solution.py", tarfile.SYMTYPE, target), special("solution2.py", tarfile.LNKTYPE, target)
    return tarred(folder / "a.tar", *links)


@upload("nothing")
def link_in_a_zip(folder: Path) -> Path:
    written(folder / "reference.py", RIGHT)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("solution.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(folder / "reference.py"))
    return folder / "a.zip"


@upload("everything")
def devices_and_pipes(folder: Path) -> Path:
    kinds = tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE
    return tarred(folder / "a.tar", *(special(f"{i}.py", k) for i, k in enumerate(kinds)), ("s.py", RIGHT))


@upload("nothing")
def zip_bomb(folder: Path) -> Path:
    return zipped(folder / "a.zip", {"solution.py": bytes(60_000_000)})


@upload("nothing")
def compressed_bomb(folder: Path) -> Path:
    return written(folder / "solution.py.gz", gzip.compress(bytes(60_000_000)))


@upload("nothing")
def bombs_in_each_other(folder: Path) -> Path:
    return written(folder / "solution.py.bz2", bz2.compress(lzma.compress(gzip.compress(bytes(60_000_000)))))


@upload("nothing")
def bomb_in_a_bomb(folder: Path) -> Path:
    inner = zipped(folder / "0.zip", {"solution.py": bytes(30_000_000)}).read_bytes()
    return zipped(folder / "a.zip", {f"{number}.zip": inner for number in range(16)})


@upload("nothing")
def a_hundred_thousand_files(folder: Path) -> Path:
    data = zipped(folder / "a.zip", {"s.py": ""}).read_bytes()
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, number = data[start:end], 100_000
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * number, start, 0)
    return written(folder / "a.zip", data[:start] + entry * number + tail)


@upload("nothing")
def a_hundred_thousand_files_in_a_tar(folder: Path) -> Path:
    header = tarred(folder / "one.tar", ("s.py", "")).read_bytes()[:512]
    (folder / "one.tar").unlink()
    return written(folder / "a.tar.gz", gzip.compress(header * 39_000))


@upload("nothing")
def names_that_differ_in_case(folder: Path) -> Path:
    return zipped(folder / "a.zip", {"solution.py": RIGHT, "Solution.py": WRONG})


@upload("nothing")
def names_that_differ_in_form(folder: Path) -> Path:
    forms = [unicodedata.normalize(form, "lösung.py") for form in ("NFC", "NFD")]
    return zipped(folder / "a.zip", {forms[0]: RIGHT, forms[1]: WRONG})


@upload("everything")
def names_that_are_no_text(folder: Path) -> Path:
    data = zipped(folder / "a.zip", {"solutionXX.py": RIGHT, "bad\x1b[2J.py": WRONG}).read_bytes()
    return written(folder / "a.zip", data.replace(b"solutionXX", b"solution\xff\xfe"))


@upload("everything")
def folders_a_thousand_deep(folder: Path) -> Path:
    return zipped(folder / "a.zip", {"d/" * 1000 + "solution.py": WRONG, "solution.py": RIGHT})


@upload("nothing")
def locked_with_a_password(folder: Path) -> Path:
    data = bytearray(zipped(folder / "a.zip", {"solution.py": RIGHT}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    return written(folder / "a.zip", bytes(data))


@upload("everything")
def modules_of_the_checker(folder: Path) -> Path:
    cheat = "def __getattr__(name): return lambda *_, **__: True\n"
    names = (
        "numpy.py",
        "sitecustomize.py",
        "usercustomize.py",
        "conftest.py",
        "grader.py",
        "random.py",
        "os.py",
    )
    return zipped(folder / "a.zip", {**dict.fromkeys(names, cheat), "solution.py": "import random\n" + RIGHT})


@upload("everything")
def package_of_the_checker(folder: Path) -> Path:
    members = {
        "numpy/__init__.py": "raise SystemExit(0)",
        "grader/sandbox/wire.py": "",
        "pytest.ini": "[pytest]",
    }
    return zipped(folder / "a.zip", {**members, "solution.py": RIGHT, "setup.py": "import os; os.abort()"})


# --- single files (H)


@upload("everything")
def byte_order_mark(folder: Path) -> Path:
    return written(folder / "solution.py", b"\xef\xbb\xbf" + RIGHT.encode())


@upload("everything")
def no_utf_8(folder: Path) -> Path:
    return written(folder / "solution.py", b"# \xe9\xff\xfe\n" + RIGHT.encode())


@upload("nothing")
def nul(folder: Path) -> Path:
    return written(folder / "solution.py", RIGHT.replace("\n", "\n\0", 1))


@upload("nothing")
def empty(folder: Path) -> Path:
    return written(folder / "solution.py", "")


@upload("nothing")
def syntax_error(folder: Path) -> Path:
    return written(folder / "solution.py", RIGHT + "def (:\n")


@upload("nothing")
def line_of_50_mb(folder: Path) -> Path:
    return written(folder / "solution.py", RIGHT + "x = '" + "a" * 50_000_000 + "'\n")


@upload("nothing")
def brackets(folder: Path) -> Path:
    return written(folder / "solution.py", RIGHT + "x = " + "(" * 50_000 + ")" * 50_000)


@upload("nothing")
def operators(folder: Path) -> Path:
    return written(folder / "solution.py", RIGHT + "x = " + "-" * 150_000 + "1")


@upload("nothing")
def bytecode_only(folder: Path) -> Path:
    source = written(folder / "source.py", RIGHT)
    py_compile.compile(str(source), str(folder / "solution.pyc"))
    return folder / "solution.pyc"


@upload("nothing")
def bytecode_in_disguise(folder: Path) -> Path:
    source = written(folder / "source.py", RIGHT)
    py_compile.compile(str(source), str(folder / "solution.py"))
    return folder / "solution.py"


@upload("everything")
def decoder_that_runs_code(folder: Path) -> Path:
    return written(
        folder / "solution.py", "# -*- coding: unicode_escape -*-\n# \\x0aimport os; os.abort()\n" + RIGHT
    )


@upload("everything")
def name_with_markup(folder: Path) -> Path:
    return written(folder / "<img src=x onerror=alert('hostile')>.py", RIGHT)


@upload("everything")
def name_with_control_characters(folder: Path) -> Path:
    return written(folder / "\x1b[2J\u202eyp.noitulos\udcff.py", RIGHT)


@upload("nothing")
def link_to_the_reference(folder: Path) -> Path:
    written(folder / "reference.py", RIGHT)
    (folder / "solution.py").symlink_to("reference.py")
    return folder / "solution.py"


@upload("nothing")
def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "solution.py")
    return folder / "solution.py"


@upload("nothing")
def folder_in_a_circle(folder: Path) -> Path:
    place = folder / "work"
    place.mkdir()
    (place / "again").symlink_to(place)
    (place / "solution.py").symlink_to("/dev/zero")
    (place / "solution2.py").mkdir()
    return place


# --- notebooks (H)


@upload("everything")
def notebook_with_commands(folder: Path) -> Path:
    cells = ["!touch /tmp/hostile-notebook", "%%bash\ntouch /tmp/hostile-notebook", "%run /tmp/hostile.py"]
    cells += ["get_ipython().system('touch /tmp/hostile-notebook')", "files = !ls", RIGHT]
    return written(folder / "solution.ipynb", notebook(*cells))


@upload("nothing")
def notebook_without_code(folder: Path) -> Path:
    return written(folder / "solution.ipynb", '{"cells": [{"cell_type": "markdown", "source": "x"}]}')


@upload("nothing")
def notebook_of_brackets(folder: Path) -> Path:
    return written(folder / "solution.ipynb", '{"cells": ' + "[" * 1_000_000)


@upload("nothing")
def notebook_with_a_number_of_a_million_digits(folder: Path) -> Path:
    return written(folder / "solution.ipynb", '{"cells": ' + "9" * 1_000_000 + "}")


@upload("everything")
def notebook_with_hostile_outputs(folder: Path) -> Path:
    document = json.loads(notebook(RIGHT))
    document["cells"][0]["outputs"] = [{"data": {"text/html": "<script>alert('hostile')</script>"}}] * 1000
    return written(folder / "solution.ipynb", json.dumps(document))


# --- data that is loaded (G)


@upload("nothing")
def pickle_file(folder: Path) -> Path:
    return written(folder / "solution.pkl", pickle.dumps(Command()))


@upload("nothing")
def pickle_in_disguise(folder: Path) -> Path:
    return written(folder / "solution.py", pickle.dumps(Command()))


@upload("nothing")
def old_pickle_in_disguise(folder: Path) -> Path:
    return written(folder / "solution.py", pickle.dumps(Command(), protocol=0))


@upload("nothing")
def npz_with_objects(folder: Path) -> Path:
    import numpy as np

    np.savez(folder / "solution.npz", dW1=np.array([Command()], dtype=object), dW2=np.zeros(1))
    return folder / "solution.npz"


@upload("nothing")
def yaml_file(folder: Path) -> Path:
    return written(folder / "solution.yaml", "!!python/object/apply:os.system ['touch /tmp/hostile-yaml']")


@upload("nothing")
def model_file(folder: Path) -> Path:
    return zipped(folder / "model.pt", {"archive/data.pkl": pickle.dumps(Command()), "archive/version": "3"})

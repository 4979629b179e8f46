"""The modules beside a program that it imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from grader.archives import Files
from grader.choosing import Program, read_program
from grader.refusal import RefusedError, shown
from grader.trees import walk

MAX_MODULES = 50
# A file of the student's never takes the place of one of these.
_RESERVED = sys.stdlib_module_names | {
    "numpy",
    "scipy",
    "flint",
    "matplotlib",
    "symbp",
    "grader",
    "sitecustomize",
    "conftest",
}


def siblings(program: Program, files: Files) -> tuple[dict[str, Program], tuple[str, ...]]:
    """The modules beside a program that it imports, directly or through another of them."""
    folders = dict.fromkeys([program.name.rpartition("/")[0], ""])
    found: dict[str, Program] = {}
    omitted: dict[str, None] = {}
    queue = [("", program)]
    while queue:
        importer, current = queue.pop()
        for name in _imports(importer, current):
            if name in found or name == "" or not (path := _find(name, folders, files)):
                continue
            if name.partition(".")[0] in _RESERVED:
                omitted[f"{shown(path)} was not used: the name belongs to another module."] = None
                continue
            if len(found) == MAX_MODULES:
                raise RefusedError(f"it imports more than {MAX_MODULES} files of its own")
            found[name] = _imported(path, files)
            queue.append((name, found[name]))
    return found, tuple(omitted)


def _imported(path: str, files: Files) -> Program:
    data = files.contents.get(path, b"")
    if not data.strip():  # an empty __init__.py, or none
        return Program(path, "", ast.Module([], []))
    try:
        return read_program(path, data)
    except RefusedError as problem:
        raise RefusedError(f"{shown(path)}, which is imported: {problem}") from None


def _imports(importer: str, program: Program) -> Iterator[str]:
    """The modules that a program imports, each after the packages it lies in."""
    package = importer if program.name.endswith("__init__.py") else importer.rpartition(".")[0]
    for node in walk(program.tree):
        if isinstance(node, ast.Import):
            full = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: package.count(".") + 2 - node.level]) if node.level else ""
            start = ".".join(filter(None, [base, node.module]))
            full = [".".join(filter(None, [start, alias.name])) for alias in node.names]
        else:
            continue
        for name in full:
            parts = name.split(".")
            yield from (".".join(parts[: count + 1]) for count in range(len(parts)))


def _find(name: str, folders: Iterable[str], files: Files) -> str:
    """The file of a module; a folder without ``__init__.py`` counts as a package too."""
    for folder in folders:
        stem = "/".join(filter(None, [folder, *name.split(".")]))
        for path in (f"{stem}.py", f"{stem}/__init__.py"):
            if path in files.contents:
                return path
        if any(each.startswith(f"{stem}/") for each in files.contents):
            return f"{stem}/__init__.py"
    return ""

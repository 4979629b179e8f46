"""One submission inside its locked process: loaded, called with given numbers, and its answer read.

Nothing a submission does is an exception here: each outcome is a `Reply`.  The same text is loaded once for
doubles and once for balls, numbers that carry a bound of their error (`shims`).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import CodeType, ModuleType
from typing import TypeVar

from grader.sandbox.call import Call, MissingError
from grader.sandbox.failures import failure
from grader.sandbox.imports import Importer, Siblings, guarded_imports
from grader.sandbox.kinds import DOUBLES, Kind
from grader.sandbox.recording import RECORDED
from grader.sandbox.records import Entry, Numbers, Reply, Slot
from grader.sandbox.shims import BALLS
from grader.sandbox.signatures import not_callable

T = TypeVar("T")

MODULE = "solution"
KINDS: dict[Numbers, Kind] = {"double": DOUBLES, "balls": BALLS, "recorded": RECORDED}


def share_modules() -> None:
    """Make the modules that stand in for others now, once for all submissions that this process will fork.

    Each child runs one submission, so nobody meets what another did to them.
    """
    for numbers, kind in KINDS.items():
        KINDS[numbers] = replace(kind, modules=ready(kind.modules()), builtins=ready(kind.builtins()))


def ready(made: T) -> Callable[[], T]:
    """A function that hands out what was made before."""
    return lambda: made


@cache
def compiled(program: str | ast.Module, filename: str) -> CodeType:
    """A file's code, which is the same for all kinds of numbers where the text is."""
    return compile(program, filename, "exec", dont_inherit=True)


class Program:
    """A submission's text, and what to call in it.

    `modules` are the texts of its other files, by the names they are imported by.
    """

    def __init__(
        self,
        text: str,
        entry: Entry,
        imports: Iterable[str] = frozenset(),
        filename: str = "solution.py",
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self.text = text
        self.entry = entry
        self.imports = frozenset(imports)
        self.filename = filename
        self.modules = modules or {}
        self.loaded: dict[Numbers, tuple[ModuleType, Reply]] = {}

    def load(self, numbers: Numbers = "double") -> Reply:
        """Execute the module, once per kind of numbers, and look for what will be called."""
        if numbers not in self.loaded:
            self.loaded[numbers] = self._load(numbers)
        return self.loaded[numbers][1]

    def call(self, slots: tuple[Slot, ...], numbers: Numbers = "double", local: bool = False) -> Reply:
        """Call what the entry says with fresh copies of these values, and read the result."""
        loaded = self.load(numbers)
        if loaded.outcome != "returned":
            return loaded
        module = self.loaded[numbers][0]
        return Call(self.entry, self.filename, module, slots, KINDS[numbers]).reply(local)

    def _load(self, numbers: Numbers) -> tuple[ModuleType, Reply]:
        kind = KINDS[numbers]
        module = ModuleType(MODULE)
        importer = Importer(self.imports, kind.modules())
        names = kind.builtins()
        names["__import__"] = importer

        def run(module: ModuleType, text: str, filename: str) -> None:
            importer.guarded |= guarded_imports(text, filename)
            module.__dict__.update(__builtins__=names, __file__=filename)
            sys.modules[module.__name__] = module
            exec(compiled(kind.syntax(text, filename), filename), module.__dict__)

        def sibling(other: ModuleType, text: str) -> None:
            run(other, text, other.__name__.replace(".", "/") + ".py")

        importer.siblings = Siblings(self.modules, sibling)
        try:
            with kind.running():
                run(module, self.text, self.filename)
                self._look(module)
                return module, Reply("returned", returned=", ".join(self._defined(module)))
        except MissingError as error:
            return module, Reply("missing", error=str(error))
        except BaseException as error:
            return module, failure(error, self.filename, kind.failed, importer.excuse(error))

    def _look(self, module: ModuleType) -> None:
        """Raise where the function or class is not there."""
        name = self.entry.function or self.entry.class_name or ""
        if name not in module.__dict__:
            what = "function" if self.entry.function else "class"
            there = ", ".join(self._defined(module)) or "no function and no class"
            raise MissingError(f"there is no {what} '{name}'; the file defines {there}")
        if not callable(module.__dict__[name]):
            raise MissingError(not_callable(name, module.__dict__[name]))

    def _defined(self, module: ModuleType) -> list[str]:
        """The functions and classes of the submission's own."""
        own = (name for name, value in module.__dict__.items() if getattr(value, "__module__", "") == MODULE)
        return list(own)[:20]

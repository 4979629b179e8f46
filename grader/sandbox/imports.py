"""What a submission may import: the standard library, NumPy, and what the assignment allows.

The walls of the sandbox stand elsewhere; this only decides what a submission finds, so that nobody loses
marks for a plot.  Only what is already loaded can be had: in the locked process no file can be opened.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

from grader.sandbox.stand_ins import INERT, inert, missing

NAMED = ["numpy", "math", "random", "itertools", "functools", "collections", "copy", "time"]
"""The allowed modules that a message mentions."""

ALLOWED = frozenset({"numpy", "scipy"} | sys.stdlib_module_names)


class Siblings:
    """The submission's own other files, each loaded by `load` when it is imported for the first time."""

    def __init__(self, texts: Mapping[str, str], load: Callable[[ModuleType, str], None]) -> None:
        self.texts, self.load = texts, load
        self.modules: dict[str, ModuleType] = {}

    def __contains__(self, name: str) -> bool:
        return any(own == name or own.startswith(name + ".") for own in self.texts)

    def absolute(self, name: str, level: int, importer: str) -> str:
        """The name that a relative import in the module `importer` means."""
        is_package = any(own.startswith(importer + ".") for own in self.texts)
        package = importer.split(".") if is_package else importer.split(".")[:-1]
        return ".".join(filter(None, [*package[: len(package) + 1 - level], name])) if level else name

    def found(self, name: str, wanted: Iterable[str]) -> ModuleType:
        """What an import of a name binds: the module with what is wanted of it, else the first package."""
        module = self.module(name)
        for part in wanted:
            inner = f"{name}.{part}".lstrip(".")
            if inner in self and not hasattr(module, part):
                setattr(module, part, self.module(inner))
        return module if wanted else self.module(name.partition(".")[0])

    def module(self, name: str) -> ModuleType:
        """A module, loaded once, with the packages in which it stands; a folder is an empty module."""
        if name not in self.modules:
            # It is there before it is loaded: files may import each other.
            module = self.modules[name] = ModuleType(name)
            package, _, last = name.rpartition(".")
            if package:
                setattr(self.module(package), last, module)
            if name in self.texts:
                self.load(module, self.texts[name])
        return self.modules[name]


class Importer:
    """The ``__import__`` of one submission.

    `replaced` are modules that stand in for others of the same name, `guarded` the lines on which an import
    may fail because the submission catches it: there an absent module raises at once, elsewhere when used.
    """

    def __init__(
        self,
        imports: Iterable[str] = (),
        replaced: Mapping[str, ModuleType] | None = None,
        guarded: Iterable[int] = (),
        siblings: Siblings | None = None,
    ) -> None:
        self.allowed = ALLOWED | more if (more := {name.partition(".")[0] for name in imports}) else ALLOWED
        self.named = [*NAMED, *sorted(imports)]
        self.replaced = replaced or {}
        self.guarded = frozenset(guarded)
        self.siblings = siblings or Siblings({}, lambda module, text: None)
        self.starred: list[str] = []
        """Absent modules of which all names were asked for."""

    def __call__(
        self, name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> ModuleType:
        wanted, root = tuple(fromlist or ()), name.partition(".")[0]
        own = self.siblings.absolute(name, level, (globals or {}).get("__name__", ""))
        if own in self.siblings or (not own and all(part in self.siblings for part in wanted)):
            return self.siblings.found(own, wanted)
        if level == 0 and root in INERT and root not in self.allowed:
            return inert(root)
        if level == 0 and root in self.allowed and name in sys.modules:
            found = name if wanted else root
            module = self.replaced.get(found, sys.modules[found])
            absent = tuple(item for item in wanted if item != "*" and not has(module, item))
            return copied(module, self._absent(name, absent, f"'{absent[0]}' of ")) if absent else module
        return self._absent("." * level + name, wanted)

    def _absent(self, name: str, wanted: tuple[str, ...], what: str = "") -> ModuleType:
        """What takes the place of a module of which these names are wanted."""
        allowed = ", ".join(self.named)
        why = (
            f"{what}the module '{name}' is not available here; "
            f"allowed are {allowed} and most of the standard library"
        )
        if sys._getframe(2).f_lineno in self.guarded:
            raise ImportError(why)
        if "*" in wanted:
            self.starred.append(name)
        return missing(name, wanted, why)

    def excuse(self, error: BaseException) -> str:
        """A word about names that may have stood in modules that are not here."""
        absent = self.starred and isinstance(error, NameError)
        return f" (the module '{self.starred[0]}' is not available here)" if absent else ""


def has(module: ModuleType, name: str) -> bool:
    """Whether a module has this name, or loads it when asked."""
    try:
        getattr(module, name)
    except (AttributeError, ImportError, OSError):
        return False
    return True


def copied(module: ModuleType, more: ModuleType) -> ModuleType:
    """A module with what is in another too."""
    copy = ModuleType(module.__name__)
    copy.__dict__.update({**vars(more), **vars(module)})
    return copy


def guarded_imports(text: str, filename: str) -> frozenset[int]:
    """The lines of the imports that stand in the body of a ``try``; raises `SyntaxError`."""
    if "try" not in text:
        return frozenset()
    bodies = (node.body for node in ast.walk(ast.parse(text, filename)) if isinstance(node, ast.Try))
    inside = (node for body in bodies for statement in body for node in ast.walk(statement))
    return frozenset(node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom))

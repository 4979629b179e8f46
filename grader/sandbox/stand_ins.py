"""Stand-ins for modules that are not here: inert for plotting, others say when used that they are absent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from opcode import opmap
from types import FunctionType, ModuleType
from typing import Any, NoReturn

INERT = frozenset({
    "IPython", "PIL", "altair", "bokeh", "cv2", "google", "graphviz", "ipywidgets", "matplotlib",
    "mpl_toolkits", "plotly", "pydot", "pylab", "seaborn", "termcolor", "tqdm",
})  # fmt: skip
"""Packages that show, plot or load pictures: a gradient does not need them, so they do nothing."""

STARRED = [
    "annotate", "axhline", "axis", "axvline", "bar", "clf", "close", "colorbar", "contour", "contourf",
    "draw", "errorbar", "figure", "fill", "gca", "gcf", "grid", "hist", "imshow", "legend", "loglog",
    "pause", "pcolormesh", "plot", "savefig", "scatter", "semilogx", "semilogy", "show", "subplot",
    "subplots", "text", "tight_layout", "title", "xlabel", "xlim", "xticks", "ylabel", "ylim", "yticks",
]  # fmt: skip
"""What ``from pylab import *`` brings."""


class Inert(ModuleType):
    """Whatever is asked of it works and does nothing: attributes, calls, items, loops, ``with``."""

    __version__ = "0"
    __all__ = STARRED

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert(name)

    def __call__(self, *args: Any, **_: Any) -> Any:
        """Nothing; used as a decorator, the function that it decorates."""
        return args[0] if len(args) == 1 and isinstance(args[0], FunctionType) else self

    def __iter__(self) -> Iterator[Any]:
        return iter([self] * _unpacked(sys._getframe(1)))

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[()]:
        return ()

    def __enter__(self) -> Inert:
        return self

    def __exit__(self, *_: object) -> None: ...

    def __getitem__(self, _: object) -> Inert:
        return self

    def __setitem__(self, *_: object) -> None: ...

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __add__(self, _: object) -> Inert:
        return self

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__


def _unpacked(frame: Any) -> int:
    """How many names stand left of the ``=`` that takes this apart: ``fig, axes = plt.subplots()``."""
    code, at = frame.f_code.co_code, frame.f_lasti
    return int(code[at + 1]) if code[at] == opmap["UNPACK_SEQUENCE"] else 0


class Progress(Inert):
    """A progress bar round a loop: the loop, and no bar."""

    def __init__(self, over: Any) -> None:
        super().__init__("tqdm")
        self._over = over

    def __iter__(self) -> Iterator[Any]:
        return iter(self._over)

    def __len__(self) -> int:
        return len(self._over)


def _progress(over: Any = None, *_: Any, **__: Any) -> Any:
    return Inert("tqdm") if over is None else Progress(over)


def inert(name: str) -> ModuleType:
    """The stand-in for the package `name`."""
    module = Inert(name)
    if name == "tqdm":
        parts = {"tqdm": _progress, "trange": lambda *args, **_: range(*args)}
        inner = Inert(name)
        inner.__dict__.update(parts)
        module.__dict__.update(parts, auto=inner, notebook=inner, autonotebook=inner)
    return module


class Missing(ModuleType):
    """A module that is not here: it can be imported; using it raises an `ImportError` that says why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name)
        self.__dict__.update(_why=why, __all__=[])

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ImportError(self.__dict__["_why"])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    __call__ = __iter__ = __getitem__ = __len__ = __enter__ = __exit__ = __mro_entries__ = _refuse


def missing(name: str, wanted: tuple[str, ...], why: str) -> ModuleType:
    """What ``import a.b`` or ``from a.b import c, d`` binds where `a` is not here."""
    root, *inner = name.split(".")
    top = at = Missing(root, why)
    for part in inner:
        below = Missing(part, why)
        setattr(at, part, below)
        at = below
    for item in wanted:
        setattr(at, item, Missing(item, why))
    return at if wanted else top

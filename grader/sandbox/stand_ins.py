"""Stand-ins for modules that are not here: inert ones for plotting, absent ones that say so when they are used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from opcode import opmap
from types import FunctionType, ModuleType
from typing import Any, NoReturn

INERT = frozenset(
    "IPython PIL altair bokeh cv2 google graphviz ipywidgets matplotlib mpl_toolkits plotly pydot pylab "
    "seaborn termcolor tqdm".split()
)
"""Packages that show, plot or load pictures: a gradient does not need them, so they do nothing."""

STARRED = (
    "annotate axhline axis axvline bar clf close colorbar contour contourf draw errorbar figure fill gca gcf grid hist "
    "imshow legend loglog pause pcolormesh plot savefig scatter semilogx semilogy show subplot subplots text "
    "tight_layout title xlabel xlim xticks ylabel ylim yticks".split()
)
"""What ``from pylab import *`` brings."""


class Inert(ModuleType):
    """Whatever is asked of it works and does nothing: attributes, calls, items, loops, ``with``."""

    __version__ = "0"
    __all__ = STARRED  # noqa: PLE0604, RUF012 — ModuleType's protocol, not a list of this file

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
        for part in (module, module.__dict__.setdefault("auto", Inert("auto"))):
            part.tqdm, part.trange = _progress, lambda *args, **_: range(*args)
            part.notebook = part.autonotebook = part
    return module


class Missing(ModuleType):
    """A module that is not here: it may be imported, and using it raises an `ImportError` that says what is allowed."""

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

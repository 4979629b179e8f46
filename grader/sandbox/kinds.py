"""The kinds of numbers with which a submission is run, and what each needs."""

from __future__ import annotations

import ast
import builtins
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from grader.sandbox.records import Outcome, Reply, Slot, Value
from grader.sandbox.values import numbers_in


@dataclass(frozen=True)
class Kind:
    """How to load and call a submission with one kind of numbers."""

    fresh: Callable[[Slot], Any]
    """A slot's value as the submission gets it: its own copy."""
    convert: Callable[[Any], Value]
    """What it returned as a value of the reply."""
    same: Callable[[Any, Any], bool]
    """Whether two arrays of one shape hold the same."""
    modules: Callable[[], Mapping[str, ModuleType]]
    """Modules to be found in place of those of the same name."""
    running: Callable[[], AbstractContextManager[object]]
    """What holds while the submission's code runs."""
    judged: Callable[[Reply], Reply] = lambda reply: reply
    """A reply with what is known only when everything has run."""
    finished: Callable[[Reply], Reply] = lambda reply: reply
    """Any reply to a call, also that of one that failed, with what the kind has to add."""
    syntax: Callable[[str, str], str | ast.Module] = lambda text, filename: text
    """The text of a file, or its syntax tree, as it is to be compiled."""
    builtins: Callable[[], dict[str, Any]] = lambda: dict(vars(builtins))
    """The built-in names, some of them replaced, in a dictionary of the submission's own."""
    failed: Outcome = "raised"
    """What an exception means."""


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings, neither Python's nor NumPy's."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def copied(slot: Slot) -> Any:
    """An array of its own, or a Python number."""
    array = np.array(slot)
    return array.item() if array.ndim == 0 else array


def same_bytes(one: Any, other: Any) -> bool:
    """Whether two arrays are the same to the last bit, nan and all."""
    return bool(one.tobytes() == other.tobytes())


OLD_NAMES: Mapping[str, Any] = {
    "float_": np.float64, "float": float, "int": int, "object": object, "complex": complex, "str": str,
    "Inf": np.inf, "Infinity": np.inf, "infty": np.inf, "PINF": np.inf, "NINF": -np.inf, "NaN": np.nan,
    "product": np.prod, "cumproduct": np.cumprod, "sometrue": np.any, "alltrue": np.all, "round_": np.round,
    "mat": np.asmatrix, "row_stack": np.vstack, "in1d": np.isin, "asscalar": lambda array: array.item(),
    "bool8": np.bool_, "complex_": np.complex128, "asfarray": lambda array: np.asarray(array, dtype=float),
}  # fmt: skip
"""What NumPy called some things before version 2, as many a course still does."""


def copy_of(name: str, **changed: Any) -> ModuleType:
    """A module of this name with what is in it, some of it changed; ``*`` brings what is loaded."""
    original, copy = sys.modules[name], ModuleType(name)
    here = {key: value for key, value in vars(original).items() if key not in MACHINERY}
    public = [key for key in (*here, *changed) if not key.startswith("_")]
    copy.__dict__.update({**here, "__all__": public, **changed})
    return copy


MACHINERY = {"__all__", "__dir__", "__file__", "__path__", "__spec__", "__loader__", "__cached__"}
"""What of a module leads to its files."""


def numpy_with_old_names() -> dict[str, ModuleType]:
    """NumPy as the submission's author may know it."""
    old = {name: value for name, value in OLD_NAMES.items() if name not in vars(np)}
    return {"numpy": copy_of("numpy", **old)}


DOUBLES = Kind(fresh=copied, convert=numbers_in, same=same_bytes, modules=numpy_with_old_names, running=quiet)

"""The examples in the docstrings do what they show."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import symbp

MODULES = [m.name for m in pkgutil.walk_packages(symbp.__path__, "symbp.") if not m.name.endswith("__main__")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS).failed == 0

"""The examples in the docstrings of the notation package."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

import symbp.notation as package

MODULES = [package.__name__, *(f"{package.__name__}.{m.name}" for m in iter_modules(package.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0

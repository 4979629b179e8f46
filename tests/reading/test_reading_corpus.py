"""What people write is read as what they mean."""

from __future__ import annotations

import pytest
from reading_corpus import CORPUS, NETWORKS
from reading_forms import form

from symbp.network import Network
from symbp.reading import read, read_expression

CASES = [
    pytest.param(NETWORKS[name], written, meaning, id=f"{name}: {written}")
    for name, pairs in CORPUS.items()
    for written, meaning in pairs
]


@pytest.mark.parametrize(("net", "written", "meaning"), CASES)
def test_an_expression_is_read_as_what_it_means(net: Network, written: str, meaning: str) -> None:
    (line,) = read(f"{meaning} = 0", net, kind="numpy")
    expected = line.sides[0].readings[0].value
    assert form(read_expression(written, net)[0].value, net) == form(expected, net)


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 120

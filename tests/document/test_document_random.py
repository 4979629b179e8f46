"""Random networks: every one has a document, whatever its conventions."""

from __future__ import annotations

import re

from hypothesis import given, settings
from strategies import networks

from symbp.document import solve
from symbp.network import Network


@settings(max_examples=8)
@given(networks(deepest=3, widest=3))
def test_any_network_has_a_complete_document(net: Network) -> None:
    solution = solve(net, iterations=0)
    assert solution.ok
    assert solution.pdf.startswith(b"%PDF")
    assert solution.tex.count(r"\begin{equations}") == solution.tex.count(r"\end{equations}")
    ids = set(re.findall(r' id="([^"]+)"', solution.html))
    links = set(re.findall(r'<a (?:class="skip" )?href="#([^"]+)"', solution.html))
    numbered = set(re.findall(r'class="equation-number" id="([^"]+)"', solution.html))
    assert numbered <= links <= ids

"""Reading mathematics: from LaTeX, Markdown, notebooks and NumPy lines to the derivation's own objects.

>>> from symbp.network import Network
>>> net = Network.preset("lecture10-regression")
>>> line, = read(r"$\\delta_3 = (f - t) \\odot \\sigma'(Z_3)$", net)
>>> [str(side.readings[0].value) for side in line.sides]
['delta3', 'HadamardProduct(f - t, dsigmoid(Z3))']
"""

from __future__ import annotations

from symbp.reading.chunks import Chunk, Kind
from symbp.reading.document import Line, ShapeClaim, Side, read, read_expression
from symbp.reading.notation import notation_of
from symbp.reading.problem import ReadingError
from symbp.reading.sources import chunks
from symbp.reading.values import Reading

__all__ = [
    "Chunk",
    "Kind",
    "Line",
    "Reading",
    "ReadingError",
    "ShapeClaim",
    "Side",
    "chunks",
    "notation_of",
    "read",
    "read_expression",
]

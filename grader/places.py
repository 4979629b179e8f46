"""Where a line is, in the words of the file's author: a line of a module, or of a cell of a notebook."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence


def place(line: int, cells: Sequence[int] = ()) -> str:
    """A line of a program; `cells` are the lines at which the code cells of a notebook begin.

    >>> place(12), place(12, (1, 9, 20))
    ('line 12', 'code cell 2, line 4')
    """
    if not cells:
        return f"line {line}"
    cell = bisect_right(cells, line)
    return f"code cell {cell}, line {line - cells[cell - 1] + 1}"


def places(lines: Iterable[int], cells: Sequence[int] = ()) -> str:
    """Several lines in brief; of a notebook only the cells.

    >>> places([3, 7, 8, 9]), places([3]), places([3, 12, 13], (1, 9, 20))
    ('lines 3, 7–9', 'line 3', 'code cells 1–2')
    """
    numbers = sorted({bisect_right(cells, line) if cells else line for line in lines})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    text = ", ".join("–".join(map(str, run)) for run in runs[:20]) + (", …" if len(runs) > 20 else "")
    return f"{'code cell' if cells else 'line'}{'s' if len(numbers) > 1 else ''} {text}"

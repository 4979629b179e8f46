"""A solution as data: what a program reads in place of the document."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from symbp.data import Dataset
from symbp.derivation import Derivation
from symbp.document.numerals import Rows, Values
from symbp.notation import Style, latex, plain
from symbp.numeric.train import Training
from symbp.verify import Report

VERSION = 1
"""Of the form of ``solution.json``; it grows when a reader of the older form would be misled."""

MOST_ENTRIES = 4096
"""A matrix with more entries is described by its shape only."""

MOST_LOSSES = 1001
"""Of a longer training run every so many losses are kept, the first and the last among them."""


def record(
    d: Derivation, data: Dataset, training: Training, report: Report, values: Values, style: Style
) -> str:
    """The text of ``solution.json``: network, equations, steps, verification, numbers, training.

    Numbers are printed so that they read back to the same doubles; there is no NaN and no infinity.
    """
    content = {
        "symbp": VERSION,
        "network": d.net.model_dump(mode="json", exclude_none=True),
        "data": {
            "name": data.name,
            "note": data.note,
            "features": list(data.features),
            "targets": list(data.targets),
            "samples": data.N,
        },
        "quantities": quantities(d),
        "equations": equations(d, style),
        "steps": steps(d, style),
        "verification": report.to_dict(),
        "numbers": {"certified_digits": 30 if values.certified else None, "values": numbers(d, values)},
        "training": trained(training),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def quantities(d: Derivation) -> dict[str, Any]:
    """Every named quantity: kind, meaning, shape in letters."""
    return {
        q.name: {"kind": q.kind, "meaning": q.meaning, "shape": [str(size) for size in q.shape]}
        for q in d.net.names.table.values()
    }


def equations(d: Derivation, style: Style) -> dict[str, Any]:
    """Every equation in LaTeX and as NumPy text."""
    return {name: {"latex": latex(e, style), "text": plain(e)} for name, e in d.equations.items()}


def steps(d: Derivation, style: Style) -> list[dict[str, str]]:
    """Every step, both sides in LaTeX and as NumPy text."""
    return [
        {
            "target": step.target,
            "level": step.level,
            "rule": step.rule,
            "reason": step.reason,
            "assumption": step.assumption,
            "before": latex(step.before, style),
            "after": latex(step.after, style),
            "before_text": plain(step.before),
            "after_text": plain(step.after),
        }
        for step in d.steps
    ]


def numbers(d: Derivation, values: Values) -> dict[str, Any]:
    """Quantities at the data and the first weights: 30 digits as text, or doubles; large ones by shape."""
    found: dict[str, Any] = {}
    for name in d.net.names.table:
        rows = values[name]
        if len(rows) * len(rows[0]) > MOST_ENTRIES:
            found[name] = {"shape": [len(rows), len(rows[0])]}
        else:
            found[name] = digits(rows, values.certified)
    return found


def digits(rows: Rows, certified: bool) -> list[list[Any]]:
    return [[f"{x:.30g}" if certified else float(x) for x in row] for row in rows]


def trained(training: Training) -> dict[str, Any]:
    """The training run; a long list of losses is thinned."""
    stride = -(-len(training.losses) // MOST_LOSSES)
    places = sorted({*range(0, len(training.losses), stride), len(training.losses) - 1})
    return {
        "rate": training.rate,
        "lam": training.lam,
        "stopped": training.stopped,
        "iterations": len(training.losses) - 1,
        "losses": [[place, float(training.losses[place])] for place in places],
        "before": {name: listed(value) for name, value in training.before.items()},
        "after": {name: listed(value) for name, value in training.after.items()},
    }


def listed(value: Any) -> Any:
    """An array as nested lists, or its shape where it is large."""
    array = np.asarray(value)
    return array.tolist() if array.size <= MOST_ENTRIES else {"shape": list(array.shape)}

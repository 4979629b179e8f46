"""The notebook: valid, stable, and its cells run and agree with the document."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import numpy as np
import pytest

from symbp.document import Solution


def cells(solution: Solution, kind: str) -> list[str]:
    found = json.loads(solution.ipynb)["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


def test_it_is_a_valid_notebook(solution: Solution) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.reads(solution.ipynb, as_version=4))


def test_every_cell_has_an_id_of_its_own(solution: Solution) -> None:
    ids = [cell["id"] for cell in json.loads(solution.ipynb)["cells"]]
    assert len(ids) == len(set(ids))


def test_the_text_is_that_of_the_markdown_file(solution: Solution) -> None:
    text = "\n".join(cells(solution, "markdown"))
    headings = [line for line in solution.md.splitlines() if line.startswith("#")]
    listing = [line for line in headings if line in text]
    assert len(listing) >= len([line for line in headings if line.startswith("##")])
    assert "attachment:network.svg" in text
    assert "```python" not in text


def test_the_cells_run_and_train_to_the_weights_of_the_document(solution: Solution) -> None:
    """L18: the loop of the notebook is the training of the document."""
    if solution.derivation.net.units[0] > 10:
        return
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for source in cells(solution, "code"):
            exec(source, names)
    for name, value in solution.training.after.items():
        np.testing.assert_allclose(names[name], value, rtol=1e-9, atol=1e-12)
    assert "largest difference" in printed.getvalue()


def test_large_weights_are_drawn_again_to_the_same_numbers(solution_of: Any) -> None:
    solution = solution_of("wide")
    names: dict[str, Any] = {}
    for source in cells(solution, "code")[:2]:
        exec(source, names)
    for name, value in solution.training.before.items():
        np.testing.assert_array_equal(names[name], value)
    assert len(solution.ipynb) < 400_000


@pytest.mark.notebook
def test_the_notebook_runs_in_a_kernel(solution_of: Any) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    book = nbformat.reads(solution_of("lecture10-regression").ipynb, as_version=4)
    nbclient.NotebookClient(book, timeout=60).execute()
    assert book.cells[-1].cell_type in ("markdown", "code")


def test_the_python_file_computes_what_the_document_prints(solution: Solution) -> None:
    from symbp.data import arguments

    names: dict[str, Any] = {}
    exec(solution.py, names)
    d, training = solution.derivation, solution.training
    found = names["gradients"](*arguments(d.net, solution.data, training.before, training.lam))
    assert float(found[0]) == pytest.approx(float(training.losses[0]), rel=1e-12)


def test_the_json_is_complete_and_reads_back(solution: Solution) -> None:
    record = json.loads(solution.json)
    d = solution.derivation
    assert set(record["equations"]) == set(d.equations)
    assert len(record["steps"]) == len(d.steps)
    assert record["verification"]["ok"]
    assert record["network"]["units"] == list(d.net.units)
    assert record["training"]["losses"][-1] == [60, float(solution.training.losses[-1])]
    assert set(record["numbers"]["values"]) == set(d.net.names.table)

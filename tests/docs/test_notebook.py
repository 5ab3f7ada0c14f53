"""The page that is a notebook: its cells run, and show what the page says."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs/how-to/notebook.md"
CELLS = re.findall(r"^```{code-cell} ipython3\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


def test_every_cell_runs_and_shows_something() -> None:
    import nbformat
    from nbclient import NotebookClient

    new = nbformat.v4
    notebook = new.new_notebook(cells=[new.new_code_cell(code) for code in CELLS])
    NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(PAGE.parent)}}
    ).execute()
    shown = [
        {kind: text for output in cell.outputs for kind, text in output.get("data", {}).items()}
        for cell in notebook.cells
    ]
    assert all(shown), "a cell shows nothing"
    pages = [each["text/html"] for each in shown if "text/html" in each]
    plots = [each for each in shown if "image/png" in each]
    assert len(pages) + len(plots) == len(shown)
    assert len(plots) == 4
    images = "".join(pages).count("<img ")
    assert images == "".join(pages).count("<img alt=") == 3
    assert sum(map(len, pages)) < 600_000
    told = [output for cell in notebook.cells for output in cell.outputs if "name" in output]
    warned = [output["text"] for output in told if output["name"] == "stderr"]
    assert warned == []

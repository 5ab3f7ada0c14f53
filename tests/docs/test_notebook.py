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
        {kind for output in cell.outputs for kind in output.get("data", {})}
        for cell in notebook.cells
    ]
    assert all(shown), "a cell shows nothing"
    photo, shares, recolored, confidence, purple, palette, plot, names = shown
    assert all("image/png" in each for each in (photo, recolored, confidence, purple, plot))
    assert "text/plain" in shares
    assert all("text/html" in each for each in (palette, names))

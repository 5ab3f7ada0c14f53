"""The page that is a notebook: its cells run, and show what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs/how-to/notebook.md"
CELLS = re.findall(r"^```{code-cell} ipython3\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


def test_every_cell_shows_something_on_the_site(site: Path) -> None:
    """The site runs the cells; one that fails is a warning, and warnings are errors."""
    page = (site / "how-to/notebook.html").read_text("utf-8")
    cells = page.split('<div class="cell docutils container">')[1:]
    assert len(cells) == len(CELLS)
    shown = [cell.partition('<div class="cell_output docutils container">')[2] for cell in cells]
    assert all(shown), "a cell shows nothing"
    photo, shares, recolored, confidence, purple, palette, plot, names = shown
    pictures = (photo, recolored, confidence, purple, plot)
    assert all(each.lstrip().startswith("<img ") for each in pictures)
    assert '<div class="output text_plain' in shares
    assert all('<div class="output text_html' in each for each in (palette, names))

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
    pages = [each for each in shown if '<div class="output text_html' in each]
    plots = [each for each in shown if 'src="../_images/' in each]
    assert len(pages) + len(plots) == len(shown)
    assert len(plots) == 4
    assert [each.count("<img alt=") for each in pages].count(1) == 3
    assert "".join(pages).count("<img ") == "".join(pages).count("<img alt=") == 3
    assert sum(map(len, pages)) < 600_000
    assert '<div class="output stderr' not in page

"""Every page of the documentation says something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts)
SHOWN = re.compile(r"^This page of the site shows \[(\S+)\]\((\S+)\)\.$", re.M)
"""The line of a page that the site fills with a file of the repository."""


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_is_a_stub(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.match(r"(---\n.*?\n---\n+)?# \S", text, re.S)
    if found := SHOWN.search(text):
        assert (page.parent / found[2]).resolve() == ROOT / found[1]
        text = (ROOT / found[1]).read_text("utf-8")
    assert len(text.split()) > 20
    assert not re.search(r"being written|coming soon|\bTBD\b|\bTODO\b", text)

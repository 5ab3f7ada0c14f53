"""The how-to pages whose commands need only the golden photographs."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from release.documents import examples, follow

PAGES = ("palettes", "photographs")


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_example_prints_what_the_page_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "golden").symlink_to(ROOT / "golden")
    found = examples(ROOT / f"docs/how-to/{page}.md")
    assert sum(each.output is not None for each in found) >= 3
    follow(found, tmp_path)

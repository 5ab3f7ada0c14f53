"""The how-to pages whose commands need no run of the pipeline."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from support.shell import run_here

from release.documents import examples, follow

PAGES = {
    "palettes": 3,
    "photographs": 3,
    "picture-color": 3,
    "programs": 0,
    "suggest": 2,
    "survey": 1,
}
"""Page → how many outputs of commands it shows at least; those of prompts are checked anyway."""


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_example_prints_what_the_page_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for linked in ("golden", "scripts", "src"):
        (tmp_path / linked).symlink_to(ROOT / linked)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    shutil.copyfile(ROOT / "params.yaml", tmp_path / "params.yaml")
    found = examples(ROOT / f"docs/how-to/{page}.md")
    assert sum(each.output is not None for each in found) >= PAGES[page]
    follow(found, tmp_path, shell=run_here)

"""The page on the colors of whole pictures: its parameters pass the check, and its Python runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, Project

from release.documents import examples, follow, set_parameters

PAGE = ROOT / "docs/how-to/pictures.md"
RUN = "make pictures\n"


@pytest.mark.slow
def test_what_the_page_says_works(pictured: Project, tmp_path: Path) -> None:
    found, project = examples(PAGE), pictured.copy(tmp_path / "project")
    assert [each.code for each in found if each.language == "sh"] == [RUN]
    follow([each for each in found if each.language == "python"], project.folder)
    changes = [each.code for each in found if each.language == "yaml"]
    assert len(changes) > 2
    for change in changes:
        set_parameters(change, project.folder / "pictures/params.yaml")
        project.stage("pictures/check")

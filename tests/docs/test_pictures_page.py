"""The page on the colors of whole pictures: its parameters pass the check, and its Python runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from support.picture_project import picture_project, run_stages

from release.documents import examples, follow, set_parameters

PAGE = ROOT / "docs/how-to/pictures.md"
RUN = "make pictures\n"


@pytest.mark.slow
def test_what_the_page_says_works(tmp_path: Path) -> None:
    found = examples(PAGE)
    project = picture_project(tmp_path / "project")
    run_stages(project)  # what `make pictures` does, without the time that DVC takes
    assert [each.code for each in found if each.language == "sh"] == [RUN]
    follow([each for each in found if each.language == "python"], project.folder)
    changes = [each.code for each in found if each.language == "yaml"]
    assert len(changes) > 2
    for change in changes:
        set_parameters(change, project.folder / "pictures/params.yaml")
        project.stage("pictures/check")

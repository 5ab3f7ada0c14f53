"""The page on vocabularies: what it counts, and the error that it quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from support.project import Project

from release.documents import examples, follow
from release.tutorial import copy_project

PAGE = ROOT / "docs/how-to/vocabulary.md"


def test_the_embedded_photographs_are_counted() -> None:
    follow([each for each in examples(PAGE) if each.language == "python"], ROOT)


@pytest.mark.slow
def test_a_name_without_photographs_stops_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy_project(ROOT, tmp_path)
    project = Project(tmp_path)
    project.edit("params.yaml", ("vocabulary: basic8", "vocabulary: [red, green, ochre]"))
    for stage in ("check", "download"):
        project.stage(stage)
    with pytest.raises(SystemExit) as stopped:
        project.stage("denoise")
    assert f"\n{stopped.value}\n" in PAGE.read_text("utf-8")

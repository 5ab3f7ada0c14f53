"""A project to download into, and the stage run in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Project
from support.download_stage import ALL_KEPT, MADE, Done, Download


@pytest.fixture(scope="session")
def template(make_project: Callable[[int], Project]) -> Project:
    return make_project(1)


@pytest.fixture
def project(template: Project, tmp_path: Path) -> Project:
    """What the stages read, in a folder of its own, without code, git and DVC."""
    folder = tmp_path / "project"
    for name in ("data", "golden"):
        shutil.copytree(template.folder / name, folder / name)
    shutil.copyfile(template.folder / "params.yaml", folder / "params.yaml")
    return Project(folder)


@pytest.fixture
def download(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Download:
    """Run the download stage in this process."""
    for name in ("FLICKR_API_KEY", "FLICKR_API_SECRET", "RIJKSMUSEUM_API_KEY"):
        monkeypatch.delenv(name, raising=False)

    def download(*options: str) -> Done:
        error = ""
        try:
            project.stage("download", *options)
        except SystemExit as ended:
            error = str(ended.code)
        return Done(capsys.readouterr().out, error)

    return download


@pytest.fixture
def before(project: Project, download: Download) -> dict[str, bytes]:
    """What an earlier run has made, which no failure must harm."""
    done = download()
    assert done.printed.startswith(ALL_KEPT)
    assert not done.error
    return project.bytes_of(*MADE)

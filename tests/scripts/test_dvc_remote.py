"""Results shared through a DVC remote, as docs/how-to/dvc-remote.md tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.project import Project

from folkhue.datasets.photo_list import kept_photos

OUTPUTS = (
    "data/photos/*",
    "data/*.csv",
    "data/*.parquet",
    "data/*.npz",
    "models/*",
    "reports/**/*.*",
)


@pytest.fixture(scope="module")
def shared(reproduced: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose results are in a folder beside it."""
    folder = tmp_path_factory.mktemp("shared")
    project = reproduced.copy(folder / "first")
    dvc(project, "remote", "add", "--default", "storage", str(folder / "storage"))
    project.git("commit", "-qm", "Share results", ".dvc/config")
    dvc(project, "push")
    return project


def dvc(project: Project, *command: str) -> str:
    done = project.run("dvc", *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clone(project: Project, folder: Path) -> Project:
    project.git("clone", "-q", str(project.folder), str(folder))
    return Project(folder)


def test_after_a_pull_a_second_clone_runs_nothing(shared: Project, tmp_path: Path) -> None:
    second = clone(shared, tmp_path / "second")
    assert not (second.folder / "models").exists()
    dvc(second, "pull")
    assert second.stages_run_by("dvc", "repro") == []
    assert second.git("status", "--porcelain") == ""
    assert second.bytes_of(*OUTPUTS) == shared.bytes_of(*OUTPUTS)


def test_photographs_come_with_their_credits(shared: Project, tmp_path: Path) -> None:
    second = clone(shared, tmp_path / "second")
    dvc(second, "pull", "download")
    credited = (second.folder / "data/ATTRIBUTION.md").read_text("utf-8")
    photos = list(kept_photos(second.folder / "data/photos.csv"))
    assert len(photos) > 10
    assert all((second.folder / "data" / photo.path).exists() for photo in photos)
    assert [photo.title for photo in photos if f"“{photo.title}”" not in credited] == []
    assert not (second.folder / "models").exists()


def test_a_table_can_be_shared_without_photographs(reproduced: Project, tmp_path: Path) -> None:
    first = reproduced.copy(tmp_path / "first")
    storage = tmp_path / "storage"
    dvc(first, "remote", "add", "--default", "storage", str(storage))
    first.git("commit", "-qm", "Share results", ".dvc/config")
    dvc(first, "push", "models/colortable.npz")
    assert len([path for path in storage.rglob("*") if path.is_file()]) == 1
    second = clone(first, tmp_path / "second")
    dvc(second, "pull", "models/colortable.npz")
    assert second.bytes_of("models/*") == first.bytes_of("models/colortable.npz")


def test_a_changed_parameter_concerns_only_what_depends_on_it(
    shared: Project, tmp_path: Path
) -> None:
    second = clone(shared, tmp_path / "second")
    dvc(second, "pull")
    second.edit("params.yaml", ("C: 1.0", "C: 2.0"))
    to_run = set(second.stages_run_by("dvc", "repro", "--dry"))
    assert "train@logistic" in to_run
    assert not to_run & {"download", "denoise", "sample", "train@tree"}

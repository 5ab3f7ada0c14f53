"""The download stage from lists and folders."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import ROOT, Project
from support.download_stage import MADE, Download, photos


def test_the_error_for_a_repeated_id_names_the_row_and_changes_nothing(
    project: Project, download: Download, before: dict[str, bytes], tmp_path: Path
) -> None:
    listed = tmp_path / "photos.csv"
    listed.write_text("id,path\n" + "".join(f"{n % 2500},{n}.jpg\n" for n in range(2600)))
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", f"path: {listed}"),
    )
    assert f"{listed}, row 2502: the id '0' was used before" in download().error
    assert project.bytes_of(*MADE) == before


def test_a_folder_of_named_folders(project: Project, download: Download, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    paths = sorted((ROOT / "data/sampler/photos").iterdir())[:6]
    for path, name in zip(paths, ("red", "Dark Blue", "red", "cats", "green", "red"), strict=True):
        (mine / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, mine / name / path.name)
    project.edit(
        "params.yaml",
        ("source: sampler", "source: folder"),
        ("path: data/sampler/photos\n", f"path: {mine}\n"),
    )
    assert not download().error
    labels = sorted(";".join(photo.labels) for photo in photos(project))
    assert labels == ["", "blue", "green", *["red"] * 3]

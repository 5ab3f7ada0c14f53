"""The download stage from lists and folders."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import ROOT, Project
from PIL import Image
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


def test_the_download_tells_whether_its_photographs_are_ready(
    project: Project, download: Download
) -> None:
    """By name and word, with warnings, and thumbnails that are always the same."""
    words = "{red: [rouge, black], green: [], ecru: []}"
    project.edit("params.yaml", ("vocabulary: basic8", f"vocabulary: {words}"))
    sheet = project.folder / "reports/readiness.jpg"
    done = download()
    first = sheet.read_bytes()
    assert download() == done
    assert sheet.read_bytes() == first
    lines = done.printed.splitlines()
    assert " name  listed    kept  held out  left out" in lines
    assert "  red      12      12         2  –" in lines
    assert "  red: red 6, rouge 0, black 6" in lines
    assert "WARNING: ecru: no photograph, so the run will stop" in lines
    assert "WARNING: green: 1 held out, too few for a score" in lines
    assert "48 photographs and 2 classifiers takes roughly " in lines[-1]
    with Image.open(sheet) as image:
        assert image.height == 2 * 16 + 3 * 104 - 8

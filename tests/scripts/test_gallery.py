"""The gallery's page and its pictures."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from folkhue.images.photo import read_photo
from release import gallery
from release.documents import examples
from release.gallery import PAGE


def test_the_gallery_has_a_picture_for_each_command_and_names_its_photographs() -> None:
    root = ROOT
    page = (root / PAGE).read_text("utf-8")
    with (root / "golden/golden.csv").open(encoding="utf-8") as file:
        titles = {row["path"]: row["title"] for row in csv.DictReader(file)}
    made = [shlex.split(each.code) for each in examples(root / PAGE)]
    assert len(made) == 6
    for command in made:
        picture = root / command[command.index("--out") + 1]
        assert f"({picture.relative_to(root / 'docs').as_posix()})" in page
        assert 1_000 < picture.stat().st_size < 300_000
        photos = [word.removeprefix("golden/") for word in command if word.startswith("golden/")]
        assert photos
        assert all(f"*{titles[photo]}*" in page for photo in photos)


def test_the_picture_of_the_readme_is_drawn_with_today_s_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(gallery, "REPAINTED", tmp_path / "repainted.jpg")
    gallery.draw_opening()
    drawn, kept = (
        read_photo(path).rgb.astype(int)
        for path in (tmp_path / "repainted.jpg", ROOT / "docs/repainted.jpg")
    )
    assert np.abs(drawn - kept).mean() < 1  # decoders of JPEG differ a little

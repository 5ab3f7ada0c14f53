"""The gallery's page and its pictures."""

from __future__ import annotations

import csv

from conftest import ROOT

from release.gallery import PAGE, commands


def test_the_gallery_has_a_picture_for_each_command_and_names_its_photographs() -> None:
    root = ROOT
    page = (root / PAGE).read_text("utf-8")
    with (root / "golden/golden.csv").open(encoding="utf-8") as file:
        titles = {row["path"]: row["title"] for row in csv.DictReader(file)}
    made = commands(page)
    assert len(made) == 6
    for command in made:
        picture = root / command[command.index("--out") + 1]
        assert f"({picture.relative_to(root).as_posix()})" in page
        assert 1_000 < picture.stat().st_size < 300_000
        photos = [word.removeprefix("golden/") for word in command if word.startswith("golden/")]
        assert photos
        assert all(f"*{titles[photo]}*" in page for photo in photos)

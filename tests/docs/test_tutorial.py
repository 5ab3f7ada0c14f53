"""The tutorial, followed word by word in a copy of the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT

from release.documents import examples, follow
from release.tutorial import PAGE, copy_project, steps

CLASS_CAPS = ROOT / "docs/how-to/class-caps.md"
"""A page that begins where the tutorial ends."""

TOLERANCE = 4
"""How much a number may differ: a percent here and there, on another processor."""


@pytest.mark.pipeline
def test_every_example_prints_what_the_tutorial_says(tmp_path: Path) -> None:
    copy_project(ROOT, tmp_path)
    follow(steps(ROOT / PAGE), tmp_path, tolerance=TOLERANCE)
    assert (tmp_path / "named/parrot.png").exists()
    ratios = [each for each in examples(CLASS_CAPS) if each.language == "python"]
    follow(ratios, tmp_path, tolerance=0.1)


def test_all_that_the_reader_runs_is_followed() -> None:
    every, followed = examples(ROOT / PAGE), steps(ROOT / PAGE)
    assert len(every) == len(followed) + 1
    assert {each.language for each in followed} == {"sh", "python", "yaml"}


def test_pictures_are_small_and_their_photographs_credited() -> None:
    page = (ROOT / PAGE).read_text("utf-8")
    pictures = re.findall(r"\]\((\w+\.webp)\)", page)
    assert len(pictures) == 5
    for name in pictures:
        assert 5_000 < (ROOT / PAGE).with_name(name).stat().st_size < 150_000
    credited = (ROOT / PAGE).with_name("credits.md").read_text("utf-8")
    assert credited.count("\n- *") >= 50
    assert "(credits.md)" in page

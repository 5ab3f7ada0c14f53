"""Odd pictures in the pipeline: each is used, or gets a row with the reason."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Project
from PIL import Image
from support.picture_project import picture_project

SIDE = 48


def noise(mode: str = "RGB") -> Image.Image:
    """Make a picture of many reddish colors."""
    pixels = np.random.default_rng(0).integers(0, 90, (SIDE, SIDE, 3)).astype(np.uint8)
    pixels[..., 0] += 150
    return Image.fromarray(pixels).convert(mode)


def transparent(opaque: int) -> Image.Image:
    """Make a picture with some opaque rows."""
    image = noise("RGBA")
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[:opaque] = 255
    image.putalpha(Image.fromarray(alpha))
    return image


PICTURES: dict[str, Image.Image | bytes] = {
    "whole.png": noise(),
    "cut_out.png": transparent(20),
    "one_color.png": Image.new("RGB", (SIDE, SIDE), (200, 20, 30)),
    "cmyk.jpg": noise("CMYK"),
    "palette.gif": noise("P"),
    "sixteen.png": Image.fromarray(np.full((SIDE, SIDE), 9_000, np.uint16)),
    "invisible.png": transparent(0),
    "tiny.png": Image.new("RGB", (1, 1), (200, 20, 30)),
    "gray.png": noise("L"),
    "large.png": Image.new("RGB", (1_100, 1_000), (200, 20, 30)),
    "cut_off.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "empty.jpg": b"",
    "page.jpg": b"<!doctype html><title>Not found</title>",
}
LEFT_OUT = {
    "sixteen.png": "not_colored",
    "invisible.png": "transparent",
    "tiny.png": "too_small: 1 × 1",
    "gray.png": "not_colored",
    "large.png": "too_large",
    "cut_off.png": "unreadable",
    "empty.jpg": "unreadable",
    "page.jpg": "unreadable",
    "missing.png": "unavailable",
    "unlabeled.png": "no color name",
    "motley.png": "several color names: red, blue",
}
"""File → how the reason begins; all others are used."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with these pictures, tagged red."""
    project = picture_project(tmp_path / "project")
    folder = project.folder / "mine"
    folder.mkdir()
    for name, picture in PICTURES.items():
        if isinstance(picture, bytes):
            (folder / name).write_bytes(picture)
        else:
            picture.save(folder / name)
    for name, angle in {"unlabeled.png": 90, "motley.png": 180}.items():
        noise().rotate(angle).save(folder / name)
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        tags = {"unlabeled.png": "sunday", "motley.png": "red;blue"}
        rows = [(name, name, tags.get(name, "red")) for name in {**PICTURES, **LEFT_OUT}]
        csv.writer(file).writerows([("id", "path", "tags"), *rows])
    project.edit(
        "pictures/params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", "path: mine/list.csv"),
        ("max_megapixels: 150", "max_megapixels: 1"),
        ("min_fetched: 0.75", "min_fetched: 0"),
    )
    return project


def test_each_odd_picture_is_used_or_left_out_with_the_reason(project: Project) -> None:
    for stage in ("download", "features"):
        project.stage(f"pictures/{stage}")
    frame = pd.read_parquet(project.folder / "data/pictures/features.parquet")
    assert {*frame["id"]} == PICTURES.keys() - LEFT_OUT.keys()
    assert {*frame["label"]} == {"red"}
    assert np.isfinite(frame.drop(columns=["id", "label", "picture"]).to_numpy()).all()
    left_out = pd.read_csv(project.folder / "reports/pictures/left_out.csv")
    reasons = dict(zip(left_out["id"], left_out["reason"], strict=True))
    assert reasons.keys() == LEFT_OUT.keys()
    for name, reason in LEFT_OUT.items():
        assert reasons[name].startswith(reason), f"{name}: {reasons[name]}"


def test_too_few_pictures_of_a_color_are_told(project: Project) -> None:
    for stage in ("download", "features"):
        project.stage(f"pictures/{stage}")
    with pytest.raises(SystemExit, match=r"2 folds need two colors, .*\{'red': 5\}"):
        project.stage("pictures/search@logistic")

"""Labeled pictures, and the table of their features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.picture_datasets import GROUPS, made_up
from support.picture_models import own_table

import folkhue
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import TrainingError
from folkhue.images.photo import read_photo
from folkhue.learning.pictures.dataset import COLUMNS, compute_features, single_labels
from folkhue.pictures.features import picture_features

VOCABULARY = Vocabulary.of("basic11")
TABLE = folkhue.load("basic11")


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        ({"tags": "red"}, "red"),
        ({"tags": "shirt;GREY"}, "gray"),
        ({"title": "A blue door", "tags": "blue;door"}, "blue"),
        ({"description": "pink, of course"}, "pink"),
        ({"tags": "red;blue"}, None),
        ({"title": "Red", "description": "on white"}, None),
        ({"tags": "redwood"}, None),
        ({}, None),
    ],
)
def test_a_picture_has_the_one_color_that_people_wrote(
    texts: dict[str, str], label: str | None
) -> None:
    record = PhotoRecord("1", **texts)
    expected = [(record, label)] if label else []
    assert single_labels([record], VOCABULARY) == expected


def save(path: Path, color: tuple[int, ...], size: tuple[int, int] = (40, 30)) -> str:
    Image.new("RGB" if len(color) == 3 else "RGBA", size, color).save(path)
    return str(path)


@pytest.fixture
def labeled(tmp_path: Path) -> list[tuple[PhotoRecord, str]]:
    """Three pictures that can be used, two of them cut from one, and four that cannot."""
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(Path(save(tmp_path / "whole.png", (9, 9, 9))).read_bytes()[:60])
    (tmp_path / "text.jpg").write_text("red")
    return [
        (PhotoRecord("one", save(tmp_path / "1.png", (200, 20, 30))), "red"),
        (PhotoRecord("damaged", str(damaged)), "red"),
        (PhotoRecord("two", save(tmp_path / "2.png", (20, 50, 200)), original="o"), "blue"),
        (PhotoRecord("missing", str(tmp_path / "no.png")), "blue"),
        (PhotoRecord("clear", save(tmp_path / "clear.png", (1, 2, 3, 0))), "blue"),
        (PhotoRecord("text", str(tmp_path / "text.jpg")), "red"),
        (PhotoRecord("three", save(tmp_path / "3.png", (9, 9, 9)), original="o"), "black"),
    ]


REASONS = {
    "damaged": "damaged",
    "missing": "No such file",
    "clear": "every pixel is transparent",
    "text": "not an image",
}


def test_a_picture_has_features_or_a_reason(labeled: list[tuple[PhotoRecord, str]]) -> None:
    groups = ("shape", "names")
    found, failed = compute_features(labeled, groups=groups)
    assert failed.keys() == REASONS.keys()
    for name, reason in failed.items():
        assert REASONS[name] in reason
    assert found.frame["id"].tolist() == ["one", "two", "three"]
    assert found.labels.tolist() == ["red", "blue", "black"]
    assert found.pictures.tolist() == ["one", "o", "o"]
    paths = [record.path for record, _ in labeled if record.id not in REASONS]
    expected = [picture_features(read_photo(path), TABLE, groups) for path in paths]
    assert np.array_equal(found.features(groups), expected)
    assert [*found.frame.columns] == [*COLUMNS, *found.feature_names(groups)]
    assert found.features(["names"]).dtype == np.float32


def test_the_table_that_was_given_names_the_colors(
    labeled: list[tuple[PhotoRecord, str]], tmp_path: Path
) -> None:
    own = own_table(tmp_path / "own.npz")
    found, _ = compute_features(labeled, own, ("names",))
    assert found.table == str(own)
    assert found.features(["names"]).shape == (3, 8)


@pytest.mark.parametrize("kept", [[], ["damaged", "text"]])
def test_without_a_picture_that_can_be_used_the_table_is_empty(
    labeled: list[tuple[PhotoRecord, str]], kept: list[str]
) -> None:
    found, failed = compute_features(
        [(record, label) for record, label in labeled if record.id in kept], groups=("names",)
    )
    assert len(found) == 0
    assert [*failed] == kept
    assert found.features(["names"]).shape == (0, 11)


def test_features_that_were_not_computed_are_told() -> None:
    dataset = made_up(6)
    assert dataset.features(GROUPS).shape == (6, 22)
    with pytest.raises(TrainingError, match=r"no feature border_red: .* again, of names, border"):
        dataset.features(["names", "border"])


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        (np.array([4, 0]), [4, 0]),
        (np.array([True, False, False, True, False, False]), [0, 3]),
        (np.zeros(6, bool), []),
    ],
)
def test_some_pictures_can_be_taken(rows: np.ndarray, places: list[int]) -> None:
    dataset = made_up(6)
    some = dataset.take(rows)
    assert some.frame["id"].tolist() == [f"picture-{place}" for place in places]
    assert np.array_equal(some.features(GROUPS), dataset.features(GROUPS)[places])
    assert some.table == dataset.table

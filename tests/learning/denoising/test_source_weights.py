"""How much photographs count, by their source."""

from pathlib import Path

import numpy as np
import pytest

from folkhue.datasets.photo_list import write_photo_list
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.learning.denoising.source_weights import SourceWeights
from folkhue.learning.denoising.training_photos import TrainingPhotos


@pytest.mark.parametrize(
    ("saturation", "photos", "weight"),
    [(200, 1, 200 / 201), (200, 200, 1 / 2), (200, 600, 1 / 4), (50, 450, 1 / 10)],
)
def test_the_more_photographs_of_a_source_the_less_each_of_them_counts(
    saturation: float, photos: int, weight: float
) -> None:
    sources = SourceWeights([("shop", ["red"])] * photos, saturation)
    assert sources.weigh("shop", ["red", "blue"]) == {"red": pytest.approx(weight), "blue": 1}
    assert sources.weigh("other", ["red"]) == {"red": 1}


@pytest.fixture
def listed(tmp_path: Path) -> TrainingPhotos:
    """Three photographs of a shop and one of a museum."""
    shop = [("a", ("red",)), ("b", ("red", "blue")), ("c", ("red",))]
    records = [
        PhotoRecord(name, f"{name}.jpg", source="shop", labels=labels, status=Status.OK)
        for name, labels in shop
    ]
    museum = PhotoRecord("d", "d.jpg", source="museum", labels=("red",), status=Status.OK)
    path = tmp_path / "photos.csv"
    write_photo_list(path, [*records, museum])
    return TrainingPhotos(path)


@pytest.mark.parametrize(
    ("saturation", "held_out", "expected"),
    [
        (None, None, [{}, {}, {}, {}]),
        (1, None, [{"red": 1 / 4}, {"red": 1 / 4, "blue": 1 / 2}, {"red": 1 / 4}, {"red": 1 / 2}]),
        (1, [1, 0, 0, 1], [{}, {"red": 1 / 3, "blue": 1 / 2}, {"red": 1 / 3}, {}]),
    ],
    ids=["all the same", "every photograph", "held out"],
)
def test_photographs_of_a_list_count_by_their_source(
    listed: TrainingPhotos,
    saturation: float | None,
    held_out: list[int] | None,
    expected: list[dict[str, float]],
) -> None:
    sides = None if held_out is None else np.array(held_out, bool)
    found = [photo.origin.weights for photo in listed.tagged(sides, saturation)]
    assert found == [pytest.approx(some) for some in expected]

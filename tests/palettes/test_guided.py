import numpy as np
import pytest
from conftest import ROOT

from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.palette import palette_from_points
from folkhue.palettes.points import MAX_POINTS, Points

SKY, SEA, SAND, BOAT = (120, 180, 235), (30, 90, 160), (220, 200, 150), (60, 105, 150)


def beach() -> tuple[Photo, np.ndarray]:
    """Sky, sea and sand with some noise, and a boat of almost the color of the sea."""
    rgb = np.empty((90, 90, 3), np.int64)
    rgb[:30], rgb[30:60], rgb[60:] = SKY, SEA, SAND
    mask = np.zeros((90, 90))
    mask[40:48, 40:52] = 1
    rgb[mask > 0] = BOAT
    rgb += np.random.default_rng(0).integers(-9, 10, rgb.shape)
    return Photo(rgb.astype(np.uint8), np.ones((90, 90), bool)), mask


@pytest.mark.parametrize("many", [False, True])
def test_every_point_knows_its_share_of_the_subject(many: bool) -> None:
    photo = read_photo(ROOT / "golden/photos/parrot.jpg")
    if not many:
        photo = Photo(photo.rgb // 64 * 64, photo.opaque)
    mask = np.random.default_rng(1).random(photo.opaque.shape)
    points = Points.from_photos([photo])
    told = points.with_subject(photo, mask)
    assert told.subject is not None
    assert (told.weights == points.weights).all()
    assert (told.subject * told.weights).sum() == pytest.approx(mask.sum())
    assert (len(points) > MAX_POINTS) == many


def test_points_of_two_photographs_keep_their_shares() -> None:
    photo, mask = beach()
    points = Points.from_photos([photo]).with_subject(photo, mask)
    both = points.merged(points)
    assert both.subject is not None
    assert (both.subject * both.weights).sum() == pytest.approx(2 * mask.sum())
    assert points.merged(Points.from_photos([photo])).subject is None
    assert points.binned().subject is not None


def test_the_subject_keeps_a_color_of_its_own() -> None:
    photo, mask = beach()
    points = Points.from_photos([photo])
    told = points.with_subject(photo, mask)
    found = {
        "kmeans": palette_from_points(told, 4).rgb,
        "without subject": palette_from_points(points, 4, method="guided").rgb,
        "guided": palette_from_points(told, 4, method="guided").rgb,
    }
    nearest = {
        name: np.abs(rgb.astype(int) - BOAT).max(axis=1).min() for name, rgb in found.items()
    }
    assert (found["kmeans"] == found["without subject"]).all()
    assert nearest["guided"] < 6 < nearest["kmeans"]

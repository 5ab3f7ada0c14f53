from collections.abc import Callable

import numpy as np
import pytest
from conftest import ROOT

import folkhue
from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.features import NAMES, pixel_features
from folkhue.palettes.palette import palette_from_points, palettes_of_parts
from folkhue.palettes.points import MAX_POINTS, Points

SKY, SEA, SAND, BOAT = (120, 180, 235), (30, 90, 160), (220, 200, 150), (60, 105, 150)


def beach() -> tuple[Photo, np.ndarray]:
    """Sky, sea and sand with some noise, and a boat of almost the color of the sea."""
    rgb = np.empty((90, 90, 3), np.int64)
    rgb[:30], rgb[30:60], rgb[60:] = SKY, SEA, SAND
    features = np.zeros((90, 90, len(NAMES)))
    features[40:48, 40:52, 0] = 1
    rgb[features[..., 0] > 0] = BOAT
    rgb += np.random.default_rng(0).integers(-9, 10, rgb.shape)
    return Photo(rgb.astype(np.uint8), np.ones((90, 90), bool)), features


@pytest.mark.parametrize("many", [False, True])
def test_every_point_has_the_mean_features_of_its_pixels(many: bool) -> None:
    photo = read_photo(ROOT / "golden/photos/parrot.jpg")
    if not many:
        photo = Photo(photo.rgb // 64 * 64, photo.opaque)
    features = np.random.default_rng(1).random((*photo.opaque.shape, 2))
    points = Points.from_photos([photo])
    told = points.with_features(photo, features)
    assert told.features is not None
    assert (told.weights == points.weights).all()
    assert told.weights @ told.features == pytest.approx(features.sum(axis=(0, 1)))
    assert (len(points) > MAX_POINTS) == many


def test_points_of_two_photographs_keep_their_features() -> None:
    photo, features = beach()
    points = Points.from_photos([photo]).with_features(photo, features)
    both = points.merged(points)
    assert both.features is not None
    assert both.weights @ both.features == pytest.approx(2 * features.sum(axis=(0, 1)))
    assert len(both) == len(points)  # equal colors are one point, whatever their features
    assert points.merged(Points.from_photos([photo])).features is None
    binned = points.binned()
    assert binned.features is not None
    assert binned.weights @ binned.features == pytest.approx(features.sum(axis=(0, 1)))


def test_the_subject_keeps_a_color_of_its_own() -> None:
    photo, features = beach()
    points = Points.from_photos([photo])
    told = points.with_features(photo, features)
    found = {
        "kmeans": palette_from_points(told, 4).rgb,
        "without features": palette_from_points(points, 4, method="guided").rgb,
        "guided": palette_from_points(told, 4, method="guided").rgb,
    }
    nearest = {
        name: np.abs(rgb.astype(int) - BOAT).max(axis=1).min() for name, rgb in found.items()
    }
    assert (found["kmeans"] == found["without features"]).all()
    assert nearest["guided"] < 6 < nearest["kmeans"]


def test_a_small_thing_away_from_others_keeps_a_color_of_its_own() -> None:
    sky = np.linspace((60, 120, 220), (200, 225, 250), 200).astype(np.uint8)
    rgb = np.broadcast_to(sky[:, None], (200, 200, 3)).copy()
    rgb[150:172, 20:42] = (120, 150, 90)  # a bush
    photo = Photo(rgb, np.ones((200, 200), bool))
    points = Points.from_photos([photo])
    features = np.zeros((200, 200, len(NAMES)))
    features[..., 1:3] = pixel_features(photo)[..., 1:3]
    told = points.with_features(photo, features)
    found = {
        method: palette_from_points(told, 3, method=method).rgb for method in ("kmeans", "guided")
    }
    nearest = {
        method: np.abs(rgb.astype(int) - (120, 150, 90)).max(axis=1).min()
        for method, rgb in found.items()
    }
    assert nearest["guided"] == 0 < nearest["kmeans"]


def half_transparent() -> Photo:
    photo, _ = beach()
    opaque = np.zeros((90, 90), bool)
    opaque[:, :45] = True
    return Photo(photo.rgb, opaque)


PHOTOS: dict[str, Callable[[], Photo]] = {
    "a pixel": lambda: Photo(np.full((1, 1, 3), 7, np.uint8), np.ones((1, 1), bool)),
    "a row": lambda: Photo(np.arange(30, dtype=np.uint8).reshape(1, 10, 3), np.ones((1, 10), bool)),
    "one color": lambda: Photo(np.full((50, 70, 3), 99, np.uint8), np.ones((50, 70), bool)),
    "half transparent": half_transparent,
    "nothing": lambda: Photo(np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9), bool)),
    "beach": lambda: beach()[0],
}


@pytest.mark.parametrize("name", PHOTOS)
def test_guided_palettes_of_odd_photographs(name: str) -> None:
    photo = PHOTOS[name]()
    found = folkhue.palette(photo, method="guided", distinct=0)
    colors = {tuple(color) for color in photo.rgb[photo.opaque].tolist()}
    assert len(found) == min(6, len(colors)) == len({color.rgb for color in found.colors})
    assert found.shares.sum() == pytest.approx(1 if colors else 0)
    assert found == folkhue.palette(photo, method="guided", distinct=0)


def test_a_color_of_two_photographs_is_one_color() -> None:
    left, right = (np.full((60, 60, 3), 200, np.uint8) for _ in range(2))
    left[:30, ::2, 0] = right[30:, ::2, 0] = 201  # more colors than are asked for
    left[10:20, 5:15] = right[40:50, 45:55] = (180, 30, 40)
    photos = [Photo(rgb, np.ones((60, 60), bool)) for rgb in (left, right)]
    found = folkhue.palette(photos, 2, method="guided")
    assert {color.rgb for color in found.colors} == {(200, 200, 200), (180, 30, 40)}


def test_parts_have_the_features_of_the_whole_photograph() -> None:
    photo = read_photo(ROOT / "golden/photos/parrot.jpg")
    right = np.zeros(photo.opaque.shape, bool)
    right[:, photo.opaque.shape[1] // 2 :] = True
    (found,) = palettes_of_parts(photo, [right], 4, method="guided")
    part = Photo(photo.rgb, right)
    points = Points.from_photos([part]).with_features(part, pixel_features(photo))
    wanted = palette_from_points(points.scaled(1 / points.total), 4, method="guided")
    assert found == wanted.ordered("share")
    assert found != folkhue.palette(part, 4, method="guided")
    assert found != palettes_of_parts(photo, [right], 4)[0]


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (97, 50)])
def test_features_are_from_0_to_1(shape: tuple[int, int]) -> None:
    rgb = np.random.default_rng(2).integers(0, 256, (*shape, 3), dtype=np.uint8)
    found = pixel_features(Photo(rgb, np.ones(shape, bool)))
    assert found.shape == (*shape, len(NAMES))
    assert 0 <= found.min() <= found.max() <= 1


def test_texture_is_where_lightness_varies() -> None:
    rgb = np.full((96, 96, 3), 128, np.uint8)
    rgb[:, 48:][::2] = 30
    texture = pixel_features(Photo(rgb, np.ones((96, 96), bool)))[..., NAMES.index("texture")]
    assert (texture[:, :48] == 0).all()
    assert (texture[:, 48:] > 0.5).all()

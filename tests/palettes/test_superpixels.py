import numpy as np
import pytest
from conftest import ROOT
from PIL import Image

import folkhue
from folkhue.images.photo import Photo
from folkhue.palettes.superpixels import (
    MAX_PIXELS,
    TRANSPARENT,
    Superpixels,
    enlarge,
    pixel_positions,
    shrink,
)


@pytest.fixture(scope="module")
def large() -> Photo:
    rgb = np.asarray(folkhue.read_photo(ROOT / "golden/photos/astronaut.jpg").rgb)
    rgb = np.asarray(Image.fromarray(rgb).resize((1001, 799)))
    return Photo(rgb, np.ones(rgb.shape[:2], bool))


def test_photographs_of_few_pixels_are_not_shrunk() -> None:
    small = Photo(np.zeros((300, MAX_PIXELS // 300, 3), np.uint8), np.ones((300, 1000), bool))
    assert shrink(small) == (small, 1)


def test_blocks_have_their_mean_color(large: Photo) -> None:
    small, factor = shrink(large)
    assert (small.rgb.shape, factor) == ((400, 501, 3), 2)
    sums = large.rgb[:798, :1000].reshape(399, 2, 500, 2, 3).sum(axis=(1, 3))
    assert np.array_equal(small.rgb[:399, :500], (sums + 2) // 4)
    assert np.array_equal(small.rgb[-1, -1], large.rgb[-1, -1])
    assert small.opaque.all()


def test_transparent_pixels_do_not_count(large: Photo, rng: np.random.Generator) -> None:
    opaque = rng.random(large.opaque.shape) < 0.3
    small, _ = shrink(Photo(large.rgb, opaque))
    blocks = opaque[:798, :1000].reshape(399, 2, 500, 2)
    assert np.array_equal(small.opaque[:399, :500], blocks.any(axis=(1, 3)))
    shown = np.where(opaque[..., None], large.rgb, 0)[:798, :1000].reshape(399, 2, 500, 2, 3)
    sums, counts = shown.sum(axis=(1, 3)), blocks.sum(axis=(1, 3))[..., None]
    means = np.floor(sums / np.maximum(counts, 1) + 0.5)
    assert np.array_equal(small.rgb[:399, :500], means)


def test_labels_are_enlarged_to_the_photograph(large: Photo, rng: np.random.Generator) -> None:
    opaque = rng.random(large.opaque.shape) < 0.9
    labels = np.arange(400 * 501, dtype=np.int32).reshape(400, 501)
    enlarged = enlarge(labels, 2, Photo(large.rgb, opaque))
    assert enlarged.shape == (799, 1001)
    assert np.array_equal(enlarged == TRANSPARENT, ~opaque)
    y, x = np.nonzero(opaque)
    assert np.array_equal(enlarged[y, x], labels[y // 2, x // 2])


def test_superpixels_cover_the_opaque_pixels_and_know_their_neighbors() -> None:
    photo = folkhue.read_photo(ROOT / "golden/photos/coffee.jpg")
    opaque = photo.opaque.copy()
    opaque[:, 100:140] = False
    found = Superpixels.from_photo(Photo(photo.rgb, opaque))
    assert np.array_equal(found.labels == TRANSPARENT, ~opaque)
    assert found.sizes.sum() == opaque.sum()
    assert found.sizes.min() > 0
    touching = set()
    for one, other in (
        (found.labels[:, :-1], found.labels[:, 1:]),
        (found.labels[:-1], found.labels[1:]),
    ):
        touching |= set(zip(one.ravel().tolist(), other.ravel().tolist(), strict=True))
    expected = {tuple(sorted(pair)) for pair in touching if len({*pair, TRANSPARENT}) == 3}
    assert len(expected) > 100
    assert [*map(tuple, found.neighbors.tolist())] == sorted(expected)


def test_means_are_of_the_pixels_of_a_superpixel(rng: np.random.Generator) -> None:
    labels = np.array([[0, 0, 1], [TRANSPARENT, 1, 1]], np.int32)
    found = Superpixels(labels, np.array([2, 3]), np.array([[0, 1]]))
    values = rng.random((2, 3, 2))
    means = found.means(values)
    assert means == pytest.approx(np.array([values[labels == n].mean(axis=0) for n in (0, 1)]))
    assert found.neighbor_distances(means) == pytest.approx(np.linalg.norm(means[0] - means[1]))
    assert found.to_pixels(np.array([7, 9], np.int32)).tolist() == [[7, 7, 9], [-1, 9, 9]]


def test_positions_are_of_the_centers_of_pixels() -> None:
    assert pixel_positions((1, 2)).tolist() == [[[0, -0.5], [0, 0.5]]]

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.cluster import KMeans

from folkhue.color.spaces import SPACES, to_lab
from folkhue.errors import ImageError
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import (
    Clustering,
    Spilled,
    cluster_counts,
    cluster_photo,
    cluster_photos,
)
from folkhue.learning.denoising.kmeans import kmeans
from folkhue.learning.denoising.lab_bins import NUMBER, cells_of

RED, GREEN, BLUE, WHITE, BLACK = (
    *((210, 30, 40), (40, 160, 60), (40, 80, 210)),
    *((250, 250, 250), (0, 0, 0)),
)

pixel_lists = arrays(np.uint8, st.tuples(st.integers(1, 60), st.just(3)))
any_space = st.sampled_from(sorted(SPACES))


@given(pixel_lists, st.integers(1, 9), any_space)
def test_every_color_is_in_the_cluster_of_its_nearest_center(
    pixels: np.ndarray, clusters: int, space: str
) -> None:
    photo = cluster_counts(ColorHistogram.from_pixels(pixels), clusters, space, 0)
    for point, cluster in zip(SPACES[space](photo.counts.colors), photo.cluster, strict=True):
        distances = np.linalg.norm(photo.centers - point, axis=1)
        assert distances[cluster] == pytest.approx(distances.min(), abs=1e-9)


@given(pixel_lists, st.integers(1, 9), any_space)
def test_no_pixel_is_lost_and_no_cluster_is_empty(
    pixels: np.ndarray, clusters: int, space: str
) -> None:
    photo = cluster_counts(ColorHistogram.from_pixels(pixels), clusters, space, 0)
    assert photo.cluster.shape == (len(photo.counts),)
    assert len(photo.centers) == len(photo.sizes)
    assert 1 <= len(photo.sizes) <= min(clusters, len(photo.counts))
    assert photo.sizes.sum() == len(pixels)
    assert (photo.sizes > 0).all()


@given(pixel_lists, st.integers(1, 9), st.integers(0, 3))
def test_same_photo_same_clusters(pixels: np.ndarray, clusters: int, seed: int) -> None:
    one = cluster_counts(ColorHistogram.from_pixels(pixels), clusters, "lab", seed)
    two = cluster_counts(ColorHistogram.from_pixels(pixels[::-1]), clusters, "lab", seed)
    assert np.array_equal(one.centers, two.centers)
    assert np.array_equal(one.cluster, two.cluster)


@pytest.mark.parametrize("distinct", [1, 2, 5])
def test_fewer_colors_than_clusters_are_a_cluster_each(distinct: int) -> None:
    colors = np.array([RED, GREEN, BLUE, WHITE, BLACK][:distinct], np.uint8)
    photo = cluster_counts(ColorHistogram.from_pixels(colors.repeat(3, axis=0)), 8, "lab", 0)
    assert sorted(photo.cluster.tolist()) == list(range(distinct))
    assert photo.sizes.tolist() == [3] * distinct


@pytest.mark.parametrize("space", sorted(SPACES))
@pytest.mark.parametrize("spread", [2, 14], ids=["of few shades", "of many shades"])
def test_things_of_different_colors_are_different_clusters(
    space: str, spread: int, rng: np.random.Generator
) -> None:
    """Few shades are clustered as they are, many are first made coarse."""
    things = np.array([RED, GREEN, BLUE]).repeat([900, 300, 100], axis=0)
    noisy = (things + rng.integers(-spread, spread + 1, things.shape)).clip(0, 255)
    photo = cluster_counts(ColorHistogram.from_pixels(noisy.astype(np.uint8)), 3, space, 0)
    assert sorted(photo.sizes.tolist()) == [100, 300, 900]


def test_pixels_weigh_as_often_as_they_occur() -> None:
    colors = np.array([BLACK, (10, 10, 10), WHITE], np.uint8)
    photo = cluster_counts(ColorHistogram(colors, np.array([30, 10, 5])), 2, "rgb", 0)
    assert photo.cluster[0] == photo.cluster[1] != photo.cluster[2]
    assert photo.centers[photo.cluster[0]].tolist() == pytest.approx([2.5 / 255] * 3)


def test_a_photo_without_an_opaque_pixel_is_refused(
    tmp_path: Path, encode: Callable[..., bytes]
) -> None:
    (tmp_path / "glass.png").write_bytes(encode(np.zeros((4, 4, 4), np.uint8)))
    with pytest.raises(ImageError, match=r"glass\.png: every pixel is transparent"):
        cluster_photo(tmp_path / "glass.png", Clustering(3, 100, "lab", 0))


def test_a_sliver_between_the_thinned_rows_is_still_seen(
    tmp_path: Path, encode: Callable[..., bytes]
) -> None:
    pixels = np.zeros((20, 20, 4), np.uint8)
    pixels[1, 1] = (*RED, 255)
    (tmp_path / "sliver.png").write_bytes(encode(pixels))
    photo = cluster_photo(tmp_path / "sliver.png", Clustering(3, 25, "lab", 0))
    assert photo.counts.to_pixels().tolist() == [list(RED)]


@pytest.fixture
def squares(tmp_path: Path, encode: Callable[..., bytes]) -> list[tuple[Path, str]]:
    """Photographs of 8 × 8 to 12 × 12 pixels of one color, with what tells them apart."""
    paths = [tmp_path / f"{number}.png" for number in range(5)]
    for side, path in enumerate(paths, start=8):
        path.write_bytes(encode(np.full((side, side, 3), side, np.uint8)))
    return [(path, path.stem) for path in paths]


def test_large_photos_are_thinned_and_stay_in_order(
    squares: list[tuple[Path, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folkhue.learning.denoising.clustering.BATCH", 2)
    album = cluster_photos(squares, Clustering(3, 90, "lab", 0), tmp_path / "spilled")
    assert [len(batch) for batch in album.batches] == [2, 2, 1]
    photos = list(album)
    assert len(photos) == len(album) == 5
    assert [photo.counts.colors[0, 0] for photo in photos] == [8, 9, 10, 11, 12]
    assert [photo.counts.total for photo in photos[:2]] == [64, 81]
    assert all(photo.counts.total <= 90 for photo in photos[2:])
    assert [album[place].counts.total for place in range(5)] == [p.counts.total for p in photos]


def test_batches_that_are_there_are_not_clustered_again_unless_anything_changed(
    squares: list[tuple[Path, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folkhue.learning.denoising.clustering.BATCH", 2)
    how, folder = Clustering(3, 90, "lab", 0), tmp_path / "spilled"
    before = cluster_photos(squares, how, folder)
    squares[0][0].unlink()
    assert cluster_photos(squares, how, folder) == before
    changed = [*squares[:4], (squares[4][0], "other contents")]
    assert cluster_photos(changed, how, folder).batches[:2] == before.batches[:2]
    assert cluster_photos(changed, how, folder).batches[2] != before.batches[2]
    with pytest.raises(ImageError, match=r"0\.png"):
        cluster_photos(squares, replace(how, clusters=4), folder)


@given(st.lists(pixel_lists, min_size=1, max_size=4), any_space)
def test_what_is_spilled_comes_back(shown: list[np.ndarray], space: str) -> None:
    photos = [cluster_counts(ColorHistogram.from_pixels(pixels), 3, space, 0) for pixels in shown]
    with TemporaryDirectory() as folder:
        spilled = list(Spilled.write(Path(folder) / "batch.npz", photos))
    for one, other in zip(photos, spilled, strict=True):
        for name in ("centers", "cluster", "cells"):
            assert np.array_equal(getattr(one, name), getattr(other, name))
            assert getattr(one, name).dtype == getattr(other, name).dtype
        assert np.array_equal(one.counts.colors, other.counts.colors)
        assert np.array_equal(one.counts.counts, other.counts.counts)


@given(pixel_lists)
def test_pixels_are_counted_by_cluster_and_cell(pixels: np.ndarray) -> None:
    photo = cluster_counts(ColorHistogram.from_pixels(pixels), 3, "lab", 0)
    cells, counted = photo.by_cell()
    expected = np.zeros((len(photo.centers), NUMBER))
    np.add.at(expected, (photo.cluster, cells_of(to_lab(photo.counts.colors))), photo.counts.counts)
    assert np.array_equal(counted, expected[:, cells])
    assert counted.sum() == len(pixels)
    assert counted.any(axis=0).all()


def test_the_clusters_are_as_tight_as_those_of_scikit_learn(rng: np.random.Generator) -> None:
    """Sum of squared distances, over photographs of a few blobs of noise."""
    ours, theirs = [], []
    for seed in range(8):
        middles = rng.uniform(0, 100, (8, 3))
        points = middles[rng.integers(0, 8, 900)] + rng.normal(0, 5, (900, 3))
        weights = rng.integers(1, 30, 900).astype(float)
        model = KMeans(6, n_init=1, random_state=seed).fit(points, sample_weight=weights)
        mine = kmeans(points, weights, 6, seed)
        for centers, found in ((mine, ours), (model.cluster_centers_, theirs)):
            squared = ((points[:, None] - centers[None]) ** 2).sum(axis=2).min(axis=1)
            found.append(squared @ weights)
    assert np.mean(ours) == pytest.approx(np.mean(theirs), rel=0.1)

"""k-means clustering of a photograph's colors."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.clustered_photos import BLACK, BLUE, GREEN, RED, WHITE

from folkhue.color.spaces import SPACES
from folkhue.errors import ImageError
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import (
    ClusterOptions,
    cluster_histogram,
    cluster_photo,
)
from folkhue.learning.denoising.kmeans import kmeans

pixel_lists = arrays(np.uint8, st.tuples(st.integers(1, 60), st.just(3)))
any_space = st.sampled_from(sorted(SPACES))


@given(pixel_lists, st.integers(1, 9), any_space)
def test_every_color_is_in_the_cluster_of_its_nearest_center(
    pixels: np.ndarray, clusters: int, space: str
) -> None:
    photo = cluster_histogram(ColorHistogram.from_pixels(pixels), clusters, space, 0)
    for point, cluster in zip(SPACES[space](photo.counts.colors), photo.cluster, strict=True):
        distances = np.linalg.norm(photo.centers - point, axis=1)
        assert distances[cluster] == pytest.approx(distances.min(), abs=1e-9)


@given(pixel_lists, st.integers(1, 9), any_space)
def test_no_pixel_is_lost_and_no_cluster_is_empty(
    pixels: np.ndarray, clusters: int, space: str
) -> None:
    photo = cluster_histogram(ColorHistogram.from_pixels(pixels), clusters, space, 0)
    assert photo.cluster.shape == (len(photo.counts),)
    assert len(photo.centers) == len(photo.sizes)
    assert 1 <= len(photo.sizes) <= min(clusters, len(photo.counts))
    assert photo.sizes.sum() == len(pixels)
    assert (photo.sizes > 0).all()


@given(pixel_lists, st.integers(1, 9), st.integers(0, 3))
def test_the_same_colors_give_the_same_clusters(
    pixels: np.ndarray, clusters: int, seed: int
) -> None:
    one = cluster_histogram(ColorHistogram.from_pixels(pixels), clusters, "lab", seed)
    two = cluster_histogram(ColorHistogram.from_pixels(pixels[::-1]), clusters, "lab", seed)
    assert np.array_equal(one.centers, two.centers)
    assert np.array_equal(one.cluster, two.cluster)


@pytest.mark.parametrize("distinct", [1, 2, 5])
def test_with_fewer_colors_than_clusters_each_color_is_a_cluster(distinct: int) -> None:
    colors = np.array([RED, GREEN, BLUE, WHITE, BLACK][:distinct], np.uint8)
    photo = cluster_histogram(ColorHistogram.from_pixels(colors.repeat(3, axis=0)), 8, "lab", 0)
    assert sorted(photo.cluster.tolist()) == list(range(distinct))
    assert photo.sizes.tolist() == [3] * distinct


@pytest.mark.parametrize("space", sorted(SPACES))
@pytest.mark.parametrize("spread", [2, 14], ids=["of few shades", "of many shades"])
def test_things_of_different_colors_are_separate_clusters(
    space: str, spread: int, rng: np.random.Generator
) -> None:
    """Few shades are clustered as they are, similar ones of many are merged first."""
    things = np.array([RED, GREEN, BLUE]).repeat([900, 300, 100], axis=0)
    noisy = (things + rng.integers(-spread, spread + 1, things.shape)).clip(0, 255)
    photo = cluster_histogram(ColorHistogram.from_pixels(noisy.astype(np.uint8)), 3, space, 0)
    assert sorted(photo.sizes.tolist()) == [100, 300, 900]


def test_colors_weigh_as_often_as_they_occur() -> None:
    colors = np.array([BLACK, (10, 10, 10), WHITE], np.uint8)
    photo = cluster_histogram(ColorHistogram(colors, np.array([30, 10, 5])), 2, "rgb", 0)
    assert photo.cluster[0] == photo.cluster[1] != photo.cluster[2]
    assert photo.centers[photo.cluster[0]].tolist() == pytest.approx([2.5 / 255] * 3)


def test_a_photograph_without_an_opaque_pixel_is_an_error(
    tmp_path: Path, encode: Callable[..., bytes]
) -> None:
    (tmp_path / "glass.png").write_bytes(encode(np.zeros((4, 4, 4), np.uint8)))
    with pytest.raises(ImageError, match=r"glass\.png: every pixel is transparent"):
        cluster_photo(tmp_path / "glass.png", ClusterOptions(3, 100, "lab", 0))


def test_an_opaque_pixel_between_the_thinned_rows_counts(
    tmp_path: Path, encode: Callable[..., bytes]
) -> None:
    pixels = np.zeros((20, 20, 4), np.uint8)
    pixels[1, 1] = (*RED, 255)
    (tmp_path / "sliver.png").write_bytes(encode(pixels))
    photo = cluster_photo(tmp_path / "sliver.png", ClusterOptions(3, 25, "lab", 0))
    assert photo.counts.to_pixels().tolist() == [list(RED)]


def test_the_inertia_is_that_of_scikit_learn(rng: np.random.Generator) -> None:
    """Sum of squared distances, over photographs of a few blobs of noise."""
    from sklearn.cluster import KMeans

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

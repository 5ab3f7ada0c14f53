"""Histograms of clusters and of terms."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.clustered_photos import BLUE, RED, Terms, datasets, photo_of

from folkhue.color.spaces import to_lab
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.base import ClusterWeights
from folkhue.learning.denoising.clustering import ClusteredPhoto, cluster_histogram
from folkhue.learning.denoising.histograms import (
    ClusterHistogram,
    TermHistograms,
    count_pixels,
    scaled,
)
from folkhue.learning.denoising.lab_bins import COARSE, FINE, LabBins

Dataset = list[tuple[ClusteredPhoto, Terms]]


def count(photos: Sequence[ClusteredPhoto], weights: Sequence[ClusterWeights]) -> TermHistograms:
    histograms = TermHistograms(FINE)
    for photo, by_term in zip(map(ClusterHistogram.from_photo, photos), weights, strict=True):
        histograms.add(photo.bins, photo.shares_by_term(by_term))
    return histograms


def constant(dataset: Dataset, weight: float) -> list[ClusterWeights]:
    return [
        {term: np.full(len(photo.centers), weight) for term in terms} for photo, terms in dataset
    ]


@pytest.mark.parametrize("grid", [FINE, COARSE])
def test_every_color_has_a_bin(grid: LabBins) -> None:
    steps = np.arange(0, 256, 15, dtype=np.uint8)
    rgb = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
    lab = to_lab(rgb)
    index = grid.index(lab)
    assert index.max() < len(grid)
    for bins in np.unique(index)[::50]:
        spread = np.ptp(lab[index == bins], axis=0)
        assert (spread <= np.array([104, 192, 208]) / grid.shape).all()


@given(arrays(np.uint8, st.tuples(st.integers(1, 60), st.just(3))))
def test_pixels_are_counted_by_cluster_and_bin(pixels: np.ndarray) -> None:
    photo = cluster_histogram(ColorHistogram.from_pixels(pixels), 3, "lab", 0)
    found = ClusterHistogram.from_photo(photo)
    expected = np.zeros((len(photo.centers), len(FINE)))
    bins = FINE.index(to_lab(photo.counts.colors))
    np.add.at(expected, (photo.cluster, bins), photo.counts.counts)
    assert np.array_equal(found.pixels, expected[:, found.bins])
    assert found.pixels.sum() == len(pixels)
    assert found.pixels.any(axis=0).all()


def test_photographs_count_the_same_whatever_their_size() -> None:
    small, large = photo_of((RED, 1)), photo_of((BLUE, 1000))
    both = count([small, large], [{"it": np.ones(1)}] * 2)
    alone = [count([photo], [{"it": np.ones(1)}]).likelihood("it") for photo in (small, large)]
    assert both.likelihood("it") == pytest.approx((alone[0] + alone[1]) / 2)
    assert both.likelihood("it").sum() == pytest.approx(1, abs=0.05)  # some is lost at the border


def test_a_photograph_of_half_the_weight_counts_half_under_that_term() -> None:
    counted = count_pixels(photo_of((RED, 1), (BLUE, 3)), ("red", "blue"))
    bins, shares = scaled(counted, {"red": 0.5})
    assert bins.tolist() == counted[0].tolist()
    assert shares["red"].tolist() == [some // 2 for some in counted[1]["red"].tolist()]
    assert shares["blue"].tolist() == counted[1]["blue"].tolist()


def test_photographs_without_a_term_are_a_class_and_unused_terms_have_no_likelihood() -> None:
    histograms = count([photo_of((RED, 1)), photo_of((RED, 4))], [{}, {"red": np.ones(1)}])
    assert histograms.likelihood("") == pytest.approx(histograms.likelihood("red"))
    assert not histograms.likelihood("blue").any()
    assert histograms.terms == {"red"}


def test_clusters_count_by_their_weights() -> None:
    photo = photo_of((RED, 1), (BLUE, 9))
    is_red = (photo.sizes == 1).astype(float)
    half = count([photo], [{"red": is_red / 2}])
    whole = count([photo_of((RED, 7))], [{"red": np.ones(1)}])
    assert half.likelihood("red") == pytest.approx(whole.likelihood("red"))
    assert not count([photo], [{"red": np.zeros(2)}]).sums


@settings(max_examples=30)
@given(datasets.filter(len))
def test_all_pixels_are_those_of_all_clusters(dataset: Dataset) -> None:
    for photo, terms in dataset:
        clusters = ClusterHistogram.from_photo(photo)
        bins, shares = count_pixels(photo, terms)
        every = clusters.shares_by_term({term: np.ones(len(photo.centers)) for term in terms})
        assert bins.tolist() == clusters.bins.tolist()
        assert {term: some.tolist() for term, some in shares.items()} == {
            term: some.tolist() for term, some in every.items()
        }


@settings(max_examples=30)
@given(datasets.filter(len))
def test_a_photograph_taken_out_is_as_if_it_had_never_been_counted(dataset: Dataset) -> None:
    photos, weights = [photo for photo, _ in dataset], constant(dataset, 1)
    for index, photo in enumerate(map(ClusterHistogram.from_photo, photos)):
        shares = photo.shares_by_term(weights[index])
        left = count(photos, weights).without(photo.bins, shares)
        rest = slice(0, index), slice(index + 1, None)
        never = count(*([x for part in rest for x in some[part]] for some in (photos, weights)))
        assert {term for term, some in left.sums.items() if some.any()} == never.sums.keys()
        assert left.sums
        for term in left.sums:
            assert np.array_equal(left.likelihood(term), never.likelihood(term))


@settings(max_examples=30)
@given(datasets, st.integers(1, 4), st.randoms())
def test_histograms_of_parts_in_any_order_add_up_to_that_of_all(
    dataset: Dataset, parts: int, shuffle: Random
) -> None:
    photos, weights = [photo for photo, _ in dataset], constant(dataset, 0.3)
    order = list(range(len(photos)))
    shuffle.shuffle(order)
    merged = TermHistograms(FINE).merge(
        count([photos[n] for n in part], [weights[n] for n in part])
        for part in (order[start::parts] for start in range(parts))
    )
    whole = count(photos, weights)
    assert merged.sums.keys() == whole.sums.keys()
    for term in whole.sums:
        assert np.array_equal(merged.likelihood(term), whole.likelihood(term))


def test_likelihoods_follow_what_is_added_later() -> None:
    photo = ClusterHistogram.from_photo(photo_of((RED, 1)))
    histograms = TermHistograms(FINE)
    histograms.add(photo.bins, photo.shares_by_term({"red": np.ones(1)}))
    before = histograms.likelihood("red")
    other = ClusterHistogram.from_photo(photo_of((BLUE, 1)))
    histograms.add(other.bins, other.shares_by_term({"red": np.ones(1)}))
    assert histograms.likelihood("red").sum() == pytest.approx(before.sum(), abs=0.05)
    assert histograms.likelihood("red")[photo.bins] == pytest.approx(before[photo.bins] / 2)

"""Of the pixels of one chromaticity, the lighter ones weigh more."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joblib import parallel_config
from sklearn.base import clone
from support.clustered_photos import (
    BLACK,
    BLUE,
    GRAY,
    GREEN,
    RED,
    WHITE,
    Color,
    by_color,
    parts,
    photo_of,
    tagged_photos,
    with_another,
)

from folkhue.color.spaces import to_oklab
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustered_dataset import ClusteredDataset, Shard
from folkhue.learning.denoising.pixel_weights import TaggedPhoto
from folkhue.learning.denoising.registry import METHODS, denoiser_class
from folkhue.learning.denoising.shading import (
    CHROMATICITY_STEP,
    LEAST_LIGHTNESS,
    Unshaded,
    lightness_ranks,
)
from folkhue.learning.denoising.weighting import write_weights
from folkhue.learning.sampling.exposure import expose

every_method = pytest.mark.parametrize("method", METHODS)


def shaded(color: Color, factor: float = 0.5) -> Color:
    """Return a color as it is with less light."""
    red, green, blue = expose(np.array(color, np.uint8), factor).tolist()
    return red, green, blue


def unshaded(method: str, **parameters: object) -> Unshaded:
    return Unshaded(denoiser_class(method)().set_params(**parameters))


SURFACES = [RED, GREEN, BLUE, WHITE, (230, 150, 40), (120, 60, 140)]

counts = st.lists(
    st.tuples(
        st.builds(shaded, st.sampled_from(SURFACES), st.floats(0.1, 1)),
        st.integers(1, 1000),
    ),
    min_size=1,
    max_size=30,
).map(lambda some: photo_of(*some).counts)
"""The colors of a photograph of a few surfaces, more or less in the shade."""


@pytest.mark.parametrize(
    ("photo", "ranks"),
    [
        ([(RED, 7)], {RED: 1 / 2}),
        ([(RED, 5), (shaded(RED), 5)], {shaded(RED): 1 / 4, RED: 3 / 4}),
        ([(RED, 10), (shaded(RED), 30)], {shaded(RED): 3 / 8, RED: 7 / 8}),
        (
            [(RED, 2), (shaded(RED), 1), (shaded(RED, 0.2), 1)],
            {shaded(RED, 0.2): 1 / 8, shaded(RED): 3 / 8, RED: 3 / 4},
        ),
        ([(BLACK, 1), (GRAY, 1), (WHITE, 2)], {BLACK: 1 / 8, GRAY: 3 / 8, WHITE: 3 / 4}),
        ([(RED, 3), (BLUE, 8)], {RED: 1 / 2, BLUE: 1 / 2}),
        (
            [(RED, 3), (GREEN, 8), (shaded(GREEN), 8), (WHITE, 1), (BLACK, 1)],
            {RED: 1 / 2, GREEN: 3 / 4, shaded(GREEN): 1 / 4, WHITE: 3 / 4, BLACK: 1 / 4},
        ),
    ],
    ids=[
        "one color",
        "half in the shade",
        "mostly in the shade",
        "three degrees of light",
        "achromatic",
        "two surfaces",
        "two surfaces, and black and white",
    ],
)
def test_the_rank_is_the_share_of_darker_pixels_of_the_surface(
    photo: list[tuple[Color, int]], ranks: dict[Color, float]
) -> None:
    shown = photo_of(*photo)
    assert by_color(shown, lightness_ranks(shown.counts)) == pytest.approx(ranks)


def test_every_gray_is_of_one_chromaticity() -> None:
    """However small a and b of a gray are, they must not straddle the border of two bins."""
    grays = np.arange(256, dtype=np.uint8)[:, None].repeat(3, axis=1)
    ranks = lightness_ranks(ColorHistogram.from_pixels(grays))
    assert ranks == pytest.approx((np.arange(256) + 0.5) / 256)


@given(counts)
def test_ranks_lie_between_0_and_1_and_average_one_half(counts: ColorHistogram) -> None:
    ranks = lightness_ranks(counts)
    assert ranks.shape == (len(counts),)
    assert ((ranks > 0) & (ranks < 1)).all()
    assert np.average(ranks, weights=counts.counts) == pytest.approx(1 / 2)


def chromaticities(counts: ColorHistogram) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield which colors are of each chromaticity, and the lightness of all colors."""
    lightness, *opponents = to_oklab(counts.colors).T
    ratios = np.stack(opponents) / np.maximum(lightness, LEAST_LIGHTNESS)
    places = np.rint(ratios / CHROMATICITY_STEP)
    for place in {*zip(*places.tolist(), strict=True)}:
        yield (place == places.T).all(axis=1), lightness


@given(counts)
def test_within_a_chromaticity_ranks_rise_with_lightness_and_average_one_half(
    counts: ColorHistogram,
) -> None:
    ranks = lightness_ranks(counts)
    for some, lightness in chromaticities(counts):
        assert np.average(ranks[some], weights=counts.counts[some]) == pytest.approx(1 / 2)
        assert (np.diff(ranks[some][lightness[some].argsort()]) > 0).all()


@given(counts, st.integers(2, 1000))
def test_a_photograph_of_more_pixels_has_the_same_ranks(
    counts: ColorHistogram, factor: int
) -> None:
    larger = ColorHistogram(counts.colors, counts.counts * factor)
    assert lightness_ranks(larger) == pytest.approx(lightness_ranks(counts))


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_colors_does_not_matter(counts: ColorHistogram, random: object) -> None:
    order = np.array(random.sample(range(len(counts)), len(counts)))
    shuffled = ColorHistogram(counts.colors[order], counts.counts[order])
    assert lightness_ranks(shuffled) == pytest.approx(lightness_ranks(counts)[order])


# As a denoiser.


@every_method
def test_the_weights_of_the_other_method_are_multiplied_by_the_ranks(method: str) -> None:
    both = photo_of((RED, 20), (shaded(RED), 30), (BLUE, 15), (shaded(BLUE), 5), (GREEN, 60))
    photos, labels = with_another(both, "red", "blue")
    denoiser, other = unshaded(method), denoiser_class(method)()
    found = [*denoiser.fit_transform(photos, labels), *denoiser.transform(photos, labels)]
    expected = [*other.fit_transform(photos, labels), *other.transform(photos, labels)]
    for photo, lit, every in zip(photos * 2, found, expected, strict=True):
        ranks = lightness_ranks(photo.counts)
        assert list(lit) == list(every)
        assert all((lit[term] == every[term] * ranks).all() for term in every)


def test_training_photographs_are_left_out_by_the_other_method() -> None:
    """All else that is white is tagged red: only if it is counted itself, white fits blue."""
    photos, labels = tagged_photos()
    photos = [*photos[:8], photo_of((RED, 20), (WHITE, 10)), photo_of((WHITE, 30))]
    labels = [*labels[:8], ("red",), ("blue",)]
    denoiser = unshaded("posterior")
    left_out = list(denoiser.fit_transform(photos, labels))[-1]["blue"]
    counted = list(denoiser.transform(photos, labels))[-1]["blue"]
    assert left_out[0] < 0.01
    assert counted.tolist() == [1 / 2]


def test_fitting_fits_the_other_method_and_returns_itself() -> None:
    photos, labels = tagged_photos()
    denoiser = unshaded("posterior")
    assert denoiser.fit(photos, labels) is denoiser
    assert denoiser.denoiser.histograms_.terms == {"red", "blue"}


def test_parameters_of_the_other_method_are_checked() -> None:
    with pytest.raises(ValueError, match=r"expected sharpness to be at least 0, got -1"):
        unshaded("posterior", sharpness=-1).fit([], [])


@every_method
def test_a_clone_is_not_fitted_and_has_the_same_parameters(method: str) -> None:
    photos, labels = tagged_photos()
    denoiser = unshaded(method).fit(photos, labels)
    copy = clone(denoiser)
    assert type(copy.denoiser) is denoiser_class(method)
    assert copy.denoiser is not denoiser.denoiser
    assert copy.denoiser.get_params() == denoiser.denoiser.get_params()
    assert [name for name in vars(copy.denoiser) if name.endswith("_")] == []


def test_parameters_of_the_other_method_can_be_set() -> None:
    denoiser = unshaded("posterior").set_params(denoiser__sharpness=3)
    assert denoiser.denoiser.sharpness == 3
    assert clone(denoiser).get_params()["denoiser__sharpness"] == 3


@given(parts)
def test_a_photograph_without_terms_has_no_weights(some: list[tuple[Color, int]]) -> None:
    assert unshaded("none").weigh(photo_of(*some), ()) == {}


def test_two_workers_write_the_weights_of_one(tmp_path: Path) -> None:
    photos, labels = with_another(photo_of((RED, 20), (shaded(RED), 15), (BLUE, 9)), "red", "blue")
    shards = [Shard.write(tmp_path / f"{n}.npz", photos[n : n + 4]) for n in (0, 4, 8, 12)]
    dataset = ClusteredDataset(tuple(shards))
    tagged = [TaggedPhoto(str(n), str(n), terms) for n, terms in enumerate(labels)]
    summaries = []
    for workers in (1, 2):
        with parallel_config("threading", n_jobs=workers):
            denoiser = unshaded("color_posterior").fit(dataset, labels)
            path = tmp_path / f"{workers}.parquet"
            summaries.append(write_weights(path, dataset, tagged, denoiser))
    assert summaries[0] == summaries[1]
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()

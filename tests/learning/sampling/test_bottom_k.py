from dataclasses import replace
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pixel_weights import random_photos, rows_of

from folkhue.errors import TrainingError
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import cluster_histogram
from folkhue.learning.denoising.pixel_weights import TaggedPhoto, WeightedColors, to_table
from folkhue.learning.sampling import PixelSample, bottom_k, sample_pixels


def one_color(photos: dict[str, tuple[int, float]]) -> pd.DataFrame:
    """Red photographs of one color, given as name → pixels and weight."""
    color = np.array([[9, 9, 9]], np.uint8)
    return rows_of(
        *(
            (name, "red", ColorHistogram(color, np.array([pixels])), [weight])
            for name, (pixels, weight) in photos.items()
        )
    )


def drawn_of(frame: pd.DataFrame, cap: int, seed: int = 0) -> dict[str, int]:
    """Photo → pixels drawn of it."""
    sample = PixelSample.from_weights(frame, {"red": cap}, seed)
    return {photo.photo: len(photo.colors) for photo in sample.photos["red"]}


stocks = st.lists(st.tuples(st.integers(1, 50), st.floats(0.02, 1)), min_size=1, max_size=12)


@pytest.mark.slow
@given(stocks, st.integers(1, 300))
def test_photos_contribute_in_proportion_to_their_weights(
    photos: list[tuple[int, float]], wanted: int
) -> None:
    """Each gives all it has, or its weight times a number that all share, within one pixel."""
    named = {f"p{number}": photo for number, photo in enumerate(photos)}
    shares = dict.fromkeys(named, 0) | drawn_of(one_color(named), wanted)
    assert sum(shares.values()) == min(wanted, sum(stock for stock, _ in photos))
    at_least, at_most = [0.0], [np.inf]
    for name, (stock, weight) in named.items():
        weight = float(np.float32(weight))
        assert shares[name] <= stock
        at_least.append((shares[name] - 1) / weight)
        if shares[name] < stock:
            at_most.append((shares[name] + 1) / weight)
    assert max(at_least) <= min(at_most) + 1e-6


@pytest.mark.slow
@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.integers(1, 300))
def test_photos_of_equal_weight_contribute_equally(available: list[int], wanted: int) -> None:
    photos = {f"p{number}": (stock, 0.3) for number, stock in enumerate(available)}
    drawn = drawn_of(one_color(photos), wanted)
    shares = [drawn.get(f"p{number}", 0) for number in range(len(available))]
    for share, stock in zip(shares, available, strict=True):
        assert share == stock or share >= max(shares) - 1


@pytest.mark.slow
@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.floats(0.02, 1), st.sampled_from(["red", "blue"])),
        min_size=1,
        max_size=10,
    ),
    st.integers(1, 800),
    st.integers(1, 4),
    st.randoms(),
)
def test_samples_of_parts_merge_in_any_order_to_the_sample_of_the_whole(
    photos: list[tuple[int, float, str]], cap: int, pieces: int, shuffle: Random
) -> None:
    caps = {"blue": cap, "red": cap + 3}
    rng = np.random.default_rng(len(photos))
    parts = []
    for number, (pixels, weight, term) in enumerate(photos):
        counts = ColorHistogram.from_pixels(rng.integers(0, 4, (pixels, 3), np.uint8))
        parts.append((f"p{number}", term, counts, rng.uniform(0.01, weight, len(counts)).tolist()))
    shuffle.shuffle(parts)
    cut = [rows_of(*parts[start::pieces]) for start in range(min(pieces, len(parts)))]
    samples: list[PixelSample] = []
    one_by_one = below_thresholds = PixelSample.empty(caps)
    for some in cut:
        samples.append(PixelSample.from_weights(some, caps, 0))
        one_by_one = PixelSample.merge([samples[-1], one_by_one])
        more = PixelSample.from_weights(some, caps, 0, below_thresholds.thresholds)
        below_thresholds = PixelSample.merge([below_thresholds, more])
    expected = as_lists(PixelSample.from_weights(rows_of(*parts), caps, 0))
    assert as_lists(one_by_one) == as_lists(below_thresholds) == expected
    assert as_lists(PixelSample.merge(samples)) == expected


def as_lists(sample: PixelSample) -> dict[str, list[tuple[str, list[int]]]]:
    """Term → photo and its pixels in the order drawn."""
    return {
        term: sorted((photo.photo, photo.colors.tolist()) for photo in photos)
        for term, photos in sample.photos.items()
    }


def two_colors(counts: list[int], weights: list[float], photo: str = "one") -> pd.DataFrame:
    """A photograph of a black and a white."""
    colors = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    return rows_of((photo, "red", ColorHistogram(colors, np.array(counts)), weights))


def test_a_class_is_capped_and_its_photos_contribute_evenly() -> None:
    frame = pd.concat([random_photos(5, 100), random_photos(2, 7, "blue")])
    drawn = sample_pixels(frame, {"red": 52, "blue": 20}, seed=0)
    per_photo = drawn.groupby("photo")["count"].sum()
    assert sorted(per_photo[per_photo.index.str.startswith("red")]) == [10, 10, 10, 11, 11]
    assert per_photo[per_photo.index.str.startswith("blue")].tolist() == [7, 7]


@pytest.mark.parametrize(
    ("weights", "drawn_of_each"),
    [([1, 1], [60, 60]), ([0.02, 1], [60, 60]), ([0.5, 0.5], [40, 80]), ([0.02, 0.2], [20, 100])],
)
def test_a_photo_weighs_as_much_as_its_heaviest_color(
    weights: list[float], drawn_of_each: list[int]
) -> None:
    light, heavy = two_colors([500, 500], weights), two_colors([90, 10], [0.1, 1], "two")
    drawn = sample_pixels(pd.concat([light, heavy]), {"red": 120}, seed=0)
    assert drawn.groupby("photo")["count"].sum().tolist() == pytest.approx(drawn_of_each, abs=1)


@pytest.mark.slow
@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 30), st.floats(0.02, 1)), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 120),
)
def test_the_cap_is_reached_and_no_pixel_is_drawn_twice(
    photos: list[list[tuple[int, float]]], cap: int
) -> None:
    frame = pd.concat(
        two_colors([n for n, _ in photo], [b for _, b in photo], str(name))
        for name, photo in enumerate(photos)
    )
    drawn = sample_pixels(frame, {"red": cap}, seed=0)
    assert list(drawn) == ["photo", "term", "r", "g", "b", "count", "group"]
    assert drawn["count"].sum() == min(cap, frame["count"].sum())
    assert (drawn["count"] > 0).all()
    key = ["photo", "r", "g", "b"]
    there = frame.set_index(key)["count"]
    assert (drawn.set_index(key)["count"] <= there.loc[drawn.set_index(key).index]).all()


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_pixel_is_drawn_in_proportion_to_its_weight(times: int) -> None:
    """Of two colors as common; so few of their pixels are drawn that neither runs out."""
    frame = two_colors([4000, 4000], [0.9, 0.9 / times])
    drawn = pd.concat(sample_pixels(frame, {"red": 100}, seed) for seed in range(60))
    black, white = drawn.groupby("r")["count"].sum()
    assert black / white == pytest.approx(times, rel=0.1)


def test_a_color_is_drawn_in_proportion_to_its_count() -> None:
    frame = two_colors([4000, 2000], [0.5, 0.5])
    drawn = pd.concat(sample_pixels(frame, {"red": 100}, seed) for seed in range(60))
    black, white = drawn.groupby("r")["count"].sum()
    assert black / white == pytest.approx(2, rel=0.1)


def test_a_color_without_weight_is_never_drawn() -> None:
    pixels = np.array([[0, 0, 0]] * 50 + [[255, 255, 255]] * 50, np.uint8)
    photo = cluster_histogram(ColorHistogram.from_pixels(pixels), 2, "lab", 0)
    names = [TaggedPhoto("one", "one", ("red",)), TaggedPhoto("two", "picture", ("red",))]
    weights = [np.array([1.0, 0.0]), np.array([0.001, 0.5])]
    parts = [
        WeightedColors(name, "red", photo.counts, some).drop_negligible()
        for name, some in zip(names, weights, strict=True)
    ]
    drawn = sample_pixels(to_table(parts).to_pandas(), {"red": 1000}, seed=0)
    assert drawn[["photo", "group", "r", "count"]].to_numpy().tolist() == [
        ["one", "one", 0, 50],
        ["two", "picture", 255, 50],
    ]


def test_the_pixels_of_a_photo_depend_on_seed_and_photo_alone() -> None:
    frame = random_photos(4, 100)
    drawn = sample_pixels(frame, {"red": 40}, seed=3)
    for order in range(3):
        shuffled = frame.sample(frac=1, random_state=order)
        pd.testing.assert_frame_equal(sample_pixels(shuffled, {"red": 40}, seed=3), drawn)
    others = pd.concat([frame[frame["photo"] == "red2"], random_photos(4, 30, "blue")])
    alone = sample_pixels(others, {"blue": 8, "red": 10}, seed=3)
    pd.testing.assert_frame_equal(
        alone[alone["term"] == "red"].reset_index(drop=True),
        drawn[drawn["photo"] == "red2"].reset_index(drop=True),
    )
    assert not drawn.equals(sample_pixels(frame, {"red": 40}, seed=4))


def test_unused_categories_change_nothing() -> None:
    frame = pd.concat([random_photos(3, 50), random_photos(3, 50, "blue")], ignore_index=True)
    as_stored = frame.astype({"photo": "category", "term": "category", "group": "category"})
    some = frame["photo"] != "red1"
    expected = sample_pixels(frame[some], {"red": 30, "blue": 30}, seed=0)
    drawn = sample_pixels(as_stored[some], {"red": 30, "blue": 30}, seed=0)
    pd.testing.assert_frame_equal(drawn, expected)


def test_equal_photos_give_different_pixels() -> None:
    one = random_photos(1, 100)
    drawn = sample_pixels(pd.concat([one, one.assign(photo="twin")]), {"red": 60}, seed=0)
    colors = [rows[["r", "g", "b"]].to_numpy().tolist() for _, rows in drawn.groupby("photo")]
    assert colors[0] != colors[1]


@pytest.mark.parametrize("kept", [object, pd.CategoricalDtype(["red", "teal"])])
def test_a_term_without_pixels_is_an_error(kept: object) -> None:
    with pytest.raises(TrainingError, match="no pixel is left for 'teal'"):
        sample_pixels(random_photos(2, 5).astype({"term": kept}), {"red": 5, "teal": 5}, seed=0)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 99)), unique_by=lambda item: item[1]),
    st.integers(1, 12),
)
def test_bottom_k_finds_what_sorting_finds(items: list[tuple[int, int]], k: int) -> None:
    priorities = np.array([priority for priority, _ in items], float)
    ranks = np.array([rank for _, rank in items], np.int64)
    found = bottom_k(priorities, ranks, k)
    assert sorted(items[place] for place in found) == sorted(items)[:k]


def test_equal_priorities_go_to_the_photo_first_by_name() -> None:
    frame = one_color({"b": (9, 0.5), "a": (9, 0.5)})
    sample = PixelSample.from_weights(frame, {"red": 18}, 0)
    offsets = {photo.photo: photo.offset for photo in sample.photos["red"]}
    equal = {"red": [replace(photo, offset=0.5) for photo in sample.photos["red"]]}
    cut = PixelSample.merge([PixelSample({"red": 7}, equal)])
    assert {photo.photo: len(photo.colors) for photo in cut.photos["red"]} == {"a": 4, "b": 3}
    assert offsets["a"] != offsets["b"], "which hardly ever happens by itself"

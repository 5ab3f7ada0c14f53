import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denoise import believed_colors
from folkhue.clusters import cluster_counts
from folkhue.counts import ColorCounts
from folkhue.errors import TrainingError
from folkhue.sampling import draw_pixels, fair_shares, split_photos, to_frame, to_pixels


@given(
    st.lists(st.tuples(st.integers(0, 50), st.floats(0.02, 1)), max_size=12), st.integers(0, 300)
)
def test_shares_are_as_fair_as_can_be(photos: list[tuple[int, float]], wanted: int) -> None:
    """Each is all that the photo has, or within one of its weight times a number they share."""
    available, weights = [stock for stock, _ in photos], [weight for _, weight in photos]
    shares = fair_shares(available, weights, wanted).tolist()
    assert sum(shares) == min(wanted, sum(available))
    assert all(0 <= share <= stock for share, stock in zip(shares, available, strict=True))
    at_least = [(share - 1) / weight for share, weight in zip(shares, weights, strict=True)]
    at_most = [
        (share + 1) / weight
        for share, weight, stock in zip(shares, weights, available, strict=True)
        if share < stock
    ]
    assert max(at_least, default=0) <= min(at_most, default=np.inf) + 1e-6


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(0, 300))
def test_shares_of_equals_are_as_even_as_can_be(available: list[int], wanted: int) -> None:
    shares = fair_shares(available, [0.3] * len(available), wanted)
    for share, stock in zip(shares, available, strict=True):
        assert share == stock or share >= shares.max() - 1


def frame_of(photos: int, pixels: int, term: str = "red") -> pd.DataFrame:
    """Photographs of so many different colours each, some believed more than others."""
    rng = np.random.default_rng(1)
    parts = []
    for number in range(photos):
        counts = ColorCounts.of_pixels(rng.integers(0, 256, (pixels, 3), np.uint8))
        belief = rng.uniform(0.02, 1, len(counts))
        belief[0] = 1
        parts.append(to_frame(counts, belief, f"{term}{number}", term))
    return pd.concat(parts, ignore_index=True)


def two_colors(counts: list[int], beliefs: list[float], photo: str = "one") -> pd.DataFrame:
    """A photograph of a black and a white."""
    colors = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    return to_frame(ColorCounts(colors, np.array(counts)), np.array(beliefs), photo, "red")


def test_a_class_is_capped_and_its_photos_contribute_evenly() -> None:
    frame = pd.concat([frame_of(5, 100), frame_of(2, 7, "blue")])
    drawn = draw_pixels(frame, {"red": 52, "blue": 20}, seed=0)
    per_photo = drawn.groupby("photo")["count"].sum()
    assert sorted(per_photo[per_photo.index.str.startswith("red")]) == [10, 10, 10, 11, 11]
    assert per_photo[per_photo.index.str.startswith("blue")].tolist() == [7, 7]


@pytest.mark.parametrize(
    ("beliefs", "drawn_of_each"),
    [([1, 1], [60, 60]), ([0.02, 1], [60, 60]), ([0.5, 0.5], [40, 80]), ([0.02, 0.2], [20, 100])],
)
def test_photos_contribute_as_far_as_their_most_believed_color_is(
    beliefs: list[float], drawn_of_each: list[int]
) -> None:
    doubtful, sure = two_colors([500, 500], beliefs), two_colors([90, 10], [0.1, 1], "two")
    drawn = draw_pixels(pd.concat([doubtful, sure]), {"red": 120}, seed=0)
    assert drawn.groupby("photo")["count"].sum().tolist() == drawn_of_each


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 30), st.floats(0.02, 1)), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 120),
)
def test_no_more_is_drawn_than_there_is_and_than_the_cap(
    photos: list[list[tuple[int, float]]], cap: int
) -> None:
    frame = pd.concat(
        two_colors([n for n, _ in photo], [b for _, b in photo], str(name))
        for name, photo in enumerate(photos)
    )
    drawn = draw_pixels(frame, {"red": cap}, seed=0)
    assert list(drawn) == ["photo", "term", "r", "g", "b", "count"]
    assert drawn["count"].sum() == min(cap, frame["count"].sum())
    assert (drawn["count"] > 0).all()
    key = ["photo", "r", "g", "b"]
    there = frame.set_index(key)["count"]
    assert (drawn.set_index(key)["count"] <= there.loc[drawn.set_index(key).index]).all()


@pytest.mark.parametrize("times", [1, 2, 5])
def test_what_is_believed_twice_as_much_is_drawn_twice_as_often(times: int) -> None:
    """Of two colours as common; so few of their pixels are drawn that neither runs out."""
    frame = two_colors([4000, 4000], [0.9, 0.9 / times])
    drawn = pd.concat(draw_pixels(frame, {"red": 100}, seed) for seed in range(60))
    black, white = drawn.groupby("r")["count"].sum()
    assert black / white == pytest.approx(times, rel=0.1)


def test_what_is_twice_as_common_is_drawn_twice_as_often() -> None:
    frame = two_colors([4000, 2000], [0.5, 0.5])
    drawn = pd.concat(draw_pixels(frame, {"red": 100}, seed) for seed in range(60))
    black, white = drawn.groupby("r")["count"].sum()
    assert black / white == pytest.approx(2, rel=0.1)


def test_what_is_not_believed_is_never_drawn() -> None:
    pixels = np.array([[0, 0, 0]] * 50 + [[255, 255, 255]] * 50, np.uint8)
    clustered = [cluster_counts(ColorCounts.of_pixels(pixels), 2, "lab", 0)] * 2
    photos = pd.DataFrame({"id": ["one", "two"], "original": ["", "picture"]})
    beliefs = [{"red": np.array([1.0, 0.0])}, {"red": np.array([0.001, 0.5])}]
    frame = believed_colors(photos, clustered, beliefs)
    drawn = draw_pixels(frame, {"red": 1000}, seed=0)
    assert drawn[["photo", "group", "r", "count"]].to_numpy().tolist() == [
        ["one", "one", 0, 50],
        ["two", "picture", 255, 50],
    ]


def test_what_is_drawn_of_a_photo_depends_on_seed_and_photo_alone() -> None:
    frame = frame_of(4, 100)
    drawn = draw_pixels(frame, {"red": 40}, seed=3)
    for order in range(3):
        shuffled = frame.sample(frac=1, random_state=order)
        pd.testing.assert_frame_equal(draw_pixels(shuffled, {"red": 40}, seed=3), drawn)
    others = pd.concat([frame[frame["photo"] == "red2"], frame_of(4, 30, "blue")])
    alone = draw_pixels(others, {"blue": 8, "red": 10}, seed=3)
    pd.testing.assert_frame_equal(
        alone[alone["term"] == "red"].reset_index(drop=True),
        drawn[drawn["photo"] == "red2"].reset_index(drop=True),
    )
    assert not drawn.equals(draw_pixels(frame, {"red": 40}, seed=4))


def test_categories_of_which_some_do_not_occur_are_drawn_as_names_are() -> None:
    frame = pd.concat([frame_of(3, 50), frame_of(3, 50, "blue")], ignore_index=True)
    as_stored = frame.astype({"photo": "category", "term": "category"})
    some = frame["photo"] != "red1"
    expected = draw_pixels(frame[some], {"red": 30, "blue": 30}, seed=0)
    drawn = draw_pixels(as_stored[some], {"red": 30, "blue": 30}, seed=0)
    pd.testing.assert_frame_equal(
        drawn.astype({"photo": str, "term": str}), expected.astype({"photo": str, "term": str})
    )


def test_pixels_and_names_are_spelt_out() -> None:
    pixels, names = to_pixels(draw_pixels(frame_of(2, 30), {"red": 60}, seed=0))
    assert pixels.shape == (60, 3)
    assert pixels.dtype == np.uint8
    assert names.tolist() == ["red"] * 60


def test_photos_alike_do_not_give_the_same_pixels() -> None:
    one = frame_of(1, 100)
    drawn = draw_pixels(pd.concat([one, one.assign(photo="twin")]), {"red": 60}, seed=0)
    colors = [rows[["r", "g", "b"]].to_numpy().tolist() for _, rows in drawn.groupby("photo")]
    assert colors[0] != colors[1]


@pytest.mark.parametrize("kept", [object, pd.CategoricalDtype(["red", "teal"])])
def test_an_empty_class_is_named(kept: object) -> None:
    with pytest.raises(TrainingError, match="no pixel is left for 'teal'"):
        draw_pixels(frame_of(2, 5).astype({"term": kept}), {"red": 5, "teal": 5}, seed=0)


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["red", "green", "blue"])),
        min_size=1,
        max_size=80,
        unique=True,
    ),
    st.integers(0, 3),
)
def test_the_split_is_by_photo_and_reaches_every_class(
    rows: list[tuple[int, str]], seed: int
) -> None:
    pairs = pd.DataFrame([(f"p{n}", term) for n, term in rows], columns=["photo", "term"])
    sizes = pairs.groupby("term").size()
    if (sizes < 2).any():
        with pytest.raises(TrainingError, match="has one photograph left"):
            split_photos(pairs, 0.2, seed)
        return
    try:
        test = split_photos(pairs, 0.2, seed)
    except TrainingError as error:
        assert "only ones of other terms" in str(error)  # noqa: PT017
        return
    assert test == split_photos(pairs[::-1], 0.2, seed)
    for _, photos in pairs.groupby("term")["photo"]:
        assert test & set(photos)
        assert set(photos) - test


def test_what_cannot_be_split_is_told() -> None:
    rows = [(p, t) for t, photos in {"a": "12", "b": "23", "c": "13"}.items() for p in photos]
    with pytest.raises(TrainingError, match="cannot be split into training and test"):
        split_photos(pd.DataFrame(rows, columns=["photo", "term"]), 0.2, 0)


def test_the_share_is_about_what_was_asked() -> None:
    pairs = pd.DataFrame({"photo": [f"p{n}" for n in range(100)], "term": "red"})
    assert len(split_photos(pairs, 0.2, 0)) == 20
    moved = split_photos(pairs, 0.2, 0) ^ split_photos(pairs.head(99), 0.2, 0)
    assert len(moved) <= 2

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.counts import ColorCounts
from folkhue.errors import TrainingError
from folkhue.sampling import draw_pixels, even_shares, split_photos, to_frame, to_pixels


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(0, 300))
def test_shares_are_as_even_as_can_be(available: list[int], wanted: int) -> None:
    shares = even_shares(available, wanted)
    assert shares.sum() == min(wanted, sum(available))
    assert (shares <= available).all()
    for share, stock in zip(shares, available, strict=True):
        assert share == stock or share >= shares.max() - 1


def frame_of(photos: int, pixels: int, term: str = "red") -> pd.DataFrame:
    rng = np.random.default_rng(1)
    parts = [
        to_frame(
            ColorCounts.of_pixels(rng.integers(0, 256, (pixels, 3), np.uint8)), f"{term}{n}", term
        )
        for n in range(photos)
    ]
    return pd.concat(parts, ignore_index=True)


def test_a_class_is_capped_and_its_photos_contribute_evenly() -> None:
    frame = pd.concat([frame_of(5, 100), frame_of(2, 7, "blue")])
    drawn = draw_pixels(frame, {"red": 52, "blue": 20}, seed=0)
    per_photo = drawn.groupby("photo")["count"].sum()
    assert sorted(per_photo[per_photo.index.str.startswith("red")]) == [10, 10, 10, 11, 11]
    assert per_photo[per_photo.index.str.startswith("blue")].tolist() == [7, 7]


def test_what_is_drawn_of_a_photo_depends_on_seed_and_photo_alone() -> None:
    frame = frame_of(4, 100)
    drawn = draw_pixels(frame, {"red": 40}, seed=3)
    shuffled = draw_pixels(frame.sample(frac=1, random_state=1), {"red": 40}, seed=3)
    pd.testing.assert_frame_equal(
        drawn.sort_values(["photo", "r", "g", "b"], ignore_index=True),
        shuffled.sort_values(["photo", "r", "g", "b"], ignore_index=True),
    )
    other = draw_pixels(frame, {"red": 40}, seed=4)
    assert not drawn.equals(other)


def test_pixels_and_names_are_spelt_out() -> None:
    pixels, names = to_pixels(draw_pixels(frame_of(2, 30), {"red": 60}, seed=0))
    assert pixels.shape == (60, 3)
    assert pixels.dtype == np.uint8
    assert names.tolist() == ["red"] * 60


def test_an_empty_class_is_named() -> None:
    with pytest.raises(TrainingError, match="no pixel is left for 'teal'"):
        draw_pixels(frame_of(2, 5), {"red": 5, "teal": 5}, seed=0)


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

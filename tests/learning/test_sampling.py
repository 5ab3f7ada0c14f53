from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkhue.errors import TrainingError
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.clustering import cluster_counts
from folkhue.learning.denoising.pixel_weights import (
    SCHEMA,
    Named,
    Part,
    believed_file,
    row_groups,
    to_table,
)
from folkhue.learning.sampling import (
    Draw,
    Sides,
    draw_pixels,
    keys_of,
    split_photos,
    terms_of_groups,
    to_pixels,
)


def rows_of(
    counts: ColorHistogram, belief: np.ndarray, photo: str, term: str, group: str = ""
) -> pd.DataFrame:
    parts = [Part(Named(photo, group or photo, (term,)), term, counts, belief)]
    return to_table(parts).to_pandas()


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Give names as texts: those of several photographs can be put together."""
    return frame.astype({"photo": str, "term": str, "group": str})


def photo_of(name: str, pixels: int, belief: float, term: str = "red") -> pd.DataFrame:
    """A photograph of so many pixels of one color."""
    counts = ColorHistogram(np.array([[9, 9, 9]], np.uint8), np.array([pixels]))
    return plain(rows_of(counts, np.array([belief]), name, term))


def drawn_of(frame: pd.DataFrame, cap: int, seed: int = 0) -> dict[str, int]:
    """Photo → pixels drawn of it."""
    drawn = draw_pixels(frame, {"red": cap}, seed)
    return {str(name): int(n) for name, n in drawn.groupby("photo")["count"].sum().items()}


stocks = st.lists(st.tuples(st.integers(1, 50), st.floats(0.02, 1)), min_size=1, max_size=12)


@given(stocks, st.integers(1, 300))
def test_shares_are_as_fair_as_can_be(photos: list[tuple[int, float]], wanted: int) -> None:
    """Each is all that the photo has, or within one of its weight times a number they share."""
    named = {f"p{number}": photo for number, photo in enumerate(photos)}
    frame = pd.concat([photo_of(name, *photo) for name, photo in named.items()])
    shares = dict.fromkeys(named, 0) | drawn_of(frame, wanted)
    assert sum(shares.values()) == min(wanted, sum(stock for stock, _ in photos))
    at_least, at_most = [0.0], [np.inf]
    for name, (stock, weight) in named.items():
        weight = float(np.float32(weight))
        assert shares[name] <= stock
        at_least.append((shares[name] - 1) / weight)
        if shares[name] < stock:
            at_most.append((shares[name] + 1) / weight)
    assert max(at_least) <= min(at_most) + 1e-6


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.integers(1, 300))
def test_shares_of_equals_are_as_even_as_can_be(available: list[int], wanted: int) -> None:
    frame = pd.concat([photo_of(f"p{n}", stock, 0.3) for n, stock in enumerate(available)])
    drawn = drawn_of(frame, wanted)
    shares = [drawn.get(f"p{number}", 0) for number in range(len(available))]
    for share, stock in zip(shares, available, strict=True):
        assert share == stock or share >= max(shares) - 1


@settings(max_examples=50)
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
def test_draws_of_pieces_merge_to_the_draw_of_all_in_any_order(
    photos: list[tuple[int, float, str]], cap: int, pieces: int, shuffle: Random
) -> None:
    caps = {"blue": cap, "red": cap + 3}
    rng = np.random.default_rng(len(photos))
    frames = []
    for number, (pixels, weight, term) in enumerate(photos):
        counts = ColorHistogram.from_pixels(rng.integers(0, 4, (pixels, 3), np.uint8))
        belief = rng.uniform(0.01, weight, len(counts))
        frames.append(plain(rows_of(counts, belief, f"p{number}", term)))
    shuffle.shuffle(frames)
    cut = [pd.concat(frames[start::pieces]) for start in range(min(pieces, len(frames)))]
    one_by_one = within_limits = Draw.of_none(caps)
    for some in cut:
        one_by_one = Draw.merge([Draw.of(some, caps, 0), one_by_one])
        limits = within_limits.limits
        within_limits = Draw.merge([within_limits, Draw.of(some, caps, 0, limits)])
    expected = spelled(Draw.of(pd.concat(frames), caps, 0))
    assert spelled(one_by_one) == spelled(within_limits) == expected
    assert spelled(Draw.merge([Draw.of(some, caps, 0) for some in cut])) == expected


def spelled(draw: Draw) -> dict[str, list[tuple[str, list[int]]]]:
    """Term → photo and its pixels in the order drawn."""
    return {
        term: sorted((line.photo, line.colors.tolist()) for line in lines)
        for term, lines in draw.lines.items()
    }


def frame_of(photos: int, pixels: int, term: str = "red") -> pd.DataFrame:
    """Photographs of so many different colors each, some believed more than others."""
    rng = np.random.default_rng(1)
    parts = []
    for number in range(photos):
        counts = ColorHistogram.from_pixels(rng.integers(0, 256, (pixels, 3), np.uint8))
        belief = rng.uniform(0.02, 1, len(counts))
        belief[0] = 1
        parts.append(plain(rows_of(counts, belief, f"{term}{number}", term)))
    return pd.concat(parts, ignore_index=True)


def two_colors(counts: list[int], beliefs: list[float], photo: str = "one") -> pd.DataFrame:
    """A photograph of a black and a white."""
    colors = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    return plain(rows_of(ColorHistogram(colors, np.array(counts)), np.array(beliefs), photo, "red"))


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
    assert drawn.groupby("photo")["count"].sum().tolist() == pytest.approx(drawn_of_each, abs=1)


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
    assert list(drawn) == ["photo", "term", "r", "g", "b", "count", "group"]
    assert drawn["count"].sum() == min(cap, frame["count"].sum())
    assert (drawn["count"] > 0).all()
    key = ["photo", "r", "g", "b"]
    there = frame.set_index(key)["count"]
    assert (drawn.set_index(key)["count"] <= there.loc[drawn.set_index(key).index]).all()


@pytest.mark.parametrize("times", [1, 2, 5])
def test_what_is_believed_twice_as_much_is_drawn_twice_as_often(times: int) -> None:
    """Of two colors as common; so few of their pixels are drawn that neither runs out."""
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
    photo = cluster_counts(ColorHistogram.from_pixels(pixels), 2, "lab", 0)
    names = [Named("one", "one", ("red",)), Named("two", "picture", ("red",))]
    beliefs = [np.array([1.0, 0.0]), np.array([0.001, 0.5])]
    parts = [Part.of(photo, b, name, "red") for b, name in zip(beliefs, names, strict=True)]
    drawn = draw_pixels(to_table(parts).to_pandas(), {"red": 1000}, seed=0)
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
    as_stored = frame.astype({"photo": "category", "term": "category", "group": "category"})
    some = frame["photo"] != "red1"
    expected = draw_pixels(frame[some], {"red": 30, "blue": 30}, seed=0)
    drawn = draw_pixels(as_stored[some], {"red": 30, "blue": 30}, seed=0)
    pd.testing.assert_frame_equal(drawn, expected)


def test_pixels_and_names_are_spelled_out() -> None:
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


def keys_by_term(rows: list[tuple[int, str]], seed: int) -> dict[str, np.ndarray]:
    terms = {term for _, term in rows}
    return {t: keys_of((f"p{n}" for n, term in rows if term == t), seed) for t in terms}


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
    photos = keys_by_term(rows, seed)
    if any(len(keys) < 2 for keys in photos.values()):
        with pytest.raises(TrainingError, match="has one photograph left"):
            split_photos(photos, 0.2)
        return
    try:
        test = split_photos(photos, 0.2)
    except TrainingError as error:
        assert "only ones of other terms" in str(error)  # noqa: PT017
        return
    again = {term: np.concatenate([keys[::-1], keys]) for term, keys in [*photos.items()][::-1]}
    assert np.array_equal(test, split_photos(again, 0.2))
    for keys in photos.values():
        assert 0 < np.isin(keys, test).sum() < len(keys)


def test_what_cannot_be_split_is_told() -> None:
    rows = [(n, t) for t, photos in {"a": (1, 2), "b": (2, 3), "c": (1, 3)}.items() for n in photos]
    with pytest.raises(TrainingError, match="cannot be split into training and test"):
        split_photos(keys_by_term(rows, 0), 0.2)


def test_the_share_is_about_what_was_asked() -> None:
    keys = keys_of((f"p{number}" for number in range(100)), 0)
    assert len(split_photos({"red": keys}, 0.2)) == 20
    moved = np.setxor1d(split_photos({"red": keys}, 0.2), split_photos({"red": keys[:99]}, 0.2))
    assert len(moved) <= 2
    assert set(split_photos({"red": keys}, 0.2)) <= set(keys)


def test_workers_draw_what_one_process_draws(tmp_path: Path) -> None:
    """From pieces of a file, on both sides; pictures cut from one are on one side."""
    frames = [frame_of(6, 60), frame_of(4, 50, "blue")]
    whole = pd.concat(frames, ignore_index=True)
    whole["group"] = whole["photo"].str[:-1] + (whole["photo"].str[-1].astype(int) // 2).astype(str)
    with believed_file(tmp_path / "believed.parquet") as writer:
        for _, rows in whole.groupby(whole["photo"].str[-1]):
            writer.write_table(pa.Table.from_pandas(rows, SCHEMA, preserve_index=False))
    pieces = row_groups(tmp_path / "believed.parquet", 4)
    assert [len(piece.numbers) for piece in pieces] == [4, 2]
    keys = [terms_of_groups(piece, 0) for piece in pieces]
    photos = {t: np.concatenate([k[t] for k in keys if t in k]) for t in ("blue", "red")}
    held_out = split_photos(photos, 0.4)
    free = {"red": np.inf, "blue": np.inf}
    sides = Sides({"red": 50, "blue": 30}, {"red": 20, "blue": 200}, 0)
    first = sides.draw((pieces[0], free, free), held_out)
    found = [first, sides.draw((pieces[1], first[0].limits, first[1].limits), held_out)]
    is_test = np.isin(keys_of(whole["group"], 0), held_out)
    for side, rows, caps in ((0, whole[~is_test], sides.train), (1, whole[is_test], sides.test)):
        merged = Draw.merge([pair[side] for pair in found]).frame()
        pd.testing.assert_frame_equal(merged, draw_pixels(rows, caps, 0))
        assert set(merged["group"]) == set(rows["group"])

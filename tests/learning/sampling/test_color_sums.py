"""All pixels of all photographs, as colors with weights."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pixel_weights import random_photos, rows_of

from folkhue.errors import TrainingError
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.sampling.color_sums import TERM_WEIGHT, ColorSums

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def photo(name: str, counts: list[int], weights: list[float], term: str = "red") -> pd.DataFrame:
    """A photograph of a black and a white."""
    colors = np.array([BLACK, WHITE], np.uint8)
    return rows_of((name, term, ColorHistogram(colors, np.array(counts)), weights))


def shares(*photos: pd.DataFrame, terms: tuple[str, ...] = ("red",)) -> dict[str, list[float]]:
    """Term → the share of its weight that black and white have."""
    frame = ColorSums.from_weights(pd.concat(photos), terms).to_frame()
    return {
        term: (some["weight"] / TERM_WEIGHT).tolist()
        for term, some in frame.groupby("term", observed=True)
    }


@pytest.mark.parametrize(
    ("photos", "black"),
    [
        ([([30, 10], [1, 1])], 3 / 4),
        ([([30, 10], [0.5, 1])], 15 / 25),
        ([([30, 10], [1, 1]), ([1000, 3000], [1, 1])], 1 / 2),  # a photograph is a photograph
        ([([30, 10], [0.5, 0.5]), ([10, 30], [1, 1])], (0.5 * 3 / 4 + 1 / 4) / 1.5),
    ],
    ids=["counts", "weights", "sizes", "highest weights"],
)
def test_a_color_weighs_by_its_pixels_their_weights_and_its_photograph(
    photos: list[tuple[list[int], list[float]]], black: float
) -> None:
    rows = [photo(f"p{n}", counts, weights) for n, (counts, weights) in enumerate(photos)]
    assert shares(*rows)["red"] == pytest.approx([black, 1 - black])


def test_a_photograph_counts_by_its_own_weight() -> None:
    black, white = photo("a", [1, 0], [1, 1]), photo("b", [0, 1], [1, 1])
    found = shares(black.assign(photo_weight=0.25), white)
    assert found["red"] == pytest.approx([1 / 5, 4 / 5])


def test_terms_weigh_the_same_and_those_not_wanted_nothing() -> None:
    rows = (
        photo("a", [4, 4], [1, 1]),
        photo("a", [4, 4], [1, 0.02], "blue"),
        photo("b", [9, 9], [1, 1], "green"),
    )
    found = shares(*rows, terms=("blue", "red"))
    assert list(found) == ["blue", "red"]
    assert found["red"] == pytest.approx([0.5, 0.5])
    assert found["blue"] == pytest.approx([1 / 1.02, 0.02 / 1.02])


@settings(max_examples=15)
@given(st.integers(1, 6), st.integers(1, 9), st.randoms())
def test_parts_in_any_order_add_up_to_the_same(pieces: int, photos: int, shuffle: Random) -> None:
    terms = ("red", "blue")
    rows = pd.concat([random_photos(photos, 40), random_photos(3, 30, "blue")])
    whole = ColorSums.from_weights(rows, terms)
    names = [*rows["photo"].unique()]
    shuffle.shuffle(names)
    parts = [
        ColorSums.from_weights(rows[rows["photo"].isin(names[start::pieces])], terms)
        for start in range(pieces)
    ]
    for merged in (ColorSums.merge(parts), ColorSums.merge_many(iter(parts), terms)):
        assert len(merged) == len(whole)
        for term, columns in whole.colors.items():
            for column, expected in zip(merged.colors[term], columns, strict=True):
                assert column.tolist() == expected.tolist()
    frame = whole.to_frame()
    assert not frame.duplicated(["term", "r", "g", "b"]).any()
    assert frame.groupby("term", observed=True)["weight"].sum().tolist() == pytest.approx(
        [TERM_WEIGHT] * 2
    )


@pytest.mark.parametrize("rows", [random_photos(2, 5), random_photos(2, 5)[:0]])
def test_a_term_without_pixels_is_an_error(rows: pd.DataFrame) -> None:
    with pytest.raises(TrainingError, match="no pixel is left for 'teal'"):
        ColorSums.from_weights(rows, ["teal", "red"]).to_frame()

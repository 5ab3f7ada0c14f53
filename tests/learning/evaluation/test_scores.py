import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.scores import Answers, calibration, tally_pixels, xkcd_colors

TERMS = ("red", "green", "blue")
R, G, B = [9, 1, 1], [1, 9, 1], [1, 1, 9]


def brightest(rgb: np.ndarray) -> np.ndarray:
    return rgb.argmax(axis=1).astype(np.uint8)


def pixels(*regions: tuple[str, str, str, list[list[int]]]) -> pd.DataFrame:
    """A row per pixel of regions given as photograph, label, qualities and colors."""
    rows = [
        (photo, number, label, qualities, *color)
        for number, (photo, label, qualities, colors) in enumerate(regions)
        for color in colors
    ]
    columns = ["photo", "region", "label", "qualities", "r", "g", "b"]
    return pd.DataFrame(rows, columns=columns)


def test_pixels_are_counted_as_often_as_they_occur() -> None:
    colors = np.array([R] * 3 + [G], np.uint8)
    names, photos = np.array(["red", "red", "blue", "green"]), np.array(["a", "b", "b", "b"])
    tally = tally_pixels(brightest, colors, names, photos, TERMS)
    assert tally.total.counts.tolist() == [[2, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert tally.counts.sum(axis=(1, 2)).tolist() == [1, 3]


def test_golden_scores_by_hand() -> None:
    answers = Answers.of(
        brightest,
        pixels(
            ("one", "red", "", [R, R, G]),  # most of it right
            ("one", "green", "dark dull", [G]),
            ("two", "blue", "dark", [R, R, B]),  # most of it wrong
            ("two", "ambiguous red/blue", "", [R, B, G]),
            ("two", "brown", "", [R]),  # not in the vocabulary: left out
            ("two", "ambiguous blue/purple", "", [B]),  # nor this
        ),
        TERMS,
    )
    assert answers.regions["label"].tolist() == ["red", "green", "blue", "ambiguous red/blue"]
    assert answers.regions.loc[0, list(TERMS)].tolist() == [2, 1, 0]
    scores = answers.summary(0)
    assert scores["golden"]["accuracy"] == pytest.approx(4 / 7)
    assert scores["golden"]["balanced_accuracy"] == pytest.approx((2 / 3 + 1 + 1 / 3) / 3)
    assert scores["golden_regions"]["accuracy"] == pytest.approx(2 / 3)
    assert scores["golden_photos"]["accuracy"] == pytest.approx((3 / 4 + 1 / 3) / 2)
    assert scores["golden_photos"]["balanced_accuracy"] == pytest.approx((5 / 6 + 1 / 3) / 2)
    assert scores["golden_ambiguous"]["accuracy"] == pytest.approx(2 / 3)
    assert scores["golden_ambiguous"]["regions"] == 1
    assert scores["golden_qualities"] == {
        "plain": {"regions": 1, "accuracy": pytest.approx(2 / 3)},
        "dark": {"regions": 2, "accuracy": pytest.approx((1 + 1 / 3) / 2)},
        "dull": {"regions": 1, "accuracy": pytest.approx(1)},
    }
    # Red and green are on one photograph alone, blue on the other: there is no telling.
    assert scores["golden"]["interval"] == [0.0, 1.0]


@pytest.mark.parametrize("regions", [(), (("one", "brown", "", [R]),)])
def test_a_golden_set_without_names_of_the_vocabulary(regions: tuple[()]) -> None:
    answers = Answers.of(brightest, pixels(*regions), TERMS)
    scores = answers.summary(0)
    assert scores["golden"]["balanced_accuracy"] == 0
    assert scores["golden_photos"]["interval"] == [0.0, 1.0]
    assert scores["golden_ambiguous"] == {"accuracy": 0.0, "interval": [0.0, 1.0], "regions": 0}
    assert scores["golden_qualities"] == {}


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40),
    st.integers(1, 12),
)
def test_calibration_counts_every_answer_once(answers: list[tuple[float, bool]], bins: int) -> None:
    probabilities = np.array([probability for probability, _ in answers])
    right = np.array([is_right for _, is_right in answers], bool)
    table = calibration(probabilities, right, bins)
    assert list(table) == ["answers", "probability", "right"]
    assert len(table) <= bins
    assert table["answers"].sum() == len(answers)
    assert (table["answers"] * table["probability"]).sum() == pytest.approx(probabilities.sum())
    assert (table["answers"] * table["right"]).sum() == pytest.approx(right.sum())
    assert table["probability"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("probabilities", "answers"),
    [([0.05, 0.95], [1, 1]), ([0.91, 0.99, 1.0], [3]), ([0.0, 0.09, 0.1], [2, 1]), ([], [])],
)
def test_a_tenth_of_the_probabilities_is_a_row(
    probabilities: list[float], answers: list[int]
) -> None:
    table = calibration(np.array(probabilities), np.ones(len(probabilities), bool))
    assert table["answers"].tolist() == answers


@pytest.mark.parametrize(
    ("names", "wanted", "unwanted"),
    [
        ("basic8", {"light blue": "blue"}, {"blue green", "brown red", "grey blue", "sea"}),
        ("basic11", {"dark grey": "gray", "hot pink": "pink"}, {"pink red", "purple grey"}),
        (["teal", "blue"], {"dark teal": "teal"}, {"dark red"}),
    ],
)
def test_xkcd_names_that_end_in_a_term(
    names: str | list[str], wanted: dict[str, str], unwanted: set[str]
) -> None:
    from matplotlib.colors import XKCD_COLORS, to_rgb

    colors, terms = xkcd_colors(Vocabulary.of(names))
    assert set(terms) == set(Vocabulary.of(names).names)
    found = {tuple(color): term for color, term in zip(colors.tolist(), terms, strict=True)}

    def code(name: str) -> tuple[int, ...]:
        return tuple(round(255 * channel) for channel in to_rgb(XKCD_COLORS[f"xkcd:{name}"]))

    for name, term in wanted.items():
        assert found[code(name)] == term
    for name in unwanted & {key.removeprefix("xkcd:") for key in XKCD_COLORS}:
        assert code(name) not in found

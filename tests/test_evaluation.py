import numpy as np
import pytest

from folkhue.evaluation import (
    Confusion,
    confusion_on_pixels,
    confusions_on_regions,
    xkcd_colors,
)
from folkhue.vocabulary import Vocabulary

TERMS = ("red", "green", "blue")


def brightest(rgb: np.ndarray) -> np.ndarray:
    return rgb.argmax(axis=1).astype(np.uint8)


def test_scores_by_hand() -> None:
    confusion = Confusion.of(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), TERMS)
    assert confusion.counts.tolist() == [[2, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert confusion.accuracy == pytest.approx(3 / 4)
    assert confusion.balanced_accuracy == pytest.approx((2 / 3 + 1) / 2)
    summary = confusion.summary()
    assert summary["terms"]["red"] == {
        "precision": 1.0,
        "recall": pytest.approx(2 / 3),
        "support": 3,
    }
    assert summary["terms"]["green"]["precision"] == pytest.approx(1 / 2)
    assert sum(count for _, _, count in confusion.rows()) == 4


def test_no_question_no_score() -> None:
    nothing = np.empty(0, int)
    assert Confusion.of(nothing, nothing, TERMS).balanced_accuracy == 0


def test_pixels_are_counted_as_often_as_they_occur() -> None:
    pixels = np.array([[9, 1, 1]] * 3 + [[1, 9, 1]], np.uint8)
    confusion = confusion_on_pixels(
        brightest, pixels, np.array(["red", "red", "blue", "green"]), TERMS
    )
    assert confusion.counts.tolist() == [[2, 0, 0], [0, 1, 0], [1, 0, 0]]


def test_regions_are_named_by_most_of_their_pixels() -> None:
    red, green = [9, 1, 1], [1, 9, 1]
    regions = [
        ("red", np.array([red, red, green], np.uint8)),
        ("green", np.array([green], np.uint8)),
        ("brown", np.array([red], np.uint8)),  # not in the vocabulary: left out
    ]
    pixels, whole = confusions_on_regions(brightest, regions, TERMS)
    assert pixels.counts.sum() == 4
    assert pixels.accuracy == pytest.approx(3 / 4)
    assert whole.counts.sum() == 2
    assert whole.accuracy == 1


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

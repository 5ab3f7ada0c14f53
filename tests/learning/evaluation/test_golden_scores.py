import numpy as np
import pandas as pd
import pytest

from folkhue.learning.evaluation.golden_scores import GoldenPredictions

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


def test_golden_scores_by_hand() -> None:
    predictions = GoldenPredictions.from_predict(
        brightest,
        pixels(
            ("one", "red", "", [R, R, G]),  # most of it right
            ("one", "green", "dark dull", [G]),
            ("two", "blue", "dark between", [R, R, B]),  # most of it wrong
            ("two", "ambiguous red/blue", "", [R, B, G]),
            ("two", "brown", "", [R]),  # not in the vocabulary: left out
            ("two", "ambiguous blue/purple", "", [B]),  # nor this
        ),
        TERMS,
    )
    assert predictions.regions["label"].tolist() == ["red", "green", "blue", "ambiguous red/blue"]
    assert predictions.regions.loc[0, list(TERMS)].tolist() == [2, 1, 0]
    scores = predictions.summary(0)
    assert scores["golden"]["accuracy"] == pytest.approx(4 / 7)
    assert scores["golden"]["balanced_accuracy"] == pytest.approx((2 / 3 + 1 + 1 / 3) / 3)
    assert scores["golden_regions"]["accuracy"] == pytest.approx(2 / 3)
    assert scores["golden_photos"]["accuracy"] == pytest.approx((3 / 4 + 1 / 3) / 2)
    assert scores["golden_photos"]["balanced_accuracy"] == pytest.approx((5 / 6 + 1 / 3) / 2)
    assert scores["golden_ambiguous"]["accuracy"] == pytest.approx(2 / 3)
    assert scores["golden_ambiguous"]["regions"] == 1
    assert scores["golden_qualities"] == {
        "plain": kind(1, 2 / 3, 2 / 3, ambiguous=(1, 2 / 3)),
        "dark": kind(2, (1 + 1 / 3) / 2, (1 + 1 / 3) / 2, photographs=2),
        "dull": kind(1, 1, 1),
        "between": kind(1, 1 / 3, 1 / 3),
    }
    # There are two photographs only.
    assert scores["golden"]["interval"] == [0.0, 1.0]


def kind(
    regions: int,
    accuracy: float,
    balanced: float,
    ambiguous: tuple[int, float] = (0, 0),
    photographs: int = 1,
) -> dict[str, object]:
    """What is said of a kind of regions on two photographs, which are too few for an interval."""
    return {
        "regions": regions,
        "accuracy": pytest.approx(accuracy),
        "balanced_accuracy": pytest.approx(balanced),
        "interval": [0, 1],
        "groups": photographs,
        "enough": False,
        "ambiguous": {"regions": ambiguous[0], "accuracy": pytest.approx(ambiguous[1])},
    }


def test_kinds_of_regions_are_balanced_over_names() -> None:
    """On each of ten photographs, three dark reds are right, and a dark green is half right."""
    dark = [("red", [R])] * 3 + [("green", [G, B])]
    found = GoldenPredictions.from_predict(
        brightest,
        pixels(
            *((f"{n}", label, "dark", colors) for n in range(10) for label, colors in dark),
            ("0", "ambiguous red/blue", "between", [R, G]),
        ),
        TERMS,
    ).summary(0)["golden_qualities"]
    assert list(found) == ["dark", "between"]
    assert found["dark"]["accuracy"] == pytest.approx((3 + 0.5) / 4)
    assert found["dark"]["interval"] == pytest.approx([(3 + 0.5) / 4] * 2)
    assert found["dark"]["balanced_accuracy"] == pytest.approx((1 + 0.5) / 2)
    assert found["dark"]["enough"]
    assert found["between"] == kind(0, 0, 0, ambiguous=(1, 0.5), photographs=0)


@pytest.mark.parametrize("regions", [(), (("one", "brown", "", [R]),)])
def test_a_golden_set_without_names_of_the_vocabulary(regions: tuple[()]) -> None:
    predictions = GoldenPredictions.from_predict(brightest, pixels(*regions), TERMS)
    scores = predictions.summary(0)
    assert scores["golden"]["balanced_accuracy"] == 0
    assert scores["golden_photos"]["interval"] == [0.0, 1.0]
    assert not scores["golden_photos"]["enough"]
    assert scores["golden_ambiguous"]["regions"] == 0
    assert not scores["golden_ambiguous"]["enough"]
    assert scores["golden_qualities"] == {}

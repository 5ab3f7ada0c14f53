import numpy as np
import pandas as pd

from folkhue.color.vocabulary import Vocabulary
from folkhue.images.histogram import pack
from folkhue.learning.evaluation.confusion_matrix import Predict
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.scores import (
    TEST_SETS,
    Evaluation,
    colors_to_predict,
    evaluate_pixels,
    titles_of,
)

TERMS = ("red", "green", "blue")
R, G, B = [9, 1, 1], [1, 9, 1], [1, 1, 9]


def brightest(rgb: np.ndarray) -> np.ndarray:
    return rgb.argmax(axis=1).astype(np.uint8)


def brightest_of(colors: np.ndarray) -> Predict:
    """Name these colors; another one is an error."""
    known = {*map(tuple, colors.tolist())}

    def predict(rgb: np.ndarray) -> np.ndarray:
        assert {*map(tuple, rgb.tolist())} <= known
        return brightest(rgb)

    return predict


def test_every_pixel_is_counted() -> None:
    rows = [("red", *R, 1, "a"), ("red", *R, 1, "b"), ("blue", *R, 3, "b"), ("green", *G, 1, "b")]
    frame = pd.DataFrame(rows, columns=["term", "r", "g", "b", "count", "group"])
    found = evaluate_pixels(brightest, frame, TERMS)
    assert found.total.counts.tolist() == [[2, 0, 0], [0, 1, 0], [3, 0, 0]]
    assert found.counts.sum(axis=(1, 2)).tolist() == [1, 5]


def test_a_perfect_classifier_is_evaluated_on_every_test_set() -> None:
    """A pixel of each term in each of ten photographs, and the corners of the survey."""
    rows = [
        (f"p{n}", t, *c, 2, f"p{n}")
        for n in range(10)
        for t, c in zip(TERMS, (R, G, B), strict=True)
    ]
    test = pd.DataFrame(rows, columns=["photo", "term", "r", "g", "b", "count", "group"])
    golden = test.rename(columns={"term": "label"}).assign(region=range(30), qualities="")
    vocabulary = Vocabulary.of(TERMS)
    survey = NamingSurvey.from_counts(
        {(color, name): 9 for name, color in (("red", 3 << 16), ("blue", 77))}, TERMS
    )
    colors = colors_to_predict(test, golden, vocabulary, survey)
    assert (np.diff(pack(colors).astype(int)) > 0).all()
    predict = brightest_of(colors)
    found = Evaluation.from_predict(predict, test, golden, vocabulary, survey)
    scores = found.scores(0)
    assert {*TEST_SETS} < {*titles_of(scores)} <= {*scores}
    assert scores["survey"]["accuracy"] == 1
    assert scores["survey"]["groups"] == 2
    assert found.test.total.counts.tolist() == [[20, 0, 0], [0, 20, 0], [0, 0, 20]]
    for name in ("test", "golden", "golden_regions", "golden_photos"):
        assert scores[name]["balanced_accuracy"] == 1
        assert scores[name]["interval"] == [1, 1]
    assert 0.5 < scores["xkcd"]["balanced_accuracy"] < 1
    assert 0.5 < scores["xkcd_resolved"]["balanced_accuracy"] < 1


def test_without_a_survey_there_is_no_score_of_one() -> None:
    columns = ["photo", "term", "r", "g", "b", "count", "group"]
    rows = pd.DataFrame([("p", "red", *R, 2, "p")], columns=columns)
    golden = rows.rename(columns={"term": "label"}).assign(region=0, qualities="")
    found = Evaluation.from_predict(brightest, rows, golden, Vocabulary.of(TERMS)).scores(0)
    assert "survey" not in found
    assert titles_of(found) == TEST_SETS

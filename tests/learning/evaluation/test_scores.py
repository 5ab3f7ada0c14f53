import numpy as np
import pandas as pd

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.scores import TEST_SETS, Evaluation, evaluate_pixels

TERMS = ("red", "green", "blue")
R, G, B = [9, 1, 1], [1, 9, 1], [1, 1, 9]


def brightest(rgb: np.ndarray) -> np.ndarray:
    return rgb.argmax(axis=1).astype(np.uint8)


def test_every_pixel_is_counted() -> None:
    colors = np.array([R] * 3 + [G], np.uint8)
    names, photos = np.array(["red", "red", "blue", "green"]), np.array(["a", "b", "b", "b"])
    found = evaluate_pixels(brightest, colors, names, photos, TERMS)
    assert found.total.counts.tolist() == [[2, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert found.counts.sum(axis=(1, 2)).tolist() == [1, 3]


def test_a_perfect_classifier_is_evaluated_on_every_test_set() -> None:
    """A pixel of each term in each of three photographs, and the corners of the survey."""
    rows = [
        (f"p{n}", t, *c, 2, f"p{n}")
        for n in range(3)
        for t, c in zip(TERMS, (R, G, B), strict=True)
    ]
    test = pd.DataFrame(rows, columns=["photo", "term", "r", "g", "b", "count", "group"])
    golden = test.rename(columns={"term": "label"}).assign(region=range(9), qualities="")
    found = Evaluation.from_predict(brightest, test, golden, Vocabulary.of(TERMS))
    scores = found.scores(0)
    assert {*TEST_SETS} <= {*scores}
    assert found.test.total.counts.tolist() == [[6, 0, 0], [0, 6, 0], [0, 0, 6]]
    for name in ("test", "golden", "golden_regions", "golden_photos"):
        assert scores[name]["balanced_accuracy"] == 1
        assert scores[name]["interval"] == [1, 1]
    assert 0.5 < scores["xkcd"]["balanced_accuracy"] < 1

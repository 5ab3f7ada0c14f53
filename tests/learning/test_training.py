"""Training on the rows of a table, as the stages and the studies do."""

import numpy as np
import pandas as pd
import pytest

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.sampling.exposure import expose
from folkhue.learning.training import train_on_rows

WORDS = Vocabulary.of(["red", "blue"])
COLORS = {"red": (150, 20, 20), "blue": (30, 40, 120)}
ROWS = pd.DataFrame([(term, *color) for term, color in COLORS.items()], columns=[*"trgb"])


def sample() -> pd.DataFrame:
    return ROWS.rename(columns={"t": "term"}).assign(count=[2, 3])


def all_pixels() -> pd.DataFrame:
    return ROWS.rename(columns={"t": "term"}).assign(weight=[2.0, 3.0]).astype({"term": "category"})


@pytest.mark.parametrize("rows", [sample(), all_pixels()], ids=["sample", "all pixels"])
@pytest.mark.parametrize("exposures", [[1.0], [1.0, 2.0], [0.5]])
def test_each_exposure_of_each_color_is_learned(rows: pd.DataFrame, exposures: list[float]) -> None:
    found = train_on_rows("density", {"bins": 4}, rows, exposures, WORDS, 0)
    colors = np.array([*COLORS.values()], np.uint8)
    assert found.terms == ("red", "blue")
    assert [found.predict(expose(colors, each)).tolist() for each in exposures] == [
        [0, 1] for _ in exposures
    ]
    exposed = np.concatenate([expose(colors, each) for each in exposures])
    assert 255 * found.pipeline[-1].low_ == pytest.approx(exposed.min(axis=0))


def test_options_are_those_of_the_classifier() -> None:
    options = {"kind": "density", "bins": 5, "spread": 1.0}
    classifier = train_on_rows("mine", options, all_pixels(), [1.0], WORDS, 0).pipeline[-1]
    assert (classifier.bins, classifier.spread) == (5, 1.0)

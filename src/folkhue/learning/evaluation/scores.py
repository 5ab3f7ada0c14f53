"""How well a classifier names colors: held-out pixels, golden regions and the XKCD survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.color.vocabulary import Vocabulary
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.evaluation.bootstrap import GroupedConfusion
from folkhue.learning.evaluation.confusion_matrix import Predict
from folkhue.learning.evaluation.golden_scores import GoldenPredictions, with_known_labels
from folkhue.learning.evaluation.xkcd import survey_pixels

TEST_SETS = {
    "test": "held-out split, noisy labels",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "golden_photos": "golden set, photographs",
    "xkcd": "XKCD survey",
}
"""Key of a test set in scores → its title."""


@dataclass(frozen=True)
class Evaluation:
    """The predictions of a classifier on every test set.

    Attributes
    ----------
    test : GroupedConfusion
        Of the held-out pixels, whose labels are noisy.
    golden : GoldenPredictions
    xkcd : GroupedConfusion
        Of the survey's colors, each a group of its own.
    """

    test: GroupedConfusion
    golden: GoldenPredictions
    xkcd: GroupedConfusion

    @classmethod
    def from_predict(
        cls, predict: Predict, test: pd.DataFrame, golden: pd.DataFrame, vocabulary: Vocabulary
    ) -> Evaluation:
        """Predict every test set.

        Parameters
        ----------
        predict : callable
        test : DataFrame
            Held-out pixels; see `folkhue.learning.sampling.pixels`.
        golden : DataFrame
            From `folkhue.learning.evaluation.golden.region_pixels`.
        vocabulary : Vocabulary
        """
        terms = vocabulary.names
        return cls(
            evaluate_pixels(predict, test, terms),
            GoldenPredictions.from_predict(predict, golden, terms),
            evaluate_survey(predict, vocabulary),
        )

    def scores(self, seed: int) -> dict[str, Any]:
        """Return the scores on each test set as JSON types."""
        return {
            "test": self.test.summary(seed),
            **self.golden.summary(seed),
            # Of some terms the survey has one name: those that it has are not a sample of few.
            "xkcd": self.xkcd.summary(seed, min_groups_of_term=1),
        }


def colors_to_predict(
    test: pd.DataFrame, golden: pd.DataFrame, vocabulary: Vocabulary
) -> NDArray[np.uint8]:
    """Return the distinct colors that `Evaluation.from_predict` predicts.

    Returns
    -------
    ndarray of uint8, shape (n, 3)
        In ascending order of their codes; see `folkhue.images.histogram.pack`.
    """
    known = with_known_labels(golden, vocabulary.names)
    rgb = [frame[["r", "g", "b"]] for frame in (test, known, survey_pixels(vocabulary))]
    return ColorHistogram.from_pixels(np.concatenate(rgb).astype(np.uint8)).colors


def evaluate_pixels(
    predict: Predict, rows: pd.DataFrame, terms: tuple[str, ...]
) -> GroupedConfusion:
    """Predict labeled pixels.

    Parameters
    ----------
    predict : callable
    rows : DataFrame
        See `folkhue.learning.sampling.pixels`; every term is one of `terms`.
    terms : tuple of str
    """
    actual = pd.Categorical(rows["term"], terms).codes
    names = predict(rows[["r", "g", "b"]].to_numpy(np.uint8))
    predicted = np.eye(len(terms), dtype=np.int64)[names] * rows[["count"]].to_numpy()
    return GroupedConfusion.from_predictions(rows["group"], actual, predicted, terms)


def evaluate_survey(predict: Predict, vocabulary: Vocabulary) -> GroupedConfusion:
    """Predict the colors of the XKCD survey."""
    return evaluate_pixels(predict, survey_pixels(vocabulary), vocabulary.names)

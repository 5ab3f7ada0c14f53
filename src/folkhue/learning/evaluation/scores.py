"""How well a classifier names colors: held-out pixels, golden regions and the XKCD survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.bootstrap import GroupedConfusion
from folkhue.learning.evaluation.confusion_matrix import Predict
from folkhue.learning.evaluation.golden_scores import GoldenPredictions
from folkhue.learning.evaluation.xkcd import xkcd_colors
from folkhue.learning.sampling.pixels import to_groups, to_pixels

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
            evaluate_pixels(predict, *to_pixels(test), to_groups(test), terms),
            GoldenPredictions.from_predict(predict, golden, terms),
            evaluate_survey(predict, vocabulary),
        )

    def scores(self, seed: int) -> dict[str, Any]:
        """Return the scores on each test set as JSON types."""
        return {
            "test": self.test.summary(seed),
            **self.golden.summary(seed),
            "xkcd": self.xkcd.summary(seed),
        }


def evaluate_pixels(
    predict: Predict,
    pixels: NDArray[np.uint8],
    names: NDArray[np.str_],
    groups: NDArray[np.str_],
    terms: tuple[str, ...],
) -> GroupedConfusion:
    """Predict labeled pixels, each distinct color once.

    Parameters
    ----------
    predict : callable
    pixels : ndarray of uint8, shape (n, 3)
    names : ndarray of str, shape (n,)
        Their labels.
    groups : ndarray of str, shape (n,)
        The photographs they are from.
    terms : tuple of str
    """
    index = {term: number for number, term in enumerate(terms)}
    actual = np.array([index[name] for name in names], np.int64)
    colors, where = np.unique(pixels, axis=0, return_inverse=True)
    predicted = np.eye(len(terms), dtype=np.int64)[predict(colors)]
    return GroupedConfusion.from_predictions(groups, actual, predicted[where.ravel()], terms)


def evaluate_survey(predict: Predict, vocabulary: Vocabulary) -> GroupedConfusion:
    """Predict the colors of the XKCD survey."""
    colors, names = xkcd_colors(vocabulary)
    groups = np.arange(len(colors)).astype(str)
    return evaluate_pixels(predict, colors, names, groups, vocabulary.names)

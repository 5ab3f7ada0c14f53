"""How well a classifier names colors: held-out pixels, golden regions and surveys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkhue.color.vocabulary import Vocabulary
from folkhue.images.histogram import ColorHistogram
from folkhue.learning.evaluation.accepted_names import score_accepted
from folkhue.learning.evaluation.bootstrap import GroupedConfusion
from folkhue.learning.evaluation.confusion_matrix import Predict
from folkhue.learning.evaluation.golden_scores import GoldenPredictions, with_known_labels
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.xkcd import resolved_names, survey_pixels

TEST_SETS = {
    "test": "held-out split, noisy labels",
    "golden": "golden set, pixels",
    "golden_regions": "golden set, regions",
    "golden_photos": "golden set, photographs",
    "xkcd": "XKCD survey",
    "xkcd_resolved": "XKCD survey, other names",
}
"""Key of a test set in scores → its title."""

SURVEY = "survey"
"""Key of the scores on a survey, which are there if one is given."""


def titles_of(scores: Mapping[str, Any]) -> dict[str, str]:
    """Return the test sets that these scores of a classifier are on, each with its title."""
    every = TEST_SETS | {SURVEY: "survey, color names"}
    return {test: title for test, title in every.items() if test in scores}


@dataclass(frozen=True)
class Evaluation:
    """The predictions of a classifier on every test set.

    Attributes
    ----------
    test : GroupedConfusion
        Of the held-out pixels, whose labels are noisy.
    golden : GoldenPredictions
    xkcd : GroupedConfusion
        Of the survey's colors whose names end in a term, each a group of its own.
    resolved : AcceptedNames
        Of those whose names were resolved by hand.
    survey : NamedSurvey or None
        Of a survey, if there is one.
    """

    test: GroupedConfusion
    golden: GoldenPredictions
    xkcd: GroupedConfusion
    resolved: AcceptedNames
    survey: NamedSurvey | None = None

    @classmethod
    def from_predict(
        cls,
        predict: Predict,
        test: pd.DataFrame,
        golden: pd.DataFrame,
        vocabulary: Vocabulary,
        survey: NamingSurvey | None = None,
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
        survey : NamingSurvey, optional
            With the terms of the vocabulary.
        """
        terms = vocabulary.names
        return cls(
            evaluate_pixels(predict, test, terms),
            GoldenPredictions.from_predict(predict, golden, terms),
            evaluate_survey(predict, vocabulary),
            AcceptedNames.from_predict(predict, resolved_names(vocabulary), terms),
            NamedSurvey(survey, predict(survey.colors)) if survey else None,
        )

    def scores(self, seed: int) -> dict[str, Any]:
        """Return the scores on each test set as JSON types."""
        return {
            "test": self.test.summary(seed),
            **self.golden.summary(seed),
            # Of some terms the survey has one name: those that it has are not a sample of few.
            "xkcd": self.xkcd.summary(seed, min_groups_of_term=1),
            "xkcd_resolved": self.resolved.summary(seed),
            **({SURVEY: self.survey.summary(seed)} if self.survey else {}),
        }


@dataclass(frozen=True, eq=False)
class AcceptedNames:
    """Predicted names of colors for which some are right.

    Attributes
    ----------
    terms : tuple of str
    accepted : ndarray of bool, shape (n, k)
    names : ndarray of uint8, shape (n,)
        Indices into the terms.
    """

    terms: tuple[str, ...]
    accepted: NDArray[np.bool_]
    names: NDArray[np.uint8]

    @classmethod
    def from_predict(
        cls, predict: Predict, rows: pd.DataFrame, terms: tuple[str, ...]
    ) -> AcceptedNames:
        """Predict the colors ``r``, ``g``, ``b``, of which ``accepted`` has the right terms."""
        names = predict(rows[["r", "g", "b"]].to_numpy(np.uint8))
        accepted = [[term in some for term in terms] for some in rows["accepted"]]
        return cls(terms, np.array(accepted, bool).reshape(-1, len(terms)), names)

    def summary(self, seed: int) -> dict[str, Any]:
        """Return the scores; see `score_accepted`."""
        return score_accepted(self.accepted, self.names, self.terms, seed)


@dataclass(frozen=True, eq=False)
class NamedSurvey:
    """Predicted names of the colors of a survey.

    Attributes
    ----------
    survey : NamingSurvey
    names : ndarray of uint8, shape (n,)
    """

    survey: NamingSurvey
    names: NDArray[np.uint8]

    def summary(self, seed: int) -> dict[str, Any]:
        """Return the scores; see `NamingSurvey.score`."""
        return self.survey.score(self.names, seed)


def colors_to_predict(
    test: pd.DataFrame,
    golden: pd.DataFrame,
    vocabulary: Vocabulary,
    survey: NamingSurvey | None = None,
) -> NDArray[np.uint8]:
    """Return the distinct colors that `Evaluation.from_predict` predicts.

    Returns
    -------
    ndarray of uint8, shape (n, 3)
        In ascending order of their codes; see `folkhue.images.histogram.pack`.
    """
    known = with_known_labels(golden, vocabulary.names)
    xkcd = survey_pixels(vocabulary), resolved_names(vocabulary)
    rgb = [frame[["r", "g", "b"]].to_numpy(np.uint8) for frame in (test, known, *xkcd)]
    if survey:
        rgb.append(survey.colors)
    return ColorHistogram.from_pixels(np.concatenate(rgb)).colors


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

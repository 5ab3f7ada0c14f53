"""Learning curves: how a recipe's scores grow with the number of photographs.

Each fold of the photographs is held out, and the recipe learns from ever larger parts of the rest,
each of which contains most of the one before. So every size is measured on the same photographs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from folkhue.learning.cross_validation import ReadPhotos, each_held_out, measure
from folkhue.learning.denoising.training_photos import Labels
from folkhue.learning.evaluation.bootstrap import GroupedConfusion
from folkhue.learning.evaluation.folds import FoldResult
from folkhue.learning.recipe import Recipe
from folkhue.learning.split import Mask, hold_out

SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""Parts of the training photographs that are learned from."""

UNTAGGED = ("",)
"""The label of photographs without a term, of which as large a part is taken."""

COLUMNS = [
    *("classifier", "photographs", "balanced_accuracy", "low", "high"),
    *("golden", "golden_lowest", "golden_highest"),
]


@dataclass(frozen=True, eq=False)
class CurvePoint:
    """What a recipe predicts that learned from some photographs.

    Attributes
    ----------
    share : float
        Of the photographs that are not held out.
    photographs : int
    result : FoldResult
    """

    share: float
    photographs: int
    result: FoldResult


def learning_curve(
    photos: ReadPhotos,
    recipe: Recipe,
    folds: Sequence[int],
    golden: pd.DataFrame,
    names: Sequence[str],
    shares: Sequence[float] = SHARES,
) -> Iterator[CurvePoint]:
    """Train classifiers on parts of the photographs without each fold, and measure them on it.

    Parameters
    ----------
    photos, recipe, folds, golden, names
        See `folkhue.learning.cross_validation.cross_validate`.
    shares : sequence of float
        Above 0, at most 1.

    Raises
    ------
    TrainingError
        If a part has no pixels of a term.
    """
    groups = [photo.group for photo in photos.listed.tagged()]
    for fold, held_out, pixels in each_held_out(photos, recipe, folds):
        for share in shares:
            chosen = choose_part(groups, photos.labels, ~held_out, share, recipe.seed)
            for result in measure(photos, recipe, chosen, (pixels, golden), names, fold):
                yield CurvePoint(share, int(chosen.sum()), result)


def choose_part(
    groups: Sequence[str], labels: Labels, among: Mask, share: float, seed: int
) -> Mask:
    """Choose about a share of some photographs, of each term, and of those without one.

    Parameters
    ----------
    groups : sequence of str
        The picture that each photograph was cut from.
    labels : sequence of sequence of str
    among : ndarray of bool, shape (photographs,)
    share : float
        Above 0; 1 chooses all.
    seed : int
        Larger shares of one seed contain most of smaller ones.

    Returns
    -------
    ndarray of bool, shape (photographs,)
    """
    if share >= 1:
        return among
    places = np.flatnonzero(among).tolist()
    terms = [labels[place] or UNTAGGED for place in places]
    # Another seed than that of the folds, which are consecutive in its order of pictures.
    taken = hold_out((groups[place] for place in places), terms, share, seed + 1)
    chosen: Mask = among.copy()
    chosen[among] = taken
    return chosen


def curve_table(points: Iterable[CurvePoint], seed: int) -> pd.DataFrame:
    """Summarize the points of each classifier and share over the folds.

    Returns
    -------
    DataFrame
        `COLUMNS`: the mean number of ``photographs``; the ``balanced_accuracy`` on the photographs
        of all folds, each named by what was learned without it, with the bounds of its 95 %
        interval; and on the golden set the mean over the folds, the lowest and the highest.
    """
    every = list(points)
    keys = dict.fromkeys((each.result.classifier, each.share) for each in every)
    rows = []
    for name, share in keys:
        some = [e for e in every if (e.result.classifier, e.share) == (name, share)]
        pooled = GroupedConfusion.merge([each.result.test for each in some]).summary(seed)
        golden = [each.result.golden.total.balanced_accuracy for each in some]
        size = round(float(np.mean([each.photographs for each in some])))
        score = pooled["balanced_accuracy"], *pooled["interval"]
        rows.append((name, size, *score, float(np.mean(golden)), min(golden), max(golden)))
    return pd.DataFrame(rows, columns=COLUMNS)

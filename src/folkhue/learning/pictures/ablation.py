"""What features are worth: a classifier with each group alone, without it, and shuffled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.inspection import permutation_importance
from sklearn.model_selection import cross_validate
from sklearn.pipeline import Pipeline

from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.search import folds_of

SCORES = {"accuracy": "accuracy", "balanced": "balanced_accuracy"}
"""Column → scikit-learn's name of the score."""


def ablation(
    pipeline: Pipeline, dataset: PictureDataset, groups: Sequence[str], *, folds: int, seed: int
) -> pd.DataFrame:
    """Cross-validate a classifier with each group of features alone, and without each.

    The caller chooses the workers: wrap the call in ``joblib.parallel_config``.

    Parameters
    ----------
    pipeline : Pipeline
        Is not fitted. Its parameters are those for all features.
    dataset : PictureDataset
    groups : sequence of str
    folds, seed : int
        As in `folkhue.learning.pictures.search.search`.

    Returns
    -------
    DataFrame
        A row for each choice: ``kind`` ("all", "only" or "without"), ``group``, the means
        ``accuracy`` and ``balanced``, and the standard deviations ``accuracy_std`` and
        ``balanced_std`` between folds.
    """
    splits = folds_of(dataset, folds, seed)
    rows = []
    for kind, group, chosen in _choices(groups):
        found = cross_validate(
            pipeline, dataset.features(chosen), dataset.labels, cv=splits, scoring=SCORES
        )
        row: dict[str, str | float] = {"kind": kind, "group": group}
        for score in SCORES:
            row[score] = found[f"test_{score}"].mean()
            row[f"{score}_std"] = found[f"test_{score}"].std()
        rows.append(row)
    return pd.DataFrame(rows)


def _choices(groups: Sequence[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    yield "all", "", groups
    if len(groups) > 1:
        yield from (("only", group, [group]) for group in groups)
        for group in groups:
            yield "without", group, [other for other in groups if other != group]


def feature_importances(
    pipeline: Pipeline,
    dataset: PictureDataset,
    groups: Sequence[str],
    *,
    folds: int,
    seed: int,
    repeats: int,
) -> pd.DataFrame:
    """Shuffle each feature among the pictures of a fold, which its classifier has not seen.

    Returns
    -------
    DataFrame
        A row for each feature, the most important first: ``feature``, the mean ``drop`` of
        accuracy, and its standard deviation ``std``.

    References
    ----------
    L. Breiman, "Random Forests", Machine Learning 45, 2001: permutation importance.
    """
    X, labels, drops = dataset.features(groups), dataset.labels, []
    for train, test in folds_of(dataset, folds, seed):
        fitted = clone(pipeline).fit(X[train], labels[train])
        found = permutation_importance(
            fitted, X[test], labels[test], n_repeats=repeats, random_state=seed
        )
        drops.append(found["importances"])
    values = np.hstack(drops)
    table = {"feature": list(dataset.feature_names(groups))}
    columns = table | {"drop": values.mean(axis=1), "std": values.std(axis=1)}
    return pd.DataFrame(columns).sort_values("drop", ascending=False, ignore_index=True)

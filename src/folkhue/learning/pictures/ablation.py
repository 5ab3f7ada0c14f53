"""What features are worth: a classifier with each group alone, without it, and shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.inspection import permutation_importance
from sklearn.pipeline import Pipeline

from folkhue._utils.progress import counted
from folkhue.learning.pictures.candidates import Candidate
from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.search import folds_of, read_parameters, search

_SCORES = ["accuracy", "accuracy_std", "balanced", "balanced_std"]


def ablation(
    name: str, candidate: Candidate, dataset: PictureDataset, *, folds: int, seed: int
) -> pd.DataFrame:
    """Measure a classifier with each group of its features alone, and without each.

    A group alone wants other parameters than all together, and is searched for its own; without
    one group, they are those that are best with all. The caller chooses the workers: wrap the
    call in ``joblib.parallel_config``.

    Parameters
    ----------
    name : str
        Of the classifier; see `folkhue.learning.pictures.candidates.CANDIDATES`.
    candidate : Candidate
    dataset : PictureDataset
    folds, seed : int
        As in `folkhue.learning.pictures.search.search`.

    Returns
    -------
    DataFrame
        A row for each choice: ``kind`` ("all", "only" or "without"), ``group``, and the columns
        ``accuracy``, ``accuracy_std``, ``balanced``, ``balanced_std`` and ``params`` of
        `folkhue.learning.pictures.search.Search`.
    """

    def searched(kind: str, group: str, how: Candidate) -> dict[str, Any]:
        found = search(dataset, {name: how}, folds=folds, seed=seed).table.iloc[0]
        return {"kind": kind, "group": group, **found[[*_SCORES, "params"]]}

    groups = candidate.groups
    rows = [searched("all", "", candidate)]
    if len(groups) > 1:
        best = {key: [value] for key, value in read_parameters(rows[0]["params"]).items()}
        for group in counted(groups, "groups of features", len(groups)):
            others = tuple(other for other in groups if other != group)
            rows.append(searched("only", group, replace(candidate, groups=(group,))))
            rows.append(searched("without", group, replace(candidate, groups=others, grid=best)))
    return pd.DataFrame(rows)


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
    for train, test in counted(folds_of(dataset, folds, seed), "folds", folds):
        fitted = clone(pipeline).fit(X[train], labels[train])
        found = permutation_importance(
            fitted, X[test], labels[test], n_repeats=repeats, random_state=seed
        )
        drops.append(found["importances"])
    values = np.hstack(drops)
    table = {"feature": list(dataset.feature_names(groups))}
    columns = table | {"drop": values.mean(axis=1), "std": values.std(axis=1)}
    return pd.DataFrame(columns).sort_values("drop", ascending=False, ignore_index=True)

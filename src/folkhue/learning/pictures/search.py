"""Which classifier of pictures is best: cross-validation over grids, and a rule of choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import GridSearchCV, ParameterGrid, StratifiedGroupKFold

from folkhue._utils.progress import progress
from folkhue.errors import TrainingError
from folkhue.learning.pictures.candidates import CANDIDATES, Candidate
from folkhue.learning.pictures.dataset import PictureDataset

Fold = tuple[NDArray[np.intp], NDArray[np.intp]]


@dataclass(frozen=True, eq=False)
class Search:
    """The scores of every classifier with every choice of its parameters.

    Attributes
    ----------
    table : DataFrame
        A row for each: ``model``, ``features``, ``params`` (JSON), the means ``accuracy`` and
        ``balanced`` over folds, ``accuracy_std`` and ``balanced_std`` between them, ``seconds``
        of training, and ``exportable``. The best of a model comes first, and models are in the
        order of `folkhue.learning.pictures.candidates.CANDIDATES`.
    folds : int
    """

    table: pd.DataFrame
    folds: int

    @property
    def best(self) -> pd.DataFrame:
        """The best row of each model."""
        return self.table.drop_duplicates("model")

    def choose(self, *, exportable: bool = True) -> tuple[str, dict[str, Any]]:
        """Choose a model and its parameters.

        The first in the list, which is the smallest, of those whose accuracy is within one
        standard error of the best one's.

        Parameters
        ----------
        exportable : bool
            Choose among models that NumPy alone can run.

        Raises
        ------
        TrainingError
            If no model can be exported.
        """
        rows = self.best[self.best["exportable"]] if exportable else self.best
        if not len(rows):
            raise TrainingError("none of the models can be exported: add logistic or mlp")
        best = rows.sort_values("accuracy").iloc[-1]
        enough = best["accuracy"] - best["accuracy_std"] / np.sqrt(self.folds)
        chosen = rows[rows["accuracy"] >= enough].iloc[0]
        return str(chosen["model"]), read_parameters(str(chosen["params"]))


def folds_of(dataset: PictureDataset, folds: int, seed: int) -> list[Fold]:
    """Split pictures into folds, crops of one picture together and colors evenly.

    Returns
    -------
    list of (ndarray, ndarray)
        Places for training and for testing.

    Raises
    ------
    TrainingError
        If a color has fewer pictures than there are folds; crops of one picture count once.
    """
    counts = dataset.frame.groupby("label")["picture"].nunique()
    if len(counts) < 2 or counts.min() < folds:
        raise TrainingError(
            f"{folds} folds need two colors, and {folds} pictures of each, got "
            f"{counts.to_dict()}: add pictures, or take colors out of the vocabulary"
        )
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(dataset.labels, dataset.labels, dataset.pictures))


def search(
    dataset: PictureDataset,
    candidates: Mapping[str, Candidate] = CANDIDATES,
    *,
    folds: int = 5,
    seed: int = 0,
) -> Search:
    """Cross-validate classifiers over the grids of their parameters.

    The caller chooses the workers: wrap the call in ``joblib.parallel_config``.

    Parameters
    ----------
    dataset : PictureDataset
    candidates : mapping of str to Candidate
        Some of `folkhue.learning.pictures.candidates.CANDIDATES`; their grids may differ.
    folds : int
    seed : int

    Raises
    ------
    TrainingError
        If a color has fewer pictures than there are folds.
    """
    splits = folds_of(dataset, folds, seed)
    tables = [
        _searched(dataset, name, candidates[name], splits, seed)
        for name in CANDIDATES
        if name in candidates
    ]
    return Search(pd.concat(tables, ignore_index=True), folds)


def _searched(
    dataset: PictureDataset, name: str, candidate: Candidate, splits: list[Fold], seed: int
) -> pd.DataFrame:
    grid = {f"classifier__{key}": list(values) for key, values in candidate.grid.items()}
    fits = len(ParameterGrid(grid)) * len(splits)
    search = GridSearchCV(
        candidate.pipeline(seed),
        grid,
        scoring=("accuracy", "balanced_accuracy"),
        refit=False,
        cv=splits,
        error_score="raise",
    )
    with progress(f"{fits} fits of {name}", None):
        search.fit(dataset.features(candidate.groups), dataset.labels)
    results = search.cv_results_
    table = pd.DataFrame(
        {
            "model": name,
            "features": " ".join(candidate.groups),
            "params": [_text(params) for params in results["params"]],
            "accuracy": results["mean_test_accuracy"],
            "accuracy_std": results["std_test_accuracy"],
            "balanced": results["mean_test_balanced_accuracy"],
            "balanced_std": results["std_test_balanced_accuracy"],
            "seconds": results["mean_fit_time"],
            "exportable": candidate.exportable,
        }
    )
    return table.sort_values("accuracy", ascending=False, kind="stable")


def _text(params: dict[str, Any]) -> str:
    return json.dumps({key.removeprefix("classifier__"): value for key, value in params.items()})


def read_parameters(text: str) -> dict[str, Any]:
    """Read the parameters of a row of a table; scikit-learn wants sizes of layers as a tuple."""
    values = json.loads(text)
    return {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}

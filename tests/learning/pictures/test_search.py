"""Cross-validation of classifiers of pictures, and which of them is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score
from support.picture_datasets import GROUPS, made_up

from folkhue.errors import TrainingError
from folkhue.learning.pictures.candidates import ALL_GROUPS, CANDIDATES, HISTOGRAMS
from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.search import Search, folds_of, read_parameters, search
from folkhue.pictures.features import FEATURE_GROUPS


def searched(*rows: tuple[str, float, float, bool]) -> Search:
    """Make the result of a search: model, accuracy, its deviation, and whether it is exportable."""
    table = pd.DataFrame(rows, columns=["model", "accuracy", "accuracy_std", "exportable"])
    table["params"] = [f'{{"row": {row}}}' for row in range(len(rows))]
    return Search(table, folds=4)


CHOICES = {
    "the only one": ([("a", 0.5, 0, True)], 0, 0),
    "the best one": ([("a", 0.7, 0, True), ("b", 0.8, 0, True)], 1, 1),
    "the first within a standard error": ([("a", 0.701, 0, True), ("b", 0.8, 0.2, True)], 0, 0),
    "a little too bad": ([("a", 0.699, 0, True), ("b", 0.8, 0.2, True)], 1, 1),
    "the deviation of the best counts": ([("a", 0.7, 0.5, True), ("b", 0.8, 0.1, True)], 1, 1),
    "the first, not the second best": (
        [("a", 0.71, 0, True), ("b", 0.75, 0, True), ("c", 0.8, 0.2, True)], 0, 0,
    ),
    "the first is the best": ([("a", 0.8, 0, True), ("b", 0.8, 0, True)], 0, 0),
    "of those that can be exported": (
        [("a", 0.6, 0, False), ("b", 0.7, 0, True), ("c", 0.9, 0, False)], 1, 2,
    ),
    "the best row of a model": (
        [("a", 0.701, 0, True), ("a", 0.6, 0, True), ("b", 0.8, 0.2, True), ("b", 0.7, 0, True)],
        0, 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_the_first_within_a_standard_error_of_the_best_is_chosen(name: str) -> None:
    rows, exportable, of_all = CHOICES[name]
    found = searched(*rows)
    for place, choice in ((exportable, True), (of_all, False)):
        assert found.choose(exportable=choice) == (rows[place][0], {"row": place})


def test_it_is_said_if_none_can_be_exported() -> None:
    found = searched(("a", 0.8, 0, False))
    with pytest.raises(TrainingError, match="none of the models can be exported: add logistic"):
        found.choose()
    assert found.choose(exportable=False)[0] == "a"


def crops(number: int, of_each: int) -> PictureDataset:
    """Make so many pictures, of each of which several crops are kept."""
    dataset = made_up(number * of_each)
    place = np.arange(number * of_each)
    pictures = place // (3 * of_each) * 3 + place % 3  # each has one color
    frame = dataset.frame.assign(picture=[f"picture-{each}" for each in pictures])
    return PictureDataset(frame)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("folds", [2, 3, 5])
def test_folds_keep_crops_together_and_colors_even(folds: int, seed: int) -> None:
    dataset = crops(30, 4)
    splits = folds_of(dataset, folds, seed)
    assert len(splits) == folds
    tested = np.concatenate([test for _, test in splits])
    assert sorted(tested.tolist()) == [*range(len(dataset))]
    for train, test in splits:
        assert {*train} | {*test} == {*range(len(dataset))}
        assert not {*dataset.pictures[train]} & {*dataset.pictures[test]}
        counts = pd.Series(dataset.labels[test]).value_counts()
        assert len(counts) == 3
        assert counts.max() - counts.min() <= 4


def test_folds_depend_on_the_seed_alone() -> None:
    dataset = made_up(30)
    first, again, other = (folds_of(dataset, 3, seed)[0][1].tolist() for seed in (0, 0, 1))
    assert first == again != other


FEW = {
    "one color": made_up(30).take(np.arange(0, 30, 3)),
    "too few pictures": made_up(30).take(np.array([*range(0, 30, 3), 1, 4])),
    "crops of too few pictures": crops(6, 4),
    "no picture": made_up(30).take(np.zeros(30, bool)),
}


@pytest.mark.parametrize("name", FEW)
def test_there_are_enough_pictures_for_folds(name: str) -> None:
    with pytest.raises(TrainingError, match="3 folds need two colors, and 3 pictures of each"):
        folds_of(FEW[name], 3, 0)


LOGISTIC = replace(CANDIDATES["logistic"], grid={"C": [0.001, 1]}, groups=GROUPS)
NETWORK = replace(CANDIDATES["mlp"], grid={"hidden_layer_sizes": ((4,), (4, 3))}, groups=("names",))


def test_a_search_scores_every_choice_on_pictures_that_were_not_seen() -> None:
    dataset = made_up(60, wrong=6)
    found = search(dataset, {"logistic": LOGISTIC, "mlp": NETWORK}, folds=3, seed=1)
    table = found.table
    assert table["model"].tolist() == ["mlp"] * 2 + ["logistic"] * 2  # as in the registry
    assert table["features"].unique().tolist() == ["names", "names center"]
    for _, rows in table.groupby("model"):
        assert rows["accuracy"].is_monotonic_decreasing
    row = table.iloc[2]
    scores = [scores_of(row["params"], dataset, *split) for split in folds_of(dataset, 3, 1)]
    means, deviations = np.mean(scores, axis=0), np.std(scores, axis=0)
    assert row[["accuracy", "balanced"]].tolist() == pytest.approx(means.tolist())
    assert row[["accuracy_std", "balanced_std"]].tolist() == pytest.approx(deviations.tolist())
    assert found.best["model"].tolist() == ["mlp", "logistic"]
    assert (table["seconds"] >= 0).all()
    assert table["exportable"].all()


def scores_of(params: str, dataset: PictureDataset, train: Any, test: Any) -> tuple[float, float]:
    X, labels = dataset.features(GROUPS), dataset.labels
    pipeline = LOGISTIC.pipeline(1, **read_parameters(params)).fit(X[train], labels[train])
    predicted = pipeline.predict(X[test])
    return (
        accuracy_score(labels[test], predicted),
        balanced_accuracy_score(labels[test], predicted),
    )


@pytest.mark.parametrize("name", CANDIDATES)
def test_parameters_of_a_table_can_be_read_and_used(name: str) -> None:
    candidate = CANDIDATES[name]
    assert {*candidate.groups} <= {*FEATURE_GROUPS}
    parameters = {key: values[-1] for key, values in candidate.grid.items()}
    found = candidate.pipeline(3, **parameters)[-1].get_params()
    assert parameters.items() <= found.items()
    assert found.get("random_state") in (3, None)  # what has none needs none


def test_lists_of_a_table_are_tuples_again() -> None:
    assert read_parameters('{"hidden": [4, 3], "alpha": 0.1, "depth": null}') == {
        "hidden": (4, 3),
        "alpha": 0.1,
        "depth": None,
    }


def test_only_the_original_recipe_and_the_linear_classifier_need_opencv() -> None:
    needing = {name for name, each in CANDIDATES.items() if "moments" in each.groups}
    assert needing == {"svm", "mlp", "logistic", "forest", "boosting", "logistic_all"}
    assert "moments" in ALL_GROUPS
    assert "moments" not in HISTOGRAMS

"""Means and spreads over folds."""

import numpy as np
import pytest

from folkhue.learning.evaluation.bootstrap import GroupedConfusion
from folkhue.learning.evaluation.folds import FoldResult, fold_table, summarize

TERMS = ("red", "green")


def confusion(prefix: str, *right_of_ten: int) -> GroupedConfusion:
    """Ten pixels of each term in each photograph, so many of which get their name."""
    right = np.array(right_of_ten)
    counts = np.array([[right, 10 - right], [10 - right, right]]).transpose(2, 0, 1)
    return GroupedConfusion(TERMS, np.array([f"{prefix}{n}" for n in range(len(right))]), counts)


def result(name: str, fold: int, *right: int) -> FoldResult:
    return FoldResult(name, fold, confusion(f"fold {fold}, ", *right), confusion("golden", 6, 8))


RESULTS = [
    *(result("tree", 0, *[5] * 6), result("mlp", 0, *[9] * 6)),
    *(result("tree", 1, *[9] * 6), result("mlp", 1, *[7] * 6)),
]


def test_scores_are_averaged_over_folds_and_pooled_over_photographs() -> None:
    found = summarize(RESULTS, seed=0)
    assert (found["folds"], found["best"]) == (2, "mlp")
    assert list(found["classifiers"]) == ["mlp", "tree"]
    tree, mlp = (found["classifiers"][name] for name in ("tree", "mlp"))
    assert tree["test"] == pytest.approx(
        {
            "accuracy": 0.7,
            "balanced_accuracy": 0.7,
            "spread": np.sqrt(0.08),
            "lowest": 0.5,
            "highest": 0.9,
        }
    )
    assert tree["golden"]["balanced_accuracy"] == pytest.approx(0.7)
    assert tree["golden"]["spread"] == 0
    assert (mlp["pooled"]["groups"], mlp["pooled"]["enough"]) == (12, True)
    assert mlp["pooled"]["balanced_accuracy"] == pytest.approx(0.8)
    (low, high), gap = (tree["compared_with_best"][key] for key in ("interval", "difference"))
    assert gap == pytest.approx(-0.1)
    assert low < gap < high
    assert mlp["compared_with_best"] == {"difference": 0, "interval": [0, 0]}


def test_few_photographs_say_so() -> None:
    found = summarize([result("tree", 0, 10), result("tree", 1, 10)], seed=0)
    assert found["classifiers"]["tree"]["test"]["balanced_accuracy"] == 1
    assert not found["classifiers"]["tree"]["pooled"]["enough"]


def test_the_table_has_a_row_for_each_fold() -> None:
    table = fold_table(RESULTS)
    assert table["fold"].tolist() == [1, 1, 2, 2]
    assert table["photographs"].tolist() == [6] * 4
    assert table["balanced_accuracy"].tolist() == [0.5, 0.9, 0.9, 0.7]


def test_without_folds_there_is_nothing() -> None:
    assert summarize([], seed=0) == {"folds": 0, "best": None, "classifiers": {}}
    assert fold_table([]).empty

"""Out-of-fold predictions, what is read from them, and labels that are likely wrong."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, recall_score
from support.picture_datasets import GROUPS, LABELS, made_up
from support.picture_models import SMALL

from folkhue.learning.pictures.candidates import CANDIDATES
from folkhue.learning.pictures.evaluation import PictureEvaluation, evaluate
from folkhue.learning.pictures.label_errors import label_errors
from folkhue.learning.pictures.search import folds_of


def evaluation(labels: list[int], probabilities: list[list[float]]) -> PictureEvaluation:
    ids = np.array([f"picture-{place}" for place in range(len(labels))])
    return PictureEvaluation(
        ids, ("blue", "green", "red"), np.array(labels), np.array(probabilities), pd.DataFrame()
    )


FOUND = evaluation(
    [0, 0, 0, 1, 1, 2, 2, 2],
    [
        [0.9, 0.1, 0.0],
        [0.8, 0.1, 0.1],
        [0.0, 0.05, 0.95],  # as sure as it is wrong
        [0.1, 0.7, 0.2],
        [0.4, 0.35, 0.25],
        [0.1, 0.0, 0.9],
        [0.1, 0.2, 0.7],
        [0.1, 0.5, 0.4],
    ],
)


def test_confusion_and_recall_are_those_of_scikit_learn() -> None:
    predicted = [0, 0, 2, 1, 0, 2, 2, 1]
    assert FOUND.predicted.tolist() == predicted
    expected = confusion_matrix(FOUND.labels, predicted)
    assert FOUND.confusion.counts.tolist() == expected.tolist()
    scores = FOUND.scores()
    recall = recall_score(FOUND.labels, predicted, average=None)
    assert scores["recall"] == pytest.approx(dict(zip(FOUND.terms, recall, strict=True)))
    assert scores["accuracy"] == 5 / 8
    assert scores["balanced_accuracy"] == pytest.approx(
        balanced_accuracy_score(FOUND.labels, predicted)
    )
    assert scores["pictures"] == 8
    assert scores["likely_label_errors"] == len(FOUND.label_errors) == 1


def test_reliability_compares_confidence_with_what_is_right() -> None:
    table = FOUND.reliability
    assert table["answers"].sum() == 8
    right = (table["answers"] * table["right"]).sum()
    confidence = (table["answers"] * table["confidence"]).sum()
    assert right == pytest.approx(5)
    assert confidence == pytest.approx(FOUND.probabilities.max(axis=1).sum())
    gaps = (table["answers"] * (table["right"] - table["confidence"]).abs()).sum() / 8
    assert FOUND.scores()["calibration_error"] == pytest.approx(gaps)


def test_mistakes_are_listed_the_surest_first() -> None:
    assert FOUND.mistakes.to_dict("records") == [
        mistake("picture-2", "blue", "red", 0.95, True),
        mistake("picture-7", "red", "green", 0.5, False),
        mistake("picture-4", "green", "blue", 0.4, False),
    ]
    assert FOUND.label_errors.to_dict("records") == [
        {"id": "picture-2", "label": "blue", "predicted": "red", "probability": 0.0}
    ]


def mistake(name: str, label: str, predicted: str, probability: float, doubtful: bool) -> dict:
    told = {"id": name, "label": label, "predicted": predicted, "probability": probability}
    return told | {"doubtful": doubtful}


class Labels(NamedTuple):
    """Labels, probabilities of the second of two classes, and places of likely errors."""

    labels: list[int]
    second: list[float]
    errors: list[int]


CASES = {
    "none": Labels([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], []),
    "one": Labels([0, 0, 0, 1, 1], [0.1, 0.1, 0.9, 0.8, 0.8], [2]),
    "the worst first": Labels([0] * 5 + [1] * 4, [0, 0, 0, 0.9, 0.99] + [0.9] * 4, [4, 3]),
    "not as sure as others of the class": Labels([0, 0, 1, 1], [0.1, 0.7, 0.8, 0.9], []),
    "of a class that is rarely sure": Labels([0, 0, 0, 1, 1], [0, 0, 0.55, 0.5, 0.5], [2]),
    "surer than most of the class": Labels([0, 0, 0, 1, 1], [0.1, 0.1, 0.8, 0.6, 0.9], [2]),
    "no picture of a class": Labels([0, 0], [0.1, 0.9], []),
    "no picture": Labels([], [], []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_label_is_doubted_where_another_class_is_sure(name: str) -> None:
    case = CASES[name]
    second = np.array(case.second)
    found = label_errors(np.array(case.labels, int), np.column_stack([1 - second, second]))
    assert found.tolist() == case.errors


CANDIDATE = CANDIDATES["logistic"]


def test_each_picture_is_predicted_by_a_classifier_that_has_not_seen_it() -> None:
    dataset = made_up(60, wrong=6)
    found = evaluate(CANDIDATE.pipeline(0), dataset, GROUPS, folds=3, seed=2, repeats=0)
    X = dataset.features(GROUPS)
    for train, test in folds_of(dataset, 3, 2):
        fitted = CANDIDATE.pipeline(0).fit(X[train], dataset.labels[train])
        assert found.probabilities[test] == pytest.approx(fitted.predict_proba(X[test]))
    assert found.ids.tolist() == dataset.frame["id"].tolist()
    assert found.terms == tuple(sorted(LABELS))
    assert np.array_equal(np.array(found.terms)[found.labels], dataset.labels)
    assert found.importances.empty


@pytest.mark.parametrize("colors", [LABELS, LABELS[:2]], ids=["three", "two"])
@pytest.mark.parametrize("name", CANDIDATES)
def test_every_candidate_has_probabilities(name: str, colors: tuple[str, ...]) -> None:
    dataset = made_up(45)
    dataset = dataset.take(np.isin(dataset.labels, colors))
    pipeline = CANDIDATES[name].pipeline(0, **SMALL.get(name, {}))
    found = evaluate(pipeline, dataset, GROUPS, folds=2, repeats=0)
    assert found.probabilities.shape == (len(dataset), len(colors))
    assert found.probabilities.min() >= 0
    assert found.probabilities.sum(axis=1) == pytest.approx(1)
    if name != "mlp":  # so few pictures are too few for a network
        assert found.scores()["accuracy"] > 0.5


def test_groups_that_tell_are_missed_when_they_are_shuffled() -> None:
    found = [
        evaluate(CANDIDATE.pipeline(0), made_up(60), GROUPS, folds=3, repeats=2).importances
        for _ in range(2)
    ]
    assert found[0]["group"].tolist() == ["names", "center"]
    assert found[0]["drop"][0] > 0.3 > 0.1 > abs(found[0]["drop"][1])
    assert (found[0]["std"] >= 0).all()
    assert found[0].equals(found[1])  # the same seed

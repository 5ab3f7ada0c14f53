"""The kernel classifier, and the network that answers as it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.kernel_ridge import KernelRidge
from sklearn.metrics import log_loss
from sklearn.metrics.pairwise import euclidean_distances, rbf_kernel
from sklearn.utils.estimator_checks import parametrize_with_checks
from support.picture_datasets import GROUPS, LABELS, made_up
from support.picture_models import SMALL, fitted

from folkhue.learning.pictures.distilled import DistilledKernel, KernelClassifier

DATASET = made_up(60, wrong=9)
X, LABELED = DATASET.features(GROUPS).astype(float), DATASET.labels
SKEWED = np.flatnonzero((LABELED != "blue") | (np.arange(len(X)) % 4 == 0))
"""Examples of which few are blue."""


def small(**parameters: Any) -> DistilledKernel:
    return DistilledKernel(**SMALL["distilled"] | parameters)


@parametrize_with_checks([KernelClassifier(), small()])
def test_it_is_a_classifier_of_scikit_learn(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("classifier", [KernelClassifier(), small()], ids=["kernel", "distilled"])
@pytest.mark.parametrize("colors", [LABELS, LABELS[:2]], ids=["three", "two"])
def test_probabilities_are_those_of_classes(classifier: Any, colors: tuple[str, ...]) -> None:
    rows = np.isin(LABELED, colors)
    found = classifier.fit(X[rows], LABELED[rows])
    probabilities = found.predict_proba(X)
    assert found.classes_.tolist() == sorted(colors)
    assert probabilities.shape == (len(X), len(colors))
    assert probabilities.min() >= 0
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert np.array_equal(found.predict(X), found.classes_[probabilities.argmax(axis=1)])
    assert found.score(X[rows], LABELED[rows]) > 0.7


@pytest.mark.parametrize("name", ["kernel", "distilled"])
@pytest.mark.parametrize("values", [0.0, 0.5, -3.0])
def test_features_that_do_not_vary_tell_the_shares_of_classes(name: str, values: float) -> None:
    labels = np.array(["red"] * 6 + ["blue"] * 3)
    classifier = KernelClassifier(balance=0) if name == "kernel" else small(balance=0, epochs=200)
    found = classifier.fit(np.full((9, 4), values), labels)
    assert found.predict(np.full((2, 4), values)).tolist() == ["red", "red"]
    assert np.isfinite(found.predict_proba(np.ones((2, 4)))).all()


def test_the_scores_are_those_of_kernel_ridge_regression() -> None:
    found = KernelClassifier(gamma=2.0, ridge=0.3).fit(X, LABELED)
    targets = (LABELED[:, None] == found.classes_) - found.shares_
    squares = euclidean_distances(X, squared=True)
    median = np.median(squares[np.triu_indices(len(X), 1)])
    ridge = KernelRidge(alpha=0.3, kernel="rbf", gamma=2.0 / median).fit(X, targets)
    others = X[:7] + 0.1
    assert found.scores(others) == pytest.approx(ridge.predict(others) + found.shares_)


class Watched(KernelClassifier):
    """Keeps how much each answer misses if its example is left out."""

    def _regress(self, squares: np.ndarray, targets: np.ndarray) -> np.ndarray:
        self.missed_ = super()._regress(squares, targets)
        return self.missed_


def test_leaving_an_example_out_gives_what_refitting_without_it_does() -> None:
    """The shares and the width of the kernel stay those of all examples."""
    found = Watched().fit(X, LABELED)
    targets = (LABELED[:, None] == found.classes_) - found.shares_
    gamma = found.gamma / found.width_
    for place in range(0, len(X), 7):
        others = np.arange(len(X)) != place
        near = rbf_kernel(X[[place]], X[others], gamma=gamma)
        kernel = rbf_kernel(X[others], gamma=gamma) + found.ridge * np.eye(len(X) - 1)
        answer = near @ np.linalg.solve(kernel, targets[others])
        assert found.missed_[place] == pytest.approx(targets[place] - answer[0])


def test_no_other_sharpness_makes_the_labels_more_likely() -> None:
    """Given the answers of regressions that have not seen them."""
    labels = LABELED[SKEWED]
    found = Watched().fit(X[SKEWED], labels)
    answers = (labels[:, None] == found.classes_) - found.missed_
    losses = [
        log_loss(labels, softmax(factor * found.sharpness_ * answers, axis=1))
        for factor in (0.9, 0.99, 1, 1.01, 1.1)
    ]
    assert np.argmin(losses) == 2


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_rare_classes_are_preferred_as_far_as_one_likes(balance: float) -> None:
    found, plain = (
        KernelClassifier(balance=each).fit(X[SKEWED], LABELED[SKEWED]) for each in (balance, 0.0)
    )
    odds = [np.log(each.predict_proba(X)) for each in (found, plain)]
    gained = odds[0] - odds[1]
    expected = -balance * np.log(found.shares_)
    assert gained - gained[:, :1] == pytest.approx(np.tile(expected - expected[0], (len(X), 1)))


def test_the_network_learns_the_answers_of_the_kernel_classifier() -> None:
    found = small(mixtures=8, epochs=40).fit(X, LABELED)
    teacher = KernelClassifier().fit(X, LABELED)
    difference = np.abs(found.predict_proba(X) - teacher.predict_proba(X))
    assert difference.mean() < 0.05
    assert found.sharpness_ == teacher.sharpness_
    assert np.array_equal(found.shift_, teacher.shift_)


def test_answers_to_mixtures_are_those_to_their_features() -> None:
    """Here the features themselves are mixed, so that the teacher can be asked."""
    seen: list[np.ndarray] = []

    class Watched(DistilledKernel):
        def _mixtures(self, teacher: Any, projected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            examples, answers = super()._mixtures(teacher, X)
            seen.extend([examples, answers, teacher.scores(examples.astype(float))])
            return super()._mixtures(teacher, projected)

    Watched(**SMALL["distilled"]).fit(X, LABELED)
    examples, answers, expected = seen
    assert examples.shape == (3 * len(X), X.shape[1])
    assert examples[: len(X)] == pytest.approx(X, abs=1e-6)
    assert answers == pytest.approx(expected, abs=1e-4)


def test_the_same_seed_gives_the_same_network() -> None:
    one, same, other = (small(random_state=seed).fit(X, LABELED) for seed in (1, 1, 2))
    assert np.array_equal(one.predict_proba(X), same.predict_proba(X))
    assert not np.allclose(one.predict_proba(X), other.predict_proba(X))


def test_a_network_gets_no_more_components_than_there_are() -> None:
    found = fitted("distilled", DATASET, components=500)[-1]
    assert found.components_.codes_.shape == (22, 22)

"""The classifiers of pictures that are compared: those of the original recipe, and ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from folkhue.learning.pictures.distilled import DistilledKernel, KernelClassifier
from folkhue.learning.pictures.steps import BalancedScaler, ShareRoots

ORIGINAL_GROUPS = ("moments",)
"""Features of the original recipe: 18 color moments."""

ALL_GROUPS = (
    *("moments", "names", "subject", "probabilities", "border", "center", "levels", "lab"),
    *("pairs", "palette", "shape"),
)
"""Features of a linear classifier: all but the large histograms."""

HISTOGRAMS = ("words", "grid", "pairs")
"""Features of our kernel classifiers: what occurs, where, and next to what. They need no OpenCV."""

Steps = list[tuple[str, Any]]


def _standardized() -> Steps:
    return [("scale", StandardScaler())]


def _rooted() -> Steps:
    return [("roots", ShareRoots()), ("scale", StandardScaler())]


def _balanced() -> Steps:
    return [("roots", ShareRoots()), ("scale", BalancedScaler())]


@dataclass(frozen=True)
class Candidate:
    """A classifier and the parameters to try.

    Attributes
    ----------
    classifier : callable
        Given a seed, makes it, with default parameters.
    grid : mapping of str to sequence
        Parameter → values to try.
    groups : tuple of str
        Features that it gets; see `folkhue.pictures.features.FEATURE_GROUPS`.
    steps : callable
        Makes the steps before the classifier.
    exportable : bool
        Whether `folkhue.learning.pictures.export.export_model` takes it.
    """

    classifier: Callable[[int], Any]
    grid: Mapping[str, Sequence[Any]]
    groups: tuple[str, ...] = HISTOGRAMS
    steps: Callable[[], Steps] = _balanced
    exportable: bool = False

    def pipeline(self, seed: int, **parameters: Any) -> Pipeline:
        """Build the classifier, after the preparation of its features."""
        classifier = self.classifier(seed).set_params(**parameters)
        return Pipeline([*self.steps(), ("classifier", classifier)])


def _svm(seed: int) -> Any:
    return SVC(random_state=seed)


def _network(seed: int) -> Any:
    return MLPClassifier(max_iter=500, early_stopping=True, random_state=seed)


def _kernel(seed: int) -> Any:
    return KernelClassifier()


def _distilled(seed: int) -> Any:
    return DistilledKernel(random_state=seed)


def _logistic(seed: int) -> Any:
    return LogisticRegression(max_iter=2000)


def _forest(seed: int) -> Any:
    return RandomForestClassifier(random_state=seed)


def _boosting(seed: int) -> Any:
    return GradientBoostingClassifier(random_state=seed)


ORIGINAL: dict[str, Candidate] = {
    "svm": Candidate(
        _svm, {"C": (1, 10, 100), "gamma": ("scale", 0.01, 0.1)}, ORIGINAL_GROUPS, _standardized
    ),
    "mlp": Candidate(
        _network,
        {"hidden_layer_sizes": ((50,), (100,), (100, 50)), "alpha": (0.0001, 0.001, 0.01)},
        ORIGINAL_GROUPS,
        _standardized,
        exportable=True,
    ),
    "logistic": Candidate(
        _logistic, {"C": (0.1, 1, 10, 100)}, ORIGINAL_GROUPS, _standardized, exportable=True
    ),
    "forest": Candidate(
        _forest,
        {"n_estimators": (100, 300), "max_depth": (None, 20)},
        ORIGINAL_GROUPS,
        _standardized,
    ),
    "boosting": Candidate(
        _boosting,
        {"n_estimators": (100,), "learning_rate": (0.05, 0.1), "max_depth": (3,)},
        ORIGINAL_GROUPS,
        _standardized,
    ),
}
"""Classifiers of the original recipe: 18 moments, standardized."""

OURS: dict[str, Candidate] = {
    "logistic_all": Candidate(
        _logistic, {"C": (0.003, 0.01, 0.03)}, ALL_GROUPS, _rooted, exportable=True
    ),
    "distilled": Candidate(_distilled, {"ridge": (0.2,)}, exportable=True),
    "svm_words": Candidate(_svm, {"C": (1, 3, 10), "gamma": (0.25, 0.5, 1)}),
    "kernel": Candidate(_kernel, {"ridge": (0.1, 0.2, 0.4)}),
}
"""Our classifiers."""

CANDIDATES = ORIGINAL | OURS
"""Name → classifier, those with fewer parameters first among ours."""

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

from folkhue.learning.pictures.steps import ShareRoots

ORIGINAL_GROUPS = ("moments",)
"""Features of the original recipe: 18 color moments."""

GROUPS = (
    *("moments", "names", "subject", "probabilities", "center", "levels", "lab", "grid"),
    *("palette", "shape"),
)
"""Features of our classifiers."""


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
    roots : bool
        Whether shares are replaced by their square roots.
    exportable : bool
        Whether `folkhue.learning.pictures.export.export_model` takes it.
    """

    classifier: Callable[[int], Any]
    grid: Mapping[str, Sequence[Any]]
    groups: tuple[str, ...] = GROUPS
    roots: bool = True
    exportable: bool = False

    def pipeline(self, seed: int, **parameters: Any) -> Pipeline:
        """Build the classifier, after standardization of its features."""
        steps: list[tuple[str, Any]] = [("roots", ShareRoots())] if self.roots else []
        classifier = self.classifier(seed).set_params(**parameters)
        return Pipeline([*steps, ("scale", StandardScaler()), ("classifier", classifier)])


def _svm(seed: int) -> Any:
    return SVC(random_state=seed)


def _network(seed: int) -> Any:
    return MLPClassifier(max_iter=500, early_stopping=True, random_state=seed)


def _logistic(seed: int) -> Any:
    return LogisticRegression(max_iter=2000)


def _forest(seed: int) -> Any:
    return RandomForestClassifier(random_state=seed)


def _boosting(seed: int) -> Any:
    return GradientBoostingClassifier(random_state=seed)


ORIGINAL: dict[str, Candidate] = {
    "svm": Candidate(
        _svm, {"C": (1, 10, 100), "gamma": ("scale", 0.01, 0.1)}, ORIGINAL_GROUPS, roots=False
    ),
    "mlp": Candidate(
        _network,
        {"hidden_layer_sizes": ((50,), (100,), (100, 50)), "alpha": (0.0001, 0.001, 0.01)},
        ORIGINAL_GROUPS,
        roots=False,
        exportable=True,
    ),
    "logistic": Candidate(
        _logistic, {"C": (0.1, 1, 10, 100)}, ORIGINAL_GROUPS, roots=False, exportable=True
    ),
    "forest": Candidate(
        _forest,
        {"n_estimators": (100, 300), "max_depth": (None, 20)},
        ORIGINAL_GROUPS,
        roots=False,
    ),
    "boosting": Candidate(
        _boosting,
        {"n_estimators": (100,), "learning_rate": (0.05, 0.1), "max_depth": (3,)},
        ORIGINAL_GROUPS,
        roots=False,
    ),
}
"""Classifiers of the original recipe: 18 moments, standardized."""

OURS: dict[str, Candidate] = {
    "logistic_all": Candidate(_logistic, {"C": (0.003, 0.01, 0.03, 0.1)}, exportable=True),
    "svm_all": Candidate(_svm, {"C": (3, 10), "gamma": ("scale", 0.001)}),
    "mlp_all": Candidate(
        _network, {"hidden_layer_sizes": ((64,),), "alpha": (0.1, 1.0, 10.0)}, exportable=True
    ),
}
"""Our classifiers."""

CANDIDATES = ORIGINAL | OURS
"""Name → classifier, those with fewer parameters first among ours."""

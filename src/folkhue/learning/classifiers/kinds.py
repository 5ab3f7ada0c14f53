"""The kinds of classifiers, by name. To add one, add a line to `KINDS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A kind of classifier: its estimator, and the input that this expects.

    Attributes
    ----------
    path : str
        Dotted name of the estimator's class, which is imported when needed.
    scaled : bool
        Whether it expects standardized input.
    defaults : mapping
        Parameters that differ from scikit-learn's.
    degree : int
        Degree of the polynomial features of the coordinates.
    slow : bool
        Whether predicting all 2**24 colors takes most of an hour.
    weighted : bool
        Whether it is fitted to colors with weights in a time that many millions of them allow. The
        others get pixels that are drawn by the weights. A tree, though it takes weights, counts
        rows to say how many a leaf must have.
    names_most_probable : bool
        Whether it predicts the most probable class, if it has probabilities. `SVC` fits them
        apart from its decisions.
    """

    path: str
    scaled: bool = True
    defaults: Mapping[str, Any] = field(default_factory=dict)
    degree: int = 1
    slow: bool = False
    weighted: bool = False
    names_most_probable: bool = True

    @property
    def estimator(self) -> type[Any]:
        """The estimator's class."""
        module, _, name = self.path.rpartition(".")
        estimator: type[Any] = getattr(import_module(module), name)
        return estimator


KINDS: dict[str, Kind] = {
    "logistic": Kind("sklearn.linear_model.LogisticRegression", defaults={"max_iter": 1000}),
    "quadratic": Kind(
        "sklearn.linear_model.LogisticRegression", defaults={"max_iter": 1000}, degree=2
    ),
    "naive_bayes": Kind("sklearn.naive_bayes.GaussianNB", weighted=True),
    "sgd": Kind("sklearn.linear_model.SGDClassifier"),
    "knn": Kind("sklearn.neighbors.KNeighborsClassifier", scaled=False, slow=True),
    "tree": Kind("sklearn.tree.DecisionTreeClassifier", scaled=False),
    "forest": Kind("sklearn.ensemble.RandomForestClassifier", scaled=False),
    "svm": Kind("sklearn.svm.SVC", slow=True, names_most_probable=False),
    "boosting": Kind("sklearn.ensemble.HistGradientBoostingClassifier", scaled=False),
    "mlp": Kind("sklearn.neural_network.MLPClassifier"),
    "density": Kind(
        "folkhue.learning.classifiers.density.DensityClassifier", scaled=False, weighted=True
    ),
}
"""Name → kind of classifier. A name in params.yaml is one of these, or gives one as ``kind``."""

BLEND = "blend"
"""The kind that averages the probabilities of others, which its key ``of`` lists."""

"""A classifier that averages the probabilities of others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.ensemble import VotingClassifier
from sklearn.preprocessing import LabelEncoder
from sklearn.utils import Bunch
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, column_or_1d

from folkhue._utils.parallel import parallel_map
from folkhue.learning.classifiers.weighted import fit_weighted

_ROUNDING = 1e-9
"""By how much a sum of probabilities may be off."""


class Blend(VotingClassifier):  # type: ignore[misc]
    """Average the probabilities of several classifiers.

    Counting stops when a class has the majority: each member gives the classes one vote in
    sum, so a class with more than half of all votes has won, whatever the members left say.
    The last members are counted first; the first one, which most rows need not ask, may be
    the slowest.

    Parameters
    ----------
    estimators : list of (str, estimator)
        Names and members, which have probabilities.
    voting : str
        "soft", as others have no share of a vote.

    References
    ----------
    D. Hernández-Lobato, G. Martínez-Muñoz, A. Suárez, "Statistical instance-based pruning in
    ensembles of independent classifiers", IEEE TPAMI 31 (2), 2009, stop when the votes left
    are unlikely to change the class; here they cannot.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Blend:
        """Fit every member; those whose kind takes no weights to rows drawn by them."""
        if sample_weight is None:
            super().fit(X, y)
            return self
        X = X if hasattr(X, "iloc") else np.asarray(X)
        weights = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        if not weights.any():
            raise ValueError("expected a sample weight above zero, got zeros only")
        check_classification_targets(y)
        self.le_ = LabelEncoder().fit(column_or_1d(y, warn=True))
        self.classes_, target = self.le_.classes_, self.le_.transform(y)
        self.estimators_ = parallel_map(
            fit_weighted,
            [clone(member) for _, member in self.estimators],
            X,
            target,
            weights,
            title="members",
        )
        names = [name for name, _ in self.estimators]
        self.named_estimators_ = Bunch(**dict(zip(names, self.estimators_, strict=True)))
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Predict the class of the highest average, for each row of X."""
        check_is_fitted(self)
        rows, members = np.asarray(X), self.estimators_
        majority = len(members) / 2 + _ROUNDING
        minority = (len(members) - 1) // 2
        votes = sum(member.predict_proba(rows) for member in members[minority:])
        for member in reversed(members[:minority]):
            decided, _ = np.nonzero(votes > majority)
            contested = np.delete(np.arange(len(rows)), decided)
            if len(contested):
                votes[contested] += member.predict_proba(rows[contested])
        predicted: NDArray[np.int64] = self.classes_[votes.argmax(axis=1)]
        return predicted

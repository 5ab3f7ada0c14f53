"""A kernel classifier, and a small network that learns to answer as it does.

Kernel methods keep all examples; among a few thousand pictures, they name colors best. A network
that is trained on their answers, also to mixtures of pictures, is nearly as good, and small.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.neural_network import MLPRegressor
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from folkhue.learning.pictures.steps import Components

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


class _FromScores(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Probabilities are the softmax of scores, sharpened and shifted."""

    classes_: NDArray[Any]
    sharpness_: float
    shift_: Floats

    @abstractmethod
    def scores(self, X: ArrayLike) -> Floats:
        """Return a score of each class; shape (n, classes)."""

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Return the probability of each class; shape (n, classes)."""
        scores = self.scores(X)
        return np.asarray(softmax(self.sharpness_ * scores + self.shift_, axis=1))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class; shape (n,)."""
        places = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[places])


class KernelClassifier(_FromScores):
    """Ridge regression of class indicators with a Gaussian kernel.

    Parameters
    ----------
    gamma : float
        The kernel of two examples is ``exp(-gamma * d)``, where ``d`` is the square of their
        distance against the median of such squares.
    ridge : float
        Regularization of the regression.
    balance : float
        How far rare classes are preferred: their scores are raised by so much of the negative
        logarithm of their share. 0 is best for accuracy; 1 treats all classes as equally
        frequent.

    Attributes
    ----------
    classes_ : ndarray, shape (classes,)
    examples_ : ndarray of float64, shape (examples, features)
    coefficients_ : ndarray of float64, shape (examples, classes)
    shares_ : ndarray of float64, shape (classes,)
        Share of each class among the examples.
    sharpness_ : float
        Probabilities are the softmax of scores multiplied by it, and shifted by `shift_`; it has
        the highest likelihood on the regression's leave-one-out answers.
    shift_ : ndarray of float64, shape (classes,)

    References
    ----------
    R. Rifkin, G. Yeo, T. Poggio, "Regularized Least-Squares Classification", 2003.
    """

    def __init__(self, gamma: float = 1.5, ridge: float = 0.2, balance: float = 0.5) -> None:
        self.gamma = gamma
        self.ridge = ridge
        self.balance = balance

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Solve the regression."""
        self.examples_, labels = _checked(self, X, y)
        self.classes_, indices = np.unique(labels, return_inverse=True)
        self.shares_ = np.bincount(indices) / len(indices)
        squares = euclidean_distances(self.examples_, squared=True)
        self.width_ = float(np.median(squares[_off_diagonal(squares)])) or 1.0
        targets = np.eye(len(self.classes_))[indices] - self.shares_
        left_out = targets - self._regress(squares, targets)
        self.sharpness_ = _best_sharpness(left_out + self.shares_, indices)
        self.shift_ = -self.balance * np.log(self.shares_)
        return self

    def scores(self, X: ArrayLike) -> Floats:
        """Return the answers of the regression; shape (n, classes)."""
        check_is_fitted(self)
        values = validate_data(self, X, reset=False, dtype=np.float64)
        return self.scores_at(euclidean_distances(values, self.examples_, squared=True))

    def scores_at(self, squares: NDArray[Any]) -> Floats:
        """Return the answers at squared distances from the examples, shape (n, examples)."""
        return np.asarray(self._kernel(squares) @ self.coefficients_ + self.shares_)

    def _kernel(self, squares: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(np.exp(-self.gamma / self.width_ * squares))

    def _regress(self, squares: Floats, targets: Floats) -> Floats:
        """Find the coefficients; return how much each answer misses if its example is left out."""
        kernel = self._kernel(squares)
        kernel[np.diag_indices_from(kernel)] += self.ridge
        inverse = cho_solve(cho_factor(kernel), np.eye(len(kernel)))
        self.coefficients_ = inverse @ targets
        return np.asarray(self.coefficients_ / np.diag(inverse)[:, None])


class DistilledKernel(_FromScores):
    """A network that learns to answer as a `KernelClassifier` does.

    Parameters
    ----------
    gamma, ridge, balance : float
        Of the `KernelClassifier`.
    components : int
        The network gets so many principal components of the features.
    hidden : int
        Units in the network's hidden layer.
    mixtures : int
        The network learns the answers to each example, and to so many mixtures of it and another
        one ("mixup").
    epochs : int
        Passes over them.
    random_state : int

    Attributes
    ----------
    classes_ : ndarray, shape (classes,)
    components_ : Components
        From features to what the network gets.
    network_ : MLPRegressor
        From those to scores of classes.
    sharpness_ : float
    shift_ : ndarray of float64, shape (classes,)
        Of the `KernelClassifier`: from scores to probabilities.

    References
    ----------
    G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015.
    H. Zhang, M. Cisse, Y. Dauphin, D. Lopez-Paz, "mixup: Beyond Empirical Risk Minimization",
    ICLR 2018.
    """

    def __init__(
        self,
        gamma: float = 1.5,
        ridge: float = 0.2,
        balance: float = 0.5,
        components: int = 160,
        hidden: int = 384,
        mixtures: int = 8,
        epochs: int = 15,
        random_state: int = 0,
    ) -> None:
        self.gamma = gamma
        self.ridge = ridge
        self.balance = balance
        self.components = components
        self.hidden = hidden
        self.mixtures = mixtures
        self.epochs = epochs
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train the kernel classifier, and the network on its answers."""
        values, labels = _checked(self, X, y)
        teacher = KernelClassifier(self.gamma, self.ridge, self.balance).fit(values, labels)
        self.components_ = Components(self.components).fit(values)
        examples, answers = self._mixtures(teacher, self.components_.transform(values))
        self.network_ = MLPRegressor(
            hidden_layer_sizes=(self.hidden,),
            batch_size=min(256, len(values)),
            learning_rate_init=0.002,
            random_state=np.random.RandomState(self.random_state),
        )
        for _ in range(self.epochs):
            self.network_.partial_fit(examples, answers)
        self.classes_, self.shift_ = teacher.classes_, teacher.shift_
        self.sharpness_ = teacher.sharpness_
        return self

    def scores(self, X: ArrayLike) -> Floats:
        """Return what the network answers; shape (n, classes)."""
        check_is_fitted(self)
        values = validate_data(self, X, reset=False, dtype=np.float64)
        return np.asarray(self.network_.predict(self.components_.transform(values)))

    def _mixtures(self, teacher: KernelClassifier, projected: Floats) -> tuple[Singles, Singles]:
        """Return examples and mixtures of them, projected, and the teacher's answers.

        The distances of a mixture follow from those of the two that are mixed.
        """
        random = np.random.default_rng(self.random_state)
        squares = euclidean_distances(teacher.examples_, squared=True).astype(np.float32)
        inputs, answers = [projected], [teacher.scores_at(squares)]
        for _ in range(self.mixtures):
            other = random.permutation(len(projected))
            part = random.uniform(0, 0.5, (len(projected), 1)).astype(np.float32)
            between = np.take_along_axis(squares, other[:, None], axis=1)
            mixed = (1 - part) * squares + part * squares[other] - part * (1 - part) * between
            inputs.append((1 - part) * projected + part * projected[other])
            answers.append(teacher.scores_at(mixed))
        return np.concatenate(inputs, dtype=np.float32), np.concatenate(answers, dtype=np.float32)


def _checked(classifier: Any, X: ArrayLike, y: ArrayLike) -> tuple[Floats, NDArray[Any]]:
    """Return examples and labels of at least two classes."""
    values, labels = validate_data(classifier, X, y, dtype=np.float64)
    check_classification_targets(labels)
    if len(np.unique(labels)) < 2:
        raise ValueError("y: expected two classes or more, got 1 class")
    return values, labels


def _off_diagonal(squares: Floats) -> NDArray[np.bool_]:
    return ~np.eye(len(squares), dtype=bool)


def _best_sharpness(scores: Floats, indices: NDArray[np.intp]) -> float:
    """Find the factor of scores whose softmax makes the labels most likely."""

    def loss(sharpness: float) -> float:
        return -float(
            log_softmax(sharpness * scores, axis=1)[np.arange(len(indices)), indices].mean()
        )

    return float(minimize_scalar(loss, bounds=(0.1, 100), method="bounded").x)

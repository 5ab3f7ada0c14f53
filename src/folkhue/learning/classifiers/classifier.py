"""Trained classifiers of colors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed, parallel_config
from numpy.typing import NDArray

from folkhue._utils.parallel import one_thread
from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import TrainingError
from folkhue.learning.classifiers import model_file
from folkhue.learning.classifiers.building import build
from folkhue.learning.classifiers.kinds import estimators, own_estimators

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

CHUNK = 1 << 15
"""Colors that a thread predicts at a time, which bounds the memory that takes."""

ROUNDING = 1e-9
"""Relative difference of probabilities that may be due to rounding."""


@dataclass(frozen=True, eq=False)
class ColorClassifier:
    """A trained classifier and its terms.

    Attributes
    ----------
    terms : tuple of str
    pipeline : Pipeline
        Predicts indices into `terms`.
    """

    terms: tuple[str, ...]
    pipeline: Pipeline

    @property
    def has_probabilities(self) -> bool:
        """Whether this kind of classifier predicts probabilities."""
        return hasattr(self.pipeline, "predict_proba")

    @property
    def slow(self) -> bool:
        """Whether predicting all 2**24 colors takes most of an hour."""
        steps = self.pipeline.get_params().values()
        slow = estimators(lambda kind: kind.slow)
        return any(isinstance(step, slow) for step in [self.pipeline, *steps])

    @property
    def _names_most_probable(self) -> bool:
        from folkhue.learning.classifiers.blend import Blend

        known = own_estimators(lambda kind: kind.names_most_probable)
        return isinstance(self.pipeline[-1], (Blend, *known))

    def predict(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Name colors: uint8 (..., 3) → uint8 (...), indices into `terms`."""
        return _in_chunks(self.pipeline.predict, rgb, np.uint8, ())

    def predict_proba(self, rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Return the probability of each term: uint8 (..., 3) → float64 (..., terms).

        Raises
        ------
        TrainingError
            If this kind of classifier has none.
        """
        if not self.has_probabilities:
            raise TrainingError(f"{self.pipeline[-1]} has no probabilities: use another kind")
        return _in_chunks(self.pipeline.predict_proba, rgb, np.float64, (len(self.terms),))

    def names_and_probabilities(
        self, rgb: NDArray[np.uint8]
    ) -> tuple[NDArray[np.uint8], NDArray[np.float64] | None]:
        """Return what `predict` and `predict_proba` do, in the time of one of them.

        Parameters
        ----------
        rgb : ndarray of uint8, shape (n, 3)

        Returns
        -------
        names : ndarray of uint8, shape (n,)
        probabilities : ndarray of float64, shape (n, terms), or None
            None if this kind of classifier has none.
        """
        if not self.has_probabilities:
            return self.predict(rgb), None
        probabilities = self.predict_proba(rgb)
        if not self._names_most_probable:
            return self.predict(rgb), probabilities
        names = probabilities.argmax(axis=1).astype(np.uint8)
        # Some compare other numbers than the probabilities: logarithms, scores. Where two terms
        # are equal but for rounding, these may differ.
        nearly_highest = probabilities >= (1 - ROUNDING) * probabilities.max(axis=1, keepdims=True)
        is_tie = nearly_highest.sum(axis=1) > 1
        names[is_tie] = self.predict(rgb[is_tie])
        return names, probabilities

    def save(self, path: Path) -> None:
        """Write a skops file; the same training data give the same bytes.

        That is, before the first prediction: scikit-learn's k-d tree counts its queries.
        """
        model_file.save(path, self.terms, self.pipeline)

    @classmethod
    def load(cls, path: Path, trusted: Sequence[str] = ()) -> ColorClassifier:
        """Read a skops file, constructing only the types that classifiers are made of.

        Parameters
        ----------
        path : path
        trusted : sequence of str
            Kinds, and dotted paths of types, that it may hold besides folkhue's.

        Raises
        ------
        TableError
            If the file is not such a classifier, or holds other types; the message names these.
        """
        return cls(*model_file.load(path, trusted))


def _in_chunks(
    predict: Callable[[NDArray[np.uint8]], Any],
    rgb: NDArray[np.uint8],
    dtype: Any,
    shape: tuple[int, ...],
) -> NDArray[Any]:
    """Predict colors of any shape (..., 3), in as many threads as the caller's `n_jobs`.

    Each color gives a result of `shape`.
    """
    from folkhue.learning.classifiers.color_space import checked_colors

    rgb = checked_colors(rgb)
    colors = rgb.reshape(-1, 3)
    chunks = [colors[start : start + CHUNK] for start in range(0, len(colors), CHUNK)]
    with parallel_config(backend="threading"), one_thread():
        found = Parallel()(delayed(_in_one_thread)(predict, chunk, dtype) for chunk in chunks)
    predicted = np.concatenate([np.empty((0, *shape), dtype), *found])
    return predicted.reshape((*rgb.shape[:-1], *shape))


def _in_one_thread(
    predict: Callable[[NDArray[np.uint8]], Any], rgb: NDArray[np.uint8], dtype: Any
) -> NDArray[Any]:
    # A forest adds up its trees' votes in the order in which its threads finish, and the last
    # digit, on which ties depend, changes with that order.
    with parallel_config(n_jobs=1):
        return np.asarray(predict(rgb), dtype)


def train(
    name: str,
    options: Mapping[str, Any],
    pixels: NDArray[np.uint8],
    terms: NDArray[np.str_],
    vocabulary: Vocabulary,
    seed: int,
    weights: NDArray[np.float64] | None = None,
) -> ColorClassifier:
    """Train a classifier on labeled pixels, in as many threads as the caller's `n_jobs`.

    Other processes would first have to import scikit-learn and receive the pixels, which takes
    longer than most training.

    Parameters
    ----------
    name, options
        See `build`. ``max_pixels`` limits the training pixels, which are then drawn at
        random, for kinds whose time grows faster than the data.
    pixels : ndarray of uint8, shape (n, 3)
    terms : ndarray of str or Categorical, shape (n,)
        Their labels.
    vocabulary : Vocabulary
    seed : int
    weights : ndarray of float64, shape (n,), optional
        How many pixels each row stands for; one by default. A kind that cannot be fitted to rows
        with weights, or not to so many, gets pixels drawn by them.

    Raises
    ------
    TrainingError
        If the options do not suit the pixels, such as more neighbors than there are pixels.
    """
    from folkhue.learning.classifiers.weighted import fit_weighted

    pipeline = build(name, options, seed)
    target = pd.Categorical(terms, vocabulary.names).codes.astype(np.int64)
    limit = options.get("max_pixels")
    if weights is None or (limit and limit < weights.sum()):
        order = _drawn(len(pixels), weights, limit, seed)
        pixels, target, weights = pixels[order], target[order], None
    _check_neighbors(name, pipeline, len(pixels) if weights is None else round(weights.sum()))
    try:
        with parallel_config(backend="threading"), one_thread():
            if weights is None:
                pipeline.fit(pixels, target)
            else:
                fit_weighted(pipeline, pixels, target, weights)
    except ValueError as error:  # scikit-learn's, about options and data
        raise TrainingError(f"train.classifiers.{name}: {error}") from error
    return ColorClassifier(vocabulary.names, pipeline)


def _drawn(
    rows: int, weights: NDArray[np.float64] | None, limit: int | None, seed: int
) -> NDArray[np.intp]:
    """Draw at most `limit` pixels at random, or by their weights, in a random order."""
    from folkhue.learning.classifiers.weighted import draw_rows

    rng = np.random.default_rng(seed)
    if weights is None or limit is None:
        return rng.permutation(rows)[:limit]
    return rng.permutation(draw_rows(weights, limit))


def _check_neighbors(name: str, pipeline: Pipeline, pixels: int) -> None:
    """Check what scikit-learn does not before it predicts."""
    for key, value in pipeline.get_params().items():
        if key.endswith("n_neighbors") and value > pixels:
            raise TrainingError(
                f"train.classifiers.{name}: {value:,} neighbors (n_neighbors), but there are only "
                f"{pixels:,} training pixels"
            )

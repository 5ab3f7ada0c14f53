"""A trial of an estimator of which nothing is known: whether it learns names, and can be saved."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import ParamsError
from folkhue.learning.classifiers import model_file
from folkhue.learning.classifiers.classifier import ColorClassifier, train
from folkhue.learning.classifiers.kinds import full_name
from folkhue.learning.classifiers.model_checks import UntrustedError

NUMBER = 1_000
"""Colors that it is fitted to: few, but more than most limits of parameters."""

_WORDS = Vocabulary.of(["black", "blue", "green", "red", "yellow", "white"])
_CORNERS = np.array([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]) * 255


def try_out(name: str, options: Mapping[str, Any], seed: int, trusted: Collection[str]) -> None:
    """Fit a classifier to a few colors, save it, load it, and compare what it predicts.

    Parameters
    ----------
    name, options, seed
        See `folkhue.learning.classifiers.building.build`.
    trusted : collection of str
        What its file may hold besides folkhue's types: kinds, and dotted paths.

    Raises
    ------
    ParamsError
        If it cannot be fitted, predicts something else than the names it was given, or cannot be
        saved; or if its file holds types that are not trusted: the message names these.
    """
    where = f"train.classifiers.{name}"
    rgb, names = _examples()
    colors, others = rgb[:NUMBER], rgb[NUMBER:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # so little data, so few rounds
        classifier = _fitted(name, options, colors, names[:NUMBER], seed)
        expected = _predicted(where, classifier, others)
        again = _saved_and_loaded(where, classifier, [*map(full_name, trusted)])
        if not np.array_equal(again.predict(others), expected):
            raise ParamsError(f"{where}: saved and loaded again, it predicts other names")


def _examples() -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    colors = np.random.default_rng(0).integers(0, 256, (2 * NUMBER, 3), np.uint8)
    distances = np.linalg.norm(colors[:, None] - _CORNERS, axis=-1)
    return colors, np.array(_WORDS.names)[distances.argmin(axis=1)]


def _fitted(name: str, options: Mapping[str, Any], *examples: Any) -> ColorClassifier:
    colors, names, seed = examples
    try:
        return train(name, options, colors, names, _WORDS, seed)
    except ParamsError:
        raise
    except Exception as error:  # whatever another package raises
        raise ParamsError(
            f"train.classifiers.{name}: cannot be fitted to {NUMBER:,} colors: {_reason(error)}"
        ) from error


def _predicted(where: str, classifier: ColorClassifier, colors: NDArray[np.uint8]) -> Any:
    """Predict, and check that these are classes, not numbers between them as of a regressor."""
    try:
        found = np.asarray(classifier.pipeline.predict(colors))
    except Exception as error:
        raise ParamsError(f"{where}: cannot predict: {_reason(error)}") from error
    if found.shape != (len(colors),) or not np.isin(found, np.arange(len(classifier.terms))).all():
        raise ParamsError(f"{where}: predicts something else than the classes it was given")
    return classifier.predict(colors)


def _saved_and_loaded(
    where: str, classifier: ColorClassifier, trusted: Collection[str]
) -> ColorClassifier:
    try:
        content = {"terms": list(classifier.terms), "pipeline": classifier.pipeline}
        return ColorClassifier(*model_file.loads(model_file.dump(content), trusted))
    except UntrustedError as error:
        raise ParamsError(
            f"{where}: its file holds types that folkhue does not trust by itself; if you trust "
            f"the packages they are from, write below train\n  trusted: [{', '.join(error.types)}]"
        ) from error
    except Exception as error:
        raise ParamsError(
            f"{where}: cannot be saved by skops, as it holds something else than arrays and plain "
            f"objects ({_reason(error)}); use another estimator"
        ) from error


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:300]}"

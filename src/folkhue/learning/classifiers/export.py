"""Trained classifiers for other programs, as ONNX or joblib, and the proof that they are equal."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue._utils.extras import require
from folkhue.errors import ExportError
from folkhue.images.histogram import unpack
from folkhue.learning.classifiers.name_classifier import NameClassifier
from folkhue.learning.classifiers.ties import is_tie

NUMBER = 100_000
"""Colors on which an export is compared."""

_AT_ONCE = 2_000

Predict = Callable[[NDArray[np.uint8]], NDArray[Any]]


@dataclass(frozen=True)
class Comparison:
    """On how many colors an export and the classifier give the same name.

    Attributes
    ----------
    colors : int
    different : int
        All are ties: the two names are equally probable, but for rounding; see
        `folkhue.learning.classifiers.ties`.
    """

    colors: int
    different: int

    def __str__(self) -> str:
        equal = f"equal on {self.colors - self.different:,} of {self.colors:,} colors"
        if not self.different:
            return equal
        return (
            f"{equal}; the others are ties, whose two names are equally probable but for rounding"
        )


def export_joblib(
    classifier: NameClassifier, path: Path, *, colors: int = NUMBER, seed: int = 0
) -> Comparison:
    """Write a classifier as joblib does, and compare what is read again.

    Reading such a file runs code that it holds: read only your own. It needs folkhue, and the same
    version of scikit-learn.

    Parameters
    ----------
    classifier : NameClassifier
    path : Path
    colors : int
        How many random colors to compare.
    seed : int

    Raises
    ------
    ExportError
        If it would name colors differently; nothing is written then.
    """
    file = io.BytesIO()
    joblib.dump(classifier, file)
    again = joblib.load(io.BytesIO(file.getvalue()))
    return _proven(file.getvalue(), path, classifier, again.predict, colors, seed)


def export_onnx(
    classifier: NameClassifier, path: Path, *, colors: int = NUMBER, seed: int = 0
) -> Comparison:
    """Write a classifier as an ONNX model, and compare what ONNX Runtime makes of it.

    Its input ``rgb`` are colors: uint8, shape (n, 3). Its outputs are ``name``, text of shape (n,),
    and ``probabilities``, float32 of shape (n, names), if the classifier has some; the metadata
    ``names`` list the names in this order, separated by line feeds.

    Parameters
    ----------
    classifier, path, colors, seed
        See `export_joblib`.

    Raises
    ------
    ExportError
        If ONNX has no operations for it, or it would name colors differently; nothing is written
        then.
    MissingExtraError
        Without the extra ``onnx``.
    """
    require("onnx", "an ONNX model")
    from folkhue.learning.classifiers.onnx_model import onnx_bytes, onnx_predict

    try:
        contents = onnx_bytes(classifier)
        predict = onnx_predict(contents)
    # skl2onnx and ONNX Runtime raise what they happen to meet.
    except Exception as error:
        last = type(classifier.pipeline_[-1]).__name__
        raise ExportError(
            f"{last} cannot be an ONNX model ({type(error).__name__}: {str(error)[:300]}); "
            "use joblib, or another kind of classifier"
        ) from error
    return _proven(contents, path, classifier, predict, colors, seed)


def _proven(
    contents: bytes,
    path: Path,
    classifier: NameClassifier,
    predict: Predict,
    number: int,
    seed: int,
) -> Comparison:
    """Write a file if it predicts the same."""
    compared = compare(classifier, predict, number, seed)
    with atomic_write(path) as temporary:
        temporary.write_bytes(contents)
    return compared


def compare(
    classifier: NameClassifier, predict: Predict, number: int = NUMBER, seed: int = 0
) -> Comparison:
    """Compare the names that a classifier and an export of it give to random colors.

    Parameters
    ----------
    classifier : NameClassifier
    predict : callable
        Of the export: uint8 (n, 3) → names, shape (n,).
    number : int
        How many colors; none comes twice.
    seed : int

    Raises
    ------
    ExportError
        If they differ where the classifier has no tie.
    """
    codes = np.random.default_rng(seed).choice(1 << 24, number, replace=False)
    rgb = unpack(codes)
    expected, found = (_in_parts(each, rgb) for each in (classifier.predict, predict))
    differ = np.flatnonzero(expected != found)
    wrong = [place for place in differ if not is_tie(classifier, rgb[place], found[place])]
    if wrong:
        red, green, blue = rgb[wrong[0]]
        raise ExportError(
            f"the export names {len(wrong):,} of {number:,} colors differently, such as "
            f"#{red:02x}{green:02x}{blue:02x}, {expected[wrong[0]]}, as {found[wrong[0]]}: "
            "nothing was written"
        )
    return Comparison(number, len(differ))


def _in_parts(predict: Predict, rgb: NDArray[np.uint8]) -> NDArray[Any]:
    def parts() -> Iterator[NDArray[Any]]:
        for start in range(0, len(rgb), _AT_ONCE):
            yield np.asarray(predict(rgb[start : start + _AT_ONCE]))

    return np.concatenate([*parts()]).astype(str)

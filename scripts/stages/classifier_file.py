"""Files of classifiers that stages read, and what they may hold."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.classifiers.kinds import kinds_of
from stages.outputs import read_output
from stages.params import Params


def read_classifier(path: Path, params: Params) -> ColorClassifier:
    """Read a classifier that another stage trained."""
    return read_output(path, partial(ColorClassifier.load, trusted=trusted(params)))


def trusted(params: Params) -> list[str]:
    """List the kinds and dotted paths of what files of classifiers may hold."""
    return [*params.train.trusted, *kinds_of(params.train.classifiers)]

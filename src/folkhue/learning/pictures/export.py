"""Trained pipelines as files that NumPy alone runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from folkhue.errors import TrainingError
from folkhue.learning.pictures.distilled import DistilledKernel
from folkhue.learning.pictures.steps import BalancedScaler, ShareRoots
from folkhue.pictures.model import PictureModel
from folkhue.pictures.networks import Layer, Network
from folkhue.table.color_table import SHIPPED, load


def export_model(
    pipeline: Pipeline,
    groups: Sequence[str],
    table: str | Path = "basic11",
    path: str | Path | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> PictureModel:
    """Convert a trained pipeline; its probabilities stay the same to 1e-2.

    Parameters
    ----------
    pipeline : Pipeline
        Of a `ShareRoots` (or none), a ``StandardScaler`` or `BalancedScaler` (or none), and a
        classifier: ``LogisticRegression``, ``MLPClassifier`` with rectified linear units,
        `DistilledKernel`, or a ``VotingClassifier`` that averages the probabilities of several
        of the first two.
    groups : sequence of str
        The features that it was trained on; see `folkhue.pictures.features.FEATURE_GROUPS`.
    table : path or str
        What they were computed with.
    path : path, optional
        Where to write the model.
    metadata : mapping, optional
        How it was made; JSON types only.

    Raises
    ------
    TrainingError
        If the pipeline has another step or classifier.
    """
    steps = [step for _, step in pipeline.steps]
    classifier = steps.pop()
    size = int(pipeline.n_features_in_)
    roots, center, scale = np.zeros(size, bool), np.zeros(size), np.ones(size)
    if steps and isinstance(steps[0], ShareRoots):
        roots = steps.pop(0).roots_
    if steps and _shifts_and_scales(steps[0]):
        scaler = steps.pop(0)
        center, scale = scaler.mean_, scaler.scale_
    if steps:
        raise TrainingError(f"a step {type(steps[0]).__name__} cannot be exported, or not here")
    model = PictureModel(
        tuple(map(str, classifier.classes_)),
        tuple(groups),
        str(table) if table in SHIPPED else "",
        load(table).terms,
        roots,
        center.astype(np.float32),
        scale.astype(np.float32),
        *_projection(classifier, size),
        tuple(map(_network, _members(classifier))),
        dict(metadata or {}),
    )
    if path is not None:
        model.save(path)
    return model


def _shifts_and_scales(step: Any) -> bool:
    if isinstance(step, StandardScaler):
        return bool(step.with_mean and step.with_std)
    return isinstance(step, BalancedScaler)


def _projection(classifier: Any, features: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the components that a classifier computes first; none, if it does not."""
    if isinstance(classifier, DistilledKernel):
        return classifier.components_.codes_, classifier.components_.steps_
    return np.zeros((features, 0), np.int8), np.zeros(0, np.float32)


def _members(classifier: Any) -> list[Any]:
    """Return the classifiers whose probabilities are averaged."""
    if not isinstance(classifier, VotingClassifier):
        return [classifier]
    if classifier.voting != "soft" or classifier.weights is not None:
        raise TrainingError("only equal votes of probabilities can be exported")
    if any(isinstance(each, DistilledKernel) for each in classifier.estimators_):
        raise TrainingError("a DistilledKernel cannot vote with others: export it alone")
    return list(classifier.estimators_)


def _network(classifier: Any) -> Network:
    if isinstance(classifier, LogisticRegression):
        return _logistic_layers(classifier)
    if isinstance(classifier, MLPClassifier) and classifier.activation == "relu":
        layers = zip(classifier.coefs_, classifier.intercepts_, strict=True)
        return _two_outputs(tuple(_layer(weights, bias) for weights, bias in layers))
    if isinstance(classifier, DistilledKernel):
        return _distilled_layers(classifier)
    raise TrainingError(
        f"a {type(classifier).__name__} cannot be exported: choose logistic regression, or "
        "networks of rectified linear units"
    )


def _logistic_layers(classifier: LogisticRegression) -> Network:
    return _two_outputs((_layer(classifier.coef_.T, classifier.intercept_),))


def _distilled_layers(classifier: DistilledKernel) -> Network:
    """Let the last layer give scores whose softmax are the probabilities."""
    (first, last), (before, after) = classifier.network_.coefs_, classifier.network_.intercepts_
    shifted = classifier.sharpness_ * after + classifier.shift_
    return _layer(first, before), _layer(classifier.sharpness_ * last, shifted)


def _two_outputs(network: Network) -> Network:
    """Give a network of one output, for two classes, another that is always 0."""
    *before, last = network
    if len(last.bias) > 1:
        return network
    weights = np.hstack([np.zeros_like(last.weights), last.weights])
    return (*before, _layer(weights, np.append(np.float32(0), last.bias)))


def _layer(weights: Any, bias: Any) -> Layer:
    """Round weights to what a file holds."""
    rounded = np.ascontiguousarray(weights, np.float16).astype(np.float32)
    return Layer(rounded, np.asarray(bias, np.float32))

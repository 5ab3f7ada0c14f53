"""Small classifiers, and what they are trained on."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import BLEND, KINDS, ColorClassifier, train

VOCABULARY = Vocabulary.of(["red", "green", "blue"])

EVERY_KIND = (*KINDS, BLEND)

PROBABILISTIC = tuple(kind for kind in EVERY_KIND if kind not in ("sgd", "svm"))
"""Kinds that give probabilities, whatever their parameters."""

SMALL: dict[str, dict[str, Any]] = {
    "forest": {"n_estimators": 5},
    "boosting": {"max_iter": 5},
    "mlp": {"hidden_layer_sizes": [8], "max_iter": 200, "early_stopping": True},
}


SMALL[BLEND] = {
    "of": {
        "quadratic": {"space": "lab"},
        "mlp": {"space": "oklab", **SMALL["mlp"]},
        "other_mlp": {"kind": "mlp", **SMALL["mlp"]},
    }
}


def examples(number: int = 600) -> tuple[np.ndarray, np.ndarray]:
    pixels = np.random.default_rng(2).integers(0, 256, (number, 3), np.uint8)
    return pixels, np.array(VOCABULARY.names)[pixels.argmax(axis=1)]


def trained(kind: str, **options: object) -> ColorClassifier:
    """Train a small classifier; without options, once for all tests."""
    return _trained(kind) if not options else train_anew(kind, **options)


@cache
def _trained(kind: str) -> ColorClassifier:
    return train_anew(kind)


def train_anew(kind: str, **options: object) -> ColorClassifier:
    """Train a small classifier, which has predicted nothing yet."""
    return train(kind, {**SMALL.get(kind, {}), **options}, *examples(), VOCABULARY, seed=0)

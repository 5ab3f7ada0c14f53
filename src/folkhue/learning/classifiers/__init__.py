"""Classifiers of RGB triples: kinds, building, training and files.

Importing this loads no estimator: scikit-learn's modules are imported when a classifier is built.
"""

from folkhue.learning.classifiers.building import build
from folkhue.learning.classifiers.classifier import ColorClassifier, train
from folkhue.learning.classifiers.foreign import is_foreign
from folkhue.learning.classifiers.kinds import BLEND, KINDS

__all__ = ["BLEND", "KINDS", "ColorClassifier", "build", "is_foreign", "train"]

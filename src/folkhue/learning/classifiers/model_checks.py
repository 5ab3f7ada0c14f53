"""Checks of a classifier from a file, which may be damaged or made by somebody else.

scikit-learn's compiled code follows the indices in trees and support vectors without checks, so
that wrong ones crash the process or never end.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from joblib import parallel_config
from numpy.typing import NDArray

from folkhue._utils.parallel import one_thread
from folkhue.errors import TableError
from folkhue.learning.classifiers.kinds import Kind, own_estimators, type_name
from folkhue.table.description import checked_terms

_LEVELS = np.array([0, 85, 170, 255], np.uint8)
_COLORS = np.stack(np.meshgrid(_LEVELS, _LEVELS, _LEVELS), axis=-1).reshape(-1, 3)


def check_nodes(arrays: Iterable[NDArray[Any]], axes: int | None = None) -> None:
    """Check the nodes of decision trees: each leads to later ones, and to an axis that exists.

    Parameters
    ----------
    arrays : iterable of ndarray
        All of a file; those that are not nodes are skipped.
    axes : int, optional
        Coordinates of the colors that the trees are given; trees are not given polynomials of
        them. If absent, those of the color space that has most: in which one a tree is, the arrays
        do not tell.

    Raises
    ------
    TableError
        If a node leads elsewhere.
    """
    from folkhue.learning.classifiers.color_space import AXES

    most = axes or max(map(len, AXES.values()))
    for array in arrays:
        names = array.dtype.names or ()
        if "left_child" in names:
            inner = array["left_child"] != -1
            _check_tree(array, inner, ("left_child", "right_child"), "feature", most)
        if "feature_idx" in names:
            _check_tree(array, array["is_leaf"] == 0, ("left", "right"), "feature_idx", most)
            if array["is_categorical"].any():
                raise TableError("a tree has categories, which colors are not")


def _check_tree(
    nodes: NDArray[Any], inner: NDArray[np.bool_], children: tuple[str, str], axis: str, axes: int
) -> None:
    number, found = np.flatnonzero(inner), nodes[axis][inner]
    later = [(nodes[c][inner] > number) & (nodes[c][inner] < len(nodes)) for c in children]
    if nodes.ndim != 1 or not (np.all(later) and np.all((found >= 0) & (found < axes))):
        raise TableError("a node of a tree leads outside of it")


class UntrustedError(TableError):
    """A file holds types that are not trusted.

    Parameters
    ----------
    types : iterable of str
        Their dotted paths.
    """

    def __init__(self, types: Iterable[str]) -> None:
        self.types = sorted(set(types))
        super().__init__(
            f"it holds types that folkhue does not trust by itself: {', '.join(self.types)}. As "
            "their code runs, load it only if you trust whoever made it, with "
            f"trusted={self.types}; in params.yaml, train.trusted lists them"
        )


def check_classifier(terms: Any, pipeline: Any, trusted: Collection[str] = ()) -> None:
    """Check that a classifier is of the kinds that folkhue makes, and names colors.

    Parameters
    ----------
    terms, pipeline
        What a file holds.
    trusted : collection of str
        Dotted paths of the other estimators that it may have as steps.

    Raises
    ------
    Exception
        Of any kind, if not: scikit-learn has many.
    """
    from folkhue.learning.classifiers.color_space import CHANNELS

    checked_terms(terms)
    with warnings.catch_warnings(), np.errstate(all="ignore"), parallel_config(n_jobs=1):
        warnings.simplefilter("ignore")
        _check_steps(pipeline, trusted, len(CHANNELS))
        _check_predictions(len(terms), pipeline)


def _check_steps(pipeline: Any, trusted: Collection[str], axes: int) -> None:
    """Check that all steps are estimators that `building.build` makes, or trusted ones.

    `axes` is the number of coordinates of a color that the pipeline is given.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    from folkhue.learning.classifiers.blend import Blend
    from folkhue.learning.classifiers.color_space import AXES, ColorSpace

    known = (ColorSpace, PolynomialFeatures, StandardScaler, Blend, *own_estimators(_any))
    if type(pipeline) is not Pipeline:
        raise TableError(f"expected a pipeline, got {type(pipeline).__name__}")
    for _, step in pipeline.steps:
        if type(step) not in known and type_name(type(step)) not in trusted:
            raise _refusal(step)
        if isinstance(step, PolynomialFeatures) and step.degree != 2:
            raise TableError("it has polynomials of another degree than 2")
        axes = len(AXES[step.space]) if isinstance(step, ColorSpace) else axes
        members = list(getattr(step, "estimators_", ())) if isinstance(step, Blend) else []
        for member in members:
            _check_steps(member, trusted, axes)
        for part in _parts(step, {id(member) for member in members}):
            _check_arrays(part, axes)


def _any(_: Kind) -> bool:
    return True


def _refusal(step: Any) -> TableError:
    if hasattr(step, "fit") and hasattr(step, "predict"):
        return UntrustedError([type_name(type(step))])
    return TableError(f"{type(step).__name__} is no step of a classifier of folkhue")


def _parts(value: Any, seen: set[int]) -> Iterator[Any]:
    """Yield a value and, recursively, what it holds."""
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    if isinstance(value, Mapping):
        held: Iterable[Any] = value.values()
    elif isinstance(value, list | tuple):
        held = value
    else:
        held = vars(value).values() if hasattr(value, "__dict__") else ()
    for part in held:
        yield from _parts(part, seen)


def _check_arrays(part: Any, axes: int) -> None:
    from sklearn.neighbors import BallTree, KDTree
    from sklearn.svm import SVC
    from sklearn.tree import BaseDecisionTree

    if isinstance(part, BaseDecisionTree) and hasattr(
        part, "tree_"
    ):  # those to copy are not fitted
        check_nodes([part.tree_.__getstate__()["nodes"]], axes)
    if isinstance(getattr(part, "nodes", None), np.ndarray):  # of boosting, whose class is private
        check_nodes([part.nodes], axes)
    if isinstance(part, KDTree | BallTree):
        _check_neighbors(part, axes)
    if isinstance(part, SVC):
        _check_support(part, axes)


def _check_neighbors(tree: Any, axes: int) -> None:
    """Check the nodes of a tree of points, and the numbers that its state gives with them."""
    points, order, nodes, bounds = tree.get_arrays()
    leaf_size, levels, count = tree.__getstate__()[4:7]
    start, end = nodes["idx_start"], nodes["idx_end"]
    fits = (
        points.shape == (len(order), axes)
        and count == len(nodes) == bounds.shape[1] == 2**levels - 1
        and bounds.shape[2] == axes
        and leaf_size > 0
        and np.array_equal(np.sort(order), np.arange(len(order)))
        and bool(((start >= 0) & (start <= end) & (end <= len(order))).all())
        and bool(nodes["is_leaf"][count // 2 :].all())
    )
    if not fits:
        raise TableError("its tree of points does not fit together")


def _check_support(machine: Any, axes: int) -> None:
    """Check the shapes that the compiled code of support vector machines relies on."""
    classes, vectors = len(machine.classes_), machine.support_vectors_
    pairs = classes * (classes - 1) // 2
    # What predicts are copies of the public attributes, with other signs.
    coefficients, intercepts = (vars(machine)[name] for name in ("_dual_coef_", "_intercept_"))
    fits = (
        vectors.shape == (len(machine.support_), machine.n_features_in_)
        and machine.n_features_in_ == axes
        and machine.n_support_.shape == (classes,)
        and bool((machine.n_support_ >= 0).all())
        and machine.n_support_.sum() == len(vectors)
        and coefficients.shape == (classes - 1, len(vectors))
        and intercepts.shape == (pairs,)
        and {machine.probA_.shape, machine.probB_.shape} <= {(0,), (pairs,)}
        and machine.probA_.shape == machine.probB_.shape
    )
    if not fits:
        raise TableError("its support vectors do not fit together")


def _check_predictions(terms: int, pipeline: Any) -> None:
    """Predict some colors: much of what is wrong shows only then."""
    with one_thread():
        names = np.asarray(pipeline.predict(_COLORS))
        probabilities = None
        if hasattr(pipeline, "predict_proba"):
            probabilities = np.asarray(pipeline.predict_proba(_COLORS))
    if names.shape != (len(_COLORS),) or not np.isin(names, np.arange(terms)).all():
        raise TableError("it predicts something else than its terms")
    if probabilities is not None and probabilities.shape != (len(_COLORS), terms):
        raise TableError("it predicts probabilities of something else than its terms")

"""scikit-learn classifiers of RGB triples, by name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from joblib import parallel_config
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from folkhue._utils.atomic import atomic_write, reproducible_zip
from folkhue.color.spaces import SPACES
from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import ParamsError, TableError, TrainingError
from folkhue.learning.classifiers.density import DensityClassifier

CHUNK = 1 << 16
"""Colors predicted at a time, which bounds the memory that takes."""


class ColorSpace(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Convert RGB triples to a color space, as the first step of a pipeline.

    Parameters
    ----------
    space : str
        A key of `folkhue.color.spaces.SPACES`.
    """

    def __init__(self, space: str = "rgb") -> None:
        self.space = space

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> ColorSpace:
        """Learn nothing."""
        if self.space not in SPACES:
            raise ParamsError(_unknown("color space", self.space, SPACES))
        self.is_fitted_ = True
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Convert uint8 triples of shape (n, 3)."""
        return SPACES[self.space](np.asarray(X, np.uint8))


@dataclass(frozen=True)
class Kind:
    """A kind of classifier: the estimator, and what it wants to be given.

    Attributes
    ----------
    estimator : type
    scaled : bool
        Whether it wants standardized input.
    defaults : mapping
        Parameters that differ from scikit-learn's.
    degree : int
        Of the polynomials of the coordinates that it sees.
    slow : bool
        Whether asking it for all 2**24 colors takes most of an hour.
    """

    estimator: type[ClassifierMixin]
    scaled: bool = True
    defaults: Mapping[str, Any] = field(default_factory=dict)
    degree: int = 1
    slow: bool = False


KINDS: dict[str, Kind] = {
    "logistic": Kind(LogisticRegression, defaults={"max_iter": 1000}),
    "quadratic": Kind(LogisticRegression, defaults={"max_iter": 1000}, degree=2),
    "naive_bayes": Kind(GaussianNB),
    "sgd": Kind(SGDClassifier),
    "knn": Kind(KNeighborsClassifier, scaled=False, slow=True),
    "tree": Kind(DecisionTreeClassifier, scaled=False),
    "forest": Kind(RandomForestClassifier, scaled=False),
    "svm": Kind(SVC, slow=True),
    "boosting": Kind(HistGradientBoostingClassifier, scaled=False),
    "mlp": Kind(MLPClassifier),
    "density": Kind(DensityClassifier, scaled=False),
}
"""Name → kind of classifier. A name in params.yaml is one of these, or gives one as ``kind``."""

BLEND = "blend"
"""The kind that averages the probabilities of others, which its key ``of`` lists."""

_OWN_KEYS = ("kind", "space", "max_pixels")

# What skops must be told is harmless; everything else in a model file is refused.
_TRUSTED = [
    "folkhue.learning.classifiers.classifier.ColorSpace",
    "folkhue.learning.classifiers.density.DensityClassifier",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.metrics._dist_metrics.ChebyshevDistance64",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.metrics._dist_metrics.ManhattanDistance64",
    "sklearn.metrics._dist_metrics.MinkowskiDistance64",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
]


def build(name: str, options: Mapping[str, Any], seed: int) -> Pipeline:
    """Make an untrained classifier of RGB triples.

    Parameters
    ----------
    name : str
        What it is called in params.yaml.
    options : mapping
        ``kind`` (a key of `KINDS`, or "blend"; `name` if absent), ``space`` (color
        space, "rgb" if absent), ``max_pixels`` (see `train`); all others are handed
        to the estimator. Of a blend, ``of`` maps names to the options of its members.
    seed : int

    Raises
    ------
    ParamsError
        If the kind, the space or a parameter is unknown, or a value is out of range.
    """
    kind_name = str(options.get("kind", name))
    where = f"train.classifiers.{name}"
    if kind_name not in (*KINDS, BLEND):
        raise ParamsError(f"{where}: {_unknown('classifier', kind_name, (*KINDS, BLEND))}")
    limit = options.get("max_pixels")
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise ParamsError(f"{where}.max_pixels: expected a whole number from 1, got {limit!r}")
    if kind_name == BLEND:
        return _blend(name, options, seed)
    space = str(options.get("space", "rgb"))
    if space not in SPACES:
        raise ParamsError(f"{where}.space: {_unknown('color space', space, SPACES)}")
    kind = KINDS[kind_name]
    steps: list[tuple[str, BaseEstimator]] = [("space", ColorSpace(space))]
    if kind.degree > 1:
        steps.append(("polynomials", PolynomialFeatures(kind.degree, include_bias=False)))
    if kind.scaled:
        steps.append(("scale", StandardScaler()))
    steps.append(("classify", _estimator(where, kind, options, seed)))
    return Pipeline(steps)


def _estimator(where: str, kind: Kind, options: Mapping[str, Any], seed: int) -> ClassifierMixin:
    known = kind.estimator().get_params()
    given = {key: value for key, value in options.items() if key not in _OWN_KEYS}
    for key in given:
        if key not in known:
            raise ParamsError(f"{where}.{key}: {_unknown('parameter', key, [*known, *_OWN_KEYS])}")
    if "random_state" in known:
        given.setdefault("random_state", seed)
    estimator = kind.estimator(**{**kind.defaults, **given})
    try:
        estimator._validate_params()
    except ValueError as error:
        raise ParamsError(f"{where}: {error}") from error
    return estimator


def _blend(name: str, options: Mapping[str, Any], seed: int) -> Pipeline:
    where, known = f"train.classifiers.{name}", ("of", "kind", "max_pixels")
    for key in options:
        if key not in known:
            raise ParamsError(f"{where}.{key}: {_unknown('parameter', key, known)}")
    members = options.get("of")
    if not isinstance(members, Mapping) or not members:
        raise ParamsError(f"{where}.of: list the classifiers to average, such as {{mlp: {{}}}}")
    built = []
    for number, (member, of) in enumerate(members.items()):
        if not isinstance(of, Mapping):
            raise ParamsError(f"{where}.of.{member}: expected its parameters, such as {{}}")
        if "max_pixels" in of:
            raise ParamsError(
                f"{where}.of.{member}.max_pixels: members learn from the same pixels; limit them "
                f"by {where}.max_pixels"
            )
        # Twins differ by their seed.
        pipeline = build(f"{name}.of.{member}", {"kind": member, **of}, seed + number)
        if not hasattr(pipeline, "predict_proba"):
            raise ParamsError(f"{where}.of.{member}: gives no probabilities to average")
        built.append((str(member), pipeline))
    blend = VotingClassifier(built, voting="soft")
    try:
        blend._validate_names([member for member, _ in built])
    except ValueError as error:
        raise ParamsError(f"{where}.of: {error}") from error
    return Pipeline([("classify", blend)])


@dataclass(frozen=True, eq=False)
class ColorClassifier:
    """A trained classifier and the terms it knows.

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
        """Whether this kind of classifier gives probabilities."""
        return hasattr(self.pipeline, "predict_proba")

    @property
    def slow(self) -> bool:
        """Whether asking for all 2**24 colors takes most of an hour."""
        estimators = self.pipeline.get_params().values()
        slow = tuple(kind.estimator for kind in KINDS.values() if kind.slow)
        return any(isinstance(estimator, slow) for estimator in [self.pipeline, *estimators])

    def predict(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Name colors: uint8 (..., 3) → uint8 (...), indices into `terms`."""
        return self._ask(rgb, self.pipeline.predict, np.uint8, ())

    def predict_proba(self, rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Give the probability of each term: uint8 (..., 3) → float64 (..., terms).

        Raises
        ------
        TrainingError
            If this kind of classifier gives none.
        """
        if not self.has_probabilities:
            raise TrainingError(f"{self.pipeline[-1]} gives no probabilities: take another kind")
        return self._ask(rgb, self.pipeline.predict_proba, np.float64, (len(self.terms),))

    def _ask(
        self, rgb: NDArray[np.uint8], question: Any, dtype: Any, shape: tuple[int, ...]
    ) -> NDArray[Any]:
        flat = np.asarray(rgb, np.uint8).reshape(-1, 3)
        # A forest adds up its trees' votes in the order in which its threads are done, and with
        # that order the last digit changes, on which ties depend.
        with parallel_config(n_jobs=1), threadpool_limits(1):
            parts = [
                np.asarray(question(flat[start : start + CHUNK]), dtype)
                for start in range(0, len(flat), CHUNK)
            ]
        answers = np.concatenate([np.empty((0, *shape), dtype), *parts])
        return answers.reshape((*rgb.shape[:-1], *shape))

    def save(self, path: Path) -> None:
        """Write a skops file; the same classifier gives the same bytes."""
        dumped = skops.io.dumps({"terms": list(self.terms), "pipeline": self.pipeline})
        with atomic_write(path) as temporary:
            temporary.write_bytes(_without_addresses(dumped))

    @classmethod
    def load(cls, path: Path) -> ColorClassifier:
        """Read a skops file, constructing only the types that classifiers are made of.

        Raises
        ------
        TableError
            If the file is not such a classifier.
        """
        try:
            content = skops.io.load(path, trusted=_TRUSTED)
            return cls(tuple(content["terms"]), content["pipeline"])
        except (OSError, ValueError, TypeError, KeyError, zipfile.BadZipFile) as error:
            raise TableError(f"{path}: not a classifier saved by folkhue ({error})") from error


def train(
    name: str,
    options: Mapping[str, Any],
    pixels: NDArray[np.uint8],
    terms: NDArray[np.str_],
    vocabulary: Vocabulary,
    seed: int,
) -> ColorClassifier:
    """Fit a classifier to labeled pixels.

    Parameters
    ----------
    name, options
        See `build`. With ``max_pixels`` so many pixels are drawn to learn from, for
        kinds whose time grows faster than the data.
    pixels : ndarray of uint8, shape (n, 3)
    terms : ndarray of str, shape (n,)
    vocabulary : Vocabulary
    seed : int
    """
    pipeline = build(name, options, seed)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(pixels))[: options.get("max_pixels") or len(pixels)]
    indices = {term: index for index, term in enumerate(vocabulary.names)}
    target = np.array([indices[term] for term in terms[order]], np.int64)
    with threadpool_limits(1):
        pipeline.fit(pixels[order], target)
    return ColorClassifier(vocabulary.names, pipeline)


def _unknown(what: str, name: str, known: Any) -> str:
    near = get_close_matches(str(name), list(known), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    return f"no {what} is called {name!r}; {hint}"


def _without_addresses(dumped: bytes) -> bytes:
    """Rewrite a skops archive so that it does not depend on when and where it was made.

    skops numbers objects by their memory address and stamps each member with the time.
    """
    with zipfile.ZipFile(io.BytesIO(dumped)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(members.pop("schema.json"))
    numbers: dict[int, int] = {}
    renumbered = json.dumps(_renumber(schema, numbers, count()), indent=1)
    renamed = {}
    for name, contents in members.items():
        address, _, kind = name.partition(".")
        renamed[f"{numbers[int(address)]}.{kind}"] = contents
    return reproducible_zip(dict(sorted({"schema.json": renumbered.encode(), **renamed}.items())))


def _renumber(node: Any, numbers: dict[int, int], fresh: Iterator[int]) -> Any:
    """Give the objects of a skops schema numbers, in the order in which they come.

    Whether two equal strings or numbers are one object is Python's whim: each gets a
    number of its own. Arrays keep the file that is named after theirs.
    """
    if isinstance(node, list):
        return [_renumber(part, numbers, fresh) for part in node]
    if not isinstance(node, dict):
        return node
    rewritten = {key: _renumber(part, numbers, fresh) for key, part in node.items()}
    if "file" in node and "__loader__" in node:
        address, _, kind = node["file"].partition(".")
        rewritten["file"] = f"{numbers.setdefault(int(address), next(fresh))}.{kind}"
    if "__id__" in node:
        plain = node.get("__loader__") == "JsonNode"
        number = next(fresh)
        rewritten["__id__"] = number if plain else numbers.setdefault(node["__id__"], number)
    return rewritten

"""Models of the color of a picture: small networks, run by NumPy, in npz files without pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkhue._utils.array_file import (
    Parts,
    checksum,
    description_part,
    pack,
    part,
    read_model,
    unpack_kind,
)
from folkhue._utils.atomic import atomic_write
from folkhue.errors import TableError
from folkhue.pictures.features import FEATURE_GROUPS, names_of_features
from folkhue.pictures.networks import (
    Network,
    arrays_of,
    check_networks,
    networks_from,
    probabilities,
    probability_and_slope,
)
from folkhue.table.color_table import SHIPPED
from folkhue.table.description import checked_terms

Floats = NDArray[np.float64]
Weights = NDArray[np.float32]

KIND = "folkhue picture model"
"""What a file says that it is."""

MAX_BYTES = 1 << 23
"""Size of the largest file that is read, packed and unpacked; the shipped one takes 300 kB."""

SHIPPED_MODELS = ("picture",)
"""Models inside the package, each with a card (``data/NAME.md``) on its training data."""

_STEPS = 256  # of the integral of gradients


@dataclass(frozen=True, eq=False)
class PictureModel:
    """Probabilities of color names from the features of a picture.

    Features are shifted and scaled, and may be projected on components; each network has
    rectified linear units between its layers and a softmax after the last; the probabilities of
    several networks are averaged. Without a hidden layer, that is logistic regression.

    Attributes
    ----------
    terms : tuple of str
        Color names that it gives.
    groups : tuple of str
        Features that it takes, in order; see `folkhue.pictures.features.FEATURE_GROUPS`.
    table : str
        Name of the shipped table that the features are computed with; empty for another, which
        has to be given.
    table_terms : tuple of str
        Terms of that table.
    roots : ndarray of bool, shape (features,)
        Which features are replaced by their square roots first, as shares are.
    center, scale : ndarray of float32, shape (features,)
        Subtracted from features, and divided by.
    projection : ndarray of int8, shape (features, components)
        Coefficients of components, in `steps`; without a column, if features go to the networks
        as they are.
    steps : ndarray of float32, shape (components,)
        The unit of the coefficients of each component.
    networks : tuple of Network
        At least one.
    metadata : mapping
        How it was made; JSON types only.
    """

    terms: tuple[str, ...]
    groups: tuple[str, ...]
    table: str
    table_terms: tuple[str, ...]
    roots: NDArray[np.bool_]
    center: Weights
    scale: Weights
    projection: NDArray[np.int8]
    steps: Weights
    networks: tuple[Network, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self)

    @cached_property
    def _components(self) -> Floats | None:
        """The coefficients of components, shape (features, components), if there are some."""
        if not self.projection.shape[1]:
            return None
        return np.asarray(self.projection * self.steps.astype(np.float64))

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the features, in order."""
        return names_of_features(self.groups, self.table_terms)

    @cached_property
    def fingerprint(self) -> str:
        """Hexadecimal digits that differ for another model."""
        return checksum(_parts(self)).tobytes().hex()[:12]

    def predict_proba(self, features: ArrayLike) -> Floats:
        """Return the probability of each name.

        Parameters
        ----------
        features : array_like of float, shape (features,) or (n, features)
            From `folkhue.pictures.features.picture_features`, for `groups`.

        Returns
        -------
        ndarray of float64, shape (terms,) or (n, terms)
            From 0 to 1; rows sum to 1.

        Raises
        ------
        ValueError
            If there are more or fewer features.
        """
        return self._forward(self._projected(self._standardized(features)))

    def contributions(self, features: ArrayLike, name: str) -> Floats:
        """Return how much each feature speaks for a name.

        They are integrated gradients: the logarithm of the name's probability changes on the
        straight way from the average picture of the training data to this one, and each
        feature is credited with its part of that change.

        Parameters
        ----------
        features : array_like of float, shape (features,)
        name : str
            One of `terms`.

        Returns
        -------
        ndarray of float64, shape (features,)
            In nats; above 0 where a feature speaks for the name. Their sum is the logarithm of
            the probability here against that of the average picture, to a hundredth.

        References
        ----------
        M. Sundararajan, A. Taly, Q. Yan, "Axiomatic Attribution for Deep Networks", ICML 2017.
        """
        if name not in self.terms:
            raise ValueError(f"name: expected one of {', '.join(self.terms)}, got {name!r}")
        target = self._standardized(features)
        steps = (np.arange(_STEPS) + 0.5) / _STEPS
        way = steps[:, None] * self._projected(target)
        slopes = self._gradients(way, self.terms.index(name)).mean(axis=0)
        if self._components is not None:
            slopes = self._components @ slopes
        return np.asarray(target * slopes)

    def save(self, path: str | Path) -> None:
        """Write the model; the same model gives the same bytes."""
        contents = pack(_parts(self))
        if len(contents) > MAX_BYTES:
            raise TableError(f"{path}: a model of more than {MAX_BYTES / 1e6:.0f} MB; use less")
        with atomic_write(path) as temporary:
            temporary.write_bytes(contents)

    @classmethod
    def load(cls, path: str | Path) -> PictureModel:
        """Read a model. No code in the file is run.

        Raises
        ------
        TableError
            If the file is missing, damaged, altered, of another version, or no such model.
        """
        return read_model(path, "picture model", _decoded, max_bytes=MAX_BYTES, known=_known(path))

    def _standardized(self, features: ArrayLike) -> Floats:
        values = np.asarray(features, np.float64)
        if values.shape[-1:] != self.center.shape:
            raise ValueError(
                f"expected {len(self.center)} features ({', '.join(self.groups)}), got an array "
                f"of shape {values.shape}"
            )
        values = np.where(self.roots, np.sqrt(np.maximum(values, 0)), values)
        return np.asarray((values - self.center) / self.scale)

    def _projected(self, values: Floats) -> Floats:
        return values if self._components is None else np.asarray(values @ self._components)

    def _forward(self, values: Floats) -> Floats:
        return np.asarray(np.mean([probabilities(each, values) for each in self.networks], axis=0))

    def _gradients(self, values: Floats, term: int) -> Floats:
        """Differentiate the logarithm of a probability by what networks get; shape (n, inputs)."""
        weighted, total = np.zeros_like(values), np.zeros((len(values), 1))
        for network in self.networks:
            share, slope = probability_and_slope(network, values, term)
            weighted, total = weighted + share * slope, total + share
        return np.asarray(weighted / np.maximum(total, np.finfo(float).tiny))


def load_picture_model(model: str | Path | None = None) -> PictureModel:
    """Load a model of the color of pictures.

    Parameters
    ----------
    model : path or str, optional
        A file, or the name of a model that ships inside folkhue: "picture", if absent.

    Raises
    ------
    TableError
        If the file cannot be used.
    """
    name = SHIPPED_MODELS[0] if model is None else str(model)
    return _shipped(name) if name in SHIPPED_MODELS else PictureModel.load(name)


@cache
def _shipped(name: str) -> PictureModel:
    with as_file(files("folkhue") / "data" / f"{name}.npz") as path:
        return PictureModel.load(path)


def _known(path: str | Path) -> str:
    return "" if Path(path).suffix else f"; models that ship: {', '.join(SHIPPED_MODELS)}"


def _check(model: PictureModel) -> None:
    """Check that the parts fit together, and that all numbers are finite."""
    unknown = [group for group in model.groups if group not in FEATURE_GROUPS]
    if unknown or not model.groups or len({*model.groups}) < len(model.groups):
        raise TableError(f"features that this folkhue does not compute: {', '.join(unknown)}")
    if model.table not in ("", *SHIPPED):
        raise TableError(f"it names colors by the table {model.table!r}, which does not ship")
    size = (len(model.features),)
    for what, values in (("roots", model.roots), ("center", model.center), ("scale", model.scale)):
        if values.shape != size:
            raise TableError(f"{what}: expected shape {size}, got {values.shape}")
    components = len(model.steps.ravel())
    if model.projection.shape != (*size, components) or model.steps.ndim != 1:
        raise TableError("the components do not fit the features")
    arrays = [model.center, model.scale, model.steps]
    check_networks(model.networks, components or size[0], len(model.terms))
    arrays += [each for network in model.networks for layer in network for each in layer.arrays]
    if not all(np.isfinite(array).all() for array in arrays) or not (model.scale > 0).all():
        raise TableError("numbers are not finite, or features are scaled by none")


def _parts(model: PictureModel) -> Parts:
    """Return the arrays of a file."""
    description = {
        "kind": KIND,
        "terms": model.terms,
        "groups": model.groups,
        "table": model.table,
        "table_terms": model.table_terms,
        "layers": [len(network) for network in model.networks],
        "metadata": model.metadata,
    }
    parts: dict[str, NDArray[Any]] = {
        "description": description_part(description),
        "roots": model.roots.astype(np.uint8),
        "center": model.center.astype(np.float32),
        "scale": model.scale.astype(np.float32),
        "projection": model.projection.astype(np.int8),
        "steps": model.steps.astype(np.float32),
    }
    return parts | arrays_of(model.networks)


def _decoded(contents: bytes) -> PictureModel:
    arrays, described = unpack_kind(contents, MAX_BYTES, KIND)
    return PictureModel(
        checked_terms(described.items("terms")),
        checked_terms(described.items("groups")),
        described.text("table", ""),
        checked_terms(described.items("table_terms")),
        part(arrays, "roots", np.uint8).astype(bool),
        part(arrays, "center"),
        part(arrays, "scale"),
        part(arrays, "projection", np.int8),
        part(arrays, "steps"),
        networks_from(arrays, described.items("layers")),
        described.mapping("metadata"),
    )

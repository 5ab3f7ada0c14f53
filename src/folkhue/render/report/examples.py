"""Photographs that show how denoising works: the cluster and the weight of each pixel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from folkhue._utils.atomic import atomic_write
from folkhue.color.spaces import to_lab
from folkhue.images.histogram import pack, unpack
from folkhue.images.photo import Photo
from folkhue.learning.denoising.clustering import ClusteredPhoto

MIN_SHARE = 0.1
"""Share of a photograph that must be kept, and dropped, for an example of denoising."""

_FULL = 255
"""The stored weight of a pixel that is fully kept."""


@dataclass(frozen=True, eq=False)
class Cluster:
    """Pixels of an example that k-means assigned to one center.

    Attributes
    ----------
    color : (int, int, int)
        The mean of their sRGB.
    share : float
        Of the photograph's opaque pixels, 0 to 1.
    weight : float
        Their mean weight, 0 to 1.
    """

    color: tuple[int, int, int]
    share: float
    weight: float


@dataclass(frozen=True, eq=False)
class Example:
    """A small photograph, and the weights of its pixels under one of its terms.

    Attributes
    ----------
    photo : str
        Its id.
    title, term : str
    picture : Photo
    weight : ndarray of uint8, shape (height, width)
        0 to 255.
    cluster : ndarray of uint8, shape (height, width)
        Index of the cluster.
    """

    photo: str
    title: str
    term: str
    picture: Photo
    weight: NDArray[np.uint8]
    cluster: NDArray[np.uint8]

    @classmethod
    def from_weights(
        cls,
        name: tuple[str, str, str],
        picture: Photo,
        weights: NDArray[np.float64],
        cluster: NDArray[np.uint8],
    ) -> Example:
        """Quantize weights, 0 to 1, of shape (height, width); the name is id, title and term."""
        return cls(*name, picture, np.rint(weights * _FULL).astype(np.uint8), cluster)

    @classmethod
    def from_clusters(
        cls,
        name: tuple[str, str, str],
        picture: Photo,
        clustered: ClusteredPhoto,
        weights: NDArray[np.float64],
    ) -> Example:
        """Assign each pixel the cluster and the weight of its color; see `from_weights`.

        Parameters
        ----------
        name : (str, str, str)
            Id, title and term.
        picture : Photo
            It may have colors that the clustered photograph lacks, as that may be thinned more:
            they count as the nearest color in sRGB.
        clustered : ClusteredPhoto
            Of n colors.
        weights : ndarray of float64, shape (n,)
            Of these colors, 0 to 1.
        """
        codes, place = np.unique(pack(picture.rgb), return_inverse=True)
        nearest = KDTree(clustered.counts.colors).query(unpack(codes))[1][place]
        nearest = nearest.reshape(picture.rgb.shape[:2])
        return cls.from_weights(name, picture, weights[nearest], clustered.cluster[nearest])

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weight of each pixel, 0 to 1, shape (height, width); 0 for transparent ones."""
        return self.weight / _FULL * self.picture.opaque

    @property
    def kept_share(self) -> float:
        """Share of the opaque pixels that is kept; a pixel of weight 0.5 counts as half a pixel."""
        return float(self.weights.sum() / max(1, self.picture.opaque.sum()))

    def clusters(self) -> dict[int, Cluster]:
        """Describe the clusters that occur, by index, in descending order of weight."""
        opaque = self.picture.opaque
        found = {
            index: self._describe((self.cluster == index) & opaque)
            for index in np.unique(self.cluster[opaque]).tolist()
        }
        ranked = sorted(found, key=lambda n: (-found[n].weight, -found[n].share, n))
        return {index: found[index] for index in ranked}

    def _describe(self, pixels: NDArray[np.bool_]) -> Cluster:
        red, green, blue = np.rint(self.picture.rgb[pixels].mean(axis=0)).astype(int).tolist()
        share = float(pixels.sum() / self.picture.opaque.sum())
        return Cluster((red, green, blue), share, float(self.weight[pixels].mean() / _FULL))

    def cluster_colors(self) -> NDArray[np.uint8]:
        """Paint each pixel in the mean color of its cluster, shape (height, width, 3)."""
        colors = np.zeros((256, 3), np.uint8)
        for index, cluster in self.clusters().items():
            colors[index] = cluster.color
        return colors[self.cluster]

    def contrast(self) -> float:
        """Distance in CIELAB between the mean colors of what is kept and what is dropped.

        0 if less than `MIN_SHARE` is kept, or dropped.
        """
        if min(self.kept_share, 1 - self.kept_share) < MIN_SHARE:
            return 0.0
        lab = to_lab(self.picture.rgb)
        kept, dropped = (
            (lab * weights[..., None]).sum(axis=(0, 1)) / weights.sum()
            for weights in (self.weights, self.picture.opaque - self.weights)
        )
        return float(np.linalg.norm(kept - dropped))


def highest_contrast(examples: Sequence[Example]) -> Example | None:
    """Choose the example of the highest contrast, the first of equals; None if there is none."""
    return max(examples, key=Example.contrast, default=None)


def write_examples(examples: Sequence[Example], path: Path) -> None:
    """Write examples to an ``.npz`` file, whole or not at all."""
    about = [(each.photo, each.title, each.term) for each in examples]
    planes = {str(index): _planes(each) for index, each in enumerate(examples)}
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with atomic_write(path) as temporary:
        np.savez(temporary, allow_pickle=False, about=text, **planes)


def _planes(example: Example) -> NDArray[np.uint8]:
    opaque = example.picture.opaque.astype(np.uint8)
    return np.dstack([example.picture.rgb, opaque, example.weight, example.cluster])


def read_examples(path: Path) -> list[Example]:
    """Read a file that `write_examples` wrote."""
    with path.open("rb") as opened, np.load(opened) as file:
        about = json.loads(file["about"].tobytes())
        planes = [file[str(index)] for index in range(len(about))]
    return [
        Example(
            photo, title, term, Photo(each[..., :3], each[..., 3] > 0), each[..., 4], each[..., 5]
        )
        for (photo, title, term), each in zip(about, planes, strict=True)
    ]

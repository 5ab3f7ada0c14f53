"""Photographs that show how denoising works: their clusters, and how far each pixel is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write
from folkhue.color.spaces import to_lab
from folkhue.images.photo import Photo

ENOUGH = 0.1
"""Share that must be kept, and dropped, of a photograph that is to show how denoising works."""

_SURE = 255


@dataclass(frozen=True, eq=False)
class Cluster:
    """Pixels of an example that k-means put together.

    Attributes
    ----------
    color : (int, int, int)
        The mean of their sRGB.
    share : float
        Of the photograph, 0 to 1.
    belief : float
        How far they are kept, 0 to 1.
    """

    color: tuple[int, int, int]
    share: float
    belief: float


@dataclass(frozen=True, eq=False)
class Example:
    """A photograph, small, and what was kept of it under one of its tags.

    Attributes
    ----------
    photo : str
        Its id.
    title, term : str
    picture : Photo
    belief : ndarray of uint8, shape (height, width)
        How far each pixel is kept, 0 to 255.
    cluster : ndarray of uint8, shape (height, width)
    """

    photo: str
    title: str
    term: str
    picture: Photo
    belief: NDArray[np.uint8]
    cluster: NDArray[np.uint8]

    @classmethod
    def of(
        cls,
        named: tuple[str, str, str],
        picture: Photo,
        belief: NDArray[np.float64],
        cluster: NDArray[np.uint8],
    ) -> Example:
        """Take what is believed of each pixel, 0 to 1; named are its id, title and term."""
        return cls(*named, picture, np.rint(belief * _SURE).astype(np.uint8), cluster)

    @property
    def weights(self) -> NDArray[np.float64]:
        """How far each pixel is kept, 0 to 1, shape (height, width); transparent ones are not."""
        return self.belief / _SURE * self.picture.opaque

    @property
    def kept(self) -> float:
        """The share of the pixels that is kept; half a pixel that is half believed."""
        return float(self.weights.sum() / max(1, self.picture.opaque.sum()))

    def clusters(self) -> dict[int, Cluster]:
        """Describe the clusters that occur by their numbers, the most believed first."""
        opaque = self.picture.opaque
        found = {}
        for number in np.unique(self.cluster[opaque]).tolist():
            where = (self.cluster == number) & opaque
            red, green, blue = np.rint(self.picture.rgb[where].mean(axis=0)).astype(int).tolist()
            share = float(where.sum() / opaque.sum())
            found[number] = Cluster(
                (red, green, blue), share, float(self.belief[where].mean() / _SURE)
            )
        ranked = sorted(found, key=lambda n: (-found[n].belief, -found[n].share, n))
        return {number: found[number] for number in ranked}

    def painted(self) -> NDArray[np.uint8]:
        """Paint each pixel in the color of its cluster, shape (height, width, 3)."""
        paint = np.zeros((256, 3), np.uint8)
        for number, cluster in self.clusters().items():
            paint[number] = cluster.color
        return paint[self.cluster]

    def tells(self) -> float:
        """Say how well it shows denoising: how unlike what is kept and what is dropped look.

        The distance in CIELAB of the mean colors of both; 0 unless there is enough of both.
        """
        shares = self.weights, self.picture.opaque - self.weights
        if min(self.kept, 1 - self.kept) < ENOUGH:
            return 0.0
        lab = to_lab(self.picture.rgb)
        means = [(lab * share[..., None]).sum(axis=(0, 1)) / share.sum() for share in shares]
        return float(np.linalg.norm(means[0] - means[1]))


def most_telling(examples: Sequence[Example]) -> Example | None:
    """Choose the example that tells most of denoising, of equals the first; none of none."""
    return max(examples, key=Example.tells, default=None)


def write_examples(examples: Sequence[Example], path: Path) -> None:
    """Write examples to a file of NumPy's, whole or not at all."""
    about = [(each.photo, each.title, each.term) for each in examples]
    planes = {str(number): _planes(each) for number, each in enumerate(examples)}
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with atomic_write(path) as temporary:
        np.savez_compressed(temporary, allow_pickle=False, about=text, **planes)


def _planes(example: Example) -> NDArray[np.uint8]:
    opaque = example.picture.opaque.astype(np.uint8)
    return np.dstack([example.picture.rgb, opaque, example.belief, example.cluster])


def read_examples(path: Path) -> list[Example]:
    """Read what `write_examples` wrote."""
    with np.load(path) as file:
        about = json.loads(file["about"].tobytes())
        planes = [file[str(number)] for number in range(len(about))]
    return [
        Example(
            photo, title, term, Photo(each[..., :3], each[..., 3] > 0), each[..., 4], each[..., 5]
        )
        for (photo, title, term), each in zip(about, planes, strict=True)
    ]

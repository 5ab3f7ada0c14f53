"""The training photographs of a photo list: their weak labels, groups and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from folkhue.datasets.photo_list import kept_photos
from folkhue.errors import TrainingError
from folkhue.learning.denoising.base import PhotoWeights
from folkhue.learning.denoising.pixel_weights import TaggedPhoto
from folkhue.learning.denoising.source_weights import SourceWeights
from folkhue.learning.split import Mask, hold_out

Labels = Sequence[tuple[str, ...]]
"""The terms of each photograph."""


@dataclass(frozen=True)
class TrainingPhotos:
    """The photographs of a list that passed every check, in its order.

    Every method reads the list again, so that it may be of any length.

    Attributes
    ----------
    path : path
        A ``photos.csv``; see `folkhue.datasets.photo_list`.
    """

    path: Path

    def labels(self, terms: Sequence[str]) -> Labels:
        """Read the weak labels of all photographs.

        Parameters
        ----------
        terms : sequence of str
            Those that must occur.

        Raises
        ------
        TrainingError
            If no photograph has one of the terms.
        """
        known: dict[tuple[str, ...], tuple[str, ...]] = {}  # one tuple for all that are equal
        labels = [known.setdefault(photo.labels, photo.labels) for photo in kept_photos(self.path)]
        found = {term for label in known for term in label}
        for term in terms:
            if term not in found:
                raise TrainingError(
                    f"none of the {len(labels)} photographs has the tag {term!r}: add some, or "
                    "take the term out of the vocabulary in params.yaml"
                )
        return labels

    def split(self, labels: Labels, test_share: float, seed: int) -> Mask:
        """Choose the photographs that are held out; see `folkhue.learning.split.hold_out`."""
        groups = (tagged.group for tagged in self.tagged())
        return hold_out(groups, labels, test_share, seed)

    def weights(
        self, saturation: float | None, held_out: Mask | None = None
    ) -> Iterator[PhotoWeights]:
        """Weigh each photograph by its source; see `SourceWeights`.

        Parameters
        ----------
        saturation : float or None
        held_out : ndarray of bool, shape (photographs,), optional
            These photographs count the same, and do not add to their sources.
        """
        sources = SourceWeights(saturation)
        for photo, side in zip(kept_photos(self.path), _sides(held_out), strict=False):
            if not side:
                sources.count(photo.source, photo.labels)
        for photo, side in zip(kept_photos(self.path), _sides(held_out), strict=False):
            yield {} if side else sources.weigh(photo.source, photo.labels)

    def tagged(
        self, held_out: Mask | None = None, saturation: float | None = None
    ) -> Iterator[TaggedPhoto]:
        """Read the id, the group and the terms of each photograph, and weigh it.

        Parameters
        ----------
        held_out : ndarray of bool, shape (photographs,), optional
            Without it, none is held out.
        saturation : float, optional
            Of sources; see `SourceWeights`.
        """
        photos, weights = kept_photos(self.path), self.weights(saturation, held_out)
        for photo, side, some in zip(photos, _sides(held_out), weights, strict=False):
            yield TaggedPhoto(photo.id, photo.original or photo.id, photo.labels, side, some)

    def files(self) -> Iterator[tuple[Path, str]]:
        """Read the absolute path and the SHA-256 of each photograph's file."""
        folder = self.path.parent.resolve()  # workers may have another working directory
        for photo in kept_photos(self.path):
            yield folder / photo.path, photo.sha256


def _sides(held_out: Mask | None) -> Iterator[bool]:
    return repeat(False) if held_out is None else iter(held_out.tolist())

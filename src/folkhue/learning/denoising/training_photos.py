"""The training photographs of a photo list: their weak labels, groups and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import TrainingError
from folkhue.learning.denoising.origin import Origin
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

    def tagged(
        self, held_out: Mask | None = None, saturation: float | None = None
    ) -> Iterator[TaggedPhoto]:
        """Read the id, the group and the terms of each photograph, and weigh it by its source.

        Parameters
        ----------
        held_out : ndarray of bool, shape (photographs,), optional
            These photographs count the same, and do not add to their sources. Without it, none
            is held out.
        saturation : float, optional
            See `SourceWeights`. By default, all photographs count the same.
        """
        training = ((photo.source, photo.labels) for photo, out in self._sides(held_out) if not out)
        sources = SourceWeights(training, saturation)
        for photo, out in self._sides(held_out):
            weights = {} if out else sources.weigh(photo.source, photo.labels)
            origin = Origin(photo.source, weights)
            yield TaggedPhoto(photo.id, photo.original or photo.id, photo.labels, out, origin)

    def files(self) -> Iterator[tuple[Path, str]]:
        """Read the absolute path and the SHA-256 of each photograph's file."""
        folder = self.path.parent.resolve()  # workers may have another working directory
        for photo in kept_photos(self.path):
            yield folder / photo.path, photo.sha256

    def _sides(self, held_out: Mask | None) -> Iterator[tuple[PhotoRecord, bool]]:
        sides = repeat(False) if held_out is None else held_out.tolist()
        return zip(kept_photos(self.path), sides, strict=False)

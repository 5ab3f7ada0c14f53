"""The training photographs of a photo list: their weak labels, groups and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from folkhue.datasets.photo_list import kept_photos
from folkhue.errors import TrainingError
from folkhue.learning.denoising.pixel_weights import TaggedPhoto

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

    def tagged(self) -> Iterator[TaggedPhoto]:
        """Read the id, the group and the terms of each photograph."""
        for photo in kept_photos(self.path):
            yield TaggedPhoto(photo.id, photo.original or photo.id, photo.labels)

    def files(self) -> Iterator[tuple[Path, str]]:
        """Read the absolute path and the SHA-256 of each photograph's file."""
        folder = self.path.parent.resolve()  # workers may have another working directory
        for photo in kept_photos(self.path):
            yield folder / photo.path, photo.sha256

"""A recipe: how tagged photographs become training pixels, and these a classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn.base import clone

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.denoising.base import Denoiser
from folkhue.learning.denoising.clustered_dataset import ClusteredDataset
from folkhue.learning.denoising.training_photos import Labels, TrainingPhotos
from folkhue.learning.denoising.weighting import denoise_part
from folkhue.learning.sampling.weights_file import training_pixels
from folkhue.learning.split import Mask
from folkhue.learning.training import train_on_rows


@dataclass(frozen=True, eq=False)
class Recipe:
    """How tagged photographs become training pixels, and these a classifier.

    Attributes
    ----------
    vocabulary : Vocabulary
    denoiser : Denoiser
        Not fitted.
    saturation : float or None
        See `folkhue.learning.denoising.source_weights.SourceWeights`.
    caps : mapping of str to int, or None
        Maximum number of training pixels of each term; None trains on all.
    exposures : sequence of float
        See `folkhue.learning.sampling.exposure`.
    classifiers : mapping of str to mapping
        Their options; see `folkhue.learning.classifiers.building.build`.
    seed : int
    """

    vocabulary: Vocabulary
    denoiser: Denoiser
    saturation: float | None
    caps: Mapping[str, int] | None
    exposures: Sequence[float]
    classifiers: Mapping[str, Mapping[str, Any]]
    seed: int

    def training_pixels(
        self,
        photos: ClusteredDataset,
        labels: Labels,
        listed: TrainingPhotos,
        chosen: Mask,
        path: Path,
    ) -> pd.DataFrame:
        """Denoise and sample some photographs; nothing is learned from the others.

        Parameters
        ----------
        photos : ClusteredDataset
        labels : sequence of sequence of str
        listed : TrainingPhotos
            The same photographs.
        chosen : ndarray of bool, shape (photographs,)
        path : path
            Where weights are written in between.

        Returns
        -------
        DataFrame
            See `folkhue.learning.sampling.pixels`.

        Raises
        ------
        TrainingError
            If a term has no pixels.
        """
        denoiser = clone(self.denoiser)
        denoise_part(denoiser, photos, labels, listed, chosen, self.saturation, path)
        return training_pixels(path, self.vocabulary.names, self.caps, self.seed)

    def train(self, name: str, rows: pd.DataFrame) -> ColorClassifier:
        """Train one of the classifiers on training pixels."""
        options = self.classifiers[name]
        return train_on_rows(name, options, rows, self.exposures, self.vocabulary, self.seed)

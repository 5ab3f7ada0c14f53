"""The pixels of held-out photographs, on which classifiers are compared.

Raw pixels of a photograph tagged "red" are mostly not red, so pixels are drawn in proportion to
weights, as those for training are. But the weights, and the number of pixels, are fixed: one
*reference method* gives them, whichever method, caps and classifiers are measured on them. It is
`ColorPosterior` with its default options, fitted to the photographs that are not held out, each
of which counts the same.

The weights say how much a color counts, and hardly which name is best for it. Raw pixels of the
name t have a color with p(color | t), and are weighed by p(t | color), which with equal priors is
in proportion to it: the name of the highest product is that of the highest p(color | t), the name
that would be right most often for raw pixels, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from itertools import compress
from pathlib import Path

import pandas as pd

from folkhue.learning.denoising.clustered_dataset import ClusteredDataset, temporary_clusters
from folkhue.learning.denoising.clustering import ClusterOptions
from folkhue.learning.denoising.color_posterior import ColorPosterior
from folkhue.learning.denoising.pixel_weights import TaggedPhoto
from folkhue.learning.denoising.training_photos import Labels, TrainingPhotos
from folkhue.learning.denoising.weighting import write_weights
from folkhue.learning.sampling.weights_file import sample_file
from folkhue.learning.split import Mask

MAX_PIXELS = 10_000
"""Held-out pixels of each term, at most."""

COLORS = ClusterOptions(clusters=1, max_pixels=10_000, space="lab", seed=0)
"""How photographs are read: the reference method looks at colors, not at clusters."""


def read_colors(
    listed: TrainingPhotos, number: int, folder: Path
) -> AbstractContextManager[ClusteredDataset]:
    """Read the colors of photographs, for the time of a block, as the reference method needs them.

    Parameters
    ----------
    listed : TrainingPhotos
    number : int
        Of photographs, for the progress bar.
    folder : path
        Where they lie; see `temporary_clusters`.
    """
    return temporary_clusters(listed.files(), COLORS, folder, number)


def held_out_pixels(
    photos: ClusteredDataset,
    labels: Labels,
    tagged: Iterable[TaggedPhoto],
    held_out: Mask,
    terms: Iterable[str],
    seed: int,
    path: Path,
) -> pd.DataFrame:
    """Draw the pixels of held-out photographs; all arguments are in the order of photographs.

    Parameters
    ----------
    photos : ClusteredDataset
        From `read_colors`.
    labels : sequence of sequence of str
    tagged : iterable of TaggedPhoto
        From `TrainingPhotos.tagged`, with the same photographs held out.
    held_out : ndarray of bool, shape (photographs,)
        All others teach the reference method.
    terms : iterable of str
        Those of which pixels are drawn, at most `MAX_PIXELS` of each.
    seed : int
    path : path
        Where weights are written in between.

    Returns
    -------
    DataFrame
        See `folkhue.learning.sampling.pixels`.

    Raises
    ------
    TrainingError
        If no held-out photograph has a pixel of any term.
    """
    reference = ColorPosterior().fit(photos.select(~held_out), list(compress(labels, ~held_out)))
    write_weights(path, photos.select(held_out), compress(tagged, held_out), reference)
    return sample_file(path, dict.fromkeys(terms, MAX_PIXELS), seed, held_out=True)

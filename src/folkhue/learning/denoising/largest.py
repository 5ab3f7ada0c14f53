"""The simplest denoising: the largest cluster is what the tag names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from folkhue.learning.denoising.base import ClusterDenoiser, ClusterWeights
from folkhue.learning.denoising.clustering import ClusteredPhoto


class LargestCluster(ClusterDenoiser):
    """Weigh the pixels of each photograph's largest cluster 1, all others 0."""

    def _weigh_clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ClusterWeights:
        sizes = photo.sizes
        largest = (np.arange(len(sizes)) == sizes.argmax()).astype(float)
        return dict.fromkeys(terms, largest)

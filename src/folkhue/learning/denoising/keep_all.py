"""No denoising: the reference that every method must beat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from folkhue.learning.denoising.base import ClusterDenoiser, ClusterWeights
from folkhue.learning.denoising.clustering import ClusteredPhoto


class KeepAll(ClusterDenoiser):
    """Weigh every pixel 1 under each term of its photograph."""

    def _weigh_clusters(self, photo: ClusteredPhoto, terms: Sequence[str]) -> ClusterWeights:
        return {term: np.ones(len(photo.centers)) for term in terms}

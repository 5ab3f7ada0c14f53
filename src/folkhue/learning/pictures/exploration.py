"""Looking at labeled pictures before anything is chosen: a map of them, and how typical each is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.preprocessing import StandardScaler

from folkhue.learning.pictures.candidates import CANDIDATES
from folkhue.learning.pictures.dataset import PictureDataset
from folkhue.learning.pictures.evaluation import PictureEvaluation, evaluate
from folkhue.learning.pictures.steps import ShareRoots

Embedding = Literal["tsne", "pca"]

_COMPONENTS = 30  # of the features, among which t-SNE looks for neighbors
_PERPLEXITY = 30


def embed(values: NDArray[np.floating], method: Embedding, seed: int) -> NDArray[np.float64]:
    """Lay examples out in two dimensions, similar ones near each other.

    Parameters
    ----------
    values : ndarray of float, shape (n, features)
        At least two rows. Shares are replaced by their square roots, and all is standardized.
    method : {"tsne", "pca"}
        t-SNE of 30 principal components, or the first two of them.
    seed : int
        The same seed gives the same map.

    Returns
    -------
    ndarray of float64, shape (n, 2)

    References
    ----------
    L. van der Maaten, G. Hinton, "Visualizing Data using t-SNE", Journal of Machine Learning
    Research 9, 2008.
    """
    scaled = StandardScaler().fit_transform(ShareRoots().fit_transform(values))
    if not scaled.any():  # all are alike
        return np.zeros((len(scaled), 2))
    wanted = _COMPONENTS if method == "tsne" else 2
    number = min(wanted, *scaled.shape)
    components = PCA(number, svd_solver="full").fit_transform(scaled)
    if method == "pca" or number < 2:
        return np.pad(components, ((0, 0), (0, 2 - number)))
    perplexity = min(_PERPLEXITY, (len(values) - 1) / 3)
    tsne = TSNE(perplexity=perplexity, init="pca", random_state=seed)
    return np.asarray(tsne.fit_transform(components), np.float64)


def sample(dataset: PictureDataset, number: int, seed: int) -> PictureDataset:
    """Draw at most so many pictures, in their order."""
    if len(dataset) <= number:
        return dataset
    drawn = np.random.default_rng(seed).choice(len(dataset), number, replace=False)
    return dataset.take(np.sort(drawn))


def first_look(
    dataset: PictureDataset, groups: Sequence[str], *, folds: int, seed: int
) -> PictureEvaluation:
    """Predict the color of each picture by a kernel classifier that has not seen it.

    It takes seconds, and shows which pictures are typical of their color, and which labels are
    likely wrong.
    """
    model = CANDIDATES["kernel"].pipeline(seed)
    return evaluate(model, dataset, groups, folds=folds, seed=seed, repeats=0)


def by_typicality(found: PictureEvaluation, term: str) -> NDArray[np.intp]:
    """Return the places of the pictures of a color, the most typical first.

    A picture is typical if the color is probable for it.
    """
    column = found.terms.index(term)
    places = np.flatnonzero(found.labels == column)
    order = np.argsort(-found.probabilities[places, column], kind="stable")
    return np.asarray(places[order])
